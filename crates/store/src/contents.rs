//! How much of what each plan has, counted without loading it, for the list of bodies.

use gyokaku_core::body::BodyCode;

use crate::Store;
use crate::database::{Fields, Value};
use crate::error::StoreError;
use crate::schema::Holds;

/// What a plan has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The body.
    pub body: BodyCode,
    /// The key of the plan.
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

const COUNTED: [&str; 7] = [
    "section",
    "stated_progress",
    "evaluation",
    "effect",
    "edge",
    "indicator",
    "plan_source",
];

/// The statement; of one body where its code is bound.
pub(crate) fn statement(of_one: bool) -> String {
    let counts: Vec<String> = COUNTED
        .iter()
        .map(|table| {
            format!(
                "(SELECT CAST(COUNT(*) AS BIGINT) FROM {table} t WHERE t.body_code = p.body_code AND t.plan_key = p.plan_key)"
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
        let mut holds = vec![Holds::Text, Holds::Text];
        holds.extend([Holds::Int; COUNTED.len()]);
        let values: Vec<Value> = body.map(|b| b.as_str().into()).into_iter().collect();
        let rows = self
            .rows("plan", &statement(body.is_some()), values, &holds)
            .await?;
        rows.into_iter()
            .map(|values| {
                let mut f = Fields::new("plan", "-".into(), values);
                let code = f.text()?;
                let body = code.parse().map_err(|e| f.damaged(format!("{code}：{e}")))?;
                Ok(Contents {
                    body,
                    plan: f.text()?,
                    sections: f.int()?,
                    progress: f.int()?,
                    evaluations: f.int()?,
                    effects: f.int()?,
                    crosswalk: f.int()?,
                    indicators: f.int()?,
                    documents: f.int()?,
                })
            })
            .collect()
    }
}
