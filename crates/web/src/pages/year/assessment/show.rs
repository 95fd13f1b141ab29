//! `/{code}/{plan}/rounds/{round}/items/{item}`: an item in review.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::page::{ItemForms, load, page};
use crate::App;
use crate::error::Problem;
use crate::path::{UrlPath, UrlQuery};
use crate::person::Person;
use crate::round_context::RoundItemPath;

/// What was done before.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct After {
    done: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundItemPath>,
    UrlQuery(after): UrlQuery<After>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &person, &path).await?;
    let forms = ItemForms {
        done: after.done,
        ..ItemForms::default()
    };
    page(&person, &path, &loaded, forms)
}
