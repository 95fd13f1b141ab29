//! How departments became others over the fiscal years: a bar for each, an arrow to what took over.

use gyokaku_core::fiscal_year::FiscalYear;

use super::Width;
use super::svg::{Anchor, Svg, wrap};

/// A department over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Its name.
    pub name: String,
    /// Its first year; none for "always".
    pub from: Option<FiscalYear>,
    /// Its last year; none for "still".
    pub until: Option<FiscalYear>,
    /// The lanes that took over, by their place in the list.
    pub successors: Vec<usize>,
}

/// Draws the lanes in their order, under the years from the one before the first change on.
pub fn draw(
    width: Width,
    id: &str,
    title: &str,
    description: &str,
    (from, to): (FiscalYear, FiscalYear),
    lanes: &[Lane],
) -> String {
    let mut svg = Svg::new(id);
    let (full, left, row) = match width {
        Width::Wide => (920, 220, 36),
        Width::Narrow => (340, 0, 52),
    };
    let count = i64::from((to.western() - from.western()).max(0)) + 1;
    let x_of = |year: FiscalYear, after: i64| {
        let years = i64::from(year.western() - from.western()) + after;
        left + (full - left) * years.clamp(0, count) / count
    };
    // Names of years stand as wide apart as they need.
    let every = (count * if left > 0 { 62 } else { 58 }).div_euclid(full - left) + 1;
    for (n, year) in FiscalYear::span(from, to).enumerate() {
        let x = x_of(year, 0);
        if n as i64 % every == 0 {
            let era = year.era_year().to_string();
            svg.text((x + 3, 14), 13, "label", Anchor::Start, &year.to_string());
            svg.text((x + 3, 29), 11, "value", Anchor::Start, &era);
        }
        svg.line((x, 34), (x, 38 + row * lanes.len() as i64), "rule");
    }
    let bar_of = |place: usize| 38 + row * place as i64 + if left > 0 { 8 } else { 24 };
    for (place, lane) in lanes.iter().enumerate() {
        let bar = bar_of(place);
        let lines = wrap(&lane.name, if left > 0 { left - 16 } else { full - 8 }, 13, 1);
        let name_at = if left > 0 { (0, bar + 14) } else { (2, bar - 6) };
        svg.lines(name_at, 13, "label", &lines);
        let x = lane.from.map_or(left, |year| x_of(year, 0));
        let end = lane.until.map_or(full, |year| x_of(year, 1));
        svg.rect((x + 2, bar), ((end - x - 4).max(4), 18), "step");
    }
    for (place, lane) in lanes.iter().enumerate() {
        let Some(until) = lane.until else { continue };
        for (nth, successor) in lane.successors.iter().enumerate() {
            let Some(next) = lanes.get(*successor) else {
                continue;
            };
            let (y, to) = (bar_of(place) + 9, bar_of(*successor) + 9);
            let x = x_of(until, 1);
            let begins = next.from.map_or(left, |year| x_of(year, 0)).max(x);
            // Down beside the change, each a little apart, then into the bar.
            let turn = x + 1 + 3 * nth as i64;
            svg.path(
                &format!("M{} {y}H{turn}V{to}H{}", x - 3, (begins + 10).max(turn + 6)),
                "becomes",
            );
            svg.path(
                &format!("M{0} {1}l-6 -4v8z", (begins + 10).max(turn + 6), to),
                "becomes-tip",
            );
        }
    }
    svg.finish(full, 44 + row * lanes.len() as i64, title, description)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lane_has_its_bar_and_every_change_its_arrow() {
        let year = |western| FiscalYear::new(western);
        let lane = |name: &str, from: Option<i16>, until: Option<i16>, successors: &[usize]| Lane {
            name: name.into(),
            from: from.and_then(year),
            until: until.and_then(year),
            successors: successors.to_vec(),
        };
        let lanes = [
            lane("情報<課>", None, Some(2022), &[1, 2, 9]),
            lane("情報課", Some(2023), None, &[]),
            lane("DX推進課", Some(2023), None, &[]),
        ];
        let years = (year(2021).expect("a year"), year(2025).expect("a year"));
        for width in [Width::Wide, Width::Narrow] {
            let drawn = draw(width, "s", "組織の変遷", "情報課が分かれた", years, &lanes);
            assert_eq!(drawn.matches("class=\"step\"").count(), 3);
            assert_eq!(
                drawn.matches("class=\"becomes\"").count(),
                2,
                "a place that is no lane is passed over"
            );
            assert!(
                drawn.contains("<title id=\"s-t\">組織の変遷</title>")
                    && drawn.contains("<desc id=\"s-d\">情報課が分かれた</desc>")
            );
            assert!(drawn.contains("情報&lt;課&gt;") && !drawn.contains(" style="));
        }
    }
}
