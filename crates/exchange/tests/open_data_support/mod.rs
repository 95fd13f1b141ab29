//! The open data of documents, and their files taken apart again by readers that are not ours.

use std::io::{Cursor, Read as _};

use gyokaku_core::body::BodyCode;
use gyokaku_core::dataset::{self, Dataset, Of, Part, codes, datasets};
use gyokaku_core::department::Role;
use gyokaku_core::edition::{Edition, Entry, Given, GivenAnswer, Step, plan_of as plan_of_entries};
use gyokaku_core::licence::Licence;
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::progress::Evaluator;
use gyokaku_core::round::Key;
use gyokaku_core::round::answer::State;
use gyokaku_core::round::field::Field;
use gyokaku_core::table::{Made, Narrow, PUBLISHED, Table, year};
use gyokaku_exchange::read::read;
use gyokaku_exchange::write::data::{About, Event, Filed};
use gyokaku_testkit::outside::{Folder, documents};

/// A plan with identities, as a store would hold it.
pub(crate) fn plan_of(name: &str, bytes: &[u8]) -> Plan {
    let read = read(name, bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut count = 0;
    gyokaku_core::difference::merge(&Plan::default(), read.plan, Default::default(), &mut || {
        count += 1;
        format!("id{count}")
    })
}

/// The plans of all seeds and samples with items, by the names of their documents.
pub(crate) fn plans() -> Vec<(String, Plan)> {
    let mut all = Vec::new();
    for folder in [Folder::Seeds, Folder::Samples] {
        let Some(folder) = folder.path() else { continue };
        for path in documents(&folder) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            all.push((name.clone(), plan_of(&name, &std::fs::read(&path).unwrap())));
        }
    }
    all
}

pub(crate) fn body() -> BodyCode {
    "041009".parse().unwrap()
}

pub(crate) fn of<'a>(body: &'a BodyCode, title: &'a str) -> Of<'a> {
    Of {
        body,
        body_name: "宮城県仙台市",
        plan: "keiei-2026",
        title,
    }
}

pub(crate) fn history() -> Vec<Event> {
    vec![Event {
        id: "release-1".into(),
        title: "公開".into(),
        at: "2026-11-20T10:00:00Z".into(),
        reason: String::new(),
        address: String::new(),
    }]
}

pub(crate) fn about<'a>(of: Of<'a>, history: &'a [Event]) -> About<'a> {
    About {
        of,
        published_at: "2026-11-20T10:00:00Z",
        history,
        licence: &LICENCE,
    }
}

/// The terms under which the data of the tests are.
pub(crate) const LICENCE: Licence = Licence::PublicData;

/// The published tables of a plan that no edition is needed for, each with its years.
pub(crate) fn tables(plan: &Plan) -> Vec<(&'static gyokaku_core::table::Published, Vec<Part>)> {
    const ALL: &[gyokaku_core::table::Published] = &PUBLISHED;
    let part = |year, table: Table| Part {
        year,
        edition: None,
        table,
    };
    let mut all = Vec::new();
    for published in ALL.iter().filter(|one| one.is_in(plan, 0)) {
        let parts = match published.made {
            Made::OfPlan { make, .. } => vec![part(None, make(plan, &Narrow::default()))],
            Made::OfEditionOrPlan { make, years, .. } => {
                let of_year = |year| {
                    let narrow = Narrow {
                        year: Some(year),
                        ..Narrow::default()
                    };
                    part(Some(year), make(plan, &narrow))
                };
                match years(plan).as_slice() {
                    [] => vec![part(None, make(plan, &Narrow::default()))],
                    years => years.iter().map(|year| of_year(*year)).collect(),
                }
            }
            Made::OfItem(_) | Made::OfEdition | Made::OfEditions(_) => continue,
        };
        all.push((published, parts));
    }
    all
}

/// Two years of a plan as they would have been frozen: every item with its departments' answers in the plan's own grades,
/// one of them graded by the office as well, texts over several lines, and blanks.
fn frozen(plan: &Plan) -> Vec<(Edition, Vec<Entry>)> {
    let scale = plan.scales.first().cloned().unwrap_or_default();
    let grade = |n: usize| {
        scale
            .grades
            .get(n % scale.grades.len().max(1))
            .map(|grade| grade.label.clone())
    };
    let step = |id: &str| {
        plan.section(id).map(|section| Step {
            level: section.level.clone(),
            label: section.label.clone(),
            title: section.title.clone(),
        })
    };
    let path = |item: &Item| {
        let mut path = Vec::new();
        let mut above = item.section.clone();
        while let Some(id) = above {
            path.extend(step(&id));
            above = plan.section(&id).and_then(|section| section.parent.clone());
        }
        path.reverse();
        path
    };
    let entry = |n: usize, item: &Item| {
        let values = [
            (Field::Grade, grade(n)),
            (
                Field::Done,
                Some(format!("{}を進めた。\n次の年も続ける。", item.title)),
            ),
            (
                Field::EffectActual,
                (n.is_multiple_of(3)).then(|| (n as i64 * 1_000 - 500).to_string()),
            ),
            (
                Field::Difficulties,
                (n % 2 == 1).then(|| "人手が足りない。".to_owned()),
            ),
        ];
        let given = |by, grade: Option<String>| {
            grade.map(|grade| Given {
                by,
                grade,
                reason: if n.is_multiple_of(2) {
                    "計画のとおり。".into()
                } else {
                    String::new()
                },
            })
        };
        let second = (n.is_multiple_of(5)).then(|| grade(n + 1)).flatten();
        Entry {
            item: item.id.clone(),
            path: path(item),
            serial: item.serial.clone(),
            number: item.number.clone(),
            title: item.title.clone(),
            answers: vec![GivenAnswer {
                department: item
                    .departments
                    .lead
                    .first()
                    .cloned()
                    .unwrap_or_else(|| "企画課".into()),
                role: Role::Lead,
                coordinates: true,
                state: State::Accepted,
                values: values
                    .into_iter()
                    .filter_map(|(field, value)| Some((field, value?)))
                    .collect(),
            }],
            grades: [
                given(Evaluator::Department, grade(n)),
                given(Evaluator::Secretariat, second),
            ]
            .into_iter()
            .flatten()
            .collect(),
            indicators: Vec::new(),
        }
    };
    let years = ["2024", "2025"].into_iter().zip([1_u32, 2]);
    years
        .map(|(year, number)| {
            let entries = plan.items.iter().filter(|item| !item.repeated).enumerate();
            let entries = entries
                .map(|(n, item)| entry(n + number as usize, item))
                .collect();
            let edition = Edition {
                number,
                round: Key::parse(year).expect("a round"),
                title: format!("{year}年度の進捗状況"),
                made_at: format!("{year}-11-20T10:00:00Z"),
                made_by: "事務局".into(),
                corrects: None,
                reason: None,
                changes: Vec::new(),
                scale: scale.clone(),
                precedence: plan.precedence.clone(),
            };
            (edition, entries)
        })
        .collect()
}

