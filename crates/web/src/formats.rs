//! The formats of files, and the one place in which tables leave the program through the pages.
//!
//! Not here: which tables can be had (`pages::register::tables`).

use std::str::FromStr;

use axum::http::HeaderName;
use axum::response::{IntoResponse, Response};
use gyokaku_core::fiscal_year::day_in_words;
use gyokaku_core::journal::Export;
use gyokaku_core::table::Table;
use gyokaku_exchange::write;
use gyokaku_paper::{Imprint, Paper, Printed};
use serde::Deserialize;

use crate::App;
use crate::error::Problem;
use crate::file_name::{attachment, of_plan};
use crate::path::PlanAt;
use crate::person::Viewer;

/// A format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    Json,
    Pdf,
    Xlsx,
}

impl Format {
    pub(crate) const ALL: [Format; 4] = [Format::Csv, Format::Json, Format::Pdf, Format::Xlsx];

    /// The ending of the file's name.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Json => "json",
            Format::Pdf => "pdf",
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

/// What narrows a table, and how its file is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// `cp932` for the CSV of older programs; UTF-8 otherwise.
    pub(crate) encoding: String,
    /// A kind of the crosswalk.
    pub(crate) kind: String,
    /// The sheet of paper: `a4`, `a4-across`, `a3`, `a3-across`; the one that fits otherwise.
    pub(crate) paper: String,
}

/// A table on its way out.
#[derive(Debug)]
pub(crate) struct Leaving<'a> {
    /// The table.
    pub(crate) table: &'a Table,
    /// Its name in the file's, in ASCII.
    pub(crate) name: &'a str,
    /// What an office calls it.
    pub(crate) called: String,
    /// What stands on its sheets where it is printed.
    pub(crate) imprint: Imprint,
}

/// A table as a file, named after its plan. What a signed-in person takes away is in the journal; the
/// one place in which tables leave the program through the pages.
pub(crate) async fn hand_out(
    app: &App,
    viewer: &Viewer,
    at: &PlanAt,
    leaving: Leaving<'_>,
    format: Format,
    wanted: &Wanted,
) -> Result<Response, Problem> {
    let Leaving {
        table,
        name,
        called,
        imprint,
    } = leaving;
    let called = Called::of(at, &imprint, &called, name);
    let file = match format {
        Format::Pdf => {
            let paper = Paper::of_key(&wanted.paper).ok_or(Problem::NotFound)?;
            let own = table.clone();
            let print = move || gyokaku_paper::table(&own, &imprint, paper);
            printed(&*app.printing().table(print).await?, &called)
        }
        other => file(table, &imprint, other, &wanted.encoding, &called)?,
    };
    took(app, viewer, at, table, format.ending(), name).await?;
    Ok(file)
}

/// What a file is called, without its ending: by an office, and in ASCII.
#[derive(Clone, Debug)]
pub(crate) struct Called {
    body: String,
    plan: String,
    what: String,
    plain: String,
}

impl Called {
    /// A file of a plan.
    pub(crate) fn of(at: &PlanAt, imprint: &Imprint, what: &str, plain: &str) -> Self {
        Self {
            body: imprint.city.clone(),
            plan: imprint.plan.clone(),
            what: what.to_owned(),
            plain: format!("{}_{}_{plain}", at.code, at.plan),
        }
    }

    /// The heads of the file in a format.
    pub(crate) fn heads(&self, kind: &str, ending: &str) -> [(HeaderName, String); 2] {
        let name = of_plan(&self.body, &self.plan, &self.what, ending);
        attachment(kind, &name, &format!("{}.{ending}", self.plain))
    }
}

/// What was printed, as a file.
pub(crate) fn printed(printed: &Printed, called: &Called) -> Response {
    (called.heads("application/pdf", "pdf"), printed.pdf.clone()).into_response()
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
    let export = Export::Table {
        table: table.name.to_owned(),
        name: name.to_owned(),
        title: table.title.clone(),
        format: ending.to_owned(),
        rows: table.rows.len() as u64,
    };
    exported(app, viewer, at, export).await
}

/// Notes in the journal what a signed-in person took away.
pub(crate) async fn exported(app: &App, viewer: &Viewer, at: &PlanAt, export: Export) -> Result<(), Problem> {
    if let Some(person) = &viewer.person {
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

/// What stands on every sheet, as a workbook has it.
fn on_sheet(imprint: &Imprint) -> write::xlsx::Imprint {
    write::xlsx::Imprint {
        city: imprint.city.clone(),
        plan: imprint.plan.clone(),
        state: imprint.state.clone(),
        day: day_in_words(imprint.day),
    }
}

/// A table as a file with a name; what is printed is not written here.
fn file(
    table: &Table,
    imprint: &Imprint,
    format: Format,
    encoding: &str,
    called: &Called,
) -> Result<Response, Problem> {
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
        Format::Pdf => return Err(Problem::NotFound),
        Format::Xlsx => (
            write::xlsx::imprinted(table, &on_sheet(imprint)).map_err(Problem::internal)?,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    };
    Ok((called.heads(kind, format.ending()), bytes).into_response())
}
