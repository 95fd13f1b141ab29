//! The same over the years: one item, or the whole progress table, edition by edition.
//!
//! Years come out of the latest edition of each round; a year without an edition is no row, and a
//! grade that a year's scale does not know is a blank there, never a zero.

use super::year;
use super::{Cell, Column, ColumnKind, Made, PlaceOnPages, Published, Row, Table};
use crate::document::Place;
use crate::edition::{Edition, Entry, plan_of};
use crate::fiscal_year::YearStyle;
use crate::money::Unit;
use crate::progress::{Evaluator, Tally, is_apart};
use crate::table::progress;

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "years",
    word: "years",
    label: "年度の推移",
    absent: "まだ確定した年度がないため、推移はありません。年度の進捗状況が確定すると、ここに並びます。",
    note: "各年度の最新の確定版によります。その年度の評価区分にない欄は空欄です。割合は、計に対する件数を小数第2位で四捨五入したものです。",
    place: PlaceOnPages::Tab,
    made: Made::OfEditions(progress),
};

/// The name of the table of one item over the years.
pub const ITEM: &str = "item_years";

/// The name of the table of the whole progress over the years, in files.
pub const PROGRESS: &str = "progress_years";

/// One item over the years; oldest first. Empty where no edition speaks of it.
pub fn item(title: &str, style: YearStyle, of_years: &[(&Edition, &Entry)]) -> Table {
    let used: Vec<Evaluator> = Evaluator::ALL
        .into_iter()
        .filter(|by| of_years.iter().any(|(_, entry)| entry.grade(*by).is_some()))
        .collect();
    let fields = year::answered(of_years.iter().flat_map(|(_, entry)| &entry.answers));
    let mut columns = vec![Column::name("year", "年度"), Column::text("edition", "確定版")];
    for by in &used {
        columns.push(Column::of(
            ColumnKind::Grade,
            format!("grade_{}", *by as u8),
            format!("進捗状況（{}）", by.label()),
        ));
    }
    columns.push(Column::text("reason", "評価理由"));
    columns.extend(fields.iter().map(year::column));
    let rows = of_years
        .iter()
        .map(|(edition, entry)| {
            let words = |text: Option<String>| text.map(Cell::text).unwrap_or_default();
            let mut cells = vec![
                Cell::text(edition.round.show(style)),
                Cell::text(format!("第{}版", edition.number)),
            ];
            cells.extend(
                used.iter()
                    .map(|by| words(entry.grade(*by).map(|g| g.grade.clone()))),
            );
            let reasons: Vec<String> = entry
                .grades
                .iter()
                .filter(|given| !given.reason.is_empty())
                .map(|given| match entry.grades.len() {
                    1 => given.reason.clone(),
                    _ => format!("【{}】{}", given.by.label(), given.reason),
                })
                .collect();
            cells.push(words(Some(reasons.join("\n")).filter(|text| !text.is_empty())));
            cells.extend(fields.iter().map(|field| year::cell(entry, field)));
            Row::entry(0, cells)
        })
        .collect();
    Table {
        name: ITEM,
        title: format!("{title}の年度ごとの経過"),
        summary: String::new(),
        unit: Some(Unit::Yen),
        columns,
        rows,
        notes: Vec::new(),
    }
}

/// The progress of the whole plan over the years: one row a grade and year, counts and shares.
pub fn progress(title: &str, style: YearStyle, of_years: &[(&Edition, &[Entry])]) -> Table {
    let tallies: Vec<(&Edition, Tally)> = of_years
        .iter()
        .map(|(edition, entries)| {
            let year = edition.round.year;
            (
                *edition,
                progress::whole(
                    &plan_of(entries, &edition.scale, &edition.precedence, year),
                    Some(year),
                ),
            )
        })
        .collect();
    let mut labels: Vec<String> = Vec::new();
    for (label, _) in tallies.iter().flat_map(|(_, tally)| &tally.grades) {
        if !labels.contains(label) {
            labels.push(label.clone());
        }
    }
    // What some year counts apart (対象外, 終了) has no share in any: shares are of what was evaluated.
    let apart: Vec<bool> = labels
        .iter()
        .map(|label| {
            tallies
                .iter()
                .any(|(edition, _)| is_apart(Some(&edition.scale), label))
        })
        .collect();
    let some_apart = apart.contains(&true);
    let shared = || {
        labels
            .iter()
            .enumerate()
            .zip(&apart)
            .filter(|(_, apart)| !**apart)
    };
    let mut columns = vec![Column::name("year", "年度"), Column::count("total", "取組計")];
    if some_apart {
        columns.push(Column::count("evaluated", "評価の対象"));
    }
    for (n, label) in labels.iter().enumerate() {
        columns.push(Column::count(format!("grade_{}", n + 1), label.clone()).of_grade(label));
    }
    for ((n, label), _) in shared() {
        columns.push(
            Column::share(format!("grade_{}_share", n + 1), format!("{label}の割合（%）")).of_grade(label),
        );
    }
    let rows = tallies
        .iter()
        .map(|(edition, tally)| {
            let count = |label: &String| {
                tally
                    .grades
                    .iter()
                    .find(|(known, _)| known == label)
                    .and_then(|(_, count)| *count)
            };
            let at = Place::element(edition.round.to_string());
            let mut cells = vec![
                Cell::text(edition.round.show(style)),
                Cell::count(tally.total).from([at.clone()]),
            ];
            if some_apart {
                cells.push(Cell::count(tally.evaluated(Some(&edition.scale))).from([at.clone()]));
            }
            cells.extend(
                labels
                    .iter()
                    .map(|label| Cell::count(count(label)).from([at.clone()])),
            );
            cells.extend(shared().map(|((_, label), _)| {
                Cell::share(tally.share(label, Some(&edition.scale))).from([at.clone()])
            }));
            Row::entry(0, cells)
        })
        .collect();
    Table {
        name: PROGRESS,
        title: format!("{title}の進捗状況の推移"),
        summary: since(style, &tallies),
        unit: None,
        columns,
        rows,
        notes: notes(of_years, style),
    }
}

