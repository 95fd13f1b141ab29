//! The way back: what an act changed, as it was before and as it is after.
//!
//! It is taken from the register itself and not from the act, so that there is one way back for all acts. Invariant:
//! going back gives the very register that was there before, or it is refused because something that the act changed
//! has been changed since; what others wrote elsewhere meanwhile stays. What no document and no hand may take back (the
//! ledger of amounts, grades, decisions) has no way back.

use std::collections::{HashMap, HashSet};

use super::act::Done;
use super::items::has_history;
use super::refusal::Refusal;
use crate::appraisal::Appraisal;
use crate::council::{Council, Meeting};
use crate::crosswalk::Edge;
use crate::document::Place;
use crate::effect::Owner;
use crate::fiscal_year::YearStyle;
use crate::indicator::Indicator;
use crate::opinion::{Consultation, Opinion};
use crate::outlook::OutlookEntry;
use crate::plan::{Annotation, Frame, GlossaryNote, Item, Period, Plan, PlanVersion, Section};
use crate::review::Review;
use crate::suggestion::{Practice, Suggestion};

/// A value before and after; none where it is the same.
type Turn<T> = Option<Box<(T, T)>>;

/// An item before and after; none where it was not there.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ItemTurn {
    before: Option<Item>,
    after: Option<Item>,
}

/// An entry of a list that is known by an identity.
trait Known {
    fn id(&self) -> &str;
}

macro_rules! known {
    ($($kind:ty),+) => {
        $(impl Known for $kind {
            fn id(&self) -> &str {
                &self.id
            }
        })+
    };
}

known!(
    Council,
    Meeting,
    Consultation,
    Opinion,
    Suggestion,
    Practice,
    Appraisal
);

/// The entries of a list that an act changed, each by itself: what others did to other entries of it meanwhile stays.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Each<T>(Vec<EntryTurn<T>>);

/// An entry before and after; none where it was not there.
#[derive(Clone, Debug, PartialEq, Eq)]
struct EntryTurn<T> {
    id: String,
    before: Option<T>,
    after: Option<T>,
    /// The entries that stood before it, the nearest first, of one that went.
    behind: Vec<String>,
}

impl<T> Default for Each<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// How many of the entries before one that went are kept to find its place by.
const BEHIND: usize = 100;

impl<T: Known + Clone + PartialEq> Each<T> {
    fn between(before: &[T], after: &[T]) -> Self {
        if before == after {
            return Self::default();
        }
        fn by_id<T: Known>(list: &[T]) -> HashMap<&str, &T> {
            list.iter().map(|one| (one.id(), one)).collect()
        }
        let (old, new) = (by_id(before), by_id(after));
        // What comes back is put in one by one in the order in which it stood, so that what stood before it is there.
        let gone_or_changed = before.iter().enumerate().filter_map(|(at, one)| {
            let after = new.get(one.id()).map(|one| (*one).clone());
            (after.as_ref() != Some(one)).then(|| EntryTurn {
                id: one.id().to_owned(),
                before: Some(one.clone()),
                behind: match after {
                    Some(_) => Vec::new(),
                    None => {
                        let behind = before.iter().take(at).rev().take(BEHIND);
                        behind.map(|one| one.id().to_owned()).collect()
                    }
                },
                after,
            })
        });
        let added = after
            .iter()
            .filter(|one| !old.contains_key(one.id()))
            .map(|one| EntryTurn {
                id: one.id().to_owned(),
                before: None,
                after: Some(one.clone()),
                behind: Vec::new(),
            });
        Self(gone_or_changed.chain(added).collect())
    }

    fn go(&self, list: &mut Vec<T>) -> Result<(), Refusal> {
        for turn in &self.0 {
            let at = list.iter().position(|one| one.id() == turn.id);
            if at.and_then(|at| list.get(at)) != turn.after.as_ref() {
                return Err(Refusal::AsItIs);
            }
            match (at, &turn.before) {
                (Some(at), Some(before)) => list[at] = before.clone(),
                (Some(at), None) => {
                    list.remove(at);
                }
                (None, Some(before)) => {
                    let place = |id: &String| list.iter().position(|one| one.id() == id);
                    let at = turn.behind.iter().find_map(place).map_or(0, |at| at + 1);
                    list.insert(at, before.clone());
                }
                (None, None) => {}
            }
        }
        Ok(())
    }
}

