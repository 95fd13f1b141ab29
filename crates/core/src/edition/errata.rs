//! What a correction changes (正誤表): values of items, and the totals that were published with them.
//!
//! Not here: correcting (`closing`), the page.

use std::collections::HashMap;

use super::{Change, Entry};
use crate::money::grouped;
use crate::progress::Evaluator;
use crate::round::field::{Field, Values};
use crate::round::own::Own;
use crate::table::{Column, Row, RowKind, Table, Value};

/// How the name of a question of the office's own begins in what a correction changed, so that none is taken for one of
/// the questions that every plan has.
pub const OF_OWN: &str = "設問「";

/// A question of the office's own as what a correction changed names it.
pub fn own_name(own: &Own) -> String {
    format!("{OF_OWN}{}」（{}）", own.label, own.kind.label())
}

/// What differs between two editions of a round, item by item in the order of the new one.
pub fn changes(old: &[Entry], new: &[Entry]) -> Vec<Change> {
    let before: HashMap<&str, &Entry> = old.iter().map(|entry| (entry.item.as_str(), entry)).collect();
    let after: HashMap<&str, &Entry> = new.iter().map(|entry| (entry.item.as_str(), entry)).collect();
    let mut found = Vec::new();
    for entry in new {
        match before.get(entry.item.as_str()) {
            Some(old) => between(old, entry, &mut found),
            None => found.push(whole(entry, None, Some("対象に追加"))),
        }
    }
    for entry in old {
        if !after.contains_key(entry.item.as_str()) {
            found.push(whole(entry, Some("対象"), None));
        }
    }
    found
}

fn whole(entry: &Entry, old: Option<&str>, new: Option<&str>) -> Change {
    Change {
        item: entry.item.clone(),
        title: entry.title.clone(),
        what: "取組".to_owned(),
        old: old.map(str::to_owned),
        new: new.map(str::to_owned),
    }
}

fn between(old: &Entry, new: &Entry, found: &mut Vec<Change>) {
    let mut note = |what: String, old: Option<&str>, now: Option<&str>| {
        if old != now {
            found.push(Change {
                item: new.item.clone(),
                title: new.title.clone(),
                what,
                old: old.map(str::to_owned),
                new: now.map(str::to_owned),
            });
        }
    };
    note("取組名".to_owned(), Some(&old.title), Some(&new.title));
    note("番号".to_owned(), old.number.as_deref(), new.number.as_deref());
    for by in [
        Evaluator::Secretariat,
        Evaluator::Headquarters,
        Evaluator::Council,
    ] {
        let (was, is) = (old.grade(by), new.grade(by));
        note(
            format!("進捗状況（{}）", by.label()),
            was.map(|g| g.grade.as_str()),
            is.map(|g| g.grade.as_str()),
        );
        note(
            format!("評価理由（{}）", by.label()),
            was.map(|g| g.reason.as_str()).filter(|r| !r.is_empty()),
            is.map(|g| g.reason.as_str()).filter(|r| !r.is_empty()),
        );
    }
    let mut departments: Vec<&str> = Vec::new();
    for answer in old.answers.iter().chain(&new.answers) {
        if !departments.contains(&answer.department.as_str()) {
            departments.push(&answer.department);
        }
    }
    for department in departments {
        let of = |entry: &Entry| -> Values {
            let own = entry
                .answers
                .iter()
                .find(|answer| answer.department == department);
            own.map(|answer| answer.values.clone()).unwrap_or_default()
        };
        let (was, is) = (of(old), of(new));
        let mut fields: Vec<&Field> = was.keys().chain(is.keys()).collect();
        fields.sort();
        fields.dedup();
        for field in fields {
            let name = match field {
                Field::Indicator(id) => new
                    .indicators
                    .iter()
                    .find(|(known, _, _)| known == id)
                    .map_or(field.label(), |(_, name, _)| name.as_str()),
                _ => field.label(),
            };
            let name = match field {
                Field::Own(own) => own_name(own),
                _ => name.to_owned(),
            };
            note(
                format!("{name}（{department}）"),
                was.get(field).map(String::as_str),
                is.get(field).map(String::as_str),
            );
        }
    }
}

