//! `/session`: the page on which a person signs in.

use askama::Template;
use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::body::BodyCode;
use gyokaku_store::Body;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::json;

use crate::error::{Problem, html};
use crate::path::UrlQuery;
use crate::person::Viewer;
use crate::resubmit::{MOST_BYTES, PendingForm};
use crate::session::{last_body, local};
use crate::show::page::Page;
use crate::{App, Demo};

#[derive(Template)]
#[template(path = "pages/people/session/new.html")]
pub(super) struct SignIn {
    pub(super) page: Page,
    pub(super) bodies: Vec<Body>,
    pub(super) body: Option<BodyCode>,
    pub(super) login: String,
    /// Where the person was going.
    pub(super) back: String,
    pub(super) pending: Option<PendingForm>,
    /// What is said above the form.
    pub(super) answer: &'static str,
    /// What did not fit, in words.
    pub(super) wrong: Option<String>,
    /// Accounts that a demonstration offers.
    pub(super) demo: Option<Demo>,
}

/// Where to go after signing in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Way {
    #[serde(rename = "return")]
    back: String,
}

const WELCOME: &str =
    "団体から渡されたログイン名とパスワードで入ります。公開ページの閲覧にサインインは要りません。";
const AGAIN: &str = "サインインの時間が終わっています。入力した内容は失われていません。サインインすると、内容を確かめてから送信できます。";
const AGAIN_EMPTY: &str = "サインインの時間が終わっています。まだ何も送信していません。サインインしてから、もう一度お試しください。";

impl SignIn {
    /// The empty page.
    pub(super) async fn fresh(app: &App, headers: &HeaderMap) -> Result<Self, Problem> {
        let bodies = app.store().bodies().await?;
        let last = last_body(headers, app.is_https()).filter(|code| bodies.iter().any(|b| b.code == *code));
        let only = match bodies.as_slice() {
            [only] => Some(only.code),
            _ => None,
        };
        Ok(Self {
            page: Page::new("サインイン"),
            body: only.or(last),
            bodies,
            login: String::new(),
            back: String::new(),
            pending: None,
            answer: WELCOME,
            wrong: None,
            demo: app.config().demo.clone(),
        })
    }

    fn is_chosen(&self, code: &BodyCode) -> bool {
        self.body.as_ref() == Some(code)
    }

    /// The accounts that a demonstration offers: login name and label.
    fn demo_logins(&self) -> &[(&'static str, &'static str)] {
        self.demo.as_ref().map_or(&[], |demo| demo.logins)
    }

    /// The one password of a demonstration.
    fn demo_password(&self) -> &str {
        self.demo.as_ref().map_or("", |demo| demo.password)
    }
}

pub(crate) async fn new(
    State(app): State<App>,
    Viewer { person: viewer, .. }: Viewer,
    UrlQuery(way): UrlQuery<Way>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let back = local(&way.back).unwrap_or_default();
    if viewer.is_some() {
        let to = if back.is_empty() { "/todo" } else { back };
        return Ok(Redirect::to(to).into_response());
    }
    html(&SignIn {
        back: back.to_owned(),
        ..SignIn::fresh(&app, &headers).await?
    })
}

fn says(headers: &HeaderMap, name: header::HeaderName, what: &str) -> bool {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with(what))
}

/// The answer to a request that needs a person and has none: a script is told, who looks is led to the
/// sign-in page and back, and a form waits there for its sender.
pub(crate) async fn without_session(app: &App, request: Request) -> Response {
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |p| p.as_str())
        .to_owned();
    let headers = request.headers().clone();
    if says(&headers, header::ACCEPT, "application/json") {
        let message = "サインインの時間が終わっています。入力した内容はこの画面に残っています。サインインし直してから、もう一度お試しください。";
        let shape = json!({ "error": "signed_out", "message": message });
        let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
        return (StatusCode::UNAUTHORIZED, no_store, Json(shape)).into_response();
    }
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        let back = utf8_percent_encode(&path, NON_ALPHANUMERIC);
        return Redirect::to(&format!("/session?return={back}")).into_response();
    }
    let is_form = says(
        &headers,
        header::CONTENT_TYPE,
        "application/x-www-form-urlencoded",
    );
    let form = match is_form {
        true => to_bytes(request.into_body(), MOST_BYTES).await.ok(),
        false => None,
    };
    let pending = form
        .and_then(|bytes| String::from_utf8(bytes.to_vec()).ok())
        .and_then(|form| PendingForm::of(&path, &form));
    match again(app, &headers, &path, pending).await {
        Ok(page) => page,
        Err(problem) => Problem::into_response(problem),
    }
}

/// The sign-in page as the answer to a form that came without a session.
async fn again(
    app: &App,
    headers: &HeaderMap,
    path: &str,
    pending: Option<PendingForm>,
) -> Result<Response, Problem> {
    let page = SignIn {
        answer: if pending.is_some() { AGAIN } else { AGAIN_EMPTY },
        // The page that the form came from is where its sender wants to be.
        back: came_from(headers)
            .or_else(|| local(path))
            .unwrap_or_default()
            .to_owned(),
        pending,
        ..SignIn::fresh(app, headers).await?
    };
    Ok((StatusCode::UNAUTHORIZED, html(&page)?).into_response())
}

/// The page of this site that a form was sent from.
fn came_from(headers: &HeaderMap) -> Option<&str> {
    let referer = headers.get("referer")?.to_str().ok()?;
    let (_, rest) = referer.split_once("://")?;
    local(rest.get(rest.find('/')?..)?)
}
