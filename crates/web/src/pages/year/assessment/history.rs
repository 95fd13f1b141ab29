//! `…/items/{item}/history`: who changed a value of an answer when, from what to what.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::journal::AnswerName;
use gyokaku_core::round::field::Field;
use gyokaku_core::wording::Piece;
use gyokaku_store::AnswerAt;
use serde::Deserialize;

use super::page::load;
use crate::App;
use crate::error::{Problem, html};
use crate::journal_text::{Description, Names, describe_about};
use crate::pages::year::review::{frame, item_name, visible};
use crate::path::{Id, UrlPath, UrlQuery};
use crate::person::Person;
use crate::round_context::RoundItemPath;
use crate::show::page::Page;
use crate::show::time::moment;

/// What is asked about.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct About {
    department: String,
    /// A field, `grade:council` for a grade of others, empty for the state.
    field: String,
}

/// An entry of the history.
struct Entry {
    at: String,
    actor: String,
    told: Description,
}

#[derive(Template)]
#[template(path = "pages/year/assessment/history.html")]
struct HistoryPage {
    page: Page,
    back: String,
    title: String,
    answer: String,
    entries: Vec<Entry>,
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundItemPath>,
    UrlQuery(about): UrlQuery<About>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &person, &path).await?;
    let survey = &loaded.survey;
    let department = Id::new(&about.department).ok_or(Problem::NotFound)?;
    let sees = visible(&person, survey)
        .iter()
        .any(|answer| answer.department == department.as_str());
    if !sees {
        return Err(Problem::Forbidden);
    }
    let round = path.round();
    let at = AnswerAt {
        at: round.at(),
        item: path.item.as_str(),
        department: department.as_str(),
    };
    let history = app.store().answer_history(at, Some(&about.field)).await?;
    let mut names = Names::default();
    for department in &survey.directory.departments {
        names
            .departments
            .insert(department.id.clone(), department.name.clone());
    }
    for indicator in &survey.plan().indicators {
        names
            .indicators
            .insert(indicator.id.clone(), indicator.name.clone());
    }
    let answer = AnswerName {
        item: path.item.to_string(),
        department: department.to_string(),
    };
    let mut entries: Vec<Entry> = history
        .into_iter()
        .map(|(_, entry)| Entry {
            at: moment(&entry.at),
            actor: entry.actor.clone(),
            told: describe_about(entry.event(), &answer, &about.field, &names),
        })
        .collect();
    entries.reverse();
    let (number, item) = item_name(survey, path.item.as_str());
    let what = match about.field.as_str() {
        "" => "回答の状態".to_owned(),
        "grade:secretariat" => "事務局の評価".to_owned(),
        "grade:headquarters" => "推進本部の評価".to_owned(),
        "grade:council" => "懇談会等の評価".to_owned(),
        word => Field::of(word).map_or_else(|| "欄".to_owned(), |field| survey.label(&field)),
    };
    let title = format!("{what}の経過（{}）", survey.department(department.as_str()));
    let answer = match entries.as_slice() {
        [] => "まだ変更されていません。".to_owned(),
        [newest, ..] => format!("{}回の記録があります。最後は{}です。", entries.len(), newest.at),
    };
    let back = survey.href_of_review(path.item.as_str());
    let page = frame(survey, &title, &person)
        .under(format!("{}/review", survey.href()), "回答の確認")
        .under(back.clone(), format!("{number} {item}").trim().to_owned());
    html(&HistoryPage {
        page,
        back,
        title,
        answer,
        entries,
    })
}
