//! Single readings that a person corrected by choosing: where an item belongs, who leads it, what a
//! row is not, what an amount claims to be, which years the plan spans.
//!
//! Corrections are kept beside the document that waits, by what was read, and applied anew each
//! time; the document itself is never touched. Not here: which kinds are taken at all (`choice`).

use std::collections::{BTreeMap, BTreeSet, HashSet};

use gyokaku_core::editing::{Act, Anchor, apply};
use gyokaku_core::effect::EffectKind;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::part::Kind;
use gyokaku_core::plan::{Period, Plan};

use crate::form::FormData;

/// What can be corrected row by row.
pub(crate) const LISTS: [Kind; 5] = [
    Kind::Item,
    Kind::Progress,
    Kind::Effect,
    Kind::Edge,
    Kind::Indicator,
];

/// The list of a word of the form.
pub(crate) fn list(word: &str) -> Option<Kind> {
    Kind::named(word).filter(|kind| LISTS.contains(kind))
}

/// The kinds of an amount, with their words in the form.
pub(crate) const KINDS: [EffectKind; 3] = [EffectKind::Plan, EffectKind::Actual, EffectKind::Forecast];

/// What was corrected of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ItemFix {
    /// The section it belongs to, by provisional identity.
    pub(crate) section: Option<String>,
    /// Whether leads and supports change places.
    pub(crate) swapped: bool,
}

/// All that was corrected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fixes {
    items: BTreeMap<usize, ItemFix>,
    out: BTreeSet<(Kind, usize)>,
    /// What was not taken and is kept as a note, by its number.
    kept: BTreeSet<usize>,
    kinds: BTreeMap<String, EffectKind>,
    /// The period that was chosen; the one read where nothing was chosen.
    period: Option<Option<Period>>,
}

/// A year of a form; none for "not stated".
fn year(text: Option<&str>) -> Option<FiscalYear> {
    text?.parse().ok().and_then(FiscalYear::new)
}

impl Fixes {
    /// Takes over what a form says of the rows that it showed.
    pub(crate) fn update_from(&mut self, form: &FormData, plan: &Plan) {
        if let Some(list) = form.get("fix_list").and_then(list) {
            let number = |name: &str| form.get(name).and_then(|n| n.parse::<usize>().ok());
            let (first, end) = (number("fix_first").unwrap_or(0), number("fix_end").unwrap_or(0));
            for n in first..end.min(list.count(plan)) {
                if form.has(&format!("f{n}")) {
                    self.out.remove(&(list, n));
                } else {
                    self.out.insert((list, n));
                }
                let Some(item) = plan.items.get(n).filter(|_| list == Kind::Item) else {
                    continue;
                };
                let fix = ItemFix {
                    section: form
                        .get(&format!("f{n}_section"))
                        .filter(|id| item.section.as_deref() != Some(*id) && plan.section(id).is_some())
                        .map(str::to_owned),
                    swapped: form.has(&format!("f{n}_swap")),
                };
                if fix == ItemFix::default() {
                    self.items.remove(&n);
                } else {
                    self.items.insert(n, fix);
                }
            }
        }
        for (n, vintage) in gyokaku_core::effect::vintages(&plan.effects)
            .into_iter()
            .enumerate()
        {
            let Some(word) = form.get(&format!("v{n}")) else {
                continue;
            };
            let is_read = |kind: EffectKind| {
                let mut of = plan.effects.iter().filter(|e| e.vintage == vintage);
                of.all(|e| e.kind == kind)
            };
            match KINDS.into_iter().find(|kind| kind.key() == word) {
                Some(kind) if !is_read(kind) => self.kinds.insert(vintage.to_owned(), kind),
                _ => self.kinds.remove(vintage),
            };
        }
        if form.has("from") || form.has("to") {
            let chosen = match (year(form.get("from")), year(form.get("to"))) {
                (Some(from), Some(to)) => Some(Period { from, to }),
                (Some(one), None) | (None, Some(one)) => Some(Period { from: one, to: one }),
                (None, None) => None,
            };
            self.period = Some(chosen).filter(|chosen| *chosen != plan.period);
        }
    }