/// What an act changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rewind {
    title: Turn<(String, Place)>,
    period: Turn<Option<Period>>,
    levels: Turn<Vec<String>>,
    year_style: Turn<YearStyle>,
    editions: Turn<Vec<PlanVersion>>,
    frame: Turn<Frame>,
    notes: Turn<Vec<GlossaryNote>>,
    sections: Turn<Vec<Section>>,
    annotations: Turn<Vec<Annotation>>,
    outlook: Turn<Vec<OutlookEntry>>,
    indicators: Turn<Vec<Indicator>>,
    crosswalk: Turn<Vec<Edge>>,
    review: Turn<Review>,
    councils: Each<Council>,
    meetings: Each<Meeting>,
    consultations: Each<Consultation>,
    opinions: Each<Opinion>,
    suggestions: Each<Suggestion>,
    practices: Each<Practice>,
    appraisals: Each<Appraisal>,
    /// The identities of all items in their order, where the order or the number of them changed.
    order: Turn<Vec<String>>,
    /// The items that changed, by identity.
    items: Vec<(String, ItemTurn)>,
}

fn turn<T: Clone + PartialEq>(before: &T, after: &T) -> Turn<T> {
    (before != after).then(|| Box::new((before.clone(), after.clone())))
}

fn order(plan: &Plan) -> Vec<String> {
    plan.items.iter().map(|item| item.id.clone()).collect()
}

fn by_id(plan: &Plan) -> HashMap<&str, &Item> {
    plan.items.iter().map(|item| (item.id.as_str(), item)).collect()
}

impl Rewind {
    /// What leads from a register back to what it was before; none where something changed that has no way back.
    pub(super) fn between(before: &Plan, after: &Plan) -> Option<Self> {
        let (old, new) = (by_id(before), by_id(after));
        let gone = before
            .items
            .iter()
            .filter(|item| !new.contains_key(item.id.as_str()));
        let items = after.items.iter().chain(gone).filter_map(|item| {
            let of = |plan: &HashMap<&str, &Item>| plan.get(item.id.as_str()).map(|item| (*item).clone());
            let (before, after) = (of(&old), of(&new));
            (before != after).then(|| (item.id.clone(), ItemTurn { before, after }))
        });
        let rewind = Self {
            title: turn(
                &(before.title.clone(), before.at.clone()),
                &(after.title.clone(), after.at.clone()),
            ),
            period: turn(&before.period, &after.period),
            levels: turn(&before.levels, &after.levels),
            year_style: turn(&before.year_style, &after.year_style),
            editions: turn(&before.editions, &after.editions),
            frame: turn(&before.frame, &after.frame),
            notes: turn(&before.notes, &after.notes),
            sections: turn(&before.sections, &after.sections),
            annotations: turn(&before.annotations, &after.annotations),
            outlook: turn(&before.outlook, &after.outlook),
            indicators: turn(&before.indicators, &after.indicators),
            crosswalk: turn(&before.crosswalk, &after.crosswalk),
            review: turn(&before.review, &after.review),
            councils: Each::between(&before.councils, &after.councils),
            meetings: Each::between(&before.meetings, &after.meetings),
            consultations: Each::between(&before.consultations, &after.consultations),
            opinions: Each::between(&before.opinions, &after.opinions),
            suggestions: Each::between(&before.suggestions, &after.suggestions),
            practices: Each::between(&before.practices, &after.practices),
            appraisals: Each::between(&before.appraisals, &after.appraisals),
            order: turn(&order(before), &order(after)),
            items: items.collect(),
        };
        let mut back = after.clone();
        rewind.go(&mut back).ok()?;
        (back == *before).then_some(rewind)
    }

    /// The identities of the parts that it changes; sections by their own.
    pub(super) fn elements(&self) -> Vec<&str> {
        let sections = self.sections.iter().flat_map(|turn| {
            let (before, after) = &**turn;
            let old = before.iter().filter(|section| !after.contains(section));
            let new = after.iter().filter(|section| !before.contains(section));
            old.chain(new).map(|section| section.id.as_str())
        });
        self.items
            .iter()
            .map(|(id, _)| id.as_str())
            .chain(sections)
            .collect()
    }

    /// The identities of the items that are gone after it.
    pub(super) fn removes(&self) -> Vec<&str> {
        let added = self.items.iter().filter(|(_, turn)| turn.before.is_none());
        added.map(|(id, _)| id.as_str()).collect()
    }

