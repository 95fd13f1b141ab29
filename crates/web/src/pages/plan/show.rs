//! `/{code}/{plan}`: a plan at a glance; each answer leads to its page.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::finding::Severity;
use gyokaku_core::plan::{EditionKind, Group, Period, Stated, Statement};
use gyokaku_core::table;

use crate::App;
use crate::error::{Problem, html};
use crate::loaded::{Loaded, Part, load};
use crate::path::{At, PlanAt};
use crate::picture::Picture;
use crate::show::page::Page;
use crate::show::places::anchor;
use crate::show::table::Shown;

#[derive(Template)]
#[template(path = "pages/plan/show.html")]
struct PlanPage<'a> {
    page: Page,
    loaded: &'a Loaded,
    answer: String,
    answers: Vec<(&'static str, String, String)>,
    picture: Option<Picture>,
    proof: Option<Shown>,
    outline: Option<Shown>,
    period: String,
    source: Option<String>,
    frame: Vec<(&'static str, Vec<FrameGroup<'a>>)>,
}

struct FrameGroup<'a> {
    title: &'a str,
    points: &'a [Stated],
}

impl PlanPage<'_> {
    /// A period as the plan writes its years.
    fn years(&self, period: &Period) -> String {
        let style = self.loaded.plan().year_style;
        format!("{}から{}まで", period.from.show(style), period.to.show(style))
    }

    /// The address of the place where something is said.
    fn at(&self, place: &gyokaku_core::document::Place) -> Option<String> {
        self.source.as_ref().zip(anchor(place)).map(|(source, anchor)| format!("{source}#{anchor}"))
    }
}

/// The word of an edition.
fn edition(kind: &EditionKind) -> &'static str {
    match kind {
        EditionKind::Original => "当初",
        EditionKind::Revised => "改定",
        EditionKind::FirstHalf => "前期",
        EditionKind::SecondHalf => "後期",
    }
}

/// A statement of the text as it was printed, or its value.
fn stated(statement: &Statement) -> String {
    if statement.stated.is_empty() { gyokaku_core::money::grouped(statement.value) } else { statement.stated.clone() }
}

pub(crate) async fn show(State(app): State<App>, At(at): At<PlanAt>) -> Result<Response, Problem> {
    let loaded = load(&app, &at).await?;
    let plan = loaded.plan();
    let progress = table::progress::table(plan, None);
    let effects = table::effects::table(plan);
    let crosswalk = table::crosswalk::table(plan);
    let review = table::review::table(plan);
    let outline = table::outline::table(plan);
    let mut answers = Vec::new();
    for (part, answer) in [
        (Part::Progress, &progress.answer),
        (Part::Effects, &effects.answer),
        (Part::Crosswalk, &crosswalk.answer),
        (Part::Review, &review.answer),
        (Part::Items, &outline.answer),
    ] {
        if !answer.is_empty() {
            answers.push((part.label(), answer.clone(), loaded.href_of(part)));
        }
    }
    answers.push((Part::Findings.label(), findings(&loaded), loaded.href_of(Part::Findings)));
    let answer = if answers.len() > 1 { answers.remove(0).1 } else { String::new() };
    // The picture shows what the first sentence says, and the table under it proves that.
    let (picture, proof) = if !progress.rows.is_empty() {
        let picture = super::super::progress::show::picture(&loaded, &progress, 0);
        (Some(picture), Some(loaded.shown("progress", &policies(progress), Some(&loaded.href_of(Part::Progress)), "")))
    } else if !effects.rows.is_empty() {
        let picture = super::super::effects::show::picture(plan);
        (Some(picture), Some(loaded.shown("effects", &effects, Some(&loaded.href_of(Part::Effects)), "")))
    } else {
        (None, None)
    };
    let file = format!("{}/outline", loaded.href());
    let outline = (!outline.rows.is_empty()).then(|| loaded.shown("outline", &outline, Some(&file), ""));
    let period = plan.period.map_or_else(
        || "記載なし".to_owned(),
        |p| format!("{}から{}まで", p.from.show(plan.year_style), p.to.show(plan.year_style)),
    );
    html(&PlanPage {
        page: loaded.page(Part::Plan),
        answer,
        answers,
        picture,
        proof,
        outline,
        period,
        source: loaded.source_href(None),
        frame: frame(&loaded),
        loaded: &loaded,
    })
}

/// Only the highest level of the progress table; the whole one has its own page.
fn policies(mut progress: table::Table) -> table::Table {
    if let Some(at) = progress.column("examples") {
        progress.columns.remove(at);
        for row in &mut progress.rows {
            if at < row.cells.len() {
                row.cells.remove(at);
            }
        }
    }
    progress.rows.retain(|row| row.level == 0);
    progress
}

fn findings(loaded: &Loaded) -> String {
    let (mut verified, mut counts) = (0, [0usize; 3]);
    for (_, report) in loaded.reports() {
        verified += report.verified.len();
        for finding in &report.findings {
            let at = match finding.severity {
                Severity::Error => 0,
                Severity::Warning => 1,
                Severity::Note => 2,
            };
            if let Some(count) = counts.get_mut(at) {
                *count += 1;
            }
        }
    }
    let [errors, warnings, notes] = counts;
    match (verified, errors + warnings + notes) {
        (0, 0) => "気になるところはありません。".to_owned(),
        (_, 0) => format!("計算し直した{verified}の数値は、すべて合っています。"),
        _ => format!("{verified}の数値を検算し、不一致{errors}、注意{warnings}、参考{notes}があります。"),
    }
}

fn frame(loaded: &Loaded) -> Vec<(&'static str, Vec<FrameGroup<'_>>)> {
    let frame = &loaded.plan().frame;
    let one = |points: &'static str, list| (points, list);
    let stated = |list: &'_ [Stated]| -> bool { !list.is_empty() };
    let mut parts: Vec<(&'static str, Vec<FrameGroup<'_>>)> = Vec::new();
    for (name, list) in [
        ("基本理念", &frame.ideals),
        ("基本テーマ", &frame.themes),
        ("推進体制", &frame.bodies),
        ("上位計画との関係", &frame.higher_plans),
    ] {
        if stated(list) {
            parts.push(one(name, vec![FrameGroup { title: "", points: list }]));
        }
    }
    let groups = |list: &'_ [Group]| -> bool { list.iter().any(|g| !g.points.is_empty()) };
    for (name, list) in [
        ("環境の変化", &frame.circumstances),
        ("改定の視点", &frame.viewpoints),
        ("方向性・充実する取組", &frame.directions),
    ] {
        if groups(list) {
            parts.push((name, list.iter().map(|g| FrameGroup { title: &g.title, points: &g.points }).collect()));
        }
    }
    parts
}
