//! `POST /{code}/{plan}/grid/workbook`: takes a file whole and keeps it until it has been looked at.

use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::response::{IntoResponse, Redirect, Response};

use super::{CALLED, href, sender};
use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::Problem;
use crate::loaded::load;
use crate::path::{PlanAt, UrlPath};
use crate::person::Person;
use crate::upload::keep;

pub(crate) async fn create(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    // What has no page takes no files.
    load(&app, &at, &Sight::Working).await?;
    let id = keep(
        &app,
        &person,
        multipart,
        sender(&at, &person),
        1,
        (CALLED, CALLED),
    )
    .await?;
    Ok(Redirect::to(&format!("{}/{id}", href(&at))).into_response())
}
