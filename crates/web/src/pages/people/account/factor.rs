//! `/account/factor`: a person sets their second factor up (二要素認証), makes recovery codes anew, or takes it away.
//!
//! Each begins with the current password, which counts as at the sign-in: a session that was left open gives nobody a
//! factor of their own. Secret and codes are shown once, in the answer to a form, and never at an address.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_office::factor::{self, RECOVERY_CODES, Typed};
use gyokaku_store::SecondFactor;

use super::password::wrong_current;
use super::picture::qr;
use crate::App;
use crate::access::needs_factor;
use crate::client::Client;
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::path::UrlQuery;
use crate::person::{Person, Viewer};
use crate::requests::authentication;
use crate::session::Browser;
use crate::show::page::Page;
use crate::show::time::day;

/// What is shown of a factor that is being set up.
struct Begun {
    /// The secret in groups of four letters, to be typed.
    secret: String,
    /// The same as a picture.
    picture: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/people/account/factor.html")]
struct FactorPage {
    page: Page,
    login: String,
    /// Since when it is asked for, in words.
    since: Option<String>,
    codes_left: i64,
    /// Whether the body demands one of this person.
    is_demanded: bool,
    /// Whether the person can go nowhere else before.
    is_needed: bool,
    begun: Option<Begun>,
    /// Recovery codes that were just made.
    codes: Vec<String>,
    done: Option<String>,
    wrong: FieldErrors,
}

/// What was done before.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Done {
    done: String,
}

impl FactorPage {
    async fn of(app: &App, person: &Person) -> Result<Self, Problem> {
        let stored = app.store().second_factor(&person.body, &person.id).await?;
        let is_demanded = needs_factor(&person.grants) && app.store().demands_factor(&person.body).await?;
        let (since, codes_left) = match stored {
            Some(SecondFactor {
                confirmed_at,
                codes_left,
                ..
            }) => (confirmed_at.as_deref().map(day), codes_left),
            None => (None, 0),
        };
        let mut person = person.clone();
        person.needs_factor = is_demanded && since.is_none();
        Ok(Self {
            page: Page::new("二要素認証").seen_by(&Viewer::from(&person)),
            login: person.login,
            is_needed: is_demanded && since.is_none(),
            since,
            codes_left,
            is_demanded,
            begun: None,
            codes: Vec::new(),
            done: None,
            wrong: FieldErrors::default(),
        })
    }

    fn refused(mut self, field: &str, words: String) -> Result<Response, Problem> {
        self.wrong = FieldErrors::one(field, words);
        Ok((StatusCode::BAD_REQUEST, html(&self)?).into_response())
    }

    fn made(mut self, codes: Vec<(String, String)>) -> Result<Response, Problem> {
        self.codes = codes.into_iter().map(|(shown, _)| shown).collect();
        html(&self)
    }

    fn all_codes(&self) -> usize {
        RECOVERY_CODES
    }
}

