//! `POST /account/sessions/end`: signs a person out everywhere.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};

use crate::App;
use crate::error::Problem;
use crate::person::Person;
use crate::session::closed;

pub(crate) async fn everywhere(
    State(app): State<App>,
    person: Person,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    app.store()
        .end_sessions(&person.actor(), &app.now(), &person.body, &person.id)
        .await?;
    let mut response = Redirect::to("/session").into_response();
    for cookie in closed(&app, &headers) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
