//! # lists-disagree
//!
//! One item stands in two lists of a document, with another department or another class in each.
//!
//! ## What it finds
//!
//! Items of a register, of a crosswalk (新旧対照) and of the lists below a Try that have the same title, or the same
//! title and number in two registers, and name other departments, or that are new (新規) in one list and go on
//! (継続, 既存) in the other. Each item is told once, with both places and both values.
//!
//! ## Example
//!
//! ```text
//! 番号    取組項目    取組内容    担当課
//! 1    窓口業務の集約    窓口を一つにする。    市民課
//! 2    研修の充実    研修を増やす。    人事課
//!
//! 前期取組項目    見直し区分    後期取組項目    担当課
//! 窓口業務の集約    継続    窓口業務の集約    情報課
//! 研修の充実    継続    研修の充実    人事課
//! ```
//!
//! 市民課 stands in one list, 情報課 in the other.
//!
//! ## Why it matters
//!
//! The survey of the year goes to the department that is printed; two lists send it to two desks. A new item and an
//! old one are counted and reported in different tables.
//!
//! ## What to do
//!
//! Ask which list is right, and correct the other.
//!
//! ## When it stays silent
//!
//! For widths, spaces and endings (DX推進課, Ｄ Ｘ 推進課; 財政, 財政課), where a list names the leads and the other the
//! supporting departments too, for 全庁 and 所管課, for items of one list, for lists of two documents, and where a list
//! names no department.

use std::collections::BTreeMap;

use crate::check::Context;
use crate::check::rule::{Rule, Run};
use crate::crosswalk::EdgeKind;
use crate::document::Place;
use crate::finding::{Finding, Report, Severity};
use crate::plan::Plan;
use crate::text::alike::{Titles, letters};
use crate::text::{fold, split_outside_brackets};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E801",
    name: "lists-disagree",
    severity: Severity::Warning,
    summary: "同じ取組の担当課や見直し区分が、文書の中の二つの一覧で違います",
    run: Run::Words(find),
};

/// An item that is stated more often is compared in so many places only: each is compared with each.
const MOST_STATED: usize = 60;

/// The list in which an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    Register,
    Crosswalk,
    /// Below the Try with this place in the review.
    Try(usize),
}

/// Whether a list says that an item is new or goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    New,
    Known,
}

/// An item as one list states it.
#[derive(Clone, Debug)]
struct Mention<'a> {
    list: List,
    title: &'a str,
    number: Option<&'a str>,
    leads: Vec<&'a str>,
    supports: Vec<&'a str>,
    /// The class and how it is printed.
    class: Option<(Class, String)>,
    at: &'a Place,
}

/// Finds items that two lists state differently.
pub(crate) fn find(context: &Context<'_>, report: &mut Report) {
    let mentions = mentions(context.subject.plan);
    let mut titles = Titles::default();
    let mut by_title: BTreeMap<usize, Vec<&Mention<'_>>> = BTreeMap::new();
    for mention in &mentions {
        if !mention.title.is_empty() {
            by_title
                .entry(titles.find_or_add(mention.title))
                .or_default()
                .push(mention);
        }
    }
    for stated in by_title.values().filter(|stated| stated.len() > 1) {
        report
            .findings
            .extend(finding(&stated[..stated.len().min(MOST_STATED)]));
    }
}

