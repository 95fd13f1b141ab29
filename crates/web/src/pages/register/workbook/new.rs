//! `GET /{code}/{plan}/grid/workbook`: where the office receives the register as a workbook and hands it in.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{Asked, download, frame, href};
use crate::App;
use crate::access::Sight;
use crate::error::{Problem, html};
use crate::loaded::load;
use crate::pages::register::editing::grid::all_items;
use crate::path::{PlanAt, UrlPath, UrlQuery};
use crate::person::Person;
use crate::show::page::Page;
use crate::show::sections::choices;

#[derive(Template)]
#[template(path = "pages/register/workbook/new.html")]
struct New {
    page: Page,
    answer: String,
    notice: Option<&'static str>,
    href: String,
    grid: String,
    file: String,
    sections: Vec<(String, String, bool)>,
}

pub(crate) async fn new(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    let items = all_items(loaded.plan(), &asked.section).len();
    let answer = match items {
        0 => "取組項目はまだありません。Excelの空いた行に入力して、まとめて追加できます。".to_owned(),
        items => format!("{items}件の取組項目を、Excelでまとめて書き換えられます。"),
    };
    let notice = asked.expired.is_some().then_some(
        "時間がたったため、お送りいただいたExcelは残っていません。保存されている内容は変わっていません。お手数ですが、もう一度選んでください。",
    );
    let status = match notice {
        Some(_) => StatusCode::GONE,
        None => StatusCode::OK,
    };
    let page = New {
        page: frame(&loaded, &person, "Excelで編集"),
        answer,
        notice,
        href: href(&at),
        grid: format!("{}/grid?section={}", loaded.href(), asked.section),
        file: download::file_name(&loaded, &asked.section),
        sections: choices(loaded.plan(), &asked.section),
    };
    Ok((status, html(&page)?).into_response())
}
