//! Proposing a change in mid-plan and deciding on it.
//!
//! Not here: what an amendment is (`crate::amendment`).

use super::act::{Anchor, Done, is_day_of_a_plan};
use super::field::{ItemField, Value};
use super::items::{self, NewItem};
use super::refusal::Refusal;
use crate::amendment::{Amendment, AmendmentKind, AmendmentState, Decision, MOST_OPEN, MOST_OPEN_OF_ITEM};
use crate::plan::Plan;

/// A decision on a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deciding {
    /// The proposal.
    pub id: String,
    /// The item that it is about.
    pub item: String,
    /// What becomes of it; anything but waiting.
    pub state: AmendmentState,
    /// How it was decided; none where it is taken back.
    pub decided: Option<Decision>,
    /// What the new texts of the proposal are as values, in its order.
    pub values: Vec<Value>,
}

/// Proposes something; nothing of the register changes by it.
pub(super) fn propose(plan: &mut Plan, proposed: &Amendment) -> Result<Done, Refusal> {
    let open = || plan.amendments.iter().filter(|known| known.is_open());
    let on_item = open().filter(|known| known.item == proposed.item).count();
    if open().count() >= MOST_OPEN || on_item >= MOST_OPEN_OF_ITEM {
        return Err(Refusal::TooMany);
    }
    if !proposed.is_open() || plan.amendments.iter().any(|known| known.id == proposed.id) {
        return Err(Refusal::AsItIs);
    }
    match proposed.kind {
        AmendmentKind::Add => {
            let section = proposed.section.as_deref();
            if section.is_some_and(|id| plan.section(id).is_none()) {
                return Err(Refusal::Gone);
            }
            let title = proposed.fields.iter().find(|f| f.field == ItemField::Title);
            if title.is_none_or(|title| title.new.trim().is_empty()) {
                return Err(Refusal::NoTitle);
            }
        }
        AmendmentKind::Change | AmendmentKind::Retire => {
            let item = plan.item(&proposed.item).ok_or(Refusal::Gone)?;
            if item.retired.is_some() {
                return Err(Refusal::AsItIs);
            }
            let is_blank =
                |f: &&crate::amendment::AmendedField| f.field == ItemField::Title && f.new.is_empty();
            if proposed.fields.iter().any(|f| is_blank(&f)) {
                return Err(Refusal::NoTitle);
            }
            if proposed.kind == AmendmentKind::Change && proposed.fields.iter().all(|f| f.old == f.new) {
                return Err(Refusal::NothingChanged);
            }
        }
    }
    if !is_day_of_a_plan(proposed.holds_from) {
        return Err(Refusal::OddDay);
    }
    if proposed.reason.is_empty() {
        return Err(Refusal::NoReason);
    }
    plan.amendments.push(proposed.clone());
    Ok(told(proposed, AmendmentState::Open))
}

fn told(amendment: &Amendment, state: AmendmentState) -> Done {
    let blank = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let fields = amendment.fields.iter();
    let fields = fields.map(|f| (f.field.label().to_owned(), blank(&f.old), blank(&f.new)));
    let head = [
        (
            amendment.kind.label().to_owned(),
            None,
            Some(state.label().to_owned()),
        ),
        ("理由".to_owned(), None, blank(&amendment.reason)),
    ];
    Done::of(amendment.name.clone(), head.into_iter().chain(fields).collect())
}

/// Decides on a proposal; what is approved is done at once, all of it or nothing.
pub(super) fn decide(plan: &mut Plan, deciding: &Deciding) -> Result<Done, Refusal> {
    let found = plan
        .amendments
        .iter()
        .position(|known| known.id == deciding.id && known.item == deciding.item);
    let at = found.ok_or(Refusal::Gone)?;
    let proposed = plan.amendments[at].clone();
    if !proposed.is_open() {
        return Err(Refusal::AsItIs);
    }
    if deciding.state == AmendmentState::Approved {
        carry_out(plan, &proposed, &deciding.values)?;
    }
    plan.amendments[at].state = deciding.state;
    plan.amendments[at].decided = deciding.decided.clone();
    Ok(told(&proposed, deciding.state))
}

