//! What a department answers: its list, the form of an item, the grid, pasting, handing in.
//!
//! Not here: reviewing and accepting (`review`), the round itself, the workbook.

mod apply;
mod comment;
pub(crate) mod field;
pub(crate) mod form;
mod grid;
mod index;
pub(crate) mod outcome;
mod paper;
mod paste;
mod save;
mod show;
mod submit;
pub(crate) mod typed;
mod withdraw;

use super::round;
use crate::access::Access::Department;
use crate::route::{Route, get, post};

pub(crate) use field::{Shown, shown};
pub(crate) use save::shape;
pub(crate) use typed::{SaveOutcome, Typed, mend, of_form};

/// Room for a form with many answers.
pub(super) const MOST_BYTES: usize = save::MOST_BYTES;

use gyokaku_core::plan::Retirement;
use gyokaku_core::round::answer::{Answer, State};
use gyokaku_core::round::{Round, day_shown, days_in_words, days_left};
use gyokaku_store::Comment;
use time::Date;

use crate::access::{Right, may};
use crate::error::Problem;
use crate::person::Person;
use crate::round_context::{DepartmentPath, RoundContext};
use crate::show::page::Page;
use crate::show::time::clock;

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let (reads, writes) = (Department(Right::SeeDrafts), Department(Right::Answer));
    let at = |end: &str| round(&format!("/departments/{{department}}{end}"));
    vec![
        get(at(""), reads, index::index),
        post(at("/submission"), writes, submit::many),
        get(at("/grid"), reads, grid::show),
        post(at("/grid"), writes, grid::save).holding(MOST_BYTES),
        get(at("/paste"), writes, paste::new),
        post(at("/paste"), writes, paste::preview).holding(MOST_BYTES),
        post(at("/paste/application"), writes, apply::apply).holding(MOST_BYTES),
        get(at("/items/{item}"), reads, show::show),
        get(at("/sheets.pdf"), reads, paper::all),
        get(at("/items/{item}/sheet.pdf"), reads, paper::one),
        post(at("/items/{item}"), writes, save::save).holding(MOST_BYTES),
        post(at("/items/{item}/submission"), writes, submit::one).holding(MOST_BYTES),
        post(at("/items/{item}/withdrawal"), writes, withdraw::withdraw),
        post(at("/items/{item}/comments"), writes, comment::comment).holding(MOST_BYTES),
    ]
}

/// The sign that stands before the word of a state.
pub(crate) const fn sign(state: State) -> &'static str {
    match state {
        State::NotStarted => "□",
        State::InWork => "◧",
        State::Returned => "↩",
        State::Submitted => "▷",
        State::ApprovedOnce => "①",
        State::ApprovedTwice => "②",
        State::Approved => "▶",
        State::Accepted => "✓",
    }
}

/// A day with what is left of it: `5月15日（金）まで、あと3日`.
pub(crate) fn due_words(until: Date, today: Date) -> String {
    match days_left(until, today) {
        0 => format!("{}、本日まで", day_shown(until)),
        left if left < 0 => format!("{}の期限を{}", day_shown(until), days_in_words(left)),
        left => format!("{}まで、{}", day_shown(until), days_in_words(left)),
    }
}

/// The same as a sentence.
pub(crate) fn due_sentence(until: Date, today: Date) -> String {
    let end = if today > until { "。" } else { "です。" };
    format!("{}{end}", due_words(until, today))
}

/// `10時15分` of `11月20日10時15分`.
pub(crate) fn hour(at: &str) -> String {
    let at = clock(at);
    at.split_once('日')
        .map_or_else(|| at.clone(), |(_, hour)| hour.to_owned())
}

/// Whether a person writes for a department.
pub(crate) fn writes(person: &Person, path: &DepartmentPath) -> bool {
    may(
        person,
        Right::Answer,
        &path.code.0,
        Some(path.department.as_str()),
    )
}

/// Why nothing can be written to an answer, if nothing can: the round, the deadline, or its state.
pub(crate) fn closed_reason(answer: &Answer, round: &Round, today: Date) -> Option<String> {
    let state = match answer.state {
        State::NotStarted | State::InWork | State::Returned => None,
        State::Submitted => Some(
            "提出済みのため、書き換えられません。直すときは、承認または確認の前であれば取下げができます。",
        ),
        State::ApprovedOnce | State::ApprovedTwice => Some(
            "承認が始まっているため、書き換えられません。直すときは、承認する方か事務局に差戻しを依頼してください。",
        ),
        State::Approved => {
            Some("承認済みのため、書き換えられません。直すときは、事務局に差戻しを依頼してください。")
        }
        State::Accepted => Some(
            "事務局の確認が済んでいるため、書き換えられません。直すときは、事務局に差戻しを依頼してください。",
        ),
    };
    match state {
        Some(why) => Some(why.to_owned()),
        None => answer.closed_reason(round, today).map(|why| why.to_string()),
    }
}

