//! Every place of a plan, so that all of it can be said to come from one document.
//!
//! Each type is taken apart field by field: a part that is added without its places does not compile.
//! Not here: what a place is (`document`).

use std::collections::BTreeSet;

use super::{
    Annotation, Frame, GlossaryNote, Group, Item, ItemPlaces, Plan, PlanVersion, Schedule, Section, Stated,
    Statement, Step,
};
use crate::crosswalk::Edge;
use crate::document::{DocumentId, Place};
use crate::effect::{Effect, StatedAmount};
use crate::indicator::{Indicator, IndicatorValue};
use crate::progress::{Evaluation, Scale, StatedProgress};
use crate::review::{Point, Review, Try, TryItem};

impl Plan {
    /// Says of which document the plan was read: all its places are in that one.
    pub fn stated_in(&mut self, document: &DocumentId) {
        self.each_place(&mut |place| place.stated_in(document));
    }

    /// The documents that its values are stated in.
    pub fn documents(&mut self) -> BTreeSet<DocumentId> {
        let mut found = BTreeSet::new();
        self.each_place(&mut |place| found.extend(place.document.clone()));
        found
    }

    /// The document that the plan was read from: the first that one of its places names.
    pub(crate) fn first_document(&mut self) -> Option<DocumentId> {
        let mut found = None;
        self.each_place(&mut |place| {
            if found.is_none() {
                found.clone_from(&place.document);
            }
        });
        found
    }

    /// Every place of the plan.
    pub fn each_place(&mut self, on: &mut dyn FnMut(&mut Place)) {
        let Plan {
            title: _,
            at,
            period: _,
            levels: _,
            year_style: _,
            editions,
            sections,
            items,
            precedence: _,
            scales,
            progress,
            evaluations,
            effects,
            stated_amounts,
            indicators,
            crosswalk,
            review,
            councils: _,
            meetings: _,
            consultations: _,
            opinions: _,
            suggestions: _,
            practices: _,
            appraisals: _,
            frame,
            notes,
            statements,
            annotations,
            outlook,
            amendments: _,
        } = self;
        on(at);
        editions.iter_mut().for_each(|PlanVersion { at, .. }| on(at));
        sections.iter_mut().for_each(|Section { at, .. }| on(at));
        items.iter_mut().for_each(|item| item.each_place(on));
        scales.iter_mut().for_each(|Scale { at, .. }| on(at));
        progress.iter_mut().for_each(|StatedProgress { at, .. }| on(at));
        evaluations.iter_mut().for_each(|Evaluation { at, .. }| on(at));
        effects.iter_mut().for_each(|Effect { at, .. }| on(at));
        stated_amounts
            .iter_mut()
            .for_each(|StatedAmount { at, .. }| on(at));
        for Indicator { values, .. } in indicators {
            values.iter_mut().for_each(|IndicatorValue { at, .. }| on(at));
        }
        crosswalk.iter_mut().for_each(|Edge { at, .. }| on(at));
        let Review {
            keep,
            problem,
            try_next,
        } = review;
        for Point { at, .. } in keep.iter_mut().chain(problem) {
            on(at);
        }
        for Try { at, items, .. } in try_next {
            on(at);
            items.iter_mut().for_each(|TryItem { at, .. }| on(at));
        }
        frame.each_place(on);
        notes.iter_mut().for_each(|GlossaryNote { at, .. }| on(at));
        statements.iter_mut().for_each(|Statement { at, .. }| on(at));
        annotations.iter_mut().for_each(|Annotation { at, .. }| on(at));
        outlook.iter_mut().for_each(|entry| on(&mut entry.at));
    }
}

impl Item {
    /// All places at which something of the item stands.
    pub fn all_places(&self) -> impl Iterator<Item = &Place> {
        let p = &self.places;
        [
            &self.at,
            &p.number,
            &p.title,
            &p.content,
            &p.target,
            &p.schedule,
            &p.departments,
        ]
        .into_iter()
        .chain(self.schedule.steps.iter().map(|s| &s.at))
    }

    fn each_place(&mut self, on: &mut dyn FnMut(&mut Place)) {
        let Item {
            at,
            places,
            schedule: Schedule { steps, .. },
            ..
        } = self;
        let ItemPlaces {
            number,
            title,
            content,
            target,
            schedule,
            departments,
        } = places;
        for place in [at, number, title, content, target, schedule, departments] {
            on(place);
        }
        steps.iter_mut().for_each(|Step { at, .. }| on(at));
    }
}

impl Frame {
    fn each_place(&mut self, on: &mut dyn FnMut(&mut Place)) {
        let Frame {
            ideals,
            themes,
            circumstances,
            viewpoints,
            directions,
            promotion,
            higher_plans,
            chapters,
            cited,
        } = self;
        for list in [ideals, themes, promotion, higher_plans] {
            list.iter_mut().for_each(|Stated { at, .. }| on(at));
        }
        let grouped = [circumstances, viewpoints, directions, chapters, cited];
        for Group {
            at,
            points,
            title: _,
            leads_to: _,
        } in grouped.into_iter().flatten()
        {
            on(at);
            points.iter_mut().for_each(|Stated { at, .. }| on(at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_read_from_a_document_rests_on_it_alone() {
        let (first, second) = (DocumentId::new("a"), DocumentId::new("b"));
        let mut plan = Plan {
            at: Place::line(1),
            items: vec![Item {
                at: Place::line(3),
                ..Item::default()
            }],
            ..Plan::default()
        };
        assert!(plan.documents().is_empty());
        plan.stated_in(&first);
        plan.items.push(Item {
            places: ItemPlaces {
                target: Place::cell("進捗", 1, 2),
                ..ItemPlaces::default()
            },
            ..Item::default()
        });
        plan.stated_in(&second);
        assert_eq!(plan.documents(), BTreeSet::from([first, second]));
    }
}
