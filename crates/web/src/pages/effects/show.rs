//! `/{code}/{plan}/effects`: amounts by year, vintage beside vintage, and the difference.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::money::{Rounding, Unit};
use gyokaku_core::plan::Plan;
use gyokaku_core::table;

use crate::App;
use crate::error::{Problem, html};
use crate::loaded::{Part, load};
use crate::path::{At, PlanAt};
use crate::picture::{Picture, effects};
use crate::show::page::Page;
use crate::show::table::Shown;

#[derive(Template)]
#[template(path = "pages/effects/show.html")]
struct EffectsPage {
    page: Page,
    answer: String,
    picture: Option<Picture>,
    table: Option<Shown>,
}

pub(crate) async fn show(State(app): State<App>, At(at): At<PlanAt>) -> Result<Response, Problem> {
    let loaded = load(&app, &at).await?;
    let plan = loaded.plan();
    if plan.effects.is_empty() {
        return html(&EffectsPage {
            page: loaded.page(Part::Effects),
            answer: "この計画の文書には、効果額の記載がありません。".into(),
            picture: None,
            table: None,
        });
    }
    let table = table::effects::table(plan);
    html(&EffectsPage {
        page: loaded.page(Part::Effects),
        answer: table.answer.clone(),
        picture: Some(picture(plan)),
        table: Some(loaded.shown("effects", &table, Some(&loaded.href_of(Part::Effects)), "")),
    })
}

/// The sums of each vintage by fiscal year.
pub(crate) fn picture(plan: &Plan) -> Picture {
    let unit = table::effects::table(plan).unit.unwrap_or(Unit::Yen);
    let years = table::effects::years(plan);
    let series: Vec<effects::Series> = table::effects::series(plan)
        .iter()
        .map(|one| effects::Series {
            label: one.name.clone(),
            values: years
                .iter()
                .map(|y| {
                    one.sum(None, Some(*y))
                        .map(|yen| yen.in_unit(unit, Rounding::HalfUp))
                })
                .collect(),
        })
        .collect();
    let years: Vec<String> = years.iter().map(|y| y.show(plan.year_style)).collect();
    Picture::draw("effects", |width, id| {
        effects::draw(width, id, "年度ごとの効果額", unit.name(), &years, &series)
    })
}
