//! The approvals that stand of answers: by whom, when, and in whose place (代決).
//!
//! One row for each level that an answer has passed; all go when the answer goes back to its department. Where the answer
//! stands is its state alone. Not here: moving (`moves`), who may approve (`gyokaku-web`).

use gyokaku_core::round::Level;
use gyokaku_core::round::answer::Transition;
use gyokaku_core::round::approval::Rank;
use sqlx::FromRow;

use super::{AnswerAt, RoundAt};
use crate::database::{Transaction, Value};
use crate::error::StoreError;
use crate::typed::{Number, Odd};
use crate::{Actor, Store};

/// An approval that stands.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Approved {
    /// The item.
    pub item: String,
    /// The department.
    pub department: String,
    /// Which approval.
    #[sqlx(rename = "level", try_from = "Number")]
    pub rank: Rank,
    /// When, RFC 3339.
    pub approved_at: String,
    /// By whom.
    pub approved_by: String,
    /// In whose place; none by their own right.
    pub stands_for: Option<String>,
}

impl TryFrom<Number> for Rank {
    type Error = Odd;

    fn try_from(Number(level): Number) -> Result<Self, Odd> {
        let index = usize::try_from(level - 1).ok();
        index
            .and_then(Rank::of)
            .ok_or_else(|| Odd(format!("知らない承認の段階「{level}」です")))
    }
}

/// Writes what a move does to the approvals of an answer that waited for a level.
pub(super) async fn follow(
    tx: &mut Transaction,
    at: AnswerAt<'_>,
    transition: Transition,
    waited_for: Option<Level>,
    (actor, now, stands_for): (&Actor, &str, Option<&str>),
) -> Result<(), StoreError> {
    match (transition, waited_for) {
        (Transition::Approve, Some(Level::Approval(rank))) => {
            let mut values = at.values();
            values.extend([
                (rank.index() as i64 + 1).into(),
                now.into(),
                actor.name.as_str().into(),
                stands_for.into(),
            ]);
            let sql = "INSERT INTO answer_approval (body_code, plan_key, round, item, department, level, approved_at, approved_by, stands_for) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
            tx.run(sql, values).await.map(drop)
        }
        (Transition::Return | Transition::Withdraw, _) => {
            let sql = "DELETE FROM answer_approval \
                WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND item = $4 AND department = $5";
            tx.run(sql, at.values()).await.map(drop)
        }
        _ => Ok(()),
    }
}

impl Store {
    /// The approvals that stand of a round, or of one department or one item of it, by item, department and level.
    pub async fn approvals(
        &self,
        at: RoundAt<'_>,
        item: Option<&str>,
        department: Option<&str>,
    ) -> Result<Vec<Approved>, StoreError> {
        let mut values = at.values();
        let mut narrowed = String::new();
        for (column, value) in [("item", item), ("department", department)] {
            if let Some(value) = value {
                values.push(Value::from(value));
                narrowed.push_str(&format!(" AND {column} = ${}", values.len()));
            }
        }
        let sql = format!(
            "SELECT item, department, level, approved_at, approved_by, stands_for FROM answer_approval \
            WHERE body_code = $1 AND plan_key = $2 AND round = $3{narrowed} ORDER BY item, department, level"
        );
        self.named("answer_approval", &sql, values).await
    }
}
