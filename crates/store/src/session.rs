//! Sessions: who is signed in, known by the hash of a token that only the browser has.
//!
//! A session holds nothing but whose it is. Invariants: a token is never stored; opening, refusing a wrong password
//! and ending are in the journal. That a session is still in use is a mark and no deed: it changes nothing
//! that anybody reads, and leaves no entry. What anybody can do without end (names that are nobody's, accounts that
//! are locked) is counted by the hour and leaves no entries either.
//! A browser that has signed in before with an account is known (`known_browser`): its tries count against it alone,
//! so that strangers lock nobody out.
//! Not here: how long a session lasts (`gyokaku-web`), and cookies.

use gyokaku_core::account::deputation::Headship;
use gyokaku_core::account::{Account, Grant, Role};
use gyokaku_core::body::BodyCode;
use gyokaku_core::journal::Event;
use gyokaku_core::round::day_key;
use sqlx::FromRow;
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime, UtcOffset};

use crate::account::{GrantColumns, one};
use crate::database::Transaction;
use crate::error::StoreError;
use crate::journal;
use crate::typed::Number;
use crate::{Actor, Store};

/// An open session: whose it is, and how far their roles reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// The account with the roles that it holds on the day asked for; its mail, too.
    pub account: Account,
    /// Roles held for departments, expanded over the tree: each role with a department that it reaches.
    /// A role held for the whole body is not here but in `account.grants`.
    pub reach: Vec<(Role, String)>,
    /// For which departments the account is a head, by its own right and in the place of others.
    pub heads: Vec<Headship>,
    /// Whether the account has a second factor.
    pub has_factor: bool,
    /// Whether the body demands one of those who administer it or run its office.
    pub is_factor_demanded: bool,
    /// When it was opened, RFC 3339.
    pub opened_at: String,
    /// When it was last used, to the minute, RFC 3339.
    pub seen_at: String,
    /// When it ends at the latest, RFC 3339.
    pub ends_at: String,
}

/// A session in the list of an account.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct SessionHead {
    /// The hash of its token.
    pub token_hash: String,
    /// When it was opened, RFC 3339.
    pub opened_at: String,
    /// When it was last used, RFC 3339.
    pub seen_at: String,
    /// When it ends at the latest, RFC 3339.
    pub ends_at: String,
}

/// How many tries lock an account, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lockout<'a> {
    /// How many wrong passwords in a row lock the account.
    pub after: i64,
    /// Until when it would be locked, RFC 3339.
    pub until: &'a str,
    /// Until when it would be locked again without a sign-in in between, RFC 3339. No lock is longer: one that is ends at
    /// once, as the clock was ahead when it was set.
    pub again: &'a str,
}

/// A try to sign in, counted before its password is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counted {
    /// The password may be compared.
    Free,
    /// The password may be compared, and unless it is right this one locks the account until then, RFC 3339.
    Last(String),
    /// The account is locked until then, RFC 3339; the password is not compared.
    Locked(String),
}

/// Why a sign-in was refused that is counted by the hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uncounted {
    /// The login name is nobody's.
    UnknownName,
    /// The account is locked.
    Locked,
    /// Too many tries came from its address.
    Address,
}

impl Uncounted {
    /// The word under which it is stored.
    pub const fn key(self) -> &'static str {
        match self {
            Uncounted::UnknownName => "unknown",
            Uncounted::Locked => "locked",
            Uncounted::Address => "address",
        }
    }

    /// As it is called on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Uncounted::UnknownName => "登録のないログイン名",
            Uncounted::Locked => "停止中の利用者",
            Uncounted::Address => "同じ接続元からの繰り返し",
        }
    }

    fn of(key: &str) -> Option<Self> {
        [Uncounted::UnknownName, Uncounted::Locked, Uncounted::Address]
            .into_iter()
            .find(|reason| reason.key() == key)
    }
}

/// How often sign-ins were refused in an hour, by why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedTries {
    /// The hour, RFC 3339 to its beginning.
    pub hour: String,
    /// Why.
    pub reason: Uncounted,
    /// How often.
    pub tries: i64,
}

/// How many browsers of one account are known; who was seen longest ago is forgotten.
const MOST_KNOWN: i64 = 20;

/// How many hours of refused tries are read at once.
const MOST_HOURS: i64 = 72;

