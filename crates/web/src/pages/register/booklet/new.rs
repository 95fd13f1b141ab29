//! `GET /{code}/{plan}/booklet`: which parts a booklet has, in which order, on which paper.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::booklet::Part;

use super::{frame, href};
use crate::App;
use crate::access::sight;
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::loaded::{Loaded, load};
use crate::path::{PlanAt, UrlPath};
use crate::person::Viewer;
use crate::show::page::Page;

/// How long the line below the title on the cover may be.
pub(super) const LONGEST_LINE: usize = 60;

#[derive(Template)]
#[template(path = "pages/register/booklet/new.html")]
struct New {
    page: Page,
    href: String,
    /// As whom it is printed: for the public or for the house.
    state: &'static str,
    rows: Vec<Row>,
    line: String,
    wide: bool,
    wrong: FieldErrors,
}

/// A part that can be chosen.
struct Row {
    key: &'static str,
    label: &'static str,
    chosen: bool,
    position: String,
}

pub(crate) async fn new(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<PlanAt>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &sight(&viewer, &at)).await?;
    form(&loaded, &viewer, &at, None, FieldErrors::default())
}

/// The form as it is proposed, or as it was sent with what is wrong.
pub(super) fn form(
    loaded: &Loaded,
    viewer: &Viewer,
    at: &PlanAt,
    sent: Option<&FormData>,
    wrong: FieldErrors,
) -> Result<Response, Problem> {
    let there = Part::all().filter(|part| part.is_in(loaded.plan(), loaded.editions()));
    let rows = there.zip(1..).map(|(part, position)| Row {
        key: part.key(),
        label: part.label(),
        chosen: sent.map_or(part.is_proposed(), |sent| sent.all("part").contains(&part.key())),
        position: match sent {
            Some(sent) => sent.line(&format!("order.{}", part.key())),
            None => position.to_string(),
        },
    });
    let status = wrong.status();
    let page = New {
        page: frame(loaded, viewer),
        href: href(at),
        state: loaded.on_paper(),
        rows: rows.collect(),
        line: sent.map_or_else(String::new, |sent| sent.line("line")),
        wide: sent.is_some_and(|sent| sent.raw("paper") == "auto"),
        wrong,
    };
    Ok((status, html(&page)?).into_response())
}
