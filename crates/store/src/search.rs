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

use std::collections::BTreeSet;

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

/// The pairs of a folded text as words, each once.
fn pairs(folded: &str) -> BTreeSet<String> {
    let mut pairs = BTreeSet::new();
    for line in folded.lines() {
        let chars: Vec<char> = line.chars().collect();
        pairs.extend(
            chars
                .windows(2)
                .map(|pair| format!("g{:x}x{:x}", pair[0] as u32, pair[1] as u32))
                .take(MOST_PAIRS - pairs.len().min(MOST_PAIRS)),
        );
    }
    pairs
}

/// The word that stands for a body among the pairs, so that the index is narrowed to it at once.
fn body_word(body: &BodyCode) -> String {
    format!("b{body}")
}

/// Brings the index up to date with items that changed and items that are gone.
pub(crate) async fn index<'a>(
    session: &mut Session,
    body: &BodyCode,
    key: &str,
    changed: impl Iterator<Item = &'a Item>,
    gone: &[&str],
) -> Result<(), StoreError> {
    for id in gone {
        remove(session, body, key, id).await?;
    }
    for item in changed {
        remove(session, body, key, &item.id).await?;
        let folded = folded(item);
        let words = std::iter::once(body_word(body))
            .chain(pairs(&folded))
            .collect::<Vec<_>>()
            .join(" ");
        let mut values: Vec<Value> = vec![
            body.as_str().into(),
            key.into(),
            item.id.as_str().into(),
            folded.as_str().into(),
        ];
        match session.engine() {
            Engine::Lite => {
                let sql = "INSERT INTO item_search (body_code, plan_key, id, folded) VALUES ($1, $2, $3, $4) RETURNING number";
                let number = session
                    .rows("item_search", sql, values, &[Holds::Int])
                    .await?
                    .into_iter()
                    .flatten()
                    .next();
                let values = vec![number.unwrap_or(Value::Int(None)), words.as_str().into()];
                session
                    .run("INSERT INTO item_grams (rowid, grams) VALUES ($1, $2)", values)
                    .await?;
            }
            Engine::Pg => {
                values.push(words.as_str().into());
                let sql = "INSERT INTO item_search (body_code, plan_key, id, folded, grams) VALUES ($1, $2, $3, $4, to_tsvector('simple', $5))";
                session.run(sql, values).await?;
            }
        }
    }
    Ok(())
}

async fn remove(session: &mut Session, body: &BodyCode, key: &str, id: &str) -> Result<(), StoreError> {
    let values = || vec![body.as_str().into(), key.into(), id.into()];
    if session.engine() == Engine::Lite {
        let sql = "DELETE FROM item_grams WHERE rowid IN (SELECT number FROM item_search WHERE body_code = $1 AND plan_key = $2 AND id = $3)";
        session.run(sql, values()).await?;
    }
    session
        .run(
            "DELETE FROM item_search WHERE body_code = $1 AND plan_key = $2 AND id = $3",
            values(),
        )
        .await?;
    Ok(())
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
        let wanted: BTreeSet<String> = words.iter().flat_map(|word| pairs(word)).collect();
        let with_pairs = !wanted.is_empty();
        if with_pairs {
            let wanted: Vec<String> = std::iter::once(body_word(body)).chain(wanted).collect();
            values.push(wanted.join(" ").as_str().into());
        }
        let sql = statement(self.engine(), words.len(), with_pairs);
        let rows = self.rows("item_search", &sql, values, &[Holds::Text]).await?;
        rows.into_iter()
            .map(|values| Fields::new("item_search", key.to_owned(), values).text())
            .collect()
    }
}
