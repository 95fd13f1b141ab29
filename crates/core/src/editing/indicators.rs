//! Indicators by hand: adding, naming, measuring, removing.
//!
//! Invariant: no value is written over that its writer has not seen, and no unit is changed under values that were
//! measured in it. Not here: what a value is (`crate::indicator`).

use super::act::{Done, blank};
use super::refusal::Refusal;
use crate::fiscal_year::FiscalYear;
use crate::indicator::{Direction, Indicator, IndicatorValue, Measured, ValueKind};
use crate::plan::{Item, Plan};
use crate::text::fold;

/// What an indicator says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorHead {
    /// The name.
    pub name: String,
    /// The unit.
    pub unit: String,
    /// Which way is better.
    pub direction: Direction,
    /// The item that it belongs to.
    pub item: Option<String>,
}

/// An indicator that is added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewIndicator {
    /// Its identity.
    pub id: String,
    /// What it says of itself.
    pub head: IndicatorHead,
    /// Values for all years: its limits.
    pub limits: Vec<(ValueKind, Measured)>,
}

/// What an indicator is to say of itself, and what its writer saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadWrite {
    /// Its identity.
    pub id: String,
    /// What was seen.
    pub seen: IndicatorHead,
    /// What shall be there.
    pub head: IndicatorHead,
}

/// A value to be written; none for a blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueWrite {
    /// The identity of the indicator.
    pub id: String,
    /// What it is.
    pub kind: ValueKind,
    /// The fiscal year; none for a value of all years.
    pub fiscal_year: Option<FiscalYear>,
    /// The unit in which it was measured.
    pub unit: String,
    /// What was seen, as [`Measured::text`] gives it; empty for a blank.
    pub seen: String,
    /// What shall be there.
    pub value: Option<Measured>,
}

/// What is written of indicators at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indicators {
    /// What they say of themselves.
    pub heads: Vec<HeadWrite>,
    /// Their values.
    pub values: Vec<ValueWrite>,
}

/// How many indicators a plan may have.
const MOST: usize = 500;

impl IndicatorHead {
    /// What an indicator says of itself.
    pub fn of(indicator: &Indicator) -> Self {
        IndicatorHead {
            name: indicator.name.clone(),
            unit: indicator.unit.clone(),
            direction: indicator.direction,
            item: indicator.item.clone(),
        }
    }

    fn checked(&self, plan: &Plan) -> Result<(), Refusal> {
        if self.name.trim().is_empty() {
            return Err(Refusal::NoTitle);
        }
        match self.item.as_deref().is_some_and(|id| plan.item(id).is_none()) {
            true => Err(Refusal::Gone),
            false => Ok(()),
        }
    }

    /// As the history tells it.
    fn words(&self, plan: &Plan) -> String {
        let item = self
            .item
            .as_deref()
            .and_then(|id| plan.item(id))
            .map(Item::called);
        let parts = [
            self.name.as_str(),
            &format!("単位：{}", self.unit),
            self.direction.label(),
            item.as_deref().unwrap_or_default(),
        ];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join("、")
    }
}

fn find_mut<'a>(plan: &'a mut Plan, id: &str) -> Result<&'a mut Indicator, Refusal> {
    plan.indicators
        .iter_mut()
        .find(|k| k.id == id)
        .ok_or(Refusal::Gone)
}

/// Adds indicators after the others.
pub(super) fn add(plan: &mut Plan, new: &[NewIndicator]) -> Result<Done, Refusal> {
    let (mut names, mut details) = (Vec::new(), Vec::new());
    for NewIndicator { id, head, limits } in new {
        head.checked(plan)?;
        let same = |k: &Indicator| fold(&k.name) == fold(&head.name) && k.item == head.item;
        if plan.indicators.iter().any(same) {
            return Err(Refusal::KnownIndicator(head.name.clone()));
        }
        if plan.indicators.len() >= MOST {
            return Err(Refusal::TooManyIndicators);
        }
        let limit = |(kind, measured): &(ValueKind, Measured)| IndicatorValue {
            fiscal_year: None,
            kind: *kind,
            number: measured.number,
            fraction: measured.fraction,
            at: Default::default(),
        };
        names.push(head.name.clone());
        details.push(("指標".to_owned(), None, Some(head.words(plan))));
        plan.indicators.push(Indicator {
            id: id.clone(),
            item: head.item.clone(),
            name: head.name.trim().to_owned(),
            unit: head.unit.trim().to_owned(),
            direction: head.direction,
            values: limits.iter().map(limit).collect(),
        });
    }
    Ok(Done::of(names.join("、"), details))
}

