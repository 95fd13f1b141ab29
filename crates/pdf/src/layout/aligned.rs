//! Tables without rules: words that stand below each other over several lines.
//!
//! Believed only where a head of at least three words stands above rows of which every word is below one of
//! them. What is less sure stays lines with wide gaps, which a reader of text may still understand.

use crate::{Cell, Row, Table};

use super::line::{Line, Segment};
use super::{Placed, What};

/// How many characters a cell of a head has at most.
pub(super) const LONGEST_HEAD: usize = 20;
/// How many characters a cell has at most.
const LONGEST: usize = 60;
/// Columns are at least so many sizes apart.
const NEAREST: f32 = 0.05;
/// How many rows such a table has at most, so that one that is none is soon given up.
const MOST_ROWS: usize = 500;
/// The next row is at most so many sizes below.
const NEXT: f32 = 3.0;

/// Lines, with those that form a table in one piece. `edges` are the upper edges of tables that part lines.
pub(super) fn placed(lines: Vec<Line>, edges: &[f32], page: u32) -> Vec<Placed> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < lines.len() {
        match table(&lines[i..], edges, page) {
            Some((placed, length)) => {
                out.push(placed);
                i += length;
            }
            None => {
                out.push(Placed {
                    area: lines[i].area,
                    what: What::Line(lines[i].told(lines[i].area)),
                });
                i += 1;
            }
        }
    }
    out
}

/// The table that begins with the first line, and how many lines it has.
fn table(lines: &[Line], edges: &[f32], page: u32) -> Option<(Placed, usize)> {
    let head = lines.first()?.segments();
    let is_head = |segment: &Segment| {
        let length = segment.text.chars().count();
        length <= LONGEST_HEAD && !segment.text.contains(['。', '、']) && !is_figure(&segment.text)
    };
    if head.len() < 3 || !head.iter().all(is_head) {
        return None;
    }
    let by = |how: How| rows(lines, &head, edges, how);
    let (rows, columns) = [by(How::Overlap), by(How::Behind)]
        .into_iter()
        .rev()
        .max_by_key(|(rows, _)| rows.len())?;
    let (cells, filled) = (
        rows.len() * columns.len(),
        rows.iter().flatten().filter(|cell| cell.is_some()).count(),
    );
    let has_figures = (1..columns.len()).any(|column| {
        let mut said = rows[1..].iter().filter_map(|row| row[column].as_ref()).peekable();
        said.peek().is_some() && said.all(|cell| is_figure(&cell.text))
    });
    if rows.len() < 3 || filled * 10 < cells * 7 || !has_figures {
        return None;
    }
    let area = lines[..rows.len()]
        .iter()
        .skip(1)
        .fold(lines[0].area, |area, line| area.with(&line.area));
    let row = |(i, row): (usize, &Vec<Option<Segment>>)| Row {
        page,
        row: i as u32 + 1,
        cells: row
            .iter()
            .map(|cell| Cell {
                text: cell.as_ref().map(|s| s.text.clone()).unwrap_or_default(),
                columns: 1,
                rows: 1,
                covered: false,
            })
            .collect(),
        ..Row::default()
    };
    let table = Table {
        rows: rows.iter().enumerate().map(row).collect(),
        ruled: false,
    };
    let edges = columns.iter().map(|column| column.0).collect();
    let what = What::Table(table, edges);
    Some((Placed { area, what }, rows.len()))
}

/// By what a word belongs to a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// It stands below the head, or below what stands there.
    Overlap,
    /// It stands between the beginning of the head and that of the next: heads begin where their columns begin,
    /// and figures end where they end, as in the cells of a workbook.
    Behind,
}

type Rows = Vec<Vec<Option<Segment>>>;

/// The rows of a table with this head, the head among them, and from where to where its columns reach.
fn rows(lines: &[Line], head: &[Segment], edges: &[f32], how: How) -> (Rows, Vec<(f32, f32)>) {
    let mut columns: Vec<(f32, f32)> = head.iter().map(|s| (s.left, s.right)).collect();
    let begin: Vec<f32> = head.iter().map(|s| s.left).collect();
    let mut rows: Rows = vec![head.iter().cloned().map(Some).collect()];
    for (before, line) in lines.iter().zip(&lines[1..]).take(MOST_ROWS) {
        let is_near = line.middle() - before.middle() <= NEXT * line.size
            && !edges
                .iter()
                .any(|edge| (before.middle()..line.middle()).contains(edge));
        let row = line.parted_at(&begin);
        let cells = match how {
            How::Overlap => below(row, &mut columns, line.size),
            How::Behind => behind(row, &begin, line.size),
        };
        match cells.filter(|_| is_near) {
            Some(cells) => rows.push(cells),
            None => break,
        }
    }
    (rows, columns)
}

/// The words of a line in the columns that they stand below; none where one stands below none or two.
fn below(row: Vec<Segment>, columns: &mut [(f32, f32)], size: f32) -> Option<Vec<Option<Segment>>> {
    let mut wider = columns.to_vec();
    let cells = placed_by(row, columns.len(), |segment| {
        let is_below = |column: &(f32, f32)| segment.left < column.1 && segment.right > column.0;
        let mut found = (0..columns.len()).filter(|at| is_below(&columns[*at]));
        let at = found.next().filter(|_| found.next().is_none())?;
        wider[at] = (wider[at].0.min(segment.left), wider[at].1.max(segment.right));
        Some(at)
    })?;
    let is_parted = wider
        .windows(2)
        .all(|pair| pair[1].0 - pair[0].1 >= NEAREST * size);
    columns.copy_from_slice(&wider);
    is_parted.then_some(cells)
}

/// The words of a line in the columns that begin at these places; none where one reaches into two.
fn behind(row: Vec<Segment>, begin: &[f32], size: f32) -> Option<Vec<Option<Segment>>> {
    let slack = NEAREST * size;
    placed_by(row, begin.len(), |segment| {
        let at = begin.iter().rposition(|at| *at <= segment.left + slack)?;
        let ends = begin.get(at + 1).is_none_or(|next| segment.right <= next + slack);
        ends.then_some(at)
    })
}

/// The words of a line in the columns that are said, each in one of its own.
fn placed_by(
    row: Vec<Segment>,
    columns: usize,
    mut at: impl FnMut(&Segment) -> Option<usize>,
) -> Option<Vec<Option<Segment>>> {
    if row.len() < 2 {
        return None;
    }
    let mut cells: Vec<Option<Segment>> = vec![None; columns];
    for segment in row {
        let at = at(&segment)?;
        let is_long = segment.text.ends_with('。') || segment.text.chars().count() > LONGEST;
        if cells[at].is_some() || is_long {
            return None;
        }
        cells[at] = Some(segment);
    }
    Some(cells)
}

/// Whether a text is a figure, a dash or a sign of a table.
pub(super) fn is_figure(text: &str) -> bool {
    let folded = text.chars().map(|c| match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        other => other,
    });
    let mut digits = 0;
    for c in folded {
        match c {
            '0'..='9' => digits += 1,
            ',' | '.' | '，' | '．' | '%' | '％' | '-' | '－' | '−' | '―' | '△' | '▲' | '(' | ')' | '（'
            | '）' | '+' | ' ' | '…' | '円' | '千' | '百' | '万' | '億' | '件' | '人' | '皆' | '減'
            | '増' | '\u{3000}' => {}
            _ => return false,
        }
    }
    digits > 0 || (1..=2).contains(&text.chars().count())
}
