//! Search (検索) over the items of a plan, in Japanese and without a dictionary.
//!
//! Why a key of our own: FTS5's trigrams find no word of two characters, and most words of this field
//! have two (財政, 収納); PostgreSQL's own parsers take a Japanese sentence for one word; a dictionary
//! of morphemes would differ between engines and miss the names of systems. So each item is stored
//! as its folded text and as the pairs of neighbouring characters in it, each pair written as a word
//! of hexadecimal digits that no tokenizer of either engine takes apart. The pairs are looked up in
//! FTS5 or in a `tsvector('simple')`; what they find is confirmed on the folded text with LIKE, so
//! that both engines answer alike and pairs that only happen to occur together are no hit. A word
//! of one character has no pair and is looked for with LIKE alone.
//! Full-width and half-width forms are alike because both sides pass `gyokaku_core::text::fold`.
//! Not here: ranking; items come in the order of the plan, which is the order people know.

use std::fmt::Write;

use gyokaku_core::body::BodyCode;
use gyokaku_core::plan::Item;
use gyokaku_core::text::fold;

use crate::Store;
use crate::database::{Engine, Fields, Session, Value};
use crate::error::StoreError;
use crate::schema::Holds;

/// How many words are heeded, and how many characters of each: nobody types more on purpose.
const MOST_WORDS: usize = 8;
const LONGEST_WORD: usize = 100;

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
pub(crate) fn pairs(folded: &str) -> Vec<(char, char)> {
    let pair = |line: &str| line.chars().zip(line.chars().skip(1)).collect::<Vec<_>>();
    let mut pairs: Vec<(char, char)> = folded.lines().flat_map(pair).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs.truncate(MOST_PAIRS);
    pairs
}

/// The words that are looked up in the index: the body, so that the index is narrowed to it at once,
/// and the pairs.
pub(crate) fn grams(body: &str, pairs: &[(char, char)]) -> String {
    let mut words = format!("b{body}");
    for (first, second) in pairs {
        // Writing to a text cannot fail.
        let _ = write!(words, " g{:x}x{:x}", u32::from(*first), u32::from(*second));
    }
    words
}

/// What is searched: the body's code, the plan's key, the item's identity and its folded text.
pub(crate) const SEARCHED: [&str; 4] = ["body_code", "plan_key", "id", "folded"];

/// How many items are held as pairs at a time.
const ITEMS_AT_A_TIME: usize = 500;

/// Brings the index up to date: `stale` are the items indexed so far that changed or are gone.
pub(crate) async fn index(
    session: &mut Session,
    body: &BodyCode,
    key: &str,
    stale: &[&str],
    changed: &[&Item],
) -> Result<(), StoreError> {
    remove(session, body, key, stale).await?;
    let row = |item: &&Item| -> Vec<Value> {
        let texts = [body.as_str(), key, &item.id, &folded(item)];
        texts.map(Value::from).into()
    };
    for items in changed.chunks(ITEMS_AT_A_TIME) {
        add(session, items.iter().map(row).collect()).await?;
    }
    Ok(())
}

