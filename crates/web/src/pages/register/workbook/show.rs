//! `GET …/grid/workbook/{upload}`: what a file that came back would change, before anything is stored.
//!
//! Not here: comparing (`look`), storing (`apply`).

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::editing::ItemField;
use gyokaku_core::plan::{Item, Plan};
use gyokaku_exchange::register::{self, Back, Before};
use gyokaku_exchange::workbook::{Fault, FaultKind};
use uuid::Uuid;

use super::look::{Compared, digest, digest_of_new, file, look};
use super::{ReturnedPath, frame, href};
use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::{Problem, html};
use crate::loaded::load;
use crate::path::UrlPath;
use crate::person::Person;
use crate::show::page::Page;
use crate::upload::{Left, Refusal};

/// How many changes one page shows; the others are seen once these are stored.
const MOST_CHANGES: usize = 2_000;

/// How many cells that were not taken one page shows; the file with its marks has all.
const MOST_FAULTS: usize = 1_000;

/// How many cells one page names that the register has overtaken.
const MOST_OVERTAKEN: usize = 200;

/// A change to be seen.
#[derive(Debug)]
struct Change {
    /// What its box sends.
    value: String,
    name: String,
    label: &'static str,
    old: String,
    new: String,
    typed: String,
    /// What the cell held when it was written, where the register has something else by now.
    before: Option<String>,
    clears: bool,
    at: String,
}

