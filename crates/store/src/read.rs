//! Reading: bodies, whole plans, documents.
//!
//! A plan of any size is loaded in six statements, begin and end of the transaction included,
//! because the tables share a few results (see `schema`). Not here: search and the journal.

use std::collections::{HashMap, HashSet};

use gyokaku_core::body::BodyCode;
use gyokaku_core::document::DocumentId;
use gyokaku_core::plan::Plan;

use crate::database::{Fields, Transaction, Value};
use crate::decode::decode;
use crate::error::StoreError;
use crate::rows::{Row, Rows};
use crate::schema::{Holds, Shape, TableId};
use crate::{Body, PlanHead, SourceHead, Store, StoredPlan};

const BODIES: &str = "SELECT b.body_code, b.name, p.plan_key, p.title, p.fy_from, p.fy_to, p.revision, i.items, p.imported_at, \
    (SELECT CAST(COUNT(*) AS BIGINT) FROM year_edition e WHERE e.body_code = p.body_code AND e.plan_key = p.plan_key) \
    FROM body b \
    LEFT JOIN plan p ON p.body_code = b.body_code \
    LEFT JOIN (SELECT body_code, plan_key, CAST(COUNT(*) AS BIGINT) AS items FROM item GROUP BY body_code, plan_key) i \
    ON i.body_code = p.body_code AND i.plan_key = p.plan_key \
    ORDER BY b.body_code, p.plan_key";

const ONE_BODY: &str = "SELECT b.body_code, b.name, p.plan_key, p.title, p.fy_from, p.fy_to, p.revision, i.items, p.imported_at, \
    (SELECT CAST(COUNT(*) AS BIGINT) FROM year_edition e WHERE e.body_code = p.body_code AND e.plan_key = p.plan_key) \
    FROM body b \
    LEFT JOIN plan p ON p.body_code = b.body_code \
    LEFT JOIN (SELECT body_code, plan_key, CAST(COUNT(*) AS BIGINT) AS items FROM item WHERE body_code = $1 GROUP BY body_code, plan_key) i \
    ON i.body_code = p.body_code AND i.plan_key = p.plan_key \
    WHERE b.body_code = $1 ORDER BY p.plan_key";

const BODY_HOLDS: [Holds; 10] = [
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Int,
    Holds::Int,
    Holds::Int,
    Holds::Int,
    Holds::Text,
    Holds::Int,
];

/// The plan's own row, once for each of its documents.
const PLAN: &str = "SELECT p.revision, p.imported_at, \
    (SELECT CAST(COUNT(*) AS BIGINT) FROM year_edition e WHERE e.body_code = p.body_code AND e.plan_key = p.plan_key), p.source, p.title, p.at, p.fy_from, p.fy_to, p.levels, p.year_style, p.precedence, \
    s.id, s.name, s.sha256, s.size, s.read_at \
    FROM plan p \
    LEFT JOIN plan_source l ON l.body_code = p.body_code AND l.plan_key = p.plan_key \
    LEFT JOIN source s ON s.body_code = l.body_code AND s.id = l.source_id \
    WHERE p.body_code = $1 AND p.plan_key = $2 ORDER BY l.ordinal";

const PLAN_HOLDS: [Holds; 16] = [
    Holds::Int,
    Holds::Text,
    Holds::Int,
    Holds::Text,
    Holds::Text,
    Holds::Place,
    Holds::Int,
    Holds::Int,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Int,
    Holds::Text,
];

const SOURCE: &str =
    "SELECT id, name, sha256, size, read_at, bytes FROM source WHERE body_code = $1 AND id = $2";

/// The plan's own row as stored.
pub(crate) struct PlanRow {
    pub(crate) revision: i64,
    pub(crate) imported_at: String,
    /// How many editions of its years are frozen.
    pub(crate) editions: i64,
    /// Title, place, period, levels and style of years; everything else is empty.
    pub(crate) own: Plan,
    pub(crate) sources: Vec<SourceHead>,
}

/// Loads the plan's own row and its documents.
pub(crate) async fn plan_row(
    tx: &mut Transaction,
    body: &BodyCode,
    key: &str,
) -> Result<Option<PlanRow>, StoreError> {
    let rows = tx
        .rows("plan", PLAN, vec![body.as_str().into(), key.into()], &PLAN_HOLDS)
        .await?;
    let mut found: Option<PlanRow> = None;
    for values in rows {
        let mut f = Fields::new("plan", format!("{body}/{key}"), values);
        let (revision, imported_at, editions) = (f.int()?, f.text()?, f.int()?);
        let source = f.text_or_none()?.map(DocumentId::new);
        let mut f = f.within(source);
        let (title, at) = (f.text()?, f.place()?);
        let (period, levels, year_style) = (f.period()?, f.list()?, f.word()?);
        let precedence = f.precedence()?;
        let row = found.get_or_insert_with(|| PlanRow {
            revision,
            imported_at,
            editions,
            own: Plan {
                title,
                at,
                period,
                levels,
                year_style,
                precedence,
                ..Plan::default()
            },
            sources: Vec::new(),
        });
        if let Some(id) = f.text_or_none()? {
            row.sources.push(SourceHead {
                id,
                name: f.text()?,
                sha256: f.text()?,
                size: f.int()?,
                read_at: f.text()?,
            });
        }
    }
    Ok(found)
}

