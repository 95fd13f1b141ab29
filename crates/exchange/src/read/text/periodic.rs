//! Tables with a cell a line and blank lines between, whose rows are alike: words and figures stand at the same places
//! in every row, as many to a row as the head has words.
//!
//! Not here: tables without blank lines (`stacked`), rows with numbers of their own (`numbered`).

use gyokaku_core::document::{Grid, GridForm};
use gyokaku_core::labels::field::{Field, field};
use gyokaku_core::labels::formula::letters;
use gyokaku_core::labels::grade::{grade_of, is_state};
use gyokaku_core::labels::numbering::labelled;
use gyokaku_core::labels::{Kind, kind, year};
use gyokaku_core::text::fold;

use super::Printed;
use super::cellwise::{Lone, Parting, cells, partings};
use super::values::{is_label, is_value};

/// How many columns such a table may have.
const WIDEST: usize = 12;

/// How many rows it may have.
const LONGEST: usize = 2000;

/// The table that starts at line `start`, and the line after it.
pub(super) fn table(lines: &[Printed<'_>], start: usize) -> Option<(Grid, usize)> {
    if !is_label(lines.get(start)?.text) {
        return None;
    }
    let loose = partings(lines, start)
        .iter()
        .filter(|parting| **parting != Parting::Tight);
    loose.copied().find_map(|parting| {
        let mut front: Vec<Lone> = Vec::new();
        let mut rest = cells(lines, start, parting);
        // A head of words, and in the row below it the first figure.
        let first_figure = loop {
            let next = rest.next()?;
            let found = is_value(&next.text);
            front.push(next);
            if found {
                break front.len() - 1;
            }
            if front.len() > 2 * WIDEST || !front.last().is_some_and(|cell| is_label(&cell.text)) {
                return None;
            }
        };
        let widths = 3.max(first_figure / 2 + 1)..=WIDEST.min(first_figure.saturating_sub(1));
        // A few rows show whether there is a table at all, so that no line is looked at again and again.
        front.extend(rest.by_ref().take(5 * WIDEST));
        let width = widths.into_iter().find(|width| rows(&front, *width).is_some())?;
        front.extend(rest.take(WIDEST * LONGEST));
        let rows = rows(&front, width)?;
        let cells: Vec<_> = front[..(rows + 1) * width].iter().map(Lone::cell).collect();
        let grid = Grid {
            rows: cells.chunks(width).map(<[_]>::to_vec).collect(),
            form: GridForm::Stacked,
        };
        Some((grid, front[(rows + 1) * width - 1].end))
    })
}

/// How many rows of this width are alike below a head of as many words; none where they are too few to be believed.
fn rows(cells: &[Lone], width: usize) -> Option<usize> {
    let row = |n: usize| cells.get(n * width..(n + 1) * width);
    let pattern: Vec<bool> = row(1)?.iter().map(|cell| is_value(&cell.text)).collect();
    let figures = pattern.iter().filter(|figure| **figure).count();
    // A word of the head in front of the first row shows that the head begins further below.
    let begins_late = field(&row(1)?.first()?.text).is_some();
    if pattern[0] || figures == 0 || begins_late || !is_head(row(0)?, &pattern) {
        return None;
    }
    // Words may stand where others have a figure (未定), where the rows around go on.
    let words_for_figures = |n: usize| {
        row(n).and_then(|cells| {
            cells.iter().zip(&pattern).try_fold(0, |words, (cell, figure)| {
                match (is_value(&cell.text), *figure) {
                    (true, false) => None,
                    (false, true) if is_label(&cell.text) => Some(words + 1),
                    (false, false) if is_words(&cell.text) => Some(words),
                    (true, true) => Some(words),
                    _ => None,
                }
            })
        })
    };
    let mut count = 0;
    while let Some(words) = words_for_figures(count + 1) {
        if words > 1 || words == 1 && (figures == 1 || words_for_figures(count + 2) != Some(0)) {
            break;
        }
        count += 1;
    }
    let enough = if figures >= 2 { 2 } else { 3 };
    (count >= enough).then_some(count)
}

/// Whether cells are a head above such a row: words that differ, half of them known at least, and none that names figures
/// above words or words above figures. A head on two lines, or without its corner, would name other columns.
fn is_head(cells: &[Lone], pattern: &[bool]) -> bool {
    let mut said: Vec<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
    let fits = |(text, figures): (&&str, &bool)| {
        let names_figures = letters(text).own.is_some()
            || letters(text).formula.is_some()
            || year::header(text).is_some()
            || grade_of(text).is_some()
            || field(text).is_some_and(Field::holds_figures);
        let names_words = field(text).is_some_and(is_of_words);
        is_label(text) && if *figures { !names_words } else { !names_figures }
    };
    let is_known = |text: &&&str| {
        field(text).is_some()
            || year::header(text).is_some()
            || grade_of(text).is_some()
            || is_state(&fold(text))
            || kind(text) != Kind::Plain
    };
    let fitting = said.iter().zip(pattern).all(fits);
    let known = said.iter().filter(is_known).count();
    let is_section = |text: &&str| labelled(text).is_some_and(|found| !found.title.is_empty());
    if !fitting || known * 2 < said.len() || said.iter().any(is_section) {
        return false;
    }
    said.sort_unstable();
    said.windows(2).all(|pair| pair[0] != pair[1])
}

/// Whether a field is one of words.
fn is_of_words(field: Field) -> bool {
    matches!(
        field,
        Field::Title
            | Field::Level
            | Field::TitleOrLevel
            | Field::TitleOrContent
            | Field::Category
            | Field::Content
            | Field::Lead
            | Field::Support
            | Field::Reason
            | Field::Class
    )
}

/// Whether a text may stand in a row: short, and no sentence.
fn is_words(text: &str) -> bool {
    text.chars().count() <= 60 && !text.contains(['。', '\t', '|', '｜'])
}
