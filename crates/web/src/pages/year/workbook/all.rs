//! `…/rounds/{round}/workbooks`: the office sends every department its form, and takes several back at once.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::journal::Export;
use gyokaku_exchange::survey::{Form, write};
use gyokaku_exchange::write::archive::archive;

use super::form::{own, to_send};
use super::new::Before;
use super::{ReceiverAt, file_name};
use crate::App;
use crate::error::{Problem, html};
use crate::file_name::attachment;
use crate::pages::year::answers::page;
use crate::path::{UrlPath, UrlQuery};
use crate::person::{Person, Viewer};
use crate::round_context::{RoundContext, RoundPath};
use crate::show::page::Page;

/// A department that is asked.
#[derive(Debug)]
struct Asks {
    name: String,
    href: String,
    all: usize,
    handed_in: usize,
}

#[derive(Template)]
#[template(path = "pages/year/workbook/all.html")]
struct All {
    page: Page,
    answer: String,
    notice: Option<&'static str>,
    href: String,
    back: String,
    /// Where the office's own layout is put.
    layout: String,
    departments: Vec<Asks>,
}

/// The departments that are asked, in the order of the directory; those that it has lost come last.
fn asked(survey: &RoundContext) -> Vec<String> {
    let known = survey
        .directory
        .departments
        .iter()
        .map(|department| department.id.clone());
    let mut found: Vec<String> = known.filter(|id| own(survey, id).next().is_some()).collect();
    for answer in &survey.answers {
        if !found.contains(&answer.department) {
            found.push(answer.department.clone());
        }
    }
    found
}

pub(crate) async fn new(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    UrlQuery(before): UrlQuery<Before>,
) -> Result<Response, Problem> {
    let at = ReceiverAt::from(path);
    let survey = at.survey(&app).await?;
    let of = |id: String| Asks {
        name: survey.department(&id).to_owned(),
        href: format!("{}/workbook.xlsx", survey.href_of(&id)),
        all: own(&survey, &id)
            .filter(|answer| answer.left(survey.today).is_none())
            .count(),
        handed_in: own(&survey, &id)
            .filter(|answer| !answer.state.is_with_department())
            .count(),
    };
    let departments: Vec<Asks> = asked(&survey).into_iter().map(of).collect();
    let page = All {
        page: page(&survey, "回答票").seen_by(&Viewer::from(&person)),
        answer: match departments.len() {
            0 => "お尋ねしている課はありません。".to_owned(),
            all => format!("{all}課の回答票をまとめて受け取り、届いた回答票をまとめて取り込めます。"),
        },
        notice: before.words(),
        href: at.href(),
        back: survey.href(),
        layout: format!("{}/layout", survey.href()),
        departments,
    };
    Ok((before.status(), html(&page)?).into_response())
}

pub(crate) async fn zip(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
) -> Result<Response, Problem> {
    let survey = ReceiverAt::from(path.clone()).survey(&app).await?;
    let departments = asked(&survey);
    if departments.is_empty() {
        return Err(Problem::NotFound);
    }
    let forms: Vec<(String, Form)> = departments
        .iter()
        .map(|id| {
            let name = file_name(&survey, survey.department(id), "xlsx");
            (name, to_send(&survey, id, &person))
        })
        .collect();
    let work = move || -> Result<Vec<u8>, crate::error::Cause> {
        let mut files = Vec::with_capacity(forms.len());
        for (name, form) in &forms {
            files.push((name.clone(), write::workbook(form)?));
        }
        Ok(archive(&files)?)
    };
    let bytes = app.reading().run(work).await?;
    let bytes = bytes.map_err(Problem::Internal)?;
    let export = Export::Answers {
        round: survey.round.key,
        departments,
        format: "xlsx".to_owned(),
    };
    let (actor, plan) = (person.actor(), Some(path.plan.as_str()));
    app.store()
        .record(&actor, &app.now(), &path.code.0, plan, export)
        .await?;
    let name = file_name(&survey, "全課", "zip");
    let plain = format!("{}.zip", survey.round.key);
    Ok((attachment("application/zip", &name, &plain), bytes).into_response())
}
