//! `/{code}/{plan}/review`: Keep, Problem, Try, each Try led to its items.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::document::Place;
use gyokaku_core::plan::Plan;
use gyokaku_core::review::TryItem;
use gyokaku_core::table;
use gyokaku_core::text::fold;

use crate::App;
use crate::error::{Problem, html};
use crate::loaded::{Loaded, Part, load};
use crate::path::{At, PlanAt};
use crate::person::Viewer;
use crate::show::page::Page;
use crate::show::places::anchor;
use crate::show::table::Shown;

#[derive(Template)]
#[template(path = "pages/register/retrospective/show.html")]
struct ReviewPage<'a> {
    page: Page,
    loaded: &'a Loaded,
    answer: String,
    source: Option<String>,
    titles: HashMap<String, String>,
    table: Option<Shown>,
}

impl ReviewPage<'_> {
    fn plan(&self) -> &Plan {
        self.loaded.plan()
    }

    fn at(&self, place: &Place) -> Option<String> {
        self.source
            .as_ref()
            .zip(anchor(place))
            .map(|(source, anchor)| format!("{source}#{anchor}"))
    }

    /// Where an item of a Try leads: to the item of that title, or else to its row of the crosswalk.
    fn leads_to(&self, item: &TryItem) -> Option<&String> {
        self.titles.get(&fold(&item.title))
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    At(at): At<PlanAt>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at).await?;
    let plan = loaded.plan();
    let table = table::review::table(plan);
    let mut titles = HashMap::new();
    for item in &plan.items {
        titles
            .entry(fold(&item.title))
            .or_insert_with(|| format!("{}/items/{}", loaded.href(), item.id));
    }
    let (answer, shown) = if plan.review.is_empty() {
        (
            "この計画の文書には、ふりかえりの記載がありません。".to_owned(),
            None,
        )
    } else {
        (
            table.summary.clone(),
            Some(loaded.shown("review", &table, Some(&loaded.href_of(Part::Review)), "")),
        )
    };
    html(&ReviewPage {
        page: loaded.page(Part::Review).seen_by(&viewer),
        answer,
        source: loaded.source_href(loaded.whole().of_review.as_deref()),
        titles,
        table: shown,
        loaded: &loaded,
    })
}
