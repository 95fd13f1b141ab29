//! `POST /import/{id}/discard`: the document is dropped; nothing was stored.

use axum::extract::State;
use axum::response::Redirect;

use super::show::ImportAt;
use crate::App;
use crate::error::Problem;
use crate::path::At;

pub(crate) async fn discard(State(app): State<App>, At(at): At<ImportAt>) -> Result<Redirect, Problem> {
    app.pending().forget(at.id());
    Ok(Redirect::to("/import"))
}
