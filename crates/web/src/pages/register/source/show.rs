//! `/{code}/{plan}/sources/{id}`: the text of a document, line by line, with what was found in it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::document::{Document, Place, Spot};
use gyokaku_core::finding::Finding;
use gyokaku_core::plan::Plan;

use crate::App;
use crate::access::sight;
use crate::error::{Problem, html};
use crate::loaded::load;
use crate::path::{Id, PlanPartAt, UrlPath};
use crate::person::Viewer;
use crate::reading::NotRead;
use crate::show::page::Page;
use crate::show::places::{anchor, sentence};
use crate::tab::Tab;

/// How many lines one page shows at most.
pub(crate) const MOST_LINES: usize = 20_000;

#[derive(Template)]
#[template(path = "pages/register/source/show.html")]
struct SourcePage {
    page: Page,
    name: String,
    answer: String,
    lines: Vec<Line>,
}

/// A line of a document as shown.
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

pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<PlanPartAt>,
) -> Result<Response, Problem> {
    let id = Id::new(&at.id).ok_or(Problem::NotFound)?;
    let loaded = load(&app, &at.plan(), &sight(&viewer, &at.plan())).await?;
    // A document of another plan of the body is not this plan's source.
    if !loaded.stored().sources.iter().any(|s| s.id == id.as_str()) {
        return Err(Problem::NotFound);
    }
    let (head, bytes) = app
        .store()
        .source(&at.code.0, id.as_str())
        .await?
        .ok_or(Problem::NotFound)?;
    let read = app
        .reading()
        .stored(&head.id, head.name.clone(), bytes)
        .await
        .map_err(|e| match e {
            NotRead::Document(e) => Problem::Unreadable(e.to_string()),
            NotRead::Program(e) => Problem::internal(std::io::Error::other(e)),
        })?;
    let all = read.document.lines.len();
    // What checking found is for who works on the plan.
    let found: &[Finding] = match loaded.is_for_the_public() {
        true => &[],
        false => &read.report.findings,
    };
    let lines = lines(&read.document, &read.plan, found, 0..MOST_LINES);
    let marked = lines.iter().filter(|l| l.understood).count();
    let answer = if all > MOST_LINES {
        format!(
            "{all}行のうち、はじめの{MOST_LINES}行を表示しています。そのうち{marked}行から値を読み取りました。"
        )
    } else {
        format!("{all}行のうち、{marked}行から値を読み取りました。")
    };
    let page = loaded.page(Tab::Plan).seen_by(&viewer);
    let mut page = Page {
        title: format!("{}｜{}", head.name, page.title),
        ..page
    };
    for tab in &mut page.tabs {
        tab.current = false;
    }
    html(&SourcePage {
        page,
        name: head.name,
        answer,
        lines,
    })
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