/// An item that would be new.
#[derive(Debug)]
struct New {
    value: String,
    name: String,
    section: String,
    fields: Vec<(&'static str, String)>,
    /// What the row was copied from; empty where it was written in.
    copied: String,
    at: String,
}

#[derive(Template)]
#[template(path = "pages/register/workbook/show.html")]
struct Show {
    page: Page,
    file: String,
    answer: String,
    refusal: Option<Refusal>,
    changes: Vec<Change>,
    conflicts: Vec<Change>,
    /// How many changes there are beyond those that are shown.
    more: usize,
    new: Vec<New>,
    wrong: Vec<Left>,
    skipped: Vec<Left>,
    more_faults: usize,
    has_faults: bool,
    is_marked: bool,
    knows_before: bool,
    same: usize,
    overtaken: usize,
    /// The first of them: what each is called.
    overtaken_names: Vec<String>,
    missing: Vec<String>,
    missing_columns: Vec<&'static str>,
    left_off: usize,
    clears: usize,
    /// Whether a new item is a row that was copied.
    has_copies: bool,
    href: String,
    edit: String,
    upload: Uuid,
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<ReturnedPath>,
) -> Result<Response, Problem> {
    let (at, id) = path.into();
    demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    let loaded = load(&app, &at, &Sight::Working).await?;
    let Some(file) = file(&app, &person, &at, id) else {
        return Ok(Redirect::to(&format!("{}?expired=1", href(&at))).into_response());
    };
    let looked = look(&app, &person, &loaded, &file).await?;
    let (compared, refusal) = match looked {
        Ok(compared) => (compared, None),
        Err(refusal) => (
            Compared {
                back: Back {
                    knows_before: true,
                    ..Back::default()
                },
                is_marked: false,
            },
            Some(refusal),
        ),
    };
    let (plan, back) = (loaded.plan(), &compared.back);
    let mut changes: Vec<Change> = Vec::new();
    let mut conflicts: Vec<Change> = Vec::new();
    for change in back.changes.iter().take(MOST_CHANGES) {
        match change.is_conflict() {
            true => conflicts.push(shown(plan, change)),
            false => changes.push(shown(plan, change)),
        }
    }
    let is_left = |fault: &&Fault| fault.kind == FaultKind::Fixed;
    let left = |fault: &Fault| left(plan, fault);
    let wrong: Vec<Left> = back
        .faults
        .iter()
        .filter(|f| !is_left(f))
        .take(MOST_FAULTS)
        .map(left)
        .collect();
    let skipped: Vec<Left> = back
        .faults
        .iter()
        .filter(is_left)
        .take(MOST_FAULTS)
        .map(left)
        .collect();
    let clears = changes.iter().filter(|change| change.clears).count();
    html(&Show {
        page: frame(&loaded, &person, "取り込む前の確認"),
        file: file.name,
        answer: refusal
            .as_ref()
            .map_or_else(|| answer(back), |refusal| refusal.what.clone()),
        refusal,
        more: back.changes.len().saturating_sub(MOST_CHANGES),
        new: back.new.iter().map(|new| added(plan, new)).collect(),
        more_faults: back.faults.len() - wrong.len() - skipped.len(),
        wrong,
        skipped,
        has_faults: !back.faults.is_empty(),
        is_marked: compared.is_marked,
        knows_before: back.knows_before,
        same: back.same,
        overtaken: back.overtaken.len(),
        overtaken_names: back
            .overtaken
            .iter()
            .take(MOST_OVERTAKEN)
            .map(|(id, field)| format!("{}：{}", called(plan, id), field.label()))
            .collect(),
        missing: back.missing.iter().map(|id| called(plan, id)).collect(),
        missing_columns: back.missing_columns.iter().map(|field| field.label()).collect(),
        left_off: back.unknown_left_off,
        changes,
        conflicts,
        clears,
        has_copies: back.new.iter().any(|new| new.copied.is_some()),
        href: href(&at),
        edit: format!("{}/edit", loaded.href()),
        upload: id,
    })
}

/// The first sentence.
fn answer(back: &Back) -> String {
    let conflicts = back.changes.iter().filter(|change| change.is_conflict()).count();
    let changes = back.changes.len() - conflicts;
    let mut parts = Vec::new();
    if changes > 0 {
        parts.push(format!("書き換わる欄が{changes}か所"));
    }
    if conflicts > 0 {
        parts.push(format!("どちらの内容を残すか選ぶ欄が{conflicts}か所"));
    }
    if !back.new.is_empty() {
        parts.push(format!("新しい取組項目が{}件", back.new.len()));
    }
    let faults = match back.faults.len() {
        0 => String::new(),
        faults => format!("{faults}か所は、下の理由で取り込みません。"),
    };
    match parts.is_empty() {
        true if back.faults.is_empty() => {
            "すべて台帳の内容と同じです。書き換わるところはありません。".to_owned()
        }
        true => format!("書き換わるところはありません。{faults}"),
        false => format!("{}あります。{faults}まだ保存していません。", parts.join("、")),
    }
}

/// What an item is called; nothing where it is gone.
pub(super) fn called(plan: &Plan, id: &str) -> String {
    plan.item(id).map(Item::called).unwrap_or_default()
}

fn shown(plan: &Plan, change: &register::Change) -> Change {
    Change {
        value: format!("{}.{}.{}", digest(change), change.field.key(), change.item),
        name: called(plan, &change.item),
        label: change.field.label(),
        old: change.old.clone(),
        clears: change.new.is_empty(),
        new: change.new.clone(),
        typed: change.typed.clone().unwrap_or_default(),
        before: match &change.before {
            Before::Other(before) => Some(before.clone()),
            Before::Same | Before::Unknown => None,
        },
        at: change.at.to_string(),
    }
}

fn added(plan: &Plan, new: &register::New) -> New {
    let named = [ItemField::Number, ItemField::Title];
    let fields = ItemField::ALL.into_iter().filter(|field| !named.contains(field));
    let section = new.item.section.as_deref();
    let above = new.item.parent.as_deref().map(|id| called(plan, id));
    let names = section.map(|id| plan.path(id)).unwrap_or_default().into_iter();
    let names: Vec<String> = names.map(str::to_owned).chain(above).collect();
    New {
        value: digest_of_new(new),
        name: new.item.called(),
        section: names.join(" ＞ "),
        fields: fields
            .map(|field| (field.label(), field.text(&new.item)))
            .filter(|(_, text)| !text.is_empty())
            .collect(),
        copied: new
            .copied
            .as_deref()
            .map(|id| called(plan, id))
            .unwrap_or_default(),
        at: new.at.to_string(),
    }
}

fn left(plan: &Plan, fault: &Fault) -> Left {
    let name = fault
        .row
        .as_deref()
        .map(|id| called(plan, id))
        .unwrap_or_default();
    let label = fault.column.as_deref().and_then(register::label);
    Left::of(fault, name, label.unwrap_or_default().to_owned())
}
