//! Writing: bodies and plans, each in one transaction with its journal entry.
//!
//! A plan is compared with the rows stored and only what differs is written. The revision of a row
//! grows when its contents or its parts change, not when it merely moves in its document or its list.
//! Not here: how a document is merged into what is stored (`gyokaku_core::difference`).

use std::collections::{BTreeMap, HashMap, HashSet};

use gyokaku_core::body::BodyCode;
use gyokaku_core::document::DocumentId;
use gyokaku_core::journal::{Change, DocumentName, Event, RowCounts};
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::plan_key::PlanKey;

use crate::database::{Fields, Transaction, Value};
use crate::encode::encode;
use crate::error::StoreError;
use crate::journal::{self, sha256};
use crate::read::{PlanRow, plan_row, plan_rows};
use crate::rows::{Row, Rows, list_text};
use crate::schema::{Holds, TableId};
use crate::words::Word;
use crate::{Actor, NewSource, PlanHead, Store, place, report, search};

/// From how many rows on a write makes the statistics of the database useless.
const MANY_ROWS: usize = 1_000;

/// The tables that others refer to, and the one that is searched.
const COUNTED: [&str; 3] = ["section", "item", "item_search"];

/// What has to be written for the rows of one table.
#[derive(Default)]
struct Changes<'a> {
    put: Vec<Row>,
    drop: Vec<&'a Row>,
    added: usize,
    changed: usize,
}

impl Changes<'_> {
    fn is_empty(&self) -> bool {
        self.put.is_empty() && self.drop.is_empty()
    }
}

impl Store {
    /// Makes a body or renames it; the same name again writes nothing.
    pub async fn put_body(
        &self,
        actor: &Actor,
        now: &str,
        code: &BodyCode,
        name: &str,
    ) -> Result<(), StoreError> {
        let mut tx = self.writing().await?;
        let stored = tx
            .rows(
                "body",
                "SELECT name FROM body WHERE body_code = $1",
                vec![code.as_str().into()],
                &[Holds::Text],
            )
            .await?;
        let stored = match stored.into_iter().next() {
            Some(values) => Some(Fields::new("body", code.to_string(), values).text()?),
            None => None,
        };
        if stored.as_deref() == Some(name) {
            return tx.rollback().await;
        }
        let sql = "INSERT INTO body (body_code, name, revision) VALUES ($1, $2, 1) \
            ON CONFLICT (body_code) DO UPDATE SET name = excluded.name, revision = body.revision + 1";
        tx.run(sql, vec![code.as_str().into(), name.into()]).await?;
        let event = Event::BodyNamed {
            name: Change {
                old: stored,
                new: Some(name.to_owned()),
            },
        };
        journal::append(&mut tx, actor, now, Some(code), None, &event).await?;
        tx.commit().await
    }

    /// Stores a plan whose identities are lasting (see `gyokaku_core::difference::merge`).
    ///
    /// `expected_revision` is the revision that the writer has seen, none for a new plan; anything
    /// else stored now is a conflict. The same plan with a document already known, or without one,
    /// writes nothing and leaves no journal entry. New entries of the ledger of effects are kept
    /// after those stored, whatever their order in the plan.
    #[allow(clippy::too_many_arguments)]
    pub async fn put_plan(
        &self,
        actor: &Actor,
        now: &str,
        body: &BodyCode,
        key: &str,
        expected_revision: Option<i64>,
        plan: &Plan,
        source: Option<NewSource<'_>>,
    ) -> Result<PlanHead, StoreError> {
        key.parse::<PlanKey>().map_err(|why| StoreError::Inconsistent {
            what: format!("プランのキー「{key}」は使えません。{why}"),
        })?;
        let rows = encode(plan)?;
        let mut tx = self.writing().await?;
        let put = PutPlan {
            actor,
            now,
            body,
            key,
            expected_revision,
            plan,
            source,
        };
        let written = put.within(&mut tx, rows).await?;
        match &written {
            Written::Same(_) => tx.rollback().await?,
            Written::New(_) => tx.commit().await?,
        }
        Ok(written.head())
    }
}

/// What became of a plan that was to be stored.
pub(crate) enum Written {
    /// It was stored like that already.
    Same(PlanHead),
    /// It was written.
    New(PlanHead),
}

impl Written {
    fn head(self) -> PlanHead {
        match self {
            Written::Same(head) | Written::New(head) => head,
        }
    }
}

/// A plan to be stored within a transaction of somebody else's (see [`Store::put_plan`]).
pub(crate) struct PutPlan<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) now: &'a str,
    pub(crate) body: &'a BodyCode,
    pub(crate) key: &'a str,
    pub(crate) expected_revision: Option<i64>,
    pub(crate) plan: &'a Plan,
    pub(crate) source: Option<NewSource<'a>>,
}

