//! The office's own layout of an answer (様式), one a plan: put in the place of the one before, removed, read.
//!
//! What it holds is read by [`Store::layout_content`] alone, and is never in the journal. Not here: what a layout is
//! (`gyokaku_exchange::survey::layout`), who may (`gyokaku-web`).

use gyokaku_core::body::BodyCode;
use gyokaku_core::journal::Event;
use sqlx::FromRow;

use crate::database::Value;
use crate::error::StoreError;
use crate::journal::{self, sha256};
use crate::{Actor, Store};

/// A layout without what it holds.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct LayoutHead {
    /// The name of the file as it was sent.
    pub name: String,
    /// How many bytes it has.
    pub size: i64,
    /// The digest of its content.
    pub sha256: String,
    /// When it was put there, RFC 3339.
    pub put_at: String,
    /// Who put it there.
    pub put_by: String,
}

impl Store {
    /// The layout of a plan; none where the plan has none.
    pub async fn layout(&self, body: &BodyCode, plan: &str) -> Result<Option<LayoutHead>, StoreError> {
        let sql = "SELECT name, size, sha256, put_at, put_by FROM answer_layout WHERE body_code = $1 AND plan_key = $2";
        let found: Vec<LayoutHead> = self
            .named("answer_layout", sql, vec![body.as_str().into(), plan.into()])
            .await?;
        Ok(found.into_iter().next())
    }

    /// What the layout of a plan holds; none where the plan has none.
    pub async fn layout_content(&self, body: &BodyCode, plan: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT content FROM answer_layout WHERE body_code = $1 AND plan_key = $2";
        let found: Vec<(Vec<u8>,)> = self
            .named("answer_layout", sql, vec![body.as_str().into(), plan.into()])
            .await?;
        Ok(found.into_iter().next().map(|(content,)| content))
    }

    /// Puts a layout in the place of the one before. The same file again writes nothing.
    pub async fn put_layout(
        &self,
        actor: &Actor,
        now: &str,
        (body, plan): (&BodyCode, &str),
        name: &str,
        content: &[u8],
    ) -> Result<(), StoreError> {
        let digest = sha256(content);
        let mut tx = self.writing().await?;
        let sql = "INSERT INTO answer_layout (body_code, plan_key, name, size, sha256, put_at, put_by, content) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (body_code, plan_key) \
            DO UPDATE SET name = excluded.name, size = excluded.size, sha256 = excluded.sha256, put_at = excluded.put_at, \
            put_by = excluded.put_by, content = excluded.content \
            WHERE answer_layout.sha256 <> excluded.sha256 OR answer_layout.name <> excluded.name";
        let values = vec![
            body.as_str().into(),
            plan.into(),
            name.into(),
            (content.len() as i64).into(),
            digest.as_str().into(),
            now.into(),
            actor.name.as_str().into(),
            Value::Bytes(content.to_vec()),
        ];
        if tx.run(sql, values).await? == 0 {
            return tx.rollback().await;
        }
        let event = Event::LayoutPut {
            name: name.to_owned(),
            size: content.len() as i64,
            sha256: digest,
        };
        journal::append(&mut tx, actor, now, Some(body), Some(plan), &event).await?;
        tx.commit().await
    }

    /// Removes the layout of a plan; where there is none, nothing is written.
    pub async fn remove_layout(
        &self,
        actor: &Actor,
        now: &str,
        (body, plan): (&BodyCode, &str),
    ) -> Result<(), StoreError> {
        let mut tx = self.writing().await?;
        let sql = "DELETE FROM answer_layout WHERE body_code = $1 AND plan_key = $2 RETURNING name";
        let gone: Vec<(String,)> = tx
            .named("answer_layout", sql, vec![body.as_str().into(), plan.into()])
            .await?;
        let Some((name,)) = gone.into_iter().next() else {
            return tx.rollback().await;
        };
        journal::append(
            &mut tx,
            actor,
            now,
            Some(body),
            Some(plan),
            &Event::LayoutRemoved { name },
        )
        .await?;
        tx.commit().await
    }
}
