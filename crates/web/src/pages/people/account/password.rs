//! `/account/password`: a person changes their password; a first one before anything else.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_store::{Counted, Credentials, Lockout, NewPassword};

use crate::App;
use crate::client::Client;
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::pages::people::session::create::{LOCKED_AGAIN_FOR, LOCKED_FOR, MOST_FAILURES, locked, resume};
use crate::person::{Person, Viewer};
use crate::requests::authentication;
use crate::resubmit::PendingForm;
use crate::session::{Browser, after, local};
use crate::show::page::Page;
use gyokaku_office::password::{SHORTEST, hashed, is_right, place, refusal};

#[derive(Template)]
#[template(path = "pages/people/account/password.html")]
struct Change {
    page: Page,
    login: String,
    /// Whether it is a first password, just typed at the sign-in.
    first: bool,
    back: String,
    pending: Option<PendingForm>,
    wrong: FieldErrors,
}

impl Change {
    fn shortest(&self) -> usize {
        SHORTEST
    }
}

pub(crate) async fn show(person: Person) -> Result<Response, Problem> {
    html(&Change {
        page: Page::new("パスワードの変更").seen_by(&Viewer::from(&person)),
        login: person.login.clone(),
        first: person.must_change,
        back: String::new(),
        pending: None,
        wrong: FieldErrors::default(),
    })
}

/// The page as it follows a sign-in with a first password, with what was pending there.
pub(crate) fn change_first(
    viewer: &Viewer,
    pending: Option<PendingForm>,
    back: &str,
) -> Result<Response, Problem> {
    html(&Change {
        page: Page::new("パスワードの変更").seen_by(viewer),
        login: viewer
            .person
            .as_ref()
            .map(|p| p.login.clone())
            .unwrap_or_default(),
        first: true,
        back: back.to_owned(),
        pending,
        wrong: FieldErrors::default(),
    })
}

pub(crate) async fn change(
    State(app): State<App>,
    person: Person,
    client: Client,
    headers: HeaderMap,
    form: FormData,
) -> Result<Response, Problem> {
    let word = |name: &str| form.raw(name).to_owned();
    let pending = PendingForm::of(&word("carried_path"), &word("carried_form"));
    let back = local(&word("return")).unwrap_or_default().to_owned();
    let new = word("password_new");
    let browser = Browser::of(&app, &headers);
    if let Some(wrong) = wrong(
        &app,
        (&person, browser.hash(), client),
        word("password_current"),
        &new,
        &word("password_again"),
    )
    .await?
    {
        let page = Change {
            page: Page::new("パスワードの変更").seen_by(&Viewer::from(&person)),
            login: person.login.clone(),
            first: person.must_change,
            back,
            pending,
            wrong,
        };
        return Ok((StatusCode::BAD_REQUEST, html(&page)?).into_response());
    }
    let phc = hashed(new).await?;
    let password = NewPassword::Own {
        phc: &phc,
        keep: &person.session_hash,
    };
    app.store()
        .set_password(&person.actor(), &app.now(), &person.body, &person.id, password)
        .await?;
    authentication("changed the password", client, &person.body, Some(&person.id));
    let mut changed = person;
    changed.must_change = false;
    match pending {
        Some(pending) => resume(&pending, &back, &Viewer::from(&changed)),
        None if !back.is_empty() => Ok(Redirect::to(&back).into_response()),
        None => Ok(Redirect::to("/todo").into_response()),
    }
}

/// What does not fit of what was typed, if anything.
async fn wrong(
    app: &App,
    (person, browser, client): (&Person, &str, Client),
    current: String,
    new: &str,
    again: &str,
) -> Result<Option<FieldErrors>, Problem> {
    let of = |field, words: String| Ok(Some(FieldErrors::one(field, words)));
    let body = app.store().body(&person.body).await?;
    let body = body.as_ref().map_or("", |body| body.name.as_str());
    let names = [
        person.name.as_str(),
        person.mail.as_deref().unwrap_or_default(),
        body,
        person.body.as_str(),
    ];
    if let Some(words) = refusal(new, &person.login, &names) {
        return of("password_new", words);
    }
    if new != again {
        return of(
            "password_again",
            "2回の入力が異なります。同じパスワードを入力してください。".into(),
        );
    }
    let stored = app.store().credentials(&person.body, &person.login).await?;
    let stored = stored.ok_or(Problem::NotFound)?;
    // A first password was typed a moment ago, to get here.
    if !person.must_change
        && let Some(words) = wrong_current(app, (person, browser, client), &stored, current).await?
    {
        return of("password_current", words);
    }
    // Only now: whoever does not know the current password must not learn it by trying new ones.
    if is_right(new.to_owned(), Some(stored.password)).await? {
        let words = "いまと同じパスワードです。別のパスワードにしてください。";
        return of("password_new", words.into());
    }
    Ok(None)
}

/// What is wrong with the current password as typed; a wrong one counts as at the sign-in.
pub(super) async fn wrong_current(
    app: &App,
    (person, browser, client): (&Person, &str, Client),
    stored: &Credentials,
    current: String,
) -> Result<Option<String>, Problem> {
    let _waiting = place().ok_or(Problem::Crowded)?;
    let now = app.now();
    let lockout = Lockout {
        after: MOST_FAILURES,
        until: &after(&now, LOCKED_FOR),
        again: &after(&now, LOCKED_AGAIN_FOR),
    };
    let counted = app
        .store()
        .count_try(&now, &person.body, &person.id, Some(browser), lockout)
        .await?;
    if let Counted::Locked(until) = &counted {
        authentication(
            "refused, the account is locked",
            client,
            &person.body,
            Some(&person.id),
        );
        return Ok(Some(locked(until)));
    }
    if is_right(current, Some(stored.password.clone())).await? {
        app.store()
            .forgive_tries(&person.body, &person.id, Some(browser))
            .await?;
        return Ok(None);
    }
    authentication(
        match &counted {
            Counted::Last(_) => "refused and locked, a wrong current password",
            _ => "refused, a wrong current password",
        },
        client,
        &person.body,
        Some(&person.id),
    );
    app.store()
        .refuse_session(
            &person.actor(),
            &now,
            &person.body,
            Some(&person.id),
            Some(&counted),
        )
        .await?;
    Ok(Some(match &counted {
        Counted::Last(until) => locked(until),
        _ => "いまのパスワードが合いません。もう一度入力してください。".to_owned(),
    }))
}
