//! `/{code}/{plan}/sources/{id}`: the text of a document, line by line, with what was found in it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_exchange::read::Read;

use crate::App;
use crate::access::sight;
use crate::error::{Problem, html};
use crate::loaded::load;
use crate::path::{Id, PlanPartAt, UrlPath};
use crate::person::Viewer;
use crate::show::document::{Line, Shown};
use crate::show::page::Page;
use crate::tab::Tab;

#[derive(Template)]
#[template(path = "pages/register/source/show.html")]
struct SourcePage<'a> {
    page: Page,
    name: String,
    answer: String,
    lines: &'a [Line],
}

pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<PlanPartAt>,
) -> Result<Response, Problem> {
    let id = Id::new(&at.id).ok_or(Problem::NotFound)?;
    let loaded = load(&app, &at.plan(), &sight(&viewer, &at.plan())).await?;
    // A document of another plan of the body is not this plan's source.
    let known = loaded.stored().sources.iter().find(|s| s.id == id.as_str());
    let name = known.ok_or(Problem::NotFound)?.name.clone();
    // What checking found is for who works on the plan.
    let is_public = loaded.is_for_the_public();
    let document = async {
        let found = app.store().source(&at.code.0, id.as_str()).await?;
        let (head, bytes) = found.ok_or(Problem::NotFound)?;
        Ok((head.name, bytes))
    };
    let show = move |read: Read| match is_public {
        true => Shown::of(&read, &[]),
        false => Shown::of(&read, &read.report.findings),
    };
    let look = (at.code.0, id.as_str().to_owned(), is_public);
    let shown = app.reading().shown(look, document, show).await?;
    let page = loaded.page(Tab::Plan).seen_by(&viewer);
    let mut page = Page {
        title: format!("{name}｜{}", page.title),
        ..page
    };
    for tab in &mut page.tabs {
        tab.current = false;
    }
    html(&SourcePage {
        page,
        name,
        answer: shown.answer(),
        lines: shown.lines(),
    })
}
