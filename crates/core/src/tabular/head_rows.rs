//! Which rows of a grid are its head: by their words, or as words and years above values.
//!
//! Not here: what a column below it is about (`column`).

use super::cut::single;
use super::head::Head;
use super::values::{self, Value};
use crate::document::Cell;
use crate::figure::{CellFigure, cell};
use crate::labels::department::is_department;
use crate::labels::field::{Field, field, field_or_level};
use crate::labels::grade::{grade_of, is_class};
use crate::labels::{unit, year};
use crate::text::fold;

/// How many rows a head takes at most.
const DEEPEST: usize = 4;

/// What a cell of a header row can be.
enum Word {
    Field,
    Year,
    Grade,
    /// A department: a column of marks for who does what.
    Name,
    Neither,
}

/// Whether a text is figures and their marks alone. Most cells of a long table are, which need no look at words.
fn is_bare(text: &str) -> bool {
    let is_of_figures = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | '%' | ' ' | '△' | '▲');
    text.chars().all(is_of_figures)
}

fn word(text: &str) -> Word {
    if text.chars().count() > 34 {
        Word::Neither
    } else if is_bare(text) {
        if year::header(text).is_some() {
            Word::Year
        } else {
            Word::Neither
        }
    } else if field_or_level(text).is_some() {
        Word::Field
    } else if grade_of(text).is_some() {
        Word::Grade
    } else if year::header(text).is_some() {
        Word::Year
    } else if text.chars().count() <= 10 && is_department(text) {
        Word::Name
    } else {
        Word::Neither
    }
}

/// Whether a row is a head by its words: fields, years, grades.
pub(super) fn is_by_words(row: &[Cell], rows: &[Vec<Cell>], at: usize) -> bool {
    let (mut said, mut fields, mut years, mut grades, mut names) = (0usize, 0usize, 0usize, 0usize, 0usize);
    let mut of_a_register = Register::default();
    // A row with a figure tells of its table; 計 | 実績 | 30 is no head for all its words.
    let tells = |text: &str| matches!(word(text), Word::Neither) && values::of(text) == Value::Figures;
    if row.iter().any(|c| is_bare(&c.text) && tells(&c.text)) {
        return false;
    }
    for each in row.iter().filter(|c| !c.is_blank()) {
        said += 1;
        match word(&each.text) {
            Word::Field => {
                fields += 1;
                of_a_register.read(&each.text);
            }
            Word::Year => years += 1,
            Word::Grade => grades += 1,
            Word::Name => names += 1,
            // 拡充 | 縮小 above counts; in a row of items they class one of them.
            Word::Neither if is_class(&each.text) && has_figures(rows.get(at + 1)) => grades += 1,
            Word::Neither if values::of(&each.text) == Value::Figures => return false,
            Word::Neither => {}
        }
        if said > 6 && fields + years + grades + names == 0 {
            return false;
        }
    }
    // Departments in a row with two or more words of a head are the columns of a matrix.
    if fields >= 2 && names >= 2 {
        said -= names;
    }
    // 年度 | 歳入の確保 | 歳出の削減: the years below show what kind of table it is.
    let by_year = row
        .first()
        .is_some_and(|c| field(&c.text) == Some(Field::YearLabel))
        && rows
            .get(at + 1)
            .and_then(|r| r.first())
            .is_some_and(|c| year::header(&c.text).is_some());
    if by_year
        && row
            .iter()
            .all(|c| c.is_blank() || matches!(cell(&c.text), CellFigure::Text))
    {
        return true;
    }
    let known = fields + years + grades;
    // Marks and years alone are a header only where nothing stands above them but titles.
    let first = rows[..at].iter().all(|r| single(r).is_some());
    if said < 2 || known < 2 {
        return false;
    }
    if known * 3 < said * 2 {
        // A register has columns of its own making; its number, its title and its department are the head's.
        return first && of_a_register.is_told() && are_headings(row) && rows.len() > at + 1;
    }
    fields >= 2
        || (fields >= 1 && (years + grades >= 1))
        || (years >= 2 && fields == 0 && first)
        || (grades >= 2 && first)
}