    /// Goes back, in a register that is thrown away where that is refused.
    pub(super) fn undo(&self, plan: &mut Plan) -> Result<Done, Refusal> {
        self.go(plan)?;
        if self.removes().into_iter().any(|id| has_history(plan, id)) {
            return Err(Refusal::HasHistory);
        }
        let (items, sections): (HashSet<&str>, HashSet<&str>) = (
            plan.items.iter().map(|item| item.id.as_str()).collect(),
            plan.sections.iter().map(|section| section.id.as_str()).collect(),
        );
        let has_item = |id: &Option<String>| id.as_deref().is_none_or(|id| items.contains(id));
        let leads = plan
            .frame
            .groups()
            .into_iter()
            .flatten()
            .flat_map(|group| &group.leads_to);
        let mut leads = leads.map(String::as_str);
        // What others have tied to a part since keeps it there; what is tied to a part that is gone cannot come back.
        if !plan.crosswalk.iter().all(|edge| has_item(&edge.new_item))
            || !plan.indicators.iter().all(|indicator| has_item(&indicator.item))
            || !leads.all(|id| items.contains(id) || sections.contains(id))
            || !plan.spoken_of().all(|id| items.contains(id))
        {
            return Err(Refusal::HasHistory);
        }
        if !occasions_are_there(plan) {
            return Err(Refusal::Held);
        }
        let has_section = |id: &str| sections.contains(id);
        let mut owners = plan.effects.iter().filter_map(|effect| effect.on.as_ref());
        if owners.any(|on| matches!(on, Owner::Section(id) if !has_section(id))) {
            return Err(Refusal::NotEmpty);
        }
        let names = self
            .items
            .iter()
            .filter_map(|(_, turn)| turn.before.as_ref().or(turn.after.as_ref()));
        let names: Vec<String> = names.map(Item::called).collect();
        Ok(Done::of(
            match names.len() {
                0 => plan.title.clone(),
                1..=3 => names.join("、"),
                count => format!("{count}件"),
            },
            Vec::new(),
        ))
    }

    fn go(&self, plan: &mut Plan) -> Result<(), Refusal> {
        put(
            &self.title,
            (plan.title.clone(), plan.at.clone()),
            |(title, at)| {
                (plan.title, plan.at) = (title, at);
            },
        )?;
        put(&self.period, plan.period, |period| plan.period = period)?;
        put(&self.levels, plan.levels.clone(), |levels| plan.levels = levels)?;
        put(&self.year_style, plan.year_style, |style| plan.year_style = style)?;
        put(&self.editions, plan.editions.clone(), |editions| {
            plan.editions = editions
        })?;
        put(&self.frame, plan.frame.clone(), |frame| plan.frame = frame)?;
        put(&self.notes, plan.notes.clone(), |notes| plan.notes = notes)?;
        put(&self.sections, plan.sections.clone(), |sections| {
            plan.sections = sections
        })?;
        put(&self.annotations, plan.annotations.clone(), |notes| {
            plan.annotations = notes
        })?;
        put(&self.outlook, plan.outlook.clone(), |outlook| {
            plan.outlook = outlook
        })?;
        put(&self.indicators, plan.indicators.clone(), |indicators| {
            plan.indicators = indicators
        })?;
        put(&self.crosswalk, plan.crosswalk.clone(), |edges| {
            plan.crosswalk = edges
        })?;
        put(&self.review, plan.review.clone(), |review| plan.review = review)?;
        self.councils.go(&mut plan.councils)?;
        self.meetings.go(&mut plan.meetings)?;
        self.consultations.go(&mut plan.consultations)?;
        self.opinions.go(&mut plan.opinions)?;
        self.suggestions.go(&mut plan.suggestions)?;
        self.practices.go(&mut plan.practices)?;
        self.appraisals.go(&mut plan.appraisals)?;
        self.items(plan)
    }

    fn items(&self, plan: &mut Plan) -> Result<(), Refusal> {
        if self.items.is_empty() && self.order.is_none() {
            return Ok(());
        }
        let stands = order(plan);
        if self.order.as_ref().is_some_and(|turn| turn.1 != stands) {
            return Err(Refusal::AsItIs);
        }
        let mut known: HashMap<String, Item> = std::mem::take(&mut plan.items)
            .into_iter()
            .map(|item| (item.id.clone(), item))
            .collect();
        for (id, turn) in &self.items {
            if known.get(id) != turn.after.as_ref() {
                return Err(Refusal::AsItIs);
            }
            match &turn.before {
                Some(before) => known.insert(id.clone(), before.clone()),
                None => known.remove(id),
            };
        }
        let wanted = self.order.as_ref().map_or(&stands, |turn| &turn.0);
        plan.items = wanted.iter().filter_map(|id| known.remove(id)).collect();
        // A part of what comes back may belong to something that is gone by now.
        let sections: HashSet<&str> = plan.sections.iter().map(|section| section.id.as_str()).collect();
        let ids: HashSet<&str> = plan.items.iter().map(|item| item.id.as_str()).collect();
        let is_there =
            |id: &Option<String>, known: &HashSet<&str>| id.as_deref().is_none_or(|id| known.contains(id));
        let is_whole = plan
            .items
            .iter()
            .all(|item| is_there(&item.section, &sections) && is_there(&item.parent, &ids));
        match is_whole {
            true => Ok(()),
            false => Err(Refusal::Gone),
        }
    }
}

