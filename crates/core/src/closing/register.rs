//! What the register takes over from an edition: grades, amounts, actual values of indicators.
//!
//! Grades replace those of the same item, year and evaluator. Amounts are new entries of the ledger:
//! nothing is overwritten, and what a correction changes is an entry that corrects the one before.

use std::collections::{HashMap, HashSet};

use super::{ENDED, UNEVALUATED};
use crate::document::Place;
use crate::edition::{Entry, evaluations};
use crate::effect::{Correction, Duration, Effect, EffectKind, Owner, Source, in_force};
use crate::fiscal_year::FiscalYear;
use crate::indicator::{Decimal, Indicator, IndicatorValue, ValueKind};
use crate::money::Yen;
use crate::plan::Plan;
use crate::progress::Evaluator;
use crate::round::field::{Field, decimal};

/// The edition that is corrected.
#[derive(Clone, Copy, Debug)]
pub struct Corrected<'a> {
    /// Its entries.
    pub entries: &'a [Entry],
    /// The vintage under which its amounts stand in the ledger.
    pub vintage: &'a str,
    /// Why it is corrected.
    pub reason: &'a str,
}

/// The plan with the year's grades, amounts and indicators. `vintage` names the occasion in the ledger;
/// a correction keeps to the one of the edition that it corrects.
pub fn taken_over(
    plan: &Plan,
    entries: &[Entry],
    year: FiscalYear,
    vintage: &str,
    corrected: Option<Corrected<'_>>,
    id: &mut dyn FnMut() -> String,
) -> Plan {
    let mut plan = plan.clone();
    let old = corrected.map_or(&[][..], |c| c.entries);
    grades(&mut plan, old, entries, year);
    indicators(&mut plan, old, entries, year);
    amounts(&mut plan, entries, year, vintage, corrected, id);
    plan
}

fn grades(plan: &mut Plan, old: &[Entry], new: &[Entry], year: FiscalYear) {
    // A scale of the office's own may grade so.
    let knows_ended = plan.scales.iter().any(|scale| scale.grade(ENDED).is_some());
    let given = |entries: &[Entry]| {
        let all = entries.iter().flat_map(|entry| evaluations(entry, year));
        all.filter(|e| e.grade != UNEVALUATED && (knows_ended || e.grade != ENDED))
            .collect::<Vec<_>>()
    };
    let new = given(new);
    let replaced: HashSet<(String, Evaluator)> = given(old)
        .into_iter()
        .chain(new.iter().cloned())
        .map(|e| (e.item, e.by))
        .collect();
    plan.evaluations
        .retain(|e| e.fiscal_year != Some(year) || !replaced.contains(&(e.item.clone(), e.by)));
    plan.evaluations.extend(new);
}

/// The values of indicators that answers state, by the identities of the indicators.
fn stated(entries: &[Entry]) -> HashMap<String, String> {
    let answers = entries.iter().flat_map(|entry| &entry.answers);
    let values = answers.flat_map(|answer| &answer.values);
    values
        .filter_map(|(field, value)| match field {
            Field::Indicator(id) => Some((id.clone(), value.clone())),
            _ => None,
        })
        .collect()
}

/// What the office typed for an indicator and a year, apart from any document and any edition.
fn typed(indicator: &Indicator, year: FiscalYear) -> Option<Decimal> {
    let of_the_year = |v: &&IndicatorValue| v.kind == ValueKind::Actual && v.fiscal_year == Some(year);
    let value = indicator.values.iter().find(of_the_year)?;
    value.number.filter(|_| value.at.is_nowhere())
}

/// An indicator of which the register says otherwise than an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypedOtherwise<'a> {
    /// The indicator.
    pub indicator: &'a Indicator,
    /// What the office typed into the register: it stays.
    pub typed: Decimal,
    /// What the answer says.
    pub answered: Decimal,
}

/// The indicators whose answers are not taken over, as the office typed another value.
pub fn typed_otherwise<'a>(plan: &'a Plan, entries: &[Entry], year: FiscalYear) -> Vec<TypedOtherwise<'a>> {
    let answers = stated(entries);
    let of = |indicator: &'a Indicator| {
        let typed = typed(indicator, year)?;
        let answered = answers.get(&indicator.id).and_then(|text| decimal(text))?;
        (typed != answered).then_some(TypedOtherwise {
            indicator,
            typed,
            answered,
        })
    };
    plan.indicators.iter().filter_map(of).collect()
}

