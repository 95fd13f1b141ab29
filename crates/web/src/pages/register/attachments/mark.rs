//! `POST /{code}/{plan}/attachments/{id}/mark`: an attachment is marked for the public from the next release on, or no more
//! from now on. Not here: when the public sees it (`gyokaku_core::attachment`).

use axum::extract::State;
use axum::response::Redirect;

use super::remove::found;
use crate::App;
use crate::error::Problem;
use crate::form::FormData;
use crate::path::{PlanPartAt, UrlPath};
use crate::person::Person;

pub(super) async fn mark(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanPartAt>,
    form: FormData,
) -> Result<Redirect, Problem> {
    let (attachment, owned) = found(&app, &person, &at).await?;
    let Some((_, actor)) = owned.writer.filter(|_| attachment.owner.may_be_public()) else {
        return Err(owned.why.map_or(Problem::Forbidden, Problem::NotNow));
    };
    let is_public = form.raw("public") == "1";
    let of = (&at.code.0, at.plan.as_str());
    let store = app.store();
    match store
        .mark_attachment(&actor, &app.now(), of, &attachment, is_public)
        .await?
    {
        true => {
            let did = if is_public { "opened" } else { "closed" };
            Ok(Redirect::to(&format!("{}/attachments?did={did}", owned.href)))
        }
        false => Err(Problem::NotFound),
    }
}
