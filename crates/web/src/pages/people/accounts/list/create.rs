//! `POST /{code}/accounts/list`: takes a list whole and keeps it until it has been looked at.

use std::time::Instant;

use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::response::Redirect;

use super::{CALLED, href, sender};
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::Problem;
use crate::path::{BodyAt, UrlPath};
use crate::person::Person;
use crate::upload::files;

pub(crate) async fn create(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Redirect, Problem> {
    let code = at.code.0;
    demand_for(&person, Right::ManageAccounts, &code, None)?;
    let multipart =
        multipart.map_err(|_| Problem::Form("送られた内容がフォームの形をしていません。".into()))?;
    let arriving = app.returned().arrive()?;
    let files = files(multipart, 1, CALLED).await?;
    drop(arriving);
    if files.is_empty() {
        return Err(Problem::Form(format!("{CALLED}のファイルが選ばれていません。")));
    }
    let id = app
        .returned()
        .keep(sender(code, &person), files, Instant::now())?;
    Ok(Redirect::to(&format!("{}/{id}", href(code))))
}
