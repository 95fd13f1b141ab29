//! `/{code}/{plan}/rounds/{round}/closing`: what is open, and what would be frozen.

use axum::extract::State;
use axum::response::Response;

use super::page::{Typed, page};
use super::prepared::prepare;
use crate::App;
use crate::error::Problem;
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::RoundPath;

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
) -> Result<Response, Problem> {
    let prepared = prepare(&app, &path).await?;
    let reason = match prepared.corrected {
        Some(_) => prepared.survey.round.reason.clone().unwrap_or_default(),
        None => String::new(),
    };
    let typed = Typed {
        reason,
        ..Typed::default()
    };
    page(&person, &prepared, typed)
}
