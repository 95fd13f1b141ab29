//! How far a round is: one stacked bar for the whole and for each division, by state of the answers.

use gyokaku_core::money::Share;
use gyokaku_core::round::answer::State;
use gyokaku_core::round::board::Count;

use super::svg::{Anchor, Svg, width_of, wrap};
use super::{Width, number};

/// A bar: a part of the body and its answers by state.
#[derive(Clone, Debug)]
pub struct Bar {
    /// The name of the part.
    pub label: String,
    /// Its answers.
    pub count: Count,
}

/// The sign of a state, which says it without colour: from empty to full.
pub const fn sign(state: State) -> &'static str {
    match state {
        State::NotStarted => "□",
        State::InWork => "◇",
        State::Returned => "←",
        State::Submitted => "→",
        State::ApprovedOnce => "①",
        State::ApprovedTwice => "②",
        State::Approved => "◆",
        State::Accepted => "■",
    }
}

/// The class of a surface and its pattern; none for what is not begun, which leaves the track empty.
const fn look(state: State) -> Option<(&'static str, Option<&'static str>)> {
    match state {
        State::NotStarted => None,
        State::InWork => Some(("tone-neutral", Some("dots"))),
        State::Returned => Some(("tone-behind", Some("stripes"))),
        State::Submitted => Some(("tone-steady", None)),
        State::ApprovedOnce => Some(("tone-steady", Some("dots"))),
        State::ApprovedTwice => Some(("tone-steady", Some("stripes"))),
        State::Approved => Some(("tone-steady", Some("grid"))),
        State::Accepted => Some(("tone-ahead", None)),
    }
}

/// The states in the order of the bar: what is done comes first, so that the bar grows from the left.
const ORDER: [State; 8] = [
    State::Accepted,
    State::Approved,
    State::ApprovedTwice,
    State::ApprovedOnce,
    State::Submitted,
    State::Returned,
    State::InWork,
    State::NotStarted,
];

/// Draws the bars.
pub fn draw(width: Width, id: &str, title: &str, bars: &[Bar]) -> String {
    let mut svg = Svg::new(id);
    let (full, left, bar_width, size) = match width {
        Width::Wide => (920, 240, 560, 14),
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
        let all = bar.count.all.max(1);
        svg.rect((left, top), (bar_width, 26), "track");
        for state in ORDER {
            let count = bar.count.of(state);
            if count == 0 {
                continue;
            }
            let said = format!("{}{} {}", sign(state), state.label(), number(count));
            values.push(said.clone());
            let span = ((bar_width * count + all / 2) / all).max(3);
            if let Some((class, pattern)) = look(state) {
                svg.patterned((x, top), (span, 26), class, pattern);
            }
            let short = format!("{} {}", sign(state), number(count));
            let fitting = [said, short]
                .into_iter()
                .find(|text| width_of(text, 13) + 10 < span);
            // A pattern would run through the words; the line below says them again.
            if let Some(text) = fitting.filter(|_| look(state).is_none_or(|(_, pattern)| pattern.is_none())) {
                let ink = if state == State::Accepted {
                    "on-dark"
                } else {
                    "on-light"
                };
                svg.text((x + span / 2, top + 18), 13, ink, Anchor::Middle, &text);
            }
            x += span;
        }
        let handed = bar.count.handed_in();
        let share = handed.shown().map_or(String::new(), |s| format!("（{s}%）"));
        let sum = format!("提出済み {}／{}", number(handed.part), number(handed.whole));
        if left > 0 {
            svg.text(
                (left + bar_width + 10, top + 18),
                13,
                "label",
                Anchor::Start,
                &sum,
            );
        }
        let values = values.join("　");
        let below = match left > 0 {
            true => vec![values.clone()],
            false => wrap(&format!("{sum}　{values}"), full, 13, 4),
        };
        let under = svg.lines((left, top + 43), 13, "value", &below);
        words.push(format!("{}：{sum}{share}、{values}", bar.label));
        y = (under + 4).max(y + 17 + size * 14 / 10 * lines.len() as i64);
    }
    svg.finish(full, y, title, &words.join("。"))
}

/// How much of the whole is handed in, in words: 79.0%.
pub fn handed_in(count: &Count) -> Option<String> {
    let share: Share = count.handed_in();
    share.shown().map(|s| format!("{s}%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_said_in_words() {
        let mut count = Count::default();
        for (state, many) in State::ALL.into_iter().zip([1, 2, 3, 4, 5, 5, 40, 600]) {
            count.put_many(state, many);
        }
        let bars = [Bar {
            label: "全体<b>".into(),
            count,
        }];
        for width in [Width::Wide, Width::Narrow] {
            let svg = draw(width, "x", "回答の状況", &bars);
            for words in ["□未着手 1", "←差戻し 3", "■確認済み 600", "提出済み 654／660"]
            {
                assert!(svg.contains(words), "{words}: {svg}");
            }
            assert!(!svg.contains("<b>") && !svg.contains("style="));
        }
        assert_eq!(handed_in(&count).as_deref(), Some("99.1%"));
        let signs: std::collections::BTreeSet<_> = State::ALL.map(sign).into_iter().collect();
        assert_eq!(signs.len(), State::ALL.len(), "no two states share a sign");
    }
}
