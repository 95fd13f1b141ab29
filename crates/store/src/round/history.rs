//! What happened to an answer: its entries in the journal, and what people said about it.
//!
//! The trail only names journal entries; what changed from what to what is written once, in the
//! journal. Not here: the journal as a whole (`crate::journal`).

use gyokaku_core::journal::Event;
use gyokaku_core::round::field::Field;
use sqlx::FromRow;

use super::{AnswerAt, RoundAt};
use crate::database::{Transaction, Value};
use crate::error::StoreError;
use crate::journal;
use crate::trail::{ANSWERS, Trailed};
use crate::typed::Nullable;
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
}

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
        let of_item = if item.is_some() { " AND item = $4" } else { "" };
        let sql = format!(
            "SELECT item, department, id, field, content, written_at, written_by FROM answer_comment \
            WHERE body_code = $1 AND plan_key = $2 AND round = $3{of_item} ORDER BY written_at, id"
        );
        self.named("answer_comment", &sql, values).await
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