impl Begun {
    fn of(secret: &str, login: &str, body: &str) -> Self {
        let letters: Vec<char> = secret.chars().collect();
        let groups: Vec<String> = letters.chunks(4).map(|four| four.iter().collect()).collect();
        Self {
            secret: groups.join(" "),
            picture: qr(
                &factor::address(secret, login, body),
                "認証アプリで読み取る図（QRコード）",
            ),
        }
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlQuery(done): UrlQuery<Done>,
) -> Result<Response, Problem> {
    let mut page = FactorPage::of(&app, &person).await?;
    page.done = (done.done == "ended").then(|| "二要素認証を解除しました。".to_owned());
    html(&page)
}

/// What is wrong with the current password, in the words of the page where it was typed.
async fn unproven(
    app: &App,
    person: &Person,
    client: Client,
    headers: &HeaderMap,
    form: &FormData,
) -> Result<Option<Response>, Problem> {
    let stored = app.store().credentials(&person.body, &person.login).await?;
    let stored = stored.ok_or(Problem::NotFound)?;
    let (browser, current) = (Browser::of(app, headers), form.raw("password_current").to_owned());
    let who = (person, browser.hash(), client);
    Ok(match wrong_current(app, who, &stored, current).await? {
        Some(words) => Some(
            FactorPage::of(app, person)
                .await?
                .refused("password_current", words)?,
        ),
        None => None,
    })
}

/// `POST /account/factor`: a new secret, to be read by an authenticator.
pub(crate) async fn begin(
    State(app): State<App>,
    person: Person,
    client: Client,
    headers: HeaderMap,
    form: FormData,
) -> Result<Response, Problem> {
    if let Some(refused) = unproven(&app, &person, client, &headers, &form).await? {
        return Ok(refused);
    }
    let secret = factor::secret();
    app.store()
        .begin_factor(&person.body, &person.id, &secret)
        .await?;
    html(&begun(&app, &person, &secret).await?)
}

async fn begun(app: &App, person: &Person, secret: &str) -> Result<FactorPage, Problem> {
    let body = app.store().body(&person.body).await?.ok_or(Problem::NotFound)?;
    let mut page = FactorPage::of(app, person).await?;
    page.begun = Some(Begun::of(secret, &person.login, &body.name));
    Ok(page)
}

/// `POST /account/factor/confirmation`: the first code shows that the authenticator has the secret.
pub(crate) async fn confirm(
    State(app): State<App>,
    person: Person,
    client: Client,
    form: FormData,
) -> Result<Response, Problem> {
    let stored = app.store().second_factor(&person.body, &person.id).await?;
    let Some(secret) = stored.and_then(|stored| stored.begun) else {
        return Ok(Redirect::to("/account/factor").into_response());
    };
    let now = app.now();
    let step = match Typed::of(form.raw("code")) {
        Typed::Code(code) => factor::step(&secret, &code, &now),
        Typed::Recovery(_) | Typed::Other => None,
    };
    let Some(step) = step else {
        let words = "確認コードが合いません。認証アプリにいま出ている6桁の数字を入れてください。合わないときは、端末の時計を確かめてください。";
        return begun(&app, &person, &secret)
            .await?
            .refused("code", words.to_owned());
    };
    let codes = factor::recovery_codes();
    let hashes: Vec<String> = codes.iter().map(|(_, hash)| hash.clone()).collect();
    let is_confirmed = app
        .store()
        .confirm_factor(
            (&person.actor(), &now),
            &person.body,
            &person.id,
            (&secret, step),
            &hashes,
            &person.session_hash,
        )
        .await?;
    if !is_confirmed {
        return Ok(Redirect::to("/account/factor").into_response());
    }
    authentication("set up a second factor", client, &person.body, Some(&person.id));
    FactorPage::of(&app, &person).await?.made(codes)
}

/// `POST /account/factor/codes`: new recovery codes in the place of the old ones.
pub(crate) async fn renew(
    State(app): State<App>,
    person: Person,
    client: Client,
    headers: HeaderMap,
    form: FormData,
) -> Result<Response, Problem> {
    if let Some(refused) = unproven(&app, &person, client, &headers, &form).await? {
        return Ok(refused);
    }
    let codes = factor::recovery_codes();
    let hashes: Vec<String> = codes.iter().map(|(_, hash)| hash.clone()).collect();
    let (actor, now) = (person.actor(), app.now());
    let is_there = app
        .store()
        .renew_codes((&actor, &now), &person.body, &person.id, &hashes)
        .await?;
    match is_there {
        true => FactorPage::of(&app, &person).await?.made(codes),
        false => Ok(Redirect::to("/account/factor").into_response()),
    }
}

/// `POST /account/factor/end`: takes the factor away, where it is not demanded.
pub(crate) async fn end(
    State(app): State<App>,
    person: Person,
    client: Client,
    headers: HeaderMap,
    form: FormData,
) -> Result<Response, Problem> {
    if let Some(refused) = unproven(&app, &person, client, &headers, &form).await? {
        return Ok(refused);
    }
    let page = FactorPage::of(&app, &person).await?;
    if page.is_demanded {
        let words = "管理者と事務局には二要素認証が必要な団体のため、解除できません。端末を替えるときは「端末を設定し直す」を使ってください。";
        return page.refused("password_current", words.to_owned());
    }
    let (actor, now) = (person.actor(), app.now());
    app.store()
        .end_factor((&actor, &now), &person.body, &person.id)
        .await?;
    authentication("ended a second factor", client, &person.body, Some(&person.id));
    Ok(Redirect::to("/account/factor?done=ended").into_response())
}