/// Whose grade counted: one note where it was the same in all years, else one for each.
fn notes(of_years: &[(&Edition, &[Entry])], style: YearStyle) -> Vec<String> {
    let rules = || of_years.iter().map(|(edition, _)| edition);
    let is_same = rules().all(|edition| edition.precedence == of_years[0].0.precedence);
    match rules().next() {
        Some(first) if is_same => vec![first.precedence.note()],
        _ => rules()
            .map(|edition| format!("{}の{}", edition.round.show(style), edition.precedence.note()))
            .collect(),
    }
}

/// The last year beside the year before it.
fn since(style: YearStyle, tallies: &[(&Edition, Tally)]) -> String {
    let Some((last, tally)) = tallies.last() else {
        return String::new();
    };
    let now = format!(
        "{}は、{}",
        last.round.show(style),
        progress::summary(tally, Some(&last.scale))
    );
    let Some((before, earlier)) = tallies.len().checked_sub(2).and_then(|n| tallies.get(n)) else {
        return now;
    };
    let changes: Vec<String> = tally
        .grades
        .iter()
        .filter_map(|(label, count)| {
            let (_, was) = earlier.grades.iter().find(|(known, _)| known == label)?;
            match (*count)? - (*was)? {
                0 => None,
                more if more > 0 => Some(format!("「{label}」が{more}件増え")),
                fewer => Some(format!("「{label}」が{}件減り", fewer.abs())),
            }
        })
        .collect();
    let before = before.round.show(style);
    match changes.is_empty() {
        true => format!("{now}{before}から増減はありません。"),
        false => format!("{now}{before}から{}ました。", changes.join("、")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::tests::entry;
    use crate::money::Share;
    use crate::progress::{Grade, Scale, Tone};
    use crate::round::Key;
    use crate::table::Value;

    fn edition(number: u32, year: &str) -> Edition {
        let grade = |label: &str, rank| Grade {
            label: label.into(),
            definition: String::new(),
            rank,
            tone: Tone::Steady,
            evaluated: true,
        };
        Edition {
            number,
            round: Key::parse(year).expect("a key"),
            title: String::new(),
            made_at: String::new(),
            made_by: String::new(),
            corrects: None,
            reason: None,
            changes: Vec::new(),
            precedence: Default::default(),
            scale: Scale {
                grades: vec![grade("◎", 1), grade("○", 2)],
                ..Scale::default()
            },
        }
    }

    #[test]
    fn a_grade_that_a_year_does_not_know_is_a_blank() {
        let (first, second) = (edition(1, "2018"), edition(2, "2019"));
        let (old, new) = (
            [entry("1", "歳入", "○")],
            [entry("1", "歳入", "△"), entry("2", "歳出", "◎")],
        );
        let table = progress("プラン", YearStyle::Era, &[(&first, &old), (&second, &new)]);
        let labels: Vec<&str> = table.columns.iter().map(|c| c.label.as_str()).collect();
        assert_eq!(labels[1..5], ["取組計", "◎", "○", "△"]);
        let values: Vec<Value> = table.rows[0].cells[1..5]
            .iter()
            .map(|c| c.value.clone())
            .collect();
        assert_eq!(
            values,
            [Value::Count(1), Value::Count(0), Value::Count(1), Value::Blank]
        );
        let share = table.rows[1].cells.last().map(|c| c.value.clone());
        assert_eq!(share, Some(Value::Share(Share { part: 1, whole: 2 })));
    }

    #[test]
    fn an_item_has_a_row_a_year() {
        let (first, second) = (edition(1, "2018"), edition(2, "2019"));
        let (old, new) = (entry("1", "歳入", "○"), entry("1", "歳入", "◎"));
        let table = item("取組1", YearStyle::Era, &[(&first, &old), (&second, &new)]);
        assert_eq!(table.rows.len(), 2);
        assert!(
            table
                .rows
                .iter()
                .all(|row| row.cells.len() == table.columns.len())
        );
        assert_eq!(table.rows[1].cells[0].value, Value::Text("令和元年度".into()));
    }
}
