//! `/{code}/{plan}/data/{file}`: a file of the open data.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use gyokaku_core::dataset::Dataset;
use gyokaku_core::journal::Export;
use gyokaku_core::table::Published;
use gyokaku_exchange::write::archive::packed;
use gyokaku_exchange::write::data::{self, FileKind, Filed};
use gyokaku_exchange::{programmes, stratml};
use serde::Deserialize;

use super::filed::{Data, data};
use crate::App;
use crate::error::Problem;
use crate::formats::{Wanted, exported};
use crate::pages::register::tables::pictures;
use crate::path::{Code, PlanAt, PlanKey, UrlPath, UrlQuery};
use crate::person::Viewer;
use crate::tab::tables;

/// `/{code}/{plan}/data/{file}`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct FileAt {
    code: Code,
    plan: PlanKey,
    /// The name of the file: `items.csv`.
    file: String,
}

/// What a file is.
enum Asked<'a> {
    /// All data sets as a Frictionless data package.
    Package,
    /// All data sets as a DCAT catalogue.
    Catalogue,
    /// What was published, as a feed.
    Feed,
    /// The plan in the Strategy Markup Language.
    Strategy,
    /// The items in the shape of the national review of programmes.
    Programmes,
    /// All files of all data sets.
    All,
    /// All files of one data set.
    Archive(&'a str),
    /// What is said of one data set.
    Metadata(&'a str),
    /// One data set in a format.
    Set(&'a str, FileKind),
    /// A picture of a table: the name of the table, and which of its pictures.
    Picture(&'a str, usize),
}

impl<'a> Asked<'a> {
    fn of(file: &'a str) -> Option<Self> {
        match file {
            "datapackage.json" => return Some(Asked::Package),
            "dcat.jsonld" => return Some(Asked::Catalogue),
            "editions.atom" => return Some(Asked::Feed),
            "stratml.xml" => return Some(Asked::Strategy),
            "programmes.csv" => return Some(Asked::Programmes),
            "all.zip" => return Some(Asked::All),
            _ => {}
        }
        if let Some(name) = file.strip_suffix(".metadata.json") {
            return Some(Asked::Metadata(name));
        }
        let (name, ending) = file.rsplit_once('.')?;
        match ending {
            "zip" => Some(Asked::Archive(name)),
            "svg" => Some(match name.rsplit_once('-') {
                Some((word, nth)) if nth.parse::<usize>().is_ok_and(|nth| nth > 1) => {
                    Asked::Picture(word, nth.parse().ok()?)
                }
                _ => Asked::Picture(name, 1),
            }),
            ending => {
                let kind = FileKind::ALL.into_iter().find(|kind| kind.ending() == ending)?;
                Some(Asked::Set(name, kind))
            }
        }
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<FileAt>,
    UrlQuery(wanted): UrlQuery<Wanted>,
) -> Result<Response, Problem> {
    let plan = PlanAt {
        code: at.code,
        plan: at.plan.clone(),
    };
    let asked = Asked::of(&at.file).ok_or(Problem::NotFound)?;
    let data = data(&app, &viewer, &plan).await?;
    let about = data.about();
    let of_set = |name: &str| data.named(name).ok_or(Problem::NotFound);
    let (bytes, kind, rows) = match asked {
        Asked::Package => (
            data::package(&about, &data.filed),
            "application/json",
            data.filed.len(),
        ),
        Asked::Catalogue => (
            data::catalogue(&about, &data.filed),
            "application/ld+json",
            data.filed.len(),
        ),
        Asked::Feed => (
            data::feed(&about),
            "application/atom+xml; charset=utf-8",
            data.history.len(),
        ),
        Asked::Strategy => (
            stratml::write(data.loaded.plan(), &about),
            "application/xml",
            data.loaded.plan().items.len(),
        ),
        Asked::Programmes => (
            programmes::write(data.loaded.plan(), &about),
            "text/csv; charset=utf-8",
            data.loaded.plan().items.len(),
        ),
        Asked::All => (archive(&data, &data.filed)?, "application/zip", data.filed.len()),
        Asked::Archive(name) => {
            let own = with_codes(&data, of_set(name)?);
            (archive(&data, &own)?, "application/zip", own.len())
        }
        Asked::Metadata(name) => {
            let one = of_set(name)?;
            (
                data::metadata(&about, one),
                "application/json",
                one.set.fields.len(),
            )
        }
        Asked::Set(name, kind) => {
            let one = of_set(name)?;
            let (bytes, media) = in_format(one, kind, &wanted)?;
            (bytes, media, one.set.records.len())
        }
        Asked::Picture(word, nth) => {
            let published = table(word).ok_or(Problem::NotFound)?;
            let pictures = pictures(&app, &data.loaded, &viewer, published).await?;
            let picture = pictures.get(nth - 1).ok_or(Problem::NotFound)?;
            (picture.standalone().into_bytes(), "image/svg+xml", 1)
        }
    };
    let title = format!("公開データ {}", at.file);
    let (stem, ending) = at.file.rsplit_once('.').unwrap_or((&at.file, ""));
    let export = Export::Table {
        table: "data".to_owned(),
        name: stem.to_owned(),
        title,
        format: ending.to_owned(),
        rows: rows as u64,
    };
    exported(&app, &viewer, &plan, export).await?;
    let named = format!("{}_{}_{}", at.code, at.plan, at.file);
    // What is read beside the data is shown, what holds data is kept.
    let shown = ["svg", "atom", "jsonld"].contains(&ending) || at.file.ends_with(".metadata.json");
    let place = if shown { "inline" } else { "attachment" };
    Ok((
        [
            (header::CONTENT_TYPE, kind.to_owned()),
            (
                header::CONTENT_DISPOSITION,
                format!("{place}; filename=\"{named}\""),
            ),
            // Everybody's pages may read what is everybody's; nobody's session goes with it.
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*".to_owned()),
        ],
        bytes,
    )
        .into_response())
}

/// The table of a word.
fn table(word: &str) -> Option<&'static Published> {
    tables().find(|table| table.word == word)
}

/// A data set in a format, with its media type.
fn in_format(one: &Filed, kind: FileKind, wanted: &Wanted) -> Result<(Vec<u8>, &'static str), Problem> {
    if kind == FileKind::Csv && wanted.encoding == "cp932" {
        // A character that Shift_JIS lacks is said, never replaced.
        let bytes = data::cp932(&one.set).map_err(|e| Problem::Form(e.to_string()))?;
        return Ok((bytes, "text/csv; charset=Shift_JIS"));
    }
    let found = one.files.iter().find(|(file, _)| file.kind == kind);
    let (_, bytes) = found.ok_or_else(|| {
        Problem::Form("行や文字が多く、Excelのシートに収まりません。CSVをお使いください。".to_owned())
    })?;
    let media = match kind {
        FileKind::Csv => "text/csv; charset=utf-8",
        other => other.media(),
    };
    Ok((bytes.clone(), media))
}

/// A data set, its other form, and the codes that they use.
fn with_codes(data: &Data, one: &Filed) -> Vec<Filed> {
    let printed = data.named(&format!("{}-printed", one.set.name));
    let own: Vec<&Filed> = std::iter::once(one).chain(printed).collect();
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let mut waiting: Vec<&Dataset> = own.iter().map(|one| &one.set).collect();
    // Codes may be explained by further codes.
    while let Some(set) = waiting.pop() {
        for (dataset, _) in set.fields.iter().filter_map(|field| field.codes) {
            if named.insert(dataset) {
                waiting.extend(data.named(dataset).map(|one| &one.set));
            }
        }
    }
    named.remove(one.set.name.as_str());
    let codes = named.into_iter().filter_map(|name| data.named(name));
    own.into_iter().chain(codes).cloned().collect()
}

fn archive(data: &Data, filed: &[Filed]) -> Result<Vec<u8>, Problem> {
    packed(&data::everything(&data.about(), filed)).map_err(Problem::internal)
}
