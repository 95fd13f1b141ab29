//! Where a round stands: counts by state, who is overdue, how complete answers are. All derived.
//!
//! Not here: the table of grades (`table::progress`), who gets a reminder (`reminder`).

use std::collections::BTreeMap;

use time::Date;

use super::answer::{Answer, State};
use super::field::{Field, fields};
use super::{Level, Round};
use crate::department::Role;
use crate::indicator::Indicator;
use crate::money::Share;

/// Counts of answers by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// All of them.
    pub all: i64,
    /// 未着手
    pub not_started: i64,
    /// 入力中
    pub in_work: i64,
    /// 差戻し
    pub returned: i64,
    /// 提出済み
    pub submitted: i64,
    /// 一次承認済み
    pub approved_once: i64,
    /// 二次承認済み
    pub approved_twice: i64,
    /// 承認済み
    pub approved: i64,
    /// 確認済み
    pub accepted: i64,
    /// Those whose day has passed for whoever has to act.
    pub overdue: i64,
    /// Those that nobody waits for any more, because their item has ended; they are not among `all`.
    pub left: i64,
}

impl Count {
    /// Adds an answer.
    pub fn add(&mut self, answer: &Answer, round: &Round, today: Date) {
        if answer.left(today).is_some() {
            self.left += 1;
            return;
        }
        self.put(answer.state);
        self.overdue += i64::from(answer.overdue(round, today).is_some());
    }

    /// Adds an answer of this state that is not overdue.
    pub fn put(&mut self, state: State) {
        self.put_many(state, 1);
    }

    /// Adds so many answers of this state that are not overdue.
    pub fn put_many(&mut self, state: State, many: i64) {
        self.all += many;
        *self.of_mut(state) += many;
    }

    /// Both together.
    #[must_use]
    pub fn plus(&self, other: &Count) -> Count {
        let mut sum = *self;
        sum.all += other.all;
        sum.overdue += other.overdue;
        sum.left += other.left;
        for state in State::ALL {
            *sum.of_mut(state) += other.of(state);
        }
        sum
    }

    fn of_mut(&mut self, state: State) -> &mut i64 {
        match state {
            State::NotStarted => &mut self.not_started,
            State::InWork => &mut self.in_work,
            State::Returned => &mut self.returned,
            State::Submitted => &mut self.submitted,
            State::ApprovedOnce => &mut self.approved_once,
            State::ApprovedTwice => &mut self.approved_twice,
            State::Approved => &mut self.approved,
            State::Accepted => &mut self.accepted,
        }
    }

    /// How many have this state.
    pub const fn of(&self, state: State) -> i64 {
        match state {
            State::NotStarted => self.not_started,
            State::InWork => self.in_work,
            State::Returned => self.returned,
            State::Submitted => self.submitted,
            State::ApprovedOnce => self.approved_once,
            State::ApprovedTwice => self.approved_twice,
            State::Approved => self.approved,
            State::Accepted => self.accepted,
        }
    }

    /// How many the departments still have.
    pub const fn open(&self) -> i64 {
        self.not_started + self.in_work + self.returned
    }

    /// How many the departments have handed in.
    pub const fn handed_in(&self) -> Share {
        Share {
            part: self.all - self.open(),
            whole: self.all,
        }
    }

    /// How many wait for a level.
    pub fn waiting(&self, level: Level, round: &Round) -> i64 {
        let waits = |state: &State| state.waits_for(round) == Some(level);
        State::ALL
            .into_iter()
            .filter(waits)
            .map(|state| self.of(state))
            .sum()
    }
}

/// The states that have a column of their own where answers are counted: those between two approvals only where an answer
/// is in one.
pub fn states_of<'a>(counts: impl IntoIterator<Item = &'a Count>) -> Vec<State> {
    let whole = counts
        .into_iter()
        .fold(Count::default(), |sum, count| sum.plus(count));
    let is_shown = |state: &State| !state.is_between() || whole.of(*state) > 0;
    State::ALL.into_iter().filter(is_shown).collect()
}

/// The counts of the round and of each department that has an answer to give.
pub fn counts(answers: &[Answer], round: &Round, today: Date) -> (Count, BTreeMap<String, Count>) {
    let (mut whole, mut by_department) = (Count::default(), BTreeMap::<String, Count>::new());
    for answer in answers {
        whole.add(answer, round, today);
        by_department
            .entry(answer.department.clone())
            .or_default()
            .add(answer, round, today);
    }
    (whole, by_department)
}

/// How many of the fields asked of this answer are filled in.
pub fn completeness(answer: &Answer, round: &Round, indicators: &[&Indicator]) -> Share {
    // A reason for leaving the plan is wanted where a figure has left it, and missed nowhere else.
    let mut asked = asked(answer, round, indicators);
    asked.retain(|field| *field != Field::Deviation);
    let filled = asked
        .iter()
        .filter(|field| answer.values.contains_key(field))
        .count();
    Share {
        part: filled as i64,
        whole: asked.len() as i64,
    }
}

/// The fields asked of this answer.
pub fn asked(answer: &Answer, round: &Round, indicators: &[&Indicator]) -> Vec<Field> {
    fields(
        &round.questions,
        &round.own,
        answer.role,
        indicators.iter().copied(),
    )
}

