//! An answer (回答): what one department says of one item in a round, and how it moves from hand to hand.
//!
//! Not started → in work → submitted → approved, once or several times → accepted; returned from any state after the
//! second.
//! Invariant: no state is skipped, and none is set but by [`next`]. Not here: who may do what
//! (`gyokaku_web::access`), what the values mean together (`remark`).

use std::collections::BTreeMap;

use time::Date;

use super::approval::Rank;
use super::field::{Field, Values};
use super::refusal::{Frozen, NotNow};
use super::{Level, Round, RoundState, days_left};
use crate::department::Role;
use crate::plan::Retirement;

/// Where an answer stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// 未着手
    #[default]
    NotStarted,
    /// 入力中
    InWork,
    /// 差戻し: sent back with a comment.
    Returned,
    /// 提出済み: waits for the first approval.
    Submitted,
    /// 一次承認済み: waits for the second.
    ApprovedOnce,
    /// 二次承認済み: waits for the third.
    ApprovedTwice,
    /// 承認済み: by all who approve; waits for the office.
    Approved,
    /// 確認済み: accepted by the office.
    Accepted,
}

impl State {
    /// Every state, in the order of the work.
    pub const ALL: [State; 8] = [
        State::NotStarted,
        State::InWork,
        State::Returned,
        State::Submitted,
        State::ApprovedOnce,
        State::ApprovedTwice,
        State::Approved,
        State::Accepted,
    ];

    /// The word in the database and in forms.
    pub const fn key(self) -> &'static str {
        match self {
            State::NotStarted => "not_started",
            State::InWork => "in_work",
            State::Returned => "returned",
            State::Submitted => "submitted",
            State::ApprovedOnce => "approved_once",
            State::ApprovedTwice => "approved_twice",
            State::Approved => "approved",
            State::Accepted => "accepted",
        }
    }

    /// The state of a word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            State::NotStarted => "未着手",
            State::InWork => "入力中",
            State::Returned => "差戻し",
            State::Submitted => "提出済み",
            State::ApprovedOnce => "一次承認済み",
            State::ApprovedTwice => "二次承認済み",
            State::Approved => "承認済み",
            State::Accepted => "確認済み",
        }
    }

    /// Whether the department still has to do something.
    pub const fn is_with_department(self) -> bool {
        matches!(self, State::NotStarted | State::InWork | State::Returned)
    }

    /// Whether it is approved by some and not by all who approve; only rounds with several approvals know it.
    pub const fn is_between(self) -> bool {
        matches!(self, State::ApprovedOnce | State::ApprovedTwice)
    }

    /// The approval that an answer in this state waits for, in a round that has as many; none where it waits for none.
    const fn awaits(self) -> Option<Rank> {
        match self {
            State::Submitted => Some(Rank::First),
            State::ApprovedOnce => Some(Rank::Second),
            State::ApprovedTwice => Some(Rank::Third),
            State::NotStarted | State::InWork | State::Returned | State::Approved | State::Accepted => None,
        }
    }

    /// Who has to act next; nobody on an accepted answer.
    pub fn waits_for(self, round: &Round) -> Option<Level> {
        match self {
            State::NotStarted | State::InWork | State::Returned => Some(Level::Department),
            State::Submitted | State::ApprovedOnce | State::ApprovedTwice | State::Approved => {
                let awaited = self.awaits().filter(|rank| rank.index() < round.approvals.len());
                Some(awaited.map_or(Level::Office, Level::Approval))
            }
            State::Accepted => None,
        }
    }
}

/// What is done to an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transition {
    /// The department writes.
    Save,
    /// The department hands in (提出).
    Submit,
    /// The department takes it back before anybody acted (取下げ).
    Withdraw,
    /// Whoever is next approves (承認).
    Approve,
    /// The office accepts (確認).
    Accept,
    /// Who approves or the office sends it back (差戻し).
    Return,
}

