//! What the readers find: parts of a plan that know their items and sections by their place in a list.
//!
//! Every reader returns its parts, and `add` puts them together; identities are given once, when the
//! parts become a plan. Not here: sections (`sections`), what a plan says of itself (`prose::identity`).

use gyokaku_core::crosswalk::Edge;
use gyokaku_core::document::Place;
use gyokaku_core::effect::{Effect, StatedAmount};
use gyokaku_core::indicator::Indicator;
use gyokaku_core::plan::{Item, Plan, Schedule};
use gyokaku_core::progress::{Evaluation, Scale, StatedProgress};
use gyokaku_core::text::fold;

use super::sections::{self, Sections};
use super::words::grades::{scale, scale_in_use};

/// An item and where it stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct FoundItem {
    /// The item, without its identity.
    pub(crate) item: Item,
    /// Its section.
    pub(crate) section: Option<usize>,
    /// The item above it by its number.
    pub(crate) parent: Option<usize>,
}

impl FoundItem {
    /// The titles of the sections above the item, and its own.
    pub(crate) fn path(&self, sections: &Sections) -> Vec<String> {
        let mut path = self.section.map(|s| sections.path(s)).unwrap_or_default();
        path.push(self.item.title.clone());
        path
    }
}

/// What a table elsewhere says of an item.
#[derive(Clone, Debug, Default)]
pub(crate) struct MoreOfItem {
    /// The item.
    pub(crate) item: usize,
    /// Its schedule and where that stands, for an item that has none yet.
    pub(crate) schedule: Option<(Schedule, Place)>,
    /// What has no field of its own.
    pub(crate) extra: Vec<(String, String)>,
}

/// Grades that a table uses without defining them, in its own order.
#[derive(Clone, Debug, Default)]
pub(crate) struct UsedGrades {
    /// The grades.
    pub(crate) labels: Vec<String>,
    /// Where they are used first.
    pub(crate) at: Place,
}

/// Parts of a plan.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts {
    /// Items, in order.
    pub(crate) items: Vec<FoundItem>,
    /// What is said of items elsewhere.
    pub(crate) more: Vec<MoreOfItem>,
    /// Grades, each with its item.
    pub(crate) evaluations: Vec<(usize, Evaluation)>,
    /// Amounts of the ledger.
    pub(crate) effects: Vec<Effect>,
    /// Printed totals and differences.
    pub(crate) stated_amounts: Vec<StatedAmount>,
    /// Indicators, each with its item if it belongs to one.
    pub(crate) indicators: Vec<(Option<usize>, Indicator)>,
    /// Printed counts by grade.
    pub(crate) progress: Vec<StatedProgress>,
    /// Scales that the document defines.
    pub(crate) scales: Vec<Scale>,
    /// Grades in use that it may define nowhere.
    pub(crate) used_grades: Vec<UsedGrades>,
    /// Rows of the crosswalk.
    pub(crate) crosswalk: Vec<Edge>,
    /// The plan's names of its levels, the highest first.
    pub(crate) levels: Vec<String>,
}

impl Parts {
    /// Takes in what another reader found. References to items are to the items of `self`, or to those of
    /// `more` itself where it brings its own.
    pub(crate) fn add(&mut self, more: Parts) {
        let before = if more.items.is_empty() {
            0
        } else {
            self.items.len()
        };
        let moved = |item: usize| item + before;
        self.items.extend(more.items.into_iter().map(|mut found| {
            found.parent = found.parent.map(moved);
            found
        }));
        self.more.extend(more.more.into_iter().map(|mut said| {
            said.item = moved(said.item);
            said
        }));
        self.evaluations
            .extend(more.evaluations.into_iter().map(|(i, e)| (moved(i), e)));
        self.indicators
            .extend(more.indicators.into_iter().map(|(i, k)| (i.map(moved), k)));
        self.effects.extend(more.effects);
        self.stated_amounts.extend(more.stated_amounts);
        self.progress.extend(more.progress);
        self.crosswalk.extend(more.crosswalk);
        self.scales.extend(more.scales);
        self.used_grades.extend(more.used_grades);
        self.add_levels(more.levels);
    }

