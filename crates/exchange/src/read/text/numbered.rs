//! Registers with a cell a line: head, then for each row its number and as many texts as the head says.
//!
//! Believed only below words of a head, where numbers that follow one another stand at the same distance, and nowhere
//! between. A row with more
//! or fewer lines stays as it is, as nobody can tell which of its cells is which; the register goes on behind it.

use gyokaku_core::document::{Block, Cell, Grid, GridForm};
use gyokaku_core::labels::field::{Field, field};
use gyokaku_core::labels::numbering::{Style, labelled};
use gyokaku_core::labels::year;

use super::Printed;
use super::cellwise::{Lone, Parting, cells, partings};
use super::line;

/// How many columns such a table may have.
const WIDEST: usize = 12;

/// How many cells it may have.
const LONGEST: usize = 20_000;

/// The register that starts at line `start` as blocks, and the line after it.
pub(super) fn table(lines: &[Printed<'_>], start: usize) -> Option<(Vec<Block>, usize)> {
    if !is_head(lines.get(start)?.text.trim()) {
        return None;
    }
    let found = partings(lines, start)
        .iter()
        .filter_map(|parting| register(lines, start, *parting));
    let (_, blocks, end) = found.max_by_key(|(rows, ..)| *rows)?;
    Some((blocks, end))
}

/// The register whose cells are parted so: how many rows it has, its blocks and the line after it.
fn register(lines: &[Printed<'_>], start: usize, parting: Parting) -> Option<(usize, Vec<Block>, usize)> {
    let mut rest = cells(lines, start, parting).peekable();
    let mut head: Vec<Lone> = Vec::new();
    while let Some(word) = rest.next_if(|cell| is_head(&cell.text) && !is_section(cell)) {
        head.push(word);
        if head.len() > WIDEST {
            return None;
        }
    }
    // A head that names the first cells of its rows otherwise has lost the one over their numbers.
    let numbers = matches!(
        field(&head.first()?.text),
        None | Some(Field::Number | Field::Serial | Field::Category)
    );
    let known = head.iter().filter(|word| is_known(&word.text)).count();
    if head.len() < 3 || !numbers || known * 2 < head.len() {
        return None;
    }
    let blocks = |below: &[Lone]| {
        let register = Register {
            head: &head,
            cells: below,
            parting,
        };
        register.blocks(lines)
    };
    // A few rows show whether there is a register at all, so that no line is looked at again and again.
    let mut below: Vec<Lone> = rest.by_ref().take(8 * head.len()).collect();
    blocks(&below)?;
    below.extend(rest.take(LONGEST));
    blocks(&below)
}

/// Whether a line may be a word of the head.
fn is_head(text: &str) -> bool {
    text.chars().count() <= 14
        && number(text).is_none()
        && !text.contains(['。', '、', '：', ':', '|', '\t', '#', '■', '※'])
        && !text.starts_with(['・', '-', '－'])
}

/// Whether a word of a head is one that is known.
fn is_known(word: &str) -> bool {
    field(word).is_some() || year::header(word).is_some()
}

/// Whether a row stands at a place: its number, then as many cells as the head has left, none of them a number.
fn fits(cells: &[Lone], at: usize, width: usize) -> bool {
    cells.get(at..at + width).is_some_and(|row| {
        number(&row[0].text).is_some()
            && row[1..]
                .iter()
                .all(|cell| number(&cell.text).is_none() && !cell.text.contains('\t'))
    })
}

/// A head and the cells below it, which are rows.
struct Register<'a> {
    head: &'a [Lone],
    cells: &'a [Lone],
    parting: Parting,
}

impl Register<'_> {
    /// How many rows there are, all as blocks, and the line after them.
    fn blocks(&self, lines: &[Printed<'_>]) -> Option<(usize, Vec<Block>, usize)> {
        let width = self.head.len();
        let mut grid: Vec<Vec<Cell>> = vec![self.head.iter().map(Lone::cell).collect()];
        let mut blocks = Vec::new();
        let (mut at, mut end, mut rows, mut neighbours) = (0, 0, 0, 0);
        let mut before: Vec<u32> = Vec::new();
        loop {
            if let Some(here) = self.row_at(at, &before) {
                if at == end && rows > 0 {
                    neighbours += 1;
                } else if rows > 0 {
                    blocks.push(stacked(std::mem::take(&mut grid)));
                    let misfit = self.cells[end].first..self.cells[at].first;
                    misfit.for_each(|n| line::blocks(&lines[n], &mut blocks));
                }
                grid.push(self.cells[at..at + width].iter().map(Lone::cell).collect());
                before = here;
                at += width;
                end = at;
                rows += 1;
            } else if at == end && self.is_section(at) && self.row_at(at + 1, &before).is_some() {
                grid.push(vec![self.cells[at].cell()]);
                at += 1;
                end = at;
            } else if rows == 0 {
                return None;
            } else {
                let soon = at + 1..=at + 3 * width;
                match soon.into_iter().find(|n| self.row_at(*n, &before).is_some()) {
                    Some(next) => at = next,
                    None => break,
                }
            }
        }
        blocks.push(stacked(grid));
        (neighbours > 0).then(|| (rows, blocks, self.cells[end - 1].end))
    }

    /// The number of the row at a place: one that follows that of the row before, with as many cells as the head has
    /// and another row, a section or the end behind them.
    fn row_at(&self, at: usize, before: &[u32]) -> Option<Vec<u32>> {
        let here = number(&self.cells.get(at)?.text)?;
        let behind = at + self.head.len();
        let ends = behind == self.cells.len()
            || self
                .cells
                .get(behind)
                .is_some_and(|cell| number(&cell.text).is_some())
            || self.is_section(behind)
            || self.is_last(behind);
        (is_next(before, &here) && ends && fits(self.cells, at, self.head.len())).then_some(here)
    }

    /// Whether no row comes soon behind a place, and what comes is no piece of the last row.
    fn is_last(&self, at: usize) -> bool {
        let Some(behind) = self.cells.get(at..) else {
            return false;
        };
        let soon = &behind[..behind.len().min(2 * self.head.len())];
        let is_text =
            |cell: &Lone| cell.text.ends_with('。') || cell.text.starts_with(['※', '＊', '注', '(', '（']);
        soon.iter().all(|cell| number(&cell.text).is_none())
            && (self.parting != Parting::Tight || soon.first().is_some_and(is_text))
    }

    fn is_section(&self, at: usize) -> bool {
        self.cells.get(at).is_some_and(is_section)
    }
}

/// Whether a cell between rows names a section: 第1章 …, 基本方針2 …, ■….
fn is_section(cell: &Lone) -> bool {
    cell.text.chars().count() <= 40
        && (cell.text.starts_with(['■', '【'])
            || labelled(&cell.text).is_some_and(|found| {
                !found.title.is_empty()
                    && !matches!(
                        found.style,
                        Style::Plain | Style::Kana | Style::Bracketed | Style::Circled
                    )
            }))
}

fn stacked(rows: Vec<Vec<Cell>>) -> Block {
    Block::Table(Grid {
        rows,
        form: GridForm::Stacked,
    })
}

/// The parts of a line that is nothing but a number: `3`, `1-3`, `No.3`, `1-①`, `A-2`.
fn number(text: &str) -> Option<Vec<u32>> {
    if text.chars().count() > 12 {
        return None;
    }
    let plain: String = text.trim().chars().map(gyokaku_core::text::narrow).collect();
    let plain = ["No.", "NO.", "no.", "No", "NO", "№"]
        .iter()
        .find_map(|start| plain.strip_prefix(start))
        .unwrap_or(&plain)
        .trim_start();
    let parts: Option<Vec<u32>> = plain.split(['-', '－', '‐', '−', '–']).map(part).collect();
    parts.filter(|parts| parts.last().is_some_and(|last| *last < LETTERS))
}

/// Where letters begin among the parts of numbers.
const LETTERS: u32 = 100_000;

/// A part of a number: digits, a digit in a circle or in brackets, a letter of either script.
fn part(text: &str) -> Option<u32> {
    let bare = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .unwrap_or(text);
    if !bare.is_empty() && bare.len() <= 5 && bare.chars().all(|c| c.is_ascii_digit()) {
        return bare.parse().ok();
    }
    let mut chars = bare.chars();
    let (Some(only), None) = (chars.next(), chars.next()) else {
        return None;
    };
    match only {
        '①'..='⑳' => Some(u32::from(only) - u32::from('①') + 1),
        'Ⅰ'..='Ⅹ' => Some(LETTERS + u32::from(only) - u32::from('Ⅰ')),
        'A'..='Z' | 'ア'..='ン' => Some(LETTERS + u32::from(only)),
        _ => None,
    }
}

/// Whether a number comes after another in a list that may have gaps: 1-2, 1-3; 1-3, 2-1; 1-3, 1-3-1.
fn is_next(before: &[u32], here: &[u32]) -> bool {
    before < here
        && here
            .iter()
            .zip(before)
            .all(|(h, b)| *h <= b.saturating_add(20) || *h >= 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_parts() {
        assert_eq!(number("1-②"), Some(vec![1, 2]));
        assert_eq!(number("No.12"), Some(vec![12]));
        assert_eq!(number("２－（３）"), Some(vec![2, 3]));
        assert!(number("A-1").is_some());
        assert_eq!(number("A"), None);
        assert_eq!(number("12件"), None);
    }

    #[test]
    fn numbers_follow_one_another() {
        assert!(is_next(&[1, 2], &[2, 1]));
        assert!(is_next(&[3], &[5]));
        assert!(!is_next(&[2, 1], &[1, 3]));
        assert!(!is_next(&[3], &[3]));
    }
}
