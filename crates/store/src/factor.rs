//! Second factors (二要素認証) and the recovery codes beside them, and sign-ins that wait for a code.
//!
//! Invariants: no secret and no code is in the journal or in what is printed for a log; a code is taken once, decided by
//! one statement; a sign-in that waits opens nothing. That a factor is being set up, the step of a code that was taken and
//! a sign-in that waits leave no entries; that a factor is there, was renewed or taken away does.
//! Not here: how codes are made and compared (`gyokaku-office`), counting tries (`session`).

use gyokaku_core::body::BodyCode;
use gyokaku_core::journal::{Event, FactorDeed};
use sqlx::FromRow;

use crate::account::one;
use crate::database::Transaction;
use crate::error::StoreError;
use crate::journal;
use crate::{Actor, Counted, Store};

/// The second factor of an account.
#[derive(Clone, PartialEq, Eq, FromRow)]
pub struct SecondFactor {
    /// The secret in base32; none where it was never confirmed.
    pub secret: Option<String>,
    /// A secret that is being set up.
    pub begun: Option<String>,
    /// Since when it is asked for, RFC 3339; none where it is not.
    pub confirmed_at: Option<String>,
    /// How many recovery codes are left.
    pub codes_left: i64,
}

impl std::fmt::Debug for SecondFactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A secret has no place in a log.
        f.debug_struct("SecondFactor")
            .field("confirmed_at", &self.confirmed_at)
            .field("codes_left", &self.codes_left)
            .finish_non_exhaustive()
    }
}

/// A sign-in whose password was right and whose code is still to come.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct PendingSignIn {
    /// The identity of the account.
    pub account: String,
    /// Until when the code is waited for, RFC 3339.
    pub ends_at: String,
}

/// What is written with a deed about a factor.
async fn tell(
    tx: &mut Transaction,
    (actor, now): (&Actor, &str),
    body: &BodyCode,
    account: &str,
    deed: FactorDeed,
) -> Result<(), StoreError> {
    let stored = one(tx, body, account).await?.ok_or(StoreError::UnknownAccount)?;
    let event = Event::FactorHandled {
        account: account.to_owned(),
        login: stored.stored.account.login,
        deed,
    };
    journal::append(tx, actor, now, Some(body), None, &event)
        .await
        .map(drop)
}

/// Puts codes in the place of those that are there.
async fn put_codes(
    tx: &mut Transaction,
    body: &BodyCode,
    account: &str,
    hashes: &[String],
) -> Result<(), StoreError> {
    drop_codes(tx, body, account).await?;
    for hash in hashes {
        let sql = "INSERT INTO recovery_code (body_code, account, code_hash) VALUES ($1, $2, $3)";
        tx.run(
            sql,
            vec![body.as_str().into(), account.into(), hash.as_str().into()],
        )
        .await?;
    }
    Ok(())
}

async fn drop_codes(tx: &mut Transaction, body: &BodyCode, account: &str) -> Result<u64, StoreError> {
    let sql = "DELETE FROM recovery_code WHERE body_code = $1 AND account = $2";
    tx.run(sql, vec![body.as_str().into(), account.into()]).await
}

/// Ends the sign-ins of an account that wait for a code.
pub(crate) async fn drop_pending(
    tx: &mut Transaction,
    body: &BodyCode,
    account: &str,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM pending_sign_in WHERE body_code = $1 AND account = $2";
    tx.run(sql, vec![body.as_str().into(), account.into()])
        .await
        .map(drop)
}

impl Store {
    /// The second factor of an account; none where none was ever begun.
    pub async fn second_factor(
        &self,
        body: &BodyCode,
        account: &str,
    ) -> Result<Option<SecondFactor>, StoreError> {
        let sql = "SELECT f.secret, f.begun, f.confirmed_at, (SELECT COUNT(*) FROM recovery_code r \
            WHERE r.body_code = f.body_code AND r.account = f.account) AS codes_left \
            FROM second_factor f WHERE f.body_code = $1 AND f.account = $2";
        let values = vec![body.as_str().into(), account.into()];
        Ok(self.named("second_factor", sql, values).await?.into_iter().next())
    }

