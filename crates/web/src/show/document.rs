//! A document as pages show it: line by line, with what was understood of it and what was found in it.
//!
//! Not here: reading it (`crate::reading`), the pages that it stands on.

use gyokaku_core::document::{Document, Place, Spot};
use gyokaku_core::finding::Finding;
use gyokaku_core::plan::Plan;
use gyokaku_exchange::read::Read;

use crate::show::places::{anchor, sentence};

/// How many lines one page shows at most, and about how many bytes of them.
const MOST_LINES: usize = 20_000;
const MOST_BYTES: usize = 16 << 20;

/// What is shown of a document: its first lines, and how many there are.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) all: usize,
    lines: Vec<Line>,
}

impl Shown {
    /// What is shown of a document, with what was found in it.
    pub(crate) fn of(read: &Read, found: &[Finding]) -> Self {
        let mut room = MOST_BYTES;
        let fits = |line: &&gyokaku_core::document::Line| {
            let size = line.text.len();
            let has_room = size <= room;
            room = room.saturating_sub(size);
            has_room
        };
        let shown = read
            .document
            .lines
            .iter()
            .take(MOST_LINES)
            .take_while(fits)
            .count();
        Self {
            all: read.document.lines.len(),
            lines: lines(&read.document, &read.plan, found, 0..shown),
        }
    }

    /// About how many bytes it holds.
    pub(crate) fn weight(&self) -> usize {
        let of_line = |line: &Line| {
            let words = line.cells.iter().map(|cell| cell.len() + size_of::<String>());
            let found = line.findings.iter().map(|(_, _, words)| words.len() + 64);
            size_of::<Line>()
                + line.anchor.len()
                + line.label.len()
                + words.sum::<usize>()
                + found.sum::<usize>()
        };
        self.lines.iter().map(of_line).sum()
    }

    /// The first lines.
    pub(crate) fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// How many lines there are, how many are shown, and of how many a value was read.
    pub(crate) fn answer(&self) -> String {
        let (all, shown) = (self.all, self.lines.len());
        let marked = self.lines.iter().filter(|line| line.understood).count();
        match shown < all {
            true => format!(
                "{all}行のうち、はじめの{shown}行を表示しています。そのうち{marked}行から値を読み取りました。"
            ),
            false => format!("{all}行のうち、{marked}行から値を読み取りました。"),
        }
    }
}

/// A line of a document as shown.
#[derive(Debug)]
pub(crate) struct Line {
    /// Its anchor, its number.
    pub(crate) anchor: String,
    pub(crate) label: String,
    /// Its cells; one for a line of text.
    pub(crate) cells: Vec<String>,
    /// Whether something was understood there.
    pub(crate) understood: bool,
    /// What does not fit there.
    pub(crate) findings: Vec<(&'static str, &'static str, String)>,
}

/// The lines of a document with what was understood of them and what does not fit.
pub(crate) fn lines(
    document: &Document,
    plan: &Plan,
    findings: &[Finding],
    shown: std::ops::Range<usize>,
) -> Vec<Line> {
    let understood = understood(plan);
    let mut found: std::collections::HashMap<String, Vec<&Finding>> = std::collections::HashMap::new();
    for finding in findings {
        if let Some(anchor) = anchor(&finding.at) {
            found.entry(anchor).or_default().push(finding);
        }
    }
    document
        .lines
        .iter()
        .skip(shown.start)
        .take(shown.len())
        .map(|line| {
            let anchor = anchor(&line.at).unwrap_or_default();
            let mut text = line.text.clone();
            text.retain(|c| c == '\t' || !gyokaku_core::text::is_invisible(c));
            Line {
                label: match &line.at.spot {
                    Spot::Line { line, .. } => line.to_string(),
                    Spot::Cell { sheet, row, .. } => format!("{sheet} {}", row + 1),
                    Spot::Page { .. } => line.at.to_string(),
                    Spot::Element { .. } | Spot::Nowhere => String::new(),
                },
                cells: text.split('\t').map(str::to_owned).collect(),
                understood: understood.contains(&anchor),
                findings: found
                    .get(&anchor)
                    .into_iter()
                    .flatten()
                    .map(|f| (f.severity.key(), f.severity.label(), sentence(f)))
                    .collect(),
                anchor,
            }
        })
        .collect()
}

/// The anchors of the lines that something was understood of.
fn understood(plan: &Plan) -> std::collections::HashSet<String> {
    let mut places: Vec<&Place> = vec![&plan.at];
    places.extend(plan.sections.iter().map(|s| &s.at));
    for item in &plan.items {
        let p = &item.places;
        places.extend([
            &item.at,
            &p.number,
            &p.title,
            &p.content,
            &p.target,
            &p.schedule,
            &p.departments,
        ]);
        places.extend(item.schedule.steps.iter().map(|s| &s.at));
    }
    places.extend(plan.editions.iter().map(|e| &e.at));
    places.extend(plan.scales.iter().map(|s| &s.at));
    places.extend(plan.progress.iter().map(|p| &p.at));
    places.extend(plan.evaluations.iter().map(|e| &e.at));
    places.extend(plan.effects.iter().map(|e| &e.at));
    places.extend(plan.stated_amounts.iter().map(|s| &s.at));
    places.extend(plan.indicators.iter().flat_map(|k| &k.values).map(|v| &v.at));
    places.extend(plan.crosswalk.iter().map(|e| &e.at));
    let review = &plan.review;
    places.extend(review.keep.iter().chain(&review.problem).map(|p| &p.at));
    places.extend(review.try_next.iter().map(|t| &t.at));
    places.extend(review.try_next.iter().flat_map(|t| &t.items).map(|i| &i.at));
    let frame = &plan.frame;
    for list in [
        &frame.ideals,
        &frame.themes,
        &frame.promotion,
        &frame.higher_plans,
    ] {
        places.extend(list.iter().map(|s| &s.at));
    }
    for groups in [
        &frame.circumstances,
        &frame.viewpoints,
        &frame.directions,
        &frame.chapters,
    ] {
        places.extend(groups.iter().map(|g| &g.at));
        places.extend(groups.iter().flat_map(|g| &g.points).map(|s| &s.at));
    }
    places.extend(plan.notes.iter().map(|n| &n.at));
    places.extend(plan.statements.iter().map(|s| &s.at));
    places.extend(plan.annotations.iter().map(|a| &a.at));
    places.into_iter().filter_map(anchor).collect()
}