/// Loads all other rows of a plan, in the order printed.
pub(crate) async fn plan_rows(tx: &mut Transaction, body: &BodyCode, key: &str) -> Result<Rows, StoreError> {
    let mut rows = Rows::new();
    // One identity for all rows of a document, however many they are.
    let mut documents: HashSet<DocumentId> = HashSet::new();
    for group in TableId::GROUPS {
        let shape = Shape::of(group);
        let places: HashMap<TableId, Vec<usize>> =
            group.iter().map(|id| (*id, shape.places(id.table()))).collect();
        let found = tx
            .rows(
                "plan",
                &shape.select(group),
                vec![body.as_str().into(), key.into()],
                &shape.holds(),
            )
            .await?;
        for mut values in found {
            let damaged = || StoreError::Damaged {
                table: "plan".into(),
                key: format!("{body}/{key}"),
                what: "行の形が違います".into(),
            };
            let (Some(Value::Int(Some(number))), Some(Value::Int(revision)), Some(Value::Text(source))) =
                (values.first(), values.get(1), values.get(2))
            else {
                return Err(damaged());
            };
            let revision = revision.unwrap_or(1);
            let source = source.as_deref().map(|id| match documents.get(id) {
                Some(known) => known.clone(),
                None => {
                    let new = DocumentId::new(id);
                    documents.insert(new.clone());
                    new
                }
            });
            let id = usize::try_from(*number)
                .ok()
                .and_then(|n| TableId::ALL.get(n))
                .copied()
                .ok_or_else(damaged)?;
            let mut take = |at: &usize| {
                values
                    .get_mut(*at)
                    .map(|value| std::mem::replace(value, Value::Int(None)))
            };
            let cells: Option<Vec<Value>> = places
                .get(&id)
                .ok_or_else(damaged)?
                .iter()
                .map(&mut take)
                .collect();
            rows.entry(id).or_default().push(Row {
                cells: cells.ok_or_else(damaged)?,
                revision,
                source,
            });
        }
    }
    for (id, rows) in &mut rows {
        let order = id
            .table()
            .columns
            .iter()
            .position(|(_, holds)| *holds == Holds::Order);
        rows.sort_by_key(|row| match order.and_then(|at| row.cells.get(at)) {
            Some(Value::Int(number)) => *number,
            _ => None,
        });
    }
    Ok(rows)
}

fn source_head(f: &mut Fields) -> Result<SourceHead, StoreError> {
    Ok(SourceHead {
        id: f.text()?,
        name: f.text()?,
        sha256: f.text()?,
        size: f.int()?,
        read_at: f.text()?,
    })
}

impl Store {
    /// All bodies with their plans, by code.
    pub async fn bodies(&self) -> Result<Vec<Body>, StoreError> {
        bodies(self.rows("body", BODIES, vec![], &BODY_HOLDS).await?)
    }

    /// One body with its plans.
    pub async fn body(&self, code: &BodyCode) -> Result<Option<Body>, StoreError> {
        Ok(bodies(
            self.rows("body", ONE_BODY, vec![code.as_str().into()], &BODY_HOLDS)
                .await?,
        )?
        .into_iter()
        .next())
    }

    /// A whole plan, in at most six statements.
    pub async fn plan(&self, body: &BodyCode, key: &str) -> Result<Option<StoredPlan>, StoreError> {
        let mut tx = self.reading().await?;
        let Some(row) = plan_row(&mut tx, body, key).await? else {
            return Ok(None);
        };
        let rows = plan_rows(&mut tx, body, key).await?;
        tx.rollback().await?;
        let mut plan = row.own;
        decode(rows, &mut plan)?;
        let head = PlanHead {
            key: key.to_owned(),
            title: plan.title.clone(),
            period: plan.period,
            revision: row.revision,
            items: plan.items.len() as i64,
            imported_at: row.imported_at,
            editions: row.editions,
        };
        Ok(Some(StoredPlan {
            head,
            plan,
            sources: row.sources,
        }))
    }

    /// A document with its bytes.
    pub async fn source(
        &self,
        body: &BodyCode,
        id: &str,
    ) -> Result<Option<(SourceHead, Vec<u8>)>, StoreError> {
        let holds = [
            Holds::Text,
            Holds::Text,
            Holds::Text,
            Holds::Int,
            Holds::Text,
            Holds::Bytes,
        ];
        let rows = self
            .rows("source", SOURCE, vec![body.as_str().into(), id.into()], &holds)
            .await?;
        let Some(values) = rows.into_iter().next() else {
            return Ok(None);
        };
        let mut f = Fields::new("source", format!("{body}/{id}"), values);
        Ok(Some((source_head(&mut f)?, f.bytes()?)))
    }
}

fn bodies(rows: Vec<Vec<Value>>) -> Result<Vec<Body>, StoreError> {
    let mut bodies: Vec<Body> = Vec::new();
    for values in rows {
        let mut f = Fields::new("body", "-".into(), values);
        let (code, name, key) = (f.text()?, f.text()?, f.text_or_none()?);
        let code: BodyCode = code.parse().map_err(|e| f.damaged(format!("{code}：{e}")))?;
        if bodies.last().is_none_or(|last| last.code != code) {
            bodies.push(Body {
                code,
                name,
                plans: Vec::new(),
            });
        }
        if let (Some(key), Some(body)) = (key, bodies.last_mut()) {
            let (title, period, revision) = (f.text()?, f.period()?, f.int()?);
            let items = f.int_or_none()?.unwrap_or(0);
            body.plans.push(PlanHead {
                key,
                title,
                period,
                revision,
                items,
                imported_at: f.text()?,
                editions: f.int_or_none()?.unwrap_or(0),
            });
        }
    }
    Ok(bodies)
}
