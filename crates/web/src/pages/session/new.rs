//! `/session`: the page on which the office signs in.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};

use crate::App;
use crate::access::is_office;
use crate::error::{Problem, html};
use crate::show::page::Page;

#[derive(Template)]
#[template(path = "pages/session/new.html")]
pub(super) struct SignIn {
    pub(super) page: Page,
    pub(super) possible: bool,
    pub(super) wrong: bool,
}

pub(crate) async fn new(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    if is_office(&app, &headers) {
        return Ok(Redirect::to("/import").into_response());
    }
    html(&SignIn {
        page: Page::new("サインイン"),
        possible: app.config().office_key.is_some(),
        wrong: false,
    })
}
