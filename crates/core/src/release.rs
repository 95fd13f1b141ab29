//! Publication (公開): what of a plan the public sees, from which day, and how it is taken back.
//!
//! A release is the plan as it stood at one revision, with the editions of its years and the documents that go with
//! it, and without the columns that are withheld. Closing a round freezes figures and publishes nothing; editing the
//! register publishes nothing either. What the public sees changes by a release alone.
//! Invariant: the contents of a release never change; it ends by the next one or by a withdrawal, which says why.
//! Not here: who may release (`gyokaku-web`, `access`), the stored contents (`gyokaku-store`).

use std::collections::HashSet;

use time::Date;

use crate::amendment::Amendment;
use crate::document::{Place, Spot};
use crate::edition::errata::{OF_OWN, own_name};
use crate::edition::{Change, Entry, latest_of_rounds};
use crate::fiscal_year::FiscalYear;
use crate::indicator::{IndicatorValue, ValueKind};
use crate::licence::Licence;
use crate::plan::Plan;
use crate::round::field::Field;
use crate::round::{Key, day_in_japan};
use crate::suggestion::Suggestion;
use crate::table::Table;
use crate::text::is_invisible;

/// How many characters a reason or a note may have.
pub const LONGEST_REASON: usize = 400;

/// How far ahead a release may be set, in days: two years, as nobody knows the calendar of an assembly beyond that.
const FURTHEST: i32 = 731;

/// A release of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// 1 for the first of the plan; never used twice.
    pub number: i64,
    /// The revision of the plan that it shows.
    pub revision: i64,
    /// The day in Japan from which on the public sees it.
    pub opens_on: Date,
    /// What goes with the plan.
    pub scope: Scope,
    /// What the office noted with it; for the office alone.
    pub note: String,
    /// When it was made, RFC 3339.
    pub made_at: String,
    /// Who made it.
    pub made_by: String,
    /// How it was taken back; none while it stands.
    pub withdrawn: Option<Withdrawal>,
}

/// What of a plan a release shows beside the register itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The numbers of the editions of its years.
    pub editions: Vec<i64>,
    /// The identities of the documents whose pages may be read.
    pub documents: Vec<String>,
    /// The keys of the fields of answers that are left out (課題): [`crate::round::field::Field::key`].
    pub withheld: Vec<String>,
    /// The keys of the fields that answer questions of the office's own and are shown; those that are not named are not.
    pub own: Vec<String>,
    /// Under which terms it may be used.
    pub licence: Licence,
}

/// An edition of a year, as far as a release has to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfYear {
    /// Its number.
    pub number: i64,
    /// The round that it came of.
    pub round: Key,
    /// Its title, which is the vintage of its amounts.
    pub title: String,
}

impl Scope {
    /// What is released first unless the office says otherwise: the register alone, without what departments wrote for
    /// the inside.
    pub fn first() -> Self {
        Self {
            withheld: WITHHELD_AT_FIRST.iter().map(Field::key).collect(),
            ..Self::default()
        }
    }

