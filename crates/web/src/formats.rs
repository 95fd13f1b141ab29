//! Every table as a file, at the address of its page with the ending of the format.

use std::str::FromStr;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use gyokaku_core::journal::Export;
use gyokaku_core::table::{self, Table};
use gyokaku_exchange::write;
use serde::Deserialize;

use crate::App;
use crate::error::Problem;
use crate::filter::Filter;
use crate::loaded::{Loaded, load};
use crate::pages::register::progress::show::{of_year, published};
use crate::path::PlanAt;
use crate::person::Viewer;

/// A format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    Json,
    Xlsx,
}

impl Format {
    pub(crate) const ALL: [Format; 3] = [Format::Csv, Format::Json, Format::Xlsx];

    /// The ending of the file's name.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Json => "json",
            Format::Xlsx => "xlsx",
        }
    }
}

impl FromStr for Format {
    type Err = Problem;

    fn from_str(ending: &str) -> Result<Self, Problem> {
        Format::ALL
            .into_iter()
            .find(|f| f.ending() == ending)
            .ok_or(Problem::NotFound)
    }
}

/// A table that can be had as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    Outline,
    Items,
    Progress,
    Effects,
    Crosswalk,
    Review,
    Indicators,
}

impl Name {
    pub(crate) const ALL: [Name; 7] = [
        Name::Outline,
        Name::Items,
        Name::Progress,
        Name::Effects,
        Name::Crosswalk,
        Name::Review,
        Name::Indicators,
    ];

    /// The word in the address.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Name::Outline => "outline",
            Name::Items => "items",
            Name::Progress => "progress",
            Name::Effects => "effects",
            Name::Crosswalk => "crosswalk",
            Name::Review => "review",
            Name::Indicators => "indicators",
        }
    }
}

/// What narrows a table, and how its file is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// `cp932` for the CSV of older programs; UTF-8 otherwise.
    pub(crate) encoding: String,
    /// A kind of the crosswalk.
    pub(crate) kind: String,
}

/// The table of a page, narrowed as the page is.
pub(crate) fn table(loaded: &Loaded, name: Name, filter: &Filter, kind: &str) -> Table {
    let plan = loaded.plan();
    match name {
        Name::Outline => table::outline::table(plan),
        Name::Items if filter.is_empty() => table::register::table(plan),
        Name::Items => table::register::of_items(plan, &filter.items(plan)),
        Name::Progress => of_year(plan, &filter.year),
        Name::Effects => table::effects::table(plan),
        Name::Crosswalk => crate::pages::register::crosswalk::show::narrowed(plan, kind),
        Name::Review => table::review::table(plan),
        Name::Indicators => table::indicators::table(plan),
    }
}

/// Answers with a table of a plan as a file.
pub(crate) async fn show(
    app: App,
    at: PlanAt,
    name: Name,
    format: Format,
    filter: Filter,
    wanted: Wanted,
    viewer: Viewer,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at).await?;
    let table = match name {
        // What is frozen goes before what is computed.
        Name::Progress => published(&app, &loaded, &filter.year).await?.0,
        other => table(&loaded, other, &filter, &wanted.kind),
    };
    hand_out(&app, &viewer, &at, &table, format, &wanted.encoding, name.word()).await
}

/// A table as a file, named after its plan. What a signed-in person takes away is in the journal; the
/// one place in which tables leave the program through the pages.
pub(crate) async fn hand_out(
    app: &App,
    viewer: &Viewer,
    at: &PlanAt,
    table: &Table,
    format: Format,
    encoding: &str,
    name: &str,
) -> Result<Response, Problem> {
    let file = file(
        table,
        format,
        encoding,
        &format!("{}_{}_{name}", at.code, at.plan),
    )?;
    took(app, viewer, at, table, format.ending(), name).await?;
    Ok(file)
}

/// Notes in the journal that a signed-in person took a table away.
pub(crate) async fn took(
    app: &App,
    viewer: &Viewer,
    at: &PlanAt,
    table: &Table,
    ending: &str,
    name: &str,
) -> Result<(), Problem> {
    if let Some(person) = &viewer.0 {
        let export = Export::Table {
            table: table.name.to_owned(),
            name: name.to_owned(),
            title: table.title.clone(),
            format: ending.to_owned(),
            rows: table.rows.len() as u64,
        };
        app.store()
            .record(
                &person.actor(),
                &app.now(),
                &at.code.0,
                Some(at.plan.as_str()),
                export,
            )
            .await?;
    }
    Ok(())
}

/// A table as a file with a name.
pub(crate) fn file(table: &Table, format: Format, encoding: &str, name: &str) -> Result<Response, Problem> {
    let (bytes, kind) = match format {
        Format::Csv if encoding == "cp932" => {
            // A character that Shift_JIS lacks is said, never replaced.
            (
                write::csv::cp932(table).map_err(|e| Problem::Form(e.to_string()))?,
                "text/csv; charset=Shift_JIS",
            )
        }
        Format::Csv => (write::csv::utf8(table), "text/csv; charset=utf-8"),
        Format::Json => (write::json::text(table).into_bytes(), "application/json"),
        Format::Xlsx => (
            write::xlsx::workbook(table).map_err(Problem::internal)?,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    };
    let disposition = format!("attachment; filename=\"{name}.{}\"", format.ending());
    Ok((
        [
            (header::CONTENT_TYPE, kind.to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        bytes,
    )
        .into_response())
}
