//! `GET …/workbook/{upload}`: what files that came back would change, before anything is stored.
//!
//! Not here: comparing (`look`), storing (`apply`).

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::round::answer::Answer;
use gyokaku_core::round::field::Field;
use gyokaku_exchange::survey::{Fault, FaultKind};
use uuid::Uuid;

use super::look::{Compared, Looked, Wish, files, look};
use super::{AllReturnedPath, Receiver, ReceiverAt, ReturnedPath};
use crate::App;
use crate::error::{Problem, html};
use crate::pages::year::answers::field::in_words;
use crate::pages::year::answers::{closed_reason, number, page, title};
use crate::path::UrlPath;
use crate::person::{Person, Viewer};
use crate::round_context::RoundContext;
use crate::show::page::Page;
use crate::show::time::clock;
use crate::upload::{Left, Refusal};

/// A change to be seen.
#[derive(Debug)]
struct Change {
    /// What its box sends.
    value: String,
    name: String,
    label: String,
    old: String,
    /// Who wrote what is stored, and when.
    held: String,
    new: String,
    typed: String,
    clears: bool,
    at: String,
}

/// A file.
#[derive(Debug, Default)]
struct Sheet {
    at: usize,
    file: String,
    department: String,
    refusal: Option<Refusal>,
    answer: String,
    changes: Vec<Change>,
    wrong: Vec<Left>,
    skipped: Vec<Left>,
    same: usize,
    missing: Vec<String>,
    missing_columns: Vec<String>,
    left_off: usize,
    /// Whether the file, returned, would carry marks.
    has_faults: bool,
    /// Whether it carries marks of an earlier time.
    is_marked: bool,
}

#[derive(Template)]
#[template(path = "pages/year/workbook/show.html")]
struct Show {
    page: Page,
    title: String,
    answer: String,
    sheets: Vec<Sheet>,
    changes: usize,
    clears: usize,
    href: String,
    upload: Uuid,
    is_office: bool,
}

pub(crate) async fn of_department(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<ReturnedPath>,
) -> Result<Response, Problem> {
    show(app, person, path.into()).await
}

pub(crate) async fn of_office(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<AllReturnedPath>,
) -> Result<Response, Problem> {
    show(app, person, path.into()).await
}

async fn show(app: App, person: Person, (at, id): (ReceiverAt, Uuid)) -> Result<Response, Problem> {
    at.actor(&person)?;
    let survey = at.survey(&app).await?;
    let Some(files) = files(&app, &person, &at, id) else {
        return Ok(Redirect::to(&format!("{}?expired=1", at.href())).into_response());
    };
    let looked = look(&app, &person, &at, &survey, files).await?;
    let sheets: Vec<Sheet> = looked
        .iter()
        .enumerate()
        .map(|(n, one)| sheet(&survey, n, one))
        .collect();
    let all = || sheets.iter().flat_map(|sheet| &sheet.changes);
    let (changes, clears) = (all().count(), all().filter(|change| change.clears).count());
    let answer = match sheets.as_slice() {
        [one] => one.answer.clone(),
        _ => together(&sheets, changes),
    };
    html(&Show {
        page: frame(&survey, &at, &person, "取り込む前の確認"),
        title: heading(&survey, &at),
        answer,
        changes,
        clears,
        sheets,
        href: at.href(),
        upload: id,
        is_office: at.receiver == Receiver::Office,
    })
}

/// The frame of the pages behind a desk.
pub(crate) fn frame(survey: &RoundContext, at: &ReceiverAt, person: &Person, title: &str) -> Page {
    let page = page(survey, title);
    let page = match &at.receiver {
        Receiver::Department(id) => page
            .under(
                survey.href_of(id.as_str()),
                survey.department(id.as_str()).to_owned(),
            )
            .under(at.href(), "Excelで記入"),
        Receiver::Office => page.under(at.href(), "回答票"),
    };
    page.seen_by(&Viewer::from(person))
}

pub(crate) fn heading(survey: &RoundContext, at: &ReceiverAt) -> String {
    match &at.receiver {
        Receiver::Department(id) => format!("{}　取り込む前の確認", survey.department(id.as_str())),
        Receiver::Office => "回答票を取り込む前の確認".to_owned(),
    }
}

/// The number and title of an item.
pub(crate) fn name(survey: &RoundContext, item: &str) -> String {
    format!("{} {}", number(survey, item), title(survey, item))
        .trim()
        .to_owned()
}