/// Whether every meeting has its council, and every opinion the meeting or the consultation that it was voiced in.
fn occasions_are_there(plan: &Plan) -> bool {
    let councils: HashSet<&str> = plan.councils.iter().map(|one| one.id.as_str()).collect();
    let meetings: HashSet<&str> = plan.meetings.iter().map(|one| one.id.as_str()).collect();
    let asked: HashSet<&str> = plan.consultations.iter().map(|one| one.id.as_str()).collect();
    let is_there =
        |id: &Option<String>, known: &HashSet<&str>| id.as_deref().is_none_or(|id| known.contains(id));
    plan.meetings
        .iter()
        .all(|one| one.council.is_empty() || councils.contains(one.council.as_str()))
        && plan
            .opinions
            .iter()
            .all(|one| is_there(&one.meeting, &meetings) && is_there(&one.consultation, &asked))
}

/// Puts a value back that still is as it was left.
fn put<T: Clone + PartialEq>(turn: &Turn<T>, stands: T, put: impl FnOnce(T)) -> Result<(), Refusal> {
    match turn {
        None => Ok(()),
        Some(turn) if turn.1 == stands => {
            put(turn.0.clone());
            Ok(())
        }
        Some(_) => Err(Refusal::AsItIs),
    }
}

#[cfg(test)]
mod tests {
    use super::super::act::{Act, Anchor, Back, apply};
    use super::super::deed::Deed;
    use super::super::field::{ItemField, PlanField, SectionField, Value};
    use super::super::items::NewItem;
    use super::super::own::PlanWrite;
    use super::super::sample::{self, section};
    use super::super::sections::SectionWrite;
    use super::*;
    use crate::fiscal_year::FiscalYear;
    use crate::money::Yen;
    use crate::outlook::OutlookLine;
    use crate::plan::Item;

    fn item(id: &str, section: &str, number: &str) -> Item {
        Item {
            number: Some(number.into()),
            ..sample::item(id, section, None)
        }
    }

    fn plan() -> Plan {
        let mut plan = Plan {
            title: "計画".into(),
            sections: vec![
                section("a", None, 0),
                section("a1", Some("a"), 1),
                section("a2", Some("a"), 1),
                section("b", None, 0),
                section("c", None, 0),
            ],
            items: vec![
                item("x", "a1", "1"),
                item("y", "a1", "2"),
                item("z", "a2", "3"),
                item("w", "b", "4"),
            ],
            ..Plan::default()
        };
        let on = crate::round::day("2026-10-01").expect("a day");
        plan.items[3].retired = Some(crate::plan::Retirement {
            on,
            reason: "xに統合".into(),
            into: vec!["x".into()],
        });
        plan
    }

