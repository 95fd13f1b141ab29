//! The order of the rows of a crosswalk: section by section, in a section as the old plan has its items, and what is new
//! after what stands before it in the new one.

use std::collections::HashMap;

use crate::crosswalk::Edge;
use crate::editing::Anchor;
use crate::plan::Plan;

/// What is compared of a row.
#[derive(Clone, Debug, Default)]
struct Row {
    id: String,
    /// The place of its section among the sections of both plans.
    path: Option<usize>,
    /// The place of its item in the old plan.
    old: Option<usize>,
    /// The place of its item in the new plan.
    new: Option<usize>,
}

/// The rows that stand in a crosswalk, to find the place of another one.
#[derive(Debug)]
pub struct Rows<'a> {
    paths: HashMap<Vec<String>, usize>,
    old: HashMap<&'a str, usize>,
    new: HashMap<&'a str, usize>,
    rows: Vec<Row>,
}

/// The place of each item of a plan.
fn places(plan: &Plan) -> HashMap<&str, usize> {
    let items = plan.items.iter().enumerate();
    items.map(|(at, item)| (item.id.as_str(), at)).collect()
}

impl<'a> Rows<'a> {
    /// The rows of a new plan that follows an old one.
    pub fn of(old: &'a Plan, new: &'a Plan) -> Self {
        let mut paths = HashMap::new();
        for plan in [new, old] {
            for section in &plan.sections {
                let path = plan.path(&section.id).into_iter().map(str::to_owned);
                let next = paths.len();
                paths.entry(path.collect()).or_insert(next);
            }
        }
        let mut rows = Rows {
            paths,
            old: places(old),
            new: places(new),
            rows: Vec::new(),
        };
        rows.rows = new.crosswalk.iter().map(|edge| rows.row(edge)).collect();
        rows
    }

    fn row(&self, edge: &Edge) -> Row {
        let place = |known: &HashMap<&str, usize>, id: &Option<String>| {
            id.as_deref().and_then(|id| known.get(id)).copied()
        };
        Row {
            id: edge.id.clone(),
            path: self.paths.get(&edge.path).copied(),
            old: place(&self.old, &edge.old_item),
            // What ended stands where it stood, whatever it became part of.
            new: place(&self.new, &edge.new_item).filter(|_| edge.new.is_some()),
        }
    }

    /// Where a row comes that is added; the rows that are placed after it know of it.
    pub fn place(&mut self, edge: &Edge) -> Anchor {
        let row = self.row(edge);
        let at = self.behind(&row);
        let anchor = match at.checked_sub(1).and_then(|before| self.rows.get(before)) {
            Some(before) => Anchor::After(before.id.clone()),
            None => Anchor::First,
        };
        self.rows.insert(at, row);
        anchor
    }

    /// How many rows stand before it.
    fn behind(&self, row: &Row) -> usize {
        let all = || self.rows.iter().enumerate();
        let own = || all().filter(|(_, other)| row.path.is_some() && other.path == row.path);
        let of: fn(&Row) -> Option<usize> = match row.old {
            Some(_) => |row| row.old,
            None => |row| row.new,
        };
        let known = || own().filter_map(|(at, other)| Some((at, of(other)?)));
        let place = of(row);
        // Right behind the last one that is before it, or else before the first one that is after it.
        let behind = |found: Option<(usize, &Row)>| found.map(|(at, _)| at + 1);
        let before = known().rfind(|(_, other)| place.is_some_and(|place| *other <= place));
        let after = known().next().filter(|_| place.is_some());
        let found = before.map(|(at, _)| at + 1).or(after.map(|(at, _)| at));
        let found = found.or_else(|| behind(own().next_back()));
        found.unwrap_or_else(|| {
            // The first row of its section comes behind those of the sections before.
            let is_earlier = |other: &Row| other.path.is_some() && other.path < row.path;
            let last = all().rfind(|(_, other)| row.path.is_none() || is_earlier(other));
            behind(last).unwrap_or(0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crosswalk::EdgeKind;
    use crate::plan::{Item, Section};

    fn plan(sections: &[&str], items: &[(&str, &str)]) -> Plan {
        let section = |id: &&str| Section {
            id: (*id).to_owned(),
            title: format!("区分{id}"),
            ..Section::default()
        };
        let item = |(id, section): &(&str, &str)| Item {
            id: (*id).to_owned(),
            section: Some((*section).to_owned()),
            title: format!("取組{id}"),
            ..Item::default()
        };
        Plan {
            sections: sections.iter().map(section).collect(),
            items: items.iter().map(item).collect(),
            ..Plan::default()
        }
    }

    fn edge(section: &str, old: Option<&str>, new: Option<&str>) -> Edge {
        Edge {
            id: format!("{}>{}", old.unwrap_or_default(), new.unwrap_or_default()),
            path: vec![format!("区分{section}")],
            old: old.map(str::to_owned),
            kind: match (old, new) {
                (Some(_), Some(_)) => EdgeKind::Continued,
                (None, _) => EdgeKind::New,
                (_, None) => EdgeKind::Abolished,
            },
            new: new.map(str::to_owned),
            old_item: old.map(str::to_owned),
            new_item: new.map(str::to_owned),
            ..Edge::default()
        }
    }

    /// The rows after all of these were added one by one.
    fn rows(old: &Plan, new: &Plan, edges: &[Edge]) -> Vec<String> {
        let mut rows = Rows::of(old, new);
        let mut stand: Vec<String> = new.crosswalk.iter().map(|edge| edge.id.clone()).collect();
        for edge in edges {
            let at = match rows.place(edge) {
                Anchor::First => 0,
                Anchor::After(id) => stand.iter().position(|known| *known == id).expect("a row") + 1,
                Anchor::Last => stand.len(),
            };
            stand.insert(at, edge.id.clone());
        }
        stand
    }

    #[test]
    fn what_is_decided_later_stands_where_its_item_stood() {
        let old = plan(
            &["a", "b"],
            &[("1", "a"), ("2", "a"), ("3", "a"), ("4", "b"), ("5", "b")],
        );
        let mut new = plan(
            &["a", "b"],
            &[("n1", "a"), ("n3", "a"), ("n6", "a"), ("n7", "b"), ("n5", "b")],
        );
        new.crosswalk = vec![
            edge("a", Some("1"), Some("n1")),
            edge("a", Some("3"), Some("n3")),
            edge("b", Some("5"), Some("n5")),
        ];
        let later = [
            edge("b", Some("4"), None),
            edge("a", Some("2"), None),
            edge("a", None, Some("n6")),
            edge("b", None, Some("n7")),
        ];
        assert_eq!(
            rows(&old, &new, &later),
            ["1>n1", "2>", "3>n3", ">n6", "4>", ">n7", "5>n5"]
        );
    }

    #[test]
    fn a_section_of_its_own_comes_in_its_turn_and_what_lies_nowhere_last() {
        let old = plan(&["a", "b", "c"], &[("1", "a"), ("2", "b"), ("3", "c")]);
        let mut new = plan(&["a", "c", "b"], &[("n1", "a"), ("n3", "c")]);
        new.crosswalk = vec![edge("c", Some("3"), Some("n3"))];
        let later = [
            edge("x", None, Some("n9")),
            edge("b", Some("2"), None),
            edge("a", Some("1"), Some("n1")),
            // The second part of one that was split stands behind the first.
            edge("a", Some("1"), Some("n2")),
        ];
        assert_eq!(rows(&old, &new, &later), ["1>n1", "1>n2", "3>n3", "2>", ">n9"]);
    }
}
