//! Closing a round of 124 items in one transaction, and the year's workbook.
//!
//! Ours is everything between the loaded round and the committed edition: entries, tables, their text,
//! the plan's grades and amounts, the journal. The reference inserts the same texts into bare tables in
//! one transaction of the same kind of database. The workbook is the year's table as Excel beside bare
//! rust_xlsxwriter with the same cells. Not here: loading the round, which the page does before.

use std::collections::BTreeMap;

use gyokaku_core::body::{BodyCode, SAMPLE_WITHOUT_NAME};
use gyokaku_core::closing::{Frozen, Material, freeze, tables};
use gyokaku_core::department::{Department, Directory, Role};
use gyokaku_core::edition::evaluations;
use gyokaku_core::plan::{Item, Plan, Section};
use gyokaku_core::progress::Scale;
use gyokaku_core::round::answer::{Answer, Held, State};
use gyokaku_core::round::approval::Approval;
use gyokaku_core::round::field::{Field, Question};
use gyokaku_core::round::{Deadlines, Key, Round, RoundState, day};
use gyokaku_core::scale::Template;
use gyokaku_core::table::{Table, Value};
use gyokaku_exchange::shape::edition::{changes_text, entry_text, scale_text, table_text};
use gyokaku_store::{Actor, Departments, NewEdition, RoundAt, Store};

use crate::bare;
use crate::harness::{Line, compare};

const CODE: BodyCode = SAMPLE_WITHOUT_NAME;
const PLAN: &str = "bench";
const ITEMS: usize = 124;
const ROUNDS: usize = 9;
const NOW: &str = "2026-05-29T00:00:00Z";

pub(crate) fn run() -> Result<Vec<Line>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| e.to_string())?;
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let (round, plan) = (round().ok_or("no round")?, plan());
    let answers = answers();
    let at = RoundAt {
        body: &CODE,
        plan: PLAN,
        round: round.key,
    };
    let url = |name: String| format!("sqlite:{}", folder.path().join(name).display());
    let (mut stores, mut bares) = (Vec::new(), Vec::new());
    for n in 0..=ROUNDS {
        let bare = runtime.block_on(bare::frozen(&url(format!("bare{n}.db"))));
        bares.push(bare.map_err(|e| e.to_string())?);
        let made = runtime.block_on(filled(&url(format!("close{n}.db")), &plan, &round));
        stores.push(made.map_err(|e| e.message())?);
    }
    let frozen = frozen(&plan, &round, &answers);
    let texts = texts(&frozen, &round, &plan);
    let line = compare(
        ROUNDS,
        || {
            let store = stores.pop()?;
            runtime.block_on(close(&store, at, &plan, &round, &answers)).ok()
        },
        "bare inserts",
        || {
            let bare = bares.pop()?;
            runtime.block_on(bare::texts(bare, &texts)).ok()
        },
    );
    let year = tables(&frozen, &round, &after(&plan, &frozen, &round))
        .into_iter()
        .find(|table| table.name == "year")
        .ok_or("no table of the year")?;
    let workbook = compare(
        ROUNDS,
        || {
            gyokaku_exchange::write::xlsx::workbook(&year)
                .map(|bytes| bytes.len())
                .ok()
        },
        "rust_xlsxwriter",
        || plain(&year).ok(),
    );
    Ok(vec![
        line.with(format!("closing {ITEMS} items: {} texts", texts.len())),
        workbook.with(format!("the year's workbook of {} rows", year.rows.len())),
    ])
}

async fn close(
    store: &Store,
    at: RoundAt<'_>,
    plan: &Plan,
    round: &Round,
    answers: &[Answer],
) -> Result<i64, gyokaku_store::StoreError> {
    let frozen = frozen(plan, round, answers);
    let after = after(plan, &frozen, round);
    let entries: Vec<(String, String)> = frozen
        .entries
        .iter()
        .map(|entry| (entry.item.clone(), entry_text(entry)))
        .collect();
    let tables: Vec<(String, String)> = tables(&frozen, round, &after)
        .iter()
        .map(|table| (table.name.to_owned(), table_text(table)))
        .collect();
    let edition = NewEdition {
        title: &round.title,
        reason: None,
        changes: &changes_text(&[]),
        scale: &scale_text(&frozen.scale),
        entries: &entries,
        tables: &tables,
        plan: (&after, 1),
        answers: &[],
        grades: &[],
        left_out: (&[], ""),
    };
    store.freeze(&actor(), NOW, at, 1, &edition).await
}

