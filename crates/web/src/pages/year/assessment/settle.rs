//! `POST …/items/{item}/comments/settlement`: says that comments are settled (対応済み), or opens them again.
//!
//! Who may is asked of `access::settles` for each comment; without one named, all that the person may settle are meant.
//! Not here: writing a comment (`comment`).

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_store::AnswerAt;

use super::page::load;
use crate::App;
use crate::access::{Right, demand_for, settles};
use crate::error::Problem;
use crate::form::FormData;
use crate::pages::year::review::visible;
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::RoundItemPath;

pub(crate) async fn settle(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundItemPath>,
    form: FormData,
) -> Result<Response, Problem> {
    let code = path.code.0;
    let actor = demand_for(&person, Right::Comment, &code, None)?;
    let loaded = load(&app, &person, &path).await?;
    let (department, id) = (form.raw("department"), form.raw("comment"));
    let sees = visible(&person, &loaded.survey)
        .into_iter()
        .any(|answer| answer.department == department);
    if !sees {
        return Err(Problem::Forbidden);
    }
    let own = loaded.comments.iter().filter(|c| c.department == department);
    let (may, may_not): (Vec<_>, Vec<_>) = own
        .filter(|comment| id.is_empty() || comment.id == id)
        .partition(|comment| settles(&person, &code, &comment.written_by));
    if !id.is_empty() && !may_not.is_empty() {
        return Err(Problem::Forbidden);
    }
    let is_settled = !form.raw("settled").is_empty();
    let ids: Vec<&str> = may.iter().map(|comment| comment.id.as_str()).collect();
    let round = path.round();
    let at = AnswerAt {
        at: round.at(),
        item: path.item.as_str(),
        department,
    };
    app.store()
        .settle_comments(&actor, &app.now(), at, &ids, is_settled)
        .await?;
    let done = if is_settled { "settled" } else { "unsettled" };
    let href = loaded.survey.href_of_review(path.item.as_str());
    Ok(Redirect::to(&format!("{href}?done={done}#t-{department}")).into_response())
}
