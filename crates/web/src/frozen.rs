//! Editions as the pages use them: decoded, the latest of each round, never computed anew.
//!
//! Not here: freezing (`pages::year::closing`), what an edition holds (`gyokaku_core::edition`).

use gyokaku_core::body::BodyCode;
use gyokaku_core::edition::{Change, Edition, Entry, latest_of_rounds};
use gyokaku_core::round::Key;
use gyokaku_core::table::Table;
use gyokaku_exchange::shape::edition::{changes_of, entry_of, scale_of, table_of};
use gyokaku_store::EditionHead;

use crate::App;
use crate::error::Problem;

/// The round and the number of an edition.
pub(crate) fn key(head: &EditionHead) -> (Key, i64) {
    (head.round, head.number)
}

/// An edition as the domain knows it.
pub(crate) fn edition(head: &EditionHead) -> Result<Edition, Problem> {
    let number = |number: i64| u32::try_from(number).map_err(Problem::internal);
    Ok(Edition {
        number: number(head.number)?,
        round: head.round,
        title: head.title.clone(),
        made_at: head.made_at.clone(),
        made_by: head.made_by.clone(),
        corrects: head.corrects.map(number).transpose()?,
        reason: head.reason.clone(),
        changes: changes(head)?,
        scale: scale_of(&head.scale).map_err(Problem::internal)?,
        precedence: head.precedence.clone(),
    })
}

/// What a correction changed.
pub(crate) fn changes(head: &EditionHead) -> Result<Vec<Change>, Problem> {
    changes_of(&head.changes).map_err(Problem::internal)
}

/// The entry of a text.
pub(crate) fn entry(text: &str) -> Result<Entry, Problem> {
    entry_of(text).map_err(Problem::internal)
}

/// The entries of an edition.
pub(crate) async fn entries(
    app: &App,
    body: &BodyCode,
    plan: &str,
    number: i64,
) -> Result<Vec<Entry>, Problem> {
    let stored = app.store().edition_entries(body, plan, number).await?;
    stored.iter().map(|(_, text)| entry(text)).collect()
}

/// The tables of an edition, in order.
pub(crate) async fn tables(
    app: &App,
    body: &BodyCode,
    plan: &str,
    number: i64,
) -> Result<Vec<Table>, Problem> {
    let stored = app.store().edition_tables(body, plan, number).await?;
    stored
        .iter()
        .map(|(_, text)| table_of(text).map_err(Problem::internal))
        .collect()
}

/// The latest edition of each round with its entries, the earliest round first.
pub(crate) async fn of_rounds(
    app: &App,
    body: &BodyCode,
    plan: &str,
) -> Result<Vec<(Edition, Vec<Entry>)>, Problem> {
    let heads = app.store().editions(body, plan).await?;
    let latest = latest_of_rounds(&heads, key);
    let numbers: Vec<i64> = latest.iter().map(|head| head.number).collect();
    let stored = app.store().entries_of_editions(body, plan, &numbers).await?;
    latest
        .into_iter()
        .map(|head| {
            let own = stored.iter().filter(|(number, _)| *number == head.number);
            let entries = own.map(|(_, text)| entry(text)).collect::<Result<_, _>>()?;
            Ok((edition(head)?, entries))
        })
        .collect()
}
