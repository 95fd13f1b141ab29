//! `GET …/departments/{department}/workbook.xlsx` and `workbook.csv`: the form to be filled in.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::journal::Export;
use gyokaku_exchange::survey::{csv, write};
use serde::Deserialize;

use super::form::to_send;
use super::{ReceiverAt, file_name};
use crate::App;
use crate::error::Problem;
use crate::file_name::attachment;
use crate::path::{UrlPath, UrlQuery};
use crate::person::Person;
use crate::round_context::{DepartmentPath, RoundContext};
use crate::upload::XLSX;

/// Which CSV is wanted.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    encoding: String,
}

pub(crate) async fn xlsx(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<DepartmentPath>,
) -> Result<Response, Problem> {
    let (survey, form) = loaded(&app, &person, &path).await?;
    let bytes = app.reading().run(move || write::workbook(&form)).await;
    let bytes = bytes?.map_err(Problem::internal)?;
    sent(&app, &person, &path, &survey, ("xlsx", XLSX), bytes).await
}

pub(crate) async fn csv(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<DepartmentPath>,
    UrlQuery(wanted): UrlQuery<Wanted>,
) -> Result<Response, Problem> {
    let (survey, form) = loaded(&app, &person, &path).await?;
    let (bytes, kind) = match wanted.encoding.as_str() {
        // A character that Shift_JIS lacks is said, never replaced.
        "cp932" => (
            csv::cp932(&form).map_err(|error| Problem::Form(error.to_string()))?,
            "text/csv; charset=Shift_JIS",
        ),
        _ => (csv::utf8(&form), "text/csv; charset=utf-8"),
    };
    sent(&app, &person, &path, &survey, ("csv", kind), bytes).await
}

async fn loaded(
    app: &App,
    person: &Person,
    path: &DepartmentPath,
) -> Result<(RoundContext, gyokaku_exchange::survey::Form), Problem> {
    let survey = ReceiverAt::from(path.clone()).survey(app).await?;
    let form = to_send(&survey, path.department.as_str(), person);
    if form.rows.is_empty() {
        return Err(Problem::NotFound);
    }
    Ok((survey, form))
}

async fn sent(
    app: &App,
    person: &Person,
    path: &DepartmentPath,
    survey: &RoundContext,
    (ending, kind): (&str, &str),
    bytes: Vec<u8>,
) -> Result<Response, Problem> {
    let department = path.department.as_str();
    let export = Export::Answers {
        round: survey.round.key,
        departments: vec![department.to_owned()],
        format: ending.to_owned(),
    };
    let (actor, plan) = (person.actor(), Some(path.plan.as_str()));
    app.store()
        .record(&actor, &app.now(), &path.code.0, plan, export)
        .await?;
    let name = file_name(survey, survey.department(department), ending);
    let plain = format!("{}_{department}.{ending}", survey.round.key);
    Ok((attachment(kind, &name, &plain), bytes).into_response())
}
