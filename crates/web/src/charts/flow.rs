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

/// Draws the flow. The bands of one part of the plan keep the order continued, renamed, abolished, new.
pub fn draw(width: Width, id: &str, title: &str, edges: &[&Edge]) -> String {
    let mut svg = Svg::new(id);
    let (full, column, bar) = match width {
        Width::Wide => (920, 250, 14),
        Width::Narrow => (340, 88, 10),
    };
    let mut parts: Vec<String> = Vec::new();
    let mut counts: BTreeMap<(usize, Kind), i64> = BTreeMap::new();
    for edge in edges {
        let name = edge.path.first().cloned().unwrap_or_else(|| "全体".to_owned());
        let n = parts.iter().position(|p| *p == name).unwrap_or_else(|| {
            parts.push(name);
            parts.len() - 1
        });
        *counts.entry((n, Kind::of(edge))).or_default() += 1;
    }
    let total = edges.len().max(1) as i64;
    let scale = (420 / total).clamp(3, 14);
    let count = |n: usize, kind: Kind| counts.get(&(n, kind)).copied().unwrap_or(0);
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
    for (n, part) in parts.iter().enumerate() {
        let (same, renamed, gone, fresh) = (
            count(n, Kind::Same),
            count(n, Kind::Renamed),
            count(n, Kind::Abolished),
            count(n, Kind::New),
        );
        let old = same + renamed + gone;
        let new = same + renamed + fresh;
        let height = (scale * (same + renamed + gone.max(fresh))).max(44);
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
        for (kind, count) in [
            (Kind::Same, same),
            (Kind::Renamed, renamed),
            (Kind::Abolished, gone),
        ] {
            if width == Width::Wide && count > 0 {
                under += 17;
                svg.text(
                    (0, under),
                    12,
                    "value",
                    Anchor::Start,
                    &format!("　{} {}", kind.label(), number(count)),
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
        words.push(format!(
            "{part}：継続{same}、名称を変えて継続{renamed}、廃止{gone}、新規{fresh}"
        ));
        y = (y + height + 22).max(under + 24);
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
            let svg = draw(width, "f", "流れ", &edges);
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
}
