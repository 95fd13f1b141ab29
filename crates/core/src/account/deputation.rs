//! Deputies (代理): who approves in the place of a head who is away, on which days, and at which level anybody approves.
//!
//! A deputy holds what the head holds on those days and nothing of their own; what they approve is told as 代決, with for
//! whom. Not here: 副担当者, who is staff (`Grant::deputy`); who may name a deputy (`gyokaku_web::access`).

use time::{Date, Duration};

use super::Term;
use crate::round::Round;
use crate::round::approval::Rank;

/// For how many days a deputy is named at most.
pub const LONGEST: i64 = 366;

/// How many deputies of one head are kept, those whose days are ahead or run.
pub const MOST: usize = 20;

/// Somebody who stands in for a head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deputation {
    /// Identity within the body.
    pub id: String,
    /// The account of the head who is away.
    pub head: String,
    /// The account that stands in.
    pub deputy: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Who named the deputy.
    pub named_by: String,
}

/// Why nobody can be named deputy so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The head and the deputy are one.
    Themselves,
    /// The last day lies before the first.
    Backwards,
    /// The last day has passed.
    Over,
    /// For longer than anybody is away.
    TooLong,
    /// Somebody else is named for one of the days.
    Taken,
    /// The head has too many already.
    TooMany,
}

impl Deputation {
    /// The days.
    pub const fn term(&self) -> Term {
        Term {
            from: Some(self.from),
            until: Some(self.until),
        }
    }

    /// What is wrong with it beside those of the same head that are there; `today` is the day on which it is named.
    pub fn wrong(&self, there: &[Deputation], today: Date) -> Option<Wrong> {
        let of_head = || {
            there
                .iter()
                .filter(|one| one.head == self.head && one.until >= today)
        };
        let meets = |one: &Deputation| one.from <= self.until && self.from <= one.until;
        match () {
            () if self.head == self.deputy => Some(Wrong::Themselves),
            () if self.until < self.from => Some(Wrong::Backwards),
            () if self.until < today => Some(Wrong::Over),
            () if self.until - self.from >= Duration::days(LONGEST) => Some(Wrong::TooLong),
            () if of_head().any(meets) => Some(Wrong::Taken),
            () if of_head().count() >= MOST => Some(Wrong::TooMany),
            () => None,
        }
    }
}

/// A department for which somebody approves today, and from how far above.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Headship {
    /// The department; none for all of the body.
    pub department: Option<String>,
    /// How many steps above the department the role is held; of no use where it is held for the body.
    pub steps: usize,
    /// In whose place (代決); none for a head by their own right.
    pub stands_for: Option<String>,
}

impl Headship {
    /// Whether it is one for a department at a rank: held so many steps above it, or higher.
    fn reaches(&self, department: &str, rank: Rank) -> bool {
        match &self.department {
            None => true,
            Some(own) => own == department && self.steps >= rank.index(),
        }
    }

    /// Whether an approval is expected of it first: it is the nearest that reaches, or this is the last approval of the
    /// round, which all above may give.
    fn is_expected(&self, department: &str, rank: Rank, round: &Round, above: usize) -> bool {
        let is_last = rank.index() + 1 >= round.approvals.len();
        let is_nearest = match self.department {
            Some(_) => self.steps == rank.index(),
            None => rank.index() > above,
        };
        self.reaches(department, rank) && (is_last || is_nearest)
    }
}

/// The headship by which somebody gives an approval for a department; by their own right where they may.
pub fn approving<'a>(held: &'a [Headship], department: &str, rank: Rank) -> Option<&'a Headship> {
    let mut fitting: Vec<&Headship> = held.iter().filter(|one| one.reaches(department, rank)).collect();
    fitting.sort_by_key(|one| (one.stands_for.is_some(), one.department.is_none(), one.steps));
    fitting.into_iter().next()
}

