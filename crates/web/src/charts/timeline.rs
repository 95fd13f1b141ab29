//! The schedule of an item: one line for each step, its bar over the fiscal years.

use gyokaku_core::fiscal_year::FiscalYear;

use super::Width;
use super::svg::{Anchor, Svg, wrap};

/// A step, from a fiscal year to a fiscal year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// What happens.
    pub text: String,
    /// From when to when.
    pub when: When,
}

/// The years of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// From a year to a year, both included.
    Between(FiscalYear, FiscalYear),
    /// From a year on, to no end.
    From(FiscalYear),
    /// Every year, and nothing says since when or until when.
    Every,
}

/// What the row below the steps is.
const RESULT: &str = "進捗状況";

/// Draws the steps under the years `from..=to`, without years where none is known; below them what each year came to
/// (its grade), as far as the years are drawn.
pub fn draw(
    width: Width,
    id: &str,
    title: &str,
    axis: Option<(FiscalYear, FiscalYear)>,
    spans: &[Span],
    marks: &[(FiscalYear, String)],
) -> String {
    let mut svg = Svg::new(id);
    let (full, left) = match width {
        Width::Wide => (920, 360),
        Width::Narrow => (340, 0),
    };
    let years: Vec<FiscalYear> = axis.map_or(Vec::new(), |(from, to)| FiscalYear::span(from, to).collect());
    let count = years.len().max(1) as i64;
    let column = (full - left) / count;
    let x_of = |year: FiscalYear| {
        let place = years.iter().take_while(|known| **known < year).count() as i64;
        left + column * place.min(count - 1)
    };
    for (n, year) in years.iter().enumerate() {
        let x = left + column * n as i64;
        let era = year.era_year().to_string();
        svg.text(
            (x + column / 2, 14),
            13,
            "label",
            Anchor::Middle,
            &year.to_string(),
        );
        svg.text((x + column / 2, 29), 11, "value", Anchor::Middle, &era);
    }
    let mut y = if years.is_empty() { 4 } else { 38 };
    let mut lines_at = vec![y];
    for span in spans {
        let shown = wrap(
            &span.text,
            if left > 0 { left - 24 } else { full - 12 },
            13,
            if left > 0 { 4 } else { 5 },
        );
        let (bar, below) = if left > 0 {
            let below = svg.lines((0, y + 21), 13, "label", &shown);
            (y + 8, (below - 4).max(y + 38))
        } else {
            let below = svg.lines((0, y + 18), 13, "label", &shown);
            (below - 8, below + 20)
        };
        let (right, tip, foot) = (full - 2, bar + 9, bar + 18);
        let head = right - 10;
        match span.when {
            When::Between(from, to) => {
                let (x, end) = (x_of(from), x_of(to) + column);
                svg.rect((x + 2, bar), (end - x - 4, 18), "step");
            }
            When::From(from) => {
                let x = x_of(from) + 2;
                svg.path(
                    &format!("M{x} {bar}H{head}L{right} {tip}L{head} {foot}H{x}z"),
                    "step-open",
                );
            }
            // Pointed at both sides: no year says where it begins or ends.
            When::Every => {
                let (start, neck) = (left + 2, left + 12);
                svg.path(
                    &format!("M{start} {tip}L{neck} {bar}H{head}L{right} {tip}L{head} {foot}H{neck}z"),
                    "step-open",
                );
            }
        }
        y = below;
        lines_at.push(y);
    }
    let drawn = marks.iter().filter(|(year, _)| years.contains(year));
    if drawn.clone().next().is_some() {
        let (words, row) = if left > 0 {
            (y + 21, y + 21)
        } else {
            (y + 18, y + 40)
        };
        svg.text((0, words), 13, "label", Anchor::Start, RESULT);
        for (year, mark) in drawn {
            svg.text((x_of(*year) + column / 2, row), 13, "label", Anchor::Middle, mark);
        }
        y = row + 14;
        lines_at.push(y);
    }
    for y in lines_at {
        svg.line((0, y), (full, y), "rule");
    }
    let words = spans
        .iter()
        .map(|s| {
            let when = match s.when {
                When::From(from) => format!("{from}年度から"),
                When::Between(from, to) if from == to => format!("{from}年度"),
                When::Between(from, to) => format!("{from}年度から{to}年度まで"),
                When::Every => "毎年度".to_owned(),
            };
            format!("{when}、{}", s.text)
        })
        .chain(
            marks
                .iter()
                .filter(|(year, _)| years.contains(year))
                .map(|(year, mark)| format!("{year}年度の{RESULT}、{mark}")),
        )
        .collect::<Vec<_>>()
        .join("。");
    svg.finish(full, y + 4, title, &words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_year_without_a_period_has_no_years_and_no_ends() {
        let spans = [Span {
            text: "実施".into(),
            when: When::Every,
        }];
        for width in [Width::Wide, Width::Narrow] {
            let drawn = draw(width, "t", "スケジュール", None, &spans, &[]);
            let digits = |text: &str| text.chars().any(|c| c.is_ascii_digit());
            let words: Vec<&str> = drawn
                .split("<text ")
                .skip(1)
                .filter_map(|text| text.split_once('>')?.1.split_once('<').map(|(words, _)| words))
                .collect();
            assert_eq!(words, ["実施"], "no year is written: {drawn}");
            assert!(!words.iter().any(|words| digits(words)));
            assert!(drawn.contains("毎年度、実施") && drawn.contains("step-open"));
        }
    }

    #[test]
    fn steps_stand_under_their_years() {
        let year = |western| FiscalYear::new(western).expect("a year");
        let spans = [Span {
            text: "検討".into(),
            when: When::Between(year(2022), year(2023)),
        }];
        let drawn = draw(
            Width::Wide,
            "t",
            "スケジュール",
            Some((year(2021), year(2024))),
            &spans,
            &[(year(2022), "◎".into()), (year(2030), "△".into())],
        );
        assert!(
            drawn.contains(">◎<") && !drawn.contains("△"),
            "a year beyond the axis is not drawn"
        );
        for western in 2021..=2024 {
            assert!(drawn.contains(&format!(">{western}<")), "{drawn}");
        }
        // Four columns of 140 beside 360: the bar begins at the second and spans two.
        assert!(drawn.contains(r#"<rect x="502" y="46" width="276""#), "{drawn}");
    }
}