    #[test]
    fn every_act_that_has_a_way_back_is_undone_by_it() {
        let text = |text: &str| text.to_owned();
        let words = |text: &str| Value::Words(Some(text.into()));
        let year = FiscalYear::new(2026).expect("a year");
        let new = |id: &str| NewItem {
            id: id.into(),
            values: vec![(ItemField::Title, words(id))],
        };
        let acts = [
            Act::WritePlan(vec![PlanWrite::over(PlanField::Title, words("別の計画"))]),
            Act::AddSection {
                id: text("n"),
                parent: Some(text("a")),
                label: text(""),
                title: text("新"),
            },
            Act::WriteSection(
                text("b"),
                vec![SectionWrite::over(SectionField::Title, words("別の区分"))],
            ),
            Act::MoveSection {
                id: text("a"),
                parent: None,
                at: Anchor::Last,
            },
            Act::MoveSection {
                id: text("a2"),
                parent: Some(text("b")),
                at: Anchor::First,
            },
            Act::RemoveSection(text("c")),
            Act::AddItem {
                id: text("n"),
                section: Some(text("a2")),
                parent: None,
                number: text(""),
                title: text("新"),
                at: Anchor::First,
            },
            Act::AddItems {
                section: Some(text("b")),
                items: vec![new("n"), new("m")],
            },
            Act::MoveItem {
                id: text("x"),
                section: Some(text("b")),
                parent: None,
                at: Anchor::Last,
            },
            Act::MoveItem {
                id: text("y"),
                section: Some(text("a1")),
                parent: None,
                at: Anchor::First,
            },
            Act::RetireItem {
                id: text("x"),
                on: crate::round::day("2026-11-28").expect("a day"),
                reason: text("終了"),
                into: Vec::new(),
            },
            Act::RestoreItem(text("w")),
            Act::RemoveItem(text("y")),
            Act::Renumber(vec![(text("x"), text("9")), (text("y"), text("8"))]),
            Act::WriteOutlook {
                vintage: text("策定時"),
                cells: vec![
                    ((OutlookLine::Gap, year, None), None, Some(Yen(-5))),
                    (
                        (OutlookLine::Gap, year, FiscalYear::new(2028)),
                        None,
                        Some(Yen(-9)),
                    ),
                ],
            },
        ];
        let whole = Act::All {
            deed: Deed::MoveItem,
            acts: acts[8..10].to_vec(),
        };
        for act in acts.iter().chain([&whole]) {
            let mut changed = plan();
            let done = apply(&mut changed, act).expect("done");
            assert_ne!(changed, plan(), "{act:?}");
            apply(&mut changed, &way(done.back)).expect("undone");
            assert_eq!(changed, plan(), "{act:?}");
        }
    }

    fn way(back: Back) -> Act {
        match back {
            Back::By(act) => *act,
            other => panic!("no way back but {other:?}"),
        }
    }

    /// Does an act and gives what undoes it.
    fn done(plan: &mut Plan, act: &Act) -> Act {
        way(apply(plan, act).expect("done").back)
    }

    fn moved(id: &str, section: &str) -> Act {
        Act::MoveItem {
            id: id.into(),
            section: Some(section.into()),
            parent: None,
            at: Anchor::Last,
        }
    }

    fn opinion(id: &str, text: &str) -> Opinion {
        Opinion {
            id: id.into(),
            text: text.into(),
            ..Opinion::default()
        }
    }

    fn said(plan: &Plan) -> Vec<(&str, &str)> {
        plan.opinions
            .iter()
            .map(|one| (one.id.as_str(), one.text.as_str()))
            .collect()
    }

    /// Two people write different opinions: each takes back their own.
    #[test]
    fn what_others_wrote_of_the_same_kind_stays() {
        use super::super::voices::{Voice, VoiceWrite};
        let voice = |id: &str, text: &str| Voice::Opinion(opinion(id, text));
        let write = |write: VoiceWrite| Act::WriteVoices(vec![write]);
        let begin = Plan {
            opinions: vec![opinion("1", "一"), opinion("2", "二"), opinion("3", "三")],
            ..plan()
        };
        let over = write(VoiceWrite::over(voice("2", "二"), voice("2", "弐")));
        let gone = write(VoiceWrite {
            seen: Some(voice("2", "二")),
            voice: None,
        });
        let added = write(VoiceWrite::new(voice("4", "四")));
        for act in [&over, &gone, &added] {
            let mut plan = begin.clone();
            let back = done(&mut plan, act);
            assert_ne!(said(&plan), said(&begin));
            // Somebody else changes another one and adds one meanwhile.
            done(
                &mut plan,
                &write(VoiceWrite::over(voice("1", "一"), voice("1", "壱"))),
            );
            done(&mut plan, &write(VoiceWrite::new(voice("9", "九"))));
            apply(&mut plan, &back).expect("undone");
            assert_eq!(
                said(&plan),
                [("1", "壱"), ("2", "二"), ("3", "三"), ("9", "九")],
                "{act:?}"
            );
        }
        // Who wrote over the very same one since keeps it.
        let mut plan = begin.clone();
        let back = done(&mut plan, &over);
        done(
            &mut plan,
            &write(VoiceWrite::over(voice("2", "弐"), voice("2", "弍"))),
        );
        assert_eq!(apply(&mut plan, &back).err(), Some(Refusal::AsItIs));
        assert_eq!(plan.opinions[1].text, "弍");
        // An occasion that an opinion was voiced in since stays, too.
        let mut plan = begin.clone();
        let asked = Voice::Consultation(Consultation {
            id: "c".into(),
            title: "素案への意見".into(),
            ..Consultation::default()
        });
        let back = done(&mut plan, &write(VoiceWrite::new(asked)));
        let heard = Voice::Opinion(Opinion {
            consultation: Some("c".into()),
            ..opinion("5", "五")
        });
        done(&mut plan, &write(VoiceWrite::new(heard)));
        assert_eq!(apply(&mut plan, &back).err(), Some(Refusal::Held));
    }

