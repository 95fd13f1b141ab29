//! Tables whose columns are told by where their figures stand: heads in several lines, heads over several columns,
//! cells that are blank.
//!
//! Places are those on a screen, where wide characters take two. Believed only where every figure of every row stands
//! in one column, and every word of the head above one. Not here: rows that are all full below a head in one line
//! (`wide`, `spaced`).

use gyokaku_core::document::{Cell, Grid, GridForm, Place};

use super::Printed;
use super::values::{is_label, is_value, words};

mod head;

/// How many lines a head has at most.
const DEEPEST: usize = 4;
/// How many columns such a table has at most.
const WIDEST: usize = 40;
/// How many rows are looked at for one with a blank cell.
const GLANCE: usize = 48;
/// A longer line, in bytes, is no row of a table.
const LONGEST: usize = 2_000;
/// How many characters the name of a row has at most.
const LONGEST_NAME: usize = 40;

/// Words of a line that stand together, and where on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    /// The column of its first character, from 1.
    column: u32,
    left: usize,
    right: usize,
}

impl Piece {
    fn overlap(&self, column: &Column) -> usize {
        self.right
            .min(column.right)
            .saturating_sub(self.left.max(column.left))
    }

    fn cell(&self, line: u32) -> Cell {
        Cell::new(self.text.as_str(), Place::at_line(line, self.column))
    }
}

/// From where to where a column of figures reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Column {
    left: usize,
    right: usize,
}

/// A row: its name, and its figures by column.
struct Row<'a> {
    name: Vec<Piece>,
    figures: Vec<Piece>,
    line: &'a Printed<'a>,
}

