//! The index of a search: each item as its folded text and as the pairs of characters in it.
//!
//! Not here: asking it (`super`).

use gyokaku_core::body::BodyCode;
use gyokaku_core::plan::Item;
use gyokaku_core::text::fold;

use crate::database::{ColumnType, Engine, Transaction, Value};
use crate::error::StoreError;

/// How many pairs of one item are kept; a `tsvector` may not exceed one megabyte.
const MOST_PAIRS: usize = 30_000;

/// The text of an item that is searched, folded field by field, a field a line.
fn folded(item: &Item) -> String {
    let texts = [
        &item.serial,
        &item.number,
        &Some(item.title.clone()),
        &item.content,
        &item.target,
        &item.schedule.text,
    ];
    let lists = item
        .references
        .iter()
        .chain(item.schedule.steps.iter().map(|s| &s.text))
        .chain(item.extra.iter().map(|e| &e.1));
    let departments = item.departments.all().map(|(_, label)| fold(label));
    let fields = texts
        .into_iter()
        .flatten()
        .chain(lists)
        .map(|text| fold(text))
        .chain(departments);
    fields
        .filter(|field| !field.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The pairs of a folded text, each once.
pub(super) fn pairs(folded: &str) -> Vec<(char, char)> {
    let pair = |line: &str| line.chars().zip(line.chars().skip(1)).collect::<Vec<_>>();
    let mut pairs: Vec<(char, char)> = folded.lines().flat_map(pair).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs.truncate(MOST_PAIRS);
    pairs
}

/// The words that are looked up in the index: the body, where it is known, so that the index is narrowed
/// to it at once, and the pairs.
pub(super) fn grams(body: Option<&BodyCode>, pairs: &[(char, char)]) -> String {
    gram_words(body.map(BodyCode::as_str), pairs)
}

fn gram_words(body: Option<&str>, pairs: &[(char, char)]) -> String {
    let mut words = Vec::from_iter(body.map(|body| format!("b{body}")));
    let gram = |(first, second): &(char, char)| format!("g{:x}x{:x}", u32::from(*first), u32::from(*second));
    words.extend(pairs.iter().map(gram));
    words.join(" ")
}

/// What is searched: the body's code, the plan's key, the item's identity and its folded text.
pub(crate) const SEARCHED: [&str; 4] = ["body_code", "plan_key", "id", "folded"];

/// How many items are held as pairs at a time.
const ITEMS_AT_A_TIME: usize = 500;

/// Brings the index up to date: `stale` are the items indexed so far that changed or are gone.
pub(crate) async fn index(
    tx: &mut Transaction,
    body: &BodyCode,
    key: &str,
    stale: &[&str],
    changed: &[&Item],
) -> Result<(), StoreError> {
    remove(tx, body, key, stale).await?;
    let row = |item: &&Item| -> Vec<Value> {
        let texts = [body.as_str(), key, &item.id, &folded(item)];
        texts.map(Value::from).into()
    };
    for items in changed.chunks(ITEMS_AT_A_TIME) {
        add(tx, items.iter().map(row).collect()).await?;
    }
    Ok(())
}

/// Adds items that the index does not know, as [`SEARCHED`].
pub(crate) async fn add(tx: &mut Transaction, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
    let grams = |row: &Vec<Value>| match &row[..] {
        [Value::Text(Some(body)), _, _, Value::Text(Some(folded))] => gram_words(Some(body), &pairs(folded)),
        _ => String::new(),
    };
    let grams: Vec<Value> = rows.iter().map(|row| grams(row).as_str().into()).collect();
    let engine = tx.engine();
    let names = SEARCHED.join(", ");
    match engine {
        Engine::Lite => {
            // Nobody else writes meanwhile, so the numbers are ours.
            let last = "SELECT COALESCE(MAX(number), 0) FROM item_search";
            let last: Vec<(i64,)> = tx.named("item_search", last, vec![]).await?;
            let last = last.first().map_or(0, |(last,)| *last);
            let number = |nth: usize| Value::from(last + 1 + nth as i64);
            let types = [
                ColumnType::Text,
                ColumnType::Text,
                ColumnType::Text,
                ColumnType::Text,
                ColumnType::Int,
            ];
            let sql = |rows| {
                format!(
                    "INSERT INTO item_search ({names}, number) {}",
                    engine.bound_rows(&types, rows, 0)
                )
            };
            let rows = rows.into_iter().enumerate().map(|(nth, mut row)| {
                row.push(number(nth));
                row
            });
            tx.run_rows(&sql, &[], &types, rows.collect()).await?;
            let types = [ColumnType::Int, ColumnType::Text];
            let sql = |rows| {
                format!(
                    "INSERT INTO item_grams (rowid, grams) {}",
                    engine.bound_rows(&types, rows, 0)
                )
            };
            let rows = grams
                .into_iter()
                .enumerate()
                .map(|(nth, grams)| vec![number(nth), grams]);
            tx.run_rows(&sql, &[], &types, rows.collect()).await
        }
        Engine::Pg => {
            let types = [ColumnType::Text; 5];
            let sql = |rows| {
                format!(
                    "INSERT INTO item_search ({names}, grams) SELECT a, b, c, d, to_tsvector('simple', e) FROM ({}) AS r (a, b, c, d, e)",
                    engine.bound_rows(&types, rows, 0)
                )
            };
            let rows = rows.into_iter().zip(grams).map(|(mut row, grams)| {
                row.push(grams);
                row
            });
            tx.run_rows(&sql, &[], &types, rows.collect()).await
        }
    }
}

async fn remove(tx: &mut Transaction, body: &BodyCode, key: &str, ids: &[&str]) -> Result<(), StoreError> {
    let engine = tx.engine();
    let bound = |rows| {
        format!(
            "body_code = {} AND plan_key = {} AND id IN ({})",
            engine.parameter(1),
            engine.parameter(2),
            engine.bound_rows(&[ColumnType::Text], rows, 2)
        )
    };
    let fixed = [body.as_str().into(), key.into()];
    let rows = || ids.iter().map(|id| vec![Value::from(*id)]).collect();
    if engine == Engine::Lite {
        let sql = |rows| {
            format!(
                "DELETE FROM item_grams WHERE rowid IN (SELECT number FROM item_search WHERE {})",
                bound(rows)
            )
        };
        tx.run_rows(&sql, &fixed, &[ColumnType::Text], rows()).await?;
    }
    let sql = |rows| format!("DELETE FROM item_search WHERE {}", bound(rows));
    tx.run_rows(&sql, &fixed, &[ColumnType::Text], rows()).await
}
