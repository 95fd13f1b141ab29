//! A survey round (調査): the year's questions to all departments, with a deadline for each level.
//!
//! A round belongs to a plan and a fiscal year, or to a part of one. It is open, locked for a while
//! with a reason, or closed for good. What is overdue and how complete an answer is is derived, never
//! stored. Not here: the answers (`answer`), what is asked (`field`), what is frozen (`edition`).

pub mod answer;
pub mod board;
pub mod field;
pub mod opening;
pub mod own;
pub mod paste;
mod question;
pub mod refusal;
pub mod remark;

use std::fmt;

use time::{Date, Month};

use crate::fiscal_year::{FiscalYear, YearStyle};
use field::Question;
use own::OwnQuestion;

/// Which part of the fiscal year a round asks about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Term {
    /// 年度
    #[default]
    Year,
    /// 上半期 (1) or 下半期 (2).
    Half(u8),
    /// 第1四半期 to 第4四半期.
    Quarter(u8),
}

impl Term {
    /// Every term, in the order of the screens.
    pub const ALL: [Term; 7] = [
        Term::Year,
        Term::Half(1),
        Term::Half(2),
        Term::Quarter(1),
        Term::Quarter(2),
        Term::Quarter(3),
        Term::Quarter(4),
    ];

    /// The word in keys and forms; empty for the whole year.
    pub fn key(self) -> String {
        match self {
            Term::Year => String::new(),
            Term::Half(n) => format!("h{n}"),
            Term::Quarter(n) => format!("q{n}"),
        }
    }

    /// The term of a word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|term| term.key() == key)
    }

    /// The word on the screen, behind the fiscal year; empty for the whole year.
    pub fn label(self) -> String {
        match self {
            Term::Year => String::new(),
            Term::Half(1) => "上半期".to_owned(),
            Term::Half(_) => "下半期".to_owned(),
            Term::Quarter(n) => format!("第{n}四半期"),
        }
    }
}

/// What a round is known by within its plan: `2019`, `2019-h1`, `2019-q3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The fiscal year asked about.
    pub year: FiscalYear,
    /// The part of it.
    pub term: Term,
}

impl Key {
    /// The key that a text is.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, term) = text.split_once('-').unwrap_or((text, ""));
        let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        let term = Term::of(term).filter(|term| (*term == Term::Year) != text.contains('-'))?;
        let year = FiscalYear::new(year.parse().ok().filter(|_| is_year)?)?;
        Some(Self { year, term })
    }

    /// As a plan writes its years: `令和元年度`, `令和元年度 上半期`.
    pub fn show(self, style: YearStyle) -> String {
        let year = self.year.show(style);
        match self.term {
            Term::Year => year,
            term => format!("{year} {}", term.label()),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.term {
            Term::Year => write!(f, "{}", self.year.western()),
            term => write!(f, "{}-{}", self.year.western(), term.key()),
        }
    }
}

/// Who has to be done by when. The lowest level comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// 担当課が提出
    Department,
    /// 所属長が承認
    Head,
    /// 事務局が確認
    Office,
}

impl Level {
    /// Every level, lowest first.
    pub const ALL: [Level; 3] = [Level::Department, Level::Head, Level::Office];

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Level::Department => "担当課の提出",
            Level::Head => "所属長の承認",
            Level::Office => "事務局の確認",
        }
    }
}

/// The last day for each level; the day itself still counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// For departments to submit.
    pub department: Date,
    /// For heads to approve.
    pub head: Date,
    /// For the office to accept.
    pub office: Date,
}

impl Deadlines {
    /// The last day of a level.
    pub fn of(&self, level: Level) -> Date {
        match level {
            Level::Department => self.department,
            Level::Head => self.head,
            Level::Office => self.office,
        }
    }

    /// Why the days cannot be, with the level at fault: a higher level must not end before a lower one.
    pub fn fault(&self) -> Option<(Level, &'static str)> {
        if self.head < self.department {
            Some((
                Level::Head,
                "所属長の承認の期限は、担当課の提出の期限と同じ日か、それより後にしてください。",
            ))
        } else if self.office < self.head {
            Some((
                Level::Office,
                "事務局の確認の期限は、所属長の承認の期限と同じ日か、それより後にしてください。",
            ))
        } else {
            None
        }
    }
}

/// Whether a round takes answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RoundState {
    /// 受付中
    #[default]
    Open,
    /// 受付停止: locked with a reason, and can be opened again.
    Locked,
    /// 確定済み: frozen as an edition.
    Closed,
}

impl RoundState {
    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            RoundState::Open => "受付中",
            RoundState::Locked => "受付停止中",
            RoundState::Closed => "確定済み",
        }
    }
}

/// From how many percent on a reason is asked for unless the office says otherwise.
pub const USUAL_TOLERANCE: i64 = 20;

