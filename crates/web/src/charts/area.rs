//! Layers on each other over the years: what a total is made of, as it grows.
//!
//! Only for what never falls below zero; what does is drawn as bars (`effects`).

use super::svg::{Anchor, Svg, wrap};
use super::{Width, number};

/// A layer: what it is called, and how high it is in each year.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Its name.
    pub label: String,
    /// Its height in each year, in the unit shown.
    pub values: Vec<i64>,
}

/// How a layer looks: its class, and the pattern that tells it apart without colour.
const LOOKS: [(&str, Option<&str>); 3] = [
    ("series-2", None),
    ("series-0", Some("stripes")),
    ("series-3", Some("grid")),
];

/// Draws layers over the years, each on those before it, with the total of each year above it; none where something
/// lies below zero or there are not at least two years.
pub fn draw(
    width: Width,
    id: &str,
    title: &str,
    unit: &str,
    years: &[String],
    layers: &[Layer],
) -> Option<String> {
    let is_whole = |layer: &Layer| layer.values.len() == years.len() && layer.values.iter().all(|v| *v >= 0);
    if years.len() < 2 || layers.is_empty() || layers.len() > LOOKS.len() || !layers.iter().all(is_whole) {
        return None;
    }
    // The height of each boundary between layers in each year, from the ground up.
    let mut heights = vec![vec![0i64; years.len()]];
    for layer in layers {
        let below = heights.last()?;
        let above = below.iter().zip(&layer.values);
        heights.push(
            above
                .map(|(low, value)| low.checked_add(*value))
                .collect::<Option<_>>()?,
        );
    }
    let totals = heights.last()?.clone();
    let high = totals.iter().copied().max()?.max(1);
    let (full, tall, top) = match width {
        Width::Wide => (920, 240, 44),
        Width::Narrow => (340, 200, 44),
    };
    let count = i64::try_from(years.len()).ok()?;
    let column = full / count;
    let x_of = |at: usize| i64::try_from(at).map_or(0, |at| column * at + column / 2);
    let y_of = |value: i64| {
        let share = i128::from(value) * i128::from(tall) / i128::from(high);
        top + tall - i64::try_from(share).unwrap_or(0)
    };
    let mut svg = Svg::new(id);
    let mut x = 0;
    for (layer, (class, pattern)) in layers.iter().zip(LOOKS) {
        svg.patterned((x, 2), (14, 12), class, pattern);
        svg.text((x + 20, 13), 13, "label", Anchor::Start, &layer.label);
        x += 40 + super::svg::width_of(&layer.label, 13);
    }
    svg.text((full, 13), 12, "value", Anchor::End, &format!("単位：{unit}"));
    for ((low, above), (class, pattern)) in heights.iter().zip(&heights[1..]).zip(LOOKS) {
        let there = above
            .iter()
            .enumerate()
            .map(|(at, value)| format!("{} {}", x_of(at), y_of(*value)));
        let back = low
            .iter()
            .enumerate()
            .rev()
            .map(|(at, value)| format!("{} {}", x_of(at), y_of(*value)));
        let outline: Vec<String> = there.chain(back).collect();
        svg.path_patterned(&format!("M{}z", outline.join("L")), class, pattern);
    }
    svg.line((0, top + tall), (full, top + tall), "axis");
    let mut below = 0;
    for (at, (year, total)) in years.iter().zip(&totals).enumerate() {
        svg.text(
            (x_of(at), y_of(*total) - 6),
            12,
            "label",
            Anchor::Middle,
            &number(*total),
        );
        let lines = wrap(year, column - 4, 12, 3);
        for (nth, line) in lines.iter().enumerate() {
            let y = top + tall + 18 + 15 * i64::try_from(nth).unwrap_or(0);
            svg.text((x_of(at), y), 12, "label", Anchor::Middle, line);
            below = below.max(y);
        }
    }
    let said = years
        .iter()
        .zip(&totals)
        .map(|(year, total)| format!("{year} {}", number(*total)));
    let description = format!("単位は{unit}。{}。", said.collect::<Vec<_>>().join("、"));
    Some(svg.finish(full, below + 8, title, &description))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(label: &str, values: &[i64]) -> Layer {
        Layer {
            label: label.into(),
            values: values.to_vec(),
        }
    }

    #[test]
    fn layers_stand_on_each_other() {
        let years = ["R8", "R9", "R10"].map(str::to_owned);
        let layers = [
            layer("継続<的>", &[100, 200, 300]),
            layer("単年度", &[10, 10, 60]),
        ];
        for width in [Width::Wide, Width::Narrow] {
            let drawn = draw(width, "a", "累計", "千円", &years, &layers).expect("a picture");
            assert!(drawn.contains("R8 110、R9 210、R10 360"), "{drawn}");
            assert!(!drawn.contains("継続<的>"));
        }
        let negative = [layer("継続", &[100, -1, 3])];
        assert_eq!(draw(Width::Wide, "a", "累計", "円", &years, &negative), None);
        let huge = [layer("一", &[i64::MAX; 3]), layer("二", &[1; 3])];
        assert_eq!(draw(Width::Wide, "a", "累計", "円", &years, &huge), None);
        assert_eq!(
            draw(Width::Wide, "a", "累計", "円", &years[..1], &[layer("一", &[1])]),
            None
        );
    }
}
