//! `/{code}/{plan}/indicators`: targets and actuals by year.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::table;

use crate::App;
use crate::error::{Problem, html};
use crate::loaded::{Part, load};
use crate::path::{At, PlanAt};
use crate::person::Viewer;
use crate::picture::{Picture, Width, indicator};
use crate::show::page::Page;
use crate::show::table::Shown;

/// How many indicators are drawn at most; the table below holds all.
const MOST_PICTURES: usize = 12;

#[derive(Template)]
#[template(path = "pages/register/indicators/show.html")]
struct IndicatorsPage {
    page: Page,
    answer: String,
    pictures: Vec<(String, Picture)>,
    table: Option<Shown>,
}

pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    At(at): At<PlanAt>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at).await?;
    let plan = loaded.plan();
    let table = table::indicators::table(plan);
    let pictures = plan
        .indicators
        .iter()
        .enumerate()
        .filter(|(_, one)| indicator::draw(Width::Wide, "", one).is_some())
        .take(MOST_PICTURES)
        .map(|(n, one)| {
            let picture = Picture::draw(&format!("indicator-{n}"), |width, id| {
                indicator::draw(width, id, one).unwrap_or_default()
            });
            (format!("{}（{}）", one.name, one.unit), picture)
        })
        .collect();
    let (answer, shown) = if table.rows.is_empty() {
        ("この計画の文書には、指標の記載がありません。".to_owned(), None)
    } else {
        (
            table.summary.clone(),
            Some(loaded.shown("indicators", &table, Some(&loaded.href_of(Part::Indicators)), "")),
        )
    };
    html(&IndicatorsPage {
        page: loaded.page(Part::Indicators).seen_by(&viewer),
        answer,
        pictures,
        table: shown,
    })
}
