//! `/{code}/{plan}/items/{id}/edit`: an item in its boxes, saved as one types; without a script as a form.

use askama::Template;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::editing::ItemField;
use gyokaku_core::plan::Item;

use super::fields::{Outcome, Shown, by_whom, keep, of_form, shown};
use super::frame;
use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::{Problem, html};
use crate::form::FormData;
use crate::loaded::{Loaded, load};
use crate::pages::year::answers::hour;
use crate::path::{PlanPartAt, UrlPath};
use crate::person::Person;
use crate::saving::{ConflictShape, Message, SavedShape, WrongShape, is_script, told};
use crate::show::page::Page;
use crate::tab::ITEMS;

#[derive(Template)]
#[template(path = "pages/register/editing/item.html")]
struct ItemForm {
    page: Page,
    href: String,
    history: String,
    name: String,
    owner: String,
    draft: String,
    fields: Vec<Shown>,
    notice: Option<&'static str>,
    wrong: usize,
    clashes: usize,
    /// The neighbours: word, address, name.
    siblings: Vec<(&'static str, String, String)>,
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanPartAt>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at.plan(), &Sight::Working).await?;
    let item = loaded.plan().item(&at.id).ok_or(Problem::NotFound)?;
    page(&person, &loaded, &Outcome::nothing(item), None)
}

fn page(
    person: &Person,
    loaded: &Loaded,
    outcome: &Outcome,
    notice: Option<&'static str>,
) -> Result<Response, Problem> {
    let (plan, item) = (loaded.plan(), &outcome.item);
    let href = format!("{}/items/{}", loaded.href(), item.id);
    let title = format!("編集：{}", item.called());
    let page = frame(loaded, person, ITEMS, &title).under(href.clone(), item.called());
    let at = plan.items.iter().position(|known| known.id == item.id);
    let link = |word, other: &Item| {
        let href = format!("{}/items/{}/edit", loaded.href(), other.id);
        (word, href, other.called())
    };
    let before = at.and_then(|at| plan.items.get(at.checked_sub(1)?));
    let after = at.and_then(|at| plan.items.get(at + 1));
    let siblings = before
        .map(|other| link("前の取組", other))
        .into_iter()
        .chain(after.map(|other| link("次の取組", other)));
    let mut fields = shown(outcome, &ItemField::ALL, "f-", "");
    let first = fields
        .iter_mut()
        .find(|field| field.wrong.is_some() || field.versions.is_some());
    if let Some(first) = first {
        first.focused = true;
    }
    let form = ItemForm {
        page,
        history: format!("{}/history?element={}", loaded.href(), item.id),
        name: item.called(),
        owner: person.owner(),
        draft: format!("{}:{}:{}", person.owner(), loaded.href(), item.id),
        siblings: siblings.collect(),
        fields,
        notice,
        wrong: outcome.wrong.len(),
        clashes: outcome.clashes.len(),
        href,
    };
    let status = match (outcome.wrong.is_empty(), outcome.clashes.is_empty()) {
        (_, false) => StatusCode::CONFLICT,
        (false, true) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, true) => StatusCode::OK,
    };
    Ok((status, html(&form)?).into_response())
}

pub(crate) async fn save(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanPartAt>,
    request: Request,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    if !is_script(&request) {
        let form = FormData::from_request(request, &app).await?;
        let outcome = keep(&app, &actor, &at.plan(), &at.id, of_form(&form, "")).await?;
        let outcome = outcome.ok_or(Problem::NotFound)?;
        if outcome.is_whole() {
            let href = format!("/{}/{}/items/{}", at.code, at.plan, at.id);
            return Ok(Redirect::to(&href).into_response());
        }
        let loaded = load(&app, &at.plan(), &Sight::Working).await?;
        return page(&person, &loaded, &outcome, None);
    }
    let body = Bytes::from_request(request, &app)
        .await
        .map_err(|_| Problem::CutOff)?;
    let unknown = "編集できない欄が含まれています。画面を開き直してください。";
    let typed = Message::fields_of(&body, &person, ItemField::of, unknown);
    let typed = match typed {
        Ok(typed) => typed,
        Err(answer) => return Ok(answer),
    };
    match keep(&app, &actor, &at.plan(), &at.id, typed).await? {
        Some(outcome) => Ok(Json(shape(&outcome, &app.now())).into_response()),
        None => Ok(told(
            StatusCode::NOT_FOUND,
            "not_found",
            "この取組項目は、ほかの画面で削除されています。入力した内容はこの画面に残っています。",
        )),
    }
}

fn shape(outcome: &Outcome, now: &str) -> SavedShape {
    let texts: std::collections::BTreeMap<String, String> = ItemField::ALL
        .into_iter()
        .map(|field| (field.key().to_owned(), field.text(&outcome.item)))
        .collect();
    SavedShape {
        saved: outcome.saved.iter().map(|field| field.key().to_owned()).collect(),
        values: texts.clone(),
        boxes: texts,
        wrong: outcome
            .wrong
            .iter()
            .map(|(field, (_, why))| WrongShape {
                field: field.key().to_owned(),
                why: why.clone(),
            })
            .collect(),
        conflicts: outcome
            .clashes
            .iter()
            .map(|clash| {
                let (by, at) = by_whom(clash);
                ConflictShape {
                    field: clash.field.key().to_owned(),
                    mine: outcome.typed.get(&clash.field).cloned().unwrap_or_default(),
                    theirs: clash.theirs.clone(),
                    by,
                    at,
                }
            })
            .collect(),
        at: now.to_owned(),
        hour: hour(now),
        ..SavedShape::default()
    }
}
