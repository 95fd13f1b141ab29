//! `POST /{code}/{plan}/booklet`: takes the choice, loads what is in it, and lets it be printed beside the pages.

use std::time::Instant;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::booklet::Part;
use gyokaku_paper::Paper;

use super::content::booklet;
use super::new::{LONGEST_LINE, form};
use super::{href, sender};
use crate::App;
use crate::access::{Right, demand_for, sight};
use crate::error::Problem;
use crate::form::{FieldErrors, FormData};
use crate::formats::Called;
use crate::loaded::load;
use crate::path::{PlanAt, UrlPath};
use crate::person::{Person, Viewer};
use crate::printing::{begin, imprint};

pub(crate) async fn create(
    State(app): State<App>,
    person: Person,
    viewer: Viewer,
    UrlPath(at): UrlPath<PlanAt>,
    sent: FormData,
) -> Result<Response, Problem> {
    demand_for(&person, Right::SeeDrafts, &at.code.0, None)?;
    let sender = sender(&at, &person);
    // A second click finds the first at work.
    if let Some(waiting) = app.printing().waiting(&sender, Instant::now()) {
        return Ok(Redirect::to(&format!("{}/{waiting}", href(&at))).into_response());
    }
    let loaded = load(&app, &at, &sight(&viewer, &at)).await?;
    let parts: Vec<Part> = chosen(&sent)
        .into_iter()
        .filter(|part| part.is_in(loaded.plan(), loaded.editions()))
        .collect();
    let mut wrong = FieldErrors::default();
    if parts
        .iter()
        .all(|part| matches!(part, Part::Cover | Part::Contents | Part::Summary))
    {
        wrong.add("part", "表か個票を、一つは選んでください。");
    }
    let line = sent.line("line");
    if line.chars().count() > LONGEST_LINE {
        wrong.add("line", format!("{LONGEST_LINE}文字までで入力してください。"));
    }
    if !wrong.is_empty() {
        return form(&loaded, &viewer, &at, Some(&sent), wrong);
    }
    let paper = Paper::of_key(sent.raw("paper")).unwrap_or(Paper::FittingA4);
    let of = booklet(&app, &loaded, &viewer, &parts, line, paper).await?;
    let imprint = imprint(&app, &loaded, "")?;
    let called = Called::of(&at, &imprint, "冊子", "booklet");
    let id = begin(&app, sender, called, move || {
        gyokaku_paper::booklet(&of, &imprint)
    })?;
    Ok(Redirect::to(&format!("{}/{id}", href(&at))).into_response())
}

/// The parts that were chosen, by the numbers beside them; what has no number comes last.
fn chosen(sent: &FormData) -> Vec<Part> {
    let ticked = sent.all("part");
    let mut parts: Vec<Part> = Part::all().filter(|part| ticked.contains(&part.key())).collect();
    let position = |part: &Part| sent.number(&format!("order.{}", part.key())).unwrap_or(i64::MAX);
    parts.sort_by_key(position);
    parts
}
