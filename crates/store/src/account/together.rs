//! Accounts written together: new ones and changed ones in one transaction, whatever their number.
//!
//! Invariant: a body that somebody administers from today on is administered from today on after every write.
//! Not here: passwords and locks (`change`), and what a list or a hand-over says (`gyokaku_core::account`).

use std::collections::{BTreeMap, BTreeSet};

use gyokaku_core::account::{Account, Role, Term, is_administered};
use gyokaku_core::body::BodyCode;
use gyokaku_core::journal::{Change, Event, Profile};
use gyokaku_core::round::{day, day_in_japan, day_key};

use super::{ACCOUNTS, NewPassword, StoredAccount, accounts};
use crate::database::{ColumnType, Engine, Transaction, Value};
use crate::error::StoreError;
use crate::journal;
use crate::{Actor, Store};

/// What is written of accounts together.
#[derive(Debug, Default)]
pub struct AccountWrites<'a> {
    /// Accounts that are new, each with its first password.
    pub new: Vec<(&'a Account, NewPassword<'a>)>,
    /// Accounts as they will be, each with the revision that the writer saw. Login names stay.
    pub changed: Vec<(&'a Account, i64)>,
}

/// An account before and after.
struct Changed {
    old: Account,
    new: Account,
}

impl Changed {
    fn differs(&self) -> bool {
        Profile::from(&self.old) != Profile::from(&self.new)
    }

    fn regrants(&self) -> bool {
        self.old.grants != self.new.grants
    }
}

/// Makes every other writer of accounts of this body wait.
pub(super) async fn lock_body(tx: &mut Transaction, body: &BodyCode) -> Result<(), StoreError> {
    let lock = "UPDATE body SET revision = revision WHERE body_code = $1";
    match tx.run(lock, vec![body.as_str().into()]).await? {
        0 => Err(StoreError::UnknownBody {
            code: body.to_string(),
        }),
        _ => Ok(()),
    }
}

/// The accounts that a write is about, as they are stored; all of the body where it is about several.
async fn concerned(
    tx: &mut Transaction,
    body: &BodyCode,
    writes: &AccountWrites<'_>,
) -> Result<Vec<StoredAccount>, StoreError> {
    let code: Value = body.as_str().into();
    let (sql, values) = match (writes.new.as_slice(), writes.changed.as_slice()) {
        ([(one, _)], []) => (
            format!("{ACCOUNTS} AND a.login = $2"),
            vec![code, one.login.as_str().into()],
        ),
        ([], [(one, _)]) => (
            format!("{ACCOUNTS} AND a.id = $2"),
            vec![code, one.id.as_str().into()],
        ),
        _ => (format!("{ACCOUNTS} ORDER BY a.id"), vec![code]),
    };
    let rows = tx.named("account", &sql, values).await?;
    Ok(accounts(rows).into_iter().map(|found| found.stored).collect())
}

/// What differs, each account with what it was.
fn changes(writes: &AccountWrites<'_>, stored: Vec<StoredAccount>) -> Result<Vec<Changed>, StoreError> {
    let mut by_id: BTreeMap<String, StoredAccount> = stored
        .into_iter()
        .map(|one| (one.account.id.clone(), one))
        .collect();
    let mut found = Vec::new();
    for (account, seen) in &writes.changed {
        // What comes twice is not known the second time.
        let stored = by_id.remove(&account.id).ok_or(StoreError::UnknownAccount)?;
        if stored.revision != *seen {
            return Err(StoreError::Conflict {
                stored: Some(stored.revision),
                expected: Some(*seen),
            });
        }
        let mut new = (*account).clone();
        new.grants.sort();
        new.login.clone_from(&stored.account.login);
        let changed = Changed {
            old: stored.account,
            new,
        };
        if changed.differs() || changed.regrants() {
            found.push(changed);
        }
    }
    Ok(found)
}

