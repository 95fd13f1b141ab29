//! Writing accounts: making and changing them, roles, passwords, locks.
//!
//! Not here: loading them (`super`).

use gyokaku_core::account::{Account, Role};
use gyokaku_core::body::BodyCode;
use gyokaku_core::journal::{Change, Event, Profile};

use super::{StoredAccount, one};
use crate::database::Transaction;
use crate::error::StoreError;
use crate::journal;
use crate::{Actor, Store};

/// A password that is set, as a PHC string.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum NewPassword<'a> {
    /// Given by an administrator: it must be changed before anything else.
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
    fn phc(self) -> &'a str {
        match self {
            NewPassword::First(phc) | NewPassword::Own { phc, .. } | NewPassword::Fixed(phc) => phc,
        }
    }

    fn must_change(self) -> i64 {
        i64::from(matches!(self, NewPassword::First(_)))
    }
}

/// Makes every other writer of accounts of this body wait.
async fn lock_body(tx: &mut Transaction, body: &BodyCode) -> Result<(), StoreError> {
    let lock = "UPDATE body SET revision = revision WHERE body_code = $1";
    match tx.run(lock, vec![body.as_str().into()]).await? {
        0 => Err(StoreError::UnknownBody {
            code: body.to_string(),
        }),
        _ => Ok(()),
    }
}

async fn known(tx: &mut Transaction, body: &BodyCode, id: &str) -> Result<StoredAccount, StoreError> {
    one(tx, body, id)
        .await?
        .map(|found| found.stored)
        .ok_or(StoreError::UnknownAccount)
}

async fn put_grants(tx: &mut Transaction, body: &BodyCode, account: &Account) -> Result<(), StoreError> {
    tx.run(
        "DELETE FROM account_grant WHERE body_code = $1 AND account = $2",
        vec![body.as_str().into(), account.id.as_str().into()],
    )
    .await?;
    for grant in &account.grants {
        let department = grant.department.as_deref().unwrap_or_default();
        if !department.is_empty() {
            // A grant has no foreign key to its department, because none is a value there.
            let found = tx
                .named::<(String,)>(
                    "department",
                    "SELECT id FROM department WHERE body_code = $1 AND id = $2",
                    vec![body.as_str().into(), department.into()],
                )
                .await?;
            if found.is_empty() {
                return Err(StoreError::UnknownDepartment);
            }
        }
        tx
            .run(
                "INSERT INTO account_grant (body_code, account, role, department, deputy) VALUES ($1, $2, $3, $4, $5)",
                vec![
                    body.as_str().into(),
                    account.id.as_str().into(),
                    grant.role.key().into(),
                    department.into(),
                    i64::from(grant.deputy).into(),
                ],
            )
            .await?;
    }
    Ok(())
}

