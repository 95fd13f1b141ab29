//! The page of closing, as its handlers show it.

use std::collections::BTreeSet;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gyokaku_core::closing::register::typed_otherwise;
use gyokaku_core::closing::{Open, OpenKind, not_accepted};
use gyokaku_core::document::Spot;
use gyokaku_core::edition::Change;
use gyokaku_core::round::RoundState;
use gyokaku_core::table::{Table, Value};

use super::prepared::{Outcome, Prepared};
use crate::error::{Problem, html};
use crate::form::FieldErrors;
use crate::loaded::scale_words;
use crate::pages::year::review::{Beside, beside, frame, item_name};
use crate::person::Person;
use crate::round_context::RoundContext;
use crate::show::page::Page;
use crate::show::places::sentence;
use crate::show::table::Shown;
use crate::tab::Tab;

/// An answer that is not accepted.
struct Unaccepted {
    value: String,
    href: String,
    item: String,
    department: String,
    state: &'static str,
    checked: bool,
}

/// Something to look at before closing.
struct Point {
    href: String,
    item: String,
    text: String,
}

/// What was typed.
#[derive(Debug, Default)]
pub(super) struct Typed {
    /// The answers to be left out: item and department.
    pub(super) left_out: BTreeSet<(String, String)>,
    pub(super) left_out_reason: String,
    pub(super) reason: String,
    pub(super) confirmed: bool,
    /// What does not fit, each with its field.
    pub(super) wrong: FieldErrors,
    /// Whether something changed since the page was shown.
    pub(super) stale: bool,
}