    /// Takes over what a form says of the lines that were not taken and that it showed; there are `all` of them.
    pub(crate) fn keep_from(&mut self, form: &FormData, all: usize) {
        let number = |name: &str| form.get(name).and_then(|n| n.parse::<usize>().ok());
        let (first, end) = (number("left_first").unwrap_or(0), number("left_end").unwrap_or(0));
        for n in first..end.min(all) {
            if form.has(&format!("n{n}")) {
                self.kept.insert(n);
            } else {
                self.kept.remove(&n);
            }
        }
    }

    /// Whether what was not taken is kept as a note.
    pub(crate) fn is_kept(&self, n: usize) -> bool {
        self.kept.contains(&n)
    }

    /// What does not go together, in words for the person.
    pub(crate) fn wrong(&self) -> Option<String> {
        let period = self.period.flatten()?;
        (period.from > period.to)
            .then(|| "期間の終わりが始まりより前です。どちらかを選び直してください。".to_owned())
    }

    /// The period that is taken.
    pub(crate) fn period(&self, plan: &Plan) -> Option<Period> {
        self.period.unwrap_or(plan.period)
    }

    /// The kind chosen for a vintage.
    pub(crate) fn kind(&self, vintage: &str) -> Option<EffectKind> {
        self.kinds.get(vintage).copied()
    }

    /// What was corrected of an item, by its number in the document.
    pub(crate) fn item(&self, n: usize) -> Option<&ItemFix> {
        self.items.get(&n)
    }

    /// Whether a row is left out.
    pub(crate) fn is_out(&self, list: Kind, n: usize) -> bool {
        self.out.contains(&(list, n))
    }

    /// How many readings were corrected.
    pub(crate) fn count(&self) -> usize {
        self.items.len()
            + self.out.len()
            + self.kept.len()
            + self.kinds.len()
            + usize::from(self.period.is_some())
    }

    /// The plan as read, with what was corrected.
    pub(crate) fn apply(&self, plan: &mut Plan) {
        plan.period = self.period(plan);
        for effect in &mut plan.effects {
            if let Some(kind) = self.kinds.get(&effect.vintage) {
                effect.kind = *kind;
            }
        }
        let mut moved = Vec::new();
        for (n, fix) in &self.items {
            let Some(item) = plan.items.get_mut(*n) else {
                continue;
            };
            if fix.swapped {
                std::mem::swap(&mut item.departments.lead, &mut item.departments.support);
            }
            if let Some(section) = &fix.section {
                moved.push((item.id.clone(), section.clone()));
            }
        }
        let gone: HashSet<String> = plan
            .items
            .iter()
            .enumerate()
            .filter(|(n, _)| self.is_out(Kind::Item, *n))
            .map(|(_, item)| item.id.clone())
            .collect();
        retain(&mut plan.progress, |n| !self.is_out(Kind::Progress, n));
        retain(&mut plan.effects, |n| !self.is_out(Kind::Effect, n));
        retain(&mut plan.crosswalk, |n| !self.is_out(Kind::Edge, n));
        retain(&mut plan.indicators, |n| !self.is_out(Kind::Indicator, n));
        if !gone.is_empty() {
            plan.items.retain(|i| !gone.contains(&i.id));
            // What stood below a row that is none stays, on its own.
            for item in &mut plan.items {
                item.parent = item.parent.take().filter(|parent| !gone.contains(parent));
            }
            plan.evaluations.retain(|e| !gone.contains(&e.item));
            plan.indicators
                .retain(|k| k.item.as_ref().is_none_or(|item| !gone.contains(item)));
        }
        for (id, section) in moved {
            let to_the_end = Act::MoveItem {
                id,
                section: Some(section),
                parent: None,
                at: Anchor::Last,
            };
            // A section that the plan has not moves nothing.
            let _moved = apply(plan, &to_the_end);
        }
    }
}