fn frozen(plan: &Plan, round: &Round, answers: &[Answer]) -> Frozen {
    let scale = plan.scales.first().cloned().unwrap_or_default();
    let material = Material {
        plan,
        round,
        answers,
        grades: &[],
        scale: &scale,
        today: gyokaku_core::round::day_in_japan(NOW).unwrap_or(time::Date::MIN),
        name: &str::to_owned,
    };
    freeze(&material, "")
}

fn after(plan: &Plan, frozen: &Frozen, round: &Round) -> Plan {
    let mut after = plan.clone();
    for entry in &frozen.entries {
        after.evaluations.extend(evaluations(entry, round.key.year));
    }
    after
}

/// All texts that one closing stores.
fn texts(frozen: &Frozen, round: &Round, plan: &Plan) -> Vec<String> {
    let tables = tables(frozen, round, &after(plan, frozen, round));
    let entries = frozen.entries.iter().map(entry_text);
    let grades = frozen.entries.iter().map(|entry| entry.item.clone());
    entries
        .chain(grades)
        .chain(tables.iter().map(table_text))
        .collect()
}

/// The same cells without anything around them.
fn plain(table: &Table) -> Result<usize, rust_xlsxwriter::XlsxError> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in (0u32..).zip(&table.rows) {
        for (column, cell) in (0u16..).zip(&line.cells) {
            match &cell.value {
                Value::Text(text) => sheet.write_string(row, column, text)?,
                Value::Yen(yen) => sheet.write_number(row, column, yen.0 as f64)?,
                _ => sheet,
            };
        }
    }
    Ok(workbook.save_to_buffer()?.len())
}

fn actor() -> Actor {
    Actor {
        name: "bench".into(),
        role: "command".into(),
    }
}

fn round() -> Option<Round> {
    let last = day("2026-05-29")?;
    Some(Round {
        key: Key::parse("2025")?,
        revision: 1,
        title: "進捗状況調査".into(),
        questions: Question::usual().collect(),
        own: Vec::new(),
        approvals: vec![Approval::usual(last)],
        tolerance: gyokaku_core::round::USUAL_TOLERANCE,
        due: Deadlines {
            department: last,
            office: last,
        },
        state: RoundState::Open,
        reason: None,
        opened_at: String::new(),
        opened_by: String::new(),
    })
}

fn plan() -> Plan {
    let sections = (0..20).map(|n| Section {
        id: format!("s{n}"),
        level: "区分".into(),
        label: format!("({})", n + 1),
        title: format!("区分その{}", n + 1),
        ..Section::default()
    });
    let items = (0..ITEMS).map(|n| Item {
        id: format!("i{n}"),
        section: Some(format!("s{}", n * 20 / ITEMS)),
        number: Some(format!("{}", n + 1)),
        title: format!("取組その{}", n + 1),
        ..Item::default()
    });
    Plan {
        title: "計測用のプラン".into(),
        sections: sections.collect(),
        items: items.collect(),
        scales: vec![Scale {
            grades: Template::ThreeMarks.grades(),
            ..Scale::default()
        }],
        ..Plan::default()
    }
}

fn answers() -> Vec<Answer> {
    let held = |content: &str| Held {
        content: content.to_owned(),
        changed_at: NOW.to_owned(),
        changed_by: "財政課 担当".to_owned(),
        own: None,
    };
    (0..ITEMS)
        .map(|n| Answer {
            item: format!("i{n}"),
            department: "d1".into(),
            role: Role::Lead,
            coordinates: true,
            state: State::Accepted,
            revision: 4,
            changed_at: None,
            changed_by: None,
            late: None,
            retired: None,
            wanted_despite: None,
            values: BTreeMap::from([
                (Field::Grade, held("○")),
                (Field::Reason, held("予定した内容を予定どおり行ったため。")),
                (Field::Done, held("窓口と内部の事務を見直し、待ち時間を縮めた。")),
                (Field::EffectActual, held("1234000")),
                (Field::Next, held("効果を検証し、対象を広げる。")),
            ]),
        })
        .collect()
}

async fn filled(url: &str, plan: &Plan, round: &Round) -> Result<Store, gyokaku_store::StoreError> {
    let store = Store::open(url).await?;
    store.put_body(&actor(), NOW, &CODE, "見本市").await?;
    let directory = Directory {
        departments: vec![Department {
            id: "d1".into(),
            name: "財政課".into(),
            aliases: vec![],
            parent: None,
            from: None,
            until: None,
            successors: vec![],
        }],
    };
    let departments = Departments {
        directory,
        ..Departments::default()
    };
    store.put_departments(&actor(), NOW, &CODE, &departments).await?;
    store
        .put_plan(&actor(), NOW, &CODE, PLAN, None, plan, None)
        .await?;
    store.open_round(&actor(), NOW, &CODE, PLAN, round, &[]).await?;
    Ok(store)
}
