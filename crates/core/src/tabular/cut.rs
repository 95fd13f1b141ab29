//! Where a head begins and the rows above it end: a grid in segments, a segment in parts.
//!
//! Not here: which rows are a head (`head_rows`), what stands around the grid.

use super::column::Column;
use super::head::Head;
use super::head_rows::{
    depth, depth_by_values, is_by_merges, is_by_values, is_by_words, key, reaches_further, tells_by_year,
    widened,
};
use super::paths::paths;
use super::values;
use crate::document::{Cell, Grid, GridForm};
use crate::figure::{CellFigure, cell};
use crate::labels::field::Field;

/// Rows under one head that is known by its words; no head for rows before or without any.
#[derive(Clone, Debug, Default)]
pub struct Segment<'a> {
    /// The head in force.
    pub head: Option<Head>,
    /// Texts above the head that stand alone in their rows.
    pub titles: Vec<&'a Cell>,
    /// The rows below it.
    pub rows: Vec<&'a [Cell]>,
    /// The rows of the head, as wide as the rows below show them to be.
    head_rows: Vec<Vec<Cell>>,
    form: GridForm,
}

/// Rows of figures under one head, which may be no more than words above values.
#[derive(Clone, Debug, Default)]
pub struct Part<'a> {
    /// Texts above the head that stand alone in their rows, where the segment has none of its own.
    pub titles: Vec<&'a Cell>,
    /// The columns of the head; none where no row is one.
    pub columns: Vec<Column>,
    /// The rows below it.
    pub rows: Vec<&'a [Cell]>,
}

/// Cuts a grid where a head begins. A head that is repeated is passed over.
pub fn segments(grid: &Grid) -> Vec<Segment<'_>> {
    let form = grid.form;
    let empty = || Segment {
        form,
        ..Segment::default()
    };
    let mut out: Vec<Segment<'_>> = vec![empty()];
    let mut r = 0;
    while r < grid.rows.len() {
        let row = grid.rows[r].as_slice();
        let in_force = out.last().and_then(|s| s.head.as_ref());
        let below_years = || in_force.is_some_and(|head| tells_by_year(head, row));
        let above = out.last().map_or(&[][..], |last| last.rows.as_slice());
        let is_head = || is_by_words(row, &grid.rows, r) || is_by_merges(row, &grid.rows, r);
        if !is_head() || below_years() || leaves_figures_blank(row, above) {
            if let Some(last) = out.last_mut() {
                last.rows.push(row);
            }
            r += 1;
            continue;
        }
        let depth = depth(&grid.rows, r);
        let head_rows = widened(&grid.rows[r..r + depth], &grid.rows[r + depth..])
            .unwrap_or_else(|| grid.rows[r..r + depth].to_vec());
        let key = key(row);
        let repeated = in_force.is_some_and(|head| head.key == key);
        let head = Head {
            columns: columns(head_rows.iter().map(Vec::as_slice), form),
            key,
        };
        if let Some(titles) = out.last_mut().and_then(|last| titles(last, &head, repeated)) {
            let segment = Segment {
                head: Some(head),
                titles,
                head_rows,
                ..empty()
            };
            match out.last_mut() {
                Some(last) if last.head.is_none() && last.rows.is_empty() => *last = segment,
                _ => out.push(segment),
            }
        }
        r += depth;
    }
    out.retain(|s| s.head.is_some() || !s.rows.is_empty());
    out
}

/// So many rows above are looked at to see where the figures of a table stand.
const ROWS_ABOVE: usize = 40;

/// Whether a row has words, and nothing where the rows above it have figures: an entry without values, as a head
/// would name its figures.
fn leaves_figures_blank(row: &[Cell], above: &[&[Cell]]) -> bool {
    let is_figure = |each: &Cell| matches!(cell(&each.text), CellFigure::One(_) | CellFigure::Two(..));
    let recent = &above[above.len().saturating_sub(ROWS_ABOVE)..];
    let width = recent.iter().map(|cells| cells.len()).max().unwrap_or(0);
    let holds_figures = |column: usize| {
        let all = || recent.iter().filter_map(move |cells| cells.get(column));
        // Numbers in front of words are no values.
        all().any(is_figure) && row.iter().take(column).any(|cell| !cell.is_blank())
    };
    let mut columns = (1..width).filter(|column| holds_figures(*column)).peekable();
    columns.peek().is_some()
        && columns.all(|column| row.get(column).is_none_or(Cell::is_blank))
        && row.iter().filter(|cell| !cell.is_blank()).count() >= 2
}

/// The texts above a head that begins a new table; none where the head only repeats the one in force.
fn titles<'a>(last: &mut Segment<'a>, head: &Head, repeated: bool) -> Option<Vec<&'a Cell>> {
    // Above the first head a title and a unit may share a row; between tables a title stands alone.
    let alone = if last.head.is_none() { 2 } else { 1 };
    let said = |row: &[Cell]| row.iter().filter(|c| !c.is_blank()).count();
    let start = last
        .rows
        .iter()
        .rposition(|row| said(row) > alone)
        .map_or(0, |i| i + 1);
    // Under a repeated head of a register the titles are rows of sections; amounts by year are another table.
    let by_year =
        head.columns.iter().any(|c| c.year.is_some()) && !head.has(Field::Lead) && !head.has(Field::Content);
    if repeated && (start == last.rows.len() || !by_year) {
        return None;
    }
    Some(
        last.rows
            .drain(start..)
            .flat_map(|row| row.iter().filter(|c| !c.is_blank()))
            .collect(),
    )
}

