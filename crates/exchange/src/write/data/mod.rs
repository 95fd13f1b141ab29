//! Data sets as files for machines: CSV, JSON, a workbook without looks, and what is said of them beside the data
//! (metadata, a Frictionless data package, a DCAT catalogue, a feed).
//!
//! One head row, one value a cell, a blank for what is not known; the same data give the same bytes. Nothing stands
//! beside the data: titles, notes and dates are in the metadata. Not here: what the data sets hold
//! (`gyokaku_core::dataset`), addresses of a server.

mod catalogue;
mod feed;
mod package;

pub use catalogue::catalogue;
pub use feed::feed;
pub(crate) use package::day;
pub use package::{metadata, package};

use gyokaku_core::dataset::{Dataset, Datum, Field, Of};
use gyokaku_core::licence::Licence;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use sha2::{Digest, Sha256};

use super::csv::{Unencodable, guarded, in_cp932, in_utf8};

/// What is said of data beside the data.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// Whose they are.
    pub of: Of<'a>,
    /// When they were published, RFC 3339; empty where they are not yet.
    pub published_at: &'a str,
    /// What was published before, the earliest first.
    pub history: &'a [Event],
    /// Under which terms they may be used.
    pub licence: &'a Licence,
}

/// Something that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its identity within the plan: `edition-3`.
    pub id: String,
    /// What it is.
    pub title: String,
    /// When it was made, RFC 3339.
    pub at: String,
    /// What it corrects, and why; empty where it corrects nothing.
    pub reason: String,
    /// Where it is, from the address of the plan on; empty for the plan itself.
    pub address: String,
}

/// A format of a data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// UTF-8 with a byte order mark.
    Csv,
    /// A list of objects.
    Json,
    /// A workbook of one sheet.
    Xlsx,
}

impl FileKind {
    /// Every format, in the order of the catalogue.
    pub const ALL: [FileKind; 3] = [FileKind::Csv, FileKind::Json, FileKind::Xlsx];

    /// The ending of the file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            FileKind::Csv => "csv",
            FileKind::Json => "json",
            FileKind::Xlsx => "xlsx",
        }
    }

    /// What it is called on a page.
    pub const fn label(self) -> &'static str {
        match self {
            FileKind::Csv => "CSV",
            FileKind::Json => "JSON",
            FileKind::Xlsx => "Excel（機械判読用）",
        }
    }

    /// Its media type.
    pub const fn media(self) -> &'static str {
        match self {
            FileKind::Csv => "text/csv",
            FileKind::Json => "application/json",
            FileKind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The data set in this format.
    ///
    /// # Errors
    /// More rows, or longer texts, than a sheet can hold.
    pub fn bytes(self, set: &Dataset) -> Result<Vec<u8>, XlsxError> {
        Ok(match self {
            FileKind::Csv => csv(set),
            FileKind::Json => json(set),
            FileKind::Xlsx => workbook(set)?,
        })
    }
}

/// A file with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name: `items.csv`.
    pub name: String,
    /// Its format.
    pub kind: FileKind,
    /// How many bytes it has.
    pub bytes: usize,
    /// Its digest, in hexadecimal digits.
    pub sha256: String,
}

impl File {
    /// The file of a data set with these bytes.
    pub fn of(set: &Dataset, kind: FileKind, bytes: &[u8]) -> Self {
        Self {
            name: format!("{}.{}", set.name, kind.ending()),
            kind,
            bytes: bytes.len(),
            sha256: gyokaku_core::text::hex(&Sha256::digest(bytes)),
        }
    }
}

/// A data set with its files.
#[derive(Clone, Debug)]
pub struct Filed {
    /// The data set.
    pub set: Dataset,
    /// Its files, each with its bytes.
    pub files: Vec<(File, Vec<u8>)>,
}

impl Filed {
    /// A data set with all its files; one that a workbook cannot hold has no workbook.
    pub fn of(set: Dataset) -> Self {
        let made = FileKind::ALL.into_iter().filter_map(|kind| {
            let bytes = kind.bytes(&set).ok()?;
            Some((File::of(&set, kind, &bytes), bytes))
        });
        let files = made.collect();
        Self { set, files }
    }
}