/// One statement: the session, its account, the roles held on the day, those of heads for whom it stands in that day, and
/// every department below those named, with how many steps. A loop in the tree ends at the deepest.
const FIND: &str = "WITH RECURSIVE found AS ( \
      SELECT s.account, s.opened_at, s.seen_at, s.ends_at, a.login, a.name, a.mail, a.must_change, b.demands_factor, \
      (SELECT COUNT(*) FROM second_factor x WHERE x.body_code = s.body_code AND x.account = s.account \
       AND x.confirmed_at IS NOT NULL) AS factors \
      FROM session s JOIN account a ON a.body_code = s.body_code AND a.id = s.account \
      JOIN body b ON b.body_code = s.body_code \
      WHERE s.body_code = $1 AND s.token_hash = $2 AND a.enabled = 1 \
    ), held AS ( \
      SELECT g.role, g.department, g.deputy, g.held_from, g.held_until, CAST(NULL AS TEXT) AS stands_for FROM found f \
      JOIN account_grant g ON g.body_code = $1 AND g.account = f.account \
      AND (g.held_from IS NULL OR g.held_from <= $3) AND (g.held_until IS NULL OR g.held_until >= $3) \
      UNION ALL \
      SELECT g.role, g.department, 1, d.held_from, d.held_until, h.name || '（' || h.login || '）' FROM found f \
      JOIN deputation d ON d.body_code = $1 AND d.deputy = f.account AND d.held_from <= $3 AND d.held_until >= $3 \
      JOIN account h ON h.body_code = $1 AND h.id = d.head AND h.enabled = 1 \
      JOIN account_grant g ON g.body_code = $1 AND g.account = d.head AND g.role = 'head' \
      AND (g.held_from IS NULL OR g.held_from <= $3) AND (g.held_until IS NULL OR g.held_until >= $3) \
    ), reach (role, given, department, deputy, held_from, held_until, stands_for, steps) AS ( \
      SELECT role, department, department, deputy, held_from, held_until, stands_for, CAST(0 AS BIGINT) FROM held \
      UNION \
      SELECT r.role, r.given, d.id, r.deputy, r.held_from, r.held_until, r.stands_for, r.steps + 1 FROM reach r \
      JOIN department d ON d.body_code = $1 AND d.parent = r.department WHERE r.steps < 9 \
    ) \
    SELECT f.account, f.opened_at, f.seen_at, f.ends_at, f.login, f.name, f.mail, f.must_change, \
      f.demands_factor, f.factors, \
      r.role AS grant_role, r.given AS grant_department, r.deputy AS grant_deputy, \
      r.held_from AS grant_from, r.held_until AS grant_until, r.department AS reached, r.stands_for, r.steps \
    FROM found f LEFT JOIN reach r ON 1 = 1 ORDER BY r.role, r.given, r.department, r.steps, r.stands_for";

/// A session with a role of its account and a department that the role reaches.
#[derive(FromRow)]
struct FoundRow {
    account: String,
    opened_at: String,
    seen_at: String,
    ends_at: String,
    login: String,
    name: String,
    mail: Option<String>,
    #[sqlx(try_from = "Number")]
    must_change: bool,
    #[sqlx(try_from = "Number")]
    demands_factor: bool,
    factors: i64,
    #[sqlx(flatten)]
    grant: GrantColumns,
    reached: Option<String>,
    stands_for: Option<String>,
    steps: Option<i64>,
}

/// The beginning of the hour of a point in time; the point itself where it cannot be read.
fn hour_of(at: &str) -> String {
    let begin = || -> Option<String> {
        let time = OffsetDateTime::parse(at, &Rfc3339)
            .ok()?
            .to_offset(UtcOffset::UTC);
        let time = time.replace_minute(0).ok()?.replace_second(0).ok()?;
        time.replace_nanosecond(0).ok()?.format(&Rfc3339).ok()
    };
    begin().unwrap_or_else(|| at.to_owned())
}

/// Where tries are counted: the statement that counts one, and the one that says until when it is locked.
struct Tries {
    table: &'static str,
    count: &'static str,
    locked: &'static str,
}

const STRANGERS_TRIES: Tries = Tries {
    table: "account",
    count: "UPDATE account SET \
        failures = CASE WHEN failures + 1 >= $5 THEN 0 ELSE failures + 1 END, \
        locked_until = CASE WHEN failures + 1 < $5 THEN NULL WHEN locks > 0 THEN $7 ELSE $6 END, \
        locks = CASE WHEN failures + 1 >= $5 THEN locks + 1 ELSE locks END \
        WHERE body_code = $1 AND id = $2 AND $3 = '' \
        AND (locked_until IS NULL OR locked_until <= $4 OR locked_until > $7) \
        RETURNING locked_until",
    locked: "SELECT locked_until FROM account WHERE body_code = $1 AND id = $2 AND $3 = ''",
};

