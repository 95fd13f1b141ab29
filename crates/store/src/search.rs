//! Search (検索) over the items of a plan or of every plan, in Japanese and without a dictionary.
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
//! What is found in every released plan is everyone's, as the list of bodies is (`crate::release`).
//! Not here: ranking; items come in the order of the plan, which is the order people know.

mod index;

use gyokaku_core::body::BodyCode;
use gyokaku_core::text::fold;
use sqlx::FromRow;

use crate::Store;
use crate::database::{Engine, Value};
use crate::error::StoreError;
use crate::typed::Text;
use index::{grams, pairs};

pub(crate) use index::{SEARCHED, add, index};

/// How many words are heeded, and how many characters of each: nobody types more on purpose.
const MOST_WORDS: usize = 8;
const LONGEST_WORD: usize = 100;

/// An item that was found, with what is needed to name it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Hit {
    /// The body.
    #[sqlx(rename = "body_code", try_from = "Text")]
    pub body: BodyCode,
    /// The key of the plan.
    #[sqlx(rename = "plan_key")]
    pub plan: String,
    /// The identity of the item.
    pub id: String,
    /// Its printed number, or else its serial number.
    pub number: Option<String>,
    /// Its title.
    pub title: String,
    /// How many items of the same plan were found, those not listed included.
    #[sqlx(rename = "hits")]
    pub of_plan: i64,
}

/// What is looked for: the words that all have to occur, folded.
pub(crate) struct Question(Vec<String>);

impl Question {
    /// The words of a text, which white space parts; none where there is no word.
    pub(crate) fn of(text: &str) -> Option<Self> {
        // PostgreSQL cannot take this one character even in a question.
        let words = text.split(|c: char| c.is_whitespace() || c == '\0').map(fold);
        let words: Vec<String> = words
            .filter(|word| !word.is_empty())
            .take(MOST_WORDS)
            .map(|word| word.chars().take(LONGEST_WORD).collect())
            .collect();
        (!words.is_empty()).then_some(Self(words))
    }

    /// How many words.
    pub(crate) fn words(&self) -> usize {
        self.0.len()
    }

    /// The pairs of characters in the words; none where every word is one character.
    pub(crate) fn pairs(&self) -> Option<Vec<(char, char)>> {
        let pairs: Vec<(char, char)> = self.0.iter().flat_map(|word| pairs(word)).collect();
        (!pairs.is_empty()).then_some(pairs)
    }

    /// The values of [`condition`]; the index knows each item by its body as well, where that is known.
    pub(crate) fn values(&self, body: Option<&BodyCode>) -> Vec<Value> {
        let escaped = |word: &String| word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = |word| Value::from(format!("%{}%", escaped(word)).as_str());
        let mut values: Vec<Value> = self.0.iter().map(like).collect();
        values.extend(self.pairs().map(|pairs| grams(body, &pairs).as_str().into()));
        values
    }
}

/// The condition that every word occurs, for so many words after so many parameters.
pub(crate) fn condition(engine: Engine, words: usize, with_pairs: bool, after: usize) -> String {
    let like = |nth| format!("s.folded LIKE ${nth} ESCAPE '\\'");
    let mut parts: Vec<String> = (after + 1..=after + words).map(like).collect();
    let at = after + words + 1;
    parts.extend(with_pairs.then(|| match engine {
        Engine::Lite => format!("s.number IN (SELECT rowid FROM item_grams WHERE item_grams MATCH ${at})"),
        Engine::Pg => format!("s.grams @@ plainto_tsquery('simple', ${at})"),
    }));
    parts.join(" AND ")
}

/// An item that was searched, beside itself.
const SEARCHED_ITEM: &str = "item_search s \
    JOIN item i ON i.body_code = s.body_code AND i.plan_key = s.plan_key AND i.id = s.id";

/// The statement that finds the items of one plan, for so many words.
pub(crate) fn in_plan(engine: Engine, words: usize, with_pairs: bool) -> String {
    format!(
        "SELECT s.id FROM {SEARCHED_ITEM} WHERE s.body_code = $1 AND s.plan_key = $2 AND {} ORDER BY i.ordinal",
        condition(engine, words, with_pairs, 2)
    )
}

/// The statement that finds the first items of every plan of a body, for so many words.
pub(crate) fn in_every_plan(engine: Engine, words: usize, with_pairs: bool) -> String {
    format!(
        "SELECT body_code, plan_key, id, number, title, hits FROM (\
        SELECT s.body_code, s.plan_key, s.id, COALESCE(i.number, i.serial) AS number, i.title, i.ordinal, \
        ROW_NUMBER() OVER (PARTITION BY s.body_code, s.plan_key ORDER BY i.ordinal) AS nth, \
        CAST(COUNT(*) OVER (PARTITION BY s.body_code, s.plan_key) AS BIGINT) AS hits \
        FROM {SEARCHED_ITEM} WHERE s.body_code = $2 AND {}) f WHERE nth <= $1 ORDER BY body_code, plan_key, ordinal",
        condition(engine, words, with_pairs, 2)
    )
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
        let Some(question) = Question::of(words) else {
            return Ok(Vec::new());
        };
        let mut values: Vec<Value> = vec![body.as_str().into(), key.into()];
        values.extend(question.values(Some(body)));
        let sql = in_plan(self.engine(), question.0.len(), question.pairs().is_some());
        let found: Vec<(String,)> = self.named("item_search", &sql, values).await?;
        Ok(found.into_iter().map(|(id,)| id).collect())
    }

    /// The items of all plans of a body, released or not, in which every word occurs, at most `limit` of each plan,
    /// plan by plan in the order of the list. No word at all finds nothing.
    pub async fn search_body(
        &self,
        body: &BodyCode,
        words: &str,
        limit: usize,
    ) -> Result<Vec<Hit>, StoreError> {
        let Some(question) = Question::of(words) else {
            return Ok(Vec::new());
        };
        let mut values: Vec<Value> = vec![
            i64::try_from(limit).unwrap_or(i64::MAX).into(),
            body.as_str().into(),
        ];
        values.extend(question.values(Some(body)));
        let sql = in_every_plan(self.engine(), question.words(), question.pairs().is_some());
        self.named("item_search", &sql, values).await
    }
}
