//! Fiscal outlooks (財政計画、財政見通し): revenue, expenditure and what they leave, by fiscal year.
//!
//! A table is one only where its lines say so: one line of all revenue and one of all expenditure, or one of the gap below
//! a title that speaks of an outlook. Which parts revenue has is not read. Not here: tables of effects (`amounts`), which
//! may have such lines as well.

use std::collections::BTreeSet;

use gyokaku_core::document::Cell;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::labels::brackets::without_brackets;
use gyokaku_core::labels::field::Field;
use gyokaku_core::labels::formula::without_letters;
use gyokaku_core::labels::{Kind, is_generic_total, is_total, kind, stem, unit, year};
use gyokaku_core::money::{Unit, Yen};
use gyokaku_core::outlook::{OutlookEntry, OutlookLine};
use gyokaku_core::tabular::{Column, Head};
use gyokaku_core::text::fold;

use crate::read::understand::kinds::Kind as TableKind;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::{is_nothing, one_line};
use crate::read::understand::words::numbering::without_label;
use crate::read::understand::words::speech::is_balance;
use crate::read::understand::words::values::amount;

/// How long the name of an occasion may be, in characters; what is longer is a sentence.
const LONGEST_NAME: usize = 60;

/// Reads the outlooks of a document.
pub(crate) fn read(tables: &[Table<'_>], kinds: &[TableKind]) -> Vec<OutlookEntry> {
    let mut found: Vec<OutlookEntry> = Vec::new();
    for (table, _) in tables.iter().zip(kinds).filter(|(_, kind)| kind.told().is_some()) {
        let Some(entries) = of_table(table) else { continue };
        // The same figures in a second table are no second occasion.
        let known = |new: &OutlookEntry| {
            found
                .iter()
                .any(|old| (&old.vintage, old.key()) == (&new.vintage, new.key()))
        };
        let new: Vec<OutlookEntry> = entries.into_iter().filter(|entry| !known(entry)).collect();
        found.extend(new);
    }
    found
}

/// A line of figures: its labels from the outer to its own, and its cells by year, each with the unit of its column.
struct Line<'a> {
    labels: Vec<String>,
    cells: Vec<(FiscalYear, Option<Unit>, &'a Cell)>,
}

/// The entries of a table; none of a table that is no outlook, or of which it is not clear what its lines are.
fn of_table(table: &Table<'_>) -> Option<Vec<OutlookEntry>> {
    let head = table.head.as_deref()?;
    let lines = across(table, head).or_else(|| down(table, head))?;
    let vintage = vintage(table)?;
    let mut outer = String::new();
    let mut known: Vec<OutlookLine> = Vec::new();
    let mut entries = Vec::new();
    for Line { labels, cells } in lines {
        let Some(own) = labels.last() else { continue };
        if labels.len() > 1 || !is_generic_total(own) {
            outer.clone_from(&labels[0]);
        }
        // 歳入 | 計: the total of what stands before it, or above.
        let named = match is_generic_total(own) {
            true => line(&outer),
            false => line(own).filter(|_| labels.len() == 1 || is_total(own) || is_balance(own)),
        };
        let Some(named) = named else { continue };
        let unit = labels
            .iter()
            .rev()
            .find_map(|label| unit::declared(label))
            .or(table.unit);
        let figures = cells.into_iter().filter_map(|(year, of_column, cell)| {
            let yen = amount(&cell.text, of_column.or(unit))?;
            Some((year, signed(own, yen)?, cell.at.clone()))
        });
        let figures: Vec<_> = figures.collect();
        if figures.is_empty() {
            continue;
        }
        if known.contains(&named) {
            // Two lines of all revenue: of two accounts, say. Which of them is meant nobody can tell.
            return None;
        }
        known.push(named);
        entries.extend(figures.into_iter().map(|(fiscal_year, amount, at)| OutlookEntry {
            vintage: vintage.clone(),
            line: named,
            fiscal_year,
            until: None,
            amount,
            at,
        }));
    }
    let both = known.contains(&OutlookLine::Revenue) && known.contains(&OutlookLine::Expenditure);
    let gap = known.contains(&OutlookLine::Gap) && table.about().take(3).any(speaks_of_outlook);
    (both || gap).then_some(entries)
}

/// The lines of a table with fiscal years across; none of another one.
fn across<'a>(table: &Table<'a>, head: &Head) -> Option<Vec<Line<'a>>> {
    let is_year = |column: &Column| {
        column.year.is_some() && !matches!(column.field, Some(Field::Total | Field::Difference))
    };
    let years: Vec<usize> = (0..head.columns.len())
        .filter(|i| is_year(&head.columns[*i]))
        .collect();
    let first = *years.first()?;
    let distinct: BTreeSet<FiscalYear> = years.iter().filter_map(|i| head.columns[*i].year).collect();
    if years.len() < 2 || distinct.len() != years.len() {
        return None;
    }
    let of = |row: &&'a [Cell]| {
        let labels = row.iter().take(first).filter(|cell| !is_nothing(&cell.text));
        let cells = years.iter().filter_map(|i| {
            let column = &head.columns[*i];
            Some((column.year?, column.unit, row.get(*i)?))
        });
        Line {
            labels: labels.map(|cell| one_line(&cell.text)).collect(),
            cells: cells.collect(),
        }
    };
    Some(table.rows.iter().map(of).collect())
}

