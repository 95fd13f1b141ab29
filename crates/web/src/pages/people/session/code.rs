//! `POST /session/code`: the code of a second factor, after a password that was right.
//!
//! The password opened no session: what it left is a sign-in that waits for a few minutes, known by a cookie. Codes are
//! counted at the same desk as passwords, before they are compared, and what a password had wrong before stays counted.

use std::time::Instant;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gyokaku_core::body::BodyCode;
use gyokaku_office::factor::{self, Typed};
use gyokaku_store::{Actor, Counted, Lockout, PendingSignIn, StoredAccount, Uncounted};
use time::Duration;

use super::create::{Admitted, LOCKED_AGAIN_FOR, LOCKED_FOR, MOST_FAILURES, admit, locked};
use super::new::SignIn;
use crate::App;
use crate::client::Client;
use crate::error::{Problem, html};
use crate::form::FormData;
use crate::person::{Viewer, who};
use crate::requests::authentication;
use crate::resubmit::PendingForm;
use crate::session::{Browser, Token, after, asking, asking_for, is_before, local};
use crate::show::page::Page;

/// How long a code is waited for.
const WAITS: Duration = Duration::minutes(10);

const WRONG: &str = "確認コードが合いません。認証アプリにいま出ている6桁の数字を入れてください。同じ数字は一度しか使えません。続けて5回合わないと、15分間サインインできなくなります。";
const OVER: &str = "確認コードを待つ時間が過ぎました。もう一度、ログイン名とパスワードから入れてください。";

#[derive(Template)]
#[template(path = "pages/people/session/code.html")]
struct CodePage {
    page: Page,
    back: String,
    pending: Option<PendingForm>,
    wrong: Option<String>,
}

/// What travels along from the sign-in page.
#[derive(Clone, Debug)]
pub(crate) struct Carried {
    pub(crate) back: String,
    pub(crate) pending: Option<PendingForm>,
}

impl Carried {
    pub(crate) fn of(form: &FormData) -> Self {
        Self {
            back: local(form.raw("return").trim()).unwrap_or_default().to_owned(),
            pending: PendingForm::of(form.raw("carried_path").trim(), form.raw("carried_form")),
        }
    }
}

fn page(carried: Carried, wrong: Option<String>) -> CodePage {
    CodePage {
        page: Page::new("確認コード"),
        back: carried.back,
        pending: carried.pending,
        wrong,
    }
}

/// Asks for the code of whoever knew the password.
pub(super) async fn ask(
    app: &App,
    headers: &HeaderMap,
    body: &BodyCode,
    account: &str,
    carried: Carried,
) -> Result<Response, Problem> {
    let (now, token) = (app.now(), Token::new());
    let pending = PendingSignIn {
        account: account.to_owned(),
        ends_at: after(&now, WAITS),
    };
    app.store().await_code(&now, body, &token.hash, &pending).await?;
    let mut response = html(&page(carried, None))?;
    if let Some(cookie) = asking(app, headers, body, &token.token, WAITS) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

pub(crate) async fn create(
    State(app): State<App>,
    Viewer { person: before, .. }: Viewer,
    client: Client,
    headers: HeaderMap,
    form: FormData,
) -> Result<Response, Problem> {
    let carried = Carried::of(&form);
    let Some((body, hash, account)) = waiting(&app, &headers).await? else {
        let fresh = SignIn::fresh(&app, &headers).await?;
        let page = SignIn {
            back: carried.back,
            pending: carried.pending,
            wrong: Some(OVER.to_owned()),
            ..fresh
        };
        return Ok((StatusCode::UNAUTHORIZED, html(&page)?).into_response());
    };
    let browser = Browser::of(&app, &headers);
    let tried = tried(
        &app,
        (&body, &account),
        (client, browser.hash()),
        form.raw("code"),
    );
    if let Some(words) = tried.await? {
        let page = page(carried, Some(words));
        return Ok((StatusCode::UNAUTHORIZED, html(&page)?).into_response());
    }
    if !app.store().end_pending_sign_in(&body, &hash).await? {
        return Err(Problem::SignedOut);
    }
    let admitted = Admitted {
        body,
        account: account.account,
        browser,
        carried,
    };
    admit(&app, before, (client, &headers), admitted).await
}

/// The sign-in that a request carries on, where it still waits.
async fn waiting(
    app: &App,
    headers: &HeaderMap,
) -> Result<Option<(BodyCode, String, StoredAccount)>, Problem> {
    let Some((body, hash)) = asking_for(headers, app.is_https()) else {
        return Ok(None);
    };
    let Some(pending) = app.store().pending_sign_in(&body, &hash).await? else {
        return Ok(None);
    };
    let stored = app.store().account(&body, &pending.account).await?;
    let stored = stored.filter(|stored| stored.account.enabled && is_before(&app.now(), &pending.ends_at));
    Ok(stored.map(|stored| (body, hash, stored)))
}

/// Counts a code and then compares it; gives the words of a refusal.
async fn tried(
    app: &App,
    (body, stored): (&BodyCode, &StoredAccount),
    (client, browser): (Client, &str),
    typed: &str,
) -> Result<Option<String>, Problem> {
    let (now, account) = (app.now(), &stored.account);
    let is_known = app.store().is_known(body, &account.id, browser).await?;
    if !is_known && !app.tries().begin(client, Instant::now()) {
        authentication("too many tries from one address", client, body, Some(&account.id));
        app.store().count_refused(&now, body, Uncounted::Address).await?;
        return Err(Problem::TooManyTries);
    }
    let lockout = Lockout {
        after: MOST_FAILURES,
        until: &after(&now, LOCKED_FOR),
        again: &after(&now, LOCKED_AGAIN_FOR),
    };
    let browser = is_known.then_some(browser);
    let counted = app
        .store()
        .count_try(&now, body, &account.id, browser, lockout)
        .await?;
    if let Counted::Locked(until) = &counted {
        authentication("refused, the account is locked", client, body, Some(&account.id));
        app.store().count_refused(&now, body, Uncounted::Locked).await?;
        return Ok(Some(locked(until)));
    }
    let actor = Actor {
        name: who(&account.name, &account.login),
        role: "account".to_owned(),
    };
    let is_right = match Typed::of(typed) {
        Typed::Code(code) => {
            let factor = app.store().second_factor(body, &account.id).await?;
            let secret = factor.filter(|f| f.confirmed_at.is_some()).and_then(|f| f.secret);
            match secret.and_then(|secret| factor::step(&secret, &code, &now)) {
                Some(step) => app.store().take_step(body, &account.id, step).await?,
                None => false,
            }
        }
        Typed::Recovery(hash) => {
            app.store()
                .take_recovery_code((&actor, &now), body, &account.id, &hash)
                .await?
        }
        Typed::Other => false,
    };
    if is_right {
        if !is_known {
            app.tries().forgive(client);
        }
        return Ok(None);
    }
    app.store()
        .refuse_code((&actor, &now), body, &account.id, &counted)
        .await?;
    Ok(Some(match &counted {
        Counted::Last(until) => {
            authentication(
                "refused and locked, a wrong code",
                client,
                body,
                Some(&account.id),
            );
            locked(until)
        }
        _ => {
            authentication("refused, a wrong code", client, body, Some(&account.id));
            WRONG.to_owned()
        }
    }))
}
