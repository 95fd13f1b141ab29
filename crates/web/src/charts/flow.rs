//! The flow from the old edition to the new: how many items go where, as bands between parts of the plan.

use std::collections::BTreeMap;

use gyokaku_core::crosswalk::{Edge, EdgeKind};

use super::svg::{Anchor, Svg, wrap};
use super::{Width, number};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Same,
    Renamed,
    Abolished,
    New,
}

impl Kind {
    fn of(edge: &Edge) -> Self {
        match edge.kind {
            EdgeKind::New => Kind::New,
            EdgeKind::Abolished => Kind::Abolished,
            EdgeKind::Continued if edge.is_renamed() => Kind::Renamed,
            EdgeKind::Continued => Kind::Same,
        }
    }

    fn look(self) -> (&'static str, Option<&'static str>) {
        match self {
            Kind::Same => ("flow-same", None),
            Kind::Renamed => ("flow-renamed", Some("dots")),
            Kind::New => ("flow-new", None),
            Kind::Abolished => ("flow-abolished", Some("stripes")),
        }
    }

    fn label(self) -> &'static str {
        match self {
            Kind::Same => "継続",
            Kind::Renamed => "継続（名称変更）",
            Kind::New => "新規",
            Kind::Abolished => "廃止",
        }
    }
}

/// What is said of what goes on in another part.
const MOVED: &str = "他の区分で継続";

/// A place in the list of the parts.
type At = usize;

/// The parts of both editions in the order in which the edges name them, and what goes from one to another.
#[derive(Default)]
struct Parts {
    names: Vec<String>,
    /// What stays in its part.
    within: BTreeMap<(At, Kind), i64>,
    /// What goes on in another part: from, to.
    moved: BTreeMap<(At, At), i64>,
}

impl Parts {
    /// `from` says for each edge in which part its item was, where that is known and may be another one.
    fn of(edges: &[&Edge], from: &[Option<String>]) -> Self {
        let mut parts = Self::default();
        for (n, edge) in edges.iter().enumerate() {
            let to = edge.path.first().map_or("全体", String::as_str);
            let from = from.get(n).and_then(Option::as_deref).unwrap_or(to);
            match Kind::of(edge) {
                Kind::Same | Kind::Renamed if from != to => {
                    let way = (parts.at(from), parts.at(to));
                    *parts.moved.entry(way).or_default() += 1;
                }
                Kind::Abolished => {
                    let at = parts.at(from);
                    *parts.within.entry((at, Kind::Abolished)).or_default() += 1;
                }
                kind => {
                    let at = parts.at(to);
                    *parts.within.entry((at, kind)).or_default() += 1;
                }
            }
        }
        parts
    }

    fn at(&mut self, name: &str) -> At {
        let known = self.names.iter().position(|known| known == name);
        known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        })
    }

    fn count(&self, at: At, kind: Kind) -> i64 {
        self.within.get(&(at, kind)).copied().unwrap_or(0)
    }

    /// How many leave a part for another one.
    fn leaving(&self, at: At) -> i64 {
        let own = self.moved.iter().filter(|((from, _), _)| *from == at);
        own.map(|(_, count)| count).sum()
    }

    /// How many come into a part from another one.
    fn coming(&self, at: At) -> i64 {
        let own = self.moved.iter().filter(|((_, to), _)| *to == at);
        own.map(|(_, count)| count).sum()
    }
}

