//! `/todo`: what a person must do, the first thing they see.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::App;
use crate::access::{Right, may};
use crate::error::{Problem, html};
use crate::person::{Person, Viewer};
use crate::show::page::Page;

#[derive(Template)]
#[template(path = "pages/todo/show.html")]
struct Todo {
    page: Page,
    name: String,
    links: Vec<(String, String)>,
}

pub(crate) async fn show(State(app): State<App>, person: Person) -> Result<Response, Problem> {
    let body = app.store().body(&person.body).await?.ok_or(Problem::NotFound)?;
    let mut links = vec![(format!("/{}", body.code), format!("{}の計画", body.name))];
    if may(&person, Right::Import, &person.body, None) {
        links.push(("/import".to_owned(), "文書を取り込む".to_owned()));
    }
    if may(&person, Right::ManageAccounts, &person.body, None) {
        links.push((format!("/{}/accounts", body.code), "利用者".to_owned()));
    }
    links.push(("/account".to_owned(), "自分の設定".to_owned()));
    html(&Todo {
        page: Page::new("すること").seen_by(&Viewer::from(&person)),
        name: person.name.clone(),
        links,
    })
}
