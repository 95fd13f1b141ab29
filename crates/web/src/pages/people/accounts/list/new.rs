//! `GET /{code}/accounts/list`: where the list is received and handed in.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gyokaku_core::account::Role;
use gyokaku_core::account::roster::{Field, MOST_ACCOUNTS};
use serde::Deserialize;

use super::super::new::frame;
use super::href;
use crate::App;
use crate::error::{Problem, html};
use crate::path::{BodyAt, UrlPath, UrlQuery};
use crate::person::Person;
use crate::show::page::Page;

/// What is said above the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// Set where the file was no longer kept.
    expired: Option<String>,
    /// Set where the first passwords were forgotten.
    ended: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/people/accounts/list/new.html")]
struct New {
    page: Page,
    notice: Option<&'static str>,
    href: String,
    columns: [(&'static str, &'static str); 9],
    roles: String,
    most: usize,
}

/// What each column is for.
fn about(field: Field) -> &'static str {
    match field {
        Field::Login => "半角の英小文字・数字・記号（. _ - @）。新しいログイン名は、新しい利用者になります。",
        Field::Name => "画面と操作記録に出る名前。",
        Field::Mail => "提出のお願いを送る先。なければ空欄。",
        Field::Role => "役割ごとに1行。同じ利用者の2行目からは、名前などを空欄にできます。",
        Field::Department => {
            "担当者・所属長の課を、課名簿の名前か別名で。すべての課を受け持つときは「すべての課」。ほかの役割では空欄。"
        }
        Field::Deputy => "副担当者は「○」。",
        Field::From => "役割が始まる日（2026-04-01など）。いまからなら空欄。",
        Field::Until => "役割が終わる日。その日まで使えます。決まっていなければ空欄。",
        Field::SignIn => "「認める」か「認めない」。空欄は、いまのまま。",
    }
}

pub(crate) async fn new(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let code = at.code.0;
    let (status, notice) = match (&asked.expired, &asked.ended) {
        (Some(_), _) => (
            StatusCode::GONE,
            Some(
                "時間がたったため、お送りいただいた一覧は残っていません。保存されている内容は変わっていません。お手数ですが、もう一度選んでください。",
            ),
        ),
        (None, Some(_)) => (StatusCode::OK, Some("最初のパスワードの一覧を消しました。")),
        (None, None) => (StatusCode::OK, None),
    };
    let page = New {
        page: frame(&app, &person, code, "利用者の一覧").await?,
        notice,
        href: href(code),
        columns: Field::ALL.map(|field| (field.label(), about(field))),
        roles: Role::ALL.map(Role::label).join("、"),
        most: MOST_ACCOUNTS,
    };
    Ok((status, html(&page)?).into_response())
}
