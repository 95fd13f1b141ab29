//! How much of what each plan has, counted without loading it, for the list of bodies.

use gyokaku_core::body::BodyCode;
use sqlx::FromRow;

use crate::Store;
use crate::database::Value;
use crate::error::StoreError;
use crate::typed::Text;

/// What a plan has.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Contents {
    /// The body.
    #[sqlx(rename = "body_code", try_from = "Text")]
    pub body: BodyCode,
    /// The key of the plan.
    #[sqlx(rename = "plan_key")]
    pub plan: String,
    /// 区分
    pub sections: i64,
    /// Rows of counts by grade, as printed.
    pub progress: i64,
    /// Grades of single items.
    pub evaluations: i64,
    /// Entries of the ledger of effects.
    pub effects: i64,
    /// Rows of the crosswalk.
    pub crosswalk: i64,
    /// Indicators.
    pub indicators: i64,
    /// Documents.
    pub documents: i64,
}

/// The tables counted, with the names of their counts.
const COUNTED: [(&str, &str); 7] = [
    ("section", "sections"),
    ("stated_progress", "progress"),
    ("evaluation", "evaluations"),
    ("effect", "effects"),
    ("edge", "crosswalk"),
    ("indicator", "indicators"),
    ("plan_source", "documents"),
];

/// The statement; of one body where its code is bound.
pub(crate) fn statement(of_one: bool) -> String {
    let counts: Vec<String> = COUNTED
        .iter()
        .map(|(table, name)| {
            format!(
                "(SELECT CAST(COUNT(*) AS BIGINT) FROM {table} t WHERE t.body_code = p.body_code AND t.plan_key = p.plan_key) AS {name}"
            )
        })
        .collect();
    let narrowed = if of_one { " WHERE p.body_code = $1" } else { "" };
    format!(
        "SELECT p.body_code, p.plan_key, {} FROM plan p{narrowed} ORDER BY p.body_code, p.plan_key",
        counts.join(", ")
    )
}

impl Store {
    /// What each plan has: the plans of one body, or of all where none is named.
    pub async fn contents(&self, body: Option<&BodyCode>) -> Result<Vec<Contents>, StoreError> {
        let values: Vec<Value> = body.map(|b| b.as_str().into()).into_iter().collect();
        self.named("plan", &statement(body.is_some()), values).await
    }
}
