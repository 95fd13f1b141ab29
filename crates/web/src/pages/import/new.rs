//! `/import`: the form that takes a document, and the person's own documents that wait.

use std::time::Instant;

use askama::Template;
use axum::extract::State as Shared;
use axum::response::Response;
use gyokaku_core::attachment::size_in_words;
use uuid::Uuid;

use crate::App;
use crate::error::{Problem, html};
use crate::pending::{State, Upload};
use crate::person::{Person, Viewer};
use crate::show::page::Page;
use crate::show::time::clock;

#[derive(Template)]
#[template(path = "pages/import/new.html")]
struct New {
    page: Page,
    body_name: String,
    waiting: Vec<Waiting>,
}

/// A document that waits.
struct Waiting {
    href: String,
    name: String,
    /// When it came, how far it is, and how large it is.
    told: String,
}

impl Waiting {
    fn of((id, upload): (Uuid, Upload)) -> Self {
        let state = match &upload.state {
            State::Reading => "読み取っています".to_owned(),
            State::Unreadable(_) => "読み取れませんでした".to_owned(),
            State::Ready(_) => {
                let size = i64::try_from(upload.bytes.len()).unwrap_or(i64::MAX);
                format!("{}、確認を待っています", size_in_words(size))
            }
        };
        Self {
            href: format!("/import/{id}"),
            told: format!("{}に受け取り、{state}", clock(&upload.came_at)),
            name: upload.name,
        }
    }
}

pub(crate) async fn new(Shared(app): Shared<App>, person: Person) -> Result<Response, Problem> {
    let body = app.store().body(&person.body).await?.ok_or(Problem::NotFound)?;
    let waiting = app.pending().of(person.body, &person.id, Instant::now());
    html(&New {
        page: Page::new("文書を取り込む")
            .under("/", "団体と計画")
            .seen_by(&Viewer::from(&person)),
        body_name: body.name,
        waiting: waiting.into_iter().rev().map(Waiting::of).collect(),
    })
}
