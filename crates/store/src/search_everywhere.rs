//! Search over the items of every plan of every body, in one statement, for the first page.
//!
//! The list of bodies is everyone's, and so is what is found here: published items by their titles.
//! This is the one question besides that list that is not bound to a body. How words are matched
//! stands in `search`. Not here: ranking.

use gyokaku_core::body::BodyCode;
use gyokaku_core::text::fold;

use crate::Store;
use crate::database::{Engine, Fields, Value};
use crate::error::StoreError;
use crate::schema::Holds;
use crate::search::{grams, pairs};

/// How many words are heeded, and how many characters of each, as in the search of one plan.
const MOST_WORDS: usize = 8;
const LONGEST_WORD: usize = 100;

/// An item that was found, with what is needed to name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The body.
    pub body: BodyCode,
    /// The key of the plan.
    pub plan: String,
    /// The identity of the item.
    pub id: String,
    /// Its printed number, or else its serial number.
    pub number: Option<String>,
    /// Its title.
    pub title: String,
    /// How many items of the same plan were found, those not listed included.
    pub of_plan: i64,
}

/// The statement, for so many words.
pub(crate) fn statement(engine: Engine, words: usize, with_pairs: bool) -> String {
    let mut sql = String::from(
        "SELECT body_code, plan_key, id, number, serial, title, hits FROM (\
        SELECT s.body_code, s.plan_key, s.id, i.number, i.serial, i.title, i.ordinal, \
        ROW_NUMBER() OVER (PARTITION BY s.body_code, s.plan_key ORDER BY i.ordinal) AS nth, \
        CAST(COUNT(*) OVER (PARTITION BY s.body_code, s.plan_key) AS BIGINT) AS hits \
        FROM item_search s JOIN item i ON i.body_code = s.body_code AND i.plan_key = s.plan_key AND i.id = s.id \
        WHERE 1 = 1",
    );
    for nth in 0..words {
        sql.push_str(&format!(" AND s.folded LIKE ${} ESCAPE '\\'", nth + 2));
    }
    if with_pairs {
        let at = words + 2;
        sql.push_str(&match engine {
            Engine::Lite => {
                format!(" AND s.number IN (SELECT rowid FROM item_grams WHERE item_grams MATCH ${at})")
            }
            Engine::Pg => format!(" AND s.grams @@ plainto_tsquery('simple', ${at})"),
        });
    }
    sql + ") f WHERE nth <= $1 ORDER BY body_code, plan_key, ordinal"
}

impl Store {
    /// The items of all plans in which every word occurs, at most `limit` of each plan, plan by plan
    /// in the order of the list of bodies. No word at all finds nothing.
    pub async fn search_everywhere(&self, words: &str, limit: usize) -> Result<Vec<Hit>, StoreError> {
        let words: Vec<String> = words
            .split(|c: char| c.is_whitespace() || c == '\0')
            .map(fold)
            .filter(|word| !word.is_empty())
            .take(MOST_WORDS)
            .map(|word| word.chars().take(LONGEST_WORD).collect())
            .collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let escaped = |word: &String| word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let mut values: Vec<Value> = vec![i64::try_from(limit).unwrap_or(i64::MAX).into()];
        values.extend(
            words
                .iter()
                .map(|word| Value::from(format!("%{}%", escaped(word)).as_str())),
        );
        let wanted: Vec<(char, char)> = words.iter().flat_map(|word| pairs(word)).collect();
        let with_pairs = !wanted.is_empty();
        if with_pairs {
            // The index knows each item by its body as well; here every body will do.
            let looked_up = grams("", &wanted);
            let looked_up = looked_up.split_once(' ').map_or("", |(_, pairs)| pairs);
            values.push(looked_up.into());
        }
        let sql = statement(self.engine(), words.len(), with_pairs);
        let holds = [
            Holds::Text,
            Holds::Text,
            Holds::Text,
            Holds::Text,
            Holds::Text,
            Holds::Text,
            Holds::Int,
        ];
        let rows = self.rows("item_search", &sql, values, &holds).await?;
        rows.into_iter()
            .map(|values| {
                let mut f = Fields::new("item_search", "-".into(), values);
                let code = f.text()?;
                let body = code.parse().map_err(|e| f.damaged(format!("{code}：{e}")))?;
                let (plan, id, number, serial) = (f.text()?, f.text()?, f.text_or_none()?, f.text_or_none()?);
                Ok(Hit {
                    body,
                    plan,
                    id,
                    number: number.or(serial),
                    title: f.text()?,
                    of_plan: f.int()?,
                })
            })
            .collect()
    }
}
