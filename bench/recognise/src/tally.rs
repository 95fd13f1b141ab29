//! A line of the table: a material and its measures, each with a name.
//!
//! Not here: what is measured.

use std::fmt;

use gyokaku_core::finding::{Report, Severity};

/// A line of the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The material, or one file of it.
    pub of: String,
    /// The measures in the order in which they are read.
    pub measures: Vec<(&'static str, Measure)>,
    /// What a person must know to read the line.
    pub note: String,
}

/// One measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// So many.
    Count(usize),
    /// So many of so many.
    Of(usize, usize),
    /// A time in milliseconds.
    Millis(u128),
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Measure::Count(count) => write!(f, "{count}"),
            Measure::Of(part, 0) => write!(f, "{part}/0"),
            // In tenths of a percent, cut and not rounded, so that 100.0% means all.
            Measure::Of(part, whole) => {
                let tenths = part * 1000 / whole;
                write!(f, "{part}/{whole} ({}.{}%)", tenths / 10, tenths % 10)
            }
            Measure::Millis(millis) => write!(f, "{}.{:02} s", millis / 1000, millis % 1000 / 10),
        }
    }
}

impl Line {
    /// A line that has no measure yet.
    pub fn of(of: impl Into<String>) -> Self {
        Self {
            of: of.into(),
            ..Self::default()
        }
    }

    /// The line with one more measure.
    #[must_use]
    pub fn with(mut self, name: &'static str, measure: Measure) -> Self {
        self.measures.push((name, measure));
        self
    }

    /// The line with a note.
    #[must_use]
    pub fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// A measure by its name.
    pub fn measure(&self, name: &str) -> Option<Measure> {
        self.measures
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, measure)| *measure)
    }
}

/// The sums of lines that have the same measures.
pub fn total(of: &str, lines: &[Line]) -> Line {
    let mut total = Line::of(of);
    for (name, measure) in lines.iter().flat_map(|line| &line.measures) {
        match total.measures.iter_mut().find(|(known, _)| known == name) {
            None => total.measures.push((name, *measure)),
            Some((_, sum)) => {
                *sum = match (*sum, *measure) {
                    (Measure::Count(a), Measure::Count(b)) => Measure::Count(a + b),
                    (Measure::Of(a, b), Measure::Of(c, d)) => Measure::Of(a + c, b + d),
                    (Measure::Millis(a), Measure::Millis(b)) => Measure::Millis(a + b),
                    (other, _) => other,
                }
            }
        }
    }
    total
}

/// How many findings of a severity a report has.
pub fn findings(report: &Report, severity: Severity) -> usize {
    report
        .findings
        .iter()
        .filter(|finding| finding.severity == severity)
        .count()
}

/// The lines of one part under its heads; columns are as wide as they must be.
pub fn print(part: &str, lines: &[Line]) -> String {
    let mut heads: Vec<&str> = Vec::new();
    for (name, _) in lines.iter().flat_map(|line| &line.measures) {
        if !heads.contains(name) {
            heads.push(name);
        }
    }
    let mut rows: Vec<Vec<String>> = vec![vec![part.to_owned()]];
    rows[0].extend(heads.iter().map(|head| (*head).to_owned()));
    rows.extend(lines.iter().map(|line| {
        let cell = |head: &&str| line.measure(head).map_or_else(String::new, |m| m.to_string());
        std::iter::once(line.of.clone())
            .chain(heads.iter().map(cell))
            .collect()
    }));
    let notes = std::iter::once("").chain(lines.iter().map(|line| line.note.as_str()));
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..=heads.len()).map(width).collect();
    let mut out = String::new();
    for (row, note) in rows.iter().zip(notes) {
        let mut line = format!("{:<1$}", row[0], widths[0]);
        for (cell, width) in row.iter().zip(&widths).skip(1) {
            line += &format!("  {cell:>width$}");
        }
        if !note.is_empty() {
            line += &format!("  {note}");
        }
        out += line.trim_end();
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_their_heads() {
        let lines = [
            Line::of("a").with("verified", Measure::Of(2, 3)),
            Line::of("long")
                .with("errors", Measure::Count(12))
                .noted("by eye"),
        ];
        assert_eq!(
            print("part", &lines),
            "part     verified  errors\na     2/3 (66.6%)\nlong                   12  by eye\n"
        );
    }

    #[test]
    fn totals_add_what_has_the_same_name() {
        let lines = [
            Line::of("a").with("v", Measure::Of(1, 2)),
            Line::of("b")
                .with("v", Measure::Of(2, 2))
                .with("e", Measure::Count(1)),
        ];
        let total = total("all", &lines);
        assert_eq!(total.measure("v"), Some(Measure::Of(3, 4)));
        assert_eq!(total.measure("e"), Some(Measure::Count(1)));
    }
}
