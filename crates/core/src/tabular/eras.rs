//! Years whose era is said elsewhere: `18年度` in a table below 平成18年度の実績, `R5 | 6 | 7` in a head.
//! The era is put in front, so that every reader of tables sees the same year.
//!
//! Not here: which year a text speaks of (`fiscal_year`).

use std::borrow::Cow;

use crate::document::{Block, Cell, Document, Grid};
use crate::fiscal_year::{FiscalYear, mentions};
use crate::labels::year::{header, nearest, squeezed, without_era};
use crate::text::narrow;

/// The document with an era before every year of a table that lacks one.
pub fn dated<'a>(document: Cow<'a, Document>) -> Cow<'a, Document> {
    let lacks = |grid: &Grid| {
        grid.rows
            .iter()
            .any(|row| row.iter().any(|c| without_era(&c.text).is_some()) || run(row).is_some())
    };
    if !document
        .blocks
        .iter()
        .any(|b| matches!(b, Block::Table(grid) if lacks(grid)))
    {
        return document;
    }
    let Some(first) = document
        .blocks
        .iter()
        .filter_map(Block::text)
        .find_map(last_year)
        .or_else(|| {
            let mut cells = document
                .blocks
                .iter()
                .filter_map(|b| if let Block::Table(g) = b { Some(g) } else { None });
            cells.find_map(|g| g.rows.iter().flatten().find_map(|c| last_year(&c.text)))
        })
    else {
        return document;
    };
    let mut owned = document.into_owned();
    let mut known = first;
    for block in &mut owned.blocks {
        if let Some(text) = block.text() {
            known = last_year(text).unwrap_or(known);
        } else if let Block::Table(grid) = block {
            for row in &mut grid.rows {
                date(row, &mut known);
            }
        }
    }
    Cow::Owned(owned)
}

fn last_year(text: &str) -> Option<FiscalYear> {
    mentions(&squeezed(text)).last().and_then(|m| m.fiscal_year())
}

/// Puts the era before the years of a row.
fn date(row: &mut [Cell], known: &mut FiscalYear) {
    if let Some(start) = run(row) {
        for n in start + 1..row.len() {
            let (before, cell) = (header(&row[n - 1].text), &row[n]);
            let Some(year) = before.and_then(|(y, _)| FiscalYear::new(y.western().checked_add(1)?)) else {
                break;
            };
            if digits(&cell.text).is_none() {
                break;
            }
            row[n].text = era(year).map_or_else(
                || row[n].text.clone(),
                |e| format!("{e}{}年度", row[n].text.trim()),
            );
        }
    }
    let own = row.iter().find_map(|c| header(&c.text)).map(|(y, _)| y);
    let mut near = own.unwrap_or(*known);
    for cell in row {
        if let Some((year, _)) = header(&cell.text) {
            near = year;
        } else if let Some(year) = without_era(&cell.text).and_then(|(n, _)| nearest(n, near))
            && let Some(era) = era(year)
        {
            cell.text = format!("{era}{}", cell.text.trim());
            near = year;
        }
    }
    *known = own.unwrap_or(*known);
}

/// The era in which a fiscal year has the number that was printed.
fn era(year: FiscalYear) -> Option<&'static str> {
    match year.western() {
        2019.. => Some("令和"),
        1989.. => Some("平成"),
        1926.. => Some("昭和"),
        _ => None,
    }
}

fn digits(text: &str) -> Option<i16> {
    let digits: String = text.trim().chars().map(narrow).collect();
    ((1..=2).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
}

/// Where a year in a row is followed by two or more bare numbers, each one more: `R5 | 6 | 7`.
fn run(row: &[Cell]) -> Option<usize> {
    (0..row.len().saturating_sub(2)).find(|start| {
        let Some(number) = row.get(*start).and_then(|c| {
            header(&c.text).filter(|(_, rest)| rest.is_empty())?;
            let plain: String = c.text.chars().map(narrow).filter(char::is_ascii_digit).collect();
            plain.parse::<i16>().ok().filter(|n| *n < 65)
        }) else {
            return false;
        };
        let mut behind = row[start + 1..].iter().map(|c| digits(&c.text));
        let due = (1..).map(|n| number.checked_add(n));
        let goes_on = behind
            .by_ref()
            .zip(due)
            .take_while(|(found, due)| found.is_some() && found == due);
        let years = goes_on.count();
        // R4 | 5 | 6 | 11 is a row of counts: behind years stand words.
        let last = row
            .get(start + 1 + years)
            .is_some_and(|c| digits(&c.text).is_some());
        years >= 2 && !last && behind.all(|found| found.is_none())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Place;

    fn row(text: &str) -> Vec<Cell> {
        text.split('|')
            .map(|cell| Cell::new(cell, Place::NOWHERE))
            .collect()
    }

    #[test]
    fn years_go_on_without_their_era_and_counts_do_not() {
        assert_eq!(run(&row("区分|R5|6|7|計")), Some(1));
        assert_eq!(run(&row("R5|6|7")), Some(0));
        assert_eq!(run(&row("|R4|5|6|11")), None);
        assert_eq!(run(&row("|R4|5|9")), None);
    }
}
