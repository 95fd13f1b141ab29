//! A document from a few lines, for the tests of rules: tabs part cells, `- ` begins an entry of a list.
//!
//! Not here: the layout of real documents, which is the business of the readers.

use super::{Subject, check};
use crate::document::{Block, Cell, Document, Format, Grid, GridForm, Line, Place, Spot};
use crate::finding::Report;
use crate::plan::Plan;

/// Lays out a few lines.
pub(crate) fn document(text: &str) -> Document {
    let mut document = Document {
        name: "test".into(),
        format: Format::Text,
        ..Document::default()
    };
    let mut grid: Option<Grid> = None;
    for (i, text) in text.lines().enumerate() {
        let line = i as u32 + 1;
        document.lines.push(Line {
            text: text.to_owned(),
            at: Place::line(line),
        });
        if text.contains('\t') {
            let mut column = 1;
            let cells = text
                .split('\t')
                .map(|piece| {
                    let cell = Cell::new(piece.trim(), Place::at_line(line, column));
                    column += piece.chars().count() as u32 + 1;
                    cell
                })
                .collect();
            grid.get_or_insert_with(|| Grid {
                rows: vec![],
                form: GridForm::Ruled,
            })
            .rows
            .push(cells);
            continue;
        }
        if let Some(grid) = grid.take() {
            document.blocks.push(Block::Table(grid));
        }
        let at = Place::line(line);
        match text.trim() {
            "" => {}
            entry if entry.starts_with("- ") => document.blocks.push(Block::ListItem {
                depth: 0,
                marker: "-".into(),
                text: entry[2..].to_owned(),
                at,
            }),
            other => document.blocks.push(Block::Paragraph {
                text: other.to_owned(),
                at,
            }),
        }
    }
    if let Some(grid) = grid {
        document.blocks.push(Block::Table(grid));
    }
    document
}

/// The report on a few lines, with nothing understood of them.
pub(crate) fn report(text: &str) -> Report {
    report_with(text, &Plan::default())
}

/// The report on a few lines and a plan.
pub(crate) fn report_with(text: &str, plan: &Plan) -> Report {
    let document = document(text);
    check(Subject {
        document: &document,
        plan,
    })
}

/// The findings as `rule line stated computed`.
pub(crate) fn findings(text: &str) -> Vec<String> {
    said(&report(text))
}

/// The findings of a report as `rule line stated computed`.
pub(crate) fn said(report: &Report) -> Vec<String> {
    let line = |at: &Place| match &at.spot {
        Spot::Line { line, .. } => line.to_string(),
        _ => at.to_string(),
    };
    report
        .findings
        .iter()
        .map(|f| {
            format!(
                "{} {} {} {}",
                f.rule,
                line(&f.at),
                f.stated.as_deref().unwrap_or("-"),
                f.computed.as_deref().unwrap_or("-")
            )
        })
        .collect()
}

/// The verified figures as `check line stated`.
pub(crate) fn verified(text: &str) -> Vec<String> {
    let line = |at: &Place| match &at.spot {
        Spot::Line { line, .. } => line.to_string(),
        _ => at.to_string(),
    };
    report(text)
        .verified
        .iter()
        .map(|v| format!("{} {} {}", v.rule, line(&v.at), v.stated))
        .collect()
}
