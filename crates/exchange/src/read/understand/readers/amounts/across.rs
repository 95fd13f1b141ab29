//! Tables of effect amounts with groups or items down and fiscal years across.
//!
//! Not here: years down the rows (`down`), one amount a row (`beside`).

use gyokaku_core::document::{Cell, GridForm};
use gyokaku_core::labels::brackets::{bracketed, without_brackets};
use gyokaku_core::labels::formula::without_letters;
use gyokaku_core::labels::is_generic_total;
use gyokaku_core::labels::unit;
use gyokaku_core::money::Unit;
use gyokaku_core::text::fold;

use super::row::{Row, is_total};
use super::said::Said;
use crate::read::understand::kinds::amounts::Lines;
use crate::read::understand::parts::Parts;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::{is_nothing, one_line};
use crate::read::understand::words::numbering::without_label;
use crate::read::understand::words::others::is_no_entry;
use crate::read::understand::words::speech::{is_budget, is_settled, labels_effects};
use crate::read::understand::words::values::amount;
use gyokaku_core::labels::effect_kind::effect_kind;
use gyokaku_core::labels::field::Field;
use gyokaku_core::tabular::{Column, Head};

/// Reads such a table.
pub(crate) fn read(table: &Table<'_>, head: &Head, said: Said) -> Parts {
    let mut parts = Parts::default();
    let vintage = table.vintage().unwrap_or_default();
    let labels: Vec<usize> = (0..head.columns.len())
        .take_while(|i| {
            head.columns[*i].year.is_none()
                && !matches!(
                    head.columns[*i].field,
                    Some(Field::Total | Field::Difference | Field::Effect | Field::Amount)
                )
        })
        .collect();
    let lines = Lines::of_rows(table, head, labels.len());
    let budgets = head.columns.iter().any(|c| is_budget(&c.label));
    let of_budgets = |label: &str| is_budget(label) || budgets && is_settled(label);
    let lettered = has_letters(table, labels.len());
    // A column may say on which occasion the amounts of a row were stated, and another what kind they are of.
    let headed = |i: &usize, word: &str| fold(&head.columns[*i].label) == word;
    let says_no_occasion = |text: &str| is_kind_word(text) || is_word_of_now(text);
    let occasions = labels.iter().copied().find(|i| {
        let mut cells = table.rows.iter().filter_map(|row| row.get(*i));
        headed(i, "時点") && !cells.any(|cell| says_no_occasion(&one_line(&cell.text)))
    });
    let kinds = labels.iter().copied().find(|i| headed(i, "計画・実績"));
    let names = |i: usize| {
        Some(i) != occasions
            && Some(i) != kinds
            && !matches!(
                head.columns[i].field,
                Some(Field::Number | Field::Serial | Field::Lead | Field::Support)
            )
    };
    let mut stated_on: Option<String> = None;
    let mut open: Vec<Option<String>> = vec![None; labels.len()];
    let spread: Vec<Vec<Cell>> = table
        .rows
        .iter()
        .map(|row| spread(row, head, labels.len(), table.form))
        .collect();
    for row in &spread {
        if labels
            .iter()
            .rev()
            .find_map(|i| row.get(*i).filter(|c| !is_nothing(&c.text)))
            .is_some_and(|c| is_no_entry(&one_line(&c.text)))
        {
            continue;
        }
        let mut texts: Vec<(usize, String)> = labels
            .iter()
            .filter(|i| names(**i))
            .filter_map(|i| {
                row.get(*i)
                    .filter(|c| !is_nothing(&c.text))
                    .map(|c| (*i, one_line(&c.text)))
                    .map(|(i, text)| {
                        if lettered {
                            (i, without_letters(&text).to_owned())
                        } else {
                            (i, text)
                        }
                    })
            })
            .collect();
        let said_in = |column: Option<usize>| {
            let cell = column.and_then(|i| row.get(i)).filter(|c| !is_nothing(&c.text));
            cell.map(|c| one_line(&c.text))
        };
        if let Some(on) = said_in(occasions).filter(|on| stated_on.as_ref() != Some(on)) {
            stated_on = Some(on);
            open.fill(None);
        }
        let (mut row_kind, mut by_now) = (None, false);
        let of_column = said_in(kinds).filter(|said| is_kind_word(said));
        if texts.len() > 1 || open.iter().any(Option::is_some) {
            // 計画 and 実績 in a column of labels say the kind and are no part of the path.
            if let Some(at) = texts.iter().position(|(_, t)| is_kind_word(t)) {
                row_kind = effect_kind(&texts.remove(at).1);
            } else if let Some(at) = texts.iter().rposition(|(_, t)| is_word_of_now(t)) {
                by_now = true;
                texts.remove(at);
            }
        }
        if let Some((_, only)) = texts.first().filter(|(_, t)| texts.len() == 1 && is_kind_word(t)) {
            row_kind = effect_kind(only);
            texts.clear();
        }
        // 効果額（実績）, 効果見込額: the label of the row says the kind of its amounts as well.
        let row_kind = row_kind.or_else(|| {
            let (_, own) = texts.last()?;
            let by_name = || effect_kind(own).filter(|_| labels_effects(own));
            bracketed(own)
                .and_then(|inner| effect_kind(&inner))
                .or_else(by_name)
        });
        for (i, text) in &texts {
            open[*i] = Some(text.clone());
            for lower in &mut open[*i + 1..] {
                *lower = None;
            }
        }
        let path: Vec<String> = open.iter().flatten().cloned().collect();
        let unit = path.iter().rev().find_map(|p| unit::declared(p)).or(table.unit);
        // 合計 with a word behind it (合計 | 一般会計) sums up as well.
        let total =
            path.last().is_some_and(|last| is_total(last)) || path.iter().any(|p| is_generic_total(p));
        if path.last().is_some_and(|last| is_no_entry(last)) || !lines.has(path.iter().map(String::as_str)) {
            continue;
        }
        let titles: Vec<String> = path
            .iter()
            .filter(|p| !is_total(p))
            .map(|p| without_label(p))
            .collect();
        // The kinds behind an occasion only tell its rows apart from others of the same.
        let own = stated_on.as_deref().map(without_kinds);
        let place = Row {
            vintage: own.unwrap_or(&vintage),
            titles,
            label: path.last().cloned().unwrap_or_default(),
            total,
            unit,
            kind: row_kind,
            said_kind: of_column.as_deref().and_then(effect_kind),
            by_now,
            said,
        };
        let beyond = Column {
            field: Some(Field::Total),
            label: "計".to_owned(),
            ..Column::of(Vec::new())
        };
        for (i, cell) in row.iter().enumerate().skip(labels.len()) {
            // A figure behind the last header is the total of its row.
            let column = head
                .columns
                .get(i)
                .or((i == head.columns.len()).then_some(&beyond));
            if let Some(column) = column.filter(|c| !of_budgets(&c.label)) {
                place.cell(column, cell, table).enter(&mut parts);
            }
        }
    }
    parts
}

