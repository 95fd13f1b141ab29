//! `GET` and `POST /{code}/{plan}/attachments/{id}/removal`: asks once more, then removes: what the file holds is gone
//! then, its record stays. Not here: removing many when their time is over (`expire`).

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::attachment::Attachment;

use super::owned::Owned;
use crate::App;
use crate::attachments::Row;
use crate::error::{Problem, html};
use crate::path::{PlanPartAt, UrlPath};
use crate::person::Person;
use crate::show::page::Page;

#[derive(Template)]
#[template(path = "pages/register/attachments/remove.html")]
struct RemovePage {
    page: Page,
    row: Row,
    name: String,
    href: String,
    /// Where to go back.
    back: String,
    why: Option<String>,
}

/// The attachment with what it hangs on, which the person may see.
pub(super) async fn found(
    app: &App,
    person: &Person,
    at: &PlanPartAt,
) -> Result<(Attachment, Owned), Problem> {
    let of = (&at.code.0, at.plan.as_str());
    let found = app.store().attachment(of, &at.id).await?;
    let attachment = found
        .filter(|one| one.removed.is_none())
        .ok_or(Problem::NotFound)?;
    let owned = Owned::of(app, person, &at.plan(), &attachment.owner).await?;
    Ok((attachment, owned))
}

pub(super) async fn ask(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanPartAt>,
) -> Result<Response, Problem> {
    let (attachment, owned) = found(&app, &person, &at).await?;
    let back = format!("{}/attachments", owned.href);
    let page = RemovePage {
        row: Row::of(&owned.loaded, &attachment, false),
        page: owned.page.under(back.clone(), "添付ファイル"),
        name: owned.name,
        href: format!("{}/attachments/{}/removal", owned.loaded.href(), attachment.id),
        back,
        why: owned.why,
    };
    Ok(html(&page)?.into_response())
}

pub(super) async fn remove(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanPartAt>,
) -> Result<Response, Problem> {
    let (attachment, owned) = found(&app, &person, &at).await?;
    let Some((by, actor)) = owned.writer else {
        return Err(owned.why.map_or(Problem::Forbidden, Problem::NotNow));
    };
    let of = (&at.code.0, at.plan.as_str());
    app.store()
        .detach(&actor, &app.now(), of, &attachment, by)
        .await?;
    Ok(Redirect::to(&format!("{}/attachments?did=removed", owned.href)).into_response())
}
