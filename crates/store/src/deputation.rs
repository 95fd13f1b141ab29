//! Deputies (代理) in the database, and who does without notices by mail.
//!
//! What a deputy holds on a day is read with their session (`session`). Not here: on which days somebody can be named
//! (`gyokaku_core::account::deputation`), who may name whom (`gyokaku-web`).

use std::collections::BTreeSet;

use gyokaku_core::account::deputation::{Deputation, Wrong};
use gyokaku_core::body::BodyCode;
use gyokaku_core::journal::Event;
use gyokaku_core::round::day_key;
use sqlx::FromRow;
use time::Date;

use crate::account::one;
use crate::database::{Transaction, Value};
use crate::error::StoreError;
use crate::journal;
use crate::typed::Text;
use crate::{Actor, Store};

/// How many deputies are read at once.
pub const MOST_DEPUTIES: usize = 2_000;

/// A deputy as the row has it.
#[derive(FromRow)]
struct Row {
    id: String,
    head: String,
    deputy: String,
    #[sqlx(try_from = "Text")]
    held_from: Date,
    #[sqlx(try_from = "Text")]
    held_until: Date,
    named_by: String,
}

impl From<Row> for Deputation {
    fn from(row: Row) -> Self {
        Deputation {
            id: row.id,
            head: row.head,
            deputy: row.deputy,
            from: row.held_from,
            until: row.held_until,
            named_by: row.named_by,
        }
    }
}

const COLUMNS: &str = "id, head, deputy, held_from, held_until, named_by";

/// An account of which there is none, or that may no longer sign in, stands for nobody and needs nobody.
async fn demand_account(tx: &mut Transaction, body: &BodyCode, id: &str) -> Result<(), StoreError> {
    let found = one(tx, body, id).await?;
    let is_there = found.is_some_and(|found| found.stored.account.enabled);
    is_there.then_some(()).ok_or(StoreError::UnknownAccount)
}

impl Store {
    /// The deputies of a body whose days run or are ahead, by their first day.
    pub async fn deputations(&self, body: &BodyCode, today: Date) -> Result<Vec<Deputation>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM deputation WHERE body_code = $1 AND held_until >= $2 \
            ORDER BY held_from, id LIMIT {MOST_DEPUTIES}"
        );
        let today = day_key(today);
        let values = vec![body.as_str().into(), today.as_str().into()];
        let rows: Vec<Row> = self.named("deputation", &sql, values).await?;
        Ok(rows.into_iter().map(Deputation::from).collect())
    }

    /// Names a deputy; gives why not, where the days do not fit what is there.
    ///
    /// # Errors
    /// `UnknownAccount` where one of the two is not there or may no longer sign in.
    pub async fn name_deputy(
        &self,
        actor: &Actor,
        now: &str,
        today: Date,
        body: &BodyCode,
        new: &Deputation,
    ) -> Result<Option<Wrong>, StoreError> {
        let mut tx = self.writing().await?;
        // Two who name a deputy of one head at the same time are told of each other.
        let hold = "UPDATE account SET revision = revision WHERE body_code = $1 AND id = $2";
        tx.run(hold, vec![body.as_str().into(), new.head.as_str().into()])
            .await?;
        demand_account(&mut tx, body, &new.head).await?;
        demand_account(&mut tx, body, &new.deputy).await?;
        let sql = format!(
            "SELECT {COLUMNS} FROM deputation WHERE body_code = $1 AND head = $2 AND held_until >= $3 ORDER BY held_from, id"
        );
        let day = day_key(today);
        let values = vec![
            body.as_str().into(),
            new.head.as_str().into(),
            day.as_str().into(),
        ];
        let there: Vec<Row> = tx.named("deputation", &sql, values).await?;
        let there: Vec<Deputation> = there.into_iter().map(Deputation::from).collect();
        if let Some(wrong) = new.wrong(&there, today) {
            tx.rollback().await?;
            return Ok(Some(wrong));
        }
        let named = Deputation {
            named_by: actor.name.clone(),
            ..new.clone()
        };
        let sql = "INSERT INTO deputation (body_code, id, head, deputy, held_from, held_until, named_by) \
            VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values: Vec<Value> = vec![
            body.as_str().into(),
            named.id.as_str().into(),
            named.head.as_str().into(),
            named.deputy.as_str().into(),
            day_key(named.from).as_str().into(),
            day_key(named.until).as_str().into(),
            named.named_by.as_str().into(),
        ];
        tx.run(sql, values).await?;
        let event = Event::DeputyNamed { deputation: named };
        journal::append(&mut tx, actor, now, Some(body), None, &event).await?;
        tx.commit().await?;
        Ok(None)
    }

    /// Ends what a deputy stands in for; nothing where it is over already. With `head`, only of that head.
    pub async fn end_deputy(
        &self,
        actor: &Actor,
        now: &str,
        body: &BodyCode,
        id: &str,
        head: Option<&str>,
    ) -> Result<bool, StoreError> {
        let mut tx = self.writing().await?;
        let mut values: Vec<Value> = vec![body.as_str().into(), id.into()];
        values.extend(head.map(Value::from));
        let of_head = if head.is_some() { " AND head = $3" } else { "" };
        let sql =
            format!("DELETE FROM deputation WHERE body_code = $1 AND id = $2{of_head} RETURNING {COLUMNS}");
        let rows: Vec<Row> = tx.named("deputation", &sql, values).await?;
        let Some(row) = rows.into_iter().next() else {
            tx.rollback().await?;
            return Ok(false);
        };
        let event = Event::DeputyEnded {
            deputation: row.into(),
        };
        journal::append(&mut tx, actor, now, Some(body), None, &event).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The accounts of a body that do without notices by mail.
    pub async fn notices_refused(&self, body: &BodyCode) -> Result<BTreeSet<String>, StoreError> {
        let sql = "SELECT account FROM notice_refusal WHERE body_code = $1 ORDER BY account";
        let rows: Vec<(String,)> = self
            .named("notice_refusal", sql, vec![body.as_str().into()])
            .await?;
        Ok(rows.into_iter().map(|(account,)| account).collect())
    }

    /// Says whether an account wants notices by mail; the same again writes nothing.
    pub async fn switch_notices(
        &self,
        actor: &Actor,
        now: &str,
        body: &BodyCode,
        account: &str,
        are_wanted: bool,
    ) -> Result<(), StoreError> {
        let mut tx = self.writing().await?;
        let sql = match are_wanted {
            true => "DELETE FROM notice_refusal WHERE body_code = $1 AND account = $2",
            false => {
                "INSERT INTO notice_refusal (body_code, account) VALUES ($1, $2) ON CONFLICT (body_code, account) DO NOTHING"
            }
        };
        let written = tx.run(sql, vec![body.as_str().into(), account.into()]).await?;
        if written == 0 {
            return tx.rollback().await;
        }
        let event = Event::NoticesSwitched {
            account: account.to_owned(),
            are_wanted,
        };
        journal::append(&mut tx, actor, now, Some(body), None, &event).await?;
        tx.commit().await
    }
}