    /// The plan as the public sees it: without what the register took over from rounds that are not seen, and
    /// without what is withheld. A round is seen where its latest edition is.
    pub fn of_plan(&self, mut plan: Plan, editions: &[OfYear]) -> Plan {
        let latest = latest_of_rounds(editions, |edition| (edition.round, edition.number));
        let unseen: Vec<&OfYear> = latest
            .into_iter()
            .filter(|edition| !self.editions.contains(&edition.number))
            .collect();
        let of_unseen = |year: Option<FiscalYear>, at: &Place| {
            matches!(at.spot, Spot::Element { .. }) && unseen.iter().any(|e| Some(e.round.year) == year)
        };
        // What was typed over a value of the round is no more to be seen than the value was.
        let of_unseen_year = |year: Option<FiscalYear>, at: &Place| {
            let is_typed = matches!(at.spot, Spot::Nowhere);
            of_unseen(year, at) || is_typed && unseen.iter().any(|e| Some(e.round.year) == year)
        };
        plan.evaluations.retain(|e| !of_unseen(e.fiscal_year, &e.at));
        for indicator in &mut plan.indicators {
            let is_seen =
                |v: &IndicatorValue| v.kind != ValueKind::Actual || !of_unseen_year(v.fiscal_year, &v.at);
            indicator.values.retain(is_seen);
        }
        let mut gone: HashSet<String> = HashSet::new();
        plan.effects.retain(|e| {
            let corrects_one = e.corrects.as_ref().is_some_and(|c| gone.contains(&c.entry));
            let is_gone = corrects_one || unseen.iter().any(|edition| edition.title == e.vintage);
            if is_gone {
                gone.insert(e.id.clone());
            }
            !is_gone
        });
        plan.amendments.retain(Amendment::is_public);
        for amendment in &mut plan.amendments {
            // Who proposed it, and what was noted with the decision, is for the office.
            amendment.proposed_by.clear();
            if let Some(decided) = &mut amendment.decided {
                decided.note.clear();
            }
        }
        // What is said behind closed doors stays there; what is not answered is published together with its answer.
        plan.meetings.retain(|meeting| !meeting.closed);
        let meetings = &plan.meetings;
        let is_open = |id: &String| meetings.iter().any(|meeting| meeting.id == *id);
        plan.opinions
            .retain(|o| o.is_public() && o.meeting.as_ref().is_none_or(is_open));
        for opinion in &mut plan.opinions {
            opinion.speaker.clear();
        }
        plan.suggestions.retain(Suggestion::is_public);
        for suggestion in &mut plan.suggestions {
            suggestion.by.clear();
        }
        plan.appraisals.retain(|appraisal| appraisal.verdict.is_some());
        let seen = Seen::Only(self);
        for evaluation in &mut plan.evaluations {
            if !seen.field(&Field::Reason.key()) {
                evaluation.reason = None;
            }
            if !seen.field(&Field::Done.key()) {
                evaluation.done = None;
            }
        }
        plan
    }
}

/// How much of a plan is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen<'a> {
    /// Everything, as it stands: who works on it.
    All,
    /// What a release has.
    Only(&'a Scope),
}

impl Seen<'_> {
    /// What a sheet of paper says of itself, so that nobody takes the one for the other.
    pub const fn on_paper(self) -> &'static str {
        match self {
            Seen::All => "庁内用",
            Seen::Only(_) => "公開版",
        }
    }

    /// Whether an edition of a year is seen.
    pub fn edition(self, number: i64) -> bool {
        match self {
            Seen::All => true,
            Seen::Only(scope) => scope.editions.contains(&number),
        }
    }

    /// Whether a document is seen.
    pub fn document(self, id: &str) -> bool {
        match self {
            Seen::All => true,
            Seen::Only(scope) => scope.documents.iter().any(|known| known == id),
        }
    }

    /// Whether a field of answers is seen, by its key.
    pub fn field(self, key: &str) -> bool {
        match self {
            Seen::All => true,
            // What an office asks for itself is for itself unless it says otherwise.
            Seen::Only(scope) if matches!(Field::of(key), Some(Field::Own(_))) => {
                scope.own.iter().any(|shown| shown == key)
            }
            Seen::Only(scope) => !scope.withheld.iter().any(|withheld| withheld == key),
        }
    }

    /// Whether a frozen table is seen. The ledger as it stood when a year was closed holds amounts of other occasions,
    /// which nobody has released with it; the released register has its own.
    pub fn table(self, name: &str) -> bool {
        self == Seen::All || name != crate::table::effects::PUBLISHED.name
    }

    /// A table without the columns that are not seen.
    pub fn of_table(self, mut table: Table) -> Table {
        // The reasons of several evaluators stand in a column each.
        let reason = Field::Reason.key();
        let of_evaluator = format!("{reason}_by_");
        let is_seen = |key: &str| match key.starts_with(&of_evaluator) {
            true => self.field(&reason),
            false => self.field(key),
        };
        let columns = table.columns.iter();
        let seen: Vec<bool> = columns.map(|column| is_seen(&column.key)).collect();
        if seen.iter().all(|seen| *seen) {
            return table;
        }
        fn keep<T>(list: &mut Vec<T>, seen: &[bool]) {
            let mut seen = seen.iter();
            list.retain(|_| seen.next().copied().unwrap_or(true));
        }
        keep(&mut table.columns, &seen);
        for row in &mut table.rows {
            keep(&mut row.cells, &seen);
        }
        table
    }

    /// An entry of an edition without the answers that are not seen.
    pub fn of_entry(self, mut entry: Entry) -> Entry {
        for answer in &mut entry.answers {
            answer.values.retain(|field, _| self.field(&field.key()));
        }
        if !self.field(&Field::Reason.key()) {
            for grade in &mut entry.grades {
                grade.reason.clear();
            }
        }
        entry
    }

    /// Whether it is seen what a correction changed.
    pub fn change(self, change: &Change) -> bool {
        let Seen::Only(scope) = self else { return true };
        let of_ledger = format!("{}「", crate::table::effects::PUBLISHED.label);
        if change.item.is_empty() && change.what.starts_with(&of_ledger) {
            return false;
        }
        if change.what.starts_with(OF_OWN) {
            let shown = scope.own.iter().filter_map(|key| Field::of(key));
            return shown
                .into_iter()
                .any(|field| matches!(&field, Field::Own(own) if change.what.starts_with(&own_name(own))));
        }
        let mut withheld = scope.withheld.iter().filter_map(|key| Field::of(key));
        !withheld.any(|field| change.what.contains(field.label()))
    }
}

