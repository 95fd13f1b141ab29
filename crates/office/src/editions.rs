//! Editions as they were frozen, decoded: their heads, entries and tables, the latest of each round.
//!
//! Nothing is computed anew. Not here: freezing, and what an edition holds (`gyokaku_core::edition`).

use gyokaku_core::body::BodyCode;
use gyokaku_core::edition::{Edition, Entry, latest_of_rounds};
use gyokaku_core::release::Seen;
use gyokaku_core::round::Key;
use gyokaku_core::table::Table;
use gyokaku_exchange::shape::edition::{NotAnEdition, changes_of, entry_of, scale_of, table_of};
use gyokaku_store::{EditionHead, Store, StoreError};

/// Why an edition cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is stored is no edition.
    #[error(transparent)]
    Damaged(#[from] NotAnEdition),
    /// An edition has a number that none can have.
    #[error("確定版の番号{0}は使えません")]
    Number(i64),
}

/// The round and the number of an edition.
pub fn key(head: &EditionHead) -> (Key, i64) {
    (head.round, head.number)
}

/// An edition as the domain knows it.
///
/// # Errors
/// What is stored is no edition.
pub fn edition(head: &EditionHead) -> Result<Edition, Unread> {
    let number = |number: i64| u32::try_from(number).map_err(|_| Unread::Number(number));
    Ok(Edition {
        number: number(head.number)?,
        round: head.round,
        title: head.title.clone(),
        made_at: head.made_at.clone(),
        made_by: head.made_by.clone(),
        corrects: head.corrects.map(number).transpose()?,
        reason: head.reason.clone(),
        changes: changes_of(&head.changes)?,
        scale: scale_of(&head.scale)?,
        precedence: head.precedence.clone(),
    })
}

/// The entries of an edition.
///
/// # Errors
/// The store fails, or what is stored is no edition.
pub async fn entries(store: &Store, body: &BodyCode, plan: &str, number: i64) -> Result<Vec<Entry>, Unread> {
    let stored = store.edition_entries(body, plan, number).await?;
    stored.iter().map(|(_, text)| Ok(entry_of(text)?)).collect()
}

/// The tables of an edition, in order.
///
/// # Errors
/// The store fails, or what is stored is no edition.
pub async fn tables(
    store: &Store,
    body: &BodyCode,
    plan: &str,
    number: i64,
    seen: Seen<'_>,
) -> Result<Vec<Table>, Unread> {
    let stored = store.edition_tables(body, plan, number).await?;
    let seen_ones = stored.iter().filter(|(name, _)| seen.table(name));
    seen_ones
        .map(|(_, text)| Ok(seen.of_table(table_of(text)?)))
        .collect()
}

/// The editions of a plan that are seen, in the order in which they were frozen.
///
/// # Errors
/// The store fails.
pub async fn heads(
    store: &Store,
    body: &BodyCode,
    plan: &str,
    seen: Seen<'_>,
) -> Result<Vec<EditionHead>, StoreError> {
    let mut heads = store.editions(body, plan).await?;
    heads.retain(|head| seen.edition(head.number));
    Ok(heads)
}

/// The entries of one item in every edition that is seen and speaks of it, oldest first.
///
/// # Errors
/// The store fails, or what is stored is no edition.
pub async fn of_item(
    store: &Store,
    body: &BodyCode,
    plan: &str,
    item: &str,
    seen: Seen<'_>,
) -> Result<Vec<(EditionHead, Entry)>, Unread> {
    let stored = store.item_over_editions(body, plan, item).await?;
    let stored = stored.into_iter().filter(|(head, _)| seen.edition(head.number));
    stored
        .map(|(head, text)| Ok((head, seen.of_entry(entry_of(&text)?))))
        .collect()
}

/// The table of an edition with this name; none where it has no such table.
///
/// # Errors
/// The store fails, or what is stored is no edition.
pub async fn table(
    store: &Store,
    body: &BodyCode,
    plan: &str,
    number: i64,
    name: &str,
    seen: Seen<'_>,
) -> Result<Option<Table>, Unread> {
    let stored = store.edition_tables(body, plan, number).await?;
    let text = stored
        .iter()
        .find(|(known, _)| known == name && seen.table(known));
    text.map(|(_, text)| Ok(seen.of_table(table_of(text)?)))
        .transpose()
}

/// The latest edition of each round with its entries, the earliest round first.
///
/// # Errors
/// The store fails, or what is stored is no edition.
pub async fn of_rounds(
    store: &Store,
    body: &BodyCode,
    plan: &str,
    seen: Seen<'_>,
) -> Result<Vec<(Edition, Vec<Entry>)>, Unread> {
    let heads = heads(store, body, plan, seen).await?;
    let latest = latest_of_rounds(&heads, key);
    let numbers: Vec<i64> = latest.iter().map(|head| head.number).collect();
    let stored = store.entries_of_editions(body, plan, &numbers).await?;
    latest
        .into_iter()
        .map(|head| {
            let own = stored.iter().filter(|(number, _)| *number == head.number);
            let entries = own.map(|(_, text)| Ok::<_, Unread>(seen.of_entry(entry_of(text)?)));
            let entries = entries.collect::<Result<_, _>>()?;
            Ok((edition(head)?, entries))
        })
        .collect()
}
