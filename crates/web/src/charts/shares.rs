//! Shares of grades: one stacked bar for each part of the plan.

use gyokaku_core::money::Share;
use gyokaku_core::progress::Tone;

use super::svg::{Anchor, Svg, width_of, wrap};
use super::{Width, number};

/// A bar: a part of the plan and how many have each grade.
#[derive(Clone, Debug)]
pub struct Bar {
    /// The name of the part.
    pub label: String,
    /// How many there are.
    pub total: i64,
    /// How many are evaluated; shares are of these.
    pub evaluated: i64,
    /// The grades, best first.
    pub parts: Vec<Part>,
}

/// How many have a grade; none where nothing is stated.
#[derive(Clone, Debug)]
pub struct Part {
    /// The grade's sign.
    pub label: String,
    /// At a glance.
    pub tone: Tone,
    /// How many.
    pub count: Option<i64>,
    /// Whether it is counted apart, without a share.
    pub apart: bool,
}

/// The class of a surface and its pattern.
pub fn look(tone: Tone) -> (&'static str, Option<&'static str>) {
    match tone {
        Tone::Ahead => ("tone-ahead", None),
        Tone::Steady => ("tone-steady", None),
        Tone::Behind => ("tone-behind", Some("stripes")),
        Tone::Neutral => ("tone-neutral", Some("dots")),
    }
}

/// Draws the bars.
pub fn draw(width: Width, id: &str, title: &str, bars: &[Bar]) -> String {
    let mut svg = Svg::new(id);
    let (full, left, bar_width, size) = match width {
        Width::Wide => (920, 300, 540, 14),
        Width::Narrow => (340, 0, 340, 14),
    };
    let mut y = 6;
    let mut words = Vec::new();
    for bar in bars {
        let lines = wrap(&bar.label, if left > 0 { left - 24 } else { full }, size, 3);
        let top = if left > 0 {
            svg.lines((0, y + 17), size, "label", &lines);
            y
        } else {
            svg.lines((0, y + 13), size, "label", &lines) - 8
        };
        let (mut x, mut values) = (left, Vec::new());
        let whole: i64 = bar
            .parts
            .iter()
            .filter_map(|p| p.count)
            .sum::<i64>()
            .max(bar.total)
            .max(1);
        svg.rect((left, top), (bar_width, 26), "track");
        for part in &bar.parts {
            let Some(count) = part.count else { continue };
            let share = Share {
                part: count,
                whole: bar.evaluated,
            };
            let share = share.shown().filter(|_| !part.apart);
            let share = share.map_or(String::new(), |s| format!(" ({s}%)"));
            values.push(format!("{} {}{share}", part.label, number(count)));
            let span = (bar_width * count + whole / 2) / whole;
            if span == 0 {
                continue;
            }
            let span = span.max(3);
            let (class, pattern) = look(part.tone);
            svg.patterned((x, top), (span, 26), class, pattern);
            let inside = format!("{} {}", part.label, number(count));
            if width_of(&inside, 13) + 10 < span {
                let ink = if part.tone == Tone::Ahead {
                    "on-dark"
                } else {
                    "on-light"
                };
                svg.text((x + span / 2, top + 18), 13, ink, Anchor::Middle, &inside);
            }
            x += span;
        }
        if left > 0 {
            svg.text(
                (left + bar_width + 12, top + 18),
                size,
                "label",
                Anchor::Start,
                &format!("計 {}", number(bar.total)),
            );
        }
        words.push(format!(
            "{}：計{}、{}",
            bar.label,
            number(bar.total),
            values.join("　")
        ));
        if left == 0 {
            values.insert(0, format!("計 {}", number(bar.total)));
        }
        let legend = joined(&values, full - left);
        let below = svg.lines((left, top + 43), 13, "value", &legend);
        let more = (below - (top + 43) - 13 * 14 / 10).max(0);
        y = (top + 58 + more).max(y + 17 + size * 14 / 10 * lines.len() as i64);
    }
    svg.finish(full, y, title, &words.join("。"))
}

/// Values in as few lines as the width has room for; none is cut in two.
fn joined(values: &[String], width: i64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for value in values {
        match lines.last_mut() {
            Some(line) if width_of(&format!("{line}　{value}"), 13) <= width => {
                line.push('　');
                line.push_str(value);
            }
            _ => lines.push(value.clone()),
        }
    }
    lines
}
