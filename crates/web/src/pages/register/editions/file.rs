//! `/{code}/{plan}/editions/{number}/{file}`: a frozen table as a file.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_exchange::write;
use serde::Deserialize;

use super::show::frozen;
use crate::App;
use crate::error::Problem;
use crate::formats::{Called, Format, Leaving, Wanted, hand_out, took};
use crate::path::{Code, PlanAt, PlanKey, UrlPath, UrlQuery};
use crate::person::Viewer;
use crate::printing::{edition_words, imprint};

/// `/{code}/{plan}/editions/{number}/{file}`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct FileAt {
    code: Code,
    plan: PlanKey,
    number: u32,
    /// The name of the table with the ending of a format: `progress.xlsx`.
    file: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    UrlPath(at): UrlPath<FileAt>,
    UrlQuery(wanted): UrlQuery<Wanted>,
    viewer: Viewer,
) -> Result<Response, Problem> {
    let (name, ending) = at.file.rsplit_once('.').ok_or(Problem::NotFound)?;
    let plan = PlanAt {
        code: at.code,
        plan: at.plan.clone(),
    };
    let found = frozen(&app, &viewer, &plan, at.number).await?;
    let table = found.tables.iter().find(|table| table.name == name);
    let table = table.ok_or(Problem::NotFound)?;
    let named = format!("{}_{name}", at.number);
    if ending == "html" {
        took(&app, &viewer, &plan, table, "html", &named).await?;
        let imprint = imprint(&app, &found.loaded, "")?;
        let what = format!("{}_第{}版", table.title, at.number);
        let called = Called::of(&plan, &imprint, &what, &named);
        let heads = called.heads("text/html; charset=utf-8", "html");
        return Ok((heads, write::html::page(table)).into_response());
    }
    let format: Format = ending.parse()?;
    let leaving = Leaving {
        table,
        name: &named,
        called: format!("{}_第{}版", table.title, at.number),
        imprint: imprint(&app, &found.loaded, &edition_words(&found.loaded, &found.head))?,
    };
    hand_out(&app, &viewer, &plan, leaving, format, &wanted).await
}