fn indicators(plan: &mut Plan, old: &[Entry], new: &[Entry], year: FiscalYear) {
    let (old, new) = (stated(old), stated(new));
    for indicator in &mut plan.indicators {
        // A correction that the office typed is no value of an edition before.
        if typed(indicator, year).is_some() {
            continue;
        }
        let now = new.get(&indicator.id).and_then(|text| decimal(text));
        let before = old.get(&indicator.id).and_then(|text| decimal(text));
        // An answer that says what the edition before said leaves what was corrected in the register since.
        if now.is_none() && before.is_none() || now.is_some() && now == before && !old.is_empty() {
            let stands = indicator.number(ValueKind::Actual, Some(year));
            if now.is_none() || stands.is_some() {
                continue;
            }
        }
        let is_replaced = |v: &IndicatorValue| v.kind == ValueKind::Actual && v.fiscal_year == Some(year);
        let at = indicator.values.iter().position(is_replaced);
        indicator.values.retain(|value| !is_replaced(value));
        if let Some(number) = now {
            let value = IndicatorValue {
                fiscal_year: Some(year),
                kind: ValueKind::Actual,
                number: Some(number),
                fraction: None,
                at: Place::element(indicator.id.clone()),
            };
            let at = at.unwrap_or(indicator.values.len()).min(indicator.values.len());
            indicator.values.insert(at, value);
        }
    }
}

fn amounts(
    plan: &mut Plan,
    entries: &[Entry],
    year: FiscalYear,
    vintage: &str,
    corrected: Option<Corrected<'_>>,
    id: &mut dyn FnMut() -> String,
) {
    let old = corrected.map_or(&[][..], |c| c.entries);
    let vintage = corrected.map_or(vintage, |c| c.vintage);
    let (paths, old_paths) = (paths(entries), paths(old));
    let gone = old
        .iter()
        .filter(|entry| !paths.contains_key(entry.item.as_str()));
    for (entry, is_gone) in entries
        .iter()
        .map(|entry| (entry, false))
        .chain(gone.map(|entry| (entry, true)))
    {
        let key = entry.item.as_str();
        let Some(path) = paths.get(key).or_else(|| old_paths.get(key)) else {
            continue;
        };
        let on = plan.item(key).map(|item| Owner::Item(item.id.clone()));
        for (field, kind) in [
            (Field::EffectPlan, EffectKind::Plan),
            (Field::EffectActual, EffectKind::Actual),
        ] {
            let amount = if is_gone { None } else { entry.amount(&field) };
            let before = old_paths.get(key).unwrap_or(path);
            // An item that has left the plan is known by the titles that it had.
            let is_its_own = |e: &Effect| match &on {
                Some(owner) => e.on.as_ref() == Some(owner),
                None => e.on.is_none() && e.path == *before,
            };
            let known = in_force(&plan.effects)
                .find(|e| {
                    e.vintage == vintage && is_its_own(e) && e.fiscal_year == Some(year) && e.kind == kind
                })
                .map(|e| (e.id.clone(), e.amount));
            let reason = corrected.map_or("確定した額に改めました。", |c| c.reason);
            let (amount, corrects) = match (known, amount) {
                (None, None) => continue,
                (None, Some(amount)) => (amount, None),
                (Some((_, same)), Some(amount)) if same == amount => continue,
                // A ledger forgets nothing: that an amount is stated no more is an entry too.
                (Some((entry, _)), None) => {
                    let correction = Correction {
                        entry,
                        reason: format!("額の記載を取り消しました。{reason}"),
                        withdraws: true,
                    };
                    (Yen(0), Some(correction))
                }
                (Some((entry, _)), Some(amount)) => {
                    let correction = Correction {
                        entry,
                        reason: reason.to_owned(),
                        withdraws: false,
                    };
                    (amount, Some(correction))
                }
            };
            plan.effects.push(Effect {
                id: id(),
                vintage: vintage.to_owned(),
                on: on.clone(),
                path: path.clone(),
                fiscal_year: Some(year),
                kind,
                amount,
                duration: Duration::Unsaid,
                source: Source::Unsaid,
                corrects,
                at: Place::element(entry.item.clone()),
            });
        }
    }
}

/// The titles of the sections and of the item, by item; with its number where two would be the same.
fn paths(entries: &[Entry]) -> HashMap<&str, Vec<String>> {
    let mut used: HashSet<Vec<String>> = HashSet::new();
    let mut paths = HashMap::new();
    for entry in entries {
        let above: Vec<String> = entry.path.iter().map(|step| step.title.clone()).collect();
        let number = entry.number.as_ref().or(entry.serial.as_ref());
        let numbered = number.map_or(entry.title.clone(), |number| format!("{number} {}", entry.title));
        let names = [
            entry.title.clone(),
            numbered,
            format!("{}（{}）", entry.title, entry.item),
        ];
        for name in names {
            let path = [&above[..], &[name]].concat();
            if used.insert(path.clone()) {
                paths.insert(entry.item.as_str(), path);
                break;
            }
        }
    }
    paths
}
