//! `POST /{code}/{plan}/grid/workbook`: takes a file whole and keeps it until it has been looked at.

use std::time::Instant;

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
use crate::upload::files;

pub(crate) async fn create(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    // What has no page takes no files.
    load(&app, &at, &Sight::Working).await?;
    let multipart =
        multipart.map_err(|_| Problem::Form("送られた内容がフォームの形をしていません。".into()))?;
    let arriving = app.returned().arrive()?;
    let files = files(multipart, 1, CALLED).await?;
    drop(arriving);
    if files.is_empty() {
        return Err(Problem::Form(format!("{CALLED}が選ばれていません。")));
    }
    let id = app.returned().keep(sender(&at, &person), files, Instant::now())?;
    Ok(Redirect::to(&format!("{}/{id}", href(&at))).into_response())
}
