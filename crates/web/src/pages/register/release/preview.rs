//! `POST …/release/preview` and `…/preview/end`: looking at the plan as the public would see it, and no more.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::show::Releasing;
use crate::App;
use crate::error::Problem;
use crate::form::FormData;
use crate::path::{PlanAt, UrlPath};
use crate::preview::Preview;
use crate::tab::Tab;

pub(crate) async fn begin(
    State(app): State<App>,
    UrlPath(at): UrlPath<PlanAt>,
    headers: HeaderMap,
    form: FormData,
) -> Result<Response, Problem> {
    let releasing = Releasing::load(&app, &at).await?;
    let preview = Preview {
        code: at.code.0,
        plan: at.plan.as_str().to_owned(),
        scope: releasing.asked(&form),
    };
    let cookie = preview.header(&app, &headers).ok_or_else(|| {
        Problem::Form("一度に確認できる文書の数を超えています。公開する文書を減らしてお試しください。".into())
    })?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&preview.href())).into_response())
}

pub(crate) async fn end(
    State(app): State<App>,
    UrlPath(at): UrlPath<PlanAt>,
    headers: HeaderMap,
) -> Response {
    let href = format!("/{}/{}{}", at.code, at.plan, Tab::Release.word());
    let cookie = Preview::end(&app, &headers);
    ([(header::SET_COOKIE, cookie)], Redirect::to(&href)).into_response()
}