/// The only cell of a row that says anything.
pub fn single(row: &[Cell]) -> Option<&Cell> {
    let mut said = row.iter().filter(|c| !c.is_blank());
    let first = said.next()?;
    said.next().is_none().then_some(first)
}

/// The columns below these rows of a head.
fn columns<'c>(head: impl Iterator<Item = &'c [Cell]>, form: GridForm) -> Vec<Column> {
    let rows: Vec<&[Cell]> = head.collect();
    paths(&rows, form).into_iter().map(Column::of).collect()
}

impl<'a> Segment<'a> {
    /// The lowest cell of the head above a column that says anything.
    pub fn head_cell(&self, column: usize) -> Option<&Cell> {
        let mut rows = self.head_rows.iter().rev();
        rows.find_map(|row| row.get(column).filter(|cell| !cell.is_blank()))
    }

    /// Cuts the segment where words stand above values again. `above` is a head that was printed as a
    /// line of text above a grid which begins with a row of units.
    pub fn parts(&self, above: Option<&[Cell]>) -> Vec<Part<'a>> {
        let mut out: Vec<Part<'a>> = Vec::new();
        let mut part = Part::default();
        let (mut r, mut first, mut filled) = (0, Vec::new(), false);
        let mut head: Vec<&[Cell]> = self.head_rows.iter().map(Vec::as_slice).collect();
        if head.is_empty() {
            r = titles_above(&self.rows);
            part.titles = self.rows[..r].iter().filter_map(|row| single(row)).collect();
            head.extend(above);
        }
        let mut begins = true;
        while begins || r < self.rows.len() {
            if begins {
                let more = match self.head_rows.is_empty() || !out.is_empty() {
                    true => depth_by_values(&self.rows[r..]),
                    false => reaches_further(&head, &self.rows[r..]),
                };
                head.extend(&self.rows[r..r + more]);
                r += more;
                first = head.first().map(|row| key(row)).unwrap_or_default();
                part.columns = columns(head.drain(..), self.form);
                (begins, filled) = (false, false);
                continue;
            }
            let row = self.rows[r];
            if is_by_values(row) {
                let own = key(row);
                // The same head again, on the next page: the table goes on.
                if own == first {
                    r += 1;
                    continue;
                }
                let again = own.len() >= 2 && own.first() == first.first();
                if again || filled && own.len() >= 3 {
                    out.push(std::mem::take(&mut part));
                    begins = true;
                    continue;
                }
            }
            filled |= row.iter().any(|c| {
                matches!(
                    values::of(&c.text),
                    values::Value::Figures | values::Value::Year(_)
                )
            });
            part.rows.push(row);
            r += 1;
        }
        out.push(part);
        out
    }
}

/// How many rows above the first head are titles: one text in the first column and nothing beside it.
fn titles_above(rows: &[&[Cell]]) -> usize {
    let is_title = |row: &[Cell]| row.len() > 1 && single(row).is_some() && !row[0].is_blank();
    let titles = rows.iter().take_while(|row| is_title(row)).count();
    match rows.get(titles) {
        Some(row) if titles > 0 && is_by_values(row) => titles,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Place;

    fn grid(text: &str) -> Grid {
        let rows = text.lines().map(|line| {
            let cells = line.split('|').map(|cell| Cell::new(cell.trim(), Place::NOWHERE));
            cells.collect()
        });
        Grid {
            rows: rows.collect(),
            form: GridForm::Ruled,
        }
    }

    fn labels(part: &Part<'_>) -> Vec<String> {
        part.columns.iter().map(|c| c.label.clone()).collect()
    }

    #[test]
    fn known_words_make_a_head_below_a_title() {
        let grid = grid("取組一覧||\n番号|取組項目|担当課\n1|収納率の向上|税務課");
        let all = segments(&grid);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].titles[0].text, "取組一覧");
        assert_eq!(all[0].rows.len(), 1);
    }

    #[test]
    fn a_register_keeps_its_head_beside_words_of_its_own() {
        let grid = grid(
            "項番|取組項目|主管課|着手|定着|発展|波及\n1|窓口の集約|市民課|〇|〇|－|－\n2|研修の充実|人事課|－|〇|〇|－",
        );
        let all = segments(&grid);
        assert_eq!((all.len(), all[0].rows.len()), (1, 2));
        assert_eq!(all[0].head_cell(4).map(|c| c.text.as_str()), Some("定着"));
    }

    #[test]
    fn words_above_values_are_a_head_to_see_figures_by() {
        let grid = grid("甲|乙|丙\n東|1|2\n西|3|4\n甲|丁|戊\n東|5|6");
        let all = segments(&grid);
        assert!(all[0].head.is_none());
        let parts = all[0].parts(None);
        assert_eq!(labels(&parts[0]), ["甲", "乙", "丙"]);
        assert_eq!((parts[0].rows.len(), parts[1].rows.len()), (2, 1));
    }

    #[test]
    fn a_row_of_totals_is_no_head() {
        let grid = grid("区分|内訳|金額\n歳入|計画|20\n計|実績|30");
        assert_eq!(segments(&grid).iter().map(|s| s.rows.len()).sum::<usize>(), 2);
    }
}