/// The fields of answers that an office may withhold.
pub const MAY_BE_WITHHELD: [Field; 5] = [
    Field::Reason,
    Field::Done,
    Field::Deviation,
    Field::Difficulties,
    Field::Next,
];

/// What is withheld unless the office says otherwise: what departments wrote for the inside.
pub const WITHHELD_AT_FIRST: [Field; 1] = [Field::Difficulties];

/// How a release was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub by: String,
    /// Why; for the office alone.
    pub why: String,
}

/// Where a plan stands before the public on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Nobody outside has ever seen it.
    Internal,
    /// The public will see it from a day on, and has not until then.
    Scheduled(&'a Release),
    /// The public sees it; maybe another release follows on a day.
    Public {
        /// What is seen.
        now: &'a Release,
        /// What will be seen.
        next: Option<&'a Release>,
    },
    /// The public saw it and does not any more.
    Withdrawn(&'a Release),
}

impl Release {
    /// Whether it stands, on that day or a later one.
    pub fn stands(&self) -> bool {
        self.withdrawn.is_none()
    }

    /// Whether the public sees it on a day, unless a later one takes its place.
    pub fn is_open(&self, today: Date) -> bool {
        self.stands() && self.opens_on <= today
    }

    /// Whether the public saw it before it was taken back.
    fn was_open(&self) -> bool {
        let withdrawn = self.withdrawn.as_ref().and_then(|w| day_in_japan(&w.at));
        withdrawn.is_some_and(|day| self.opens_on <= day)
    }
}

/// Where a plan stands before the public, by its releases in the order of their numbers.
pub fn standing(releases: &[Release], today: Date) -> Standing<'_> {
    let last = |wanted: &dyn Fn(&Release) -> bool| releases.iter().rev().find(|r| wanted(r));
    let now = last(&|r| r.is_open(today));
    let next = last(&|r| r.stands() && r.opens_on > today);
    match (now, next) {
        (Some(now), next) => Standing::Public { now, next },
        (None, Some(next)) => Standing::Scheduled(next),
        (None, None) => last(&Release::was_open).map_or(Standing::Internal, Standing::Withdrawn),
    }
}

/// Why something cannot be released or taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The day lies in the past.
    DayPast,
    /// The day lies too far ahead.
    DayTooFar,
    /// No reason is given.
    NoReason,
    /// The text is too long or holds characters that nobody sees.
    OddText,
    /// Nothing stands that could be taken back.
    NothingStands,
}

impl Refusal {
    /// What is wrong and what to do.
    pub fn words(self) -> &'static str {
        match self {
            Refusal::DayPast => "公開日に過去の日が指定されています。今日以降の日を指定してください。",
            Refusal::DayTooFar => "公開日は2年先までの日を指定してください。",
            Refusal::NoReason => "取下げの理由を入力してください。",
            Refusal::OddText => {
                "文字数が多すぎるか、表示されない文字が含まれています。400字以内で入力し直してください。"
            }
            Refusal::NothingStands => {
                "公開中または公開予定のものはありません。画面を読み込み直してください。"
            }
        }
    }
}