/// The totals that differ between the tables of two editions of a round, in the order of the new ones:
/// counts and amounts; shares follow from the counts. Rows of items are left to [`changes`].
pub fn totals(old: &[Table], new: &[Table]) -> Vec<Change> {
    let mut found = Vec::new();
    for now in new {
        let Some(was) = old.iter().find(|table| table.name == now.name) else {
            continue;
        };
        let (before, after) = (sums(was), sums(now));
        let is_known = |row: &Sum<'_>| after.iter().any(|known| known.path == row.path);
        let gone = before.iter().filter(|row| !is_known(row));
        for row in after.iter().chain(gone) {
            // A grade that nobody has may have no column; that is a zero, and no blank.
            let find = |rows: &[Sum<'_>], table: &Table, column: &Column| -> Option<String> {
                let row = rows.iter().find(|known| known.path == row.path)?.row;
                match table.columns.iter().position(|known| known.key == column.key) {
                    Some(at) => shown(&row.cells.get(at)?.value),
                    None if table.name == "progress" && column.key.starts_with("grade_") => {
                        Some("0".to_owned())
                    }
                    None => None,
                }
            };
            let only_before = was
                .columns
                .iter()
                .filter(|c| !now.columns.iter().any(|n| n.key == c.key));
            for column in now.columns.iter().chain(only_before) {
                let (old, new) = (find(&before, was, column), find(&after, now, column));
                // Shares follow from the counts.
                let is_share = column.key.ends_with("_share");
                if old != new && !is_share {
                    found.push(Change {
                        item: String::new(),
                        title: row.path.last().cloned().unwrap_or_default(),
                        what: match Field::of(&column.key) {
                            Some(Field::Own(own)) => own_name(&own),
                            _ => format!("{}「{}」", now.title, column.label),
                        },
                        old,
                        new,
                    });
                }
            }
        }
    }
    found
}

/// A row that is a sum, under the names that lead to it.
struct Sum<'a> {
    path: Vec<String>,
    row: &'a Row,
}

/// The sums of a table. The progress table is all sums: its lowest rows are parts of the plan.
fn sums(table: &Table) -> Vec<Sum<'_>> {
    let mut path: Vec<String> = Vec::new();
    let mut found = Vec::new();
    for row in &table.rows {
        path.truncate(usize::from(row.level));
        path.push(name(row));
        if row.kind != RowKind::Row || table.name == "progress" {
            let path = path.clone();
            found.push(Sum { path, row });
        }
    }
    found
}

fn name(row: &Row) -> String {
    let words = row.cells.iter().take(2).filter_map(|cell| match &cell.value {
        Value::Text(text) if !text.trim().is_empty() => Some(text.as_str()),
        _ => None,
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A count or an amount as an erratum says it.
fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Count(count) => Some(grouped(*count)),
        Value::Yen(yen) => Some(format!("{}円", grouped(yen.0))),
        Value::Blank | Value::Text(_) | Value::Share(_) | Value::Decimal(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::plan_of;
    use crate::edition::tests::entry;
    use crate::fiscal_year::FiscalYear;
    use crate::precedence::Precedence;
    use crate::progress::Scale;
    use crate::table::{progress, year};

    #[test]
    fn a_correction_lists_what_changed() {
        let old = [entry("1", "歳入", "○"), entry("2", "歳出", "△")];
        let mut new = old.to_vec();
        new[1].answers[0].values.insert(Field::Grade, "○".into());
        new[1].answers[0].values.remove(&Field::EffectActual);
        let changes = changes(&old, &new);
        let told: Vec<(&str, Option<&str>, Option<&str>)> = changes
            .iter()
            .map(|c| (c.what.as_str(), c.old.as_deref(), c.new.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                ("進捗状況（財政課）", Some("△"), Some("○")),
                ("効果額（実績）（財政課）", Some("1000"), None)
            ]
        );
        assert_eq!(super::changes(&old, &old), []);
    }

    #[test]
    fn a_correction_lists_the_totals_that_changed() {
        let rule = Precedence::default();
        let tables = |entries: &[Entry]| {
            let of = FiscalYear::new(2019).expect("a year");
            let plan = plan_of(entries, &Scale::default(), &rule, of);
            let year = year::table("令和元年度の取組", entries, &rule);
            [progress::table(&plan, Some(of)), year]
        };
        let old = [entry("1", "歳入", "○"), entry("2", "歳出", "△")];
        let mut new = old.to_vec();
        new[1].grades[0].grade = "○".into();
        new[1].answers[0]
            .values
            .insert(Field::EffectActual, "2500".into());
        let told: Vec<String> = totals(&tables(&old), &tables(&new))
            .into_iter()
            .map(|c| {
                let (old, new) = (c.old.unwrap_or_default(), c.new.unwrap_or_default());
                format!("{} {} {old}→{new}", c.title, c.what)
            })
            .collect();
        assert_eq!(
            told,
            [
                "① 財政 令和元年度の進捗状況「○」 1→2",
                "① 財政 令和元年度の進捗状況「△」 1→0",
                "(1) 歳出 令和元年度の進捗状況「○」 0→1",
                "(1) 歳出 令和元年度の進捗状況「△」 1→0",
                "合計 令和元年度の進捗状況「○」 1→2",
                "合計 令和元年度の進捗状況「△」 1→0",
                "合計 令和元年度の取組「効果額（実績）」 2,000円→3,500円",
            ]
        );
        assert_eq!(totals(&tables(&old), &tables(&old)), []);
    }
}
