//! Seals (封印) of the journal: an HMAC over the last entry of each write, with a key that is not in the database.
//!
//! Whoever owns the database can compute the whole chain anew; without the key they cannot seal it. Invariants: the key is
//! in no database, no backup and no log. Not here: the chain (`journal`), what is said of seals (`verify`).

use std::sync::Arc;

use gyokaku_core::text::hex;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::database::Transaction;
use crate::error::StoreError;

/// How many bytes a key has at least.
pub const SHORTEST_KEY: usize = 32;

/// A key with which entries of the journal are sealed. Cheap to clone.
#[derive(Clone)]
pub struct JournalKey(Arc<Vec<u8>>);

impl std::fmt::Debug for JournalKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JournalKey").finish_non_exhaustive()
    }
}

impl JournalKey {
    /// The key of a file's bytes, without line ends around them; none where it is too short to be one.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.trim_ascii();
        (bytes.len() >= SHORTEST_KEY).then(|| Self(Arc::new(bytes.to_vec())))
    }

    fn mac(&self, sequence: i64, hash: &str) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(format!("gyokaku.seal/1\n{sequence}:{hash}").as_bytes());
        Some(mac)
    }

    /// The seal of an entry, in hexadecimal.
    pub fn seal(&self, sequence: i64, hash: &str) -> Option<String> {
        let mac = self.mac(sequence, hash)?;
        Some(hex(&mac.finalize().into_bytes()))
    }

    /// Whether a seal is the one of an entry; compared in a time that does not depend on where they differ.
    pub fn fits(&self, sequence: i64, hash: &str, seal: &str) -> bool {
        let bytes: Option<Vec<u8>> = (0..seal.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(seal.get(at..at + 2)?, 16).ok())
            .collect();
        match (bytes, self.mac(sequence, hash)) {
            (Some(bytes), Some(mac)) => mac.verify_slice(&bytes).is_ok(),
            _ => false,
        }
    }
}

/// Seals the last entry of a write, where there is a key.
pub(crate) async fn put(tx: &mut Transaction, sequence: i64, hash: &str) -> Result<(), StoreError> {
    let Some(seal) = tx.key().and_then(|key| key.seal(sequence, hash)) else {
        return Ok(());
    };
    let sql = "INSERT INTO journal_seal (sequence, mac) VALUES ($1, $2)";
    tx.run(sql, vec![sequence.into(), seal.as_str().into()])
        .await
        .map(drop)
}

/// How many seals are looked at in one statement.
const PAGE: i64 = 1000;

/// What does not fit of the seals, a sentence each; the first of each kind.
pub(crate) async fn faults(tx: &mut Transaction, key: &JournalKey) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT s.sequence, s.mac, j.hash FROM journal_seal s \
        LEFT JOIN journal j ON j.sequence = s.sequence WHERE s.sequence > $1 ORDER BY s.sequence LIMIT $2";
    let (mut last, mut wrong) = (0, Vec::new());
    loop {
        let rows: Vec<(i64, String, Option<String>)> = tx
            .named("journal_seal", sql, vec![last.into(), PAGE.into()])
            .await?;
        let more = rows.len() as i64 == PAGE;
        for (sequence, mac, hash) in rows {
            if !hash.is_some_and(|hash| key.fits(sequence, &hash, &mac)) {
                wrong.push(sequence);
            }
            last = sequence;
        }
        if !more {
            break;
        }
    }
    let mut faults = Vec::new();
    if let Some(first) = wrong.first() {
        faults.push(format!(
            "{first}件目の記録の封印が鍵と合いません（合わない封印は{}個）。記録が作り直されたか、別の鍵です。",
            wrong.len()
        ));
    }
    let sql = "SELECT COUNT(*) FROM journal WHERE sequence > $1";
    let unsealed: Vec<(i64,)> = tx.named("journal", sql, vec![last.into()]).await?;
    if let Some((unsealed,)) = unsealed.into_iter().next().filter(|(count,)| *count > 0) {
        faults.push(format!(
            "最後の{unsealed}件の記録に封印がありません。鍵を指定しないコマンドで書かれたか、封印が取り除かれています。"
        ));
    }
    Ok(faults)
}

/// How many seals there are.
pub(crate) async fn count(tx: &mut Transaction) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) FROM journal_seal";
    let rows: Vec<(i64,)> = tx.named("journal_seal", sql, vec![]).await?;
    Ok(rows.first().map_or(0, |(count,)| *count))
}