/// The day of a release as asked for: today where nothing is said.
///
/// # Errors
/// A day in the past, or too far ahead.
pub fn opens_on(asked: Option<Date>, today: Date) -> Result<Date, Refusal> {
    match asked {
        None => Ok(today),
        Some(day) if day < today => Err(Refusal::DayPast),
        Some(day) if day.to_julian_day() - today.to_julian_day() > FURTHEST => Err(Refusal::DayTooFar),
        Some(day) => Ok(day),
    }
}

/// A note, without white space around it.
///
/// # Errors
/// It is too long, or holds characters that nobody sees.
pub fn note(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let is_odd = |c: char| is_invisible(c) || (c.is_control() && c != '\n');
    if text.chars().count() > LONGEST_REASON || text.replace("\r\n", "\n").chars().any(is_odd) {
        return Err(Refusal::OddText);
    }
    Ok(text.replace("\r\n", "\n"))
}

/// The reason of a withdrawal.
///
/// # Errors
/// There is none, or it is no [`note`].
pub fn reason(text: &str) -> Result<String, Refusal> {
    match note(text)? {
        text if text.is_empty() => Err(Refusal::NoReason),
        text => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::round::day;

    fn on(text: &str) -> Date {
        day(text).expect("a day")
    }

    fn release(number: i64, opens: &str, withdrawn: Option<&str>) -> Release {
        Release {
            number,
            revision: number,
            opens_on: on(opens),
            scope: Scope::default(),
            note: String::new(),
            made_at: "2026-04-01T00:00:00Z".into(),
            made_by: "企画課".into(),
            withdrawn: withdrawn.map(|at| Withdrawal {
                at: at.into(),
                by: "企画課".into(),
                why: "数値の誤り".into(),
            }),
        }
    }

    #[test]
    fn where_a_plan_stands_before_the_public() {
        let today = on("2026-06-10");
        assert_eq!(standing(&[], today), Standing::Internal);
        let ahead = [release(1, "2026-06-11", None)];
        assert_eq!(standing(&ahead, today), Standing::Scheduled(&ahead[0]));
        assert_eq!(
            standing(&ahead, on("2026-06-11")),
            Standing::Public {
                now: &ahead[0],
                next: None
            }
        );
        let two = [release(1, "2026-04-01", None), release(2, "2026-07-01", None)];
        assert_eq!(
            standing(&two, today),
            Standing::Public {
                now: &two[0],
                next: Some(&two[1])
            }
        );
        assert_eq!(
            standing(&two, on("2026-07-01")),
            Standing::Public {
                now: &two[1],
                next: None
            }
        );
    }

    #[test]
    fn a_withdrawn_plan_was_seen_and_a_cancelled_one_was_not() {
        let today = on("2026-06-10");
        let seen = [release(1, "2026-04-01", Some("2026-05-01T00:00:00Z"))];
        assert_eq!(standing(&seen, today), Standing::Withdrawn(&seen[0]));
        let cancelled = [release(1, "2026-07-01", Some("2026-05-01T00:00:00Z"))];
        assert_eq!(standing(&cancelled, today), Standing::Internal);
        // What was taken back in the first minutes of a day in Japan had opened that day.
        let same_day = [release(1, "2026-05-01", Some("2026-04-30T15:00:00Z"))];
        assert_eq!(standing(&same_day, today), Standing::Withdrawn(&same_day[0]));
    }

    #[test]
    fn days_and_reasons_are_refused_with_words() {
        let today = on("2026-06-10");
        assert_eq!(opens_on(None, today), Ok(today));
        assert_eq!(opens_on(Some(today), today), Ok(today));
        assert_eq!(opens_on(Some(on("2026-06-09")), today), Err(Refusal::DayPast));
        assert_eq!(opens_on(Some(on("2028-06-10")), today), Ok(on("2028-06-10")));
        assert_eq!(opens_on(Some(on("2028-06-11")), today), Err(Refusal::DayTooFar));
        assert_eq!(reason(" \u{3000}\n"), Err(Refusal::NoReason));
        assert_eq!(reason("数値の\r\n誤り "), Ok("数値の\n誤り".into()));
        assert_eq!(reason("a\u{202E}b"), Err(Refusal::OddText));
        assert_eq!(reason(&"長".repeat(401)), Err(Refusal::OddText));
        assert_eq!(note(""), Ok(String::new()));
    }
}
