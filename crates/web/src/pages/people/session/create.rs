//! `POST /session`: opens a session for whoever knows the password of an account.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::account::{Account, Role, login_name};
use gyokaku_core::body::BodyCode;
use gyokaku_store::{Actor, Counted, Credentials, Lockout, StoredAccount, Uncounted};
use std::time::Instant;
use time::Duration;

use super::code::{Carried, ask};
use super::new::SignIn;
use crate::App;
use crate::client::Client;
use crate::error::{Problem, html};
use crate::form::FormData;
use crate::pages::people::account::password::change_first;
use crate::person::{Person, Viewer, who};
use crate::requests::authentication;
use crate::resubmit::PendingForm;
use crate::session::{Browser, LASTS, Token, after, is_before, opened};
use crate::show::page::Page;
use crate::show::time::clock;
use gyokaku_office::password;

/// How many wrong passwords in a row lock an account, and for how long.
pub(crate) const MOST_FAILURES: i64 = 5;
pub(crate) const LOCKED_FOR: Duration = Duration::minutes(15);

/// For how long it is locked again, to strangers, where nobody signed in with it in between.
pub(crate) const LOCKED_AGAIN_FOR: Duration = Duration::minutes(60);

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
    Right(Box<Credentials>, Counted),
    Refused(String),
}