async fn insert_accounts(
    tx: &mut Transaction,
    now: &str,
    body: &BodyCode,
    new: &[(&Account, NewPassword<'_>)],
) -> Result<(), StoreError> {
    const ACCOUNT: [ColumnType; 10] = [
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Int,
        ColumnType::Int,
        ColumnType::Text,
    ];
    let engine = tx.engine();
    let mut rows = Vec::with_capacity(new.len());
    for (account, password) in new {
        rows.push(vec![
            body.as_str().into(),
            account.id.as_str().into(),
            account.login.as_str().into(),
            account.name.as_str().into(),
            account.mail.as_deref().into(),
            password.phc().into(),
            password.until(now)?.as_deref().into(),
            password.must_change().into(),
            i64::from(account.enabled).into(),
            now.into(),
        ]);
    }
    let sql = |rows| {
        let rows = engine.bound_rows(&ACCOUNT, rows, 0);
        format!(
            "WITH n (body_code, id, login, name, mail, password, first_until, must_change, enabled, created_at) AS ({rows}) \
            INSERT INTO account (body_code, id, revision, login, name, mail, password, first_until, must_change, enabled, \
            failures, locked_until, created_at) SELECT body_code, id, 1, login, name, mail, password, first_until, must_change, enabled, 0, \
            NULL, created_at FROM n"
        )
    };
    tx.run_rows(&sql, &[], &ACCOUNT, rows).await
}

async fn update_accounts(
    tx: &mut Transaction,
    body: &BodyCode,
    changed: &[Changed],
) -> Result<(), StoreError> {
    const ACCOUNT: [ColumnType; 5] = [
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Int,
    ];
    let engine = tx.engine();
    let rows = changed.iter().map(|Changed { new, .. }| {
        vec![
            body.as_str().into(),
            new.id.as_str().into(),
            new.name.as_str().into(),
            new.mail.as_deref().into(),
            i64::from(new.enabled).into(),
        ]
    });
    let sql = |rows| {
        let rows = engine.bound_rows(&ACCOUNT, rows, 0);
        format!(
            "WITH n (body_code, id, name, mail, enabled) AS ({rows}) \
            UPDATE account SET revision = revision + 1, name = n.name, mail = n.mail, enabled = n.enabled FROM n \
            WHERE account.body_code = n.body_code AND account.id = n.id"
        )
    };
    tx.run_rows(&sql, &[], &ACCOUNT, rows.collect()).await
}

/// Deletes the rows of a table that belong to these accounts.
async fn delete_of(
    tx: &mut Transaction,
    table: &str,
    body: &BodyCode,
    of: &[&Account],
) -> Result<(), StoreError> {
    let engine = tx.engine();
    let sql = |rows| {
        let first = match engine {
            Engine::Lite => "?",
            Engine::Pg => "$1",
        };
        let rows = engine.bound_rows(&[ColumnType::Text], rows, 1);
        format!("DELETE FROM {table} WHERE body_code = {first} AND account IN ({rows})")
    };
    let rows = of
        .iter()
        .map(|account| vec![account.id.as_str().into()])
        .collect();
    tx.run_rows(&sql, &[body.as_str().into()], &[ColumnType::Text], rows)
        .await
}

/// Writes the roles of accounts that have none stored.
async fn insert_grants(tx: &mut Transaction, body: &BodyCode, of: &[&Account]) -> Result<(), StoreError> {
    let grants = of.iter().flat_map(|account| &account.grants);
    let named: BTreeSet<&str> = grants.filter_map(|grant| grant.department.as_deref()).collect();
    if !named.is_empty() {
        // A grant has no foreign key to its department, because none is a value there.
        let sql = "SELECT id FROM department WHERE body_code = $1";
        let known: Vec<(String,)> = tx.named("department", sql, vec![body.as_str().into()]).await?;
        let known: BTreeSet<&str> = known.iter().map(|(id,)| id.as_str()).collect();
        if !named.is_subset(&known) {
            return Err(StoreError::UnknownDepartment);
        }
    }
    const GRANT: [ColumnType; 7] = [
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Int,
        ColumnType::Text,
        ColumnType::Text,
    ];
    let engine = tx.engine();
    let grants = of
        .iter()
        .flat_map(|account| account.grants.iter().map(|grant| (*account, grant)));
    let rows = grants.map(|(account, grant)| {
        vec![
            body.as_str().into(),
            account.id.as_str().into(),
            grant.role.key().into(),
            grant.department.as_deref().unwrap_or_default().into(),
            i64::from(grant.deputy).into(),
            grant.term.from.map(day_key).as_deref().into(),
            grant.term.until.map(day_key).as_deref().into(),
        ]
    });
    let sql = |rows| {
        let rows = engine.bound_rows(&GRANT, rows, 0);
        format!(
            "INSERT INTO account_grant (body_code, account, role, department, deputy, held_from, held_until) {rows}"
        )
    };
    tx.run_rows(&sql, &[], &GRANT, rows.collect()).await
}

/// Refuses to go on where a body was administered from today on, and would not be any more.
async fn demand_administrator(
    tx: &mut Transaction,
    now: &str,
    body: &BodyCode,
    changed: &[Changed],
) -> Result<(), StoreError> {
    let terms = |account: &Account| account.administering().collect::<Vec<Term>>();
    if changed.iter().all(|one| terms(&one.old) == terms(&one.new)) {
        return Ok(());
    }
    let today = day_in_japan(now).ok_or_else(|| StoreError::Inconsistent {
        what: "時計の時刻を読み取れません。".into(),
    })?;
    let sql = "SELECT a.id, g.held_from, g.held_until FROM account a \
        JOIN account_grant g ON g.body_code = a.body_code AND g.account = a.id \
        WHERE a.body_code = $1 AND a.enabled = 1 AND g.role = $2";
    let values = vec![body.as_str().into(), Role::Administrator.key().into()];
    let rows: Vec<(String, Option<String>, Option<String>)> = tx.named("account_grant", sql, values).await?;
    let term = |from: &Option<String>, until: &Option<String>| Term {
        from: from.as_deref().and_then(day),
        until: until.as_deref().and_then(day),
    };
    let after: Vec<Term> = rows.iter().map(|(_, from, until)| term(from, until)).collect();
    let touched: BTreeSet<&str> = changed.iter().map(|one| one.new.id.as_str()).collect();
    let others = rows.iter().filter(|(id, ..)| !touched.contains(id.as_str()));
    let before: Vec<Term> = others
        .map(|(_, from, until)| term(from, until))
        .chain(changed.iter().flat_map(|one| one.old.administering()))
        .collect();
    if is_administered(&before, today) && !is_administered(&after, today) {
        return Err(StoreError::LastAdministrator);
    }
    Ok(())
}

/// What the journal says of an account: what it is, and its roles, as far as they differ.
fn told(old: Option<&Account>, new: &Account) -> Vec<Event> {
    let mut events = Vec::with_capacity(2);
    let (before, after) = (old.map(Profile::from), Profile::from(new));
    if before.as_ref() != Some(&after) {
        events.push(Event::AccountChanged {
            account: new.id.clone(),
            profile: Change {
                old: before,
                new: Some(after),
            },
        });
    }
    let before = old.map(|old| old.grants.clone());
    if before.as_ref() != Some(&new.grants) {
        events.push(Event::GrantsChanged {
            account: new.id.clone(),
            login: new.login.clone(),
            grants: Change {
                old: before.unwrap_or_default(),
                new: new.grants.clone(),
            },
        });
    }
    events
}

impl Store {
    /// Makes and changes accounts in one transaction; gives how many were changed. What is not different is not
    /// written; who may no longer sign in is signed out everywhere.
    ///
    /// # Errors
    /// `LoginTaken`, `UnknownDepartment`, `UnknownAccount`, `UnknownBody`, `LastAdministrator`; `Conflict` where
    /// somebody changed one of the accounts in between. Then nothing is written.
    pub async fn write_accounts(
        &self,
        actor: &Actor,
        now: &str,
        body: &BodyCode,
        writes: &AccountWrites<'_>,
    ) -> Result<usize, StoreError> {
        let mut tx = self.writing().await?;
        lock_body(&mut tx, body).await?;
        let stored = concerned(&mut tx, body, writes).await?;
        let mut logins: BTreeSet<&str> = stored.iter().map(|one| one.account.login.as_str()).collect();
        if let Some((taken, _)) = writes.new.iter().find(|(new, _)| !logins.insert(&new.login)) {
            return Err(StoreError::LoginTaken {
                login: taken.login.clone(),
            });
        }
        let changed = changes(writes, stored)?;
        if writes.new.is_empty() && changed.is_empty() {
            tx.rollback().await?;
            return Ok(0);
        }
        let regranted: Vec<&Account> = changed
            .iter()
            .filter(|one| one.regrants())
            .map(|one| &one.new)
            .collect();
        let stopped = changed.iter().filter(|one| one.old.enabled && !one.new.enabled);
        let stopped: Vec<&Account> = stopped.map(|one| &one.new).collect();
        let made = writes.new.iter().map(|(account, _)| *account);
        let with_grants: Vec<&Account> = made.chain(regranted.iter().copied()).collect();
        insert_accounts(&mut tx, now, body, &writes.new).await?;
        update_accounts(&mut tx, body, &changed).await?;
        delete_of(&mut tx, "account_grant", body, &regranted).await?;
        insert_grants(&mut tx, body, &with_grants).await?;
        demand_administrator(&mut tx, now, body, &changed).await?;
        delete_of(&mut tx, "session", body, &stopped).await?;
        let made = writes.new.iter().flat_map(|(account, _)| told(None, account));
        let events: Vec<Event> = made
            .chain(changed.iter().flat_map(|one| told(Some(&one.old), &one.new)))
            .collect();
        journal::append_all(&mut tx, actor, now, Some(body), None, &events).await?;
        tx.commit().await?;
        Ok(changed.len())
    }
}
