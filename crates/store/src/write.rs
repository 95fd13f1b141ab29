//! Writing: bodies and plans, each in one transaction with its journal entry.
//!
//! A plan is compared with the rows stored and only what differs is written.
//! Not here: how a document is merged into what is stored (`gyokaku_core::difference`).

use std::collections::{HashMap, HashSet};

use gyokaku_core::body::BodyCode;
use gyokaku_core::document::DocumentId;
use gyokaku_core::journal::{Change, DocumentName, Event, RowCounts};
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::plan_key::PlanKey;

use crate::database::{Transaction, Value};
use crate::error::StoreError;
use crate::journal::{self, sha256};
use crate::plan::{ALL, Items, Kind, Record, Row, Rows, Table, encode, rows as plan_rows};
use crate::read::{NO_RULES, PlanRow, plan_row};
use crate::trail::REGISTER;
use crate::typed::list_text;
use crate::words::Word;
use crate::{Actor, NewSource, PlanHead, Store, editing, place, report, search};

/// From how many rows on a write makes the statistics of the database useless.
const MANY_ROWS: usize = 1_000;

/// The tables that others refer to, and the one that is searched.
const COUNTED: [&str; 3] = ["section", "item", "item_search"];

/// What has to be written for the rows of one table.
pub(crate) struct Changes<'a> {
    table: &'static Table,
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
        let sql = "SELECT name FROM body WHERE body_code = $1";
        let stored: Vec<(String,)> = tx.named("body", sql, vec![code.as_str().into()]).await?;
        let stored = stored.into_iter().next().map(|(name,)| name);
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
            deed: None,
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
    /// What was done by hand, and to which parts; a plan that is stored as a whole says so itself.
    pub(crate) deed: Option<(Event, Vec<&'a str>)>,
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
            deed,
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
            None => Rows::default(),
        };
        let source = source.map(|s| (s, sha256(s.bytes)));
        let source_id = source.as_ref().map(|(s, _)| s.document().to_string());
        let is_new_source = source_id.as_ref().is_some_and(|id| {
            stored
                .as_ref()
                .is_none_or(|row| row.sources.iter().all(|s| s.id != *id))
        });
        let (changes, items) = changes(&old_rows, rows)?;
        let same_own = stored.as_ref().is_some_and(|row| own(&row.own) == own(plan));
        if same_own && !is_new_source && changes.iter().all(Changes::is_empty) {
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
        let whole = Event::PlanStored {
            revision: next,
            is_own_changed: !same_own,
            tables: changes
                .iter()
                .filter(|c| !c.is_empty())
                .map(|c| RowCounts {
                    table: c.table.name.to_owned(),
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
        // An item that only moved is found by the same words as before.
        let old_items = old_rows.of(&Items::TABLE).iter().filter_map(Row::id);
        let stale: Vec<&str> = old_items.filter(|id| items.contains(*id)).collect();
        let many = changes.iter().map(|c| c.added).sum::<usize>() >= MANY_ROWS;
        write_rows(tx, body, key, changes).await?;
        let changed: Vec<&Item> = plan
            .items
            .iter()
            .filter(|item| items.contains(&item.id))
            .collect();
        search::index(tx, body, key, &stale, &changed).await?;
        if many {
            tx.count_rows(&COUNTED).await?;
        }
        let (event, elements) = deed.unwrap_or((whole, Vec::new()));
        let sequence = journal::append(tx, actor, now, Some(body), Some(key), &event).await?;
        let parts = elements.into_iter();
        let parts = parts.map(|element| (editing::part(body, key, element), ""));
        REGISTER.note(tx, parts, sequence).await?;
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
pub(crate) async fn lock_plan(
    tx: &mut Transaction,
    body: &BodyCode,
    key: &str,
) -> Result<Option<PlanRow>, StoreError> {
    let sql = "SELECT body_code FROM body WHERE body_code = $1";
    let known: Vec<(String,)> = tx.named("body", sql, vec![body.as_str().into()]).await?;
    if known.is_empty() {
        return Err(StoreError::UnknownBody {
            code: body.to_string(),
        });
    }
    match hold_plan(tx, body, key).await? {
        false => Ok(None),
        true => plan_row(tx, body, key, NO_RULES).await,
    }
}

/// Holds a plan against other writers until the transaction ends; tells whether it exists.
pub(crate) async fn hold_plan(tx: &mut Transaction, body: &BodyCode, key: &str) -> Result<bool, StoreError> {
    let sql = "UPDATE plan SET revision = revision WHERE body_code = $1 AND plan_key = $2";
    Ok(tx.run(sql, vec![body.as_str().into(), key.into()]).await? > 0)
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

/// What differs between the rows stored and the rows to be, in the order of the tables, and the items whose
/// contents or parts are other than stored.
pub(crate) fn changes<'a>(
    old: &'a Rows,
    mut new: Rows,
) -> Result<(Vec<Changes<'a>>, HashSet<String>), StoreError> {
    let mut changes = Vec::new();
    // What has changed contents, or a part that has.
    let mut touched: HashMap<&str, HashSet<String>> = HashMap::new();
    // Children first, so that an owner knows whether a part of it has changed.
    for table in ALL.iter().rev() {
        let changed = table_changes(table, old.of(table), new.remove(table), &mut touched)?;
        changes.push(changed);
    }
    changes.reverse();
    append_after(old, &mut changes)?;
    Ok((changes, touched.remove(Items::TABLE.name).unwrap_or_default()))
}

/// What differs in one table. `touched` has the owners of parts that differ, by the names of their tables.
fn table_changes<'a>(
    table: &'static Table,
    old: &'a [Row],
    new: Vec<Row>,
    touched: &mut HashMap<&str, HashSet<String>>,
) -> Result<Changes<'a>, StoreError> {
    let mut changes = Changes {
        table,
        put: Vec::new(),
        drop: Vec::new(),
        added: 0,
        changed: 0,
    };
    let kinds: Vec<Kind> = table.columns().map(|(_, kind)| kind).collect();
    let mut stored: HashMap<&[Value], &'a Row> = old.iter().map(|row| (row.key(table), row)).collect();
    let with_changed_parts = touched.remove(table.name).unwrap_or_default();
    let mut differing: HashSet<String> = HashSet::new();
    for row in new {
        let Some(before) = stored.remove(row.key(table)) else {
            differing.extend(row.id().map(str::to_owned));
            changes.added += 1;
            changes.put.push(row);
            continue;
        };
        let differs = |which: fn(Kind) -> bool| {
            let mut columns = kinds.iter().zip(row.cells.iter().zip(&before.cells));
            columns.any(|(kind, (a, b))| which(*kind) && a != b)
        };
        let content = differs(Kind::is_content);
        let place = differs(|kind| kind == Kind::Place) || row.source != before.source;
        if table.is_append_only() {
            if content || place {
                return Err(StoreError::Ledger {
                    entry: row.id().unwrap_or("-").to_owned(),
                });
            }
            continue;
        }
        if content {
            differing.extend(row.id().map(str::to_owned));
        }
        let is_changed = content || row.id().is_some_and(|id| with_changed_parts.contains(id));
        changes.changed += usize::from(is_changed);
        if content || place || differs(|kind| kind == Kind::Order) {
            changes.put.push(row);
        }
    }
    // In the order stored, so that the same write always runs the same statements.
    let is_gone = |row: &&Row| stored.contains_key(row.key(table));
    changes.drop = old.iter().filter(is_gone).collect();
    differing.extend(changes.drop.iter().filter_map(|row| row.id()).map(str::to_owned));
    let owner = touched.entry(table.owner().unwrap_or(table.name)).or_default();
    owner.extend(differing);
    owner.extend(with_changed_parts);
    Ok(changes)
}

/// Keeps the ledger: nothing stored may be missing, and new entries follow the last one stored.
fn append_after(old: &Rows, changes: &mut [Changes<'_>]) -> Result<(), StoreError> {
    for changes in changes.iter_mut().filter(|c| c.table.is_append_only()) {
        let table = changes.table;
        if let Some(missing) = changes.drop.first() {
            return Err(StoreError::Ledger {
                entry: missing.id().unwrap_or("-").to_owned(),
            });
        }
        let last = old.of(table).iter().filter_map(|row| row.order(table)).max();
        for (row, order) in changes.put.iter_mut().zip(last.map_or(0, |last| last + 1)..) {
            row.set_order(table, order);
        }
    }
    Ok(())
}

/// Removes and writes rows in batches, parents before children; references are checked at the commit.
pub(crate) async fn write_rows(
    tx: &mut Transaction,
    body: &BodyCode,
    key: &str,
    changes: Vec<Changes<'_>>,
) -> Result<(), StoreError> {
    let engine = tx.engine();
    let plan: [Value; 2] = [body.as_str().into(), key.into()];
    for Changes { table, put, drop, .. } in changes {
        let sql = |rows| table.delete(engine, rows);
        let keys = drop.iter().map(|row| row.key(table).to_vec()).collect();
        tx.run_rows(&sql, &plan, &table.key_types(), keys).await?;
        let sql = |rows| table.insert(engine, rows);
        let rows = put.into_iter().map(|row| row.bound(table, &plan));
        tx.run_rows(&sql, &[], &table.column_types(), rows.collect())
            .await?;
    }
    Ok(())
}
