//! Heads of tables as the rules of figures see them: which rows are one, what stands above each column.
//!
//! Not here: fields of columns (`exchange::read::understand`), the rows below.

use crate::document::{Block, Cell};
use crate::figure::{CellFigure, Figure, Measure, cell};
use crate::fiscal_year;
use crate::labels::unit;
use crate::text::fold;

/// A row of words and years only, without a single value.
pub(crate) fn is_head(row: &[Cell]) -> bool {
    let mut words = 0;
    let mut years: Vec<i128> = Vec::new();
    for each in row {
        match cell(&each.text) {
            CellFigure::Blank => {}
            CellFigure::None => return false,
            CellFigure::One(figure) if is_a_year(&figure, &each.text) => words += 1,
            CellFigure::One(figure) if is_plain_year(&figure, &each.text) => years.push(figure.value),
            CellFigure::One(_) | CellFigure::Two(..) => return false,
            CellFigure::Text => words += 1,
        }
    }
    let rising = years.windows(2).all(|pair| pair[1] == pair[0] + 1);
    if !years.is_empty() && !(rising && (years.len() >= 2 || words >= 2)) {
        return false;
    }
    words + years.len() >= 1 && row.iter().map(|c| c.text.len()).max().unwrap_or(0) < 120
}

/// A bare year such as 2023.
fn is_plain_year(figure: &Figure, text: &str) -> bool {
    figure.measure == Measure::Number
        && figure.places == 0
        && (1980..2100).contains(&figure.value)
        && !text.contains([',', '，'])
        && figure.counter.is_empty()
}

/// 18年度, 令和4年, 第3次, 65歳: a number that names something.
pub(crate) fn is_a_year(figure: &Figure, text: &str) -> bool {
    let folded = fold(text);
    let several_years = figure
        .counter
        .strip_prefix(['か', 'カ', 'ヵ', 'ヶ', 'ケ', '箇'])
        .is_some_and(|rest| rest.starts_with('年'));
    several_years
        || figure
            .counter
            .starts_with(['年', '次', '期', '月', '歳', '章', '号', '位'])
        || (fiscal_year::parse(&folded).is_some()
            && figure.counter.is_empty()
            && folded.starts_with(|c: char| c.is_alphabetic()))
}

/// `1`, `1-1`, `2023` in the first column name the row.
pub(crate) fn is_year_or_number_of_a_row(text: &str) -> bool {
    match cell(text) {
        CellFigure::One(figure) => {
            is_plain_year(&figure, text)
                || (figure.value > 0
                    && figure.value < 1000
                    && figure.counter.is_empty()
                    && figure.measure == Measure::Number)
        }
        _ => false,
    }
}

/// Whether a head names a number, a code or a year, which is no value.
pub(crate) fn is_number_head(head: &str) -> bool {
    let head = fold(head);
    [
        "番号",
        "no",
        "no.",
        "№",
        "コード",
        "電話",
        "内線",
        "頁",
        "ページ",
        "年度",
        "年",
        "実施年度",
        "整理番号",
        "項番",
        "連番",
    ]
    .iter()
    .any(|w| head == *w)
        || head.ends_with("番号")
}

/// Whether a row repeats the head of its table, as it does on the next page.
pub(crate) fn is_same_head(known: &[String], key: &[String]) -> bool {
    let filled = |row: &[String]| row.iter().filter(|t| !t.is_empty()).cloned().collect::<Vec<_>>();
    let (a, b) = (filled(known), filled(key));
    a == b || (b.len() >= 2 && a.first() == b.first())
}

/// `区分 目標額 実績額` as a line of words above a table that begins with a row of units.
pub(crate) fn words_above(rows: &[Vec<Cell>], previous: Option<&Block>) -> Option<Vec<Cell>> {
    let units = rows
        .first()
        .filter(|r| r.len() >= 2 && r.iter().all(|c| unit::is_unit(&c.text)))?;
    let Some(Block::Paragraph { text, at }) = previous else {
        return None;
    };
    let words: Vec<Cell> = text
        .split_whitespace()
        .map(|w| Cell::new(w, at.clone()))
        .collect();
    (words.len() == units.len() || words.len() == units.len() + 1).then_some(words)
}

/// The head of each column: what stands above it in each row of the head, under merged cells and blanks too.
pub(crate) fn head_pieces(rows: &[&Vec<Cell>]) -> Vec<Vec<String>> {
    let width = rows.iter().map(|r| r.len()).max().unwrap_or(0);
    let mut heads: Vec<Vec<String>> = vec![Vec::new(); width];
    for (n, row) in rows.iter().enumerate() {
        // A row of units below the heads has no cell for the labels: it belongs to the right.
        let units = n > 0 && row.len() < width && row.iter().all(|c| c.is_blank() || unit::is_unit(&c.text));
        let shift = if units { width - row.len() } else { 0 };
        let mut group = String::new();
        for (column, cell) in row.iter().enumerate() {
            let text = cell.text.replace('\n', "").trim().to_owned();
            let below = rows[n + 1..]
                .iter()
                .any(|r| r.len() == row.len() && r.get(column).is_some_and(|c| !c.is_blank() && !c.covered));
            if !text.is_empty() {
                group = if column > 0 && (cell.columns > 1 || below) {
                    text.clone()
                } else {
                    String::new()
                };
                heads[column + shift].push(text);
            } else if below && !group.is_empty() {
                heads[column + shift].push(group.clone());
            } else if !below {
                group.clear();
            }
        }
    }
    heads
}