/// The answer to go on with: one that was sent back first, else the next open one after `after` in the
/// order of the list, from its start again behind its end.
pub fn next_open<'a>(answers: &'a [Answer], after: Option<&str>, today: Date) -> Option<&'a Answer> {
    let at = after.and_then(|item| answers.iter().position(|answer| answer.item == item));
    let (before, behind) = answers.split_at(at.map_or(0, |at| at + 1));
    let in_turn = || {
        behind
            .iter()
            .chain(before)
            .filter(|answer| Some(answer.item.as_str()) != after && answer.is_awaited(today))
    };
    in_turn()
        .find(|answer| answer.state == State::Returned)
        .or_else(|| in_turn().next())
}

/// The grade of an item by its departments: that of the coordinating lead, else of the first lead
/// that gave one. Answers come in the order of the departments at the item.
pub fn grade_of_departments<'a>(answers: impl IntoIterator<Item = &'a Answer>) -> Option<&'a Answer> {
    let mut leads: Vec<&Answer> = answers
        .into_iter()
        .filter(|answer| answer.role == Role::Lead && answer.values.contains_key(&Field::Grade))
        .collect();
    leads.sort_by_key(|answer| !answer.coordinates);
    leads.into_iter().next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Retirement;
    use crate::round::answer::Held;
    use crate::round::answer::tests::{answer, round};
    use crate::round::day;

    fn with(mut answer: Answer, field: Field, content: &str) -> Answer {
        let held = Held {
            content: content.into(),
            changed_at: String::new(),
            changed_by: String::new(),
            own: None,
        };
        answer.values.insert(field, held);
        answer
    }

    #[test]
    fn counts_add_up() {
        let answers: Vec<Answer> = State::ALL.into_iter().map(answer).collect();
        let today = day("2020-05-25").expect("a day");
        let (whole, departments) = counts(&answers, &round(), today);
        assert_eq!((whole.all, whole.open()), (8, 3));
        assert_eq!(State::ALL.map(|state| whole.of(state)), [1; 8]);
        // The department and the head are late, the office is not yet.
        assert_eq!(whole.overdue, 4);
        assert_eq!(departments.get("d1"), Some(&whole));
        assert_eq!(whole.handed_in(), Share { part: 5, whole: 8 });
        assert_eq!(states_of([&whole]), State::ALL);
        assert_eq!(states_of([&Count::default()]).len(), 6);
        let waiting: i64 = round().levels().map(|level| whole.waiting(level, &round())).sum();
        assert_eq!(waiting + whole.accepted, whole.all);
    }

    #[test]
    fn completeness_counts_what_is_asked() {
        let one = with(answer(State::InWork), Field::Grade, "○");
        assert_eq!(completeness(&one, &round(), &[]), Share { part: 1, whole: 7 });
        let support = Answer {
            role: Role::Support,
            ..one
        };
        assert_eq!(completeness(&support, &round(), &[]), Share { part: 0, whole: 3 });
    }

    #[test]
    fn the_next_open_answer_comes_by_itself() {
        let named = |item: &str, state| Answer {
            item: item.into(),
            ..answer(state)
        };
        let mut answers = vec![
            named("i1", State::InWork),
            named("i2", State::Submitted),
            named("i3", State::NotStarted),
            named("i4", State::InWork),
        ];
        let today = day("2020-05-25").expect("a day");
        let next = |answers: &[Answer], after: Option<&str>| {
            next_open(answers, after, today).map(|a| a.item.clone())
        };
        assert_eq!(next(&answers, None).as_deref(), Some("i1"));
        assert_eq!(next(&answers, Some("i1")).as_deref(), Some("i3"));
        assert_eq!(
            next(&answers, Some("i4")).as_deref(),
            Some("i1"),
            "from the start again"
        );
        answers[0].state = State::Returned;
        assert_eq!(
            next(&answers, Some("i3")).as_deref(),
            Some("i1"),
            "returned ones first"
        );
        assert_eq!(next(&answers[..1], Some("i1")), None, "not the same one again");
        assert_eq!(next(&[], None), None);
        answers[0].retired = Some(Retirement {
            into: Vec::new(),
            on: today,
            reason: String::new(),
        });
        assert_eq!(
            next(&answers, Some("i3")).as_deref(),
            Some("i4"),
            "not one that ended"
        );
        let (whole, _) = counts(&answers, &round(), today);
        assert_eq!((whole.all, whole.left), (3, 1));
    }

    #[test]
    fn the_coordinating_lead_counts() {
        let first = Answer {
            coordinates: false,
            ..with(answer(State::Accepted), Field::Grade, "△")
        };
        let coordinates = with(answer(State::Accepted), Field::Grade, "◎");
        let grade = |answers: &[Answer]| {
            grade_of_departments(answers)
                .and_then(|a| a.value(&Field::Grade))
                .map(str::to_owned)
        };
        assert_eq!(grade(&[first.clone(), coordinates]).as_deref(), Some("◎"));
        assert_eq!(grade(&[first, answer(State::InWork)]).as_deref(), Some("△"));
        assert_eq!(grade(&[]), None);
    }
}
