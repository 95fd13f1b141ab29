//! The journal (操作記録): who wrote what and when, as a chain in which each entry proves the one before.
//!
//! The chain is one for the whole installation. Every writer locks the row `journal_head` last of
//! all, in the transaction of its write, so that no two entries can follow the same one and an entry
//! exists exactly when its write does. The hash covers a canonical text in which every field is
//! preceded by its length, so that no two different entries share a text.
//! Not here: who may read it (`gyokaku-web`).

mod page;
mod shape;

pub(crate) use shape::{own_question_of, own_value};

use gyokaku_core::body::BodyCode;
use gyokaku_core::journal::{Event, Export};
use gyokaku_core::text::hex;
use sha2::{Digest, Sha256};

use crate::database::{ColumnType, Transaction};
use crate::error::StoreError;
use crate::{Actor, JournalEntry, JournalState, Store};

pub use page::JournalFilter;
#[cfg(test)]
pub(crate) use page::filtered;

/// What the first entry follows.
const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

pub(crate) const COLUMNS: &str = "sequence, at, actor, role, what, body_code, plan_key, summary, prev, hash";
/// How many entries the verification holds in memory at a time.
const PAGE: i64 = 1000;

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The hash that an entry must have.
fn hash(entry: &JournalEntry) -> String {
    let sequence = entry.sequence.to_string();
    let fields = [
        Some("gyokaku.journal/1"),
        Some(&sequence),
        Some(&entry.at),
        Some(&entry.actor),
        Some(&entry.role),
        Some(&entry.what),
        entry.body.as_deref(),
        entry.plan.as_deref(),
        Some(&entry.summary),
        Some(&entry.prev),
    ];
    let mut text = String::new();
    for field in fields {
        match field {
            Some(field) => text.push_str(&format!("{}:{field}\n", field.len())),
            None => text.push_str("-\n"),
        }
    }
    sha256(text.as_bytes())
}

/// The hash that an entry must have, for tests that write one anew.
#[cfg(test)]
pub(crate) fn hash_of(entry: &JournalEntry) -> String {
    hash(entry)
}

/// Adds an entry and gives its number. To be called last before the commit: from here on every other
/// writer waits.
pub(crate) async fn append(
    tx: &mut Transaction,
    actor: &Actor,
    now: &str,
    body: Option<&BodyCode>,
    plan: Option<&str>,
    event: &Event,
) -> Result<i64, StoreError> {
    append_all(tx, actor, now, body, plan, std::slice::from_ref(event)).await
}

/// Adds entries, one following the other, and gives the number of the last; as [`append`], in as many statements
/// whatever their number, as far as one statement takes the rows.
pub(crate) async fn append_all(
    tx: &mut Transaction,
    actor: &Actor,
    now: &str,
    body: Option<&BodyCode>,
    plan: Option<&str>,
    events: &[Event],
) -> Result<i64, StoreError> {
    // An update that changes nothing takes the row's lock, with the same words on both engines.
    let lock = "UPDATE journal_head SET sequence = sequence WHERE id = 1 RETURNING sequence, hash";
    let (mut last, mut prev) = head(tx, lock).await?;
    let mut rows = Vec::with_capacity(events.len());
    for event in events {
        last = last.checked_add(1).ok_or_else(|| StoreError::Damaged {
            table: "journal_head".into(),
            key: "1".into(),
            what: "番号が上限です".into(),
        })?;
        let mut entry = JournalEntry {
            sequence: last,
            at: now.to_owned(),
            actor: actor.name.clone(),
            role: actor.role.clone(),
            what: event.word().to_owned(),
            body: body.map(BodyCode::to_string),
            plan: plan.map(str::to_owned),
            summary: shape::write(event),
            prev,
            hash: String::new(),
        };
        entry.hash = hash(&entry);
        rows.push(vec![
            entry.sequence.into(),
            entry.at.as_str().into(),
            entry.actor.as_str().into(),
            entry.role.as_str().into(),
            entry.what.as_str().into(),
            entry.body.as_deref().into(),
            entry.plan.as_deref().into(),
            entry.summary.as_str().into(),
            entry.prev.as_str().into(),
            entry.hash.as_str().into(),
        ]);
        prev = entry.hash;
    }
    const ENTRY: [ColumnType; 10] = {
        let mut columns = [ColumnType::Text; 10];
        columns[0] = ColumnType::Int;
        columns
    };
    let engine = tx.engine();
    let sql = |rows| {
        let rows = engine.bound_rows(&ENTRY, rows, 0);
        format!("INSERT INTO journal ({COLUMNS}) {rows}")
    };
    tx.run_rows(&sql, &[], &ENTRY, rows).await?;
    let next = vec![last.into(), prev.as_str().into()];
    tx.run(
        "UPDATE journal_head SET sequence = $1, hash = $2 WHERE id = 1",
        next,
    )
    .await?;
    crate::seal::put(tx, last, &prev).await?;
    Ok(last)
}