const KNOWN_TRIES: Tries = Tries {
    table: "known_browser",
    count: "UPDATE known_browser SET \
        failures = CASE WHEN failures + 1 >= $5 THEN 0 ELSE failures + 1 END, \
        locked_until = CASE WHEN failures + 1 >= $5 THEN $6 ELSE NULL END \
        WHERE body_code = $1 AND account = $2 AND token_hash = $3 \
        AND (locked_until IS NULL OR locked_until <= $4 OR locked_until > $7) \
        RETURNING locked_until",
    locked: "SELECT locked_until FROM known_browser WHERE body_code = $1 AND account = $2 AND token_hash = $3",
};

/// Counts a try in one place; none where there is no such row.
async fn count_at(
    tx: &mut Transaction,
    tries: &Tries,
    now: &str,
    (body, account, browser): (&BodyCode, &str, &str),
    lockout: Lockout<'_>,
) -> Result<Option<Counted>, StoreError> {
    let at = || vec![body.as_str().into(), account.into(), browser.into()];
    let mut values = at();
    values.extend([
        now.into(),
        lockout.after.into(),
        lockout.until.into(),
        lockout.again.into(),
    ]);
    let counted: Vec<(Option<String>,)> = tx.named(tries.table, tries.count, values).await?;
    if let Some((until,)) = counted.into_iter().next() {
        return Ok(Some(until.map_or(Counted::Free, Counted::Last)));
    }
    let rows: Vec<(Option<String>,)> = tx.named(tries.table, tries.locked, at()).await?;
    let row = rows.into_iter().next();
    Ok(row.map(|(until,)| until.map_or(Counted::Free, Counted::Locked)))
}

/// Lets the browsers of an account that are known try again.
pub(crate) async fn free_browsers(
    tx: &mut Transaction,
    body: &BodyCode,
    account: &str,
) -> Result<(), StoreError> {
    let sql =
        "UPDATE known_browser SET failures = 0, locked_until = NULL WHERE body_code = $1 AND account = $2";
    tx.run(sql, vec![body.as_str().into(), account.into()])
        .await
        .map(drop)
}

/// Forgets the browsers of an account that signed in before; whoever reset its password may not trust them.
pub(crate) async fn forget_browsers(
    tx: &mut Transaction,
    body: &BodyCode,
    account: &str,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM known_browser WHERE body_code = $1 AND account = $2";
    tx.run(sql, vec![body.as_str().into(), account.into()])
        .await
        .map(drop)
}

/// Ends the sessions of an account, all but one; gives how many.
pub(crate) async fn drop_all(
    tx: &mut Transaction,
    body: &BodyCode,
    account: &str,
    keep: Option<&str>,
) -> Result<u64, StoreError> {
    crate::factor::drop_pending(tx, body, account).await?;
    let sql = "DELETE FROM session WHERE body_code = $1 AND account = $2 AND token_hash <> $3";
    let values = vec![
        body.as_str().into(),
        account.into(),
        keep.unwrap_or_default().into(),
    ];
    tx.run(sql, values).await
}

impl Store {
    /// The session with the hash of a token, in one statement; none where there is none or the account
    /// may no longer sign in. Of its roles those are here that are held `today`: this is the one place where
    /// a role outside of its term is left out, and where a deputy gets those of their head. Whether the time of the session is over is for the caller to say.
    pub async fn find_session(
        &self,
        body: &BodyCode,
        token_hash: &str,
        today: Date,
    ) -> Result<Option<OpenSession>, StoreError> {
        let today = day_key(today);
        let values = vec![body.as_str().into(), token_hash.into(), today.as_str().into()];
        let rows: Vec<FoundRow> = self.named("session", FIND, values).await?;
        let mut found: Option<OpenSession> = None;
        for row in rows {
            let open = found.get_or_insert_with(|| OpenSession {
                account: Account {
                    id: row.account,
                    login: row.login,
                    name: row.name,
                    mail: row.mail,
                    grants: Vec::new(),
                    must_change: row.must_change,
                    enabled: true,
                },
                reach: Vec::new(),
                heads: Vec::new(),
                has_factor: row.factors > 0,
                is_factor_demanded: row.demands_factor,
                opened_at: row.opened_at,
                seen_at: row.seen_at,
                ends_at: row.ends_at,
            });
            if let Some(given) = row.grant.held() {
                let steps = row.steps.and_then(|steps| usize::try_from(steps).ok());
                add(open, given, row.reached, (steps.unwrap_or(0), row.stands_for));
            }
        }
        Ok(found)
    }

