//! A published table as a file, at the address of its page with the ending of the format.

use axum::response::Response;
use gyokaku_core::table::{self, Published, Table};

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

/// What an office calls a table: its title, which names the year where it is of one; its label where the title is that of
/// the plan.
fn office_word<'a>(table: &'a Table, published: &'a Published, plan: &str) -> &'a str {
    match table.title.is_empty() || table.title.starts_with(plan) {
        true => published.label,
        false => &table.title,
    }
}

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
    let (mut of, mut number) = (String::new(), String::new());
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
        number = ready
            .edition
            .as_ref()
            .map_or_else(String::new, |head| format!("_第{}版", head.number));
        ready.table
    };
    hand_out(
        &app,
        &viewer,
        &at,
        Leaving {
            table: &table,
            name: published.word,
            called: format!("{}{number}", office_word(&table, published, loaded.title())),
            imprint: imprint(&app, &loaded, &of)?,
        },
        format,
        &wanted,
    )
    .await
}
