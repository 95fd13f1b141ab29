//! The head of a table whose columns are told by place: which word stands above which columns.

use std::ops::Range;

use gyokaku_core::document::Cell;
use gyokaku_core::text::is_kanji;

use super::{Column, GAP, Piece, Printed, is_value};

/// How many characters a word of a head has at most.
const LONGEST_WORD: usize = 24;

/// The words of a line that may be the head of a table; none where one is a figure, too long, or of a text.
pub(super) fn pieces(line: &Printed<'_>) -> Option<Vec<Piece>> {
    let mut pieces: Vec<Piece> = Vec::new();
    // Whether the last piece is made of single characters: 構　成　比.
    let mut is_drawn = false;
    for next in super::pieces(line)? {
        let goes_on = is_drawn && is_one_kanji(&next.text);
        match pieces.last_mut() {
            Some(last) if next.left - last.right < GAP || goes_on && next.left - last.right == GAP => {
                if next.left - last.right < GAP {
                    last.text.push(' ');
                    is_drawn = false;
                }
                last.text.push_str(&next.text);
                last.right = next.right;
            }
            _ => {
                is_drawn = is_one_kanji(&next.text);
                pieces.push(next);
            }
        }
    }
    fitting(pieces)
}

/// The same with each word by itself.
pub(super) fn words(line: &Printed<'_>) -> Option<Vec<Piece>> {
    fitting(super::pieces(line)?)
}

fn fitting(pieces: Vec<Piece>) -> Option<Vec<Piece>> {
    let fits = |piece: &Piece| piece.text.chars().count() <= LONGEST_WORD && !is_value(&piece.text);
    (!pieces.is_empty() && pieces.iter().all(fits)).then_some(pieces)
}

fn is_one_kanji(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_kanji) && chars.next().is_none()
}

/// The words of one line of a head: those above the names, and for each of the others the columns that it stands
/// above.
struct Level<'a> {
    first: &'a Piece,
    corner: Vec<&'a Piece>,
    above: Vec<(&'a Piece, Range<usize>)>,
}

impl Level<'_> {
    fn is_of_single_columns(&self) -> bool {
        self.above.iter().all(|(_, columns)| columns.len() == 1)
    }

    fn over(&self, column: usize) -> Option<&Piece> {
        let mut above = self.above.iter();
        above
            .find(|(_, columns)| columns.contains(&column))
            .map(|(piece, _)| *piece)
    }
}

/// The rows of the head, as wide as the table. Lines with a word for each column are one row; none where a word stands
/// above no column, or a column has no word.
pub(super) fn rows(lines: &[Vec<Piece>], columns: &[Column]) -> Option<Vec<Vec<Cell>>> {
    let mut levels: Vec<Level<'_>> = Vec::new();
    for pieces in lines {
        let first = pieces.first()?;
        let corner: Vec<&Piece> = pieces
            .iter()
            .enumerate()
            .take_while(|(at, piece)| match at {
                0 => is_corner(piece, columns),
                _ => columns.first().is_some_and(|column| piece.right <= column.left),
            })
            .map(|(_, piece)| piece)
            .collect();
        let rest: Vec<&Piece> = pieces.iter().skip(corner.len()).collect();
        levels.push(Level {
            first,
            corner,
            above: placed(&rest, columns)?,
        });
    }
    for at in (0..levels.len().saturating_sub(1)).rev() {
        let (upper, lower) = levels.split_at_mut(at + 1);
        spread(upper.last_mut()?, &lower[0], columns);
    }
    // A line above the head stands above no columns: 表1 職員数の推移 （単位：人）.
    let is_above = |(piece, over): &(&Piece, Range<usize>)| {
        columns[over.clone()]
            .iter()
            .any(|column| piece.left < column.right + GAP && column.left < piece.right + GAP)
    };
    let is_all = |level: &Level<'_>| level.above.iter().any(|(_, over)| over.len() == columns.len());
    if levels
        .iter()
        .any(|level| !level.above.iter().all(is_above) || is_all(level))
    {
        return None;
    }
    let is_named = |column: usize| levels.iter().any(|level| level.over(column).is_some());
    if !(0..columns.len()).all(is_named) {
        return None;
    }
    let parted = levels
        .iter()
        .position(Level::is_of_single_columns)
        .filter(|at| levels[*at..].iter().all(Level::is_of_single_columns))?;
    let mut rows: Vec<Vec<Cell>> = levels[..parted]
        .iter()
        .map(|level| level.row(columns.len()))
        .collect();
    rows.push(together(&levels[parted..], columns.len()));
    cover(&mut rows);
    Some(rows)
}

/// Lets a word of an upper line that names a column alone reach down to the figures.
fn cover(rows: &mut [Vec<Cell>]) {
    let depth = rows.len();
    for column in 1..rows[depth - 1].len() {
        if !rows[depth - 1][column].text.is_empty() {
            continue;
        }
        let named = (0..depth - 1).rfind(|row| !rows[*row][column].text.is_empty());
        if let Some(row) = named.filter(|row| rows[*row][column].columns == 1) {
            rows[row][column].rows = (depth - row) as u32;
            for below in &mut rows[row + 1..] {
                below[column].covered = true;
            }
        }
    }
}