/// The published tables of the frozen years of a plan, each year a part with its edition.
pub(crate) fn frozen_tables(plan: &Plan) -> Vec<(&'static gyokaku_core::table::Published, Vec<Part>)> {
    const ALL: &[gyokaku_core::table::Published] = &PUBLISHED;
    let frozen = frozen(plan);
    let mut all = Vec::new();
    for published in ALL {
        let of_year = |(edition, entries): &(Edition, Vec<Entry>)| {
            let table = match published.made {
                Made::OfEdition => Some(year::table(&edition.title, entries, &edition.precedence)),
                Made::OfEditionOrPlan { make, .. } => {
                    let narrow = Narrow {
                        year: Some(edition.round.year),
                        ..Narrow::default()
                    };
                    let of =
                        plan_of_entries(entries, &edition.scale, &edition.precedence, edition.round.year);
                    Some(make(&of, &narrow))
                }
                _ => None,
            };
            Some(Part {
                year: Some(edition.round.year),
                edition: Some(i64::from(edition.number)),
                table: table?,
            })
        };
        let mut parts: Vec<Part> = frozen.iter().filter_map(of_year).collect();
        if let Made::OfEditions(make) = published.made {
            let of_years: Vec<(&Edition, &[Entry])> = frozen
                .iter()
                .map(|(edition, entries)| (edition, entries.as_slice()))
                .collect();
            parts.push(Part {
                year: None,
                edition: None,
                table: make(&plan.title, plan.year_style, &of_years),
            });
        }
        parts.retain(|part| !part.table.rows.is_empty());
        if !parts.is_empty() {
            all.push((published, parts));
        }
    }
    all
}

/// The data sets of some tables of a plan with their codes.
pub(crate) fn sets(
    plan: &Plan,
    tables: &[(&'static gyokaku_core::table::Published, Vec<Part>)],
) -> Vec<Dataset> {
    let body = body();
    let of = of(&body, &plan.title);
    let mut sets: Vec<Dataset> = Vec::new();
    for (published, parts) in tables {
        sets.extend(datasets(&of, published, parts));
    }
    let parts = tables.iter().flat_map(|(_, parts)| parts);
    let labels: Vec<String> = parts.flat_map(|part| dataset::labels(&part.table)).collect();
    let codes = codes(&of, plan, &[], &sets, &labels);
    sets.extend(codes);
    sets
}

/// The data sets of a plan with their files.
pub(crate) fn filed(plan: &Plan) -> Vec<Filed> {
    sets(plan, &tables(plan)).into_iter().map(Filed::of).collect()
}

/// A CSV to the letter: every field quoted where it has to be, CRLF at the end of each record and nowhere else.
pub(crate) fn csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    let text = text.strip_prefix('\u{FEFF}').expect("a byte order mark");
    let mut records = vec![vec![String::new()]];
    let (mut quoted, mut chars) = (false, text.chars().peekable());
    while let Some(c) = chars.next() {
        let record = records.last_mut().unwrap();
        let field = record.last_mut().unwrap();
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(String::new()),
            '\r' if !quoted => {
                assert_eq!(chars.next(), Some('\n'));
                records.push(vec![String::new()]);
            }
            c => {
                assert!(quoted || c != '\n', "a bare line feed");
                field.push(c);
            }
        }
    }
    assert!(!quoted, "a quote is not closed");
    assert_eq!(records.pop(), Some(vec![String::new()]), "the last line ends");
    records
}

/// The parts of a workbook whose names begin so, as text.
pub(crate) fn parts_of(workbook: &[u8], begin: &str) -> Vec<(String, String)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let names = zip.file_names().map(|name| name.unwrap().into_owned());
    let names: Vec<String> = names.filter(|name| name.starts_with(begin)).collect();
    names
        .into_iter()
        .map(|name| {
            let mut text = String::new();
            zip.by_name(&name).unwrap().read_to_string(&mut text).unwrap();
            (name, text)
        })
        .collect()
}