/// Everything of some data sets, for one archive: their files, the metadata of each, the package.
pub fn everything(about: &About<'_>, filed: &[Filed]) -> Vec<(String, Vec<u8>)> {
    let mut all = vec![("datapackage.json".to_owned(), package(about, filed))];
    for one in filed {
        for (file, bytes) in &one.files {
            all.push((file.name.clone(), bytes.clone()));
        }
        let name = format!("{}.metadata.json", one.set.name);
        all.push((name, metadata(about, one)));
    }
    all
}

/// The data set as CSV in UTF-8 with a byte order mark.
pub fn csv(set: &Dataset) -> Vec<u8> {
    in_utf8(&records(set))
}

/// The data set as CSV in CP932 (Windows-31J).
///
/// # Errors
/// Lists the characters that CP932 lacks, with the first place of each.
pub fn cp932(set: &Dataset) -> Result<Vec<u8>, Unencodable> {
    in_cp932(&records(set))
}

fn records(set: &Dataset) -> Vec<Vec<String>> {
    let head = set.fields.iter().map(|field| field.name.clone()).collect();
    let rows = set.records.iter().map(|record| {
        let cells = record.iter().map(|datum| match datum {
            Datum::Text(text) => guarded(text),
            other => other.to_string(),
        });
        cells.collect()
    });
    std::iter::once(head).chain(rows).collect()
}

/// The data set as JSON: a list with one object a record, blanks null.
pub fn json(set: &Dataset) -> Vec<u8> {
    let mut out = String::from("[");
    for (at, record) in set.records.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        // Writing to memory fails only where a key is no string; all keys here are.
        out.push_str(&serde_json::to_string(&Object(&set.fields, record)).unwrap_or_default());
    }
    out.push_str("\n]\n");
    out.into_bytes()
}

struct Object<'a>(&'a [Field], &'a [Datum]);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (field, datum) in self.0.iter().zip(self.1) {
            match datum {
                Datum::Blank => map.serialize_entry(&field.name, &())?,
                Datum::Text(text) => map.serialize_entry(&field.name, text)?,
                Datum::Integer(number) => map.serialize_entry(&field.name, number)?,
                Datum::Decimal(number) if number.places == 0 => {
                    map.serialize_entry(&field.name, &number.value)?;
                }
                // The double nearest to the digits prints as these digits.
                Datum::Decimal(_) => {
                    map.serialize_entry(&field.name, &datum.to_string().parse::<f64>().ok())?;
                }
                Datum::Truth(truth) => map.serialize_entry(&field.name, truth)?,
            }
        }
        map.end()
    }
}

/// The data set as a workbook for machines: one sheet, the head in its first row, no looks, no formulas.
///
/// # Errors
/// More rows than a sheet can hold, or a text longer than 32,767 characters.
pub fn workbook(set: &Dataset) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The same data give the same bytes: the clock is not read.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(set.title.as_str())
            .set_creation_datetime(&created),
    );
    let sheet = workbook.add_worksheet();
    let name: String = set.name.chars().take(31).collect();
    sheet.set_name(name)?;
    let column = |at: usize| u16::try_from(at).map_err(|_| XlsxError::RowColumnLimitError);
    for (at, field) in set.fields.iter().enumerate() {
        sheet.write_string(0, column(at)?, &field.name)?;
    }
    for (line, record) in (1..).zip(&set.records) {
        for (at, datum) in record.iter().enumerate() {
            let at = column(at)?;
            match datum {
                Datum::Blank => {}
                Datum::Text(text) => {
                    sheet.write_string(line, at, text)?;
                }
                Datum::Integer(number) => {
                    sheet.write_number(line, at, *number as f64)?;
                }
                Datum::Decimal(_) => {
                    if let Ok(number) = datum.to_string().parse::<f64>() {
                        sheet.write_number(line, at, number)?;
                    }
                }
                Datum::Truth(truth) => {
                    sheet.write_boolean(line, at, *truth)?;
                }
            }
        }
    }
    workbook.save_to_buffer()
}