    #[test]
    fn what_changed_meanwhile_is_not_undone() {
        let on = crate::round::day("2026-11-28").expect("a day");
        let retire = |reason: &str, into: &[&str]| Act::RetireItem {
            id: "x".into(),
            on,
            reason: reason.into(),
            into: into.iter().map(|id| (*id).to_owned()).collect(),
        };
        let add = Act::AddItem {
            id: "n".into(),
            section: Some("b".into()),
            parent: None,
            number: String::new(),
            title: "新".into(),
            at: Anchor::Last,
        };
        let write = |plan: &mut Plan, id: &str| {
            let item = plan.items.iter_mut().find(|item| item.id == id).expect("an item");
            item.content = Some("ほかの方の文".into());
        };
        // Ended, brought back and ended otherwise by somebody else.
        let mut ended = plan();
        let back = done(&mut ended, &retire("終了", &[]));
        apply(&mut ended, &Act::RestoreItem("x".into())).expect("restored");
        apply(&mut ended, &retire("統合", &["y"])).expect("merged");
        // Moved on, filled in, or with something that speaks of it.
        let mut further = plan();
        let over = done(&mut further, &moved("x", "b"));
        apply(&mut further, &moved("x", "c")).expect("moved");
        let mut filled = plan();
        let removal = done(&mut filled, &add);
        write(&mut filled, "n");
        for (mut plan, back) in [(ended, back), (further, over), (filled, removal)] {
            let before = plan.clone();
            assert_eq!(apply(&mut plan, &back), Err(Refusal::AsItIs));
            assert_eq!(plan, before);
        }
        let mut heir = plan();
        let removal = done(&mut heir, &add);
        let into = Act::RetireItem {
            id: "y".into(),
            on,
            reason: "統合".into(),
            into: vec!["n".into()],
        };
        apply(&mut heir, &into).expect("merged");
        assert_eq!(apply(&mut heir, &removal), Err(Refusal::HasHistory));
        // What others wrote elsewhere stays.
        let mut elsewhere = plan();
        let back = done(&mut elsewhere, &moved("x", "b"));
        write(&mut elsewhere, "y");
        apply(&mut elsewhere, &back).expect("undone");
        let mut wanted = plan();
        write(&mut wanted, "y");
        assert_eq!(elsewhere, wanted);
    }

    #[test]
    fn places_notes_words_and_order_come_back() {
        let mut plan = plan();
        plan.levels = vec!["基本方針".into(), "推進施策".into()];
        plan.sections[0].level = "柱".into();
        plan.items.reverse();
        plan.items[0].places.number = Place::at_line(3, 4);
        plan.annotations.push(Annotation {
            on: Some("y".into()),
            text: "委託分を除く".into(),
            at: Place::at_line(9, 1),
        });
        let up = Act::MoveSection {
            id: "a".into(),
            parent: None,
            at: Anchor::Last,
        };
        let numbers = plan.items.iter().map(|item| (item.id.clone(), "9".to_owned()));
        let numbers = Act::Renumber(numbers.collect());
        let levels = vec!["分野".to_owned(), "施策".to_owned()];
        let levels = Act::WritePlan(vec![PlanWrite::over(PlanField::Levels, Value::List(levels))]);
        for act in [up, numbers, levels, Act::RemoveItem("y".into())] {
            let mut changed = plan.clone();
            let back = done(&mut changed, &act);
            assert_eq!(
                changed
                    .sections
                    .iter()
                    .find(|s| s.id == "a")
                    .map(|s| s.level.as_str()),
                Some("柱")
            );
            apply(&mut changed, &back).expect("undone");
            assert_eq!(changed, plan, "{act:?}");
        }
    }

    #[test]
    fn what_changes_nothing_or_the_ledger_has_no_way_back() {
        let mut plan = plan();
        let same = Act::WritePlan(vec![PlanWrite::over(
            PlanField::Title,
            Value::Words(Some("計画".into())),
        )]);
        assert_eq!(apply(&mut plan, &same).expect("done").back, Back::Nothing);
    }
}
