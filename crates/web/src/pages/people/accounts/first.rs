//! A first password, shown once to the administrator who hands it over.

use askama::Template;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use gyokaku_core::account::Account;
use gyokaku_core::body::BodyCode;
use gyokaku_store::first_until;

use super::new::frame;
use crate::App;
use crate::error::{Problem, html};
use crate::person::Person;
use crate::show::page::Page;
use crate::show::time::clock;

/// Why there is a first password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occasion {
    /// The account is new.
    Registered,
    /// The person had forgotten theirs.
    Reissued,
}

#[derive(Template)]
#[template(path = "pages/people/accounts/first.html")]
struct FirstPage {
    page: Page,
    answer: String,
    /// What is handed over, to be copied as a whole.
    text: String,
    lines: usize,
    href: String,
}

/// The page that shows a first password; it cannot be shown a second time.
pub(super) async fn shown(
    app: &App,
    person: &Person,
    code: BodyCode,
    headers: &HeaderMap,
    account: &Account,
    password: &str,
    occasion: Occasion,
) -> Result<Response, Problem> {
    let body = app.store().body(&code).await?.ok_or(Problem::NotFound)?;
    let (said, answer) = match occasion {
        Occasion::Registered => (
            "行財政改革プラン台帳に、あなたの利用者を登録しました。",
            format!("「{}」を登録しました。", account.name),
        ),
        Occasion::Reissued => (
            "行財政改革プラン台帳の、新しい最初のパスワードを発行しました。",
            format!(
                "「{}」に新しい最初のパスワードを発行しました。これまでのパスワードは使えません。",
                account.name
            ),
        ),
    };
    let until = clock(&first_until(&app.now())?);
    let text = format!(
        "{said}\n\nアドレス：{}/session\n団体：{}（{code}）\nログイン名：{}\n最初のパスワード：{password}\n期限：{until}\n\n期限までにサインインしてください。過ぎたときは、団体の管理者に発行し直してもらってください。最初にサインインしたときに、ご自分で決めたパスワードに変えてください。",
        address(headers),
        body.name,
        account.login,
    );
    html(&FirstPage {
        page: frame(app, person, code, "最初のパスワード").await?,
        answer,
        lines: text.lines().count() + 1,
        text,
        href: format!("/{code}/accounts/{}", account.id),
    })
}

/// The address of this site as the administrator's browser knows it.
pub(super) fn address(headers: &HeaderMap) -> String {
    let word = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let is_https = word(header::HeaderName::from_static("x-forwarded-proto")) == Some("https");
    let host = word(header::HOST).unwrap_or_default();
    match (host.is_empty(), is_https) {
        (true, _) => String::new(),
        (false, true) => format!("https://{host}"),
        (false, false) => format!("http://{host}"),
    }
}
