//! The government's review of its programmes (行政事業レビュー, 2024): relations by row, and prose with traps.
//!
//! In the table of budgets each 計 is the sum of its four parts and each 執行率 is 執行額 over 計; all of them hold,
//! which is counted here from the file itself. Two cells of its prose name a year by an era that does not fit; any
//! other error, in this file or in the outline of the programmes, is a false one.
//! Not here: how CSV is read.

use std::collections::HashSet;
use std::io::{Cursor, Read as _};
use std::time::Instant;

use gyokaku_core::document::{Place, Spot};
use gyokaku_core::finding::{Report, Severity};
use gyokaku_exchange::read::read;
use gyokaku_testkit::outside::Folder;

use crate::figure::thousandths;
use crate::material;
use crate::tally::{Line, Measure};

/// The columns of the four parts, their sum, what was spent and its share, from 0.
const PARTS: std::ops::Range<usize> = 14..18;
const SUM: usize = 18;
const SPENT: usize = 19;
const RATE: usize = 20;

/// The rows with a slip in their prose, as a spreadsheet counts them.
const SLIPS: [u32; 2] = [31_609, 35_233];

/// One line for each of the two files.
///
/// # Errors
/// Says what is missing or cannot be understood.
pub fn measure() -> Result<Vec<Line>, String> {
    let folder = material::folder(Folder::Benchmarks, "rs2024")?;
    let mut lines = Vec::new();
    for (archive, slips, has_relations) in [("2-1.zip", &SLIPS[..], true), ("1-2.zip", &[][..], false)] {
        let (name, bytes) = unpacked(archive, material::bytes(&folder.join(archive))?)?;
        let begun = Instant::now();
        let read = match read(&name, &bytes) {
            Ok(read) => read,
            Err(error) => {
                lines.push(Line::of(archive).noted(format!("refused: {error}")));
                continue;
            }
        };
        let took = begun.elapsed().as_millis();
        let mut line = Line::of(archive);
        if has_relations {
            let relations = relations(&bytes)?;
            let verified: HashSet<(u32, u32)> =
                read.report.verified.iter().filter_map(|v| cell(&v.at)).collect();
            line = line
                .with(
                    "verified",
                    Measure::Of(relations.intersection(&verified).count(), relations.len()),
                )
                .with(
                    "others verified",
                    Measure::Count(verified.difference(&relations).count()),
                );
        }
        let line = line
            .with("slips", Measure::Of(found(&read.report, slips), slips.len()))
            .with(
                "false errors",
                Measure::Count(others(&read.report, slips, Severity::Error)),
            )
            .with(
                "false warnings",
                Measure::Count(others(&read.report, slips, Severity::Warning)),
            )
            .with("time", Measure::Millis(took));
        lines.push(line);
    }
    Ok(lines)
}

/// The one file of an archive.
fn unpacked(archive: &str, bytes: Vec<u8>) -> Result<(String, Vec<u8>), String> {
    let said = |error: String| format!("{archive}: {error}");
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| said(e.to_string()))?;
    let mut file = zip.by_index(0).map_err(|e| said(e.to_string()))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|e| said(e.to_string()))?;
    Ok((archive.replace(".zip", ".csv"), bytes))
}

/// The cells that other cells of their row determine. Each is computed here, so that a row that does not hold would
/// be no relation.
fn relations(bytes: &[u8]) -> Result<HashSet<(u32, u32)>, String> {
    let mut relations = HashSet::new();
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    for (row, record) in (1u32..).zip(rows.records()) {
        let record = record.map_err(|error| format!("2-1.zip: {error}"))?;
        let value = |column: usize| record.get(column).and_then(thousandths);
        let Some(sum) = value(SUM) else { continue };
        let parts: Vec<i128> = PARTS.filter_map(value).collect();
        if !parts.is_empty() && parts.iter().sum::<i128>() == sum {
            relations.insert((row, SUM as u32));
        }
        // The file prints five digits of the rate; one unit of the last is allowed for.
        let rate = record
            .get(RATE)
            .filter(|text| !text.is_empty())
            .and_then(|text| text.parse::<f64>().ok());
        if let (Some(spent), Some(rate)) = (value(SPENT), rate)
            && sum != 0
            && (spent as f64 / sum as f64 - rate).abs() <= 0.000_011
        {
            relations.insert((row, RATE as u32));
        }
    }
    Ok(relations)
}

/// How many of the slips have a finding in their row.
fn found(report: &Report, slips: &[u32]) -> usize {
    let is_at = |slip: u32| {
        let mut loud = report.findings.iter().filter(|f| f.severity > Severity::Note);
        loud.any(|f| cell(&f.at).is_some_and(|(row, _)| row + 1 == slip))
    };
    slips.iter().filter(|slip| is_at(**slip)).count()
}

/// The findings of a severity that are at no slip.
fn others(report: &Report, slips: &[u32], severity: Severity) -> usize {
    let found = report.findings.iter().filter(|f| f.severity == severity);
    found
        .filter(|f| cell(&f.at).is_none_or(|(row, _)| !slips.contains(&(row + 1))))
        .count()
}

/// The row and the column of a place in a sheet, from 0.
fn cell(place: &Place) -> Option<(u32, u32)> {
    match &place.spot {
        Spot::Cell { row, column, .. } => Some((*row, *column)),
        _ => None,
    }
}
