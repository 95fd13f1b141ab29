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
    let mut columns: Vec<(f32, f32)> = head.iter().map(|s| (s.left, s.right)).collect();
    let begin: Vec<f32> = head.iter().map(|s| s.left).collect();
    let mut rows: Vec<Vec<Option<Segment>>> = vec![head.into_iter().map(Some).collect()];
    for (before, line) in lines.iter().zip(&lines[1..]).take(MOST_ROWS) {
        let is_near = line.middle() - before.middle() <= NEXT * line.size
            && !edges
                .iter()
                .any(|edge| (before.middle()..line.middle()).contains(edge));
        match below(line.parted_at(&begin), &mut columns, line.size).filter(|_| is_near) {
            Some(cells) => rows.push(cells),
            None => break,
        }
    }
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

/// The words of a line in the columns that they stand below; none where one stands below two. What stands below
/// none belongs to the column at its left: heads begin where their columns begin, and figures end where they end.
fn below(row: Vec<Segment>, columns: &mut [(f32, f32)], size: f32) -> Option<Vec<Option<Segment>>> {
    if row.len() < 2 {
        return None;
    }
    let mut cells: Vec<Option<Segment>> = vec![None; columns.len()];
    let mut wider = columns.to_vec();
    for segment in row {
        let is_below = |column: &(f32, f32)| segment.left < column.1 && segment.right > column.0;
        let at = columns
            .iter()
            .position(is_below)
            .or_else(|| left_of(&segment, columns))?;
        let is_sure = columns.iter().filter(|column| is_below(column)).count() <= 1
            && cells[at].is_none()
            && !segment.text.ends_with('。')
            && segment.text.chars().count() <= LONGEST;
        if !is_sure {
            return None;
        }
        wider[at] = (wider[at].0.min(segment.left), wider[at].1.max(segment.right));
        cells[at] = Some(segment);
    }
    if wider
        .windows(2)
        .any(|pair| pair[1].0 - pair[0].1 < NEAREST * size)
    {
        return None;
    }
    columns.copy_from_slice(&wider);
    Some(cells)
}

/// The column at the left of a word that stands below none, where that is the nearest by far.
fn left_of(segment: &Segment, columns: &[(f32, f32)]) -> Option<usize> {
    let at = columns.iter().rposition(|column| column.1 <= segment.left)?;
    let to_next = columns
        .get(at + 1)
        .map_or(f32::MAX, |next| next.0 - segment.right);
    (2.0 * (segment.left - columns[at].1) <= to_next).then_some(at)
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
