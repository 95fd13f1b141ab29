//! Tables whose columns are told by where their figures stand: heads in several lines, heads over several columns,
//! cells that are blank or hold words.
//!
//! Places are those on a screen, where wide characters take two. Believed only where every cell of every row stands
//! in one column, and every word of the head above one. Not here: which reader is asked first (the file above).

use gyokaku_core::document::{Cell, Grid, GridForm, Place};

use super::Printed;
use super::values::{Word, is_figure, is_label, is_value, span, words};

mod head;

/// How many lines a head has at most.
const DEEPEST: usize = 4;
/// How many columns such a table has at most.
const WIDEST: usize = 40;
/// How many rows are looked at for the one with the most figures, and for one with a blank cell.
const GLANCE: usize = 48;
/// A longer line, in bytes, is no row of a table.
const LONGEST: usize = 2_000;
/// How many characters the name of a row has at most.
const LONGEST_NAME: usize = 40;
/// Words so many columns of the screen apart are two.
const GAP: usize = 2;

/// A word or words that stand together, and where on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    at: Place,
    left: usize,
    right: usize,
}

impl Piece {
    fn of(line: &Printed<'_>, word: Word) -> Self {
        let (left, right) = span(line.text, &word);
        Self {
            text: word.text,
            at: Place::at_line(line.number, word.column),
            left,
            right,
        }
    }

    fn overlap(&self, column: &Column) -> usize {
        self.right
            .min(column.right)
            .saturating_sub(self.left.max(column.left))
    }

    fn cell(&self) -> Cell {
        Cell::new(self.text.as_str(), self.at.clone())
    }
}

/// From where to where a column reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Column {
    left: usize,
    right: usize,
    /// Whether figures stand in it, and not only words and dashes.
    holds_figures: bool,
}

/// A row: its name, and its cells by column.
struct Row {
    name: Vec<Piece>,
    cells: Vec<Piece>,
}

/// A table whose columns are told by place.
pub(super) struct Aligned {
    pub(super) grid: Grid,
    /// The line after it.
    pub(super) end: usize,
    /// Whether all its rows are full below a head in one line, so that words parted by spaces tell as much.
    pub(super) is_plain: bool,
}