/// Refuses to go on where nobody is left who could give roles.
async fn demand_administrator(tx: &mut Transaction, body: &BodyCode) -> Result<(), StoreError> {
    let sql = "SELECT a.id FROM account a JOIN account_grant g ON g.body_code = a.body_code AND g.account = a.id \
        WHERE a.body_code = $1 AND a.enabled = 1 AND g.role = $2 LIMIT 1";
    let left = tx
        .named::<(String,)>(
            "account",
            sql,
            vec![body.as_str().into(), Role::Administrator.key().into()],
        )
        .await?;
    if left.is_empty() {
        return Err(StoreError::LastAdministrator);
    }
    Ok(())
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
        let mut tx = self.writing().await?;
        lock_body(&mut tx, body).await?;
        for account in accounts {
            let taken = tx
                .named::<(String,)>(
                    "account",
                    "SELECT id FROM account WHERE body_code = $1 AND login = $2",
                    vec![body.as_str().into(), account.login.as_str().into()],
                )
                .await?;
            if !taken.is_empty() {
                return Err(StoreError::LoginTaken {
                    login: account.login.clone(),
                });
            }
            tx
                .run(
                    "INSERT INTO account (body_code, id, revision, login, name, mail, password, must_change, enabled, \
                     failures, locked_until, created_at) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, 0, NULL, $9)",
                    vec![
                        body.as_str().into(),
                        account.id.as_str().into(),
                        account.login.as_str().into(),
                        account.name.as_str().into(),
                        account.mail.as_deref().into(),
                        password.phc().into(),
                        password.must_change().into(),
                        i64::from(account.enabled).into(),
                        now.into(),
                    ],
                )
                .await?;
            put_grants(&mut tx, body, account).await?;
        }
        for account in accounts {
            let event = Event::AccountChanged {
                account: account.id.clone(),
                profile: Change {
                    old: None,
                    new: Some(Profile::from(account)),
                },
            };
            journal::append(&mut tx, actor, now, Some(body), None, &event).await?;
            let event = Event::GrantsChanged {
                account: account.id.clone(),
                login: account.login.clone(),
                grants: Change {
                    old: Vec::new(),
                    new: account.grants.clone(),
                },
            };
            journal::append(&mut tx, actor, now, Some(body), None, &event).await?;
        }
        tx.commit().await
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
        let mut tx = self.writing().await?;
        lock_body(&mut tx, body).await?;
        let stored = known(&mut tx, body, &account.id).await?;
        if stored.revision != expected_revision {
            return Err(StoreError::Conflict {
                stored: Some(stored.revision),
                expected: Some(expected_revision),
            });
        }
        let old = stored.account;
        let mut new = account.clone();
        new.grants.sort();
        new.login.clone_from(&old.login);
        let (differs, regrants) = (
            Profile::from(&old) != Profile::from(&new),
            old.grants != new.grants,
        );
        if !differs && !regrants {
            tx.rollback().await?;
            return Ok(stored.revision);
        }
        tx
            .run(
                "UPDATE account SET revision = revision + 1, name = $3, mail = $4, enabled = $5 WHERE body_code = $1 AND id = $2",
                vec![
                    body.as_str().into(),
                    new.id.as_str().into(),
                    new.name.as_str().into(),
                    new.mail.as_deref().into(),
                    i64::from(new.enabled).into(),
                ],
            )
            .await?;
        if regrants {
            put_grants(&mut tx, body, &new).await?;
        }
        let is_administrator =
            |a: &Account| a.enabled && a.grants.iter().any(|g| g.role == Role::Administrator);
        if is_administrator(&old) && !is_administrator(&new) {
            demand_administrator(&mut tx, body).await?;
        }
        if old.enabled && !new.enabled {
            crate::session::drop_all(&mut tx, body, &new.id, None).await?;
        }
        if differs {
            let event = Event::AccountChanged {
                account: new.id.clone(),
                profile: Change {
                    old: Some(Profile::from(&old)),
                    new: Some(Profile::from(&new)),
                },
            };
            journal::append(&mut tx, actor, now, Some(body), None, &event).await?;
        }
        if regrants {
            let event = Event::GrantsChanged {
                account: new.id.clone(),
                login: new.login.clone(),
                grants: Change {
                    old: old.grants.clone(),
                    new: new.grants.clone(),
                },
            };
            journal::append(&mut tx, actor, now, Some(body), None, &event).await?;
        }
        tx.commit().await?;
        Ok(stored.revision + 1)
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
        let mut tx = self.writing().await?;
        lock_body(&mut tx, body).await?;
        let stored = known(&mut tx, body, id).await?;
        tx
            .run(
                "UPDATE account SET revision = revision + 1, password = $3, must_change = $4, failures = 0, locked_until = NULL \
                 WHERE body_code = $1 AND id = $2",
                vec![
                    body.as_str().into(),
                    id.into(),
                    password.phc().into(),
                    password.must_change().into(),
                ],
            )
            .await?;
        let keep = match password {
            NewPassword::Own { keep, .. } => Some(keep),
            _ => None,
        };
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
                "UPDATE account SET revision = revision + 1, failures = 0, locked_until = NULL WHERE body_code = $1 AND id = $2",
                vec![body.as_str().into(), id.into()],
            )
            .await?;
        let event = Event::AccountUnlocked {
            account: id.to_owned(),
            login: stored.account.login,
            locked_until: Some(until),
        };
        journal::append(&mut tx, actor, now, Some(body), None, &event).await?;
        tx.commit().await
    }
}