fn retain<T>(rows: &mut Vec<T>, keeps: impl Fn(usize) -> bool) {
    let mut n = 0;
    rows.retain(|_| {
        n += 1;
        keeps(n - 1)
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use gyokaku_core::plan::{Item, Section};

    fn plan() -> Plan {
        let section = |id: &str| Section {
            id: id.into(),
            ..Section::default()
        };
        let item = |id: &str, section: &str, parent: Option<&str>| Item {
            id: id.into(),
            section: Some(section.into()),
            parent: parent.map(Into::into),
            ..Item::default()
        };
        Plan {
            sections: vec![section("a"), section("b")],
            items: vec![
                item("1", "a", None),
                item("1-1", "a", Some("1")),
                item("2", "a", None),
                item("3", "b", None),
            ],
            ..Plan::default()
        }
    }

    fn form(words: &[(&str, &str)]) -> FormData {
        words
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn an_item_moves_with_what_stands_below_it() {
        let mut fixes = Fixes::default();
        let shown = [
            ("fix_list", "items"),
            ("fix_first", "0"),
            ("fix_end", "3"),
            ("f0", "on"),
            ("f1", "on"),
        ];
        let mut words = shown.to_vec();
        words.extend([("f0_section", "b"), ("f1_section", "a"), ("f0_swap", "on")]);
        fixes.update_from(&form(&words), &plan());
        let mut taken = plan();
        taken.items[0].departments.lead = vec!["財政課".into()];
        fixes.apply(&mut taken);
        let order: Vec<_> = taken
            .items
            .iter()
            .map(|i| (i.id.as_str(), i.section.as_deref()))
            .collect();
        assert_eq!(order, [("3", Some("b")), ("1", Some("b")), ("1-1", Some("b"))]);
        assert_eq!(taken.items[1].departments.support, ["財政課"]);
        assert_eq!(fixes.count(), 2, "one item corrected, one row left out");
        fixes.update_from(
            &form(&[
                ("fix_list", "items"),
                ("fix_first", "2"),
                ("fix_end", "3"),
                ("f2", "on"),
            ]),
            &plan(),
        );
        assert_eq!(fixes.count(), 1, "what was not shown stays as it was chosen");
    }

    #[test]
    fn what_stands_below_a_row_that_is_none_stays() {
        let mut fixes = Fixes::default();
        fixes.update_from(
            &form(&[("fix_list", "items"), ("fix_first", "0"), ("fix_end", "1")]),
            &plan(),
        );
        let mut taken = plan();
        fixes.apply(&mut taken);
        assert_eq!((taken.items.len(), &taken.items[0].parent), (3, &None));
    }

    #[test]
    fn only_another_kind_than_the_one_read_is_a_correction() {
        let mut plan = plan();
        plan.effects.push(gyokaku_core::effect::Effect {
            id: "e".into(),
            vintage: "策定時".into(),
            on: None,
            path: Vec::new(),
            fiscal_year: None,
            kind: EffectKind::Plan,
            amount: gyokaku_core::money::Yen(1),
            duration: gyokaku_core::effect::Duration::Unsaid,
            source: gyokaku_core::effect::Source::Unsaid,
            corrects: None,
            at: gyokaku_core::document::Place::NOWHERE,
        });
        let mut fixes = Fixes::default();
        fixes.update_from(&form(&[("v0", "plan")]), &plan);
        assert_eq!(fixes.count(), 0);
        fixes.update_from(&form(&[("v0", "actual")]), &plan);
        assert_eq!(fixes.count(), 1);
        fixes.apply(&mut plan);
        assert_eq!(plan.effects[0].kind, EffectKind::Actual);
    }

    #[test]
    fn a_period_that_ends_before_it_begins_is_said() {
        let mut fixes = Fixes::default();
        fixes.update_from(&form(&[("from", "2025"), ("to", "2021")]), &plan());
        assert!(fixes.wrong().is_some());
        fixes.update_from(&form(&[("from", "2021"), ("to", "2025")]), &plan());
        assert_eq!(
            (fixes.wrong(), fixes.period(&plan()).map(|p| p.to.western())),
            (None, Some(2025))
        );
    }
}
