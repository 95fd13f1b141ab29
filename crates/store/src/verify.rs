//! Whether what is stored is what was written: the chain of the journal, entries that were written down elsewhere, what
//! refuses changes, and the structure of the file.
//!
//! Invariant: nothing is changed, and no schema is brought up to date. That somebody who owns the database computed the
//! whole chain anew is shown by an entry written down elsewhere, or by seals with a key that is not in the database
//! (`seal`). Not proven here: contents outside of the journal and the editions.

use std::str::FromStr;

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use crate::database::{Engine, Transaction};
use crate::error::StoreError;
use crate::migration::{self, Trigger};
use crate::{JournalState, Store, edition, journal, seal};

/// The version from which on years are frozen, and the one from which on entries are sealed.
const EDITIONS: i64 = 2;
const SEALS: i64 = 24;

/// An entry of the journal as it was written down elsewhere: its number and its hash, and with a key its seal,
/// `SEQ:HASH` or `SEQ:HASH:SEAL`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The number of the entry.
    pub sequence: i64,
    /// Its hash, in hexadecimal.
    pub hash: String,
    /// Its seal, in hexadecimal, where it was written down with a key.
    pub seal: Option<String>,
}

impl std::fmt::Display for Anchor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.sequence, self.hash)?;
        match &self.seal {
            Some(seal) => write!(f, ":{seal}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Anchor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = || {
            let (sequence, rest) = text.trim().split_once(':')?;
            let sequence = sequence.parse().ok().filter(|sequence| *sequence > 0)?;
            let (hash, seal) = match rest.split_once(':') {
                Some((hash, seal)) => (hash, Some(seal)),
                None => (rest, None),
            };
            let is_hash = |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
            (is_hash(hash) && seal.is_none_or(is_hash)).then(|| Anchor {
                sequence,
                hash: hash.to_ascii_lowercase(),
                seal: seal.map(str::to_ascii_lowercase),
            })
        };
        parsed().ok_or_else(|| {
            "「番号:ハッシュ値（64桁）」か「番号:ハッシュ値:封印（64桁）」の形で指定してください".to_owned()
        })
    }
}

/// What verifying found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Whether the chain holds.
    pub journal: JournalState,
    /// What else does not fit, a sentence each.
    pub faults: Vec<String>,
    /// What is worth knowing and no fault, a sentence each.
    pub notes: Vec<String>,
    /// How many seals were not looked at, as there was no key.
    pub unseen_seals: i64,
}

