//! All rows from one database into another, in batches, with the digest of each table.
//!
//! Not here: what is done with the digests.

use gyokaku_core::text::hex;
use sha2::{Digest as _, Sha256};

use super::catalogue::Table;
use super::{Progress, Stage, Watch};
use crate::database::{Transaction, Value};
use crate::error::StoreError;
use crate::search;

/// On which side copying failed.
pub(super) enum Fault {
    Reading(StoreError),
    Writing(StoreError),
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Fault::Reading(error)
    }
}

/// What a table has: how many rows, and SHA-256 over them in their order, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Digest {
    pub(super) how_many: i64,
    pub(super) sha256: String,
}

/// A digest in the making.
#[derive(Default)]
struct Digesting {
    how_many: i64,
    hash: Sha256,
}

impl Digesting {
    /// Each value counts with its kind and its length, so that no two different tables are alike.
    fn take(&mut self, rows: &[Vec<Value>]) {
        let long = |length: usize| (length as u64).to_be_bytes();
        for row in rows {
            self.how_many += 1;
            for value in row {
                match value {
                    Value::Text(Some(text)) => {
                        self.hash.update(b"t");
                        self.hash.update(long(text.len()));
                        self.hash.update(text);
                    }
                    Value::Bytes(bytes) => {
                        self.hash.update(b"b");
                        self.hash.update(long(bytes.len()));
                        self.hash.update(bytes);
                    }
                    Value::Int(Some(number)) => {
                        self.hash.update(b"i");
                        self.hash.update(number.to_be_bytes());
                    }
                    Value::Text(None) | Value::Int(None) => self.hash.update(b"-"),
                }
            }
        }
    }

    fn done(self) -> Digest {
        let hash = self.hash.finalize();
        Digest {
            how_many: self.how_many,
            sha256: hex(&hash),
        }
    }
}

/// Copies all rows but those that are left behind; gives how many there were, and the digest of each table by its name.
pub(super) async fn copy(
    from: &mut Transaction,
    to: &mut Transaction,
    tables: &[Table],
    watch: Watch<'_>,
) -> Result<(u64, Vec<(String, Digest)>), Fault> {
    let (mut rows, mut digests) = (0, Vec::with_capacity(tables.len()));
    let engine = to.engine();
    for table in tables {
        let mut digesting = Digesting::default();
        if table.is_left_behind() {
            digests.push((table.name.clone(), digesting.done()));
            continue;
        }
        let (select, types) = (table.select(from.engine()), table.column_types());
        let mut batches = from.stream(&table.name, &select, &types);
        loop {
            let batch = batches.next().await?;
            if batch.is_empty() {
                break;
            }
            digesting.take(&batch);
            rows += batch.len() as u64;
            let written = if table.is_searched() {
                search::add(to, batch).await
            } else {
                let sql = |rows| table.insert(engine, rows);
                to.run_rows(&sql, &[], &types, batch).await
            };
            written.map_err(Fault::Writing)?;
            watch(Progress {
                stage: Stage::Copy,
                table: &table.name,
                rows,
            });
        }
        digests.push((table.name.clone(), digesting.done()));
    }
    Ok((rows, digests))
}

/// The digest of each table by its name.
pub(super) async fn digest(
    from: &mut Transaction,
    tables: &[Table],
    watch: Watch<'_>,
) -> Result<Vec<(String, Digest)>, StoreError> {
    let (mut rows, mut digests) = (0, Vec::with_capacity(tables.len()));
    for table in tables {
        let mut digesting = Digesting::default();
        let (select, types) = (table.select(from.engine()), table.column_types());
        let mut batches = from.stream(&table.name, &select, &types);
        loop {
            let batch = batches.next().await?;
            if batch.is_empty() {
                break;
            }
            digesting.take(&batch);
            rows += batch.len() as u64;
            watch(Progress {
                stage: Stage::Check,
                table: &table.name,
                rows,
            });
        }
        digests.push((table.name.clone(), digesting.done()));
    }
    Ok(digests)
}
