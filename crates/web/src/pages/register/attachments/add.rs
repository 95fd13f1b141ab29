//! `GET` and `POST …/attachments` of an answer, a meeting or an item: what hangs there, and one more.
//!
//! Not here: the same list on the page of what they hang on (`crate::attachments`).

use askama::Template;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::attachment::Owner;
use gyokaku_store::{Holding, NewAttachment};
use serde::Deserialize;

use super::owned::Owned;
use crate::App;
use crate::attachments::{AttachForm, Attachments, Sent, Typed};
use crate::error::{Problem, html};
use crate::path::{PlanPartAt, UrlPath, UrlQuery};
use crate::person::Person;
use crate::round_context::AnswerPath;
use crate::show::page::Page;

/// What was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Done {
    did: String,
}

#[derive(Template)]
#[template(path = "pages/register/attachments/add.html")]
struct AddPage {
    page: Page,
    heading: &'static str,
    name: String,
    /// The page of what they hang on.
    back: String,
    notice: Option<&'static str>,
    /// Why nothing can be added or removed.
    why: Option<String>,
    section: Attachments,
}

type Upload = Result<Multipart, MultipartRejection>;

pub(super) async fn of_answer(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<AnswerPath>,
    UrlQuery(done): UrlQuery<Done>,
) -> Result<Response, Problem> {
    shown(Owned::answer(&app, &person, &path).await?, &done)
}

pub(super) async fn to_answer(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<AnswerPath>,
    upload: Upload,
) -> Result<Response, Problem> {
    add(&app, &person, Owned::answer(&app, &person, &path).await?, upload).await
}

pub(super) async fn of_meeting(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanPartAt>,
    UrlQuery(done): UrlQuery<Done>,
) -> Result<Response, Problem> {
    let owner = Owner::Meeting(at.id.clone());
    shown(Owned::part(&app, &person, &at.plan(), owner).await?, &done)
}

pub(super) async fn to_meeting(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanPartAt>,
    upload: Upload,
) -> Result<Response, Problem> {
    let owner = Owner::Meeting(at.id.clone());
    let owned = Owned::part(&app, &person, &at.plan(), owner).await?;
    add(&app, &person, owned, upload).await
}

pub(super) async fn of_item(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanPartAt>,
    UrlQuery(done): UrlQuery<Done>,
) -> Result<Response, Problem> {
    let owner = Owner::Item(at.id.clone());
    shown(Owned::part(&app, &person, &at.plan(), owner).await?, &done)
}

pub(super) async fn to_item(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanPartAt>,
    upload: Upload,
) -> Result<Response, Problem> {
    let owner = Owner::Item(at.id.clone());
    let owned = Owned::part(&app, &person, &at.plan(), owner).await?;
    add(&app, &person, owned, upload).await
}

/// The page after what was just done.
fn shown(owned: Owned, done: &Done) -> Result<Response, Problem> {
    if owned.is_lost {
        return Err(Problem::NotFound);
    }
    let notice = match done.did.as_str() {
        "added" => Some("追加しました。続けて追加できます。"),
        "opened" => Some("「公開する」にしました。次に計画を公開したときから、市民が見られます。"),
        "closed" => Some("庁内だけにしました。公開していた場合も、いまから市民は見られません。"),
        "removed" => Some("削除しました。名前と、だれがいつ削除したかの記録は残っています。"),
        _ => None,
    };
    page(owned, notice, None)
}

/// The page, with the form as it was typed where it was refused.
fn page(owned: Owned, notice: Option<&'static str>, form: Option<AttachForm>) -> Result<Response, Problem> {
    let mut section = owned.section();
    let status = match form {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    section.form = form.or(section.form);
    let shown = AddPage {
        heading: owned.heading(),
        page: owned.page,
        name: owned.name,
        back: owned.href,
        notice,
        why: owned.why,
        section,
    };
    Ok((status, html(&shown)?).into_response())
}

/// Adds what was sent, or shows the form again with what is wrong.
async fn add(app: &App, person: &Person, owned: Owned, upload: Upload) -> Result<Response, Problem> {
    if owned.is_lost {
        return Err(Problem::NotFound);
    }
    let Some((by, actor)) = owned.writer.clone() else {
        return Err(owned.why.map_or(Problem::Forbidden, Problem::NotNow));
    };
    let upload = upload.map_err(|_| Problem::Form("送られた内容がフォームの形をしていません。".into()))?;
    let arriving = app.arrivals().begin(person)?;
    let typed = Typed::read(upload, &arriving).await?;
    let form = owned.section().form.unwrap_or_default();
    let (title, is_public, sent) = match typed.checked() {
        Ok(checked) => checked,
        Err(refused) => {
            let (typed, refusal) = *refused;
            return page(owned, None, Some(typed.again(form, &refusal)));
        }
    };
    let new = NewAttachment {
        owner: owned.owner.clone(),
        title: &title,
        holding: match &sent {
            Sent::File(name, kind, bytes) => Holding::File(name, *kind, bytes),
            Sent::Link(address) => Holding::Link(address),
        },
        is_public,
    };
    let at = (&owned.loaded.code, owned.loaded.key.as_str());
    let stored = app.store().attach(&actor, &app.now(), at, &new, by).await?;
    drop(arriving);
    if let Err(refusal) = stored {
        let form = AttachForm {
            title,
            is_public,
            wrong: crate::form::FieldErrors::one("attachment-file", refusal.words()),
            ..form
        };
        return page(owned, None, Some(form));
    }
    Ok(Redirect::to(&format!("{}/attachments?did=added", owned.href)).into_response())
}