/// The table that starts at line `start`.
pub(super) fn table(lines: &[Printed<'_>], start: usize) -> Option<Aligned> {
    let first = head::pieces(lines.get(start)?)?;
    if first.len() < 2 {
        return None;
    }
    let depth = (1..=DEEPEST).find(|depth| lines.get(start + depth).and_then(figures).is_some())?;
    // The line of a title ends with the unit: 表3 年次計画 （単位：人）. The head is below it.
    let says_the_unit = |piece: &Piece| piece.text.starts_with(['(', '（']) && piece.text.contains("単位");
    if depth > 1 && first.last().is_some_and(says_the_unit) {
        return None;
    }
    let below = lines[start + 1..start + depth].iter().map(head::pieces);
    let above = std::iter::once(Some(first))
        .chain(below)
        .collect::<Option<Vec<_>>>()?;
    let (columns, rows, end) = body(lines, start + depth)?;
    let figures = columns.iter().filter(|column| column.holds_figures).count();
    let is_full = |row: &Row| {
        let in_figures = |cell: &&Piece| {
            let mut over = columns.iter().filter(|column| cell.overlap(column) > 0);
            is_value(&cell.text) && over.any(|column| column.holds_figures)
        };
        row.cells.iter().filter(in_figures).count() >= figures
    };
    let full = rows.iter().filter(|row| is_full(row)).count();
    let needed = if depth > 1 { 2 } else { 3 };
    let is_whole = |row: &Row| row.cells.is_empty() || row.cells.len() == columns.len();
    let is_plain = depth == 1 && rows.iter().take(GLANCE).all(is_whole);
    if figures < 2 || full < needed || full * 2 < rows.len() {
        return None;
    }
    // Over narrow columns words of a head stand no further apart than those of one.
    let each = || {
        lines[start..start + depth]
            .iter()
            .map(head::words)
            .collect::<Option<Vec<_>>>()
    };
    let mut grid = head::rows(&above, &columns).or_else(|| head::rows(&each()?, &columns))?;
    grid.extend(rows.iter().map(|row| row.laid_out(&columns)));
    let form = if is_plain {
        GridForm::Spaced
    } else {
        GridForm::Ruled
    };
    let grid = Grid { rows: grid, form };
    Some(Aligned { grid, end, is_plain })
}

/// The columns and the rows from a line on, and the line after them. Where the columns are, the row with the most
/// figures says first.
fn body(lines: &[Printed<'_>], start: usize) -> Option<(Vec<Column>, Vec<Row>, usize)> {
    let near = lines[start..]
        .iter()
        .take(GLANCE)
        .take_while(|line| !is_text(line));
    let most = near.filter_map(figures).max_by_key(Vec::len)?;
    let mut columns = widened(&[], &most)?;
    let mut rows = Vec::new();
    let mut at = start;
    while let Some(found) = lines.get(at).and_then(|line| row(line, &columns)) {
        let Some(wider) = widened(&columns, &found.cells) else {
            break;
        };
        columns = wider;
        rows.push(found);
        at += 1;
    }
    while rows.last().is_some_and(|row| row.cells.is_empty()) {
        rows.pop();
        at -= 1;
    }
    Some((columns, rows, at))
}

/// The columns with the cells of one more row in them; none where two would stand in one column, or one in two.
fn widened(columns: &[Column], cells: &[Piece]) -> Option<Vec<Column>> {
    let mut wider = columns.to_vec();
    let mut taken = vec![false; wider.len()];
    for cell in cells {
        let mut met = (0..wider.len()).filter(|at| cell.overlap(&wider[*at]) > 0);
        match (met.next(), met.next()) {
            (Some(at), None) if !taken[at] => {
                taken[at] = true;
                wider[at].left = wider[at].left.min(cell.left);
                wider[at].right = wider[at].right.max(cell.right);
                wider[at].holds_figures |= is_figure(&cell.text);
            }
            (None, _) => {
                let at = wider.iter().filter(|column| column.right <= cell.left).count();
                let new = Column {
                    left: cell.left,
                    right: cell.right,
                    holds_figures: is_figure(&cell.text),
                };
                wider.insert(at, new);
                taken.insert(at, true);
            }
            _ => return None,
        }
    }
    let is_parted = wider.windows(2).all(|pair| pair[0].right < pair[1].left);
    (is_parted && wider.len() <= WIDEST).then_some(wider)
}

/// The cells of a line that may be a row, whatever the columns are: those from its longest run of figures on.
fn figures(line: &Printed<'_>) -> Option<Vec<Piece>> {
    let words = pieces(line)?;
    let mut runs = Vec::new();
    let mut at = 0;
    for run in words.chunk_by(|one, other| is_value(&one.text) == is_value(&other.text)) {
        if is_value(&run[0].text) {
            runs.push((run.len(), at));
        }
        at += run.len();
    }
    // Of runs that are as long the last one, as a number in front is none of the row's figures.
    let (_, name) = runs.into_iter().max_by_key(|(length, _)| *length)?;
    row_of(words, name).map(|row| row.cells)
}

/// A line as a row of columns, or as the name of the rows below it.
fn row(line: &Printed<'_>, columns: &[Column]) -> Option<Row> {
    // Names stand before the first column.
    let first = columns.first()?.left;
    let words = pieces(line).or_else(|| remarked(line, first))?;
    let before = words.iter().take_while(|word| word.right <= first).count();
    if before == words.len() && is_label(line.text) && head::pieces(line)?.len() == 1 {
        return Some(Row {
            name: words,
            cells: Vec::new(),
        });
    }
    let name = names(&words, before);
    row_of(words, name)
}

/// How many of the first words are a name: up to the last one that is no figure.
fn names(words: &[Piece], most: usize) -> usize {
    let last = words[..most].iter().rposition(|word| !is_value(&word.text));
    last.map_or(0, |at| at + 1)
}

/// A row of a name of so many words, and cells, one figure at least.
fn row_of(mut words: Vec<Piece>, name: usize) -> Option<Row> {
    let cells = words.split_off(name);
    let length: usize = words.iter().map(|word| word.text.chars().count()).sum();
    let is_apart = words
        .last()
        .zip(cells.first())
        .is_none_or(|(name, cell)| name.right + GAP <= cell.left);
    // A figure alone may be the number of a page.
    let is_row = cells.len() >= 2 || !words.is_empty();
    let has_figures = cells.iter().any(|cell| is_value(&cell.text));
    (is_row && has_figures && is_apart && length <= LONGEST_NAME).then_some(Row { name: words, cells })
}

/// The words of a line; none of a text.
fn pieces(line: &Printed<'_>) -> Option<Vec<Piece>> {
    let is_line = !is_text(line) && line.text.len() <= LONGEST;
    is_line.then(|| text_pieces(line))
}

fn text_pieces(line: &Printed<'_>) -> Vec<Piece> {
    let words = words(line.text).into_iter();
    words.map(|word| Piece::of(line, word)).collect()
}

/// The words of a line whose cells may list things: 57 △5 給食調理の委託、用務員の退職. What stands before the columns
/// is a name and no sentence.
fn remarked(line: &Printed<'_>, first: usize) -> Option<Vec<Piece>> {
    let lists = |piece: &Piece| piece.text.contains('、');
    let is_line = line.text.len() <= LONGEST && !line.is_blank() && !has_marks_of_a_text(line.text);
    let words = if is_line { text_pieces(line) } else { Vec::new() };
    let figures = words.iter().filter(|piece| is_figure(&piece.text)).count();
    let are_cells = words
        .iter()
        .filter(|piece| lists(piece))
        .all(|piece| piece.left >= first);
    (figures >= 2 && are_cells).then_some(words)
}

/// Marks that no cell of such a table holds.
fn has_marks_of_a_text(text: &str) -> bool {
    text.contains(['。', '\t', '|', '｜', '※', '■', '#']) || text.trim_start().starts_with(['-', '・', '•'])
}

fn is_text(line: &Printed<'_>) -> bool {
    line.is_blank() || line.text.contains('、') || has_marks_of_a_text(line.text)
}

impl Row {
    /// Its name and, where it has cells, one for each column.
    fn laid_out(&self, columns: &[Column]) -> Vec<Cell> {
        let words: Vec<&str> = self.name.iter().map(|word| word.text.as_str()).collect();
        let at = self
            .name
            .iter()
            .chain(&self.cells)
            .next()
            .map(|word| word.at.clone());
        let at = at.unwrap_or_else(|| Place::line(1));
        let mut row = vec![Cell::new(words.join(" "), at.clone())];
        if !self.cells.is_empty() {
            row.extend(columns.iter().map(|column| {
                let cell = self.cells.iter().find(|cell| cell.overlap(column) > 0);
                cell.map_or_else(|| Cell::new("", at.clone()), Piece::cell)
            }));
        }
        row
    }
}
