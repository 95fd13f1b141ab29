//! `POST /{code}/accounts/list`: takes a list whole and keeps it until it has been looked at.

use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::response::Redirect;

use super::{CALLED, href, sender};
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::Problem;
use crate::path::{BodyAt, UrlPath};
use crate::person::Person;
use crate::upload::keep;

pub(crate) async fn create(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Redirect, Problem> {
    let code = at.code.0;
    demand_for(&person, Right::ManageAccounts, &code, None)?;
    let id = keep(
        &app,
        &person,
        multipart,
        sender(code, &person),
        1,
        (CALLED, &format!("{CALLED}のファイル")),
    )
    .await?;
    Ok(Redirect::to(&format!("{}/{id}", href(code))))
}