/// The number of an item as it is known by: its number, else its serial number.
pub(crate) fn number(survey: &RoundContext, item: &str) -> String {
    let item = survey.item(item);
    item.and_then(|item| item.number.clone().or_else(|| item.serial.clone()))
        .unwrap_or_default()
}

/// The title of an item; its identity where the plan has lost it.
pub(crate) fn title(survey: &RoundContext, item: &str) -> String {
    survey
        .item(item)
        .map_or_else(|| item.to_owned(), |item| item.title.clone())
}

/// Demands that the department has something in this round, or at least is one of the body.
pub(crate) fn demand_known(survey: &RoundContext, department: &str) -> Result<(), Problem> {
    let is_asked = survey
        .answers
        .iter()
        .any(|answer| answer.department == department);
    let is_known = survey.directory.department(department).is_some();
    (is_asked || is_known).then_some(()).ok_or(Problem::NotFound)
}

/// The frame of a page of a department.
pub(crate) fn page(survey: &RoundContext, title: &str) -> Page {
    let loaded = &survey.loaded;
    Page::new(format!("{title}｜{}｜{}", survey.round.title, loaded.body_name))
        .under("/todo", "対応が必要なもの")
        .under(loaded.href(), loaded.title().to_owned())
        .under(survey.href(), survey.round.title.clone())
}

/// Who settled a comment and when; none while it is open.
pub(crate) fn settled_words(comment: &Comment) -> Option<String> {
    let at = comment.settled_at.as_deref()?;
    let by = comment.settled_by.as_deref().unwrap_or_default();
    Some(format!("{by}　{}", clock(at)))
}

/// What is said of an answer that nobody waits for any more.
pub(crate) fn ended_sentence(retirement: &Retirement) -> String {
    format!(
        "{}のため、この取組の提出はお願いしていません。記入した内容は残っています。",
        retirement.words()
    )
}

/// How many of these answers are handed in, of how many that are asked for.
pub(crate) fn handed_in(answers: &[Answer], today: Date) -> (i64, i64) {
    let asked = answers.iter().filter(|answer| answer.left(today).is_none());
    let handed_in = answers.iter().filter(|answer| !answer.state.is_with_department());
    (handed_in.count() as i64, asked.count() as i64)
}

/// How far the list of a department is, in words.
pub(crate) fn progress_of(answers: &[Answer], today: Date) -> String {
    let (done, all) = handed_in(answers, today);
    progress_words(done, all)
}

/// How far a list is: 「23件のうち15件を提出しました。残り8件です。」
pub(crate) fn progress_words(handed_in: i64, all: i64) -> String {
    match (handed_in, all - handed_in) {
        (_, _) if all == 0 => "お尋ねしている取組はありません。".to_owned(),
        (_, 0) => format!("{all}件すべてを提出しました。"),
        (0, left) => format!("{left}件の記入をお願いします。"),
        (done, left) => format!("{all}件のうち{done}件を提出しました。残り{left}件です。"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gyokaku_core::round::day;

    #[test]
    fn days_and_counts_in_words() {
        let day = |text| day(text).expect("a day");
        assert_eq!(
            due_words(day("2026-05-15"), day("2026-05-12")),
            "5月15日（金）まで、あと3日"
        );
        assert_eq!(
            due_words(day("2026-05-15"), day("2026-05-15")),
            "5月15日（金）、本日まで"
        );
        assert_eq!(
            due_sentence(day("2026-05-15"), day("2026-05-22")),
            "5月15日（金）の期限を7日過ぎています。"
        );
        assert_eq!(
            due_sentence(day("2026-05-15"), day("2026-05-14")),
            "5月15日（金）まで、あと1日です。"
        );
        assert_eq!(
            progress_words(15, 23),
            "23件のうち15件を提出しました。残り8件です。"
        );
        assert_eq!(progress_words(0, 8), "8件の記入をお願いします。");
        assert_eq!(progress_words(8, 8), "8件すべてを提出しました。");
        assert_eq!(hour("2026-11-20T10:05:00Z"), "19時05分");
    }
}