impl PutPlan<'_> {
    /// Writes what differs, with its journal entry; the caller commits.
    pub(crate) async fn within(self, tx: &mut Transaction, rows: Rows) -> Result<Written, StoreError> {
        let PutPlan {
            actor,
            now,
            body,
            key,
            expected_revision,
            plan,
            source,
        } = self;
        let stored = lock_plan(tx, body, key).await?;
        let revision = stored.as_ref().map(|row| row.revision);
        if revision != expected_revision {
            return Err(StoreError::Conflict {
                stored: revision,
                expected: expected_revision,
            });
        }
        let old_rows = match stored {
            Some(_) => plan_rows(tx, body, key).await?,
            None => Rows::new(),
        };
        let source = source.map(|s| (s, sha256(s.bytes)));
        let source_id = source.as_ref().map(|(s, _)| s.document().to_string());
        let is_new_source = source_id.as_ref().is_some_and(|id| {
            stored
                .as_ref()
                .is_none_or(|row| row.sources.iter().all(|s| s.id != *id))
        });
        let changes = changes(&old_rows, rows)?;
        let same_own = stored.as_ref().is_some_and(|row| own(&row.own) == own(plan));
        if same_own && !is_new_source && changes.values().all(Changes::is_empty) {
            let (imported_at, editions) = stored
                .map(|row| (row.imported_at, row.editions))
                .unwrap_or_default();
            return Ok(Written::Same(head(
                key,
                plan,
                revision.unwrap_or(1),
                imported_at,
                editions,
            )));
        }

        let next = revision.map_or(1, |r| r + 1);
        put_own(tx, body, key, next, now, plan, stored.is_some()).await?;
        if let (Some((source, hash)), Some(id), true) = (&source, &source_id, is_new_source) {
            put_source(tx, body, key, now, id, hash, *source).await?;
        }
        let event = Event::PlanStored {
            revision: next,
            is_own_changed: !same_own,
            tables: changes
                .iter()
                .filter(|(_, c)| !c.is_empty())
                .map(|(id, c)| RowCounts {
                    table: id.table().name.to_owned(),
                    added: c.added as u64,
                    changed: c.changed as u64,
                    removed: c.drop.len() as u64,
                })
                .collect(),
            document: source.as_ref().map(|(s, hash)| DocumentName {
                name: s.name.to_owned(),
                sha256: hash.clone(),
            }),
        };
        let before: HashMap<&str, i64> = revisions(&old_rows).collect();
        let items = &changes[&TableId::Item];
        // An item that only moved is found by the same words.
        let put = items.put.iter().filter_map(|row| Some((row.id()?, row.revision)));
        let searched: HashSet<String> = put
            .filter(|(id, revision)| before.get(id) != Some(revision))
            .map(|(id, _)| id.to_owned())
            .collect();
        let gone = items.drop.iter().filter_map(|row| row.id());
        let changed = before.keys().copied().filter(|id| searched.contains(*id));
        let stale: Vec<&str> = gone.chain(changed).collect();
        let many = changes.values().map(|c| c.added).sum::<usize>() >= MANY_ROWS;
        write_rows(tx, body, key, changes).await?;
        let changed: Vec<&Item> = plan
            .items
            .iter()
            .filter(|item| searched.contains(&item.id))
            .collect();
        search::index(tx, body, key, &stale, &changed).await?;
        if many {
            tx.count_rows(&COUNTED).await?;
        }
        journal::append(tx, actor, now, Some(body), Some(key), &event).await?;
        let editions = stored.map_or(0, |row| row.editions);
        Ok(Written::New(head(key, plan, next, now.to_owned(), editions)))
    }
}

fn head(key: &str, plan: &Plan, revision: i64, imported_at: String, editions: i64) -> PlanHead {
    PlanHead {
        key: key.to_owned(),
        title: plan.title.clone(),
        period: plan.period,
        revision,
        items: plan.items.len() as i64,
        imported_at,
        editions,
    }
}

/// Locks the plan against other writers and loads its own row; none where it does not exist.
async fn lock_plan(tx: &mut Transaction, body: &BodyCode, key: &str) -> Result<Option<PlanRow>, StoreError> {
    let known = tx
        .rows(
            "body",
            "SELECT body_code FROM body WHERE body_code = $1",
            vec![body.as_str().into()],
            &[Holds::Text],
        )
        .await?;
    if known.is_empty() {
        return Err(StoreError::UnknownBody {
            code: body.to_string(),
        });
    }
    let lock = "UPDATE plan SET revision = revision WHERE body_code = $1 AND plan_key = $2";
    match tx.run(lock, vec![body.as_str().into(), key.into()]).await? {
        0 => Ok(None),
        _ => plan_row(tx, body, key).await,
    }
}