impl Store {
    /// Looks whether what is stored is what was written, with entries that were written down elsewhere.
    ///
    /// # Errors
    /// What is no database of this program, or a newer one; `Empty` where nothing was ever stored in it.
    pub async fn verify(&self, anchors: &[Anchor]) -> Result<Verified, StoreError> {
        let mut tx = self.reading().await?;
        tx.unhurried().await?;
        let version = migration::look(&mut tx).await?;
        let mut faults = Vec::new();
        if tx.engine() == Engine::Lite {
            let sql = "PRAGMA integrity_check(3)";
            let found: Vec<(String,)> = tx.named("-", sql, vec![]).await?;
            if found != [("ok".to_owned(),)] {
                let found: Vec<String> = found.into_iter().map(|(what,)| what).collect();
                let found = found.join("、").replace('\n', " ");
                faults.push(format!("データベースのファイルの構造が壊れています（{found}）。"));
            }
        }
        let there = triggers(&mut tx).await?;
        for expected in migration::triggers(tx.engine(), version) {
            let name = &expected.name;
            match there.iter().find(|found| found.name == *name) {
                None => faults.push(format!(
                    "記録の書き換えを断るしくみ（トリガー {name}）がないか、止められています。"
                )),
                Some(found) if !found.is_as(&expected) => faults.push(format!(
                    "記録の書き換えを断るしくみ（トリガー {name}）が、別の内容に変えられています。"
                )),
                Some(_) => {}
            }
        }
        if tx.engine() == Engine::Pg {
            let sql = "SELECT CAST(p.proname AS TEXT), p.prosrc FROM pg_proc p \
                JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = current_schema()";
            let there = named(&mut tx, "pg_proc", sql).await?;
            for expected in migration::functions(Engine::Pg, version) {
                let name = &expected.name;
                if !there
                    .iter()
                    .any(|found| found.name == *name && found.is_as(&expected))
                {
                    faults.push(format!(
                        "記録の書き換えを断るしくみ（関数 {name}）がないか、別の内容に変えられています。"
                    ));
                }
            }
        }
        let journal = journal::verify(&mut tx).await?;
        if version >= EDITIONS {
            faults.extend(edition::faults(&mut tx).await?);
        }
        let notes = clock(&mut tx).await?;
        let mut unseen_seals = 0;
        if version >= SEALS {
            match &self.key {
                Some(key) => faults.extend(seal::faults(&mut tx, key).await?),
                None => unseen_seals = seal::count(&mut tx).await?,
            }
        }
        for Anchor { sequence, hash, seal } in anchors {
            if let (Some(key), Some(seal)) = (&self.key, seal)
                && !key.fits(*sequence, hash, seal)
            {
                faults.push(format!(
                    "控え（{sequence}件目）の封印が鍵と合いません。控えが書き換えられたか、別の鍵です。"
                ));
            }
            let sql = "SELECT hash FROM journal WHERE sequence = $1";
            let rows: Vec<(String,)> = tx.named("journal", sql, vec![(*sequence).into()]).await?;
            match rows.into_iter().next() {
                None => faults.push(format!(
                    "控えてある{sequence}件目の記録がありません。末尾が切り取られたか、別のデータベースです。"
                )),
                Some((found,)) if found != *hash => faults.push(format!(
                    "{sequence}件目の記録が控えと違います（控え {hash}、いま {found}）。記録が作り直されています。"
                )),
                Some(_) => {}
            }
        }
        tx.rollback().await?;
        Ok(Verified {
            journal,
            faults,
            notes,
            unseen_seals,
        })
    }
}

/// The triggers that are there and not switched off.
async fn triggers(tx: &mut Transaction) -> Result<Vec<Trigger>, StoreError> {
    let (table, sql) = match tx.engine() {
        Engine::Lite => (
            "sqlite_master",
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
        ),
        Engine::Pg => (
            "pg_trigger",
            "SELECT CAST(t.tgname AS TEXT), pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
             JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND n.nspname = current_schema()",
        ),
    };
    named(tx, table, sql).await
}

/// How far the clocks of servers may lie apart without a remark.
const APART: Duration = Duration::minutes(2);

/// How many entries are looked at in one statement.
const PAGE: i64 = 1000;

/// Whether an entry says an earlier time than one before it: the clock was put back, and deadlines and locks of that time
/// may not be what they seem.
async fn clock(tx: &mut Transaction) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT sequence, at FROM journal WHERE sequence > $1 ORDER BY sequence LIMIT $2";
    let (mut last, mut latest, mut back) = (0, None, Vec::new());
    loop {
        let rows: Vec<(i64, String)> = tx.named("journal", sql, vec![last.into(), PAGE.into()]).await?;
        let more = rows.len() as i64 == PAGE;
        for (sequence, at) in rows {
            last = sequence;
            let Ok(time) = OffsetDateTime::parse(&at, &Rfc3339) else {
                continue;
            };
            match latest {
                Some((before, _)) if time + APART < before => {
                    back.push(sequence);
                    latest = Some((time, sequence));
                }
                Some((before, _)) if time <= before => {}
                _ => latest = Some((time, sequence)),
            }
        }
        if !more {
            break;
        }
    }
    Ok(back.first().map_or_else(Vec::new, |first| {
        vec![format!(
            "{first}件目の記録の時刻が、それより前の記録より戻っています（戻ったのは{}回）。サーバーの時計が戻されたことがあります。",
            back.len()
        )]
    }))
}

/// What has a name and a text.
async fn named(tx: &mut Transaction, table: &'static str, sql: &str) -> Result<Vec<Trigger>, StoreError> {
    let rows: Vec<(String, Option<String>)> = tx.named(table, sql, vec![]).await?;
    Ok(rows
        .into_iter()
        .map(|(name, text)| Trigger { name, text })
        .collect())
}
