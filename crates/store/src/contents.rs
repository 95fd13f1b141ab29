//! How much of what each plan has, counted without loading it, for the list of bodies.

use gyokaku_core::body::BodyCode;
use sqlx::FromRow;

use crate::Store;
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

/// The statement; it binds the body's code.
pub(crate) fn statement() -> String {
    let counts: Vec<String> = COUNTED
        .iter()
        .map(|(table, name)| {
            format!(
                "(SELECT CAST(COUNT(*) AS BIGINT) FROM {table} t WHERE t.body_code = p.body_code AND t.plan_key = p.plan_key) AS {name}"
            )
        })
        .collect();
    format!(
        "SELECT p.body_code, p.plan_key, {} FROM plan p WHERE p.body_code = $1 ORDER BY p.plan_key",
        counts.join(", ")
    )
}

impl Store {
    /// What each plan of a body has.
    pub async fn contents(&self, body: &BodyCode) -> Result<Vec<Contents>, StoreError> {
        self.named("plan", &statement(), vec![body.as_str().into()]).await
    }
}
