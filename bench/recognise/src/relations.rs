//! Invented documents whose every relation is written down: what is verified of it, and what of its slips is found.
//!
//! `expected.json` names for each text the figures that other printed figures determine, with their lines, and pairs
//! of a wrong figure and the right one. For a workbook it names wrong figures alone.
//! Not here: how figures are compared (`figure`).

use std::collections::BTreeMap;
use std::path::Path;

use gyokaku_core::document::{Document, Place, Spot};
use gyokaku_core::finding::{Finding, Report, Severity};
use gyokaku_testkit::outside::Folder;
use serde::Deserialize;

use crate::figure::{same, thousandths};
use crate::material;
use crate::tally::{Line, Measure, total};

/// What is written down of one document.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Expected {
    /// Figures that hold, each with its line.
    pub figures: Vec<(u32, String)>,
    /// A wrong figure and the right one, and so on.
    pub must_find: Vec<String>,
    /// Figures that may be found wrong, without anybody knowing the right one.
    pub may_find: Vec<String>,
    /// Figures of a workbook that are wrong.
    pub wrong: Vec<String>,
}

/// A planted slip.
#[derive(Clone, Copy, Debug)]
pub struct Slip<'a> {
    /// As printed.
    pub wrong: &'a str,
    /// As it should be, where that is written down.
    pub right: Option<&'a str>,
}

impl Expected {
    /// The planted slips.
    pub fn slips(&self) -> Vec<Slip<'_>> {
        let pairs = self.must_find.chunks(2).filter_map(|pair| {
            Some(Slip {
                wrong: pair.first()?,
                right: pair.get(1).map(String::as_str),
            })
        });
        let lone = self.wrong.iter().map(|wrong| Slip { wrong, right: None });
        pairs.chain(lone).collect()
    }
}

/// What is written down in the file of a folder.
///
/// # Errors
/// Says what is missing or cannot be understood.
pub fn expected(folder: &Path) -> Result<BTreeMap<String, Expected>, String> {
    let text = material::text(&folder.join("expected.json"))?;
    serde_json::from_str(&text).map_err(|error| format!("expected.json: {error}"))
}

/// All texts and workbooks, one line each, and their total.
///
/// # Errors
/// Says what is missing.
pub fn measure() -> Result<Vec<Line>, String> {
    let mut lines = Vec::new();
    for below in ["relations", "relations/books"] {
        let folder = material::folder(Folder::Cases, below)?;
        for (name, expected) in expected(&folder)? {
            let line = Line::of(&name);
            lines.push(match material::report(&folder.join(&name))? {
                Some(read) => judged(line, &read.document, &read.report, &expected),
                None => line
                    .with("verified", Measure::Of(0, expected.figures.len()))
                    .with("slips", Measure::Of(0, expected.slips().len()))
                    .noted("refused"),
            });
        }
    }
    lines.push(total("cases/relations", &lines));
    Ok(lines)
}

fn judged(line: Line, document: &Document, report: &Report, expected: &Expected) -> Line {
    let slips = expected.slips();
    let found = slips
        .iter()
        .filter(|slip| report.findings.iter().any(|f| is_told(document, f, slip)));
    let named = slips.iter().filter(|slip| {
        let at_it = |f: &&Finding| is_loud(f) && f.stated.as_deref().is_some_and(|s| same(s, slip.wrong));
        let right = |f: &Finding| match (&f.computed, slip.right) {
            (Some(computed), Some(right)) => same(computed, right),
            (_, right) => right.is_none(),
        };
        report.findings.iter().filter(at_it).any(right)
    });
    let may = |finding: &Finding| {
        let allowed = expected.may_find.iter();
        allowed
            .map(|wrong| Slip { wrong, right: None })
            .any(|slip| is_told(document, finding, &slip))
    };
    let false_ones = |severity| {
        report
            .findings
            .iter()
            .filter(|f| f.severity == severity)
            .filter(|f| !slips.iter().any(|slip| is_told(document, f, slip)) && !may(f))
            .count()
    };
    let (held, others) = held(report, &expected.figures);
    line.with("verified", Measure::Of(held, expected.figures.len()))
        .with("others verified", Measure::Count(others))
        .with("slips", Measure::Of(found.count(), slips.len()))
        .with("repair named", Measure::Of(named.count(), slips.len()))
        .with("false errors", Measure::Count(false_ones(Severity::Error)))
        .with("false warnings", Measure::Count(false_ones(Severity::Warning)))
}

/// How many expected figures are verified on their lines, each once, and how many others are.
fn held(report: &Report, figures: &[(u32, String)]) -> (usize, usize) {
    let mut open: Vec<&(u32, String)> = figures.iter().collect();
    for verified in &report.verified {
        let is_it = |(line, figure): &&(u32, String)| {
            line_of(&verified.at) == Some(*line) && same(figure, &verified.stated)
        };
        if let Some(at) = open.iter().position(is_it) {
            open.swap_remove(at);
        }
    }
    let held = figures.len() - open.len();
    (held, report.verified.len() - held)
}

/// Whether a finding tells of a slip: at the wrong figure, as what the wrong figure should be, or at a figure that
/// was computed from the wrong one and is off by exactly what the wrong one is off by.
fn is_told(document: &Document, finding: &Finding, slip: &Slip<'_>) -> bool {
    let is = |text: &Option<String>| text.as_deref().is_some_and(|text| same(text, slip.wrong));
    if !is_loud(finding) {
        return false;
    }
    if is(&finding.stated) {
        return true;
    }
    let off = |a: Option<&str>, b: Option<&str>| Some((thousandths(a?)? - thousandths(b?)?).abs());
    let is_beside = finding
        .related
        .iter()
        .any(|place| stands_at(document, place, slip.wrong));
    let is_off = off(finding.stated.as_deref(), finding.computed.as_deref());
    (is_beside || is(&finding.computed)) && is_off.is_some() && is_off == off(Some(slip.wrong), slip.right)
}

/// Whether a finding is more than a note.
fn is_loud(finding: &Finding) -> bool {
    finding.severity > Severity::Note
}

/// The line of a place in a text, or its row in a sheet, from 1.
pub fn line_of(place: &Place) -> Option<u32> {
    match place.spot {
        Spot::Line { line, .. } => Some(line),
        Spot::Cell { row, .. } => Some(row + 1),
        _ => None,
    }
}

/// Whether a figure is what stands at a place.
fn stands_at(document: &Document, place: &Place, figure: &str) -> bool {
    let printed = match &place.spot {
        Spot::Line { line, column } => {
            let text = document.lines.iter().find(|l| line_of(&l.at) == Some(*line));
            text.map(|line| {
                line.text
                    .chars()
                    .skip(column.saturating_sub(1) as usize)
                    .take(figure.chars().count())
                    .collect::<String>()
            })
        }
        Spot::Cell { .. } => document.blocks.iter().find_map(|block| match block {
            gyokaku_core::document::Block::Table(grid) => grid
                .rows
                .iter()
                .flatten()
                .find(|cell| cell.at.spot == place.spot)
                .map(|cell| cell.text.clone()),
            _ => None,
        }),
        _ => None,
    };
    printed.is_some_and(|printed| same(&printed, figure))
}
