//! `POST /session`: opens a session for whoever has the office's key.

use std::time::Instant;

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::new::SignIn;
use crate::App;
use crate::error::Problem;
use crate::session::{COOKIE, Try};
use crate::show::page::Page;

#[derive(Deserialize)]
pub(crate) struct Key {
    #[serde(default)]
    key: String,
}

pub(crate) async fn create(
    State(app): State<App>,
    headers: HeaderMap,
    form: Result<Form<Key>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(form) = form.map_err(|_| Problem::Form("キーを読み取れませんでした。".into()))?;
    let Some(key) = &app.config().office_key else {
        return Err(Problem::NeedsOffice);
    };
    match app.sessions().open(&form.key, key, Instant::now()) {
        Try::Open(token) => {
            // Behind a proxy that speaks TLS the cookie never travels without it.
            let secure = headers.get("x-forwarded-proto").is_some_and(|p| p == "https");
            let secure = if secure { "; Secure" } else { "" };
            let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=28800{secure}");
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/import")).into_response())
        }
        Try::Wrong => {
            let page = SignIn {
                page: Page::new("サインイン"),
                possible: true,
                wrong: true,
            };
            Ok((
                StatusCode::UNAUTHORIZED,
                Html(page.render().map_err(Problem::internal)?),
            )
                .into_response())
        }
        Try::Wait => Err(Problem::TooManyTries),
    }
}
