//! Where each item of the old edition went in the new one: a line from title to title, several for a merger or a split.
//!
//! Not here: how many go where (`flow`).

use std::collections::HashMap;

use gyokaku_core::crosswalk::{Edge, EdgeKind};
use gyokaku_core::text::fold;

use super::svg::{Anchor, Svg, wrap};
use super::{Width, number};

/// How high a row is.
const ROW: i64 = 24;

/// A side of the picture: titles in the order in which they come, each once.
#[derive(Default)]
struct Side<'a> {
    titles: Vec<&'a str>,
    by_key: HashMap<String, usize>,
}

impl<'a> Side<'a> {
    /// The place of an item, by its identity where it has one, else by its title.
    fn at(&mut self, id: Option<&str>, title: &'a str) -> usize {
        let key = id.map_or_else(|| format!("t{}", fold(title)), |id| format!("i{id}"));
        let next = self.titles.len();
        let at = *self.by_key.entry(key).or_insert(next);
        if at == next {
            self.titles.push(title);
        }
        at
    }
}

/// How a line is drawn: by colour, and by its dashes for who does not tell colours apart.
fn look(edge: &Edge) -> &'static str {
    match edge.kind {
        EdgeKind::Abolished => "stream stream-gone",
        EdgeKind::Continued if edge.is_renamed() => "stream stream-renamed",
        EdgeKind::Continued | EdgeKind::New => "stream stream-same",
    }
}

/// Draws a line for each edge. What ends without an heir, and what is new, has its word instead of a line.
pub fn draw(width: Width, id: &str, title: &str, edges: &[&Edge]) -> String {
    let (full, column, size) = match width {
        Width::Wide => (920, 380, 13),
        Width::Narrow => (340, 135, 11),
    };
    let (mut old, mut new) = (Side::default(), Side::default());
    // What goes on first: an heir stands where its own line is, and not where something joined it.
    let mut ends: HashMap<usize, usize> = HashMap::new();
    for (n, edge) in edges.iter().enumerate() {
        if let Some(title) = &edge.new {
            ends.insert(n, new.at(edge.new_item.as_deref(), title));
        }
    }
    for (n, edge) in edges.iter().enumerate().filter(|(_, edge)| edge.new.is_none()) {
        let known = edge
            .new_item
            .as_ref()
            .and_then(|id| new.by_key.get(&format!("i{id}")));
        if let Some(at) = known {
            ends.insert(n, *at);
        }
    }
    let starts: Vec<Option<usize>> = edges
        .iter()
        .map(|edge| {
            edge.old
                .as_deref()
                .map(|title| old.at(edge.old_item.as_deref(), title))
        })
        .collect();
    let (x0, x1) = (column, full - column);
    let y = |at: usize| 40 + ROW * at as i64;
    let mut svg = Svg::new(id);
    let head = |side: &Side<'_>, words: &str| format!("{words} {}", number(side.titles.len() as i64));
    svg.text((x0 - 8, 18), 14, "label", Anchor::End, &head(&old, "これまで"));
    svg.text((x1 + 8, 18), 14, "label", Anchor::Start, &head(&new, "これから"));
    for (side, x, anchor) in [(&old, x0 - 8, Anchor::End), (&new, x1 + 8, Anchor::Start)] {
        for (at, title) in side.titles.iter().enumerate() {
            let line = wrap(title, column - 14, size, 1);
            let line = line.first().map_or("", String::as_str);
            svg.text((x, y(at) + 4), size, "label", anchor, line);
        }
    }
    let middle = (x0 + x1) / 2;
    let (mut gone, mut fresh, mut lines) = (0, 0, 0);
    for (n, edge) in edges.iter().enumerate() {
        match (starts[n], ends.get(&n)) {
            (Some(from), Some(to)) => {
                lines += 1;
                svg.path(
                    &format!(
                        "M{x0} {}C{middle} {} {middle} {} {x1} {}",
                        y(from),
                        y(from),
                        y(*to),
                        y(*to)
                    ),
                    look(edge),
                );
            }
            (Some(from), None) => {
                gone += 1;
                svg.line((x0, y(from)), (x0 + 14, y(from)), "stream stream-gone");
                svg.text(
                    (x0 + 18, y(from) + 4),
                    size,
                    "value halo",
                    Anchor::Start,
                    EdgeKind::Abolished.label(),
                );
            }
            (None, Some(to)) => {
                fresh += 1;
                svg.text(
                    (x1 - 6, y(*to) + 4),
                    size,
                    "value halo",
                    Anchor::End,
                    EdgeKind::New.label(),
                );
            }
            (None, None) => {}
        }
    }
    let height = y(old.titles.len().max(new.titles.len()));
    let description = format!(
        "これまでの取組項目{}件と、これからの取組項目{}件を、{lines}本の線で結んでいます。引き継ぐ先のないもの{gone}件、新規{fresh}件。内容は下の表と同じです。",
        old.titles.len(),
        new.titles.len()
    );
    svg.finish(full, height, title, &description)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merger_meets_in_one_and_a_split_leaves_from_one() {
        let edge = |kind, old: Option<&str>, new: Option<&str>, into: Option<&str>| Edge {
            kind,
            old: old.map(str::to_owned),
            new: new.map(str::to_owned),
            new_item: into.map(str::to_owned),
            ..Edge::default()
        };
        let edges = [
            edge(EdgeKind::Continued, Some("窓口"), Some("窓口の改革"), Some("n1")),
            edge(EdgeKind::Abolished, Some("電話"), None, Some("n1")),
            edge(EdgeKind::Continued, Some("窓口"), Some("予約"), None),
            edge(EdgeKind::Abolished, Some("<照明>"), None, None),
            edge(EdgeKind::New, None, Some("生成AI"), None),
        ];
        let edges: Vec<&Edge> = edges.iter().collect();
        for width in [Width::Wide, Width::Narrow] {
            let svg = draw(width, "s", "取組ごとの流れ", &edges);
            // Three lines, and the end of what has no heir.
            assert_eq!(svg.matches("class=\"stream ").count(), 4, "{svg}");
            assert!(
                svg.contains("これまでの取組項目3件と、これからの取組項目3件を、3本の線"),
                "{svg}"
            );
            assert!(svg.contains("引き継ぐ先のないもの1件、新規1件"));
            assert!(svg.contains("&lt;照明&gt;"));
        }
    }
}
