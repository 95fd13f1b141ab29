//! A place in a document as an address, and the findings that stand at a place.

use std::collections::HashMap;

use gyokaku_core::document::{Place, Spot};
use gyokaku_core::finding::Finding;

/// The anchor of a place on the page of its source; none for a place that is nowhere.
pub(crate) fn anchor(place: &Place) -> Option<String> {
    match &place.spot {
        Spot::Line { line, .. } => Some(format!("L{line}")),
        Spot::Cell { sheet, row, .. } => Some(row_anchor(sheet, *row)),
        Spot::Page { page, table, row, .. } => Some(format!("P{page}-{table}-{row}")),
        Spot::Element { .. } | Spot::Nowhere => None,
    }
}

/// The anchor of a row of a workbook.
fn row_anchor(sheet: &str, row: u32) -> String {
    let sheet: String = sheet
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect();
    format!("S-{sheet}-{}", row + 1)
}

/// The findings of one document by where they stand. A finding about a whole line stands at the first cell of that line.
#[derive(Debug, Default)]
pub(crate) struct Marks<'a> {
    exact: HashMap<Spot, Vec<&'a Finding>>,
    lines: HashMap<u32, Vec<&'a Finding>>,
}

impl<'a> Marks<'a> {
    /// Sorts findings by place.
    pub(crate) fn of(findings: &'a [Finding]) -> Self {
        let mut marks = Marks::default();
        for finding in findings {
            match &finding.at.spot {
                Spot::Line { line, column: 0 } => marks.lines.entry(*line).or_default().push(finding),
                Spot::Nowhere => {}
                spot => marks.exact.entry(spot.clone()).or_default().push(finding),
            }
        }
        marks
    }

    /// The findings at exactly this place.
    pub(crate) fn at(&self, place: &Place) -> &[&'a Finding] {
        self.exact.get(&place.spot).map(Vec::as_slice).unwrap_or_default()
    }

    /// The findings about the line of this place as a whole.
    pub(crate) fn on_line(&self, place: &Place) -> &[&'a Finding] {
        match &place.spot {
            Spot::Line { line, .. } => self.lines.get(line).map(Vec::as_slice).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.lines.is_empty()
    }
}

/// What a finding says in one breath: what does not fit, both figures, what to do.
pub(crate) fn sentence(finding: &Finding) -> String {
    let mut words = finding.message.clone();
    if let (Some(stated), Some(computed)) = (&finding.stated, &finding.computed) {
        words.push_str(&format!("（記載 {stated}／計算 {computed}）"));
    }
    if !finding.hint.is_empty() {
        words.push(' ');
        words.push_str(&finding.hint);
    }
    words
}
