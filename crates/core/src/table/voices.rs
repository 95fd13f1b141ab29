//! What staff propose (職員提案), what works well (好事例) and the yearly review of programmes (既存事業の点検), each a row with
//! the fields that are filled in.
//!
//! Not here: opinions with their chain (`opinions`), meetings and councils, which have tables of another shape.

use super::effects::whole_unit;
use super::opinions::PUBLISHED as OPINIONS;
use super::{Cell, Column, Made, Narrow, PlaceOnPages, Published, Row, Table};
use crate::appraisal::Verdict;
use crate::editing::{Shape, Voice, VoiceField, VoiceKind};
use crate::money::Yen;
use crate::plan::Plan;
use crate::suggestion::Stage;

/// What the table of the proposals says of itself.
pub const SUGGESTIONS: Published = published(
    VoiceKind::Suggestion,
    "この計画について記録された職員提案は、まだありません。",
    |plan| !plan.suggestions.is_empty(),
    |plan, _| table(plan, &SUGGESTIONS, VoiceKind::Suggestion),
);

/// What the table of the practices says of itself.
pub const PRACTICES: Published = published(
    VoiceKind::Practice,
    "この計画について記録された好事例は、まだありません。",
    |plan| !plan.practices.is_empty(),
    |plan, _| table(plan, &PRACTICES, VoiceKind::Practice),
);

/// What the table of the appraisals says of itself.
pub const APPRAISALS: Published = published(
    VoiceKind::Appraisal,
    "この計画について記録された既存事業の点検は、まだありません。",
    |plan| !plan.appraisals.is_empty(),
    |plan, _| table(plan, &APPRAISALS, VoiceKind::Appraisal),
);

const fn published(
    kind: VoiceKind,
    absent: &'static str,
    is_in: fn(&Plan) -> bool,
    make: fn(&Plan, &Narrow<'_>) -> Table,
) -> Published {
    Published {
        name: kind.key(),
        word: kind.key(),
        label: kind.label(),
        absent,
        note: "",
        place: PlaceOnPages::Under(OPINIONS.name),
        made: Made::OfPlan { is_in, make },
    }
}

/// The kind that a table is of, where it is one of these.
pub fn kind_of(name: &str) -> Option<VoiceKind> {
    [SUGGESTIONS, PRACTICES, APPRAISALS]
        .iter()
        .find(|published| published.name == name)
        .and_then(|published| VoiceKind::of(published.name))
}

fn amount(voice: &Voice) -> Option<Yen> {
    match voice {
        Voice::Opinion(opinion) => opinion.amount,
        Voice::Appraisal(appraisal) => appraisal.amount,
        _ => None,
    }
}

fn table(plan: &Plan, published: &Published, kind: VoiceKind) -> Table {
    let all: Vec<Voice> = kind.all(plan).collect();
    let is_said = |field: &&VoiceField| all.iter().any(|voice| !field.text(plan, voice).is_empty());
    let first = kind.fields().first();
    let fields: Vec<&VoiceField> = kind
        .fields()
        .iter()
        .filter(|field| !field.is_personal() && (Some(*field) == first || is_said(field)))
        .collect();
    let column = |field: &&VoiceField| match field.shape() {
        Shape::Amount => Column::yen(field.key(), field.label()),
        _ if Some(*field) == first => Column::name(field.key(), field.label()),
        _ => Column::text(field.key(), field.label()),
    };
    let paid = all.iter().any(|voice| amount(voice).is_some());
    let row = |voice: &Voice| {
        let cells = fields.iter().map(|field| match field.shape() {
            Shape::Amount => Cell::yen(amount(voice)),
            _ => Cell::words(&field.words(plan, voice)),
        });
        Row::entry(0, cells.collect())
    };
    Table {
        name: published.name,
        title: format!("{} {}", plan.title, published.label).trim().to_owned(),
        summary: summary(&all, published.label),
        unit: paid.then(|| whole_unit(all.iter().filter_map(amount))),
        columns: fields.iter().map(column).collect(),
        rows: all.iter().map(row).collect(),
        ..Table::default()
    }
}

/// How many there are, and how far they are or what was decided of them.
fn summary(all: &[Voice], label: &str) -> String {
    let stage = |wanted: Stage| {
        let is_it = |voice: &&Voice| matches!(voice, Voice::Suggestion(one) if one.stage == wanted);
        (wanted.label(), all.iter().filter(is_it).count())
    };
    let verdict = |wanted: Verdict| {
        let is_it = |voice: &&Voice| matches!(voice, Voice::Appraisal(one) if one.verdict == Some(wanted));
        (wanted.label(), all.iter().filter(is_it).count())
    };
    let counts = Stage::ALL
        .into_iter()
        .map(stage)
        .chain(Verdict::ALL.into_iter().map(verdict));
    let counts: Vec<String> = counts
        .filter(|(_, count)| *count > 0)
        .map(|(words, count)| format!("{words}{count}件"))
        .collect();
    match counts.is_empty() {
        true => format!("{label}は{}件です。", all.len()),
        false => format!("{label}は{}件です（{}）。", all.len(), counts.join("、")),
    }
}
