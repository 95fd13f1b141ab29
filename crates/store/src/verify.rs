//! Whether what is stored is what was written: the chain of the journal, entries that were written down elsewhere, what
//! refuses changes, and the structure of the file.
//!
//! Invariant: nothing is changed, and no schema is brought up to date. Not proven here: that nobody who owns the database
//! computed the whole chain anew (an entry written down elsewhere shows that), and contents outside of the journal.

use std::str::FromStr;

use crate::database::Engine;
use crate::error::StoreError;
use crate::journal;
use crate::migration::{self, Trigger};
use crate::{JournalState, Store};

/// An entry of the journal as it was written down elsewhere: its number and its hash, `SEQ:HASH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The number of the entry.
    pub sequence: i64,
    /// Its hash, in hexadecimal.
    pub hash: String,
}

impl FromStr for Anchor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = || {
            let (sequence, hash) = text.trim().split_once(':')?;
            let sequence = sequence.parse().ok().filter(|sequence| *sequence > 0)?;
            let is_hash = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
            is_hash.then(|| Anchor {
                sequence,
                hash: hash.to_ascii_lowercase(),
            })
        };
        parsed().ok_or_else(|| "「番号:ハッシュ値（64桁）」の形で指定してください".to_owned())
    }
}

/// What verifying found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Whether the chain holds.
    pub journal: JournalState,
    /// What else does not fit, a sentence each.
    pub faults: Vec<String>,
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
        let journal = journal::verify(&mut tx).await?;
        for Anchor { sequence, hash } in anchors {
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
        Ok(Verified { journal, faults })
    }
}

/// The triggers that are there and not switched off.
async fn triggers(tx: &mut crate::database::Transaction) -> Result<Vec<Trigger>, StoreError> {
    let (table, sql) = match tx.engine() {
        Engine::Lite => (
            "sqlite_master",
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
        ),
        Engine::Pg => (
            "pg_trigger",
            "SELECT CAST(t.tgname AS TEXT), CAST(NULL AS TEXT) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
             JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND n.nspname = current_schema()",
        ),
    };
    let rows: Vec<(String, Option<String>)> = tx.named(table, sql, vec![]).await?;
    Ok(rows
        .into_iter()
        .map(|(name, text)| Trigger { name, text })
        .collect())
}