/// Whether somebody is the one from whom an approval is awaited; `above` says how many departments lie above this one.
pub fn is_expected(held: &[Headship], department: &str, rank: Rank, round: &Round, above: usize) -> bool {
    held.iter()
        .any(|one| one.is_expected(department, rank, round, above))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::round::answer::tests::round;
    use crate::round::approval::Approval;
    use crate::round::day;

    fn headship(department: Option<&str>, steps: usize, stands_for: Option<&str>) -> Headship {
        Headship {
            department: department.map(str::to_owned),
            steps,
            stands_for: stands_for.map(str::to_owned),
        }
    }

    #[test]
    fn a_higher_approval_is_given_from_higher_up() {
        let may =
            |one: Headship| Rank::ALL.map(|rank| approving(std::slice::from_ref(&one), "d1", rank).is_some());
        assert_eq!(may(headship(Some("d1"), 0, None)), [true, false, false]);
        assert_eq!(may(headship(Some("d1"), 1, None)), [true, true, false]);
        assert_eq!(may(headship(Some("d1"), 2, None)), [true; 3]);
        assert_eq!(may(headship(None, 0, None)), [true; 3], "held for the whole body");
        assert_eq!(may(headship(Some("d2"), 2, None)), [false; 3]);
    }

    #[test]
    fn who_may_by_their_own_right_stands_in_for_nobody() {
        let held = [
            headship(Some("d1"), 0, Some("課長")),
            headship(Some("d1"), 1, None),
        ];
        let by = approving(&held, "d1", Rank::First).expect("may");
        assert_eq!(by.stands_for, None);
        let by = approving(&held[..1], "d1", Rank::First).expect("may");
        assert_eq!(by.stands_for.as_deref(), Some("課長"));
    }

    #[test]
    fn an_approval_is_awaited_of_the_nearest() {
        let with = |many: usize| {
            let one = Approval::usual(day("2020-05-22").expect("a day"));
            let mut round = round();
            round.approvals = vec![one; many];
            round
        };
        let expected = |one: &Headship, many: usize| -> Vec<bool> {
            let held = std::slice::from_ref(one);
            let ranks = Rank::ALL.into_iter().take(many);
            ranks
                .map(|rank| is_expected(held, "d1", rank, &with(many), 1))
                .collect()
        };
        let (own, division, whole) = (
            headship(Some("d1"), 0, None),
            headship(Some("d1"), 1, None),
            headship(None, 0, None),
        );
        assert_eq!(expected(&own, 1), [true]);
        assert_eq!(expected(&division, 1), [true], "as it was with one approval");
        assert_eq!(expected(&own, 2), [true, false]);
        assert_eq!(expected(&division, 2), [false, true]);
        assert_eq!(expected(&division, 3), [false, true, false]);
        assert_eq!(expected(&whole, 3), [false, false, true]);
        let alone = is_expected(&[whole], "d1", Rank::Second, &with(3), 0);
        assert!(alone, "there is no division above the department");
    }

    #[test]
    fn a_deputy_is_named_for_days_that_are_free() {
        let on = |text| day(text).expect("a day");
        let named = |from, until| Deputation {
            id: "1".into(),
            head: "h".into(),
            deputy: "d".into(),
            from: on(from),
            until: on(until),
            named_by: String::new(),
        };
        let today = on("2026-05-10");
        let there = [named("2026-05-12", "2026-05-14")];
        let wrong = |from, until| named(from, until).wrong(&there, today);
        assert_eq!(wrong("2026-05-10", "2026-05-11"), None);
        assert_eq!(wrong("2026-05-15", "2026-05-15"), None);
        assert_eq!(wrong("2026-05-14", "2026-05-15"), Some(Wrong::Taken));
        assert_eq!(wrong("2026-05-11", "2026-05-10"), Some(Wrong::Backwards));
        assert_eq!(wrong("2026-05-01", "2026-05-09"), Some(Wrong::Over));
        assert_eq!(wrong("2026-06-01", "2027-06-01"), None);
        assert_eq!(wrong("2026-06-01", "2027-06-02"), Some(Wrong::TooLong));
        let own = Deputation {
            deputy: "h".into(),
            ..named("2026-06-01", "2026-06-02")
        };
        assert_eq!(own.wrong(&[], today), Some(Wrong::Themselves));
        let many = vec![named("2026-08-01", "2026-08-01"); MOST];
        let one_more = named("2026-06-01", "2026-06-02").wrong(&many, today);
        assert_eq!(one_more, Some(Wrong::TooMany));
    }
}
