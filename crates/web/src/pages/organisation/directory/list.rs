//! `/{code}/departments/list`: takes in a list of departments as CSV or Excel, to be looked at as a proposal.
//!
//! Not here: the look at it, and storing (`propose`).

use std::time::Instant;

use askama::Template;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::response::{Redirect, Response};
use gyokaku_core::body::BodyCode;
use gyokaku_core::department::Department;
use gyokaku_core::department::listing::{ListedRow, MOST_DEPARTMENTS, from_codes, from_levels};
use gyokaku_exchange::listing::{self, NotAList, Wanted};
use uuid::Uuid;

use super::known::Known;
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::{Problem, html};
use crate::path::{BodyAt, UrlPath};
use crate::person::Person;
use crate::returned::{File, Sender};
use crate::show::page::Page;
use crate::upload::keep;

/// What the file is called on the screen.
const CALLED: &str = "課の一覧";

/// A column each for what lies within what.
const LEVELS: [Wanted; 3] = [
    wanted(&["部", "局", "部局", "部・局", "部名", "部局名"], false),
    wanted(&["課", "課名", "課・室", "課室", "所属"], true),
    wanted(&["係", "係名", "担当"], false),
];

/// A code, a name, what is above, other names.
const CODES: [Wanted; 4] = [
    wanted(&["コード", "所属コード", "組織コード"], false),
    wanted(&["名称", "組織名", "所属名", "組織名称", "所属名称"], true),
    wanted(&["上位", "上位コード", "上位組織", "上位所属", "親コード"], false),
    wanted(&["別名", "略称"], false),
];

const fn wanted(heads: &'static [&'static str], is_needed: bool) -> Wanted {
    Wanted { heads, is_needed }
}

#[derive(Template)]
#[template(path = "pages/organisation/directory/list.html")]
struct List {
    page: Page,
    address: String,
    most: usize,
}

pub(crate) async fn new(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
) -> Result<Response, Problem> {
    let known = Known::load(&app, &at).await?;
    html(&List {
        page: known.page(Some("一覧から課名簿を作る"), &person),
        address: format!("{}/list", known.href()),
        most: MOST_DEPARTMENTS,
    })
}

pub(crate) async fn create(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Redirect, Problem> {
    let code = at.code.0;
    demand_for(&person, Right::ManageDepartments, &code, None)?;
    let id = keep(
        &app,
        &person,
        multipart,
        sender(code, &person),
        1,
        (CALLED, &format!("{CALLED}のファイル")),
    )
    .await?;
    Ok(Redirect::to(&format!("/{code}/departments/proposal?list={id}")))
}

/// The person as the sender of a file to this address.
fn sender(code: BodyCode, person: &Person) -> Sender {
    Sender::of(person, format!("/{code}/departments/list"))
}

/// The departments of a list that was sent.
///
/// # Errors
/// It is no longer kept, or is no such list, or contradicts itself: in words, with the rows.
pub(super) async fn departments(
    app: &App,
    person: &Person,
    code: BodyCode,
    list: &str,
) -> Result<Vec<Department>, Problem> {
    let id: Uuid = list.parse().map_err(|_| Problem::NotFound)?;
    let kept = app.returned().get(id, &sender(code, person), Instant::now());
    let Some(file) = kept.and_then(|files| files.into_iter().next()) else {
        return Err(Problem::Form(
            "時間がたったため、お送りいただいた一覧は残っていません。課名簿は変わっていません。課名簿の画面から、もう一度お送りください。".into(),
        ));
    };
    let work = move || read(&file);
    let found = app.reading().run(work).await?;
    found.map_err(Problem::Unreadable)
}

fn read(file: &File) -> Result<Vec<Department>, String> {
    let rows = |wanted: &[Wanted]| {
        let rows = listing::read(&file.bytes, wanted, MOST_DEPARTMENTS)?.into_iter();
        let of = |row: listing::ListedRow| ListedRow {
            line: row.line,
            cells: row.cells,
        };
        Ok::<Vec<ListedRow>, NotAList>(rows.map(of).collect())
    };
    let found = match rows(&CODES) {
        Ok(rows) => from_codes(&rows).map_err(|wrong| {
            let words: Vec<String> = wrong
                .iter()
                .take(20)
                .map(|(line, why)| format!("{line}行目：{why}"))
                .collect();
            let rest = match wrong.len().saturating_sub(20) {
                0 => String::new(),
                rest => format!("ほか{rest}か所。"),
            };
            format!("一覧を直して、もう一度お送りください。{}{rest}", words.concat())
        })?,
        Err(NotAList::NoHeads(_)) => match rows(&LEVELS) {
            Ok(rows) => from_levels(&rows),
            Err(NotAList::NoHeads(_)) => {
                return Err("見出しの行が見つかりません。「部」「課」「係」か、「コード」「名称」「上位」の見出しがある一覧をお送りください。".to_owned());
            }
            Err(other) => return Err(other.to_string()),
        },
        Err(other) => return Err(other.to_string()),
    };
    match found.len() > MOST_DEPARTMENTS {
        true => Err(NotAList::TooLong(MOST_DEPARTMENTS).to_string()),
        false => Ok(found),
    }
}
