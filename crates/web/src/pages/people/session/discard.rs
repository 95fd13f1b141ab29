//! `POST /session/end`: ends the session.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};

use crate::App;
use crate::client::Client;
use crate::error::Problem;
use crate::person::Viewer;
use crate::requests::authentication;
use crate::session::closed;

pub(crate) async fn discard(
    State(app): State<App>,
    Viewer { person: viewer, .. }: Viewer,
    client: Client,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(person) = viewer {
        app.store()
            .end_session(&person.actor(), &app.now(), &person.body, &person.session_hash)
            .await?;
        authentication("signed out", client, &person.body, Some(&person.id));
    }
    let mut response = Redirect::to("/").into_response();
    for cookie in closed(&app, &headers) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
