//! `POST …/workbook` and `…/workbooks`: takes files whole and keeps them until they have been looked at.

use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::response::{IntoResponse, Redirect, Response};

use super::ReceiverAt;
use crate::App;
use crate::error::Problem;
use crate::path::UrlPath;
use crate::person::Person;
use crate::returned::MOST_FILES;
use crate::round_context::{DepartmentPath, RoundPath};
use crate::upload::keep;

pub(crate) async fn of_department(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<DepartmentPath>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    create(app, person, path.into(), multipart).await
}

pub(crate) async fn of_office(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    create(app, person, path.into(), multipart).await
}

async fn create(
    app: App,
    person: Person,
    at: ReceiverAt,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    at.actor(&person)?;
    // What has no page takes no files.
    at.survey(&app).await?;
    let id = keep(
        &app,
        &person,
        multipart,
        at.sender(&person),
        MOST_FILES,
        ("回答票", "回答票"),
    )
    .await?;
    Ok(Redirect::to(&format!("{}/{id}", at.href())).into_response())
}
