//! What a cell holds, for telling heads and labels from values: a figure, a year, a number that names.
//!
//! Not here: the figures themselves (`figure`).

use crate::figure::{CellFigure, Figure, Measure, cell};
use crate::fiscal_year;
use crate::text::fold;

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing is printed.
    Blank,
    /// A dash: there is no value.
    None,
    /// Words.
    Words,
    /// A number that names something: 18年度, 第3次, 65歳.
    Name,
    /// A bare Western year such as 2023.
    Year(i128),
    /// One figure or two.
    Figures,
}

/// What a cell holds.
pub fn of(text: &str) -> Value {
    match cell(text) {
        CellFigure::Blank => Value::Blank,
        CellFigure::None => Value::None,
        CellFigure::Text => Value::Words,
        CellFigure::One(figure) | CellFigure::Two(figure, _) if is_a_year(&figure, text) => Value::Name,
        CellFigure::One(figure) if is_plain_year(&figure, text) => Value::Year(figure.value),
        CellFigure::One(_) | CellFigure::Two(..) => Value::Figures,
    }
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
pub fn is_a_year(figure: &Figure, text: &str) -> bool {
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

/// Whether a cell in the first column numbers its row or names its year: `1`, `12`, `2023`.
pub fn numbers_its_row(text: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_figures() {
        assert_eq!(of("18年度"), Value::Name);
        assert_eq!(of("2023"), Value::Year(2023));
        assert_eq!(of("2,023"), Value::Figures);
        assert_eq!(of("－"), Value::None);
        assert!(numbers_its_row("12") && !numbers_its_row("12件"));
    }
}
