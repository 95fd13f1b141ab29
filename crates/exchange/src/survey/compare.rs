//! What stands in which cell, compared with the form.
//!
//! Not here: files; `read` and `csv` say what stands where.

use std::collections::HashMap;

use gyokaku_core::document::{Place, Spot};

use super::back::{Back, Change, Twice, Unknown};
use super::form::{Form, Kind};
use super::value::{self, Wrong};
use crate::read::xlsx::raw::Raw;
use crate::workbook::seen::{SeenRow, SeenSheet};
use crate::workbook::sheet::fitting;
use crate::workbook::{Fault, FaultKind, MOST_STRAY, identity, quoted, quoted_or_blank};

/// One look at a value of the form.
struct Sighting {
    at: Place,
    shown: String,
    taken: Result<String, Wrong>,
}

/// How one kind of file compares texts that its encoding may have changed.
pub(super) type Alike = fn(&str, &str) -> bool;

/// Compares sheets with the form.
pub(super) fn compare(form: &Form, sheets: &[SeenSheet], alike: Alike) -> Back {
    let mut back = Back::default();
    let index: HashMap<&str, usize> = form
        .rows
        .iter()
        .enumerate()
        .map(|(i, row)| (row.id.as_str(), i))
        .collect();
    let names = Names::of(form);
    let mut seen: HashMap<(usize, usize), Vec<Sighting>> = HashMap::new();
    let mut places: Vec<Vec<Place>> = vec![Vec::new(); form.rows.len()];
    for sheet in sheets {
        for row in &sheet.rows {
            let at = |column: u32| Place::cell(sheet.name.clone(), row.row, column);
            let first = at(sheet.columns.first().map_or(0, |(column, _)| *column));
            let id = identity::row_of(&row.identity, &form.code);
            let Some(known) = id.and_then(|id| index.get(id).copied()) else {
                stray(form, sheet, row, id, first, &mut back);
                continue;
            };
            if let Some(fault) = names.shifted(sheet, row, known, &first) {
                back.faults.push(fault);
                places[known].push(first);
                continue;
            }
            places[known].push(first);
            for (column, of_form) in &sheet.columns {
                let (raw, shown) = row.cell(*column);
                let (kind, own) = (form.columns[*of_form].kind(), form.rows[known].cell(*of_form));
                // What was not touched is not judged, though its choice may be no choice any more.
                let untouched =
                    *raw == Raw::Text && (value::tidy(own) == value::tidy(shown) || alike(own, shown));
                let sighting = Sighting {
                    at: at(*column),
                    shown: shown.to_owned(),
                    taken: if untouched {
                        Ok(own.to_owned())
                    } else {
                        value::taken(kind, raw, shown)
                    },
                };
                if form.columns[*of_form].is_asked() {
                    seen.entry((known, *of_form)).or_default().push(sighting);
                } else {
                    back.faults
                        .extend(changed_though_locked(form, known, *of_form, sighting, alike));
                }
            }
        }
    }
    settle(form, &mut seen, alike, &mut back);
    for (row, at) in form.rows.iter().zip(places) {
        match at.len() {
            0 => back.missing.push(row.id.clone()),
            1 => {}
            _ => back.twice.push(Twice {
                row: row.id.clone(),
                at,
            }),
        }
    }
    let read = |i: usize| {
        sheets
            .iter()
            .any(|sheet| sheet.columns.iter().any(|(_, of_form)| *of_form == i))
    };
    back.missing_columns = form
        .columns
        .iter()
        .enumerate()
        .filter(|(i, column)| column.is_asked() && !read(*i))
        .map(|(_, column)| column.key.clone())
        .collect();
    back.faults.sort_by(|a, b| a.at.cmp(&b.at));
    back
}