/// A round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// What it is known by.
    pub key: Key,
    /// The revision of its settings.
    pub revision: i64,
    /// As shown: 令和元年度 進捗状況調査.
    pub title: String,
    /// What is asked, in the order of the screens.
    pub questions: Vec<Question>,
    /// The questions of the office's own, in its order; also those that it has asked before and does not ask now.
    pub own: Vec<OwnQuestion>,
    /// Whether heads approve before the office accepts.
    pub needs_approval: bool,
    /// From how many percent on a figure has left its plan, so that a reason is asked for.
    pub tolerance: i64,
    /// By when.
    pub due: Deadlines,
    /// Whether it takes answers.
    pub state: RoundState,
    /// Why it is locked.
    pub reason: Option<String>,
    /// When it was opened, RFC 3339.
    pub opened_at: String,
    /// Who opened it.
    pub opened_by: String,
}

/// The day of `2026-05-15`; none for what is no day.
pub fn day(text: &str) -> Option<Date> {
    let mut parts = text.trim().splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 {
        return None;
    }
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}

/// `2026-05-15`
pub fn day_key(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
}

/// `5月15日（金）`
pub fn day_shown(day: Date) -> String {
    let weekday =
        ["月", "火", "水", "木", "金", "土", "日"][usize::from(day.weekday().number_days_from_monday())];
    format!("{}月{}日（{weekday}）", u8::from(day.month()), day.day())
}

/// The day in Japan at a point in time given as RFC 3339; days of a city hall begin at midnight in Japan.
pub fn day_in_japan(now: &str) -> Option<Date> {
    let (date, rest) = now.split_once('T')?;
    let date = day(date)?;
    let hour: i16 = rest.get(..2)?.parse().ok()?;
    let minute: i16 = rest.get(3..5)?.parse().ok()?;
    let offset = match rest.rfind(['+', '-', 'Z', 'z']) {
        Some(at) if rest[at..].len() > 1 => {
            let hours: i16 = rest.get(at + 1..at + 3)?.parse().ok()?;
            let minutes: i16 = rest.get(at + 4..at + 6)?.parse().ok()?;
            let total = hours * 60 + minutes;
            if rest[at..].starts_with('-') {
                -total
            } else {
                total
            }
        }
        Some(_) => 0,
        None => return None,
    };
    let minutes = i32::from(hour) * 60 + i32::from(minute) - i32::from(offset) + 9 * 60;
    Date::from_julian_day(date.to_julian_day() + minutes.div_euclid(24 * 60)).ok()
}

/// How many days are left until a day; negative when it has passed, 0 on the day itself.
pub fn days_left(until: Date, today: Date) -> i32 {
    until.to_julian_day() - today.to_julian_day()
}

/// The days left in words: あと3日, 本日まで, 2日過ぎています.
pub fn days_in_words(left: i32) -> String {
    match left {
        0 => "本日まで".to_owned(),
        left if left > 0 => format!("あと{left}日"),
        left => format!("{}日過ぎています", left.unsigned_abs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_rounds() {
        for text in ["2019", "2019-h1", "2019-h2", "2019-q4"] {
            assert_eq!(Key::parse(text).map(|key| key.to_string()).as_deref(), Some(text));
        }
        for text in [
            "",
            "19",
            "2019-",
            "2019-q5",
            "2019-h0",
            "+019",
            "2019-h1-x",
            "0001",
        ] {
            assert_eq!(Key::parse(text), None, "{text}");
        }
        let key = Key::parse("2019-h1").expect("a key");
        assert_eq!(key.show(YearStyle::Era), "令和元年度 上半期");
    }

    #[test]
    fn a_day_begins_at_midnight_in_japan() {
        for (now, day) in [
            ("2026-05-14T14:59:59Z", "2026-05-14"),
            ("2026-05-14T15:00:00Z", "2026-05-15"),
            ("2026-12-31T23:00:00+00:00", "2027-01-01"),
            ("2026-05-15T00:00:00+09:00", "2026-05-15"),
            ("2026-05-14T20:00:00-05:00", "2026-05-15"),
        ] {
            assert_eq!(day_in_japan(now).map(day_key).as_deref(), Some(day), "{now}");
        }
        assert_eq!(day_in_japan("yesterday"), None);
        assert_eq!(day("2026-02-29"), None);
        assert_eq!(day("2026-05-15").map(day_shown).as_deref(), Some("5月15日（金）"));
    }

    #[test]
    fn a_higher_level_ends_no_earlier() {
        let day = |text| day(text).expect("a day");
        let due = |department, head, office| Deadlines {
            department: day(department),
            head: day(head),
            office: day(office),
        };
        assert_eq!(due("2026-05-15", "2026-05-15", "2026-05-29").fault(), None);
        let fault = due("2026-05-15", "2026-05-14", "2026-05-29").fault();
        assert_eq!(fault.map(|(level, _)| level), Some(Level::Head));
        let fault = due("2026-05-15", "2026-05-20", "2026-05-19").fault();
        assert_eq!(fault.map(|(level, _)| level), Some(Level::Office));
    }

    #[test]
    fn days_are_said_in_words() {
        let (today, until) = (
            day("2026-05-13").expect("a day"),
            day("2026-05-15").expect("a day"),
        );
        assert_eq!(days_in_words(days_left(until, today)), "あと2日");
        assert_eq!(days_in_words(days_left(today, today)), "本日まで");
        assert_eq!(days_in_words(days_left(today, until)), "2日過ぎています");
    }
}