    /// Keeps a secret that is to be confirmed. What is confirmed already stays in force until then.
    pub async fn begin_factor(&self, body: &BodyCode, account: &str, secret: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO second_factor (body_code, account, begun) VALUES ($1, $2, $3) \
            ON CONFLICT (body_code, account) DO UPDATE SET begun = excluded.begun";
        let values = vec![body.as_str().into(), account.into(), secret.into()];
        self.run(sql, values).await.map(drop)
    }

    /// Puts the secret in force that was begun, where it still is this one, with its recovery codes; all other sessions of
    /// the account end. Says whether it was.
    ///
    /// # Errors
    /// `UnknownAccount`.
    pub async fn confirm_factor(
        &self,
        (actor, now): (&Actor, &str),
        body: &BodyCode,
        account: &str,
        (secret, step): (&str, i64),
        code_hashes: &[String],
        keep: &str,
    ) -> Result<bool, StoreError> {
        let mut tx = self.writing().await?;
        let sql = "UPDATE second_factor SET secret = begun, begun = NULL, confirmed_at = $4, last_step = $5 \
            WHERE body_code = $1 AND account = $2 AND begun = $3";
        let values = vec![
            body.as_str().into(),
            account.into(),
            secret.into(),
            now.into(),
            step.into(),
        ];
        if tx.run(sql, values).await? == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
        put_codes(&mut tx, body, account, code_hashes).await?;
        crate::session::drop_all(&mut tx, body, account, Some(keep)).await?;
        tell(&mut tx, (actor, now), body, account, FactorDeed::SetUp).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Puts new recovery codes in the place of the old ones; says whether there is a factor that they are for.
    ///
    /// # Errors
    /// `UnknownAccount`.
    pub async fn renew_codes(
        &self,
        (actor, now): (&Actor, &str),
        body: &BodyCode,
        account: &str,
        code_hashes: &[String],
    ) -> Result<bool, StoreError> {
        let mut tx = self.writing().await?;
        let sql = "UPDATE second_factor SET begun = NULL \
            WHERE body_code = $1 AND account = $2 AND confirmed_at IS NOT NULL";
        if tx.run(sql, vec![body.as_str().into(), account.into()]).await? == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
        put_codes(&mut tx, body, account, code_hashes).await?;
        tell(&mut tx, (actor, now), body, account, FactorDeed::CodesMade).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Takes the code of a step; no where this or a later one was taken before.
    pub async fn take_step(&self, body: &BodyCode, account: &str, step: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE second_factor SET last_step = $3 \
            WHERE body_code = $1 AND account = $2 AND confirmed_at IS NOT NULL AND last_step < $3";
        let values = vec![body.as_str().into(), account.into(), step.into()];
        Ok(self.run(sql, values).await? > 0)
    }

    /// Takes a recovery code; no where there is none such.
    ///
    /// # Errors
    /// `UnknownAccount`.
    pub async fn take_recovery_code(
        &self,
        (actor, now): (&Actor, &str),
        body: &BodyCode,
        account: &str,
        hash: &str,
    ) -> Result<bool, StoreError> {
        let mut tx = self.writing().await?;
        let sql = "DELETE FROM recovery_code WHERE body_code = $1 AND account = $2 AND code_hash = $3";
        let values = vec![body.as_str().into(), account.into(), hash.into()];
        if tx.run(sql, values).await? == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
        tell(&mut tx, (actor, now), body, account, FactorDeed::CodeUsed).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Notes a code that was wrong, and the lock that it led to.
    ///
    /// # Errors
    /// `UnknownAccount`.
    pub async fn refuse_code(
        &self,
        (actor, now): (&Actor, &str),
        body: &BodyCode,
        account: &str,
        counted: &Counted,
    ) -> Result<(), StoreError> {
        let mut tx = self.writing().await?;
        tell(&mut tx, (actor, now), body, account, FactorDeed::CodeRefused).await?;
        if let Counted::Last(until) = counted {
            let event = Event::SessionLocked {
                account: Some(account.to_owned()),
                until: until.clone(),
            };
            journal::append(&mut tx, actor, now, Some(body), None, &event).await?;
        }
        tx.commit().await
    }

    /// Takes the second factor of an account away, with its codes; says whether there was one.
    ///
    /// # Errors
    /// `UnknownAccount`.
    pub async fn end_factor(
        &self,
        (actor, now): (&Actor, &str),
        body: &BodyCode,
        account: &str,
    ) -> Result<bool, StoreError> {
        let mut tx = self.writing().await?;
        let codes = drop_codes(&mut tx, body, account).await?;
        let sql = "DELETE FROM second_factor WHERE body_code = $1 AND account = $2 RETURNING confirmed_at";
        let values = vec![body.as_str().into(), account.into()];
        let gone: Vec<(Option<String>,)> = tx.named("second_factor", sql, values).await?;
        let was_there = codes > 0 || gone.iter().any(|(confirmed_at,)| confirmed_at.is_some());
        if was_there {
            tell(&mut tx, (actor, now), body, account, FactorDeed::Ended).await?;
        }
        tx.commit().await?;
        Ok(was_there)
    }

    /// Whether a body demands a second factor of those who administer it or run its office.
    pub async fn demands_factor(&self, body: &BodyCode) -> Result<bool, StoreError> {
        let sql = "SELECT demands_factor FROM body WHERE body_code = $1";
        let rows: Vec<(i64,)> = self.named("body", sql, vec![body.as_str().into()]).await?;
        Ok(rows.iter().any(|(demands,)| *demands == 1))
    }

    /// Decides whether a body demands it; nothing where it is so already.
    pub async fn demand_factor(
        &self,
        (actor, now): (&Actor, &str),
        body: &BodyCode,
        is_demanded: bool,
    ) -> Result<(), StoreError> {
        let mut tx = self.writing().await?;
        let sql = "UPDATE body SET demands_factor = $2 WHERE body_code = $1 AND demands_factor <> $2";
        let values = vec![body.as_str().into(), i64::from(is_demanded).into()];
        if tx.run(sql, values).await? == 0 {
            return tx.rollback().await;
        }
        let event = Event::FactorDemanded { is_demanded };
        journal::append(&mut tx, actor, now, Some(body), None, &event).await?;
        tx.commit().await
    }

    /// Keeps that a password was right and that a code is waited for; what waited too long is cleared away.
    pub async fn await_code(
        &self,
        now: &str,
        body: &BodyCode,
        token_hash: &str,
        pending: &PendingSignIn,
    ) -> Result<(), StoreError> {
        let mut tx = self.writing().await?;
        let clear = "DELETE FROM pending_sign_in WHERE body_code = $1 AND ends_at <= $2";
        tx.run(clear, vec![body.as_str().into(), now.into()]).await?;
        let sql =
            "INSERT INTO pending_sign_in (body_code, token_hash, account, ends_at) VALUES ($1, $2, $3, $4)";
        let values = vec![
            body.as_str().into(),
            token_hash.into(),
            pending.account.as_str().into(),
            pending.ends_at.as_str().into(),
        ];
        tx.run(sql, values).await?;
        tx.commit().await
    }

    /// The sign-in with the hash of a token that waits for its code.
    pub async fn pending_sign_in(
        &self,
        body: &BodyCode,
        token_hash: &str,
    ) -> Result<Option<PendingSignIn>, StoreError> {
        let sql = "SELECT account, ends_at FROM pending_sign_in WHERE body_code = $1 AND token_hash = $2";
        let values = vec![body.as_str().into(), token_hash.into()];
        Ok(self
            .named("pending_sign_in", sql, values)
            .await?
            .into_iter()
            .next())
    }

    /// Ends a sign-in that waited; says whether it still did, so that one opens one session.
    pub async fn end_pending_sign_in(&self, body: &BodyCode, token_hash: &str) -> Result<bool, StoreError> {
        let sql = "DELETE FROM pending_sign_in WHERE body_code = $1 AND token_hash = $2";
        let values = vec![body.as_str().into(), token_hash.into()];
        Ok(self.run(sql, values).await? > 0)
    }
}