/// Whether a row is the upper one of a head by its merged cells: some reach down into the next row, which is a head by
/// its words, others span columns of it.
pub(super) fn is_by_merges(row: &[Cell], rows: &[Vec<Cell>], at: usize) -> bool {
    let Some(below) = rows.get(at + 1) else {
        return false;
    };
    let said = || row.iter().filter(|c| !c.is_blank());
    let reaches_down = said().any(|c| c.rows > 1);
    let spans = said().any(|c| c.columns > 1 && c.rows <= 1);
    let is_short = said().all(|c| c.rows <= 2 && c.text.chars().count() <= 30);
    reaches_down
        && spans
        && is_short
        && said().nth(2).is_some()
        && said().all(|c| values::of(&c.text) != Value::Figures)
        && is_by_words(below, rows, at + 1)
        && depth(rows, at) > 1
}

/// Whether a row has two figures at least.
fn has_figures(row: Option<&Vec<Cell>>) -> bool {
    let is_figure = |c: &&Cell| values::of(&c.text) == Value::Figures;
    row.is_some_and(|row| row.iter().filter(is_figure).nth(1).is_some())
}

/// The columns that make a table a register, as far as they were met.
#[derive(Clone, Copy, Debug, Default)]
struct Register {
    title: bool,
    number: bool,
    others: usize,
}

impl Register {
    fn read(&mut self, text: &str) {
        match field(text) {
            Some(Field::Title | Field::TitleOrLevel | Field::TitleOrContent) => self.title = true,
            Some(Field::Number | Field::Serial) => self.number = true,
            Some(Field::Lead | Field::Support | Field::Content | Field::Schedule | Field::Target) => {
                self.others += 1;
            }
            _ => {}
        }
    }

    /// Whether they tell that rows of items follow: a title, and two things to know of an item.
    fn is_told(self) -> bool {
        self.title && usize::from(self.number) + self.others >= 2
    }
}

/// Whether all cells that say anything are short, are no sentences and differ from each other.
fn are_headings(row: &[Cell]) -> bool {
    let mut said: Vec<String> = row
        .iter()
        .map(|c| fold(&c.text))
        .filter(|text| !text.is_empty())
        .collect();
    let are_short = said
        .iter()
        .all(|text| text.chars().count() <= 20 && !text.contains('。'));
    said.sort_unstable();
    are_short && said.windows(2).all(|pair| pair[0] != pair[1])
}

/// How many rows the head takes: rows of years, kinds and units below a spanning header belong to it.
pub(super) fn depth(rows: &[Vec<Cell>], start: usize) -> usize {
    let first = &rows[start];
    let mut depth = 1;
    while depth < DEEPEST {
        let Some(row) = rows.get(start + depth) else { break };
        let said: Vec<(usize, &Cell)> = row.iter().enumerate().filter(|(_, c)| !c.is_blank()).collect();
        // 拡充 | 縮小 grade below a spanning head: 令和4年度.
        let is_class_below = |i: usize, c: &Cell| {
            let spans = |above: &Cell| above.covered || above.columns > 1;
            is_class(&c.text) && first.get(i).is_some_and(spans)
        };
        let all_heads = said.iter().all(|(i, c)| {
            !matches!(word(&c.text), Word::Neither | Word::Name)
                || unit::is_unit(&c.text)
                || is_class_below(*i, c)
        });
        let below_a_span = said.iter().any(|(i, _)| {
            first.get(*i).is_none_or(Cell::is_blank) || first.get(*i).is_some_and(|c| c.columns > 1)
        });
        let only_units = said.iter().all(|(_, c)| {
            unit::is_unit(&c.text) || matches!(field(&c.text), Some(Field::Amount | Field::Kind))
        });
        let years_of_a_span = said.len() >= 2
            && said.iter().all(|(_, c)| matches!(word(&c.text), Word::Year))
            && first
                .iter()
                .any(|c| matches!(field(&c.text), Some(Field::Schedule | Field::Effect)));
        if said.is_empty()
            || !all_heads
            || !(below_a_span || only_units || years_of_a_span)
            || key(row) == key(first)
        {
            break;
        }
        depth += 1;
    }
    depth
}