/// The number and the hash of the last entry, as a statement on the head gives them.
async fn head(tx: &mut Transaction, sql: &str) -> Result<(i64, String), StoreError> {
    let found = tx.named("journal_head", sql, vec![]).await?;
    found.into_iter().next().ok_or_else(|| StoreError::Damaged {
        table: "journal_head".into(),
        key: "1".into(),
        what: "行がありません".into(),
    })
}

impl Store {
    /// Writes down what somebody did that changes nothing in the register: what they took away with them.
    pub async fn record(
        &self,
        actor: &Actor,
        now: &str,
        body: &BodyCode,
        plan: Option<&str>,
        export: Export,
    ) -> Result<(), StoreError> {
        let mut tx = self.writing().await?;
        append(&mut tx, actor, now, Some(body), plan, &Event::Exported(export)).await?;
        tx.commit().await
    }

    /// The last entries of the journal, newest first; of one body, or of all.
    pub async fn journal(
        &self,
        body: Option<&BodyCode>,
        limit: i64,
    ) -> Result<Vec<JournalEntry>, StoreError> {
        let limit = limit.max(0);
        match body {
            Some(code) => {
                let sql = format!(
                    "SELECT {COLUMNS} FROM journal WHERE body_code = $1 ORDER BY sequence DESC LIMIT $2"
                );
                self.named("journal", &sql, vec![code.as_str().into(), limit.into()])
                    .await
            }
            None => {
                let sql = format!("SELECT {COLUMNS} FROM journal ORDER BY sequence DESC LIMIT $1");
                self.named("journal", &sql, vec![limit.into()]).await
            }
        }
    }

    /// Recomputes the chain of the whole journal.
    pub async fn verify_journal(&self) -> Result<JournalState, StoreError> {
        let mut tx = self.reading().await?;
        let state = verify(&mut tx).await?;
        tx.rollback().await?;
        Ok(state)
    }
}

/// Recomputes the chain of the journal as this transaction sees it.
pub(crate) async fn verify(tx: &mut Transaction) -> Result<JournalState, StoreError> {
    let head = "SELECT sequence, hash FROM journal_head WHERE id = 1";
    let (entries, last) = self::head(tx, head).await?;
    let (mut sequence, mut prev) = (0, NOTHING.to_owned());
    let page = format!("SELECT {COLUMNS} FROM journal WHERE sequence > $1 ORDER BY sequence LIMIT $2");
    loop {
        let rows: Vec<JournalEntry> = tx
            .named("journal", &page, vec![sequence.into(), PAGE.into()])
            .await?;
        let more = rows.len() as i64 == PAGE;
        for found in rows {
            if let Some(why) = break_at(&found, sequence + 1, &prev) {
                return Ok(JournalState::Broken {
                    sequence: sequence + 1,
                    why: why.to_owned(),
                });
            }
            sequence = found.sequence;
            prev = found.hash;
        }
        if !more {
            break;
        }
    }
    if sequence != entries || prev != last {
        return Ok(JournalState::Broken {
            sequence: sequence + 1,
            why: "末尾の記録が、控えられている末尾と一致しません。".into(),
        });
    }
    Ok(JournalState::Holds { entries, last })
}

/// Why an entry does not follow, if it does not.
fn break_at(found: &JournalEntry, expected: i64, prev: &str) -> Option<&'static str> {
    if found.sequence != expected {
        return Some("記録が抜けています。");
    }
    if found.prev != prev {
        return Some("前の記録とつながっていません。");
    }
    (hash(found) != found.hash).then_some("記録の内容が書き換えられています。")
}