/// A row that is none of the form's.
fn stray(form: &Form, sheet: &SeenSheet, row: &SeenRow, id: Option<&str>, at: Place, back: &mut Back) {
    let answers: Vec<String> = sheet
        .columns
        .iter()
        .filter(|(_, of_form)| form.columns[*of_form].is_asked())
        .map(|(column, _)| row.cell(*column).1)
        .filter(|shown| !shown.trim().is_empty())
        .map(quoted)
        .collect();
    if id.is_none() && row.identity.trim().is_empty() && answers.is_empty() {
        return;
    }
    let (why, next) = if id.is_some() {
        (
            "この行の取組は、いまの調査の対象にありません。この行の値は取り込んでいません。",
            "対象から外れた取組でないか、事務局に確かめてください。",
        )
    } else if row.identity.trim().is_empty() {
        (
            "回答票にない行です。この行の値は取り込んでいません。",
            "もとからある取組の行に写してください。",
        )
    } else {
        (
            "この行の識別番号が、書き出したときと違います。どの取組の行か確かめられないため、この行の値は取り込んでいません。",
            "回答票を書き出し直し、この行の値を写してください。",
        )
    };
    if back.unknown.len() >= MOST_STRAY {
        back.unknown_left_off += 1;
        return;
    }
    back.unknown.push(Unknown {
        row: id.map(str::to_owned),
        at: at.clone(),
    });
    // A row that left the survey and holds nothing asks nothing of the person.
    if answers.is_empty() && id.is_some() {
        return;
    }
    back.faults.push(Fault {
        kind: FaultKind::Identity,
        at,
        also: Vec::new(),
        row: id.map(str::to_owned),
        column: None,
        found: answers.join("、"),
        why: why.to_owned(),
        next: next.to_owned(),
    });
}

/// The locked columns whose text names the row: no two rows have the same.
struct Names<'a> {
    columns: HashMap<usize, HashMap<String, usize>>,
    form: &'a Form,
}

impl<'a> Names<'a> {
    fn of(form: &'a Form) -> Self {
        let mut columns = HashMap::new();
        for (i, column) in form.columns.iter().enumerate() {
            if column.is_asked() || *column.kind() != Kind::Text {
                continue;
            }
            let named: HashMap<String, usize> = form
                .rows
                .iter()
                .enumerate()
                .map(|(row, cells)| (value::tidy(cells.cell(i)), row))
                .filter(|(text, _)| !text.is_empty())
                .collect();
            if named.len() == form.rows.len() {
                columns.insert(i, named);
            }
        }
        Self { columns, form }
    }

    /// A fault where a row carries the name of another row: a part of the columns was sorted or moved
    /// without the others, and nobody knows whose answers these are.
    fn shifted(&self, sheet: &SeenSheet, row: &SeenRow, known: usize, first: &Place) -> Option<Fault> {
        for (column, of_form) in &sheet.columns {
            let Some(named) = self.columns.get(of_form) else {
                continue;
            };
            let shown = row.cell(*column).1;
            if named.get(&value::tidy(shown)).is_none_or(|other| *other == known) {
                continue;
            }
            let own = self.form.rows[known].cell(*of_form);
            let at = match &first.spot {
                Spot::Cell { sheet, row, .. } => Place::cell(sheet.clone(), *row, *column),
                _ => first.clone(),
            };
            return Some(Fault {
                kind: FaultKind::Identity,
                at,
                also: Vec::new(),
                row: Some(self.form.rows[known].id.clone()),
                column: Some(self.form.columns[*of_form].key.clone()),
                found: shown.to_owned(),
                why: format!(
                    "この行は「{}」の行ですが、「{}」と書かれています。一部の列だけが並べ替えられたおそれがあるため、この行の値は取り込んでいません。",
                    quoted(own),
                    quoted(shown)
                ),
                next: "並べ替えを元に戻すか、回答票を書き出し直して写してください。".to_owned(),
            });
        }
        None
    }
}

fn changed_though_locked(
    form: &Form,
    row: usize,
    column: usize,
    sighting: Sighting,
    alike: Alike,
) -> Option<Fault> {
    let (own, of_form) = (form.rows[row].cell(column), &form.columns[column]);
    let kind = of_form.kind();
    let shown = sighting.shown.trim();
    let is_same = value::same(kind, &fitting(own), shown)
        || alike(own, shown)
        || sighting
            .taken
            .as_ref()
            .is_ok_and(|taken| value::same(kind, own, taken));
    (!is_same).then(|| Fault {
        kind: FaultKind::Fixed,
        at: sighting.at,
        also: Vec::new(),
        row: Some(form.rows[row].id.clone()),
        column: Some(of_form.key.clone()),
        found: sighting.shown.clone(),
        why: format!(
            "「{}」は回答票では変更できない欄です。書き出したときの値は{}、いまの値は{}です。この変更は取り込んでいません。",
            of_form.label,
            quoted_or_blank(own),
            quoted_or_blank(&sighting.shown)
        ),
        next: "元の値が誤っているときは、事務局にお知らせください。".to_owned(),
    })
}

