//! Accounts of a body: who may sign in, and which roles they hold.
//!
//! Invariants: no password and no hash of one ever enters the journal; of a body that had an enabled
//! administrator one is left after every write; an account that may no longer sign in has no session.
//! Not here: how passwords are hashed and compared, and what a role may do (`gyokaku-web`); sessions
//! (`session`).

use gyokaku_core::account::{Account, Grant, Role};
use gyokaku_core::body::BodyCode;
use gyokaku_core::journal::{Change, Event, Profile};

use crate::database::{Fields, Session, Value};
use crate::error::StoreError;
use crate::journal;
use crate::schema::Holds;
use crate::{Actor, Store};

/// An account as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAccount {
    /// The revision; 1 for an account never changed.
    pub revision: i64,
    /// The account with its roles.
    pub account: Account,
    /// Until when sign-in is refused, RFC 3339; none where it never was.
    pub locked_until: Option<String>,
}

/// An account with what a sign-in is compared with.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The account.
    pub stored: StoredAccount,
    /// The hash of the password, as a PHC string.
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A hash has no place in a log.
        f.debug_struct("Credentials")
            .field("stored", &self.stored)
            .finish_non_exhaustive()
    }
}

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

const ACCOUNTS: &str = "SELECT a.id, a.revision, a.login, a.name, a.mail, a.must_change, a.enabled, a.locked_until, \
    a.password, g.role, g.department, g.deputy \
    FROM account a LEFT JOIN account_grant g ON g.body_code = a.body_code AND g.account = a.id \
    WHERE a.body_code = $1";

const HOLDS: [Holds; 12] = [
    Holds::Text,
    Holds::Int,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Int,
    Holds::Int,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Int,
];

/// Accounts out of rows, one row for each role held, in the order of the rows.
fn accounts(rows: Vec<Vec<Value>>) -> Result<Vec<Credentials>, StoreError> {
    let mut found: Vec<Credentials> = Vec::new();
    for row in rows {
        let key = match row.first() {
            Some(Value::Text(Some(id))) => id.clone(),
            _ => "-".into(),
        };
        let mut fields = Fields::new("account", key, row);
        let next = Credentials {
            stored: StoredAccount {
                account: Account {
                    id: fields.text()?,
                    ..Account::default()
                },
                revision: fields.int()?,
                locked_until: None,
            },
            password: String::new(),
        };
        let is_new = found
            .last()
            .is_none_or(|last| last.stored.account.id != next.stored.account.id);
        if is_new {
            found.push(next);
        }
        let (login, name, mail) = (fields.text()?, fields.text()?, fields.text_or_none()?);
        let (must_change, enabled) = (fields.flag()?, fields.flag()?);
        let (locked_until, password) = (fields.text_or_none()?, fields.text()?);
        let grant = grant(&mut fields)?;
        if let Some(last) = found.last_mut() {
            let account = &mut last.stored.account;
            if is_new {
                (account.login, account.name, account.mail) = (login, name, mail);
                (account.must_change, account.enabled) = (must_change, enabled);
                (last.stored.locked_until, last.password) = (locked_until, password);
            }
            account.grants.extend(grant);
        }
    }
    for one in &mut found {
        one.stored.account.grants.sort();
    }
    Ok(found)
}

/// A role held out of its three columns; none where an account holds no role.
pub(crate) fn grant(fields: &mut Fields) -> Result<Option<Grant>, StoreError> {
    let (role, department, deputy) = (
        fields.text_or_none()?,
        fields.text_or_none()?,
        fields.int_or_none()?,
    );
    let Some(role) = role else { return Ok(None) };
    let role = Role::of(&role).ok_or_else(|| fields.damaged(format!("知らない役割「{role}」です")))?;
    Ok(Some(Grant {
        role,
        department: department.filter(|d| !d.is_empty()),
        deputy: deputy == Some(1),
    }))
}

/// Makes every other writer of accounts of this body wait.
async fn lock_body(session: &mut Session, body: &BodyCode) -> Result<(), StoreError> {
    let lock = "UPDATE body SET revision = revision WHERE body_code = $1";
    match session.run(lock, vec![body.as_str().into()]).await? {
        0 => Err(StoreError::UnknownBody {
            code: body.to_string(),
        }),
        _ => Ok(()),
    }
}

/// The account with an identity, as this transaction sees it.
pub(crate) async fn one(
    session: &mut Session,
    body: &BodyCode,
    id: &str,
) -> Result<Option<Credentials>, StoreError> {
    let sql = format!("{ACCOUNTS} AND a.id = $2");
    let rows = session
        .rows("account", &sql, vec![body.as_str().into(), id.into()], &HOLDS)
        .await?;
    Ok(accounts(rows)?.pop())
}

async fn known(session: &mut Session, body: &BodyCode, id: &str) -> Result<StoredAccount, StoreError> {
    one(session, body, id)
        .await?
        .map(|found| found.stored)
        .ok_or(StoreError::UnknownAccount)
}

