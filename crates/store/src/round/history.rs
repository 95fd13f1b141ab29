//! What happened to an answer: its entries in the journal, and what people said about it.
//!
//! The trail only names journal entries; what changed from what to what is written once, in the
//! journal. Not here: the journal as a whole (`crate::journal`).

use gyokaku_core::body::BodyCode;
use gyokaku_core::journal::Event;
use gyokaku_core::round::RoundState;
use gyokaku_core::round::field::Field;
use sqlx::FromRow;

use super::{AnswerAt, RoundAt};
use crate::database::{Transaction, Value};
use crate::error::StoreError;
use crate::journal;
use crate::trail::{ANSWERS, Trailed};
use crate::typed::Nullable;
use crate::words::Word;
use crate::{Actor, JournalEntry, Store};

/// A comment on an answer or on one of its fields.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Comment {
    /// The item.
    pub item: String,
    /// The department whose answer it is about.
    pub department: String,
    /// Its identity.
    pub id: String,
    /// The field; none for the answer as a whole.
    #[sqlx(try_from = "Nullable")]
    pub field: Option<Field>,
    /// What is said.
    pub content: String,
    /// When, RFC 3339.
    pub written_at: String,
    /// By whom.
    pub written_by: String,
    /// When it was settled (対応済み), RFC 3339; none while it is open.
    pub settled_at: Option<String>,
    /// Who settled it.
    pub settled_by: Option<String>,
}

impl Comment {
    /// Whether something is still to be done about it.
    pub fn is_open(&self) -> bool {
        self.settled_at.is_none()
    }
}

/// Comments with whether and by whom each was settled.
const COMMENTS: &str = "SELECT c.item, c.department, c.id, c.field, c.content, c.written_at, c.written_by, s.settled_at, s.settled_by \
    FROM answer_comment c LEFT JOIN comment_settlement s \
    ON s.body_code = c.body_code AND s.plan_key = c.plan_key AND s.round = c.round AND s.item = c.item AND s.department = c.department AND s.comment = c.id";

/// Notes which fields of an answer a journal entry speaks of; an empty word stands for its state.
pub(super) async fn trail(
    tx: &mut Transaction,
    at: AnswerAt<'_>,
    fields: &[&str],
    sequence: i64,
) -> Result<(), StoreError> {
    let fields = fields.iter().map(|field| (at.values(), *field));
    ANSWERS.note(tx, fields, sequence).await
}

/// Writes a comment within a transaction.
pub(super) async fn put_comment(
    tx: &mut Transaction,
    at: AnswerAt<'_>,
    id: &str,
    field: Option<&Field>,
    content: &str,
    actor: &Actor,
    now: &str,
) -> Result<(), StoreError> {
    let mut values = at.values();
    values.extend([
        id.into(),
        field.map(Field::key).as_deref().into(),
        content.into(),
        now.into(),
        actor.name.as_str().into(),
    ]);
    let sql = "INSERT INTO answer_comment (body_code, plan_key, round, item, department, id, field, content, written_at, written_by) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    tx.run(sql, values).await?;
    Ok(())
}

impl Store {
    /// Writes a comment on an answer or on one of its fields.
    pub async fn comment(
        &self,
        actor: &Actor,
        now: &str,
        at: AnswerAt<'_>,
        id: &str,
        field: Option<&Field>,
        content: &str,
    ) -> Result<(), StoreError> {
        let mut tx = self.writing().await?;
        super::answers::lock(&mut tx, at)
            .await?
            .ok_or_else(super::save::no_answer)?;
        put_comment(&mut tx, at, id, field, content, actor, now).await?;
        let word = field.map(Field::key).unwrap_or_default();
        let event = Event::AnswerCommented {
            round: at.at.round,
            answer: at.name(),
            field: field.cloned(),
            comment: content.to_owned(),
        };
        let sequence =
            journal::append(&mut tx, actor, now, Some(at.at.body), Some(at.at.plan), &event).await?;
        trail(&mut tx, at, &[&word], sequence).await?;
        tx.commit().await
    }

    /// The comments of a round, or of one item of it, oldest first.
    pub async fn comments(&self, at: RoundAt<'_>, item: Option<&str>) -> Result<Vec<Comment>, StoreError> {
        let mut values = at.values();
        values.extend(item.map(Value::from));
        let of_item = if item.is_some() { " AND c.item = $4" } else { "" };
        let sql = format!(
            "{COMMENTS} WHERE c.body_code = $1 AND c.plan_key = $2 AND c.round = $3{of_item} ORDER BY c.written_at, c.id"
        );
        self.named("answer_comment", &sql, values).await
    }