/// Where an answer stands after a deed.
///
/// # Errors
/// Why the deed does not fit the state.
pub fn next(state: State, deed: Transition, round: &Round) -> Result<State, NotNow> {
    use State::{Accepted, InWork, NotStarted, Returned, Submitted};
    let level = state.waits_for(round);
    match (deed, state, level) {
        (Transition::Save, NotStarted | InWork, _) => Ok(InWork),
        (Transition::Save, Returned, _) => Ok(Returned),
        (Transition::Save, ..) => Err(NotNow::HandedIn),
        (Transition::Submit, InWork | Returned, _) => Ok(Submitted),
        (Transition::Submit, NotStarted, _) => Err(NotNow::NothingWritten),
        (Transition::Submit, ..) => Err(NotNow::AlreadyHandedIn),
        (Transition::Withdraw, Submitted, _) => Ok(InWork),
        (Transition::Withdraw, _, Some(Level::Department)) => Err(NotNow::NothingToWithdraw),
        (Transition::Withdraw, ..) => Err(NotNow::ActedUpon),
        (Transition::Approve, _, Some(Level::Approval(rank))) => Ok(approved(rank, round)),
        (Transition::Approve, _, Some(Level::Department)) => Err(NotNow::ApprovedTooEarly),
        (Transition::Approve, Submitted, _) => Err(NotNow::NoApproval),
        (Transition::Approve, ..) => Err(NotNow::AlreadyApproved),
        (Transition::Accept, _, Some(Level::Office)) => Ok(Accepted),
        (Transition::Accept, _, Some(Level::Approval(rank))) => {
            Err(NotNow::NotApproved(round.approver(rank).to_owned()))
        }
        (Transition::Accept, _, Some(Level::Department)) => Err(NotNow::AcceptedTooEarly),
        (Transition::Accept, _, None) => Err(NotNow::AlreadyAccepted),
        (Transition::Return, _, Some(Level::Department)) => Err(NotNow::NothingToReturn),
        (Transition::Return, ..) => Ok(Returned),
    }
}

/// Where an answer stands that got an approval.
fn approved(rank: Rank, round: &Round) -> State {
    match rank {
        _ if rank.index() + 1 >= round.approvals.len() => State::Approved,
        Rank::First => State::ApprovedOnce,
        Rank::Second => State::ApprovedTwice,
        Rank::Third => State::Approved,
    }
}

/// Whether the office may mend the wording of an answer in this state (字句の修正): it is not with its department, and
/// stays where it is.
///
/// # Errors
/// Why it may not.
pub fn may_mend(state: State, round: &Round) -> Result<(), NotNow> {
    match (round.state, state.is_with_department()) {
        (RoundState::Closed, _) => Err(NotNow::Closed(Frozen::Answers)),
        (_, true) => Err(NotNow::NotWithOffice),
        (RoundState::Open | RoundState::Locked, false) => Ok(()),
    }
}

/// A value with who gave it when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The value in its canonical form.
    pub content: String,
    /// When it was last changed, RFC 3339.
    pub changed_at: String,
    /// Who changed it.
    pub changed_by: String,
    /// What the department wrote itself, where the office mended the wording (empty for a blank); none where the value
    /// is the department's own.
    pub own: Option<String>,
}

/// A permission to answer after the deadline, with who gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Late {
    /// The last day.
    pub until: Date,
    /// Who allowed it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// The answer of one department to one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The item.
    pub item: String,
    /// The department of the directory.
    pub department: String,
    /// Whether it leads or supports.
    pub role: Role,
    /// Whether it is the first lead, whose grade counts.
    pub coordinates: bool,
    /// Where it stands.
    pub state: State,
    /// Counts the changes of state and values.
    pub revision: i64,
    /// When it was last changed, RFC 3339.
    pub changed_at: Option<String>,
    /// Who changed it last.
    pub changed_by: Option<String>,
    /// A permission to be late.
    pub late: Option<Late>,
    /// Since when and why the register works on its item no longer; none while it does.
    pub retired: Option<Retirement>,
    /// The day of the retirement despite which the office wants the answer; another retirement is asked about anew.
    pub wanted_despite: Option<Date>,
    /// What was answered.
    pub values: BTreeMap<Field, Held>,
}

