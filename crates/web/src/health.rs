//! `/health`: whether the database answers and takes what is written, for who supervises the service.
//!
//! Invariants: it tells nothing else, and asking often costs the database nothing: what was found is told for a few
//! seconds.

use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::App;

/// For how long what was found is told again.
const FRESH: Duration = Duration::from_secs(5);
/// How long the database is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// What was found last.
#[derive(Debug, Default)]
pub(crate) struct Health(Mutex<Option<(Instant, bool)>>);

pub(crate) async fn show(State(app): State<App>) -> Response {
    let (status, words) = match is_well(&app).await {
        true => (StatusCode::OK, "ok"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "failing"),
    };
    let kind = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, kind, format!("{{\"status\":\"{words}\"}}\n")).into_response()
}

pub(crate) async fn is_well(app: &App) -> bool {
    let mut last = app.health().0.lock().await;
    if let Some((at, is_well)) = *last
        && at.elapsed() < FRESH
    {
        return is_well;
    }
    let is_well = match timeout(PATIENCE, app.store().beat()).await {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the database does not take what is written"
            );
            false
        }
        Err(_) => {
            tracing::error!("the database does not answer");
            false
        }
    };
    *last = Some((Instant::now(), is_well));
    is_well
}