/// Draws the flow. The bands of one part of the plan keep the order continued, renamed, abolished, new; what goes on in
/// another part runs there from the end of the bands. `from` says for each edge in which part its item was, where that is
/// known.
pub fn draw(width: Width, id: &str, title: &str, edges: &[&Edge], from: &[Option<String>]) -> String {
    let mut svg = Svg::new(id);
    let (full, column, bar) = match width {
        Width::Wide => (920, 250, 14),
        Width::Narrow => (340, 88, 10),
    };
    let parts = Parts::of(edges, from);
    let total = edges.len().max(1) as i64;
    let scale = (420 / total).clamp(3, 14);
    let (x0, x1) = (column, full - column);
    let middle = (x0 + x1) / 2;
    let (old_total, new_total): (i64, i64) = (
        edges.iter().filter(|e| e.kind != EdgeKind::New).count() as i64,
        edges.iter().filter(|e| e.kind != EdgeKind::Abolished).count() as i64,
    );
    svg.text(
        (x0, 16),
        14,
        "label",
        Anchor::End,
        &format!("これまで {}", number(old_total)),
    );
    svg.text(
        (x1, 16),
        14,
        "label",
        Anchor::Start,
        &format!("これから {}", number(new_total)),
    );
    let mut y = 32;
    let mut words = Vec::new();
    // Where the next band to another part leaves, and where the next one comes in.
    let mut ends: Vec<(i64, i64)> = Vec::new();
    for (n, part) in parts.names.iter().enumerate() {
        let (same, renamed, gone, fresh) = (
            parts.count(n, Kind::Same),
            parts.count(n, Kind::Renamed),
            parts.count(n, Kind::Abolished),
            parts.count(n, Kind::New),
        );
        let (leaving, coming) = (parts.leaving(n), parts.coming(n));
        let old = same + renamed + gone + leaving;
        let new = same + renamed + fresh + coming;
        let height = (scale * old.max(new)).max(44);
        let lines = wrap(part, column - bar - 14, 13, 4);
        svg.lines((0, y + 14), 13, "label", &lines);
        if width == Width::Wide {
            svg.lines((x1 + bar + 10, y + 14), 13, "label", &lines);
        }
        let under = y + 14 + 18 * lines.len() as i64;
        svg.text(
            (0, under),
            13,
            "value",
            Anchor::Start,
            &format!("{}件", number(old)),
        );
        let mut under = under;
        for (label, count) in [
            (Kind::Same.label(), same),
            (Kind::Renamed.label(), renamed),
            (MOVED, leaving),
            (Kind::Abolished.label(), gone),
        ] {
            if width == Width::Wide && count > 0 {
                under += 17;
                svg.text(
                    (0, under),
                    12,
                    "value",
                    Anchor::Start,
                    &format!("　{label} {}", number(count)),
                );
            }
        }
        let right = if width == Width::Wide {
            y + 14 + 18 * lines.len() as i64
        } else {
            y + 14
        };
        svg.text(
            (x1 + bar + 10, right),
            13,
            "value",
            Anchor::Start,
            &format!("{}件", number(new)),
        );
        // What is new is told under the count of the new edition only.
        if width == Width::Wide && fresh > 0 {
            svg.text(
                (x1 + bar + 10, right + 17),
                12,
                "value",
                Anchor::Start,
                &format!("　{} {}", Kind::New.label(), number(fresh)),
            );
            under = under.max(right + 17);
        }
        for (x, count) in [(x0 - bar, old), (x1, new)] {
            if count > 0 {
                svg.rect((x, y), (bar, scale * count), "node");
            }
        }
        let mut at = y;
        for (kind, number_of) in [(Kind::Same, same), (Kind::Renamed, renamed)] {
            if number_of == 0 {
                continue;
            }
            let band = scale * number_of;
            let (class, pattern) = kind.look();
            svg.patterned((x0, at), (x1 - x0, band), class, pattern);
            let text = format!("{} {}", kind.label(), number(number_of));
            if band >= 12 {
                svg.text((middle, at + band / 2 + 5), 12, "on-light", Anchor::Middle, &text);
            }
            at += band;
        }
        // What ends runs out to the right of the old side, what begins comes in on the new side.
        let gap = if width == Width::Wide { 40 } else { 12 };
        if gone > 0 {
            let band = scale * gone;
            let (class, pattern) = Kind::Abolished.look();
            svg.path_patterned(
                &format!(
                    "M{x0} {at}H{}L{} {}L{} {}H{x0}z",
                    middle - gap - 8,
                    middle - gap,
                    at + band / 2,
                    middle - gap - 8,
                    at + band
                ),
                class,
                pattern,
            );
            svg.text(
                ((x0 + middle - gap) / 2, at + band / 2 + 5),
                12,
                "on-light halo",
                Anchor::Middle,
                &format!("廃止 {}", number(gone)),
            );
        }
        if fresh > 0 {
            let band = scale * fresh;
            let (class, pattern) = Kind::New.look();
            svg.path_patterned(
                &format!(
                    "M{x1} {at}H{}L{} {}L{} {}H{x1}z",
                    middle + gap,
                    middle + gap + 8,
                    at + band / 2,
                    middle + gap,
                    at + band
                ),
                class,
                pattern,
            );
            svg.text(
                ((x1 + middle + gap) / 2, at + band / 2 + 5),
                12,
                "on-dark",
                Anchor::Middle,
                &format!("新規 {}", number(fresh)),
            );
        }
        ends.push((at + scale * gone, at + scale * fresh));
        words.push(format!(
            "{part}：継続{same}、名称を変えて継続{renamed}、廃止{gone}、新規{fresh}"
        ));
        y = (y + height + 22).max(under + 24);
    }
    for ((from, to), count) in &parts.moved {
        let band = scale * count;
        let (start, end) = (ends[*from].0, ends[*to].1);
        ends[*from].0 += band;
        ends[*to].1 += band;
        svg.path(
            &format!(
                "M{x0} {start}C{middle} {start} {middle} {end} {x1} {end}V{}C{middle} {} {middle} {} {x0} {}z",
                end + band,
                end + band,
                start + band,
                start + band
            ),
            "flow-moved",
        );
        let (from, to) = (&parts.names[*from], &parts.names[*to]);
        words.push(format!("{from}から{to}へ{count}"));
    }
    svg.finish(
        full,
        y,
        title,
        &format!(
            "これまで{old_total}件、これから{new_total}件。{}",
            words.join("。")
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of a picture with where they stand.
    fn texts(svg: &str) -> Vec<(i64, String)> {
        svg.split("<text x=\"")
            .skip(1)
            .filter_map(|text| {
                let (x, rest) = text.split_once('"')?;
                let words = rest.split_once('>')?.1.split_once('<')?.0;
                Some((x.parse().ok()?, words.trim().to_owned()))
            })
            .collect()
    }

    #[test]
    fn what_is_new_stands_with_the_new_edition_only() {
        let edge = |kind, part: &str| Edge {
            id: String::new(),
            path: vec![part.to_owned()],
            old: None,
            kind,
            label: String::new(),
            reason: None,
            new: None,
            department: None,
            at: gyokaku_core::document::Place::default(),
            ..Default::default()
        };
        let edges = [
            edge(EdgeKind::Continued, "財政"),
            edge(EdgeKind::Abolished, "財政"),
            edge(EdgeKind::New, "財政"),
            edge(EdgeKind::New, "デジタル"),
        ];
        let edges: Vec<&Edge> = edges.iter().collect();
        for (width, middle) in [(Width::Wide, 460), (Width::Narrow, 170)] {
            let svg = draw(width, "f", "流れ", &edges, &[]);
            let texts = texts(&svg);
            let new: Vec<i64> = texts
                .iter()
                .filter(|(_, words)| words.starts_with("新規"))
                .map(|(x, _)| *x)
                .collect();
            assert!(new.len() >= 2 && new.iter().all(|x| *x > middle), "{texts:?}");
            let counts: Vec<&str> = texts
                .iter()
                .filter(|(x, words)| *x == 0 && words.ends_with('件'))
                .map(|(_, words)| words.as_str())
                .collect();
            assert_eq!(counts, ["2件", "0件"], "the old side counts what was there");
        }
    }

    #[test]
    fn what_goes_on_elsewhere_is_counted_where_it_was_and_where_it_is() {
        let edge = |kind, part: &str| Edge {
            path: vec![part.to_owned()],
            kind,
            ..Edge::default()
        };
        let edges = [
            edge(EdgeKind::Continued, "デジタル"),
            edge(EdgeKind::Continued, "デジタル"),
            edge(EdgeKind::Abolished, "デジタル"),
            edge(EdgeKind::New, "デジタル"),
        ];
        let edges: Vec<&Edge> = edges.iter().collect();
        let from = [Some("財政".to_owned()), None, Some("財政".to_owned()), None];
        let parts = Parts::of(&edges, &from);
        assert_eq!(parts.names, ["財政", "デジタル"]);
        assert_eq!((parts.leaving(0), parts.coming(1), parts.coming(0)), (1, 1, 0));
        assert_eq!(parts.count(0, Kind::Abolished), 1, "it ended where it was");
        let svg = draw(Width::Wide, "f", "流れ", &edges, &from);
        assert_eq!(svg.matches("flow-moved").count(), 1);
        assert!(
            svg.contains("財政からデジタルへ1") && svg.contains("他の区分で継続 1"),
            "{svg}"
        );
        let counts: Vec<String> = texts(&svg)
            .into_iter()
            .filter(|(x, words)| *x == 0 && words.ends_with('件'))
            .map(|(_, words)| words)
            .collect();
        assert_eq!(counts, ["2件", "1件"]);
        let still = draw(Width::Narrow, "f", "流れ", &edges, &[]);
        assert!(
            !still.contains("flow-moved"),
            "without the plan before nothing is known to move"
        );
    }
}