    /// Settles comments on an answer by their identities, or opens them again; those that are so already stay as they
    /// are. How many are different now.
    pub async fn settle_comments(
        &self,
        actor: &Actor,
        now: &str,
        at: AnswerAt<'_>,
        ids: &[&str],
        is_settled: bool,
    ) -> Result<usize, StoreError> {
        let mut tx = self.writing().await?;
        super::answers::lock(&mut tx, at)
            .await?
            .ok_or_else(super::save::no_answer)?;
        let sql = format!(
            "{COMMENTS} WHERE c.body_code = $1 AND c.plan_key = $2 AND c.round = $3 AND c.item = $4 AND c.department = $5 \
            ORDER BY c.written_at, c.id"
        );
        let mut meant: Vec<Comment> = tx.named("answer_comment", &sql, at.values()).await?;
        meant.retain(|comment| ids.contains(&comment.id.as_str()) && comment.is_open() == is_settled);
        let settle = "INSERT INTO comment_settlement (body_code, plan_key, round, item, department, comment, settled_at, settled_by) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let open = "DELETE FROM comment_settlement \
            WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND item = $4 AND department = $5 AND comment = $6";
        for comment in &meant {
            let mut values = at.values();
            values.push(comment.id.as_str().into());
            if is_settled {
                values.extend([now.into(), actor.name.as_str().into()]);
            }
            tx.run(if is_settled { settle } else { open }, values).await?;
            let event = Event::CommentSettled {
                round: at.at.round,
                answer: at.name(),
                field: comment.field.clone(),
                comment: comment.content.clone(),
                is_settled,
            };
            let word = comment.field.as_ref().map(Field::key).unwrap_or_default();
            let sequence =
                journal::append(&mut tx, actor, now, Some(at.at.body), Some(at.at.plan), &event).await?;
            trail(&mut tx, at, &[&word], sequence).await?;
        }
        tx.commit().await?;
        Ok(meant.len())
    }

    /// How many comments of a round are open, by item; items without any are not among them.
    pub async fn open_comments(&self, at: RoundAt<'_>) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = "SELECT c.item, COUNT(*) AS many FROM answer_comment c LEFT JOIN comment_settlement s \
            ON s.body_code = c.body_code AND s.plan_key = c.plan_key AND s.round = c.round AND s.item = c.item AND s.department = c.department AND s.comment = c.id \
            WHERE c.body_code = $1 AND c.plan_key = $2 AND c.round = $3 AND s.comment IS NULL GROUP BY c.item ORDER BY c.item";
        self.named("answer_comment", sql, at.values()).await
    }

    /// How many comments are open in the rounds of a body that are not closed: plan, department, how many.
    pub async fn open_comments_of_departments(
        &self,
        body: &BodyCode,
    ) -> Result<Vec<(String, String, i64)>, StoreError> {
        let sql = "SELECT c.plan_key, c.department, COUNT(*) AS many FROM answer_comment c \
            JOIN round r ON r.body_code = c.body_code AND r.plan_key = c.plan_key AND r.round = c.round \
            LEFT JOIN comment_settlement s ON s.body_code = c.body_code AND s.plan_key = c.plan_key AND s.round = c.round \
            AND s.item = c.item AND s.department = c.department AND s.comment = c.id \
            WHERE c.body_code = $1 AND r.state <> $2 AND s.comment IS NULL \
            GROUP BY c.plan_key, c.department ORDER BY c.plan_key, c.department";
        let values = vec![body.as_str().into(), RoundState::Closed.word().into()];
        self.named("answer_comment", sql, values).await
    }

    /// The journal's entries about an answer, or about one field of it (an empty word is its state),
    /// oldest first, each with the field that it is about.
    pub async fn answer_history(
        &self,
        at: AnswerAt<'_>,
        field: Option<&str>,
    ) -> Result<Vec<(String, JournalEntry)>, StoreError> {
        let mut values = at.values();
        values.extend(field.map(Value::from));
        let sql = ANSWERS.entries(field.is_some(), "ORDER BY t.sequence, t.field");
        let rows: Vec<Trailed> = self.named("answer_trail", &sql, values).await?;
        Ok(rows.into_iter().map(|found| (found.field, found.entry)).collect())
    }
}
