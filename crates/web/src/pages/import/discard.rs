//! `POST /import/{id}/discard`: the document is dropped; nothing was stored.

use axum::extract::State;
use axum::response::Redirect;

use super::show::ImportAt;
use crate::App;
use crate::error::Problem;
use crate::path::UrlPath;
use crate::person::Person;

pub(crate) async fn discard(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<ImportAt>,
) -> Result<Redirect, Problem> {
    app.pending().discard(at.id(), person.body);
    Ok(Redirect::to("/import"))
}