/// A head of two rows whose spanning cell was printed as one cell, so that the years below it slid to
/// the left: as wide as the rows below show it to be.
pub(super) fn widened(head: &[Vec<Cell>], below: &[Vec<Cell>]) -> Option<Vec<Vec<Cell>>> {
    let [upper, lower] = head else { return None };
    let said = |row: &[Cell]| row.iter().rposition(|c| !c.is_blank()).map_or(0, |i| i + 1);
    let span = upper.iter().position(|c| {
        matches!(
            field(&c.text),
            Some(Field::Schedule | Field::Effect | Field::TargetValue)
        )
    })?;
    let parts: Vec<&Cell> = lower.iter().filter(|c| !c.is_blank()).collect();
    let (width, more) = (said(upper), parts.len().checked_sub(1).filter(|m| *m > 0)?);
    let sample = &below[..below.len().min(20)];
    let wider = sample.iter().filter(|row| said(row) == width + more).count();
    if wider * 2 <= sample.len() || upper.iter().any(|c| c.columns > 1 || c.covered) {
        return None;
    }
    let mut wide = upper[..=span].to_vec();
    wide.extend((0..more).map(|_| Cell::new("", upper[span].at.clone())));
    wide.extend_from_slice(&upper[span + 1..width]);
    let mut narrow: Vec<Cell> = (0..wide.len())
        .map(|_| Cell::new("", upper[span].at.clone()))
        .collect();
    for (slot, part) in narrow[span..].iter_mut().zip(parts) {
        *slot = part.clone();
    }
    Some(vec![wide, narrow])
}

/// Whether a row below years tells one thing a year, as 評価 | A | B does: its words are no head.
pub(super) fn tells_by_year(head: &Head, row: &[Cell]) -> bool {
    head.columns.iter().filter(|c| c.year.is_some()).count() >= 2
        && row.len() > 1
        && row[1..]
            .iter()
            .all(|c| c.is_blank() || matches!(word(&c.text), Word::Grade | Word::Neither))
}

/// What a repeated head is known by: its filled cells, folded.
pub(super) fn key(row: &[Cell]) -> Vec<String> {
    row.iter()
        .map(|c| fold(&c.text))
        .filter(|text| !text.is_empty())
        .collect()
}

/// Whether a row is a head by its values, of which it has none: words and years only.
pub(super) fn is_by_values(row: &[Cell]) -> bool {
    let mut words = 0;
    let mut years: Vec<i128> = Vec::new();
    for each in row {
        match values::of(&each.text) {
            Value::Blank => {}
            Value::Words | Value::Name => words += 1,
            Value::Year(year) => years.push(year),
            Value::None | Value::Figures => return false,
        }
    }
    let rising = years.windows(2).all(|pair| pair[1] == pair[0] + 1);
    if !years.is_empty() && !(rising && (years.len() >= 2 || words >= 2)) {
        return false;
    }
    words + years.len() >= 1 && row.iter().map(|c| c.text.len()).max().unwrap_or(0) < 120
}

/// How many rows at the beginning are a head by their values, where no words of theirs are known.
pub(super) fn depth_by_values(rows: &[&[Cell]]) -> usize {
    let head = rows.iter().take(DEEPEST).take_while(|row| is_by_values(row));
    head.count()
}

/// How many rows right below a head of known words belong to it, though their own words are not known:
/// words only, above values, at least one of them under a blank or a merged cell.
pub(super) fn reaches_further(head: &[&[Cell]], rows: &[&[Cell]]) -> usize {
    let Some(last) = head.last() else { return 0 };
    let under_a_span = |row: &[Cell]| {
        let said = row.iter().enumerate().filter(|(_, c)| !c.is_blank());
        said.clone().count() >= 2
            && said
                .skip_while(|(i, _)| *i == 0)
                .any(|(i, _)| last.get(i).is_none_or(|c| c.is_blank() || c.columns > 1))
    };
    let more = rows
        .iter()
        .take(DEEPEST.saturating_sub(head.len()))
        .take_while(|row| is_by_values(row) && under_a_span(row))
        .count();
    let has_figures = |row: &&[Cell]| row.iter().any(|c| values::of(&c.text) == Value::Figures);
    if rows.get(more).is_some_and(has_figures) {
        more
    } else {
        0
    }
}