/// Whether a word of a line stands above the names of the rows.
fn is_corner(word: &Piece, columns: &[Column]) -> bool {
    columns
        .first()
        .is_some_and(|column| word.left < column.left && word.overlap(column) * 2 < word.right - word.left)
}

/// The columns that words stand above, in order, each the one that it stands above the most or is nearest to.
fn placed<'a>(pieces: &[&'a Piece], columns: &[Column]) -> Option<Vec<(&'a Piece, Range<usize>)>> {
    if pieces.len() == columns.len() {
        let each = pieces.iter().enumerate();
        return Some(each.map(|(at, piece)| (*piece, at..at + 1)).collect());
    }
    let mut placed: Vec<(&Piece, Range<usize>)> = Vec::new();
    for piece in pieces {
        let away = |column: &Column| {
            let gap = column.left.saturating_sub(piece.right) + piece.left.saturating_sub(column.right);
            let ends = piece
                .right
                .abs_diff(column.right)
                .min(piece.left.abs_diff(column.left));
            (gap, std::cmp::Reverse(piece.overlap(column)), ends)
        };
        let from = placed.last().map_or(0, |(_, columns)| columns.end);
        let at = (from..columns.len()).min_by_key(|at| away(&columns[*at]))?;
        placed.push((piece, at..at + 1));
    }
    Some(placed)
}

/// Which of some columns each of the words over them stands above: as many for each where every word stands over its
/// own, else those that it is the nearest to.
fn shares(upper: &Level<'_>, over: &[usize], run: Range<usize>, columns: &[Column]) -> Vec<Range<usize>> {
    // Twice the middles, so that nothing is halved.
    let middle = |at: usize| {
        let piece = upper.above[over[at]].0;
        piece.left + piece.right
    };
    let each = run.len() / over.len().max(1);
    let even = |at: usize| run.start + at * each..run.start + (at + 1) * each;
    let is_over = |at: usize| {
        let own = &columns[even(at)];
        (own[0].left * 2..=own[own.len() - 1].right * 2).contains(&middle(at))
    };
    if each * over.len() == run.len() && (0..over.len()).all(is_over) {
        return (0..over.len()).map(even).collect();
    }
    let mut begin = run.start;
    let mut found = Vec::new();
    for at in 0..over.len() {
        let is_of_the_next = |column: &usize| {
            let column = columns[*column].left + columns[*column].right;
            column.abs_diff(middle(at + 1)) < column.abs_diff(middle(at))
        };
        let end = match at + 1 < over.len() {
            true => (begin + 1..run.end).find(is_of_the_next).unwrap_or(run.end),
            false => run.end,
        };
        found.push(begin..end);
        begin = end;
    }
    found
}

/// Lets the words of a line reach over the columns that only the line below names.
fn spread(upper: &mut Level<'_>, lower: &Level<'_>, columns: &[Column]) {
    let width = columns.len();
    let is_below = |column: usize| lower.over(column).is_some();
    let own: Vec<usize> = upper.above.iter().map(|(_, columns)| columns.start).collect();
    if own.len() == width || (0..width).all(|column| own.contains(&column) || !is_below(column)) {
        return;
    }
    let mut column = 0;
    while column < width {
        if !is_below(column) {
            column += 1;
            continue;
        }
        let end = (column..width).find(|at| !is_below(*at)).unwrap_or(width);
        let over: Vec<usize> = (0..own.len())
            .filter(|at| (column..end).contains(&own[*at]))
            .collect();
        let shares = shares(upper, &over, column..end, columns);
        for (at, share) in over.iter().zip(shares) {
            upper.above[*at].1 = share;
        }
        column = end;
    }
}

impl Level<'_> {
    /// A cell without words, as one of its own.
    fn blank(&self) -> Cell {
        Cell::new("", self.first.at.clone())
    }

    /// What stands above the names: 事業名 担当課.
    fn corner(&self) -> Cell {
        let mut cell = self
            .corner
            .first()
            .map_or_else(|| self.blank(), |piece| piece.cell());
        for piece in self.corner.iter().skip(1) {
            cell.text.push(' ');
            cell.text.push_str(&piece.text);
        }
        cell
    }

    fn row(&self, width: usize) -> Vec<Cell> {
        let mut row = vec![self.corner()];
        row.resize_with(width + 1, || self.blank());
        for (piece, columns) in &self.above {
            let mut cell = piece.cell();
            cell.columns = columns.len() as u32;
            for column in columns.clone().skip(1) {
                row[column + 1].covered = true;
            }
            row[columns.start + 1] = cell;
        }
        row
    }
}

/// Lines of a head with a word for a column each, as one row.
fn together(levels: &[Level<'_>], width: usize) -> Vec<Cell> {
    let [upper, ..] = levels else {
        return Vec::new();
    };
    let join = |said: Vec<&Piece>| -> Cell {
        let Some((first, rest)) = said.split_first() else {
            return upper.blank();
        };
        let mut cell = first.cell();
        for piece in rest {
            cell.text.push('\n');
            cell.text.push_str(&piece.text);
        }
        cell
    };
    let over = |column| levels.iter().filter_map(|level| level.over(column)).collect();
    let corner = levels
        .iter()
        .flat_map(|level| level.corner.iter().copied())
        .collect();
    let columns = (0..width).map(|column| join(over(column)));
    std::iter::once(join(corner)).chain(columns).collect()
}
