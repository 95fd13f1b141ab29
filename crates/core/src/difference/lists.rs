//! The lists of a plan whose elements have no identity: what an element is known by, and that the list is merged.
//!
//! Not here: how a list takes in a document (`rules`), and what has an identity (`merge`).

use std::collections::HashSet;
use std::mem::take;

use super::merge::replace_groups;
use super::rules::{Element, Rules};
use crate::document::Place;
use crate::effect::StatedAmount;
use crate::outlook::OutlookEntry;
use crate::plan::{Annotation, Frame, GlossaryNote, Group, Plan, PlanVersion, Stated, Statement};
use crate::progress::StatedProgress;
use crate::review::{Backed, Point, Review, Try};
use crate::text::fold;

/// The lists as they are after a document came in, which they are taken out of. A plan is taken apart field
/// by field: a list that is added without its rule does not compile.
pub(super) fn merged(rules: &Rules<'_>, stored: &Plan, incoming: &mut Plan) -> Plan {
    let Plan {
        editions,
        progress,
        stated_amounts,
        review,
        frame,
        notes,
        statements,
        outlook,
        // What `merge` decides by identity.
        title: _,
        at: _,
        period: _,
        levels: _,
        year_style: _,
        sections: _,
        items: _,
        precedence: _,
        scales: _,
        evaluations: _,
        effects: _,
        indicators: _,
        crosswalk: _,
        annotations: _,
        // What no document states.
        councils: _,
        meetings: _,
        consultations: _,
        opinions: _,
        suggestions: _,
        practices: _,
        appraisals: _,
        amendments: _,
    } = incoming;
    Plan {
        editions: with_plans(&stored.editions, rules.union(&stored.editions, take(editions))),
        progress: rules.progress(&stored.progress, take(progress)),
        stated_amounts: rules.union(&stored.stated_amounts, take(stated_amounts)),
        review: rules.review(&stored.review, take(review)),
        frame: rules.frame(&stored.frame, take(frame)),
        notes: rules.union(&stored.notes, take(notes)),
        statements: rules.union(&stored.statements, take(statements)),
        outlook: rules.union(&stored.outlook, take(outlook)),
        councils: stored.councils.clone(),
        meetings: stored.meetings.clone(),
        consultations: stored.consultations.clone(),
        opinions: stored.opinions.clone(),
        suggestions: stored.suggestions.clone(),
        practices: stored.practices.clone(),
        appraisals: stored.appraisals.clone(),
        amendments: stored.amendments.clone(),
        ..Plan::default()
    }
}

/// Editions with the plans of the register that they are, and the periods that were typed: no document takes those away.
fn with_plans(stored: &[PlanVersion], mut merged: Vec<PlanVersion>) -> Vec<PlanVersion> {
    for edition in &mut merged {
        let known = stored.iter().find(|known| known.key() == edition.key());
        if let Some(known) = known {
            edition.plan = edition.plan.take().or_else(|| known.plan.clone());
            edition.period = edition.period.or(known.period);
        }
    }
    merged
}

/// Points with the notes and indicators that they had, where they bring none of their own.
fn backed<T: Element + Backed + Clone>(stored: &[T], mut merged: Vec<T>) -> Vec<T> {
    for point in &mut merged {
        if point.backing().iter().any(|list| !list.is_empty()) {
            continue;
        }
        let known = stored.iter().find(|known| known.key() == point.key());
        if let Some(mut known) = known.cloned() {
            for (own, list) in point.backing().into_iter().zip(known.backing()) {
                std::mem::swap(own, list);
            }
        }
    }
    merged
}

impl Rules<'_> {
    /// The rows of one part and year are one statement: a table of one policy leaves those of the others.
    fn progress(&self, stored: &[StatedProgress], incoming: Vec<StatedProgress>) -> Vec<StatedProgress> {
        let kept: Vec<StatedProgress> = stored
            .iter()
            .filter(|row| !self.lets_go(&row.at))
            .cloned()
            .collect();
        let group = |row: &StatedProgress| (row.fiscal_year, row.path.first().map(|title| fold(title)));
        // A part that was named without figures has none to be replaced, and no document takes it away by being silent.
        let key = |row: &StatedProgress| {
            let path: Vec<String> = row.path.iter().map(|title| fold(title)).collect();
            (row.fiscal_year, path, fold(&row.label))
        };
        let known: HashSet<_> = incoming.iter().map(key).collect();
        let groups: HashSet<_> = incoming.iter().map(group).collect();
        let named = kept.iter().filter(|row| row.is_without_figures());
        let named = named.filter(|row| groups.contains(&group(row)) && !known.contains(&key(row)));
        let incoming = named.cloned().chain(incoming).collect();
        replace_groups(&kept, incoming, group)
    }

    fn review(&self, stored: &Review, incoming: Review) -> Review {
        // What the office noted beside a point no document states, and none takes away.
        Review {
            keep: backed(&stored.keep, self.union(&stored.keep, incoming.keep)),
            problem: backed(&stored.problem, self.union(&stored.problem, incoming.problem)),
            try_next: backed(&stored.try_next, self.union(&stored.try_next, incoming.try_next)),
        }
    }

    /// Where a heading leads is said by people alone: no document takes it away.
    fn frame(&self, stored: &Frame, incoming: Frame) -> Frame {
        let mut frame = Frame {
            ideals: self.union(&stored.ideals, incoming.ideals),
            themes: self.union(&stored.themes, incoming.themes),
            circumstances: self.union(&stored.circumstances, incoming.circumstances),
            viewpoints: self.union(&stored.viewpoints, incoming.viewpoints),
            directions: self.union(&stored.directions, incoming.directions),
            promotion: self.union(&stored.promotion, incoming.promotion),
            higher_plans: self.union(&stored.higher_plans, incoming.higher_plans),
            chapters: self.union(&stored.chapters, incoming.chapters),
            cited: self.union(&stored.cited, incoming.cited),
        };
        for (merged, stored) in frame.groups_mut().into_iter().zip(stored.groups()) {
            // Headings of one title keep their links one after the other.
            let mut left: Vec<&Group> = stored.iter().collect();
            for group in merged.iter_mut() {
                let Some(at) = left.iter().position(|known| known.key() == group.key()) else {
                    continue;
                };
                let known = left.remove(at);
                if group.leads_to.is_empty() {
                    group.leads_to.clone_from(&known.leads_to);
                }
            }
        }
        frame
    }
}

