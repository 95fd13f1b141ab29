//! Amounts written into the ledger by hand: a first one, another one in its place, or that there is none.
//!
//! Invariant: no entry is changed; what replaces or takes back another says why.

use std::collections::HashMap;

use super::act::Done;
use super::refusal::Refusal;
use crate::document::Place;
use crate::effect::{Correction, Duration, Effect, EffectKind, Owner, Source, in_force, titles};
use crate::fiscal_year::FiscalYear;
use crate::money::Yen;
use crate::plan::Plan;

/// Amounts of one occasion and one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amounts {
    /// The occasion: 策定時, 令和8年度時点.
    pub vintage: String,
    /// What they claim to be.
    pub kind: EffectKind,
    /// How they count beyond their years.
    pub duration: Duration,
    /// Where they come from.
    pub source: Source,
    /// Why amounts that are stated already are others now; needed where there are any.
    pub reason: String,
    /// The amounts.
    pub cells: Vec<AmountCell>,
}

/// An amount of a part in a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmountCell {
    /// The identity of the entry that it makes.
    pub id: String,
    /// The section or item.
    pub on: Owner,
    /// The fiscal year.
    pub year: FiscalYear,
    /// What the writer saw; none for no amount.
    pub seen: Option<Yen>,
    /// What it shall be; none for no amount.
    pub new: Option<Yen>,
}

/// What stands for a part in a year: no entry, one, or several that no single amount can replace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Nothing is stated.
    Nothing,
    /// One amount is stated.
    One(&'a Effect),
    /// Several entries of one part and year.
    Several,
}

/// What stands of one occasion and one kind, by part and year.
#[derive(Clone, Debug, Default)]
pub struct Standings<'a>(HashMap<(&'a Owner, FiscalYear), Standing<'a>>);

impl<'a> Standings<'a> {
    /// Of the amounts in force of a plan.
    pub fn of(plan: &'a Plan, vintage: &str, kind: EffectKind) -> Self {
        let mut found = HashMap::new();
        let own = in_force(&plan.effects).filter(|e| e.vintage == vintage && e.kind == kind);
        for entry in own {
            if let (Some(on), Some(year)) = (&entry.on, entry.fiscal_year) {
                found
                    .entry((on, year))
                    .and_modify(|standing| *standing = Standing::Several)
                    .or_insert(Standing::One(entry));
            }
        }
        Self(found)
    }

    /// What stands for a part in a year.
    pub fn at(&self, on: &Owner, year: FiscalYear) -> Standing<'a> {
        self.0.get(&(on, year)).copied().unwrap_or(Standing::Nothing)
    }
}

pub(super) fn write(plan: &mut Plan, amounts: &Amounts) -> Result<Done, Refusal> {
    let vintage = amounts.vintage.trim();
    if vintage.is_empty() {
        return Err(Refusal::NoVintage);
    }
    let (mut new, mut details) = (Vec::new(), Vec::new());
    let now = Standings::of(plan, vintage, amounts.kind);
    for cell in &amounts.cells {
        let is_there = match &cell.on {
            Owner::Section(id) => plan.section(id).is_some(),
            Owner::Item(id) => plan.item(id).is_some(),
        };
        if !is_there {
            return Err(Refusal::Gone);
        }
        let stands = match now.at(&cell.on, cell.year) {
            Standing::Nothing => None,
            Standing::One(entry) => Some(entry),
            Standing::Several => return Err(Refusal::AsItIs),
        };
        let amount = stands.map(|entry| entry.amount);
        // Where nothing is said of how it counts, it counts as what it replaces.
        let (mut duration, mut source) = (amounts.duration, amounts.source);
        if let Some(entry) = stands {
            if duration == Duration::Unsaid {
                duration = entry.duration;
            }
            if source == Source::Unsaid {
                source = entry.source;
            }
        }
        let is_same = stands.is_none_or(|entry| (entry.duration, entry.source) == (duration, source));
        if amount == cell.new && (is_same || cell.new.is_none()) {
            continue;
        }
        if amount != cell.seen {
            return Err(Refusal::AsItIs);
        }
        let corrects = match stands {
            None => None,
            Some(_) if amounts.reason.trim().is_empty() => return Err(Refusal::NoReason),
            Some(entry) => Some(Correction {
                entry: entry.id.clone(),
                reason: amounts.reason.trim().to_owned(),
                withdraws: cell.new.is_none(),
            }),
        };
        let mut entry = Effect {
            id: cell.id.clone(),
            vintage: vintage.to_owned(),
            on: Some(cell.on.clone()),
            path: Vec::new(),
            fiscal_year: Some(cell.year),
            kind: amounts.kind,
            amount: cell.new.unwrap_or_default(),
            duration,
            source,
            corrects,
            at: Place::default(),
        };
        entry.path = titles(plan, &entry);
        let title = entry.path.last().cloned().unwrap_or_default();
        let yen = |amount: Option<Yen>| amount.map(Yen::mixed);
        details.push((
            format!("{title}（{}）", cell.year.show(plan.year_style)),
            yen(amount),
            yen(cell.new),
        ));
        new.push(entry);
    }
    let count = new.len();
    plan.effects.extend(new);
    Ok(Done::of(
        format!("{vintage}（{}）{count}件", amounts.kind.label()),
        details,
    ))
}

