//! Writing an account: making and changing it, its roles, password and lock.
//!
//! Not here: loading them (`super`), and the rows of accounts and roles, which one write of many and of one share
//! (`together`).

use gyokaku_core::account::Account;
use gyokaku_core::body::BodyCode;
use gyokaku_core::journal::Event;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::together::{AccountWrites, lock_body};
use super::{StoredAccount, one};
use crate::database::Transaction;
use crate::error::StoreError;
use crate::journal;
use crate::{Actor, Store};

/// How long a first password can be used: it was written down by somebody else and is on its way to its person.
pub const FIRST_LASTS: Duration = Duration::hours(72);

/// Until when a first password can be used that is given now, RFC 3339.
///
/// # Errors
/// Where the clock cannot be read.
pub fn first_until(now: &str) -> Result<String, StoreError> {
    let unreadable = || StoreError::Inconsistent {
        what: "時計の時刻を読み取れません。".into(),
    };
    let now = OffsetDateTime::parse(now, &Rfc3339).map_err(|_| unreadable())?;
    let until = now.checked_add(FIRST_LASTS).ok_or_else(unreadable)?;
    until.format(&Rfc3339).map_err(|_| unreadable())
}

/// A password that is set, as a PHC string.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum NewPassword<'a> {
    /// Given by an administrator: it must be changed before anything else, and within [`FIRST_LASTS`].
    First(&'a str),
    /// Chosen by the person, who goes on in the session with this hash.
    Own {
        /// The PHC string.
        phc: &'a str,
        /// The session that stays open.
        keep: &'a str,
    },
    /// Chosen once and for all, for a demonstration.
    Fixed(&'a str),
}

impl std::fmt::Debug for NewPassword<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            NewPassword::First(_) => "First",
            NewPassword::Own { .. } => "Own",
            NewPassword::Fixed(_) => "Fixed",
        })
    }
}

impl<'a> NewPassword<'a> {
    pub(super) fn phc(self) -> &'a str {
        match self {
            NewPassword::First(phc) | NewPassword::Own { phc, .. } | NewPassword::Fixed(phc) => phc,
        }
    }

    pub(super) fn must_change(self) -> i64 {
        i64::from(matches!(self, NewPassword::First(_)))
    }

    /// Until when it can be used, where it is a first one.
    pub(super) fn until(self, now: &str) -> Result<Option<String>, StoreError> {
        match self {
            NewPassword::First(_) => first_until(now).map(Some),
            NewPassword::Own { .. } | NewPassword::Fixed(_) => Ok(None),
        }
    }
}

async fn known(tx: &mut Transaction, body: &BodyCode, id: &str) -> Result<StoredAccount, StoreError> {
    one(tx, body, id)
        .await?
        .map(|found| found.stored)
        .ok_or(StoreError::UnknownAccount)
}

impl Store {
    /// Makes an account with its roles and its first password.
    ///
    /// # Errors
    /// `LoginTaken` where the body has the login name already, `UnknownDepartment` where a role names
    /// a department that the body does not have, `UnknownBody`.
    pub async fn create_account(
        &self,
        actor: &Actor,
        now: &str,
        body: &BodyCode,
        account: &Account,
        password: NewPassword<'_>,
    ) -> Result<(), StoreError> {
        self.create_accounts(actor, now, body, std::slice::from_ref(account), password)
            .await
    }

    /// Makes several accounts with the same password in one transaction, as [`Store::create_account`] makes one.
    ///
    /// # Errors
    /// Those of [`Store::create_account`]; then none is made.
    pub async fn create_accounts(
        &self,
        actor: &Actor,
        now: &str,
        body: &BodyCode,
        accounts: &[Account],
        password: NewPassword<'_>,
    ) -> Result<(), StoreError> {
        let writes = AccountWrites {
            new: accounts.iter().map(|account| (account, password)).collect(),
            changed: Vec::new(),
        };
        self.write_accounts(actor, now, body, &writes).await.map(drop)
    }

    /// Changes name, mail, roles, and whether the person may sign in; gives the new revision. The login
    /// name stays. Nothing different writes nothing; who may no longer sign in is signed out everywhere.
    ///
    /// # Errors
    /// `Conflict` where somebody changed the account in between, `LastAdministrator`,
    /// `UnknownAccount`, `UnknownDepartment`.
    pub async fn change_account(
        &self,
        actor: &Actor,
        now: &str,
        body: &BodyCode,
        account: &Account,
        expected_revision: i64,
    ) -> Result<i64, StoreError> {
        let writes = AccountWrites {
            new: Vec::new(),
            changed: vec![(account, expected_revision)],
        };
        let changed = self.write_accounts(actor, now, body, &writes).await?;
        Ok(expected_revision + i64::from(changed > 0))
    }

    /// Sets a password, lifts a lock, and ends the sessions of the account (all but the one that is kept).
    ///
    /// # Errors
    /// `UnknownAccount`.
    pub async fn set_password(
        &self,
        actor: &Actor,
        now: &str,
        body: &BodyCode,
        id: &str,
        password: NewPassword<'_>,
    ) -> Result<(), StoreError> {
        let until = password.until(now)?;
        let mut tx = self.writing().await?;
        lock_body(&mut tx, body).await?;
        let stored = known(&mut tx, body, id).await?;
        tx.run(
            "UPDATE account SET revision = revision + 1, password = $3, must_change = $4, first_until = $5, \
                 failures = 0, locks = 0, locked_until = NULL WHERE body_code = $1 AND id = $2",
            vec![
                body.as_str().into(),
                id.into(),
                password.phc().into(),
                password.must_change().into(),
                until.as_deref().into(),
            ],
        )
        .await?;
        let keep = match password {
            NewPassword::Own { keep, .. } => Some(keep),
            _ => None,
        };
        match keep {
            Some(_) => crate::session::free_browsers(&mut tx, body, id).await?,
            None => crate::session::forget_browsers(&mut tx, body, id).await?,
        }
        let ended = crate::session::drop_all(&mut tx, body, id, keep).await?;
        let event = Event::PasswordChanged {
            account: id.to_owned(),
            login: stored.account.login,
            is_first: password.must_change() == 1,
            sessions_ended: ended,
        };
        journal::append(&mut tx, actor, now, Some(body), None, &event).await?;
        tx.commit().await
    }

    /// Lets an account sign in again that wrong passwords had locked; nothing where it is not locked.
    ///
    /// # Errors
    /// `UnknownAccount`.
    pub async fn unlock_account(
        &self,
        actor: &Actor,
        now: &str,
        body: &BodyCode,
        id: &str,
    ) -> Result<(), StoreError> {
        let mut tx = self.writing().await?;
        lock_body(&mut tx, body).await?;
        let stored = known(&mut tx, body, id).await?;
        let Some(until) = stored.locked_until else {
            return tx.rollback().await;
        };
        tx
            .run(
                "UPDATE account SET revision = revision + 1, failures = 0, locks = 0, locked_until = NULL WHERE body_code = $1 AND id = $2",
                vec![body.as_str().into(), id.into()],
            )
            .await?;
        crate::session::free_browsers(&mut tx, body, id).await?;
        let event = Event::AccountUnlocked {
            account: id.to_owned(),
            login: stored.account.login,
            locked_until: Some(until),
        };
        journal::append(&mut tx, actor, now, Some(body), None, &event).await?;
        tx.commit().await
    }
}