/// The plan's own values as stored, after body, key, revision and time.
fn own(plan: &Plan) -> [Value; 8] {
    let year = |year: Option<gyokaku_core::fiscal_year::FiscalYear>| {
        Value::Int(year.map(|y| i64::from(y.western())))
    };
    [
        plan.title.as_str().into(),
        Value::Text(place::encode(&plan.at, plan.at.document.as_ref())),
        year(plan.period.map(|p| p.from)),
        year(plan.period.map(|p| p.to)),
        list_text(&plan.levels).as_str().into(),
        plan.year_style.word().into(),
        plan.precedence.words().as_str().into(),
        plan.at.document.as_ref().map(DocumentId::as_str).into(),
    ]
}

#[allow(clippy::too_many_arguments)]
async fn put_own(
    tx: &mut Transaction,
    body: &BodyCode,
    key: &str,
    revision: i64,
    now: &str,
    plan: &Plan,
    known: bool,
) -> Result<(), StoreError> {
    if plan.title.contains('\0') || plan.levels.iter().any(|l| l.contains('\0')) {
        return Err(StoreError::Inconsistent {
            what: "文字として保存できない制御文字（NUL）が含まれています。".into(),
        });
    }
    let mut values: Vec<Value> = vec![body.as_str().into(), key.into(), revision.into(), now.into()];
    values.extend(own(plan));
    let sql = if known {
        "UPDATE plan SET revision = $3, imported_at = $4, title = $5, at = $6, fy_from = $7, fy_to = $8, levels = $9, year_style = $10, precedence = $11, source = $12 \
        WHERE body_code = $1 AND plan_key = $2"
    } else {
        "INSERT INTO plan (body_code, plan_key, revision, imported_at, title, at, fy_from, fy_to, levels, year_style, precedence, source) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (body_code, plan_key) DO NOTHING"
    };
    match tx.run(sql, values).await? {
        // Somebody else made the same plan at the same moment.
        0 => Err(StoreError::Conflict {
            stored: Some(1),
            expected: None,
        }),
        _ => Ok(()),
    }
}

async fn put_source(
    tx: &mut Transaction,
    body: &BodyCode,
    key: &str,
    now: &str,
    id: &str,
    hash: &str,
    source: NewSource<'_>,
) -> Result<(), StoreError> {
    // The same document may belong to two plans of the body; its bytes are kept once.
    let values = vec![
        body.as_str().into(),
        id.into(),
        source.name.into(),
        hash.into(),
        (source.bytes.len() as i64).into(),
        now.into(),
        Value::Bytes(source.bytes.to_vec()),
    ];
    let sql = "INSERT INTO source (body_code, id, name, sha256, size, read_at, bytes) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (body_code, id) DO NOTHING";
    tx.run(sql, values).await?;
    let link = "INSERT INTO plan_source (body_code, plan_key, source_id, ordinal) \
        SELECT $1, $2, $3, COALESCE(MAX(ordinal), 0) + 1 FROM plan_source WHERE body_code = $1 AND plan_key = $2";
    tx.run(link, vec![body.as_str().into(), key.into(), id.into()])
        .await?;
    match source.checked {
        Some(checked) => report::put(tx, body, id, checked).await,
        None => Ok(()),
    }
}

/// What differs between the rows stored and the rows to be, table by table.
fn changes<'a>(old: &'a Rows, mut new: Rows) -> Result<BTreeMap<TableId, Changes<'a>>, StoreError> {
    let mut all: BTreeMap<TableId, Changes<'a>> = TableId::ALL
        .into_iter()
        .map(|id| (id, Changes::default()))
        .collect();
    let mut touched: HashMap<TableId, HashSet<String>> = HashMap::new();
    let mut untouched: HashMap<TableId, Vec<Row>> = HashMap::new();
    // Children first, so that an owner knows whether a part of it has changed.
    for id in TableId::ALL.into_iter().rev() {
        let table = id.table();
        let old_rows = old.get(&id).map(Vec::as_slice).unwrap_or_default();
        let mut stored: HashMap<&[Value], &'a Row> = old_rows.iter().map(|row| (row.key(id), row)).collect();
        let changes = all.entry(id).or_default();
        let mut touch = |row: &Row| {
            if let (Some(owner), Some(key)) = (table.owner, row.id()) {
                touched.entry(owner).or_default().insert(key.to_owned());
            }
        };
        for mut row in new.remove(&id).unwrap_or_default() {
            let Some(before) = stored.remove(row.key(id)) else {
                touch(&row);
                changes.added += 1;
                changes.put.push(row);
                continue;
            };
            let differs = |which: fn(Holds) -> bool| {
                table
                    .columns
                    .iter()
                    .zip(row.cells.iter().zip(&before.cells))
                    .any(|((_, holds), (a, b))| which(*holds) && a != b)
            };
            let (content, place, order) = (
                differs(Holds::is_content),
                differs(|h| h == Holds::Place) || row.source != before.source,
                differs(|h| h == Holds::Order),
            );
            row.revision = before.revision + i64::from(content);
            if id.is_append_only() {
                if content || place {
                    return Err(StoreError::Ledger {
                        entry: row.id().unwrap_or("-").to_owned(),
                    });
                }
                continue;
            }
            if content {
                touch(&row);
                changes.changed += 1;
            }
            if content || place || order {
                changes.put.push(row);
            } else if table.versioned {
                untouched.entry(id).or_default().push(row);
            }
        }
        // In the order stored, so that the same write always runs the same statements.
        changes.drop = old_rows
            .iter()
            .filter(|row| stored.contains_key(row.key(id)))
            .collect();
        for row in &changes.drop {
            touch(row);
        }
    }
    raise_owners(old, &mut all, &touched, untouched);
    append_after(old, &mut all)?;
    Ok(all)
}