#[derive(Template)]
#[template(path = "pages/year/closing/show.html")]
struct ClosingPage {
    page: Page,
    beside: Vec<Beside>,
    href: String,
    settings: String,
    answer: String,
    /// The edition of the round: its address and number.
    edition: Option<(String, i64)>,
    closed: bool,
    /// The items that a correction may begin with: identity and name.
    items: Vec<(String, String)>,
    correcting: bool,
    unaccepted: Vec<Unaccepted>,
    /// The departments of these answers: identity, name, and how many.
    waiting: Vec<(String, String, usize)>,
    musts: Vec<Point>,
    ungraded: Vec<Point>,
    looks: Vec<Point>,
    /// The items with open comments, and how many comments that are.
    comments: Vec<Point>,
    said: i64,
    findings: Vec<(&'static str, &'static str, String)>,
    /// The indicators of which the office typed another value than the answers say: it stays.
    stays: Vec<String>,
    indicators: String,
    checked: Vec<String>,
    kept: Vec<(&'static str, String)>,
    changes: Vec<Change>,
    table: Option<Shown>,
    seen: String,
    typed: Typed,
}

/// The page.
pub(super) fn page(person: &Person, prepared: &Prepared, typed: Typed) -> Result<Response, Problem> {
    let survey = &prepared.survey;
    let closed = survey.round.state == RoundState::Closed;
    let mut n = 0;
    let mut id = || {
        n += 1;
        format!("preview-{n}")
    };
    let outcome = prepared.outcome(&typed.left_out_reason, &typed.reason, &mut id);
    let open = if closed { Vec::new() } else { prepared.open() };
    let points = |weight: &dyn Fn(&OpenKind) -> bool| -> Vec<Point> {
        open.iter()
            .filter(|open| weight(&open.kind))
            .map(|open| point(prepared, open))
            .collect()
    };
    let unaccepted: Vec<Unaccepted> = match closed {
        true => Vec::new(),
        false => not_accepted(&survey.answers, survey.today)
            .map(|answer| {
                let (number, title) = item_name(survey, &answer.item);
                let key = (answer.item.clone(), answer.department.clone());
                Unaccepted {
                    value: format!("{}:{}", answer.item, answer.department),
                    href: survey.href_of_review(&answer.item),
                    item: format!("{number} {title}").trim().to_owned(),
                    department: survey.department(&answer.department).to_owned(),
                    state: answer.state.label(),
                    checked: typed.left_out.contains(&key),
                }
            })
            .collect(),
    };
    let mut waiting: Vec<(String, String, usize)> = Vec::new();
    for answer in not_accepted(&survey.answers, survey.today).filter(|_| !closed) {
        match waiting.iter_mut().find(|(id, ..)| *id == answer.department) {
            Some((.., count)) => *count += 1,
            None => waiting.push((
                answer.department.clone(),
                survey.department(&answer.department).to_owned(),
                1,
            )),
        }
    }
    let progress = outcome.tables.iter().find(|table| table.name == "progress");
    let words = scale_words(&outcome.frozen.scale);
    let editions = survey.loaded.href_of(Tab::Editions);
    let status = match (typed.stale, typed.wrong.is_empty()) {
        (true, _) => StatusCode::CONFLICT,
        (false, false) => StatusCode::BAD_REQUEST,
        (false, true) => StatusCode::OK,
    };
    let page = ClosingPage {
        page: frame(survey, "確定", person),
        beside: beside(survey, person, "closing"),
        href: survey.href(),
        settings: format!("{}/settings", survey.href()),
        answer: answer(prepared, unaccepted.len()),
        edition: prepared
            .corrected
            .as_ref()
            .map(|before| before.head.number)
            .map(|number| (format!("{editions}/{number}"), number)),
        closed,
        items: if closed { items(survey) } else { Vec::new() },
        correcting: prepared.corrected.is_some(),
        musts: points(&|kind| matches!(kind, OpenKind::Must(_) | OpenKind::Overflow(_))),
        ungraded: points(&|kind| matches!(kind, OpenKind::NoGrade)),
        looks: points(&|kind| matches!(kind, OpenKind::Look(_))),
        said: if closed {
            0
        } else {
            prepared.comments.iter().map(|(_, many)| many).sum()
        },
        comments: if closed { Vec::new() } else { commented(prepared) },
        findings: match closed {
            true => Vec::new(),
            false => found(prepared, &outcome),
        },
        stays: if closed {
            Vec::new()
        } else {
            stays(survey, &outcome)
        },
        indicators: format!("{}/indicators/edit", survey.loaded.href()),
        checked: checked(&outcome, progress),
        kept: kept(prepared, &outcome),
        table: progress.map(|table| survey.loaded.frozen("preview", table, &words, None)),
        seen: prepared.seen(),
        changes: outcome.changes,
        unaccepted,
        waiting,
        typed,
    };
    Ok((status, html(&page)?).into_response())
}

fn answer(prepared: &Prepared, unaccepted: usize) -> String {
    let survey = &prepared.survey;
    if survey.round.state == RoundState::Closed {
        return "この調査は確定済みです。数値を直すときは、理由を書いて訂正を始めてください。".to_owned();
    }
    let left = survey
        .answers
        .iter()
        .filter(|a| a.left(survey.today).is_some())
        .count();
    let all = survey.answers.len() - left;
    let said = match (all, unaccepted) {
        (0, _) if left > 0 => "確認を待つ回答はありません。".to_owned(),
        (0, _) => "この調査には回答欄がありません。".to_owned(),
        (all, 0) => format!("{all}件の回答すべてが確認済みです。内容を確かめて確定できます。"),
        (all, open) => format!(
            "{all}件の回答のうち{}件が確認済みです。残る{open}件は、確認を済ませるか、今回の確定に含めないかを決めてください。",
            all - open
        ),
    };
    match left {
        0 => said,
        left => format!(
            "{said}ほかに{left}件は、取組項目の取りやめにより対象から外れ、その理由とともに残ります。"
        ),
    }
}

fn point(prepared: &Prepared, open: &Open) -> Point {
    let survey = &prepared.survey;
    let (number, title) = item_name(survey, &open.item);
    let department = open.department.as_deref().map(|id| survey.department(id));
    let text = match &open.kind {
        OpenKind::Must(remark) | OpenKind::Look(remark) => {
            format!("{}：{}", survey.label(&remark.field), remark.text)
        }
        OpenKind::NoGrade => "どの評価者の評価もありません。未評価として確定します。".to_owned(),
        OpenKind::Overflow(field) => {
            format!(
                "「{}」の合計が大きすぎて計算できません。単位をご確認ください。",
                field.label()
            )
        }
        OpenKind::NotAccepted(state) => state.label().to_owned(),
    };
    Point {
        href: survey.href_of_review(&open.item),
        item: match department {
            Some(department) => format!("{number} {title}（{department}）").trim().to_owned(),
            None => format!("{number} {title}").trim().to_owned(),
        },
        text,
    }
}

/// The items that are asked about, in the order of the answers.
fn items(survey: &RoundContext) -> Vec<(String, String)> {
    let mut items: Vec<(String, String)> = Vec::new();
    for answer in &survey.answers {
        if items.last().is_some_and(|(last, _)| *last == answer.item) {
            continue;
        }
        let (number, title) = item_name(survey, &answer.item);
        items.push((answer.item.clone(), format!("{number} {title}").trim().to_owned()));
    }
    items
}

/// The items with comments that are open.
fn commented(prepared: &Prepared) -> Vec<Point> {
    let survey = &prepared.survey;
    let point = |(item, many): &(String, i64)| {
        let (number, title) = item_name(survey, item);
        Point {
            href: survey.href_of_review(item),
            item: format!("{number} {title}").trim().to_owned(),
            text: format!("未対応のコメントが{many}件あります。"),
        }
    };
    prepared.comments.iter().map(point).collect()
}

fn found(prepared: &Prepared, outcome: &Outcome) -> Vec<(&'static str, &'static str, String)> {
    prepared
        .findings(&outcome.after)
        .iter()
        .map(|finding| {
            let of = match &finding.at.spot {
                Spot::Element { id } => {
                    let (number, title) = item_name(&prepared.survey, id);
                    match prepared.survey.item(id) {
                        Some(_) => format!("{number} {title}：").trim().to_owned(),
                        None => String::new(),
                    }
                }
                _ => String::new(),
            };
            (
                finding.severity.key(),
                finding.severity.label(),
                format!("{of}{}", sentence(finding)),
            )
        })
        .collect()
}

/// The indicators that keep what the office typed: `収納率：台帳97.8%、回答97.9%`.
fn stays(survey: &RoundContext, outcome: &Outcome) -> Vec<String> {
    let found = typed_otherwise(survey.plan(), &outcome.frozen.entries, survey.round.key.year);
    found
        .into_iter()
        .map(|one| {
            let (name, unit) = (&one.indicator.name, &one.indicator.unit);
            format!("{name}：台帳{}{unit}、回答{}{unit}", one.typed, one.answered)
        })
        .collect()
}

/// What was computed twice and agrees, or does not.
fn checked(outcome: &Outcome, progress: Option<&Table>) -> Vec<String> {
    let mut said = Vec::new();
    let entries = outcome.frozen.entries.len() as i64;
    if let Some(table) = progress
        && let Some(total) = table.rows.last()
    {
        let count = |key: &str| match table
            .column(key)
            .and_then(|at| total.cells.get(at))
            .map(|c| &c.value)
        {
            Some(Value::Count(count)) => *count,
            _ => 0,
        };
        let grades: i64 = (1..=outcome.frozen.scale.grades.len())
            .map(|n| count(&format!("grade_{n}")))
            .sum();
        let whole = count("total");
        said.push(match whole == entries && grades == entries {
            true => format!(
                "進捗状況の表の取組計（{whole}）と評価区分ごとの件数の合計（{grades}）は、対象の取組の数（{entries}）と一致します。"
            ),
            false => format!(
                "進捗状況の表の取組計（{whole}）、評価区分ごとの件数の合計（{grades}）、対象の取組の数（{entries}）が一致しません。評価区分をご確認ください。"
            ),
        });
    }
    said
}

fn kept(prepared: &Prepared, outcome: &Outcome) -> Vec<(&'static str, String)> {
    let entries = &outcome.frozen.entries;
    let answers: usize = entries.iter().map(|entry| entry.answers.len()).sum();
    let grades: usize = entries.iter().map(|entry| entry.grades.len()).sum();
    let before = prepared.survey.plan().effects.len();
    let mut kept = vec![
        ("取組", format!("{}件", entries.len())),
        ("回答", format!("{answers}件")),
        (
            "評価",
            format!("{grades}件（担当課、事務局、推進本部、懇談会等を合わせて）"),
        ),
        ("表", format!("{}つ", outcome.tables.len())),
    ];
    match outcome.after.effects.len() - before {
        0 => {}
        n => kept.push(("効果額の台帳に加わる額", format!("{n}件"))),
    }
    kept
}
