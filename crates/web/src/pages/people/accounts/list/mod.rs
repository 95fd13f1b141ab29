//! The accounts of a body as a list (利用者の一覧): handed out as CSV, changed in a spreadsheet, and taken in again.
//!
//! Nothing is stored before the person has seen what it would do. Not here: what a list says
//! (`gyokaku_core::account::roster`), how first passwords are made (`enrolment`).

mod apply;
mod create;
mod download;
mod look;
mod new;
mod passwords;
mod show;

use axum::response::{IntoResponse, Response};
use gyokaku_core::body::BodyCode;
use gyokaku_core::journal::Export;
use gyokaku_core::table::Table;
use gyokaku_exchange::write;
use gyokaku_store::Actor;
use serde::Deserialize;

use crate::App;
use crate::access::{Access, Right};
use crate::error::Problem;
use crate::file_name::{attachment, fitting_name};
use crate::path::Code;
use crate::person::Person;
use crate::returned::{MOST_BYTES_EACH, Sender};
use crate::route::{MOST_BYTES_OF_A_FORM, Route, get, post};
use crate::upload::UploadId;

/// What the file is called on the screen.
const CALLED: &str = "利用者の一覧";

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let keeps = Access::Body(Right::ManageAccounts);
    let of = |end: &str| format!("/{{code}}/accounts/list{end}");
    vec![
        get(of(""), keeps, new::new),
        get(of(".csv"), keeps, download::csv),
        post(of(""), keeps, create::create).holding(MOST_BYTES_EACH + MOST_BYTES_OF_A_FORM),
        get(of("/{upload}"), keeps, show::show),
        post(of("/{upload}/application"), keeps, apply::apply),
        get(of("/{upload}/passwords"), keeps, passwords::show),
        post(of("/{upload}/passwords/file"), keeps, passwords::csv),
        post(of("/{upload}/passwords/end"), keeps, passwords::forget),
    ]
}

/// `/{code}/accounts/list/{upload}`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ListPath {
    code: Code,
    upload: UploadId,
}

impl ListPath {
    /// The address of this list.
    fn href(&self) -> String {
        format!("{}/{}", href(self.code.0), self.upload.id())
    }
}

/// A table as CSV under a name; that somebody took it is in the journal.
async fn handed_out(
    app: &App,
    actor: &Actor,
    code: &BodyCode,
    called: &str,
    table: &Table,
    plain: &str,
) -> Result<Response, Problem> {
    let body = app.store().body(code).await?.ok_or(Problem::NotFound)?;
    let export = Export::Table {
        table: table.name.to_owned(),
        name: table.name.to_owned(),
        title: table.title.clone(),
        format: "csv".to_owned(),
        rows: table.rows.len() as u64,
    };
    app.store().record(actor, &app.now(), code, None, export).await?;
    let name = fitting_name(&format!("{}_{called}.csv", body.name));
    let heads = attachment("text/csv; charset=utf-8", &name, &format!("{code}_{plain}.csv"));
    Ok((heads, write::csv::utf8(table)).into_response())
}

/// The address at which lists are handed in.
fn href(code: BodyCode) -> String {
    format!("/{code}/accounts/list")
}

/// The person as the sender of a file to this address.
fn sender(code: BodyCode, person: &Person) -> Sender {
    Sender::of(person, href(code))
}