/// Every item of every list.
fn mentions(plan: &Plan) -> Vec<Mention<'_>> {
    let mut all = Vec::new();
    for item in &plan.items {
        all.push(Mention {
            list: List::Register,
            title: &item.title,
            number: item.known_number(),
            leads: item.departments.lead.iter().map(String::as_str).collect(),
            supports: item.departments.support.iter().map(String::as_str).collect(),
            class: None,
            at: &item.at,
        });
    }
    for edge in &plan.crosswalk {
        let Some(title) = edge.new.as_deref() else {
            continue;
        };
        let class = match edge.kind {
            EdgeKind::New => Some(Class::New),
            EdgeKind::Continued => Some(Class::Known),
            EdgeKind::Abolished => None,
        };
        all.push(Mention {
            list: List::Crosswalk,
            title,
            number: None,
            leads: edge.department.as_deref().into_iter().collect(),
            supports: Vec::new(),
            class: class.map(|class| (class, edge.label.clone())),
            at: &edge.at,
        });
    }
    for (n, point) in plan.review.try_next.iter().enumerate() {
        for item in &point.items {
            let (class, printed) = match item.new {
                true => (Class::New, "新規"),
                false => (Class::Known, "既存"),
            };
            all.push(Mention {
                list: List::Try(n),
                title: &item.title,
                number: None,
                leads: item.departments.iter().map(String::as_str).collect(),
                supports: Vec::new(),
                class: Some((class, printed.to_owned())),
                at: &item.at,
            });
        }
    }
    all
}