impl Answer {
    /// The value of a field.
    pub fn value(&self, field: &Field) -> Option<&str> {
        self.values.get(field).map(|held| held.content.as_str())
    }

    /// The values alone.
    pub fn plain(&self) -> Values {
        self.values
            .iter()
            .map(|(field, held)| (field.clone(), held.content.clone()))
            .collect()
    }

    /// The retirement (取りやめ) for which nobody waits for this answer any more: its item has ended, the department has
    /// not handed it in, and the office has not said that it wants it all the same.
    pub fn left(&self, today: Date) -> Option<&Retirement> {
        let retired = self.retired.as_ref()?;
        let is_wanted = self.wanted_despite == Some(retired.on);
        (self.state.is_with_department() && retired.on <= today && !is_wanted).then_some(retired)
    }

    /// Whether the department still has to hand it in.
    pub fn is_awaited(&self, today: Date) -> bool {
        self.state.is_with_department() && self.left(today).is_none()
    }

    /// The last day for whoever has to act next; nothing on an accepted answer.
    pub fn due(&self, round: &Round) -> Option<Date> {
        let level = self.state.waits_for(round)?;
        let day = round.due_of(level);
        Some(match (&self.late, level) {
            (Some(late), Level::Department) => day.max(late.until),
            _ => day,
        })
    }

    /// How many days it is overdue; none while it is not.
    pub fn overdue(&self, round: &Round, today: Date) -> Option<i32> {
        if self.left(today).is_some() {
            return None;
        }
        let left = days_left(self.due(round)?, today);
        (left < 0 && round.state != RoundState::Closed).then_some(-left)
    }