/// Writes what indicators say of themselves, and their values; all of it or nothing.
pub(super) fn write(plan: &mut Plan, written: &Indicators) -> Result<Done, Refusal> {
    let mut details = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for HeadWrite { id, seen, head } in &written.heads {
        head.checked(plan)?;
        let before = IndicatorHead::of(find_mut(plan, id)?);
        if before == *head {
            continue;
        }
        if before != *seen {
            return Err(Refusal::AsItIs);
        }
        let same = |k: &Indicator| k.id != *id && fold(&k.name) == fold(&head.name) && k.item == head.item;
        if plan.indicators.iter().any(same) {
            return Err(Refusal::KnownIndicator(head.name.clone()));
        }
        let (old, new) = (before.words(plan), head.words(plan));
        let indicator = find_mut(plan, id)?;
        if fold(&before.unit) != fold(&head.unit) && indicator.values.iter().any(|v| v.number.is_some()) {
            return Err(Refusal::MeasuredOtherwise(before.name));
        }
        indicator.name = head.name.trim().to_owned();
        indicator.unit = head.unit.trim().to_owned();
        indicator.direction = head.direction;
        indicator.item.clone_from(&head.item);
        names.push(indicator.name.clone());
        details.push(("指標".to_owned(), Some(old), Some(new)));
    }
    let style = plan.year_style;
    for write in &written.values {
        let indicator = find_mut(plan, &write.id)?;
        // What was measured in one unit is no value in another, which somebody may have chosen meanwhile.
        if fold(&indicator.unit) != fold(&write.unit) {
            return Err(Refusal::AsItIs);
        }
        let is_it = |v: &IndicatorValue| v.kind == write.kind && v.fiscal_year == write.fiscal_year;
        let at = indicator.values.iter().position(is_it);
        let stands = at.map(|at| indicator.values[at].measured());
        if stands == write.value {
            continue;
        }
        let old = stands.map(Measured::text).unwrap_or_default();
        if old != write.seen {
            return Err(Refusal::AsItIs);
        }
        match (at, write.value) {
            (Some(at), Some(measured)) => {
                let value = &mut indicator.values[at];
                (value.number, value.fraction) = (measured.number, measured.fraction);
                value.at = Default::default();
            }
            (Some(at), None) => {
                indicator.values.remove(at);
            }
            (None, Some(measured)) => {
                indicator.values.push(IndicatorValue {
                    fiscal_year: write.fiscal_year,
                    kind: write.kind,
                    number: measured.number,
                    fraction: measured.fraction,
                    at: Default::default(),
                });
                indicator.values.sort_by_key(|v| (v.fiscal_year, v.kind));
            }
            (None, None) => {}
        }
        let year = write.fiscal_year.map(|year| format!("（{}）", year.show(style)));
        let label = format!(
            "{} {}{}",
            indicator.name,
            write.kind.label(),
            year.unwrap_or_default()
        );
        let new = write.value.map(Measured::text).unwrap_or_default();
        if !names.contains(&indicator.name) {
            names.push(indicator.name.clone());
        }
        details.push((label, blank(old), blank(new)));
    }
    let name = match names.len() {
        0 => plan.title.clone(),
        1..=3 => names.join("、"),
        many => format!("指標{many}件"),
    };
    Ok(Done::of(name, details))
}

/// Removes an indicator of which nothing was measured.
pub(super) fn remove(plan: &mut Plan, id: &str) -> Result<Done, Refusal> {
    let indicator = find_mut(plan, id)?;
    let is_measured = |v: &IndicatorValue| v.kind == ValueKind::Actual && v.number.is_some();
    if indicator.values.iter().any(is_measured) {
        return Err(Refusal::Measured);
    }
    let head = IndicatorHead::of(indicator);
    plan.indicators.retain(|k| k.id != id);
    Ok(Done::of(
        head.name.clone(),
        vec![("指標".to_owned(), Some(head.words(plan)), None)],
    ))
}

#[cfg(test)]
mod tests {
    use super::super::act::{Act, Back, apply};
    use super::super::sample::{item, section};
    use super::*;