fn together(sheets: &[Sheet], changes: usize) -> String {
    let files = sheets.len();
    let refused = sheets.iter().filter(|sheet| sheet.refusal.is_some()).count();
    let wrong: usize = sheets.iter().map(|sheet| sheet.wrong.len()).sum();
    let mut words = match changes {
        0 => format!("{files}件の回答票に、書き換えるところはありません。"),
        changes => format!("{files}件の回答票で、{changes}か所を書き換えます。まだ保存していません。"),
    };
    if wrong > 0 {
        words += &format!("{wrong}か所は、直していただく必要があります。");
    }
    if refused > 0 {
        words += &format!("{refused}件のファイルは、この調査の回答票として取り込めません。");
    }
    words
}

fn sheet(survey: &RoundContext, at: usize, looked: &Looked) -> Sheet {
    let file = looked.file.name.clone();
    let compared = match &looked.what {
        Ok(compared) => compared,
        Err(refusal) => {
            return Sheet {
                at,
                file,
                answer: refusal.what.clone(),
                refusal: Some(refusal.clone()),
                ..Sheet::default()
            };
        }
    };
    let (mut changes, mut skipped) = (Vec::new(), Vec::new());
    for answer in compared.answers(survey) {
        let name = name(survey, &answer.item);
        let why = closed_reason(answer, &survey.round, survey.today);
        for wish in compared.wishes(&answer.item) {
            match &why {
                None => changes.push(change(survey, at, answer, &name, wish)),
                Some(why) => skipped.push(Left {
                    at: wish.at,
                    name: name.clone(),
                    label: survey.label(&wish.field),
                    found: shown(&wish.field, &wish.new),
                    why: why.clone(),
                    next: String::new(),
                }),
            }
        }
    }
    let is_left = |fault: &&Fault| matches!(fault.kind, FaultKind::Fixed | FaultKind::HandedIn);
    let left = |fault: &Fault| left(survey, compared, fault);
    skipped.extend(compared.faults().iter().filter(is_left).map(left));
    let wrong: Vec<Left> = compared
        .faults()
        .iter()
        .filter(|fault| !is_left(fault))
        .map(left)
        .collect();
    let back = &compared.back;
    let words = |changes: usize, wrong: usize, skipped: usize| match (changes, wrong + skipped) {
        (0, 0) if back.missing.len() == compared.form.rows.len() => {
            "取組の行が1つもありません。書き換えるところはありません。".to_owned()
        }
        (0, 0) => "誤りはなく、すべて保存されている内容と同じです。書き換えるところはありません。".to_owned(),
        (0, _) if wrong == 0 => {
            format!("書き換えられるところはありません。{skipped}か所は、下の理由で取り込みません。")
        }
        (0, _) => format!("書き換えられるところはありません。{wrong}か所は、直していただく必要があります。"),
        (changes, 0) => format!("{changes}か所を書き換えます。まだ保存していません。"),
        (changes, left) => {
            format!("{changes}か所を書き換え、{left}か所は下の理由で取り込みません。まだ保存していません。")
        }
    };
    Sheet {
        at,
        file,
        department: survey.department(&compared.department).to_owned(),
        refusal: None,
        answer: words(changes.len(), wrong.len(), skipped.len()),
        changes,
        wrong,
        skipped,
        same: back.same,
        missing: back.missing.iter().map(|item| self::name(survey, item)).collect(),
        missing_columns: back
            .missing_columns
            .iter()
            .map(|key| compared.head(key).to_owned())
            .collect(),
        left_off: back.unknown_left_off,
        has_faults: !compared.faults().is_empty(),
        is_marked: compared.is_marked,
    }
}

fn shown(field: &Field, value: &str) -> String {
    match value {
        "" => String::new(),
        value => in_words(field, value),
    }
}

fn change(survey: &RoundContext, sheet: usize, answer: &Answer, name: &str, wish: Wish) -> Change {
    let held = answer.values.get(&wish.field);
    Change {
        value: format!("{sheet}.{}.{}.{}", wish.digest, answer.item, wish.field.key()),
        name: name.to_owned(),
        label: survey.label(&wish.field),
        old: shown(&wish.field, &wish.old),
        held: held.map_or_else(String::new, |held| {
            format!("{}　{}", clock(&held.changed_at), held.changed_by)
        }),
        new: shown(&wish.field, &wish.new),
        typed: wish.typed.unwrap_or_default(),
        clears: wish.new.is_empty(),
        at: wish.at,
    }
}

fn left(survey: &RoundContext, compared: &Compared, fault: &Fault) -> Left {
    let name = fault.row.as_deref().map(|item| name(survey, item));
    let label = fault.column.as_deref().map(|key| compared.head(key).to_owned());
    Left::of(fault, name.unwrap_or_default(), label.unwrap_or_default())
}
