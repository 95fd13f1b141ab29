//! Opinions on a plan and what becomes of them: opinion → who answered → what was changed → amount reflected → handled by
//! the next year. They are voiced in meetings, in a consultation of the public (意見募集), or elsewhere.
//!
//! Invariant: nothing of an opinion is public before it is answered, and never who voiced it. Not here: councils and their
//! meetings (`crate::council`); what the public sends in before it is grouped to opinions.

use time::Date;

use crate::fiscal_year::FiscalYear;
use crate::money::Yen;

/// How an opinion was taken (対応区分).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Handling {
    /// The plan was changed by it.
    Adopted,
    /// A part of it changed the plan.
    AdoptedInPart,
    /// The plan says it already.
    Covered,
    /// It is kept for later work.
    Considered,
    /// It cannot be followed.
    NotAdopted,
    /// A question or a remark.
    Answered,
}

impl Handling {
    /// All of them, in the order of a table of results.
    pub const ALL: [Handling; 6] = [
        Handling::Adopted,
        Handling::AdoptedInPart,
        Handling::Covered,
        Handling::Considered,
        Handling::NotAdopted,
        Handling::Answered,
    ];

    /// Whether it promises that something will be done.
    pub const fn promises(self) -> bool {
        matches!(
            self,
            Handling::Adopted | Handling::AdoptedInPart | Handling::Considered
        )
    }

    /// The word in forms and tables of the store.
    pub const fn key(self) -> &'static str {
        match self {
            Handling::Adopted => "adopted",
            Handling::AdoptedInPart => "adopted_in_part",
            Handling::Covered => "covered",
            Handling::Considered => "considered",
            Handling::NotAdopted => "not_adopted",
            Handling::Answered => "answered",
        }
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Handling::Adopted => "反映",
            Handling::AdoptedInPart => "一部反映",
            Handling::Covered => "記載済み",
            Handling::Considered => "今後の参考",
            Handling::NotAdopted => "反映困難",
            Handling::Answered => "その他（質問・感想）",
        }
    }
}

/// How far what was answered is done by the year after (翌年度の対応).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FollowUp {
    /// It is done.
    Done,
    /// It is being done.
    Doing,
    /// It was not done.
    NotDone,
}

impl FollowUp {
    /// All of them, in the order of a choice.
    pub const ALL: [FollowUp; 3] = [FollowUp::Done, FollowUp::Doing, FollowUp::NotDone];

    /// The word in forms and tables of the store.
    pub const fn key(self) -> &'static str {
        match self {
            FollowUp::Done => "done",
            FollowUp::Doing => "doing",
            FollowUp::NotDone => "not_done",
        }
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            FollowUp::Done => "対応済み",
            FollowUp::Doing => "対応中",
            FollowUp::NotDone => "未対応",
        }
    }
}

/// Where an opinion was voiced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Occasion<'a> {
    /// In a meeting, by its identity.
    Meeting(&'a str),
    /// In a consultation of the public, by its identity.
    Consultation(&'a str),
    /// Elsewhere, in words.
    Elsewhere(&'a str),
}

/// An opinion on the plan and the chain behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opinion {
    /// Identity.
    pub id: String,
    /// The meeting in which it was voiced.
    pub meeting: Option<String>,
    /// The consultation in which it was voiced.
    pub consultation: Option<String>,
    /// Where it was voiced, in words, where it was neither.
    pub occasion: String,
    /// Who voiced it; never public.
    pub speaker: String,
    /// What was said.
    pub text: String,
    /// How many said it, where several were put together; one where nothing is said.
    pub voices: Option<i64>,
    /// The identities of the items that it speaks of; none where it speaks of the plan.
    pub items: Vec<String>,
    /// The department that answers, as the office names it.
    pub asked: String,
    /// The answer; none while there is none.
    pub answer: Option<String>,
    /// On which day it was answered.
    pub answered_on: Option<Date>,
    /// How it was taken; none while that is not said.
    pub handling: Option<Handling>,
    /// What was changed by it; empty where nothing was.
    pub change: String,
    /// The amount in yen that was reflected in a budget.
    pub amount: Option<Yen>,
    /// The fiscal year of that budget.
    pub amount_year: Option<FiscalYear>,
    /// How far it is done by the year after; none while nothing is said.
    pub follow_up: Option<FollowUp>,
    /// What was done by then; empty where nothing is said.
    pub followed: String,
}

impl Opinion {
    /// Where it was voiced.
    pub fn voiced(&self) -> Occasion<'_> {
        match (&self.meeting, &self.consultation) {
            (Some(meeting), _) => Occasion::Meeting(meeting),
            (None, Some(consultation)) => Occasion::Consultation(consultation),
            (None, None) => Occasion::Elsewhere(&self.occasion),
        }
    }

    /// Whether it is answered.
    pub fn is_answered(&self) -> bool {
        self.answer
            .as_deref()
            .is_some_and(|answer| !answer.trim().is_empty())
    }

    /// Whether the public may read it: it is answered, and the office has said how it was taken.
    pub fn is_public(&self) -> bool {
        self.is_answered() && self.handling.is_some()
    }

    /// Whether something was promised before a fiscal year that nobody has said to be done by then.
    pub fn is_to_be_followed(&self, year: FiscalYear) -> bool {
        let promises = self.handling.is_some_and(Handling::promises);
        let answered = self.answered_on.and_then(FiscalYear::of_day);
        promises && self.follow_up != Some(FollowUp::Done) && answered.is_none_or(|answered| answered < year)
    }

    /// How many said it.
    pub fn count(&self) -> i64 {
        self.voices.unwrap_or(1)
    }
}

