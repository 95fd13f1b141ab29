//! One indicator over the years: what was reached, against its target and its limit.

use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::indicator::{Decimal, Indicator, ValueKind};

use super::Width;
use super::svg::{Anchor, Svg};

/// A number in the scale of `places`, for the height of a point.
fn scaled(number: Decimal, places: u8) -> i64 {
    let more = u32::from(places.saturating_sub(number.places));
    number.value.saturating_mul(10i64.saturating_pow(more))
}

/// The word of a kind in the picture.
const fn word(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Base => "基準",
        ValueKind::Target => "目標",
        ValueKind::Actual => "実績",
        ValueKind::Threshold => "上限",
        ValueKind::Rebuilding => "再生基準",
    }
}

/// How the line of a kind is drawn.
const fn class(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Threshold | ValueKind::Rebuilding => "limit",
        ValueKind::Base | ValueKind::Target | ValueKind::Actual => "target-line",
    }
}

/// Draws an indicator; none where it has no value with a fiscal year.
pub fn draw(width: Width, id: &str, indicator: &Indicator) -> Option<String> {
    let dated: Vec<(FiscalYear, ValueKind, Decimal)> = indicator
        .values
        .iter()
        .filter_map(|v| Some((v.fiscal_year?, v.kind, v.number?)))
        .collect();
    let standing: Vec<(ValueKind, Decimal)> = indicator
        .values
        .iter()
        .filter(|v| v.fiscal_year.is_none())
        .filter_map(|v| Some((v.kind, v.number?)))
        .collect();
    let (from, to) = (dated.iter().map(|d| d.0).min()?, dated.iter().map(|d| d.0).max()?);
    let places = indicator
        .values
        .iter()
        .filter_map(|v| v.number)
        .map(|n| n.places)
        .max()
        .unwrap_or(0);
    let numbers = || {
        dated
            .iter()
            .map(|d| d.2)
            .chain(standing.iter().map(|s| s.1))
            .map(|n| scaled(n, places))
    };
    let (low, high) = (numbers().min()?, numbers().max()?);
    let range = high.saturating_sub(low).max(1);
    let (full, plot, top) = (if width == Width::Wide { 600 } else { 340 }, 90, 28);
    let count = i64::from(to.western() - from.western()) + 1;
    let column = full / count;
    let x_of = |year: FiscalYear| column * i64::from(year.western() - from.western()) + column / 2;
    let y_of = |n: Decimal| {
        let height = i128::from(scaled(n, places).saturating_sub(low)) * i128::from(plot) / i128::from(range);
        top + plot - i64::try_from(height).unwrap_or(0)
    };
    let mut svg = Svg::new(id);
    for (kind, number) in &standing {
        let y = y_of(*number);
        let (class, word) = (class(*kind), word(*kind));
        svg.line((0, y), (full, y), class);
        svg.text(
            (full, y - 4),
            12,
            "value",
            Anchor::End,
            &format!("{word} {number}{}", indicator.unit),
        );
    }
    let (mut line, mut goal) = (String::new(), String::new());
    for (year, kind, number) in &dated {
        let (x, y) = (x_of(*year), y_of(*number));
        match kind {
            ValueKind::Actual | ValueKind::Base => {
                line.push_str(&format!("{}{x} {y}", if line.is_empty() { "M" } else { "L" }));
                if goal.is_empty() {
                    goal = format!("M{x} {y}");
                }
                svg.circle((x, y), 4, "actual");
                svg.text((x, y - 9), 12, "label", Anchor::Middle, &number.to_string());
            }
            ValueKind::Target | ValueKind::Threshold | ValueKind::Rebuilding => {
                if *kind == ValueKind::Target && !goal.is_empty() {
                    goal.push_str(&format!("L{x} {y}"));
                }
                svg.path(
                    &format!("M{} {y}H{}", x - column / 3, x + column / 3),
                    class(*kind),
                );
                svg.text(
                    (x, y + 16),
                    12,
                    "value",
                    Anchor::Middle,
                    &format!("{} {number}", word(*kind)),
                );
            }
        }
    }
    if goal.contains('L') {
        svg.path(&goal, "target-line");
    }
    if line.contains('L') {
        svg.path(&line, "actual-line");
    }
    for year in FiscalYear::span(from, to) {
        svg.text(
            (x_of(year), top + plot + 34),
            12,
            "label",
            Anchor::Middle,
            &year.to_string(),
        );
    }
    let words = dated
        .iter()
        .map(|(year, kind, n)| format!("{year}年度{}{n}{}", word(*kind), indicator.unit));
    Some(svg.finish(
        full,
        top + plot + 44,
        &indicator.name,
        &words.collect::<Vec<_>>().join("、"),
    ))
}