    /// Marks a session as in use, where it was last marked before `before`.
    pub async fn touch_session(
        &self,
        now: &str,
        body: &BodyCode,
        token_hash: &str,
        before: &str,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE session SET seen_at = $3 WHERE body_code = $1 AND token_hash = $2 AND seen_at < $4";
        let values = vec![body.as_str().into(), token_hash.into(), now.into(), before.into()];
        self.run(sql, values).await.map(drop)
    }

    /// The sessions of an account, the one used last first.
    pub async fn sessions_of(&self, body: &BodyCode, account: &str) -> Result<Vec<SessionHead>, StoreError> {
        let sql = "SELECT token_hash, opened_at, seen_at, ends_at FROM session WHERE body_code = $1 AND account = $2 \
            ORDER BY seen_at DESC, token_hash";
        let values = vec![body.as_str().into(), account.into()];
        self.named("session", sql, values).await
    }

    /// Opens a session for an account whose password was right, in a browser that is not known. The count of wrong
    /// ones starts anew, and sessions of the account whose time is over are cleared away.
    ///
    /// # Errors
    /// `UnknownAccount` where the account is gone or may no longer sign in.
    pub async fn open_session(
        &self,
        actor: &Actor,
        now: &str,
        body: &BodyCode,
        account: &str,
        token_hash: &str,
        ends_at: &str,
    ) -> Result<(), StoreError> {
        self.open_session_in(actor, now, body, account, (token_hash, ends_at), None)
            .await
    }

    /// Opens a session as [`Store::open_session`] does, in a browser that is known from now on by the hash of its
    /// token. Where it was known already, its own count starts anew and not that of strangers.
    ///
    /// # Errors
    /// `UnknownAccount` where the account is gone or may no longer sign in.
    pub async fn open_session_in(
        &self,
        actor: &Actor,
        now: &str,
        body: &BodyCode,
        account: &str,
        (token_hash, ends_at): (&str, &str),
        browser: Option<&str>,
    ) -> Result<(), StoreError> {
        let mut tx = self.writing().await?;
        let own = |of: &str| vec![body.as_str().into(), account.into(), of.into()];
        let mut was_known = false;
        if let Some(browser) = browser {
            let sql = "SELECT token_hash FROM known_browser WHERE body_code = $1 AND account = $2 AND token_hash = $3";
            let rows: Vec<(String,)> = tx.named("known_browser", sql, own(browser)).await?;
            was_known = !rows.is_empty();
        }
        let free = match was_known {
            true => "UPDATE account SET failures = failures WHERE body_code = $1 AND id = $2 AND enabled = 1",
            false => {
                "UPDATE account SET failures = 0, locks = 0, locked_until = NULL \
                 WHERE body_code = $1 AND id = $2 AND enabled = 1"
            }
        };
        if tx.run(free, vec![body.as_str().into(), account.into()]).await? == 0 {
            return Err(StoreError::UnknownAccount);
        }
        if let Some(browser) = browser {
            let know = "INSERT INTO known_browser (body_code, account, token_hash, seen_at) VALUES ($1, $2, $3, $4) \
                ON CONFLICT (body_code, account, token_hash) \
                DO UPDATE SET seen_at = excluded.seen_at, failures = 0, locked_until = NULL";
            let mut values = own(browser);
            values.push(now.into());
            tx.run(know, values).await?;
            let forget = "DELETE FROM known_browser WHERE body_code = $1 AND account = $2 AND token_hash NOT IN \
                (SELECT token_hash FROM known_browser WHERE body_code = $1 AND account = $2 \
                 ORDER BY seen_at DESC, token_hash LIMIT $3)";
            let values = vec![body.as_str().into(), account.into(), MOST_KNOWN.into()];
            tx.run(forget, values).await?;
        }
        let clear = "DELETE FROM session WHERE body_code = $1 AND account = $2 AND ends_at <= $3";
        tx.run(clear, vec![body.as_str().into(), account.into(), now.into()])
            .await?;
        tx
            .run(
                "INSERT INTO session (body_code, token_hash, account, opened_at, seen_at, ends_at) VALUES ($1, $2, $3, $4, $4, $5)",
                vec![
                    body.as_str().into(),
                    token_hash.into(),
                    account.into(),
                    now.into(),
                    ends_at.into(),
                ],
            )
            .await?;
        let event = Event::SessionOpened {
            account: account.to_owned(),
        };
        journal::append(&mut tx, actor, now, Some(body), None, &event).await?;
        tx.commit().await
    }

