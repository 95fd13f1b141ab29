//! A published table as a file, at the address of its page with the ending of the format.

use axum::response::Response;
use gyokaku_core::table::{self, Published};

use super::ready::{Narrowing, ready};
use crate::App;
use crate::access::sight;
use crate::error::Problem;
use crate::filter::Filter;
use crate::formats::{Format, Leaving, Wanted, hand_out};
use crate::loaded::load;
use crate::path::PlanAt;
use crate::person::Viewer;
use crate::printing::{edition_words, imprint};

pub(crate) async fn file(
    app: App,
    at: PlanAt,
    published: &'static Published,
    format: Format,
    filter: Filter,
    wanted: Wanted,
    viewer: Viewer,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &sight(&viewer, &at)).await?;
    let mut of = String::new();
    let table = if *published == table::register::PUBLISHED {
        filter.register(loaded.plan())
    } else {
        let asked = Narrowing {
            year: filter.year,
            kind: wanted.kind.clone(),
            each: String::new(),
        };
        let ready = ready(&app, &loaded, published, &asked).await?;
        of = ready
            .edition
            .as_ref()
            .map_or_else(String::new, |head| edition_words(&loaded, head));
        ready.table
    };
    hand_out(
        &app,
        &viewer,
        &at,
        Leaving {
            table: &table,
            name: published.word,
            imprint: imprint(&app, &loaded, &of)?,
        },
        format,
        &wanted,
    )
    .await
}
