//! `…/departments/{department}/paste`: what was copied out of a spreadsheet, seen before it is taken in.
//!
//! Nothing is stored here. Not here: how the block finds its rows (`gyokaku_core::round::paste`),
//! storing what was chosen (`apply`).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gyokaku_core::round::paste::{Alignment, Laid, Row, Sheet, cells, lay};

use super::field::{in_box, in_words};
use super::grid::{Column, columns};
use super::{closed_reason, demand_known, number, page, title};
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::{Problem, html};
use crate::form::FormData;
use crate::path::UrlPath;
use crate::person::{Person, Viewer};
use crate::round_context::{DepartmentPath, Part, RoundContext, load_round};
use crate::show::page::Page;

/// A change to be seen.
#[derive(Debug)]
struct Change {
    at: usize,
    item: String,
    word: String,
    name: String,
    label: String,
    old: String,
    new: String,
    seen: String,
    /// As it stands in a box.
    text: String,
    clears: bool,
}

/// What is not taken.
#[derive(Debug)]
struct Skipped {
    line: String,
    name: String,
    column: String,
    typed: String,
    why: String,
}

#[derive(Template)]
#[template(path = "pages/year/answers/paste.html")]
struct Paste {
    page: Page,
    href: String,
    answer: String,
    how: String,
    text: String,
    item: String,
    column: usize,
    items: Vec<(String, String)>,
    heads: Vec<String>,
    changes: Vec<Change>,
    skipped: Vec<Skipped>,
    same: usize,
    seen: bool,
}

fn name(survey: &RoundContext, item: &str) -> String {
    format!("{} {}", number(survey, item), title(survey, item))
        .trim()
        .to_owned()
}

fn sheet(survey: &RoundContext, columns: &[Column]) -> Sheet {
    let row = |answer: &gyokaku_core::round::answer::Answer| {
        let fields = survey.fields(answer);
        let item = survey.item(&answer.item);
        let names = item.map(|item| {
            let numbers = [item.number.clone(), item.serial.clone()];
            let mut names: Vec<String> = numbers.into_iter().flatten().collect();
            names.push(item.title.clone());
            names
        });
        Row {
            names: names.unwrap_or_default(),
            closed_reason: closed_reason(answer, &survey.round, survey.today),
            fields: columns.iter().map(|column| column.of(&fields).cloned()).collect(),
            values: answer.plain(),
        }
    };
    Sheet {
        rows: survey.answers.iter().map(row).collect(),
        columns: columns.iter().map(Column::label).collect(),
        scale: survey.scale().clone(),
        own: survey.round.own.clone(),
    }
}

fn changes(survey: &RoundContext, laid: &Laid) -> Vec<Change> {
    let of = |(at, change): (usize, &gyokaku_core::round::paste::Change)| {
        let item = survey.answers.get(change.row).map_or("", |a| a.item.as_str());
        let new = change.new.as_deref().unwrap_or_default();
        let old = change.old.as_deref().unwrap_or_default();
        let shown = |value: &str| match value {
            "" => String::new(),
            value => in_words(&change.field, value),
        };
        Change {
            at,
            item: item.to_owned(),
            word: change.field.key(),
            name: name(survey, item),
            label: survey.label(&change.field),
            old: shown(old),
            new: shown(new),
            seen: old.to_owned(),
            text: in_box(&change.field, new),
            clears: change.new.is_none(),
        }
    };
    laid.changes.iter().enumerate().map(of).collect()
}

fn skipped(survey: &RoundContext, laid: &Laid) -> Vec<Skipped> {
    let of = |one: &gyokaku_core::round::paste::Skipped| Skipped {
        line: one
            .line
            .map_or_else(|| "列全体".to_owned(), |line| format!("{line}行目")),
        name: one
            .row
            .and_then(|row| survey.answers.get(row))
            .map(|answer| name(survey, &answer.item))
            .unwrap_or_default(),
        column: one.column.clone(),
        typed: one.typed.clone(),
        why: one.why.clone(),
    };
    laid.skipped.iter().map(of).collect()
}

fn blank(person: &Person, survey: &RoundContext, department: &str) -> Paste {
    let list = survey.href_of(department);
    Paste {
        page: page(survey, "表計算ソフトからの貼り付け")
            .under(list.clone(), survey.department(department).to_owned())
            .under(format!("{list}/grid"), "表で記入")
            .seen_by(&Viewer::from(person)),
        href: list,
        answer: "表計算ソフトで選んでコピーした範囲を、この課の回答欄へまとめて写します。".into(),
        how: String::new(),
        text: String::new(),
        item: String::new(),
        column: 0,
        items: survey
            .answers
            .iter()
            .map(|answer| (answer.item.clone(), name(survey, &answer.item)))
            .collect(),
        heads: columns(survey).iter().map(Column::label).collect(),
        changes: Vec::new(),
        skipped: Vec::new(),
        same: 0,
        seen: false,
    }
}

pub(crate) async fn new(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<DepartmentPath>,
) -> Result<Response, Problem> {
    let department = path.department.as_str();
    let part = Part::Departments(vec![department.to_owned()]);
    let survey = load_round(&app, &path.round(), &part).await?;
    demand_known(&survey, department)?;
    html(&blank(&person, &survey, department))
}

/// Shows what a block would do.
pub(crate) async fn preview(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<DepartmentPath>,
    form: FormData,
) -> Result<Response, Problem> {
    let department = path.department.as_str();
    demand_for(&person, Right::Answer, &path.code.0, Some(department))?;
    let part = Part::Departments(vec![department.to_owned()]);
    let survey = load_round(&app, &path.round(), &part).await?;
    demand_known(&survey, department)?;
    let (text, item) = (form.raw("text").to_owned(), form.raw("item").to_owned());
    let column: usize = form.raw("column").parse().unwrap_or_default();
    let mut page = blank(&person, &survey, department);
    page.text.clone_from(&text);
    page.item.clone_from(&item);
    page.column = column;
    if text.trim().is_empty() {
        page.answer =
            "貼り付ける内容が空です。表計算ソフトで範囲を選んでコピーし、下の欄に貼り付けてください。".into();
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
    }
    let row = survey.answers.iter().position(|answer| answer.item == item);
    let laid = lay(
        &cells(&text),
        &sheet(&survey, &columns(&survey)),
        (row.unwrap_or_default(), column),
    );
    page.changes = changes(&survey, &laid);
    page.skipped = skipped(&survey, &laid);
    page.same = laid.same;
    page.seen = true;
    let head = if laid.has_head {
        "先頭の行を見出しとして読み、"
    } else {
        ""
    };
    page.how = match laid.by {
        Alignment::Name => format!("{head}行の位置ではなく、番号または名称で取組を照らし合わせました。"),
        Alignment::Position => format!("{head}選んだ欄から下へ、行の順に当てはめました。"),
    };
    page.answer = match (laid.changes.len(), laid.skipped.len()) {
        (0, 0) => "すべて保存されている内容と同じです。書き換えるところはありません。".into(),
        (0, left) => format!("書き換えられるところはありません。{left}か所は、下の理由で取り込みません。"),
        (all, 0) => format!("{all}か所を書き換えます。まだ保存していません。"),
        (all, left) => {
            format!("{all}か所を書き換え、{left}か所は下の理由で取り込みません。まだ保存していません。")
        }
    };
    html(&page)
}