/// What one list says and another contradicts: the first pair, with all other places beside it.
fn finding(stated: &[&Mention<'_>]) -> Option<Finding> {
    let (one, other, of_department) = stated.iter().enumerate().find_map(|(n, one)| {
        stated[n + 1..].iter().find_map(|other| {
            if !are_two_lists(one, other) {
                None
            } else if departments_differ(one, other) {
                Some((*one, *other, true))
            } else if classes_differ(one, other) {
                Some((*one, *other, false))
            } else {
                None
            }
        })
    })?;
    let (first, second) = if one.at <= other.at {
        (one, other)
    } else {
        (other, one)
    };
    let (what, printed) = if of_department {
        ("担当課", [first, second].map(departments))
    } else {
        ("見直し区分", [first, second].map(class))
    };
    let [here, there] = printed;
    let mut related: Vec<Place> = vec![second.at.clone()];
    for mention in stated {
        if mention.at != first.at && !related.contains(mention.at) && related.len() < 20 {
            related.push(mention.at.clone());
        }
    }
    Some(Finding {
        rule: RULE.name,
        severity: RULE.severity,
        at: first.at.clone(),
        related,
        message: format!(
            "「{}」の{what}は、ここでは「{here}」、{}では「{there}」と書かれています。",
            first.title, second.at
        ),
        stated: Some(here),
        computed: Some(there),
        hint: "どちらが正しいかを確かめ、もう一方をそろえてください。".into(),
    })
}

/// Whether two mentions stand in two lists of one document and mean one item.
fn are_two_lists(one: &Mention<'_>, other: &Mention<'_>) -> bool {
    if one.at.document != other.at.document || one.at.whole_line() == other.at.whole_line() {
        return false;
    }
    match (one.list, other.list) {
        // Two items of a register may have one title; with one number they are the same.
        (List::Register, List::Register) => {
            one.number.is_some() && one.number == other.number && letters(one.title) == letters(other.title)
        }
        (one, other) => one != other,
    }
}

fn departments(of: &Mention<'_>) -> String {
    let all: Vec<&str> = of.leads.iter().chain(&of.supports).copied().collect();
    all.join("、")
}

fn class(of: &Mention<'_>) -> String {
    of.class
        .as_ref()
        .map(|(_, printed)| printed.clone())
        .unwrap_or_default()
}

fn classes_differ(one: &Mention<'_>, other: &Mention<'_>) -> bool {
    match (&one.class, &other.class) {
        (Some((one, _)), Some((other, _))) => one != other,
        _ => false,
    }
}

fn departments_differ(one: &Mention<'_>, other: &Mention<'_>) -> bool {
    let (a, b) = (Named::of(one), Named::of(other));
    if a.leads.is_empty() || b.leads.is_empty() || a.is_open() || b.is_open() {
        return false;
    }
    let agree =
        |x: &[String], y: &[String]| x.len() == y.len() && x.iter().all(|x| y.iter().any(|y| is_one(x, y)));
    let forms = |n: &Named| [n.leads.clone(), n.all.clone()];
    !forms(&a).iter().any(|x| forms(&b).iter().any(|y| agree(x, y)))
}

/// The departments of a mention as they are compared.
struct Named {
    leads: Vec<String>,
    all: Vec<String>,
}

impl Named {
    fn of(mention: &Mention<'_>) -> Self {
        let split = |names: &[&str]| -> Vec<String> {
            let mut all: Vec<String> = names
                .iter()
                .flat_map(|name| split_outside_brackets(name, &['、', '・', '，', ',', '\n', '／']))
                .map(|name| fold(&name))
                .filter(|name| !name.is_empty())
                .collect();
            all.sort();
            all.dedup();
            all
        };
        let leads = split(&mention.leads);
        let mut all = leads.clone();
        all.extend(split(&mention.supports));
        Self { leads, all }
    }

    /// Whether it is said that several or none in particular are in charge.
    fn is_open(&self) -> bool {
        self.all.iter().any(|name| {
            ["全庁", "全課", "各課", "所管課", "関係課", "担当課"]
                .iter()
                .any(|word| name.contains(word))
        })
    }
}

/// Whether two names are one department: the same, or one the beginning of the other.
fn is_one(a: &str, b: &str) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{report_with, said};
    use crate::crosswalk::Edge;
    use crate::plan::Item;
    use crate::review::{Review, Try, TryItem};

    fn item(line: u32, title: &str, leads: &[&str]) -> Item {
        let mut item = Item {
            title: title.into(),
            at: Place::line(line),
            ..Item::default()
        };
        item.departments.lead = leads.iter().map(|name| (*name).to_owned()).collect();
        item
    }

    fn edge(line: u32, title: &str, kind: EdgeKind, label: &str, department: &str) -> Edge {
        Edge {
            id: String::new(),
            path: Vec::new(),
            old: None,
            kind,
            label: label.into(),
            reason: None,
            new: Some(title.into()),
            department: Some(department.into()),
            at: Place::line(line),
            ..Default::default()
        }
    }

    fn found(plan: &Plan) -> Vec<String> {
        said(&report_with("", plan))
            .into_iter()
            .filter(|finding| finding.starts_with(RULE.name))
            .collect()
    }

    #[test]
    fn a_department_that_two_lists_state_differently() {
        let plan = Plan {
            items: vec![
                item(1, "窓口業務の集約", &["市民課"]),
                item(2, "研修の充実", &["人事"]),
                item(3, "情報の発信", &["ＤＸ 推進課"]),
            ],
            crosswalk: vec![
                edge(5, "窓口業務の集約", EdgeKind::Continued, "継続", "情報課"),
                edge(6, "研修の充実", EdgeKind::Continued, "継続", "人事課"),
                edge(7, "情報の発信", EdgeKind::Continued, "継続", "DX推進課"),
            ],
            ..Plan::default()
        };
        assert_eq!(found(&plan), ["lists-disagree 1 市民課 情報課"]);
        let mut of_two = plan;
        of_two.items[0]
            .at
            .stated_in(&crate::document::DocumentId::new("another"));
        assert_eq!(
            found(&of_two),
            [""; 0],
            "what another document states is another question"
        );
    }

    #[test]
    fn an_item_is_new_in_one_list_only() {
        let try_item = |line, title: &str, new| TryItem {
            title: title.into(),
            new,
            departments: vec!["財政課".into()],
            merges: Vec::new(),
            at: Place::line(line),
        };
        let plan = Plan {
            review: Review {
                try_next: vec![Try {
                    text: "財政の健全化".into(),
                    items: vec![
                        try_item(1, "評価に基づく改善", true),
                        try_item(2, "基金の運用", false),
                    ],
                    at: Place::line(9),
                    ..Try::default()
                }],
                ..Review::default()
            },
            crosswalk: vec![
                edge(
                    5,
                    "評価に基づく改善",
                    EdgeKind::Continued,
                    "継続（新規）",
                    "財政課",
                ),
                edge(6, "基金の運用", EdgeKind::Continued, "継続", "財政課"),
            ],
            ..Plan::default()
        };
        assert_eq!(found(&plan), ["lists-disagree 1 新規 継続（新規）"]);
    }
}
