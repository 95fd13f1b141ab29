//! Effect amounts by fiscal year and vintage: grouped bars, with what is negative on its own side of the axis.

use super::svg::{Anchor, Svg, wrap};
use super::{Width, number};

/// One vintage: its name and an amount for each year, in the unit shown; none where nothing is stated.
#[derive(Clone, Debug)]
pub struct Series {
    /// The name of the vintage.
    pub label: String,
    /// The amounts, in the order of the years.
    pub values: Vec<Option<i64>>,
}

const LOOKS: [(&str, Option<&str>); 4] = [
    ("series-0", Some("stripes")),
    ("series-1", None),
    ("series-2", Some("dots")),
    ("series-3", Some("grid")),
];

fn look(n: usize, of: usize) -> (&'static str, Option<&'static str>) {
    // What stands alone is told apart from nothing, so it is plain.
    let n = if of == 1 { 1 } else { n };
    LOOKS.get(n % LOOKS.len()).copied().unwrap_or(("series-1", None))
}

/// Draws the bars: upright on a wide window, lying on a narrow one or when there are many vintages.
pub fn draw(width: Width, id: &str, title: &str, unit: &str, years: &[String], series: &[Series]) -> String {
    let words = series
        .iter()
        .map(|s| {
            let values: Vec<String> = years
                .iter()
                .zip(&s.values)
                .filter_map(|(year, value)| Some(format!("{year} {}", number((*value)?))))
                .collect();
            format!("{}：{}", s.label, values.join("、"))
        })
        .collect::<Vec<_>>()
        .join("。");
    let description = format!("単位は{unit}。{words}");
    // Names that do not fit side by side stand above their bars.
    let room = 920 / years.len().max(1) as i64 - 8;
    let fits = years.iter().all(|year| super::svg::width_of(year, 13) <= room);
    if width == Width::Wide && series.len() <= 3 && years.len() <= 8 && fits {
        upright(id, title, &description, unit, years, series)
    } else {
        lying(width, id, title, &description, unit, years, series)
    }
}

fn bounds(series: &[Series]) -> (i64, i64) {
    let all = || series.iter().flat_map(|s| s.values.iter().flatten().copied());
    let (low, high) = (all().min().unwrap_or(0).min(0), all().max().unwrap_or(0).max(0));
    if low == high { (0, 1) } else { (low, high) }
}

/// The distance of a value from zero in pixels.
fn scaled(value: i64, range: i64, pixels: i64) -> i64 {
    i64::try_from(i128::from(value) * i128::from(pixels) / i128::from(range.max(1))).unwrap_or(0)
}

fn legend(svg: &mut Svg, series: &[Series], full: i64) -> i64 {
    if series.iter().all(|s| s.label.trim().is_empty()) {
        return 12;
    }
    let (mut x, mut y) = (0, 4);
    for (n, s) in series.iter().enumerate() {
        let lines = wrap(&s.label, full - 24, 13, 2);
        let own = 48 + super::svg::width_of(&s.label, 13);
        if x > 0 && x + own > full {
            (x, y) = (0, y + 22);
        }
        let (class, pattern) = look(n, series.len());
        svg.patterned((x, y), (16, 16), class, pattern);
        let below = svg.lines((x + 22, y + 13), 13, "label", &lines);
        x += own;
        if lines.len() > 1 {
            (x, y) = (0, below - 8);
        }
    }
    y + 30
}

fn upright(
    id: &str,
    title: &str,
    description: &str,
    unit: &str,
    years: &[String],
    series: &[Series],
) -> String {
    let mut svg = Svg::new(id);
    let full = 920;
    let top = legend(&mut svg, series, full);
    svg.text((full, 17), 12, "value", Anchor::End, &format!("単位：{unit}"));
    let (low, high) = bounds(series);
    let range = high.saturating_sub(low).max(1);
    let plot = 230;
    let axis = top + 18 + scaled(high, range, plot);
    let group = full / years.len().max(1) as i64;
    let bar = ((group - 24) / series.len().max(1) as i64).min(62);
    for n in 0..years.len() {
        let start = group * n as i64 + (group - bar * series.len() as i64) / 2;
        for (m, s) in series.iter().enumerate() {
            let x = start + bar * m as i64;
            let Some(value) = s.values.get(n).copied().flatten() else {
                svg.text((x + bar / 2, axis - 5), 11, "value", Anchor::Middle, "記載なし");
                continue;
            };
            let length = scaled(value.abs(), range, plot).max(1);
            let (class, pattern) = look(m, series.len());
            let y = if value < 0 { axis } else { axis - length };
            svg.patterned((x + 1, y), (bar - 2, length), class, pattern);
            let label_y = if value < 0 {
                axis + length + 14
            } else {
                axis - length - 5
            };
            svg.text(
                (x + bar / 2, label_y),
                12,
                "label",
                Anchor::Middle,
                &number(value),
            );
        }
    }
    svg.line((0, axis), (full, axis), "axis");
    let below = axis + scaled(-low, range, plot) + if low < 0 { 36 } else { 20 };
    for (n, year) in years.iter().enumerate() {
        svg.text(
            (group * n as i64 + group / 2, below),
            13,
            "label",
            Anchor::Middle,
            year,
        );
    }
    svg.finish(full, below + 10, title, description)
}

fn lying(
    width: Width,
    id: &str,
    title: &str,
    description: &str,
    unit: &str,
    years: &[String],
    series: &[Series],
) -> String {
    let mut svg = Svg::new(id);
    let full = if width == Width::Wide { 920 } else { 340 };
    let mut y = legend(&mut svg, series, full);
    svg.text((full, y + 2), 12, "value", Anchor::End, &format!("単位：{unit}"));
    y += 12;
    let (low, high) = bounds(series);
    let range = high.saturating_sub(low).max(1);
    let room = 78;
    let plot = full - room - if low < 0 { room } else { 0 };
    let axis = if low < 0 {
        room + scaled(-low, range, plot)
    } else {
        0
    };
    let begin = y;
    for (n, year) in years.iter().enumerate() {
        y += 18;
        let lines = wrap(year, full, 13, 3);
        // Beside the axis, not on it.
        let x = if axis == 0 { 6 } else { 0 };
        y = svg.lines((x, y), 13, "label", &lines) - 12;
        for (m, s) in series.iter().enumerate() {
            let value = s.values.get(n).copied().flatten();
            match value {
                None => svg.text((axis + 6, y + 13), 12, "value", Anchor::Start, "記載なし"),
                Some(value) => {
                    let length = scaled(value.abs(), range, plot).max(1);
                    let (class, pattern) = look(m, series.len());
                    if value < 0 {
                        svg.patterned((axis - length, y), (length, 16), class, pattern);
                        svg.text(
                            (axis - length - 5, y + 13),
                            12,
                            "label",
                            Anchor::End,
                            &number(value),
                        );
                    } else {
                        svg.patterned((axis, y), (length, 16), class, pattern);
                        svg.text(
                            (axis + length + 5, y + 13),
                            12,
                            "label",
                            Anchor::Start,
                            &number(value),
                        );
                    }
                }
            }
            y += 19;
        }
        y += 4;
    }
    svg.line((axis, begin + 6), (axis, y), "axis");
    svg.finish(full, y + 6, title, description)
}