fn carry_out(plan: &mut Plan, proposed: &Amendment, values: &[Value]) -> Result<(), Refusal> {
    // A value is what its text says, or it is none of this proposal.
    let mut blank = crate::plan::Item::default();
    for (wanted, value) in proposed.fields.iter().zip(values) {
        wanted.field.put(&mut blank, value.clone());
        if wanted.field.text(&blank) != wanted.new {
            return Err(Refusal::Unreadable);
        }
    }
    if values.len() != proposed.fields.len() {
        return Err(Refusal::Unreadable);
    }
    let fields = proposed.fields.iter().zip(values);
    if proposed.kind == AmendmentKind::Add {
        let new = NewItem {
            id: proposed.item.clone(),
            values: fields
                .map(|(wanted, value)| (wanted.field, value.clone()))
                .collect(),
        };
        items::add(plan, &new, (proposed.section.as_deref(), None), &Anchor::Last)?;
        return Ok(());
    }
    let item = plan.items.iter_mut().find(|item| item.id == proposed.item);
    let item = item.ok_or(Refusal::Gone)?;
    if item.retired.is_some() {
        return Err(Refusal::AsItIs);
    }
    for (wanted, value) in fields {
        if wanted.field.text(item) != wanted.old {
            return Err(Refusal::Moved);
        }
        wanted.field.put(item, value.clone());
    }
    if proposed.kind == AmendmentKind::Retire {
        items::retire(plan, &proposed.item, proposed.holds_from, &proposed.reason, &[])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::act::{Act, apply};
    use super::*;
    use crate::amendment::AmendedField;
    use crate::plan::Item;

    fn plan() -> Plan {
        Plan {
            items: vec![Item {
                id: "x".into(),
                title: "使用料の見直し".into(),
                target: Some("年に30件".into()),
                ..Item::default()
            }],
            ..Plan::default()
        }
    }

    fn day(text: &str) -> time::Date {
        crate::round::day(text).expect("a day")
    }

    fn proposal(kind: AmendmentKind, fields: &[(ItemField, &str, &str)]) -> Amendment {
        Amendment {
            id: "p".into(),
            kind,
            item: if kind == AmendmentKind::Add { "n" } else { "x" }.into(),
            name: "使用料の見直し".into(),
            section: None,
            fields: fields
                .iter()
                .map(|(field, old, new)| AmendedField {
                    field: *field,
                    old: (*old).into(),
                    new: (*new).into(),
                })
                .collect(),
            reason: "利用の増加".into(),
            holds_from: day("2027-04-01"),
            proposed_on: day("2026-11-28"),
            proposed_by: "企画課".into(),
            state: AmendmentState::Open,
            decided: None,
        }
    }

    fn approving(values: &[&str]) -> Act {
        of("x", values)
    }

    fn of(item: &str, values: &[&str]) -> Act {
        Act::Decide(Deciding {
            id: "p".into(),
            item: item.into(),
            state: AmendmentState::Approved,
            decided: Some(Decision {
                on: day("2026-12-20"),
                by: "行財政改革推進本部".into(),
                note: String::new(),
            }),
            values: values
                .iter()
                .map(|text| Value::Words(Some((*text).to_owned())))
                .collect(),
        })
    }

    fn proposed(plan: &mut Plan, amendment: Amendment) -> Result<Done, Refusal> {
        apply(plan, &Act::Propose(Box::new(amendment)))
    }

    #[test]
    fn a_proposal_changes_nothing_until_it_is_approved() {
        let mut plan = plan();
        let change = proposal(
            AmendmentKind::Change,
            &[(ItemField::Target, "年に30件", "年に40件")],
        );
        proposed(&mut plan, change).expect("proposed");
        assert_eq!(plan.items[0].target.as_deref(), Some("年に30件"));
        assert_eq!(
            apply(&mut plan, &approving(&["年に50件"])),
            Err(Refusal::Unreadable)
        );
        apply(&mut plan, &approving(&["年に40件"])).expect("approved");
        assert_eq!(plan.items[0].target.as_deref(), Some("年に40件"));
        assert!(plan.amendments[0].is_public());
        assert_eq!(apply(&mut plan, &approving(&["年に40件"])), Err(Refusal::AsItIs));
    }

    #[test]
    fn nobody_decides_on_words_that_have_changed() {
        let mut plan = plan();
        let change = proposal(
            AmendmentKind::Change,
            &[(ItemField::Target, "年に30件", "年に40件")],
        );
        proposed(&mut plan, change).expect("proposed");
        plan.items[0].target = Some("年に35件".into());
        let before = plan.clone();
        assert_eq!(apply(&mut plan, &approving(&["年に40件"])), Err(Refusal::Moved));
        assert_eq!(plan, before);
    }

    #[test]
    fn items_are_added_and_ended_by_a_decision() {
        let mut plan = plan();
        let untitled = proposal(AmendmentKind::Add, &[(ItemField::Target, "", "年に5件")]);
        assert_eq!(proposed(&mut plan, untitled), Err(Refusal::NoTitle));
        let add = proposal(AmendmentKind::Add, &[(ItemField::Title, "", "窓口の統合")]);
        proposed(&mut plan, add).expect("proposed");
        apply(&mut plan, &of("n", &["窓口の統合"])).expect("approved");
        assert_eq!(plan.items[1].title, "窓口の統合");
        let mut end = proposal(AmendmentKind::Retire, &[]);
        end.id = "q".into();
        proposed(&mut plan, end).expect("proposed");
        let Act::Decide(deciding) = approving(&[]) else {
            return;
        };
        let second = Act::Decide(Deciding {
            id: "q".into(),
            ..deciding
        });
        apply(&mut plan, &second).expect("approved");
        let retired = plan.items[0].retired.as_ref().map(|r| r.on);
        assert_eq!(retired, Some(day("2027-04-01")));
    }

    #[test]
    fn nothing_is_proposed_without_a_change_or_a_reason() {
        let mut plan = plan();
        let same = proposal(
            AmendmentKind::Change,
            &[(ItemField::Target, "年に30件", "年に30件")],
        );
        assert_eq!(proposed(&mut plan, same), Err(Refusal::NothingChanged));
        let mut silent = proposal(AmendmentKind::Retire, &[]);
        silent.reason.clear();
        assert_eq!(proposed(&mut plan, silent), Err(Refusal::NoReason));
        let mut elsewhere = proposal(AmendmentKind::Retire, &[]);
        elsewhere.item = "none".into();
        assert_eq!(proposed(&mut plan, elsewhere), Err(Refusal::Gone));
    }
}