    fn say(&mut self, said: MoreOfItem) {
        let Some(found) = self.items.get_mut(said.item) else {
            return;
        };
        if let Some((schedule, at)) = said.schedule.filter(|_| found.item.schedule.steps.is_empty()) {
            found.item.schedule = schedule;
            found.item.places.schedule = at;
        }
        found.item.extra.extend(said.extra);
    }

    /// Grades in use make a scale where none defines any of them.
    pub(crate) fn define_used_grades(&mut self) {
        for used in std::mem::take(&mut self.used_grades) {
            let known = self.scales.iter().any(|scale| {
                let has = |label: &String| scale.grades.iter().any(|g| fold(&g.label) == fold(label));
                used.labels.iter().any(has)
            });
            if !known {
                let undefined = |label: String| (label, String::new());
                let grades = used.labels.into_iter().map(undefined).collect();
                self.scales.push(scale(grades, used.at));
            }
        }
    }

    /// Adds names of levels that are not known yet, keeping their order.
    pub(crate) fn add_levels(&mut self, names: impl IntoIterator<Item = String>) {
        for name in names {
            if !name.is_empty() && name.chars().count() <= 12 && !self.levels.contains(&name) {
                self.levels.push(name);
            }
        }
    }

    /// The scale by which items were graded, where the document defines none of its grades.
    pub(crate) fn scale_of_evaluations(&mut self) {
        let mut labels: Vec<String> = Vec::new();
        for (_, evaluation) in &self.evaluations {
            if labels.len() < 12 && !labels.contains(&evaluation.grade) {
                labels.push(evaluation.grade.clone());
            }
        }
        let defines = |s: &Scale| s.grades.iter().any(|g| labels.contains(&g.label));
        if self.scales.iter().any(defines) {
            return;
        }
        let at = self.evaluations.first().map(|(_, e)| e.at.clone());
        self.scales.extend(scale_in_use(&labels, at.unwrap_or_default()));
    }

    /// Puts the parts into a plan. Here each gets its provisional identity.
    pub(crate) fn into_plan(mut self, sections: Sections, plan: &mut Plan) {
        for said in std::mem::take(&mut self.more) {
            self.say(said);
        }
        let below = std::mem::take(&mut self.levels);
        plan.sections = sections.into_list();
        self.add_levels(levels_of_sections(plan));
        self.add_levels(below);
        plan.levels = self.levels;
        let item_id = |at: usize| format!("i{}", at + 1);
        let numbered = |letter: char, at: usize| format!("{letter}{}", at + 1);
        plan.items = self
            .items
            .into_iter()
            .enumerate()
            .map(|(at, found)| Item {
                id: item_id(at),
                section: found.section.map(sections::id),
                parent: found.parent.map(item_id),
                ..found.item
            })
            .collect();
        plan.evaluations = self
            .evaluations
            .into_iter()
            .map(|(item, evaluation)| Evaluation {
                item: item_id(item),
                ..evaluation
            })
            .collect();
        plan.indicators = self
            .indicators
            .into_iter()
            .enumerate()
            .map(|(at, (item, indicator))| Indicator {
                id: numbered('k', at),
                item: item.map(item_id),
                ..indicator
            })
            .collect();
        plan.effects = self
            .effects
            .into_iter()
            .enumerate()
            .map(|(at, effect)| Effect {
                id: numbered('e', at),
                ..effect
            })
            .collect();
        plan.crosswalk = self
            .crosswalk
            .into_iter()
            .enumerate()
            .map(|(at, edge)| Edge {
                id: numbered('x', at),
                ..edge
            })
            .collect();
        plan.stated_amounts = self.stated_amounts;
        plan.progress = self.progress;
        plan.scales = self.scales;
    }
}

/// The names of levels that the labels of sections bear, the highest first.
fn levels_of_sections(plan: &Plan) -> Vec<String> {
    let mut names: Vec<(u8, &str)> = Vec::new();
    for section in plan.sections.iter().filter(|s| !s.level.is_empty()) {
        if !names.iter().any(|(_, n)| *n == section.level) {
            names.push((section.depth, &section.level));
        }
    }
    names.sort_by_key(|(depth, _)| *depth);
    names.into_iter().map(|(_, name)| name.to_owned()).collect()
}
