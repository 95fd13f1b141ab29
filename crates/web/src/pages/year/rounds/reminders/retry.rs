//! `POST /{code}/{plan}/rounds/{round}/reminders/retry`: lets reminders wait again that were not sent.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::index::CUT_SHORT;
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::Problem;
use crate::form::FormData;
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::RoundPath;
use crate::session::after;

pub(crate) async fn retry(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    fields: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::ManageRounds, &path.code.0, None)?;
    let ids: Vec<String> = fields.all("id").into_iter().map(str::to_owned).collect();
    let now = app.now();
    let again = app
        .store()
        .retry_reminders(&actor, &now, path.at(), &ids, &after(&now, -CUT_SHORT))
        .await?;
    app.wake();
    let page = format!(
        "/{}/{}/rounds/{}/reminders?queued={again}",
        path.code, path.plan, path.round.0
    );
    Ok(Redirect::to(&page).into_response())
}
