//! A waterfall: from one total to another, step by step, each step beginning where the one before ended.

use super::svg::{Anchor, Svg, wrap};
use super::{Width, number};

/// A step: what it is called, and by how much it moves.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name.
    pub label: String,
    /// By how much, in the unit shown.
    pub moved: i64,
}

/// Draws the steps lying one below the other, between the two totals.
pub fn draw(
    width: Width,
    id: &str,
    title: &str,
    unit: &str,
    (begin, from): (&str, i64),
    steps: &[Step],
    end: &str,
) -> String {
    let full = if width == Width::Wide { 920 } else { 340 };
    let to = steps.iter().fold(from, |at, step| at.saturating_add(step.moved));
    let words: Vec<String> = steps
        .iter()
        .map(|s| format!("{} {}", s.label, signed(s.moved)))
        .collect();
    let description = format!(
        "単位は{unit}。{begin} {}、{}、{end} {}。",
        number(from),
        words.join("、"),
        number(to)
    );
    let mut at = from;
    let (mut low, mut high) = (from.min(to).min(0), from.max(to).max(0));
    for step in steps {
        at = at.saturating_add(step.moved);
        (low, high) = (low.min(at), high.max(at));
    }
    let range = high.saturating_sub(low).max(1);
    // Room for the figures on both sides.
    let (room, mut y) = (84, 14);
    let plot = full - 2 * room;
    let place = |value: i64| {
        let share = i128::from(value.saturating_sub(low)) * i128::from(plot) / i128::from(range);
        room + i64::try_from(share).unwrap_or(0)
    };
    let zero = place(0);
    let mut svg = Svg::new(id);
    svg.text((full, y), 12, "value", Anchor::End, &format!("単位：{unit}"));
    let mut bar = |y: &mut i64, label: &str, (a, b): (i64, i64), figure: &str, look: (&str, Option<&str>)| {
        *y += 18;
        let lines = wrap(label, full, 13, 2);
        *y = svg.lines((0, *y), 13, "label", &lines) - 12;
        svg.line((zero, *y - 2), (zero, *y + 18), "axis");
        let (left, right) = (place(a.min(b)), place(a.max(b)));
        svg.patterned((left, *y), ((right - left).max(1), 16), look.0, look.1);
        // A figure stands where its bar ends: beyond it, on the side to which it moved.
        let (x, anchor) = match b >= a {
            true => (right + 5, Anchor::Start),
            false => (left - 5, Anchor::End),
        };
        svg.text((x, *y + 13), 12, "label", anchor, figure);
        *y += 20;
    };
    bar(&mut y, begin, (0, from), &number(from), ("series-1", None));
    let mut at = from;
    for step in steps {
        let next = at.saturating_add(step.moved);
        let look = match step.moved < 0 {
            true => ("series-0", Some("stripes")),
            false => ("series-2", Some("dots")),
        };
        bar(&mut y, &step.label, (at, next), &signed(step.moved), look);
        at = next;
    }
    bar(&mut y, end, (0, to), &number(to), ("series-1", None));
    svg.finish(full, y + 6, title, &description)
}

/// A figure with its sign, whatever it is.
fn signed(value: i64) -> String {
    match value > 0 {
        true => format!("＋{}", number(value)),
        false => number(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_begins_where_the_one_before_ended() {
        let steps = [("歳入", -500), ("歳出", 200)].map(|(label, moved)| Step {
            label: label.into(),
            moved,
        });
        for width in [Width::Wide, Width::Narrow] {
            let drawn = draw(width, "w", "動き", "千円", ("策定時", 1_000), &steps, "現在");
            assert!(
                drawn.contains("策定時 1,000、歳入 −500、歳出 ＋200、現在 700"),
                "{drawn}"
            );
            assert_eq!(drawn.matches("<title").count(), 1);
        }
        let odd = [Step {
            label: "a<b".into(),
            moved: i64::MIN,
        }];
        let drawn = draw(Width::Wide, "w", "動き", "円", ("甲", i64::MAX), &odd, "乙");
        assert!(!drawn.contains("a<b"));
    }
}