/// Turns what was seen of each open cell into a change, a fault or nothing.
fn settle(form: &Form, seen: &mut HashMap<(usize, usize), Vec<Sighting>>, alike: Alike, back: &mut Back) {
    for (r, row) in form.rows.iter().enumerate() {
        for (c, column) in form.columns.iter().enumerate() {
            let Some(mut sightings) = seen.remove(&(r, c)) else {
                continue;
            };
            let (kind, old) = (column.kind(), row.cell(c));
            let says_old = |value: &str| value::same(kind, old, value) || alike(old, value);
            let fault = |kind: FaultKind, at: Place, found: &str, why: String, next: &str| Fault {
                kind,
                at,
                also: Vec::new(),
                row: Some(row.id.clone()),
                column: Some(column.key.clone()),
                found: found.to_owned(),
                why,
                next: next.to_owned(),
            };
            if row.unasked.contains(&c) {
                let written = sightings
                    .iter()
                    .find(|s| !s.taken.as_ref().is_ok_and(|taken| says_old(taken)));
                if let Some(s) = written {
                    back.faults.push(fault(
                        FaultKind::Fixed,
                        s.at.clone(),
                        &s.shown,
                        format!(
                            "この取組では「{}」をお尋ねしていません。この欄は取り込んでいません。",
                            column.label
                        ),
                        "空欄に戻してください。別の取組の値であれば、その行に写してください。",
                    ));
                }
                continue;
            }
            if row.locked {
                let changed = sightings
                    .iter()
                    .find(|s| !s.taken.as_ref().is_ok_and(|taken| says_old(taken)));
                match changed {
                    None => back.same += 1,
                    Some(s) => back.faults.push(fault(
                        FaultKind::HandedIn,
                        s.at.clone(),
                        &s.shown,
                        "提出済みの取組のため、この変更は取り込んでいません。".to_owned(),
                        "直すときは、差戻しを受けてから入力してください。",
                    )),
                }
                continue;
            }
            let first = sightings.remove(0);
            let other = sightings.iter().find(|s| match (&first.taken, &s.taken) {
                (Ok(a), Ok(b)) => !value::same(kind, a, b),
                (Err(_), Err(_)) => first.shown != s.shown,
                _ => true,
            });
            if let Some(other) = other {
                let mut found = fault(
                    FaultKind::Contradiction,
                    first.at.clone(),
                    &first.shown,
                    format!(
                        "同じ取組の「{}」が2か所にあり、{}は{}、{}は{}です。どちらも取り込んでいません。",
                        column.label,
                        first.at,
                        quoted_or_blank(&first.shown),
                        other.at,
                        quoted_or_blank(&other.shown)
                    ),
                    "残す方の値に揃えるか、要らない方の行かシートを削除してください。",
                );
                found.also.push(other.at.clone());
                back.faults.push(found);
                continue;
            }
            match first.taken {
                Err(wrong) => back.faults.push(fault(
                    FaultKind::Value,
                    first.at,
                    &first.shown,
                    format!(
                        "「{}」: {}この欄は取り込んでいません。",
                        quoted(&first.shown),
                        wrong.why
                    ),
                    &wrong.next,
                )),
                Ok(taken) if says_old(&taken) => back.same += 1,
                Ok(new) => {
                    let as_typed = value::tidy(&first.shown);
                    back.changes.push(Change {
                        row: row.id.clone(),
                        column: column.key.clone(),
                        old: old.to_owned(),
                        typed: typed(kind, &as_typed, &new),
                        new,
                        at: first.at,
                    });
                }
            }
        }
    }
}

/// What was typed, where it reads otherwise than what was taken.
fn typed(kind: &Kind, as_typed: &str, new: &str) -> Option<String> {
    let grouped = |text: &str| text.replace(',', "");
    let plainly = match kind {
        Kind::Yen | Kind::Decimal { .. } => grouped(as_typed) == new,
        Kind::Text | Kind::Choice(_) => as_typed == new,
    };
    (!plainly).then(|| as_typed.to_owned())
}