async fn put_grants(session: &mut Session, body: &BodyCode, account: &Account) -> Result<(), StoreError> {
    session
        .run(
            "DELETE FROM account_grant WHERE body_code = $1 AND account = $2",
            vec![body.as_str().into(), account.id.as_str().into()],
        )
        .await?;
    for grant in &account.grants {
        let department = grant.department.as_deref().unwrap_or_default();
        if !department.is_empty() {
            // A grant has no foreign key to its department, because none is a value there.
            let found = session
                .rows(
                    "department",
                    "SELECT id FROM department WHERE body_code = $1 AND id = $2",
                    vec![body.as_str().into(), department.into()],
                    &[Holds::Text],
                )
                .await?;
            if found.is_empty() {
                return Err(StoreError::UnknownDepartment);
            }
        }
        session
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
async fn demand_administrator(session: &mut Session, body: &BodyCode) -> Result<(), StoreError> {
    let sql = "SELECT a.id FROM account a JOIN account_grant g ON g.body_code = a.body_code AND g.account = a.id \
        WHERE a.body_code = $1 AND a.enabled = 1 AND g.role = $2 LIMIT 1";
    let left = session
        .rows(
            "account",
            sql,
            vec![body.as_str().into(), Role::Administrator.key().into()],
            &[Holds::Text],
        )
        .await?;
    if left.is_empty() {
        return Err(StoreError::LastAdministrator);
    }
    Ok(())
}

impl Store {
    /// Whether anybody may sign in at all: whether there is an account of any body.
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        let sql = "SELECT id FROM account LIMIT 1";
        Ok(!self
            .rows("account", sql, vec![], &[Holds::Text])
            .await?
            .is_empty())
    }

    /// The accounts of a body with their roles, by login name.
    pub async fn accounts(&self, body: &BodyCode) -> Result<Vec<StoredAccount>, StoreError> {
        let sql = format!("{ACCOUNTS} ORDER BY a.login, a.id, g.role, g.department");
        let rows = self
            .rows("account", &sql, vec![body.as_str().into()], &HOLDS)
            .await?;
        Ok(accounts(rows)?.into_iter().map(|found| found.stored).collect())
    }

    /// The account with an identity.
    pub async fn account(&self, body: &BodyCode, id: &str) -> Result<Option<StoredAccount>, StoreError> {
        let sql = format!("{ACCOUNTS} AND a.id = $2");
        let values = vec![body.as_str().into(), id.into()];
        let rows = self.rows("account", &sql, values, &HOLDS).await?;
        Ok(accounts(rows)?.pop().map(|found| found.stored))
    }

    /// The account with a login name, and what a sign-in is compared with.
    pub async fn credentials(&self, body: &BodyCode, login: &str) -> Result<Option<Credentials>, StoreError> {
        let sql = format!("{ACCOUNTS} AND a.login = $2");
        let values = vec![body.as_str().into(), login.into()];
        let rows = self.rows("account", &sql, values, &HOLDS).await?;
        Ok(accounts(rows)?.pop())
    }

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
        let mut session = self.writing().await?;
        lock_body(&mut session, body).await?;
        for account in accounts {
            let taken = session
                .rows(
                    "account",
                    "SELECT id FROM account WHERE body_code = $1 AND login = $2",
                    vec![body.as_str().into(), account.login.as_str().into()],
                    &[Holds::Text],
                )
                .await?;
            if !taken.is_empty() {
                return Err(StoreError::LoginTaken {
                    login: account.login.clone(),
                });
            }
            session
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
            put_grants(&mut session, body, account).await?;
        }
        for account in accounts {
            let event = Event::AccountChanged {
                account: account.id.clone(),
                profile: Change {
                    old: None,
                    new: Some(Profile::from(account)),
                },
            };
            journal::append(&mut session, actor, now, Some(body), None, &event).await?;
            let event = Event::GrantsChanged {
                account: account.id.clone(),
                login: account.login.clone(),
                grants: Change {
                    old: Vec::new(),
                    new: account.grants.clone(),
                },
            };
            journal::append(&mut session, actor, now, Some(body), None, &event).await?;
        }
        session.commit().await
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
        let mut session = self.writing().await?;
        lock_body(&mut session, body).await?;
        let stored = known(&mut session, body, &account.id).await?;
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
            session.rollback().await?;
            return Ok(stored.revision);
        }
        session
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
            put_grants(&mut session, body, &new).await?;
        }
        let is_administrator =
            |a: &Account| a.enabled && a.grants.iter().any(|g| g.role == Role::Administrator);
        if is_administrator(&old) && !is_administrator(&new) {
            demand_administrator(&mut session, body).await?;
        }
        if old.enabled && !new.enabled {
            crate::session::drop_all(&mut session, body, &new.id, None).await?;
        }
        if differs {
            let event = Event::AccountChanged {
                account: new.id.clone(),
                profile: Change {
                    old: Some(Profile::from(&old)),
                    new: Some(Profile::from(&new)),
                },
            };
            journal::append(&mut session, actor, now, Some(body), None, &event).await?;
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
            journal::append(&mut session, actor, now, Some(body), None, &event).await?;
        }
        session.commit().await?;
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
        let mut session = self.writing().await?;
        lock_body(&mut session, body).await?;
        let stored = known(&mut session, body, id).await?;
        session
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
        let ended = crate::session::drop_all(&mut session, body, id, keep).await?;
        let event = Event::PasswordChanged {
            account: id.to_owned(),
            login: stored.account.login,
            is_first: password.must_change() == 1,
            sessions_ended: ended,
        };
        journal::append(&mut session, actor, now, Some(body), None, &event).await?;
        session.commit().await
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
        let mut session = self.writing().await?;
        lock_body(&mut session, body).await?;
        let stored = known(&mut session, body, id).await?;
        let Some(until) = stored.locked_until else {
            return session.rollback().await;
        };
        session
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
        journal::append(&mut session, actor, now, Some(body), None, &event).await?;
        session.commit().await
    }
}
