//! A survey round (調査): the year's questions to all departments, with a deadline for each level.
//!
//! A round belongs to a plan and a fiscal year, or to a part of one. It is open, locked for a while
//! with a reason, or closed for good. What is overdue and how complete an answer is is derived, never
//! stored. Not here: the answers (`answer`), what is asked (`field`), what is frozen (`edition`).

pub mod answer;
pub mod approval;
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
use approval::{Approval, Rank};
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
    /// 課長、部長…が承認
    Approval(Rank),
    /// 事務局が確認
    Office,
}

/// The last day for those who are no approvers; the day itself still counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// For departments to submit.
    pub department: Date,
    /// For the office to accept.
    pub office: Date,
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
    /// Who approves before the office accepts, the lowest first; at most as many as there are ranks.
    pub approvals: Vec<Approval>,
    /// From how many percent on a figure has left its plan, so that a reason is asked for.
    pub tolerance: i64,
    /// By when departments and the office are done.
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

impl Round {
    /// The levels through which an answer goes, the lowest first.
    pub fn levels(&self) -> impl Iterator<Item = Level> + use<> {
        let approvals = Rank::ALL.into_iter().take(self.approvals.len());
        std::iter::once(Level::Department)
            .chain(approvals.map(Level::Approval))
            .chain([Level::Office])
    }

    /// The last day of a level; that of the office for an approval that the round does not have.
    pub fn due_of(&self, level: Level) -> Date {
        match level {
            Level::Department => self.due.department,
            Level::Approval(rank) => self
                .approvals
                .get(rank.index())
                .map_or(self.due.office, |approval| approval.due),
            Level::Office => self.due.office,
        }
    }

    /// What a level is called: 担当課の提出, 課長の承認, 事務局の確認.
    pub fn label_of(&self, level: Level) -> String {
        match level {
            Level::Department => "担当課の提出".to_owned(),
            Level::Approval(rank) => format!("{}の承認", self.approver(rank)),
            Level::Office => "事務局の確認".to_owned(),
        }
    }

    /// Who gives an approval, as the round calls them.
    pub fn approver(&self, rank: Rank) -> &str {
        let approval = self.approvals.get(rank.index());
        approval.map_or(approval::USUAL_APPROVER, |approval| &approval.name)
    }

    /// Whether answers are approved before the office accepts them.
    pub fn needs_approval(&self) -> bool {
        !self.approvals.is_empty()
    }

    /// Why the days cannot be, with the level at fault: a higher level must not end before a lower one.
    pub fn fault(&self) -> Option<(Level, String)> {
        let levels = self.levels().zip(self.levels().skip(1));
        let (below, level) = levels
            .into_iter()
            .find(|(below, level)| self.due_of(*level) < self.due_of(*below))?;
        let why = format!(
            "{}の期限は、{}の期限と同じ日か、それより後にしてください。",
            self.label_of(level),
            self.label_of(below)
        );
        Some((level, why))
    }
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
        let day = |text: &str| day(text).expect("a day");
        let named = |(name, due): &(&str, &str)| Approval {
            name: (*name).to_owned(),
            due: day(due),
        };
        let round = |department, approvals: &[(&str, &str)], office| Round {
            approvals: approvals.iter().map(named).collect(),
            due: Deadlines {
                department: day(department),
                office: day(office),
            },
            ..answer::tests::round()
        };
        let one = |department, head, office| round(department, &[("所属長", head)], office).fault();
        assert_eq!(one("2026-05-15", "2026-05-15", "2026-05-29"), None);
        let (level, why) = one("2026-05-15", "2026-05-14", "2026-05-29").expect("too early");
        assert_eq!(level, Level::Approval(Rank::First));
        assert_eq!(
            why,
            "所属長の承認の期限は、担当課の提出の期限と同じ日か、それより後にしてください。"
        );
        let (level, _) = one("2026-05-15", "2026-05-20", "2026-05-19").expect("too early");
        assert_eq!(level, Level::Office);
        let (level, _) = round("2026-05-15", &[], "2026-05-14").fault().expect("too early");
        assert_eq!(level, Level::Office, "without approvals, too");
        let two = round(
            "2026-05-15",
            &[("課長", "2026-05-20"), ("部長", "2026-05-19")],
            "2026-05-29",
        );
        let (level, why) = two.fault().expect("too early");
        assert_eq!(level, Level::Approval(Rank::Second));
        assert!(why.starts_with("部長の承認の期限は、課長の承認の期限と"), "{why}");
        let levels: Vec<String> = two.levels().map(|level| two.label_of(level)).collect();
        assert_eq!(
            levels,
            ["担当課の提出", "課長の承認", "部長の承認", "事務局の確認"]
        );
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
