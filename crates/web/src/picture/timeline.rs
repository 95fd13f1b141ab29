//! The schedule of an item: one line for each step, its bar over the fiscal years.

use gyokaku_core::fiscal_year::FiscalYear;

use super::Width;
use super::svg::{Anchor, Svg, wrap};

/// A step, from a fiscal year to a fiscal year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// What happens.
    pub text: String,
    /// From.
    pub from: FiscalYear,
    /// To.
    pub to: FiscalYear,
    /// Whether it goes on from there.
    pub open: bool,
}

/// Draws the steps under the years `from..=to`.
pub fn draw(
    width: Width,
    id: &str,
    title: &str,
    (from, to): (FiscalYear, FiscalYear),
    spans: &[Span],
) -> String {
    let mut svg = Svg::new(id);
    let (full, left) = match width {
        Width::Wide => (920, 360),
        Width::Narrow => (340, 0),
    };
    let count = i64::from((to.western() - from.western()).max(0)) + 1;
    let column = (full - left) / count;
    let x_of = |year: FiscalYear| {
        left + column * i64::from((year.western() - from.western()).clamp(0, count as i16 - 1))
    };
    for (n, year) in FiscalYear::span(from, to).enumerate() {
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
    let mut y = 38;
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
        let (x, end) = (x_of(span.from), x_of(span.to) + column);
        if span.open {
            let right = full - 2;
            let tip = bar + 9;
            svg.path(
                &format!(
                    "M{} {bar}H{}L{right} {tip}L{} {}H{}z",
                    x + 2,
                    right - 10,
                    right - 10,
                    bar + 18,
                    x + 2
                ),
                "step-open",
            );
        } else {
            svg.rect((x + 2, bar), (end - x - 4, 18), "step");
        }
        y = below;
        lines_at.push(y);
    }
    for y in lines_at {
        svg.line((0, y), (full, y), "rule");
    }
    let words = spans
        .iter()
        .map(|s| {
            let when = if s.open {
                format!("{}年度から", s.from)
            } else if s.from == s.to {
                format!("{}年度", s.from)
            } else {
                format!("{}年度から{}年度まで", s.from, s.to)
            };
            format!("{when}、{}", s.text)
        })
        .collect::<Vec<_>>()
        .join("。");
    svg.finish(full, y + 4, title, &words)
}