/// A consultation of the public on a plan (意見募集、パブリックコメント).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consultation {
    /// Identity.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What the public is asked, and how it is gone on with.
    pub text: String,
    /// The first day on which opinions are taken.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

/// Where a consultation stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsultationState {
    /// It has not begun, or its days are not settled.
    Ahead,
    /// Opinions are taken.
    Open,
    /// It is over.
    Over,
}

impl ConsultationState {
    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            ConsultationState::Ahead => "募集前",
            ConsultationState::Open => "募集中",
            ConsultationState::Over => "募集終了",
        }
    }
}

impl Consultation {
    /// Where it stands on a day.
    pub fn state(&self, on: Date) -> ConsultationState {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from <= on && on <= to => ConsultationState::Open,
            (Some(_), Some(to)) if to < on => ConsultationState::Over,
            _ => ConsultationState::Ahead,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opinions_are_taken_between_two_days_alone() {
        let day = |text: &str| crate::round::day(text).expect("a day");
        let asked = Consultation {
            from: Some(day("2026-12-01")),
            to: Some(day("2026-12-28")),
            ..Consultation::default()
        };
        for (on, state) in [
            ("2026-11-30", ConsultationState::Ahead),
            ("2026-12-01", ConsultationState::Open),
            ("2026-12-28", ConsultationState::Open),
            ("2026-12-29", ConsultationState::Over),
        ] {
            assert_eq!(asked.state(day(on)), state, "{on}");
        }
        let unsettled = Consultation { to: None, ..asked };
        assert_eq!(unsettled.state(day("2026-12-10")), ConsultationState::Ahead);
    }

    #[test]
    fn what_was_promised_is_followed_from_the_year_after_until_it_is_done() {
        let year = |western| FiscalYear::new(western).expect("a year");
        let mut opinion = Opinion {
            handling: Some(Handling::Considered),
            answered_on: crate::round::day("2027-03-31"),
            ..Opinion::default()
        };
        assert!(!opinion.is_to_be_followed(year(2026)) && opinion.is_to_be_followed(year(2027)));
        opinion.follow_up = Some(FollowUp::Doing);
        assert!(opinion.is_to_be_followed(year(2027)));
        opinion.follow_up = Some(FollowUp::Done);
        assert!(!opinion.is_to_be_followed(year(2027)));
        opinion.handling = Some(Handling::Answered);
        opinion.follow_up = None;
        assert!(
            !opinion.is_to_be_followed(year(2027)),
            "a question promises nothing"
        );
    }

    #[test]
    fn an_opinion_is_public_once_it_is_answered_and_taken() {
        let mut opinion = Opinion {
            answer: Some(" ".into()),
            handling: Some(Handling::Adopted),
            ..Opinion::default()
        };
        assert!(!opinion.is_public());
        opinion.answer = Some("公表します。".into());
        assert!(opinion.is_public());
        opinion.handling = None;
        assert!(!opinion.is_public());
    }
}
