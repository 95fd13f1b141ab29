//! `/session`: the page on which a person signs in.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::body::BodyCode;
use gyokaku_store::Body;
use serde::Deserialize;

use crate::carried::Carried;
use crate::error::{Problem, html};
use crate::path::Asked;
use crate::person::Viewer;
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
    pub(super) carried: Option<Carried>,
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
        let last = last_body(headers).filter(|code| bodies.iter().any(|b| b.code == *code));
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
            carried: None,
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
    Viewer(viewer): Viewer,
    Asked(way): Asked<Way>,
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

/// The answer to a form that came without a session.
pub(crate) async fn without_session(
    app: &App,
    headers: &HeaderMap,
    path: &str,
    carried: Option<Carried>,
) -> Result<Response, Problem> {
    let page = SignIn {
        answer: if carried.is_some() { AGAIN } else { AGAIN_EMPTY },
        // The page that the form came from is where its sender wants to be.
        back: came_from(headers)
            .or_else(|| local(path))
            .unwrap_or_default()
            .to_owned(),
        carried,
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