#[cfg(test)]
mod tests {
    use super::super::act::{Act, apply};
    use super::*;
    use crate::plan::Item;

    fn year() -> FiscalYear {
        FiscalYear::new(2026).expect("a year")
    }

    fn cell(id: &str, seen: Option<i64>, new: Option<i64>) -> AmountCell {
        AmountCell {
            id: id.into(),
            on: Owner::Item("i".into()),
            year: year(),
            seen: seen.map(Yen),
            new: new.map(Yen),
        }
    }

    fn act(reason: &str, cells: Vec<AmountCell>) -> Act {
        Act::WriteAmounts(Amounts {
            vintage: "策定時".into(),
            kind: EffectKind::Plan,
            duration: Duration::Continuing,
            source: Source::Revenue,
            reason: reason.into(),
            cells,
        })
    }

    #[test]
    fn an_amount_is_stated_corrected_and_taken_back() {
        let mut plan = Plan {
            items: vec![Item {
                id: "i".into(),
                title: "広告収入".into(),
                ..Item::default()
            }],
            ..Plan::default()
        };
        apply(&mut plan, &act("", vec![cell("a", None, Some(950))])).expect("stated");
        assert_eq!(
            apply(&mut plan, &act(" ", vec![cell("b", Some(950), Some(900))])),
            Err(Refusal::NoReason)
        );
        assert_eq!(
            apply(&mut plan, &act("誤り", vec![cell("b", Some(1), Some(900))])),
            Err(Refusal::AsItIs),
            "somebody else wrote meanwhile"
        );
        let done = apply(&mut plan, &act("誤り", vec![cell("b", Some(950), Some(900))])).expect("corrected");
        assert_eq!(done.details[0].0, "広告収入（令和8年度）");
        let amounts = |plan: &Plan| in_force(&plan.effects).map(|e| e.amount.0).collect::<Vec<_>>();
        assert_eq!(amounts(&plan), [900]);
        assert_eq!(plan.effects[0].amount, Yen(950), "the first entry stays");
        apply(&mut plan, &act("中止", vec![cell("c", Some(900), None)])).expect("taken back");
        assert!(amounts(&plan).is_empty());
        assert_eq!(plan.effects.len(), 3);
        // Another amount keeps how it counts; how it counts is corrected by itself.
        apply(&mut plan, &act("", vec![cell("x", None, Some(7))])).expect("stated");
        let counted = |duration, reason: &str, cell: AmountCell| {
            Act::WriteAmounts(Amounts {
                vintage: "策定時".into(),
                kind: EffectKind::Plan,
                duration,
                source: Source::Unsaid,
                reason: reason.into(),
                cells: vec![cell],
            })
        };
        apply(
            &mut plan,
            &counted(Duration::Unsaid, "誤り", cell("y", Some(7), Some(8))),
        )
        .expect("corrected");
        let last = |plan: &Plan| plan.effects.last().cloned().expect("an entry");
        assert_eq!(
            (last(&plan).duration, last(&plan).source),
            (Duration::Continuing, Source::Revenue)
        );
        let single = counted(Duration::SingleYear, "期間の誤り", cell("z", Some(8), Some(8)));
        apply(&mut plan, &single).expect("corrected");
        assert_eq!(last(&plan).duration, Duration::SingleYear);
        apply(&mut plan, &act("中止", vec![cell("w", Some(8), None)])).expect("taken back");
        let known = plan.effects.len();
        // The same again is nothing; a blank is not zero.
        apply(&mut plan, &act("", vec![cell("d", None, None)])).expect("nothing");
        assert_eq!(plan.effects.len(), known);
        apply(&mut plan, &act("", vec![cell("d", None, Some(0))])).expect("zero");
        assert_eq!(amounts(&plan), [0]);
        let mut nowhere = cell("e", None, Some(1));
        nowhere.on = Owner::Section("none".into());
        assert_eq!(apply(&mut plan, &act("", vec![nowhere])), Err(Refusal::Gone));
    }
}
