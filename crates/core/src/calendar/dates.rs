//! The dates of an office's year (年間予定): deadlines of rounds, meetings, consultations, releases ahead, terms that end.
//!
//! Nothing is stored for it: each date stands where it is decided. Not here: where the dates are read from.

use time::{Date, Month};

use super::is_closed;
use crate::fiscal_year::FiscalYear;
use crate::round::{Round, RoundState};

/// What a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DateKind {
    /// The last day of a level of a round.
    Deadline,
    /// A council meets.
    Meeting,
    /// The first day of a consultation of the public.
    ConsultationOpens,
    /// The last day of a consultation.
    ConsultationCloses,
    /// A release opens.
    Release,
    /// The last day of the term of members of a council.
    TermEnds,
}

impl DateKind {
    /// Every kind, in the order of a day.
    pub const ALL: [DateKind; 6] = [
        DateKind::Deadline,
        DateKind::Meeting,
        DateKind::ConsultationOpens,
        DateKind::ConsultationCloses,
        DateKind::Release,
        DateKind::TermEnds,
    ];

    /// The word in statements and in files.
    pub const fn key(self) -> &'static str {
        match self {
            DateKind::Deadline => "deadline",
            DateKind::Meeting => "meeting",
            DateKind::ConsultationOpens => "consultation_opens",
            DateKind::ConsultationCloses => "consultation_closes",
            DateKind::Release => "release",
            DateKind::TermEnds => "term_ends",
        }
    }

    /// The kind of a word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            DateKind::Deadline => "期限",
            DateKind::Meeting => "会議",
            DateKind::ConsultationOpens => "意見募集の開始",
            DateKind::ConsultationCloses => "意見募集の締切",
            DateKind::Release => "公開",
            DateKind::TermEnds => "任期満了",
        }
    }

    /// Whether somebody has to be at the city hall on it.
    pub const fn needs_workday(self) -> bool {
        matches!(self, DateKind::Deadline | DateKind::Meeting)
    }
}

/// A date.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dated {
    /// On which day.
    pub on: Date,
    /// What it is.
    pub kind: DateKind,
    /// The key of its plan.
    pub plan: String,
    /// What it is called: 令和7年度 進捗状況調査 担当課の提出.
    pub title: String,
    /// More of it, such as the place; empty where there is nothing.
    pub detail: String,
    /// The identity of what it is of, within its plan: the round's key, the meeting.
    pub id: String,
}

impl Dated {
    /// Whether it falls on a day on which nobody is at the city hall although somebody has to be.
    pub fn is_on_closed_day(&self) -> bool {
        self.kind.needs_workday() && is_closed(self.on)
    }
}

/// The first and the last day of a fiscal year.
pub fn days_of(year: FiscalYear) -> Option<(Date, Date)> {
    let western = i32::from(year.western());
    let first = Date::from_calendar_date(western, Month::April, 1).ok()?;
    let last = Date::from_calendar_date(western + 1, Month::March, 31).ok()?;
    Some((first, last))
}

/// The deadlines of the rounds of plans, by plan; a closed round waits for nobody any more and has none.
pub fn deadlines<'a>(rounds: impl IntoIterator<Item = (&'a str, &'a Round)>) -> Vec<Dated> {
    let open = rounds
        .into_iter()
        .filter(|(_, round)| round.state != RoundState::Closed);
    open.flat_map(|(plan, round)| {
        round.levels().map(move |level| Dated {
            on: round.due_of(level),
            kind: DateKind::Deadline,
            plan: plan.to_owned(),
            title: format!("{} {}", round.title, round.label_of(level)),
            detail: String::new(),
            id: round.key.to_string(),
        })
    })
    .collect()
}

/// The dates by month, every month of the fiscal year in its order, those without a date as well.
pub fn by_month(year: FiscalYear, mut dates: Vec<Dated>) -> Vec<((i32, Month), Vec<Dated>)> {
    dates.sort();
    dates.dedup();
    let first = i32::from(year.western());
    let months = (0..12u8).filter_map(|n| {
        let month = Month::try_from((n + 3) % 12 + 1).ok()?;
        Some((first + i32::from(n >= 9), month))
    });
    months
        .map(|(western, month)| {
            let own = dates
                .iter()
                .filter(|date| (date.on.year(), date.on.month()) == (western, month));
            ((western, month), own.cloned().collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::round::answer::tests::round;
    use crate::round::day;

    #[test]
    fn deadlines_are_those_that_somebody_waits_for() {
        let mut one = round();
        let of = |round: &Round| -> Vec<String> {
            let found = deadlines([("plan", round)]);
            found
                .into_iter()
                .map(|date| crate::round::day_key(date.on))
                .collect()
        };
        assert_eq!(of(&one), ["2020-05-15", "2020-05-22", "2020-05-29"]);
        one.approvals.clear();
        assert_eq!(of(&one), ["2020-05-15", "2020-05-29"]);
        one.state = RoundState::Closed;
        assert!(of(&one).is_empty());
    }

    #[test]
    fn a_fiscal_year_has_its_twelve_months_in_order() {
        let year = FiscalYear::new(2026).expect("a year");
        assert_eq!(days_of(year), day("2026-04-01").zip(day("2027-03-31")));
        let at = |on: &str, kind| Dated {
            on: day(on).expect("a day"),
            kind,
            plan: "plan".into(),
            title: "第1回".into(),
            detail: String::new(),
            id: "m1".into(),
        };
        let dates = vec![
            at("2027-01-11", DateKind::Meeting),
            at("2026-04-01", DateKind::Release),
            at("2027-01-04", DateKind::Deadline),
            at("2026-03-31", DateKind::Deadline),
        ];
        let months = by_month(year, dates);
        let told: Vec<(u8, usize)> = months
            .iter()
            .map(|((_, month), own)| (u8::from(*month), own.len()))
            .collect();
        assert_eq!(told.len(), 12);
        assert_eq!(
            (told[0], told[8], told[9], told[11]),
            ((4, 1), (12, 0), (1, 2), (3, 0))
        );
        let january: Vec<bool> = months[9].1.iter().map(Dated::is_on_closed_day).collect();
        assert_eq!(january, [false, true], "11 January 2027 is a holiday");
        assert!(
            DateKind::ALL
                .into_iter()
                .all(|kind| DateKind::of(kind.key()) == Some(kind))
        );
    }
}