impl Element for PlanVersion {
    fn key(&self) -> Vec<String> {
        vec![fold(&self.title)]
    }
    fn content(&self) -> Vec<String> {
        vec![format!("{:?}", (self.kind, self.period))]
    }
    fn at(&self) -> &Place {
        &self.at
    }
}

impl Element for StatedAmount {
    fn key(&self) -> Vec<String> {
        let year = self.fiscal_year.map(|y| y.to_string()).unwrap_or_default();
        let kind = if self.difference { "difference" } else { "sum" };
        let mut key = vec![fold(&self.vintage), year, fold(&self.label), kind.to_owned()];
        key.extend(self.path.iter().map(|title| fold(title)));
        key
    }
    fn content(&self) -> Vec<String> {
        vec![self.amount.0.to_string()]
    }
    fn at(&self) -> &Place {
        &self.at
    }
}

impl Element for GlossaryNote {
    fn key(&self) -> Vec<String> {
        vec![fold(&self.term)]
    }
    fn content(&self) -> Vec<String> {
        vec![self.text.clone()]
    }
    fn at(&self) -> &Place {
        &self.at
    }
}

impl Element for Statement {
    fn key(&self) -> Vec<String> {
        let period = self
            .period
            .map(|p| format!("{}-{}", p.from, p.to))
            .unwrap_or_default();
        let unit = if self.money { "yen" } else { "count" };
        vec![fold(&self.of), period, unit.to_owned()]
    }
    fn content(&self) -> Vec<String> {
        vec![format!("{:?}", (self.value, self.approximate))]
    }
    fn at(&self) -> &Place {
        &self.at
    }
}

impl Element for Annotation {
    fn key(&self) -> Vec<String> {
        vec![self.on.clone().unwrap_or_default(), fold(&self.text)]
    }
    fn content(&self) -> Vec<String> {
        vec![self.text.clone()]
    }
    fn at(&self) -> &Place {
        &self.at
    }
}

impl Element for OutlookEntry {
    fn key(&self) -> Vec<String> {
        let year = self.fiscal_year.western().to_string();
        let until = self.until.map(|until| until.western().to_string());
        vec![
            fold(&self.vintage),
            self.line.key().to_owned(),
            year,
            until.unwrap_or_default(),
        ]
    }
    fn content(&self) -> Vec<String> {
        vec![self.amount.0.to_string()]
    }
    fn at(&self) -> &Place {
        &self.at
    }
}

impl Element for Stated {
    fn key(&self) -> Vec<String> {
        if self.title.is_empty() {
            vec![String::new(), fold(&self.text)]
        } else {
            vec![fold(&self.title)]
        }
    }
    fn content(&self) -> Vec<String> {
        vec![self.text.clone()]
    }
    fn at(&self) -> &Place {
        &self.at
    }
}

impl Element for Group {
    fn key(&self) -> Vec<String> {
        vec![fold(&self.title)]
    }
    fn content(&self) -> Vec<String> {
        let points = self.points.iter();
        points
            .flat_map(|point| [point.key().concat(), point.text.clone()])
            .collect()
    }
    fn at(&self) -> &Place {
        &self.at
    }
}

impl Element for Point {
    fn key(&self) -> Vec<String> {
        vec![fold(&self.text)]
    }
    fn content(&self) -> Vec<String> {
        // Notes and indicators are the office's own, whatever a document says.
        vec![self.text.clone()]
    }
    fn at(&self) -> &Place {
        &self.at
    }
}

impl Element for Try {
    fn key(&self) -> Vec<String> {
        vec![fold(&self.text)]
    }
    fn content(&self) -> Vec<String> {
        let items = self.items.iter();
        let items = items.map(|i| format!("{:?}", (&i.title, i.new, &i.departments, &i.merges)));
        std::iter::once(self.text.clone()).chain(items).collect()
    }
    fn at(&self) -> &Place {
        &self.at
    }
}
