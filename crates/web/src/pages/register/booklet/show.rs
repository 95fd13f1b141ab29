//! `GET /{code}/{plan}/booklet/{upload}`: how far a booklet is, and where it is received.

use std::time::Instant;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::table::Table;

use super::{BookletPath, frame, href, sender};
use crate::App;
use crate::access::sight;
use crate::error::{Problem, html};
use crate::formats::{printed, took};
use crate::loaded::load;
use crate::path::UrlPath;
use crate::person::{Person, Viewer};
use crate::printing::Job;
use crate::show::page::Page;

#[derive(Template)]
#[template(path = "pages/register/booklet/show.html")]
struct Show {
    page: Page,
    href: String,
    again: String,
    job: Job,
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    viewer: Viewer,
    UrlPath(path): UrlPath<BookletPath>,
) -> Result<Response, Problem> {
    let at = path.plan();
    let job = job(&app, &person, &path)?;
    let loaded = load(&app, &at, &sight(&viewer, &at)).await?;
    let mut page = frame(&loaded, &viewer);
    page.waiting = matches!(job, Job::Waiting);
    html(&Show {
        page,
        href: format!("{}/{}", href(&at), path.upload.id()),
        again: href(&at),
        job,
    })
}

pub(crate) async fn file(
    State(app): State<App>,
    person: Person,
    viewer: Viewer,
    UrlPath(path): UrlPath<BookletPath>,
) -> Result<Response, Problem> {
    let Job::Done(done, called) = job(&app, &person, &path)? else {
        return Err(Problem::NotFound);
    };
    let at = path.plan();
    let of = Table {
        name: "booklet",
        title: "冊子".to_owned(),
        ..Table::default()
    };
    took(&app, &viewer, &at, &of, "pdf", "booklet").await?;
    Ok(printed(&done, &called))
}

/// The job at the address, for who asked for it; to others it is not there.
fn job(app: &App, person: &Person, path: &BookletPath) -> Result<Job, Problem> {
    let sender = sender(&path.plan(), person);
    let found = app.printing().job(path.upload.id(), &sender, Instant::now());
    found.ok_or(Problem::NotFound)
}