    /// Why the department cannot write today, if it cannot: the round is locked or closed, the
    /// deadline has passed and nobody allowed more time.
    pub fn closed_reason(&self, round: &Round, today: Date) -> Option<NotNow> {
        match round.state {
            RoundState::Closed => Some(NotNow::Closed(Frozen::Answers)),
            RoundState::Locked => Some(NotNow::Locked(round.reason.clone())),
            RoundState::Open => {
                let late = self.late.as_ref().map(|late| late.until);
                let last = late.map_or(round.due.department, |until| until.max(round.due.department));
                (last < today).then_some(NotNow::PastDue(last))
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::round::approval::Approval;
    use crate::round::{Deadlines, Key, day, field::Question};

    pub(crate) fn round() -> Round {
        let day = |text| day(text).expect("a day");
        Round {
            key: Key::parse("2019").expect("a key"),
            revision: 1,
            title: "進捗状況調査".into(),
            questions: Question::ALL.to_vec(),
            own: Vec::new(),
            approvals: vec![Approval::usual(day("2020-05-22"))],
            tolerance: crate::round::USUAL_TOLERANCE,
            due: Deadlines {
                department: day("2020-05-15"),
                office: day("2020-05-29"),
            },
            state: RoundState::Open,
            reason: None,
            opened_at: "2020-04-10T00:00:00Z".into(),
            opened_by: "事務局".into(),
        }
    }

    pub(crate) fn answer(state: State) -> Answer {
        Answer {
            item: "i1".into(),
            department: "d1".into(),
            role: Role::Lead,
            coordinates: true,
            state,
            revision: 1,
            changed_at: None,
            changed_by: None,
            late: None,
            retired: None,
            wanted_despite: None,
            values: BTreeMap::new(),
        }
    }

    #[test]
    fn the_way_from_hand_to_hand() {
        let round = round();
        let mut state = State::NotStarted;
        for deed in [
            Transition::Save,
            Transition::Submit,
            Transition::Approve,
            Transition::Accept,
            Transition::Return,
            Transition::Save,
            Transition::Submit,
        ] {
            state = next(state, deed, &round).expect("the usual way");
        }
        assert_eq!(state, State::Submitted);
        assert_eq!(
            next(State::Returned, Transition::Save, &round),
            Ok(State::Returned)
        );
        let without_heads = Round {
            approvals: Vec::new(),
            ..round
        };
        assert_eq!(
            next(State::Submitted, Transition::Accept, &without_heads),
            Ok(State::Accepted)
        );
        assert!(next(State::Submitted, Transition::Approve, &without_heads).is_err());
    }

    #[test]
    fn wording_is_mended_only_while_it_is_not_with_the_department() {
        let round = round();
        for state in State::ALL {
            let may = may_mend(state, &round);
            assert_eq!(may.is_ok(), !state.is_with_department(), "{state:?}");
            let closed = Round {
                state: RoundState::Closed,
                ..round.clone()
            };
            assert!(may_mend(state, &closed).is_err(), "{state:?}");
            let locked = Round {
                state: RoundState::Locked,
                ..round.clone()
            };
            assert_eq!(
                may_mend(state, &locked),
                may,
                "a round that is corrected is locked"
            );
        }
    }

    const DEEDS: [Transition; 6] = [
        Transition::Save,
        Transition::Submit,
        Transition::Withdraw,
        Transition::Approve,
        Transition::Accept,
        Transition::Return,
    ];

    fn with_approvals(many: usize) -> Round {
        let names = ["課長", "部長", "副市長"];
        let approval = |name: &&str| Approval {
            name: (*name).into(),
            due: day("2020-05-22").expect("a day"),
        };
        Round {
            approvals: names[..many].iter().map(approval).collect(),
            ..round()
        }
    }

    #[test]
    fn every_deed_in_every_state_with_no_approval_to_three() {
        use State::{Accepted, Approved, ApprovedOnce, ApprovedTwice, InWork, Returned, Submitted};
        for many in 0..=3 {
            let round = with_approvals(many);
            // The way up of this round; what lies outside of it is left over from other settings and waits for the office.
            let path: &[State] = match many {
                0 => &[Submitted],
                1 => &[Submitted, Approved],
                2 => &[Submitted, ApprovedOnce, Approved],
                _ => &[Submitted, ApprovedOnce, ApprovedTwice, Approved],
            };
            for state in State::ALL {
                let at = path.iter().position(|one| *one == state);
                for deed in DEEDS {
                    let expected = match deed {
                        _ if state.is_with_department() => match (deed, state) {
                            (Transition::Save, Returned) => Some(Returned),
                            (Transition::Save, _) => Some(InWork),
                            (Transition::Submit, InWork | Returned) => Some(Submitted),
                            _ => None,
                        },
                        Transition::Save | Transition::Submit => None,
                        Transition::Withdraw => (state == Submitted).then_some(InWork),
                        Transition::Approve => at.and_then(|at| path.get(at + 1)).copied(),
                        Transition::Accept => {
                            let is_last = at.is_none_or(|at| at + 1 == path.len());
                            (state != Accepted && is_last).then_some(Accepted)
                        }
                        Transition::Return => Some(Returned),
                    };
                    let found = next(state, deed, &round);
                    assert_eq!(found.clone().ok(), expected, "{many} {state:?} {deed:?}");
                    if let Err(why) = found {
                        assert!(why.to_string().ends_with('。'), "{why}");
                    }
                }
            }
        }
        let early = next(ApprovedOnce, Transition::Accept, &with_approvals(2));
        assert_eq!(early, Err(NotNow::NotApproved("部長".into())));
        assert!(early.is_err_and(|why| why.to_string().starts_with("部長の承認が")));
    }

    #[test]
    fn each_state_waits_for_the_level_that_comes_next() {
        let expected = |many: usize| -> Vec<Option<Level>> {
            let round = with_approvals(many);
            State::ALL.map(|state| state.waits_for(&round)).to_vec()
        };
        let (dept, office) = (Some(Level::Department), Some(Level::Office));
        let of = |rank| Some(Level::Approval(rank));
        assert_eq!(
            expected(0),
            [dept, dept, dept, office, office, office, office, None]
        );
        let first = of(Rank::First);
        assert_eq!(
            expected(1),
            [dept, dept, dept, first, office, office, office, None]
        );
        let three = [
            dept,
            dept,
            dept,
            first,
            of(Rank::Second),
            of(Rank::Third),
            office,
            None,
        ];
        assert_eq!(expected(3), three);
    }

    #[test]
    fn late_only_on_purpose() {
        let round = round();
        let today = |text| day(text).expect("a day");
        let mut answer = answer(State::InWork);
        assert_eq!(answer.closed_reason(&round, today("2020-05-15")), None);
        let past = answer.closed_reason(&round, today("2020-05-16"));
        assert_eq!(past, Some(NotNow::PastDue(round.due.department)));
        assert!(past.is_some_and(|why| why.to_string().contains("5月15日")));
        assert_eq!(answer.overdue(&round, today("2020-05-18")), Some(3));
        answer.late = Some(Late {
            until: today("2020-05-20"),
            by: "事務局".into(),
            reason: "決算の確定待ち".into(),
        });
        assert_eq!(answer.closed_reason(&round, today("2020-05-20")), None);
        assert_eq!(answer.overdue(&round, today("2020-05-18")), None);
        assert!(answer.closed_reason(&round, today("2020-05-21")).is_some());
        let locked = Round {
            state: RoundState::Locked,
            reason: Some("集計中".into()),
            ..round
        };
        let stopped = answer.closed_reason(&locked, today("2020-05-01"));
        assert_eq!(stopped, Some(NotNow::Locked(Some("集計中".into()))));
        assert!(stopped.is_some_and(|why| why.to_string().contains("集計中")));
    }

    #[test]
    fn nobody_waits_for_an_item_that_ended() {
        let round = round();
        let on = |text| day(text).expect("a day");
        let retired = Answer {
            retired: Some(Retirement {
                into: Vec::new(),
                on: on("2020-05-10"),
                reason: "事業の終了".into(),
            }),
            ..answer(State::InWork)
        };
        assert!(retired.is_awaited(on("2020-05-09")), "it has not ended yet");
        assert!(!retired.is_awaited(on("2020-05-10")));
        assert_eq!(retired.overdue(&round, on("2020-05-20")), None);
        let wanted = Answer {
            wanted_despite: Some(on("2020-05-10")),
            ..retired.clone()
        };
        assert_eq!(
            wanted.overdue(&round, on("2020-05-20")),
            Some(5),
            "a last report is wanted"
        );
        let again = Answer {
            wanted_despite: Some(on("2020-04-01")),
            ..retired.clone()
        };
        assert!(!again.is_awaited(on("2020-05-20")), "that was another retirement");
        let handed_in = Answer {
            state: State::Submitted,
            ..retired
        };
        assert_eq!(handed_in.left(on("2020-05-20")), None, "what is in is looked at");
    }

    #[test]
    fn who_is_late_depends_on_whose_turn_it_is() {
        let round = round();
        let today = day("2020-05-20").expect("a day");
        assert_eq!(answer(State::Submitted).overdue(&round, today), None);
        let mut two = with_approvals(2);
        two.approvals[0].due = today.previous_day().expect("a day");
        assert_eq!(answer(State::Submitted).overdue(&two, today), Some(1));
        assert_eq!(answer(State::ApprovedOnce).overdue(&two, today), None);
        assert_eq!(answer(State::InWork).overdue(&round, today), Some(5));
        assert_eq!(answer(State::Accepted).overdue(&round, today), None);
    }
}
