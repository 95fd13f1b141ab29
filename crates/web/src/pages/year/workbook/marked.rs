//! `GET …/workbook/{upload}/marked`: the very file that came back, its wrong cells marked and explained.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_exchange::survey;
use serde::Deserialize;
use uuid::Uuid;

use super::look::{files, look};
use super::{AllReturnedPath, ReceiverAt, ReturnedPath};
use crate::App;
use crate::error::Problem;
use crate::file_name::attachment;
use crate::path::{UrlPath, UrlQuery};
use crate::person::Person;
use crate::upload::{XLSX, returned_name};

/// Which file of a sending is wanted, from 0.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    file: usize,
}

pub(crate) async fn of_department(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<ReturnedPath>,
    UrlQuery(which): UrlQuery<Which>,
) -> Result<Response, Problem> {
    marked(app, person, path.into(), which).await
}

pub(crate) async fn of_office(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<AllReturnedPath>,
    UrlQuery(which): UrlQuery<Which>,
) -> Result<Response, Problem> {
    marked(app, person, path.into(), which).await
}

async fn marked(
    app: App,
    person: Person,
    (at, id): (ReceiverAt, Uuid),
    which: Which,
) -> Result<Response, Problem> {
    at.actor(&person)?;
    let survey = at.survey(&app).await?;
    let Some(files) = files(&app, &person, &at, id) else {
        return Ok(Redirect::to(&format!("{}?expired=1", at.href())).into_response());
    };
    let file = files.into_iter().nth(which.file).ok_or(Problem::NotFound)?;
    let looked = look(&app, &person, &at, &survey, vec![file]).await?;
    let looked = looked.into_iter().next().ok_or(Problem::NotFound)?;
    let compared = looked.what.map_err(|refusal| Problem::Unreadable(refusal.what))?;
    let (bytes, faults) = (looked.file.bytes, compared.back.faults);
    let has_faults = !faults.is_empty();
    let bytes = app.reading().run(move || survey::marked(&bytes, &faults)).await;
    let bytes = bytes?.map_err(|error| Problem::Unreadable(error.to_string()))?;
    let is_workbook = bytes.starts_with(b"PK");
    let (ending, kind) = match is_workbook {
        true => ("xlsx", XLSX),
        false => ("csv", "text/csv"),
    };
    let name = returned_name(&looked.file.name, has_faults, ending);
    let plain = format!("{}_{}.{ending}", survey.round.key, compared.department);
    Ok((attachment(kind, &name, &plain), bytes).into_response())
}