/// Whether the rows of a table are named by letters, as A, B and A-B are: at least two are.
fn has_letters(table: &Table<'_>, labels: usize) -> bool {
    let is_lettered = |row: &&&[Cell]| {
        let mut cells = row.iter().take(labels);
        cells.any(|cell| without_letters(&cell.text) != cell.text.trim())
    };
    table.rows.iter().filter(is_lettered).nth(1).is_some()
}

/// A row with its figures under their headers. Where blanks are invisible, a row that is too short and
/// ends with the sum of its figures has its total at the end.
fn spread(row: &[Cell], head: &Head, labels: usize, form: GridForm) -> Vec<Cell> {
    let width = head.columns.len();
    let figures = row.len().saturating_sub(labels);
    let totals = head.columns.last().is_some_and(|c| c.field == Some(Field::Total));
    let last = if totals { width } else { width + 1 };
    if form == GridForm::Ruled || figures < 2 || row.len() >= last {
        return row.to_vec();
    }
    let value = |c: &Cell| amount(&c.text, Some(Unit::Yen)).map(|y| y.0);
    let sum: Option<i64> = row[labels..row.len() - 1]
        .iter()
        .map(value)
        .try_fold(0i64, |sum, v| sum.checked_add(v?));
    if sum.is_none() || sum != row.last().and_then(value) {
        return row.to_vec();
    }
    let mut wide = row[..row.len() - 1].to_vec();
    wide.resize(last - 1, Cell::default());
    wide.extend(row.last().cloned());
    wide
}

/// An occasion without the kinds of amounts in brackets behind it: 令和6年度時点（実績・見込）.
fn without_kinds(occasion: &str) -> &str {
    let bare = occasion.trim();
    let inner = bare.strip_suffix(['）', ')']).and_then(|rest| {
        let at = rest.rfind(['（', '('])?;
        let behind = rest.get(at..)?.trim_start_matches(['（', '(']);
        Some((rest.get(..at)?, behind))
    });
    match inner {
        Some((before, kinds)) if kinds.split('・').all(is_kind_word) => before.trim_end(),
        _ => bare,
    }
}

/// Whether a label says that its row tells what is known by now, beside what was planned.
fn is_word_of_now(label: &str) -> bool {
    matches!(
        fold(&without_brackets(label)).as_str(),
        "現在" | "現時点" | "直近"
    )
}

fn is_kind_word(label: &str) -> bool {
    let folded = fold(&without_brackets(label));
    matches!(
        folded.as_str(),
        "計画" | "実績" | "見込" | "見込み" | "計画額" | "実績額" | "見込額" | "目標" | "目標額" | "決算"
    )
}