    /// Counts a try against an account before its password is compared: in one statement, so that tries that come at
    /// once are counted one after the other, and no more are compared than were allowed. The last one locks the
    /// account already; [`Store::open_session`] lifts that where its password was right. An account that is not
    /// there is free. A try from a browser that is known for the account, by the hash of its token, counts against
    /// that browser alone.
    pub async fn count_try(
        &self,
        now: &str,
        body: &BodyCode,
        account: &str,
        browser: Option<&str>,
        lockout: Lockout<'_>,
    ) -> Result<Counted, StoreError> {
        let mut tx = self.writing().await?;
        let mut found = None;
        if let Some(browser) = browser {
            found = count_at(&mut tx, &KNOWN_TRIES, now, (body, account, browser), lockout).await?;
        }
        if found.is_none() {
            found = count_at(&mut tx, &STRANGERS_TRIES, now, (body, account, ""), lockout).await?;
        }
        tx.commit().await?;
        Ok(found.unwrap_or(Counted::Free))
    }

    /// Whether a browser has signed in before with an account.
    pub async fn is_known(&self, body: &BodyCode, account: &str, browser: &str) -> Result<bool, StoreError> {
        let sql =
            "SELECT token_hash FROM known_browser WHERE body_code = $1 AND account = $2 AND token_hash = $3";
        let values = vec![body.as_str().into(), account.into(), browser.into()];
        let rows: Vec<(String,)> = self.named("known_browser", sql, values).await?;
        Ok(!rows.is_empty())
    }

    /// Counts a sign-in that was refused and is not worth an entry of its own: one row an hour for each reason,
    /// however many come.
    pub async fn count_refused(&self, now: &str, body: &BodyCode, why: Uncounted) -> Result<(), StoreError> {
        let hour = hour_of(now);
        let sql = "INSERT INTO refused_tries (body_code, hour, reason, tries) VALUES ($1, $2, $3, 1) \
            ON CONFLICT (body_code, hour, reason) DO UPDATE SET tries = refused_tries.tries + 1";
        let values = vec![body.as_str().into(), hour.as_str().into(), why.key().into()];
        self.run(sql, values).await.map(drop)
    }

    /// The last hours in which sign-ins were refused that are in no entry of the journal, the latest first.
    pub async fn refused_tries(&self, body: &BodyCode) -> Result<Vec<RefusedTries>, StoreError> {
        let sql = "SELECT hour, reason, tries FROM refused_tries WHERE body_code = $1 \
            ORDER BY hour DESC, reason LIMIT $2";
        let values = vec![body.as_str().into(), MOST_HOURS.into()];
        let rows: Vec<(String, String, i64)> = self.named("refused_tries", sql, values).await?;
        let known = rows.into_iter().filter_map(|(hour, reason, tries)| {
            Some(RefusedTries {
                hour,
                reason: Uncounted::of(&reason)?,
                tries,
            })
        });
        Ok(known.collect())
    }

    /// Notes a sign-in that was refused and is worth an entry. `account` is none where the login name is nobody's; `counted` is how its
    /// try was counted, where a wrong password was what refused it.
    pub async fn refuse_session(
        &self,
        actor: &Actor,
        now: &str,
        body: &BodyCode,
        account: Option<&str>,
        counted: Option<&Counted>,
    ) -> Result<(), StoreError> {
        let mut tx = self.writing().await?;
        let event = Event::SessionRefused {
            account: account.map(str::to_owned),
            is_counted: counted.is_some(),
        };
        journal::append(&mut tx, actor, now, Some(body), None, &event).await?;
        if let Some(Counted::Last(until)) = counted {
            let event = Event::SessionLocked {
                account: account.map(str::to_owned),
                until: until.clone(),
            };
            journal::append(&mut tx, actor, now, Some(body), None, &event).await?;
        }
        tx.commit().await
    }