/// Adds items that the index does not know, as [`SEARCHED`].
pub(crate) async fn add(session: &mut Session, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
    let grams = |row: &Vec<Value>| match &row[..] {
        [Value::Text(Some(body)), _, _, Value::Text(Some(folded))] => grams(body, &pairs(folded)),
        _ => String::new(),
    };
    let grams: Vec<Value> = rows.iter().map(|row| grams(row).as_str().into()).collect();
    let engine = session.engine();
    let names = SEARCHED.join(", ");
    match engine {
        Engine::Lite => {
            // Nobody else writes meanwhile, so the numbers are ours.
            let last = "SELECT COALESCE(MAX(number), 0) FROM item_search";
            let last = session.rows("item_search", last, vec![], &[Holds::Int]).await?;
            let last = last.into_iter().next().unwrap_or_default();
            let last = Fields::new("item_search", "-".into(), last).int()?;
            let number = |nth: usize| Value::from(last + 1 + nth as i64);
            let holds = [Holds::Text, Holds::Text, Holds::Text, Holds::Text, Holds::Int];
            let sql = |rows| {
                format!(
                    "INSERT INTO item_search ({names}, number) {}",
                    engine.bound_rows(&holds, rows, 0)
                )
            };
            let rows = rows.into_iter().enumerate().map(|(nth, mut row)| {
                row.push(number(nth));
                row
            });
            session.run_rows(&sql, &[], &holds, rows.collect()).await?;
            let holds = [Holds::Int, Holds::Text];
            let sql = |rows| {
                format!(
                    "INSERT INTO item_grams (rowid, grams) {}",
                    engine.bound_rows(&holds, rows, 0)
                )
            };
            let rows = grams
                .into_iter()
                .enumerate()
                .map(|(nth, grams)| vec![number(nth), grams]);
            session.run_rows(&sql, &[], &holds, rows.collect()).await
        }
        Engine::Pg => {
            let holds = [Holds::Text; 5];
            let sql = |rows| {
                format!(
                    "INSERT INTO item_search ({names}, grams) SELECT a, b, c, d, to_tsvector('simple', e) FROM ({}) AS r (a, b, c, d, e)",
                    engine.bound_rows(&holds, rows, 0)
                )
            };
            let rows = rows.into_iter().zip(grams).map(|(mut row, grams)| {
                row.push(grams);
                row
            });
            session.run_rows(&sql, &[], &holds, rows.collect()).await
        }
    }
}

async fn remove(session: &mut Session, body: &BodyCode, key: &str, ids: &[&str]) -> Result<(), StoreError> {
    let engine = session.engine();
    let bound = |rows| {
        format!(
            "body_code = {} AND plan_key = {} AND id IN ({})",
            engine.parameter(1),
            engine.parameter(2),
            engine.bound_rows(&[Holds::Text], rows, 2)
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
        session.run_rows(&sql, &fixed, &[Holds::Text], rows()).await?;
    }
    let sql = |rows| format!("DELETE FROM item_search WHERE {}", bound(rows));
    session.run_rows(&sql, &fixed, &[Holds::Text], rows()).await
}

/// The statement that finds items, for so many words.
pub(crate) fn statement(engine: Engine, words: usize, with_pairs: bool) -> String {
    let mut sql = String::from(
        "SELECT s.id FROM item_search s JOIN item i ON i.body_code = s.body_code AND i.plan_key = s.plan_key AND i.id = s.id \
        WHERE s.body_code = $1 AND s.plan_key = $2",
    );
    for nth in 0..words {
        sql.push_str(&format!(" AND s.folded LIKE ${} ESCAPE '\\'", nth + 3));
    }
    if with_pairs {
        let at = words + 3;
        sql.push_str(&match engine {
            Engine::Lite => {
                format!(" AND s.number IN (SELECT rowid FROM item_grams WHERE item_grams MATCH ${at})")
            }
            Engine::Pg => format!(" AND s.grams @@ plainto_tsquery('simple', ${at})"),
        });
    }
    sql + " ORDER BY i.ordinal"
}

impl Store {
    /// The items of a plan in which every word occurs, as identities in the order of the plan.
    /// Words are parted by white space; no word at all finds nothing.
    pub async fn search_items(
        &self,
        body: &BodyCode,
        key: &str,
        words: &str,
    ) -> Result<Vec<String>, StoreError> {
        // PostgreSQL cannot take this one character even in a question.
        let words = words
            .split(|c: char| c.is_whitespace() || c == '\0')
            .map(fold)
            .filter(|word| !word.is_empty());
        let words: Vec<String> = words
            .take(MOST_WORDS)
            .map(|word| word.chars().take(LONGEST_WORD).collect())
            .collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let escaped = |word: &String| word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let mut values: Vec<Value> = vec![body.as_str().into(), key.into()];
        values.extend(
            words
                .iter()
                .map(|word| Value::from(format!("%{}%", escaped(word)).as_str())),
        );
        let wanted: Vec<(char, char)> = words.iter().flat_map(|word| pairs(word)).collect();
        let with_pairs = !wanted.is_empty();
        if with_pairs {
            values.push(grams(body.as_str(), &wanted).as_str().into());
        }
        let sql = statement(self.engine(), words.len(), with_pairs);
        let rows = self.rows("item_search", &sql, values, &[Holds::Text]).await?;
        rows.into_iter()
            .map(|values| Fields::new("item_search", key.to_owned(), values).text())
            .collect()
    }
}