/// Gives a new revision to rows whose own columns stay while a part of them changed.
fn raise_owners(
    old: &Rows,
    all: &mut BTreeMap<TableId, Changes<'_>>,
    touched: &HashMap<TableId, HashSet<String>>,
    untouched: HashMap<TableId, Vec<Row>>,
) {
    for (owner, ids) in touched {
        let Some(changes) = all.get_mut(owner) else {
            continue;
        };
        let same = untouched.get(owner).into_iter().flatten().cloned();
        changes
            .put
            .extend(same.filter(|row| row.id().is_some_and(|id| ids.contains(id))));
        let before: HashMap<&str, i64> = old
            .get(owner)
            .into_iter()
            .flatten()
            .filter_map(|row| Some((row.id()?, row.revision)))
            .collect();
        for row in &mut changes.put {
            let Some((id, revision)) = row.id().and_then(|id| Some((id.to_owned(), *before.get(id)?))) else {
                continue;
            };
            if ids.contains(&id) && row.revision == revision {
                row.revision += 1;
                changes.changed += 1;
            }
        }
    }
}

/// Keeps the ledger: nothing stored may be missing, and new entries follow the last one stored.
fn append_after(old: &Rows, all: &mut BTreeMap<TableId, Changes<'_>>) -> Result<(), StoreError> {
    let Some(changes) = all.get_mut(&TableId::Effect) else {
        return Ok(());
    };
    if let Some(missing) = changes.drop.first() {
        return Err(StoreError::Ledger {
            entry: missing.id().unwrap_or("-").to_owned(),
        });
    }
    let order = |row: &Row| match row.cells.get(1) {
        Some(Value::Int(number)) => *number,
        _ => None,
    };
    let last = old
        .get(&TableId::Effect)
        .into_iter()
        .flatten()
        .filter_map(order)
        .max();
    for (nth, row) in changes.put.iter_mut().enumerate() {
        row.cells[1] = Value::Int(Some(last.map_or(0, |l| l + 1) + nth as i64));
    }
    Ok(())
}

/// The revisions of the items stored.
fn revisions(rows: &Rows) -> impl Iterator<Item = (&str, i64)> {
    let items = rows.get(&TableId::Item).into_iter().flatten();
    items.filter_map(|row| Some((row.id()?, row.revision)))
}

/// Removes and writes rows in batches, parents before children; references are checked at the commit.
async fn write_rows(
    tx: &mut Transaction,
    body: &BodyCode,
    key: &str,
    changes: BTreeMap<TableId, Changes<'_>>,
) -> Result<(), StoreError> {
    let engine = tx.engine();
    let plan: [Value; 2] = [body.as_str().into(), key.into()];
    for (id, changes) in changes {
        let table = id.table();
        let sql = |rows| table.delete(engine, rows);
        let keys = changes.drop.iter().map(|row| row.key(id).to_vec()).collect();
        tx.run_rows(&sql, &plan, &table.key_holds(), keys).await?;
        let sql = |rows| table.insert(engine, rows, id.is_append_only());
        let values = changes.put.into_iter().map(|row| {
            let mut values = Vec::with_capacity(row.cells.len() + 4);
            values.extend_from_slice(&plan);
            values.extend(row.cells);
            values.extend(
                table
                    .sourced()
                    .then_some(Value::Text(row.source.as_ref().map(DocumentId::to_string))),
            );
            values.extend(table.versioned.then_some(row.revision.into()));
            values
        });
        tx.run_rows(&sql, &[], &table.holds(), values.collect()).await?;
    }
    Ok(())
}