/// The table that starts at line `start`, and the line after it.
pub(super) fn table(lines: &[Printed<'_>], start: usize) -> Option<(Grid, usize)> {
    let depth = (0..=DEEPEST).find(|depth| lines.get(start + depth).and_then(row).is_some())?;
    let above = lines[start..start + depth]
        .iter()
        .map(head::pieces)
        .collect::<Option<Vec<_>>>()?;
    if above.first().is_none_or(|first| first.len() < 2) {
        return None;
    }
    let (columns, rows, end) = body(lines, start + depth);
    let is_full = |row: &Row<'_>| row.figures.len() == columns.len();
    let full = rows.iter().filter(|row| is_full(row)).count();
    let needed = if depth > 1 { 2 } else { 3 };
    let is_told_elsewhere = depth == 1
        && rows
            .iter()
            .take(GLANCE)
            .all(|row| row.figures.is_empty() || is_full(row));
    if columns.len() < 2 || full < needed || full * 2 < rows.len() || is_told_elsewhere {
        return None;
    }
    let numbers: Vec<u32> = lines[start..start + depth]
        .iter()
        .map(|line| line.number)
        .collect();
    let mut grid = head::rows(&above, &numbers, &columns)?;
    grid.extend(rows.iter().map(|row| row.cells(&columns)));
    let form = GridForm::Ruled;
    Some((Grid { rows: grid, form }, end))
}

/// The columns and the rows from a line on, and the line after them.
fn body<'a>(lines: &'a [Printed<'a>], start: usize) -> (Vec<Column>, Vec<Row<'a>>, usize) {
    let (mut columns, mut rows) = (Vec::new(), Vec::new());
    let mut at = start;
    while let Some(found) = lines.get(at).and_then(|line| row(line).or_else(|| label(line))) {
        let Some(wider) = widened(&columns, &found.figures) else {
            break;
        };
        // Names stand before the first column.
        let first = wider.first().map_or(usize::MAX, |column| column.left);
        if found.name.iter().any(|piece| piece.right > first) {
            break;
        }
        columns = wider;
        rows.push(found);
        at += 1;
    }
    while rows.last().is_some_and(|row| row.figures.is_empty()) {
        rows.pop();
        at -= 1;
    }
    (columns, rows, at)
}

/// The columns with the figures of one more row in them; none where two would stand in one column, or one in two.
fn widened(columns: &[Column], figures: &[Piece]) -> Option<Vec<Column>> {
    let mut wider = columns.to_vec();
    let mut taken = vec![false; wider.len()];
    for figure in figures {
        let mut met = (0..wider.len()).filter(|at| figure.overlap(&wider[*at]) > 0);
        match (met.next(), met.next()) {
            (Some(at), None) if !taken[at] => {
                taken[at] = true;
                wider[at].left = wider[at].left.min(figure.left);
                wider[at].right = wider[at].right.max(figure.right);
            }
            (None, _) => {
                let at = wider.iter().filter(|column| column.right <= figure.left).count();
                let (left, right) = (figure.left, figure.right);
                wider.insert(at, Column { left, right });
                taken.insert(at, true);
            }
            _ => return None,
        }
    }
    let is_parted = wider.windows(2).all(|pair| pair[0].right < pair[1].left);
    (is_parted && wider.len() <= WIDEST).then_some(wider)
}

/// A line of a name and figures, one at least; none of a text.
fn row<'a>(line: &'a Printed<'a>) -> Option<Row<'a>> {
    if is_text(line) || line.text.len() > LONGEST {
        return None;
    }
    let words: Vec<Piece> = words(line.text)
        .into_iter()
        .map(|word| piece(line, word))
        .collect();
    let name = words
        .iter()
        .rposition(|word| !is_cell(&word.text))
        .map_or(0, |at| at + 1);
    let (name, figures) = words.split_at(name);
    let length: usize = name.iter().map(|word| word.text.chars().count()).sum();
    let is_apart = name
        .last()
        .zip(figures.first())
        .is_none_or(|(name, figure)| name.right + 1 < figure.left);
    // A figure alone may be the number of a page.
    let is_row = figures.len() >= 2 || !figures.is_empty() && !name.is_empty();
    (is_row && length <= LONGEST_NAME && is_apart && figures.iter().any(|f| is_value(&f.text))).then(|| Row {
        name: name.to_vec(),
        figures: figures.to_vec(),
        line,
    })
}

/// Whether a word may stand in a column of figures.
fn is_cell(word: &str) -> bool {
    is_value(word) || ["皆増", "皆減", "…", "‥", "―", "*", "＊", "―"].contains(&word)
}

/// A line that is only the name of the rows below.
fn label<'a>(line: &'a Printed<'a>) -> Option<Row<'a>> {
    let is_one =
        !is_text(line) && is_label(line.text) && head::pieces(line).is_some_and(|pieces| pieces.len() == 1);
    is_one.then(|| Row {
        name: words(line.text)
            .into_iter()
            .map(|word| piece(line, word))
            .collect(),
        figures: Vec::new(),
        line,
    })
}

fn is_text(line: &Printed<'_>) -> bool {
    line.is_blank()
        || line.text.contains(['。', '、', '\t', '|', '｜', '※', '■', '#'])
        || line.text.trim_start().starts_with(['-', '・', '•'])
}

fn piece(line: &Printed<'_>, word: super::values::Word) -> Piece {
    let (left, right) = super::values::span(line.text, &word);
    Piece {
        text: word.text,
        column: word.column,
        left,
        right,
    }
}

impl Row<'_> {
    fn cells(&self, columns: &[Column]) -> Vec<Cell> {
        let name: Vec<&str> = self.name.iter().map(|word| word.text.as_str()).collect();
        let at = self.name.first().map_or_else(
            || self.line.at(),
            |word| Place::at_line(self.line.number, word.column),
        );
        let mut cells = vec![Cell::new(name.join(" "), at)];
        if self.figures.is_empty() {
            return cells;
        }
        cells.extend(columns.iter().map(|column| {
            let figure = self.figures.iter().find(|figure| figure.overlap(column) > 0);
            figure.map_or_else(
                || Cell::new("", self.line.at()),
                |figure| figure.cell(self.line.number),
            )
        }));
        cells
    }
}
