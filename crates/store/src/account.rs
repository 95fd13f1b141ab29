//! Accounts of a body: who may sign in, and which roles they hold.
//!
//! Invariants: no password and no hash of one ever enters the journal; of a body that had an enabled
//! administrator one is left after every write; an account that may no longer sign in has no session.
//! Not here: how passwords are hashed and compared, and what a role may do (`gyokaku-web`); sessions
//! (`session`).

mod change;
mod together;

use gyokaku_core::account::{Account, Grant, Role, Term};
use gyokaku_core::body::BodyCode;
use gyokaku_core::round::day_key;
use sqlx::FromRow;
use time::Date;

use crate::Store;
use crate::database::Transaction;
use crate::error::StoreError;
use crate::typed::{Nullable, Number, Text};

pub use change::{FIRST_LASTS, NewPassword, first_until};
pub use together::AccountWrites;

/// An account as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAccount {
    /// The revision; 1 for an account never changed.
    pub revision: i64,
    /// The account with its roles.
    pub account: Account,
    /// Until when sign-in is refused, to strangers or in a browser that is known, RFC 3339; none where it never was.
    pub locked_until: Option<String>,
    /// Until when a first password can be used, RFC 3339; none where the person chose their own.
    pub first_until: Option<String>,
    /// Whether a second factor is asked for at its sign-in.
    pub has_factor: bool,
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

const ACCOUNTS: &str = "SELECT a.id, a.revision, a.login, a.name, a.mail, a.must_change, a.enabled, a.first_until, \
    (SELECT COUNT(*) FROM second_factor f WHERE f.body_code = a.body_code AND f.account = a.id \
     AND f.confirmed_at IS NOT NULL) AS factors, \
    COALESCE((SELECT MAX(k.locked_until) FROM known_browser k WHERE k.body_code = a.body_code AND k.account = a.id \
    AND (a.locked_until IS NULL OR k.locked_until > a.locked_until)), a.locked_until) AS locked_until, \
    a.password, g.role AS grant_role, g.department AS grant_department, g.deputy AS grant_deputy, \
    g.held_from AS grant_from, g.held_until AS grant_until \
    FROM account a LEFT JOIN account_grant g ON g.body_code = a.body_code AND g.account = a.id \
    WHERE a.body_code = $1";

/// An account with one of its roles.
#[derive(FromRow)]
struct AccountRow {
    id: String,
    revision: i64,
    login: String,
    name: String,
    mail: Option<String>,
    #[sqlx(try_from = "Number")]
    must_change: bool,
    #[sqlx(try_from = "Number")]
    enabled: bool,
    locked_until: Option<String>,
    first_until: Option<String>,
    factors: i64,
    password: String,
    #[sqlx(flatten)]
    grant: GrantColumns,
}

/// A role held; without a role where an account holds none.
#[derive(FromRow)]
pub(crate) struct GrantColumns {
    #[sqlx(try_from = "Nullable")]
    grant_role: Option<Role>,
    grant_department: Option<String>,
    grant_deputy: Option<i64>,
    #[sqlx(try_from = "Nullable")]
    grant_from: Option<Date>,
    #[sqlx(try_from = "Nullable")]
    grant_until: Option<Date>,
}

impl GrantColumns {
    /// The role, where there is one.
    pub(crate) fn held(self) -> Option<Grant> {
        Some(Grant {
            role: self.grant_role?,
            department: self.grant_department.filter(|d| !d.is_empty()),
            deputy: self.grant_deputy == Some(1),
            term: Term {
                from: self.grant_from,
                until: self.grant_until,
            },
        })
    }
}

/// Who held a role for a department until a day that has passed.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct FormerHolder {
    /// The identity of the account.
    pub account: String,
    /// Its name as shown.
    pub name: String,
    /// The role.
    #[sqlx(try_from = "Text")]
    pub role: Role,
    /// The identity of the department.
    pub department: String,
    /// The last day.
    #[sqlx(try_from = "Text")]
    pub until: Date,
}

/// Accounts out of rows, one row for each role held, in the order of the rows.
fn accounts(rows: Vec<AccountRow>) -> Vec<Credentials> {
    let mut found: Vec<Credentials> = Vec::new();
    for row in rows {
        let grant = row.grant.held();
        match found.last_mut() {
            Some(last) if last.stored.account.id == row.id => last.stored.account.grants.extend(grant),
            _ => found.push(Credentials {
                stored: StoredAccount {
                    revision: row.revision,
                    account: Account {
                        id: row.id,
                        login: row.login,
                        name: row.name,
                        mail: row.mail,
                        grants: Vec::from_iter(grant),
                        must_change: row.must_change,
                        enabled: row.enabled,
                    },
                    locked_until: row.locked_until,
                    first_until: row.first_until,
                    has_factor: row.factors > 0,
                },
                password: row.password,
            }),
        }
    }
    for one in &mut found {
        one.stored.account.grants.sort();
    }
    found
}

/// The account with an identity, as this transaction sees it.
pub(crate) async fn one(
    tx: &mut Transaction,
    body: &BodyCode,
    id: &str,
) -> Result<Option<Credentials>, StoreError> {
    let sql = format!("{ACCOUNTS} AND a.id = $2");
    let rows = tx
        .named("account", &sql, vec![body.as_str().into(), id.into()])
        .await?;
    Ok(accounts(rows).pop())
}

impl Store {
    /// Whether anybody may sign in at all: whether there is an account of any body.
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        let sql = "SELECT id FROM account LIMIT 1";
        Ok(!self.named::<(String,)>("account", sql, vec![]).await?.is_empty())
    }

    /// The accounts of a body with their roles, by login name.
    pub async fn accounts(&self, body: &BodyCode) -> Result<Vec<StoredAccount>, StoreError> {
        let sql = format!("{ACCOUNTS} ORDER BY a.login, a.id, g.role, g.department");
        let rows = self.named("account", &sql, vec![body.as_str().into()]).await?;
        Ok(accounts(rows).into_iter().map(|found| found.stored).collect())
    }

    /// Who held roles for departments that ended from a day on and before today, the last to end first.
    pub async fn former_holders(
        &self,
        body: &BodyCode,
        since: Date,
        today: Date,
    ) -> Result<Vec<FormerHolder>, StoreError> {
        let sql = "SELECT a.id AS account, a.name, g.role, g.department, g.held_until AS until FROM account_grant g \
            JOIN account a ON a.body_code = g.body_code AND a.id = g.account \
            WHERE g.body_code = $1 AND g.department <> '' AND g.held_until >= $2 AND g.held_until < $3 \
            ORDER BY g.held_until DESC, a.login LIMIT 5000";
        let (since, today) = (day_key(since), day_key(today));
        let values = vec![body.as_str().into(), since.as_str().into(), today.as_str().into()];
        self.named("account_grant", sql, values).await
    }

    /// The account with an identity.
    pub async fn account(&self, body: &BodyCode, id: &str) -> Result<Option<StoredAccount>, StoreError> {
        let sql = format!("{ACCOUNTS} AND a.id = $2");
        let values = vec![body.as_str().into(), id.into()];
        let rows = self.named("account", &sql, values).await?;
        Ok(accounts(rows).pop().map(|found| found.stored))
    }

    /// The account with a login name, and what a sign-in is compared with.
    pub async fn credentials(&self, body: &BodyCode, login: &str) -> Result<Option<Credentials>, StoreError> {
        let sql = format!("{ACCOUNTS} AND a.login = $2");
        let values = vec![body.as_str().into(), login.into()];
        let rows = self.named("account", &sql, values).await?;
        Ok(accounts(rows).pop())
    }
}
