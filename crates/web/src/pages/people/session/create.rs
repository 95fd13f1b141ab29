//! `POST /session`: opens a session for whoever knows the password of an account.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::account::login_name;
use gyokaku_core::body::BodyCode;
use gyokaku_store::{Actor, Counted, Credentials, Lockout};
use time::Duration;

use super::new::SignIn;
use crate::App;
use crate::error::{Problem, html};
use crate::form::FormData;
use crate::pages::people::account::password::change_first;
use crate::person::{Person, Viewer, who};
use crate::resubmit::PendingForm;
use crate::session::{LASTS, Token, after, local, opened};
use crate::show::page::Page;
use crate::show::time::clock;
use gyokaku_office::password;

/// How many wrong passwords in a row lock an account, and for how long.
pub(crate) const MOST_FAILURES: i64 = 5;
pub(crate) const LOCKED_FOR: Duration = Duration::minutes(15);

/// What was pending to the sign-in page, to be sent with one button.
#[derive(Template)]
#[template(path = "pages/people/session/resubmit.html")]
struct Resume {
    page: Page,
    pending: PendingForm,
    back: String,
}

const WRONG: &str =
    "ログイン名かパスワードが合いません。続けて5回合わないと、15分間サインインできなくなります。";

/// How a try to sign in ended.
enum Try {
    Right(Box<Credentials>),
    Refused(String),
}

pub(crate) async fn create(
    State(app): State<App>,
    Viewer { person: before, .. }: Viewer,
    headers: HeaderMap,
    form: FormData,
) -> Result<Response, Problem> {
    let word = |name: &str| form.raw(name).trim();
    let back = local(word("return")).unwrap_or_default().to_owned();
    let pending = PendingForm::of(word("carried_path"), form.raw("carried_form"));
    let fresh = SignIn::fresh(&app, &headers).await?;
    // What was typed is shown again; what is looked for has the form in which names are kept.
    let login: String = word("login").chars().take(100).collect();
    let refused = |words: String, body: Option<BodyCode>| -> Result<Response, Problem> {
        let page = SignIn {
            body,
            login: login.clone(),
            back: back.clone(),
            pending: pending.clone(),
            wrong: Some(words),
            ..fresh
        };
        Ok((StatusCode::UNAUTHORIZED, html(&page)?).into_response())
    };
    let Some(body) = word("body").parse::<BodyCode>().ok() else {
        return refused("団体を選んでください。".into(), None);
    };
    if login.is_empty() {
        return refused("ログイン名を入力してください。".into(), Some(body));
    }
    let given = form.raw("password").to_owned();
    let name = login_name(&login).unwrap_or_default();
    let found = match enter(&app, body, &name, given).await? {
        Try::Right(found) => found.stored.account,
        Try::Refused(words) => return refused(words, Some(body)),
    };
    let (now, token) = (app.now(), Token::new());
    let actor = Actor {
        name: who(&found.name, &found.login),
        role: "account".to_owned(),
    };
    app.store()
        .open_session(&actor, &now, &body, &found.id, &token.hash, &after(&now, LASTS))
        .await?;
    if let Some(before) = before {
        // The browser forgets the session that it had, so nobody else shall find it.
        app.store()
            .end_session(&before.actor(), &now, &before.body, &before.session_hash)
            .await?;
    }
    let open = app.store().find_session(&body, &token.hash, app.today()?).await?;
    let viewer = Viewer::from(open.map(|open| Person::of(body, token.hash, open)));
    let mut response = match pending {
        pending if found.must_change => change_first(&viewer, pending, &back)?,
        Some(pending) => resume(&pending, &back, &viewer)?,
        _ if back.is_empty() => Redirect::to("/todo").into_response(),
        _ => Redirect::to(&back).into_response(),
    };
    for cookie in opened(&headers, body, &token.token) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The page that shows what was pending.
pub(crate) fn resume(pending: &PendingForm, back: &str, viewer: &Viewer) -> Result<Response, Problem> {
    html(&Resume {
        page: Page::new("送信する内容の確認").seen_by(viewer),
        pending: pending.clone(),
        back: back.to_owned(),
    })
}

/// Counts a try against an account and then compares its password, and says what to do.
///
/// Counting comes first: tries that come at once would otherwise all be compared before the first wrong one counts.
async fn enter(app: &App, body: BodyCode, login: &str, given: String) -> Result<Try, Problem> {
    let _waiting = password::place().ok_or(Problem::Crowded)?;
    let found = app.store().credentials(&body, login).await?;
    let now = app.now();
    let account = found.as_ref().map(|f| &f.stored.account);
    let actor = Actor {
        name: account.map_or_else(|| "不明".to_owned(), |a| who(&a.name, &a.login)),
        role: "account".to_owned(),
    };
    let refuse = async |counted: Option<&Counted>| {
        let id = account.map(|a| a.id.as_str());
        app.store().refuse_session(&actor, &now, &body, id, counted).await
    };
    let counted = match account {
        Some(account) => {
            let lockout = Lockout {
                after: MOST_FAILURES,
                until: &after(&now, LOCKED_FOR),
            };
            app.store().count_try(&now, &body, &account.id, lockout).await?
        }
        None => Counted::Free,
    };
    if let Counted::Locked(until) = &counted {
        refuse(None).await?;
        return Ok(Try::Refused(locked(until)));
    }
    // Compared in any case, so that the time taken tells nobody whether there is such an account.
    let right = password::is_right(given, found.as_ref().map(|f| f.password.clone())).await?;
    match found {
        Some(found) if right && found.stored.account.enabled => Ok(Try::Right(Box::new(found))),
        Some(ref found) if right => {
            app.store().forgive_tries(&body, &found.stored.account.id).await?;
            refuse(None).await?;
            Ok(Try::Refused(
                "この利用者は、いまサインインできない設定になっています。団体の管理者にお尋ねください。"
                    .into(),
            ))
        }
        Some(_) => {
            refuse(Some(&counted)).await?;
            Ok(Try::Refused(match &counted {
                Counted::Last(until) => locked(until),
                _ => WRONG.to_owned(),
            }))
        }
        None => {
            // Where there is no such body there is nothing to write down.
            if app.store().body(&body).await?.is_some() {
                refuse(None).await?;
            }
            Ok(Try::Refused(WRONG.to_owned()))
        }
    }
}

/// That and until when an account is locked.
pub(crate) fn locked(until: &str) -> String {
    let at = clock(until);
    format!(
        "パスワードが続けて{MOST_FAILURES}回合わなかったため、{at}までサインインを止めています。時間をおいてお試しになるか、団体の管理者に解除を頼んでください。"
    )
}