/// The lines of a table with fiscal years down: 年度 | 歳入 | 歳出 | 収支; none of another one.
fn down<'a>(table: &Table<'a>, head: &Head) -> Option<Vec<Line<'a>>> {
    let years = table.rows.iter().filter_map(|row| {
        let (year, rest) = year::header(&row.first()?.text)?;
        rest.is_empty().then_some((year, *row))
    });
    let years: Vec<(FiscalYear, &'a [Cell])> = years.collect();
    let distinct: BTreeSet<FiscalYear> = years.iter().map(|(year, _)| *year).collect();
    if years.len() < 2 || distinct.len() != years.len() {
        return None;
    }
    let of = |(i, column): (usize, &Column)| Line {
        labels: column.path.iter().map(|label| one_line(label)).collect(),
        cells: years
            .iter()
            .filter_map(|(year, row)| Some((*year, column.unit, row.get(i)?)))
            .collect(),
    };
    Some(head.columns.iter().enumerate().skip(1).map(of).collect())
}

/// What a label names; none where it names a part of revenue, or anything else.
fn line(label: &str) -> Option<OutlookLine> {
    let bare = without_brackets(&without_label(without_letters(label)));
    let folded = fold(&bare);
    // 歳入歳出差引額, 財源不足額. 実質収支 and 基礎的財政収支 leave something else over, 経常収支比率 is a rate.
    let is_gap = ["収支", "形式収支", "歳入歳出差", "差引", "財源不足", "財源過不足"]
        .iter()
        .any(|begins| folded.starts_with(begins));
    if is_gap {
        return (kind(&folded) != Kind::Rate && !folded.contains("比率")).then_some(OutlookLine::Gap);
    }
    let of = stem(&bare).map_or(folded, |stem| fold(&stem));
    let of = ["見込額", "見込", "決算額", "総額", "額"]
        .iter()
        .find_map(|end| of.strip_suffix(end))
        .unwrap_or(&of);
    match of {
        "歳入" | "収入" => Some(OutlookLine::Revenue),
        "歳出" | "支出" => Some(OutlookLine::Expenditure),
        _ => None,
    }
}

/// A gap as it is kept: money that is lacking is negative, also where its line is called 財源不足額 and has no sign.
fn signed(label: &str, yen: Yen) -> Option<Yen> {
    let lacks = label.contains("不足") && !label.contains("過不足");
    match lacks && yen.0 > 0 {
        true => yen.0.checked_neg().map(Yen),
        false => Some(yen),
    }
}

fn speaks_of_outlook(text: &str) -> bool {
    let folded = fold(text);
    let about = ["財政", "収支"].iter().any(|word| folded.contains(word));
    about
        && ["見通し", "計画", "推計", "見込"]
            .iter()
            .any(|word| folded.contains(word))
}

/// The occasion: the one that is said, else what the table is called.
fn vintage(table: &Table<'_>) -> Option<String> {
    let titled = || {
        let name = table
            .about()
            .map(without_unit)
            .find(|text| speaks_of_outlook(text));
        name.filter(|name| name.chars().count() <= LONGEST_NAME)
    };
    titled().or_else(|| table.vintage())
}

/// A title without the bracket that declares the unit.
fn without_unit(text: &str) -> String {
    let text = one_line(text);
    let cut = ['（', '('].iter().filter_map(|open| text.rfind(*open)).max();
    let kept = match cut.filter(|at| text[*at..].contains("単位")) {
        Some(at) => &text[..at],
        None => text.as_str(),
    };
    kept.trim().to_owned()
}