    fn plan() -> Plan {
        Plan {
            sections: vec![section("a", None, 0)],
            items: vec![item("x", "a", None)],
            ..Plan::default()
        }
    }

    fn head(name: &str, unit: &str) -> IndicatorHead {
        IndicatorHead {
            name: name.into(),
            unit: unit.into(),
            direction: Direction::Up,
            item: Some("x".into()),
        }
    }

    fn new(id: &str, name: &str) -> NewIndicator {
        NewIndicator {
            id: id.into(),
            head: head(name, "%"),
            limits: Vec::new(),
        }
    }

    fn value(kind: ValueKind, western: Option<i16>, seen: &str, text: &str) -> ValueWrite {
        ValueWrite {
            id: "k".into(),
            kind,
            fiscal_year: western.and_then(FiscalYear::new),
            unit: "%".into(),
            seen: seen.into(),
            value: Measured::read(text, "%").expect("a value"),
        }
    }

    #[test]
    fn values_are_written_over_what_was_seen() {
        let mut plan = plan();
        apply(&mut plan, &Act::AddIndicators(vec![new("k", "収納率")])).expect("added");
        let again = apply(&mut plan, &Act::AddIndicators(vec![new("l", "収納率 ")]));
        assert!(matches!(again, Err(Refusal::KnownIndicator(_))), "{again:?}");
        let write = |values: Vec<ValueWrite>| {
            Act::WriteIndicators(Indicators {
                values,
                ..Indicators::default()
            })
        };
        let both = write(vec![
            value(ValueKind::Actual, Some(2025), "", "97.1"),
            value(ValueKind::Target, None, "", "98"),
        ]);
        let done = apply(&mut plan, &both).expect("written");
        assert_eq!(done.details.len(), 2);
        assert_eq!(plan.indicators[0].standing().map(|s| s.met), Some(false));
        let unseen = write(vec![value(ValueKind::Actual, Some(2025), "", "99")]);
        assert_eq!(apply(&mut plan, &unseen), Err(Refusal::AsItIs));
        let seen = write(vec![value(ValueKind::Actual, Some(2025), "97.1", "99")]);
        let done = apply(&mut plan, &seen).expect("written");
        assert_eq!(plan.indicators[0].standing().map(|s| s.met), Some(true));
        let Back::By(back) = done.back else {
            panic!("there is a way back")
        };
        apply(&mut plan, &back).expect("undone");
        assert_eq!(plan.indicators[0].standing().map(|s| s.met), Some(false));
    }

    #[test]
    fn a_unit_stays_under_what_was_measured_in_it() {
        let mut plan = plan();
        apply(&mut plan, &Act::AddIndicators(vec![new("k", "収納率")])).expect("added");
        let rename = |from: IndicatorHead, to: IndicatorHead| {
            Act::WriteIndicators(Indicators {
                heads: vec![HeadWrite {
                    id: "k".into(),
                    seen: from,
                    head: to,
                }],
                ..Indicators::default()
            })
        };
        apply(&mut plan, &rename(head("収納率", "%"), head("収納額", "円")))
            .expect("nothing is measured yet");
        let stale = apply(&mut plan, &rename(head("収納率", "%"), head("別名", "円")));
        assert_eq!(stale, Err(Refusal::AsItIs));
        let measured = Act::WriteIndicators(Indicators {
            values: vec![ValueWrite {
                unit: "円".into(),
                value: Measured::read("5", "円").expect("a value"),
                ..value(ValueKind::Actual, Some(2025), "", "")
            }],
            ..Indicators::default()
        });
        apply(&mut plan, &measured).expect("measured");
        let other = apply(&mut plan, &rename(head("収納額", "円"), head("収納額", "千円")));
        assert!(matches!(other, Err(Refusal::MeasuredOtherwise(_))), "{other:?}");
        apply(&mut plan, &rename(head("収納額", "円"), head("税の収納額", "円"))).expect("a new name");
        assert_eq!(
            apply(&mut plan, &Act::RemoveIndicator("k".into())),
            Err(Refusal::Measured)
        );
        let gone = IndicatorHead {
            item: Some("none".into()),
            ..head("税の収納額", "円")
        };
        assert_eq!(
            apply(&mut plan, &rename(head("税の収納額", "円"), gone)),
            Err(Refusal::Gone)
        );
    }
}