    /// Gives back the one try that was counted for a password that was right where a code is still to come: what was
    /// wrong before stays counted, so that codes cannot be tried without end by who knows the password.
    pub async fn give_back_try(
        &self,
        body: &BodyCode,
        account: &str,
        browser: Option<&str>,
        counted: &Counted,
        lockout: Lockout<'_>,
    ) -> Result<(), StoreError> {
        let (table, at, locks) = match browser {
            Some(_) => ("known_browser", "account = $2 AND token_hash = $3", ""),
            None => ("account", "id = $2 AND $3 = ''", ", locks = locks - 1"),
        };
        let mut values = vec![
            body.as_str().into(),
            account.into(),
            browser.unwrap_or_default().into(),
        ];
        let sql = match counted {
            Counted::Free => format!(
                "UPDATE {table} SET failures = failures - 1 WHERE body_code = $1 AND {at} AND failures > 0"
            ),
            Counted::Last(until) => {
                values.extend([(lockout.after - 1).into(), until.as_str().into()]);
                format!(
                    "UPDATE {table} SET failures = $4, locked_until = NULL{locks} \
                     WHERE body_code = $1 AND {at} AND locked_until = $5"
                )
            }
            Counted::Locked(_) => return Ok(()),
        };
        self.run(&sql, values).await.map(drop)
    }

    /// Takes back what was counted against an account whose password was right but which opens no session.
    /// From a browser that is known, its own count.
    pub async fn forgive_tries(
        &self,
        body: &BodyCode,
        account: &str,
        browser: Option<&str>,
    ) -> Result<(), StoreError> {
        if let Some(browser) = browser {
            let free = "UPDATE known_browser SET failures = 0, locked_until = NULL \
                WHERE body_code = $1 AND account = $2 AND token_hash = $3";
            let values = vec![body.as_str().into(), account.into(), browser.into()];
            if self.run(free, values).await? > 0 {
                return Ok(());
            }
        }
        let free = "UPDATE account SET failures = 0, locked_until = NULL WHERE body_code = $1 AND id = $2";
        self.run(free, vec![body.as_str().into(), account.into()])
            .await
            .map(drop)
    }

    /// Ends one session; nothing where it is over already.
    pub async fn end_session(
        &self,
        actor: &Actor,
        now: &str,
        body: &BodyCode,
        token_hash: &str,
    ) -> Result<(), StoreError> {
        let mut tx = self.writing().await?;
        let sql = "DELETE FROM session WHERE body_code = $1 AND token_hash = $2 RETURNING account";
        let values = vec![body.as_str().into(), token_hash.into()];
        let rows: Vec<(String,)> = tx.named("session", sql, values).await?;
        let Some((account,)) = rows.into_iter().next() else {
            return tx.rollback().await;
        };
        let event = Event::SessionEnded { account };
        journal::append(&mut tx, actor, now, Some(body), None, &event).await?;
        tx.commit().await
    }

    /// Signs an account out everywhere; gives how many sessions were ended.
    ///
    /// # Errors
    /// `UnknownAccount`.
    pub async fn end_sessions(
        &self,
        actor: &Actor,
        now: &str,
        body: &BodyCode,
        account: &str,
    ) -> Result<u64, StoreError> {
        let mut tx = self.writing().await?;
        if one(&mut tx, body, account).await?.is_none() {
            return Err(StoreError::UnknownAccount);
        }
        let ended = drop_all(&mut tx, body, account, None).await?;
        let event = Event::SessionsEnded {
            account: account.to_owned(),
            ended,
        };
        journal::append(&mut tx, actor, now, Some(body), None, &event).await?;
        tx.commit().await?;
        Ok(ended)
    }
}

/// Adds what one row says: a role as it was given, or a department that it reaches.
fn add(
    open: &mut OpenSession,
    given: Grant,
    reached: Option<String>,
    (steps, stands_for): (usize, Option<String>),
) {
    let Grant { role, .. } = given;
    if role == Role::Head {
        let is_whole = given.department.is_none();
        let headship = Headship {
            department: reached.clone().filter(|_| !is_whole),
            steps,
            stands_for,
        };
        if !open.heads.contains(&headship) {
            open.heads.push(headship);
        }
    }
    if given.department.is_some()
        && let Some(department) = reached.filter(|d| !d.is_empty())
    {
        let reach = (role, department);
        if !open.reach.contains(&reach) {
            open.reach.push(reach);
        }
    }
    if !open.account.grants.contains(&given) {
        open.account.grants.push(given);
        open.account.grants.sort();
    }
}
