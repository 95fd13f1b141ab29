//! Tables whose relations others annotated (AggreCol): how many sum cells are verified, and what is claimed wrongly.
//!
//! Each table becomes a document with one ruled grid, cell by cell and without a text between, in the shape that a
//! CSV file gets: blank rows and columns are left out and places keep the numbers of the sheet. The annotators marked
//! what they saw, so a verified figure without a mark may be right all the same.
//! Not here: which relations are looked for.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader};
use std::time::Instant;

use flate2::read::GzDecoder;
use gyokaku_core::check::{Subject, check};
use gyokaku_core::document::{Block, Cell, Document, Format, Grid, GridForm, Place, Spot};
use gyokaku_core::finding::Severity;
use gyokaku_core::plan::Plan;
use gyokaku_testkit::outside::Folder;
use serde::Deserialize;

use crate::material;
use crate::tally::{Line, Measure};

/// One annotated table.
#[derive(Debug, Deserialize)]
pub struct Annotated {
    /// The rows, all of one length, blanks as empty texts.
    pub table_array: Vec<Vec<String>>,
    /// The relations.
    pub aggregation_annotations: Vec<Relation>,
}

/// One annotated relation.
#[derive(Debug, Deserialize)]
pub struct Relation {
    /// `Sum`, `Division`, `Average` or `RelativeChange`.
    pub operator: String,
    /// Row and column of the cell that the others determine.
    pub aggregator_index: (u32, u32),
    /// By how much the relation may be off.
    pub error_bound: f64,
}

/// All tables.
///
/// # Errors
/// Says what is missing or cannot be understood.
pub fn tables() -> Result<Vec<Annotated>, String> {
    let path = material::folder(Folder::Benchmarks, "aggrecol")?.join("dataset.jl.gz");
    let bytes = material::bytes(&path)?;
    BufReader::new(GzDecoder::new(&*bytes))
        .lines()
        .map(|line| {
            let line = line.map_err(|error| format!("dataset.jl.gz: {error}"))?;
            serde_json::from_str(&line).map_err(|error| format!("dataset.jl.gz: {error}"))
        })
        .collect()
}

/// A table as a document with one grid.
pub fn document(rows: &[Vec<String>]) -> Document {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let text = |row: &[String], column: usize| row.get(column).map_or(String::new(), |t| t.trim().to_owned());
    let kept: Vec<usize> = (0..width)
        .filter(|column| rows.iter().any(|row| !text(row, *column).is_empty()))
        .collect();
    let mut document = Document {
        name: "table.csv".to_owned(),
        format: Format::Csv,
        ..Document::default()
    };
    let mut grid = Grid {
        rows: Vec::new(),
        form: GridForm::Ruled,
    };
    for (number, row) in (0u32..).zip(rows) {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cells: Vec<Cell> = kept
            .iter()
            .map(|column| {
                let at = Place::cell("table", number, u32::try_from(*column).unwrap_or(u32::MAX));
                Cell::new(text(row, *column), at)
            })
            .collect();
        let texts: Vec<String> = cells.iter().map(|cell| cell.text.replace('\n', " ")).collect();
        document.lines.push(gyokaku_core::document::Line {
            text: texts.join("\t").trim_end().to_owned(),
            at: Place::cell("table", number, 0),
        });
        grid.rows.push(cells);
    }
    document.blocks.push(Block::Table(grid));
    document
}

/// What is measured, as it is counted table by table.
#[derive(Default)]
struct Seen {
    sums: usize,
    sums_verified: usize,
    verified: usize,
    verified_marked: usize,
    errors: usize,
    errors_at_marked: usize,
    warnings: usize,
    warnings_at_marked: usize,
}

/// The one line of this material.
///
/// # Errors
/// Says what is missing or cannot be understood.
pub fn measure() -> Result<Vec<Line>, String> {
    let tables = tables()?;
    let plan = Plan::default();
    let mut seen = Seen::default();
    let begun = Instant::now();
    for table in &tables {
        let document = document(&table.table_array);
        let report = check(Subject {
            document: &document,
            plan: &plan,
        });
        let mut marked: HashMap<(u32, u32), Vec<&Relation>> = HashMap::new();
        for relation in &table.aggregation_annotations {
            marked
                .entry(relation.aggregator_index)
                .or_default()
                .push(relation);
        }
        let verified: HashSet<(u32, u32)> = report.verified.iter().filter_map(|v| cell(&v.at)).collect();
        let sums: HashSet<(u32, u32)> = marked
            .iter()
            .filter(|(_, relations)| relations.iter().any(|relation| relation.operator == "Sum"))
            .map(|(at, _)| *at)
            .collect();
        seen.sums += sums.len();
        seen.sums_verified += sums.intersection(&verified).count();
        seen.verified += verified.len();
        seen.verified_marked += verified.iter().filter(|at| marked.contains_key(at)).count();
        for (severity, all, at_marked) in [
            (Severity::Error, &mut seen.errors, &mut seen.errors_at_marked),
            (
                Severity::Warning,
                &mut seen.warnings,
                &mut seen.warnings_at_marked,
            ),
        ] {
            let found = report.findings.iter().filter(|f| f.severity == severity);
            let places: Vec<Option<(u32, u32)>> = found.map(|f| cell(&f.at)).collect();
            *all += places.len();
            *at_marked += places
                .iter()
                .flatten()
                .filter(|at| marked.contains_key(at))
                .count();
        }
    }
    let took = begun.elapsed().as_millis();
    Ok(vec![
        Line::of("aggrecol")
            .with("tables", Measure::Count(tables.len()))
            .with("sum cells verified", Measure::Of(seen.sums_verified, seen.sums))
            .with(
                "verified and annotated",
                Measure::Of(seen.verified_marked, seen.verified),
            )
            .with("errors", Measure::Count(seen.errors))
            .with("errors on cells that hold", Measure::Count(seen.errors_at_marked))
            .with("warnings", Measure::Count(seen.warnings))
            .with(
                "warnings on cells that hold",
                Measure::Count(seen.warnings_at_marked),
            )
            .with("time", Measure::Millis(took)),
    ])
}

/// The row and the column of a place in a sheet.
fn cell(place: &Place) -> Option<(u32, u32)> {
    match &place.spot {
        Spot::Cell { row, column, .. } => Some((*row, *column)),
        _ => None,
    }
}