pub(crate) async fn create(
    State(app): State<App>,
    Viewer { person: before, .. }: Viewer,
    client: Client,
    headers: HeaderMap,
    form: FormData,
) -> Result<Response, Problem> {
    let word = |name: &str| form.raw(name).trim();
    let carried = Carried::of(&form);
    let fresh = SignIn::fresh(&app, &headers).await?;
    // What was typed is shown again; what is looked for has the form in which names are kept.
    let login: String = word("login").chars().take(100).collect();
    let refused = |words: String, body: Option<BodyCode>| -> Result<Response, Problem> {
        let page = SignIn {
            body,
            login: login.clone(),
            back: carried.back.clone(),
            pending: carried.pending.clone(),
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
    let browser = Browser::of(&app, &headers);
    let from = (client, browser.hash());
    let (found, counted) = match enter(&app, (body, &name), from, given).await? {
        Try::Right(found, counted) => (found.stored, counted),
        Try::Refused(words) => return refused(words, Some(body)),
    };
    if found.has_factor {
        let is_known = app
            .store()
            .is_known(&body, &found.account.id, browser.hash())
            .await?;
        let lockout = Lockout {
            after: MOST_FAILURES,
            until: "",
            again: "",
        };
        app.store()
            .give_back_try(
                &body,
                &found.account.id,
                is_known.then_some(browser.hash()),
                &counted,
                lockout,
            )
            .await?;
        authentication(
            "a right password, the code is asked for",
            client,
            &body,
            Some(&found.account.id),
        );
        return ask(&app, &headers, &body, &found.account.id, carried).await;
    }
    let admitted = Admitted {
        body,
        account: found.account,
        browser,
        carried,
    };
    admit(&app, before, (client, &headers), admitted).await
}

/// Whoever proved who they are.
pub(crate) struct Admitted {
    pub(crate) body: BodyCode,
    pub(crate) account: Account,
    pub(crate) browser: Browser,
    pub(crate) carried: Carried,
}

/// Opens a session for whoever proved who they are, ends the one that the browser had, and leads to where they were going.
pub(crate) async fn admit(
    app: &App,
    before: Option<Person>,
    (client, headers): (Client, &HeaderMap),
    Admitted {
        body,
        account: found,
        browser,
        carried: Carried { back, pending },
    }: Admitted,
) -> Result<Response, Problem> {
    let (now, token) = (app.now(), Token::new());
    let actor = Actor {
        name: who(&found.name, &found.login),
        role: "account".to_owned(),
    };
    app.store()
        .open_session_in(
            &actor,
            &now,
            &body,
            &found.id,
            (&token.hash, &after(&now, LASTS)),
            Some(browser.hash()),
        )
        .await?;
    authentication("signed in", client, &body, Some(&found.id));
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
    for cookie in opened(app, headers, body, &token.token, &browser) {
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

/// Counts a try and then compares its password, and says what to do.
///
/// Counting comes first: tries that come at once would otherwise all be compared before the first wrong one counts. A
/// browser that has signed in before with the account has its own count, so that strangers lock nobody out; all others
/// count against the account and against the address that they come from.
async fn enter(
    app: &App,
    (body, login): (BodyCode, &str),
    (client, browser): (Client, &str),
    given: String,
) -> Result<Try, Problem> {
    let _waiting = password::place().ok_or(Problem::Crowded)?;
    let found = app.store().credentials(&body, login).await?;
    let now = app.now();
    let account = found.as_ref().map(|f| &f.stored.account);
    // Asked for in any case, as everything here, so that the time taken tells nobody whether there is such an account.
    let id = account.map_or("", |a| a.id.as_str());
    let is_known = app.store().is_known(&body, id, browser).await?;
    let uncounted = async |why: Uncounted| {
        // Where there is no such body there is nothing to write down.
        match app.store().body(&body).await? {
            Some(_) => app.store().count_refused(&now, &body, why).await,
            None => Ok(()),
        }
    };
    if !is_known && !app.tries().begin(client, Instant::now()) {
        authentication(
            "too many tries from one address",
            client,
            &body,
            account.map(|a| a.id.as_str()),
        );
        uncounted(Uncounted::Address).await?;
        return Err(Problem::TooManyTries);
    }
    let browser = is_known.then_some(browser);
    let lockout = Lockout {
        after: MOST_FAILURES,
        until: &after(&now, LOCKED_FOR),
        again: &after(&now, LOCKED_AGAIN_FOR),
    };
    let counted = app.store().count_try(&now, &body, id, browser, lockout).await?;
    if let Counted::Locked(until) = &counted {
        // Compared with nobody's password: a lock is no sooner told than a wrong password.
        password::is_right(given, None).await?;
        authentication("refused, the account is locked", client, &body, Some(id));
        uncounted(Uncounted::Locked).await?;
        return Ok(Try::Refused(locked(until)));
    }
    let right = password::is_right(given, found.as_ref().map(|f| f.password.clone())).await?;
    let Some(found) = found else {
        authentication("refused, an unknown name", client, &body, None);
        uncounted(Uncounted::UnknownName).await?;
        return Ok(Try::Refused(WRONG.to_owned()));
    };
    let account = &found.stored.account;
    let is_over = is_over(&found.stored, &now);
    if right && account.enabled && !is_over {
        if !is_known {
            app.tries().forgive(client);
        }
        return Ok(Try::Right(Box::new(found), counted));
    }
    // The right password of an account that may not sign in counts as a wrong one, so that it is not noted without end.
    let actor = Actor {
        name: who(&account.name, &account.login),
        role: "account".to_owned(),
    };
    app.store()
        .refuse_session(&actor, &now, &body, Some(&account.id), Some(&counted))
        .await?;
    let event = match &counted {
        _ if right && account.enabled => "refused, the first password is over",
        _ if right => "refused, the account may not sign in",
        Counted::Last(_) => "refused and locked, a wrong password",
        _ => "refused, a wrong password",
    };
    authentication(event, client, &body, Some(&account.id));
    Ok(Try::Refused(match &counted {
        _ if right && account.enabled => {
            let until = found.stored.first_until.as_deref().unwrap_or_default();
            over(until, &administrators(app, &body).await?)
        }
        _ if right => {
            "この利用者は、いまサインインできない設定になっています。団体の管理者にお尋ねください。"
                .to_owned()
        }
        Counted::Last(until) => locked(until),
        _ => WRONG.to_owned(),
    }))
}

/// Whether a first password can be used no longer.
pub(crate) fn is_over(stored: &StoredAccount, now: &str) -> bool {
    let until = stored
        .first_until
        .as_deref()
        .filter(|_| stored.account.must_change);
    until.is_some_and(|until| !is_before(now, until))
}

/// How many administrators are named to whoever needs one.
const MOST_NAMED: usize = 3;

/// The names of those who administer a body today; only told to whoever knows a password of it.
async fn administrators(app: &App, body: &BodyCode) -> Result<Vec<String>, Problem> {
    let today = app.today()?;
    let accounts = app.store().accounts(body).await?;
    let administer = accounts
        .into_iter()
        .map(|stored| stored.account)
        .filter(|account| {
            account.enabled
                && !account.must_change
                && account
                    .holding(today)
                    .any(|grant| grant.role == Role::Administrator)
        });
    Ok(administer.map(|account| account.name).take(MOST_NAMED).collect())
}

/// That a first password can be used no longer, and whom to ask for another.
fn over(until: &str, administrators: &[String]) -> String {
    let until = clock(until);
    let begin = format!("最初のパスワードの期限（{until}）が過ぎました。");
    match administrators {
        [] => format!(
            "{begin}サーバーの担当者に、新しい最初のパスワードの発行（gyokaku account）を頼んでください。"
        ),
        some => format!(
            "{begin}団体の管理者（{}）に、新しい最初のパスワードの発行を頼んでください。",
            some.join("、")
        ),
    }
}

/// That and until when an account is locked.
pub(crate) fn locked(until: &str) -> String {
    let at = clock(until);
    format!(
        "パスワードが続けて{MOST_FAILURES}回合わなかったため、{at}までサインインを止めています。時間をおいてお試しになるか、団体の管理者に解除を頼んでください。"
    )
}
