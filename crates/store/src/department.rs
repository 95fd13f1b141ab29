//! Departments of a body and the charges at its items: loaded in one statement, written as a difference.
//!
//! One revision counts every change of the whole, because a change of the organisation touches many rows
//! that only together make sense. Whoever holds a role for a department holds it for its successors as
//! well, from the moment they are stored. Not here: what a change is (`gyokaku_core::department::change`).

mod changes;

use std::collections::BTreeMap;

use gyokaku_core::body::BodyCode;
use gyokaku_core::department::{ChargeDecision, Department, Directory};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::journal::Event;
use gyokaku_core::round::{day_in_japan, day_key};
use sqlx::FromRow;

use crate::database::{ColumnType, Engine, Transaction, Value};
use crate::error::StoreError;
use crate::journal;
use crate::typed::list_text;
use crate::typed::{Nullable, NullableNumber, Odd};
use crate::{Actor, Store};
use changes::{Changes, of};

/// The departments of a body, and what its plans decide about them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Departments {
    /// Counts the changes; 0 where nothing was ever stored.
    pub revision: i64,
    /// The departments, in the order of the body.
    pub directory: Directory,
    /// The charges by the key of the plan, in order.
    pub charges: BTreeMap<String, Vec<ChargeDecision>>,
}

impl Departments {
    /// The charges of one plan.
    pub fn charges_of(&self, plan: &str) -> &[ChargeDecision] {
        self.charges.get(plan).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Everything in one result, so that it is of one moment: which kind of row, four texts, four numbers.
const ALL: &str = "\
    SELECT CAST(0 AS BIGINT) AS kind, body_code AS first, body_code AS second, CAST(NULL AS TEXT) AS third, \
    CAST(NULL AS TEXT) AS fourth, revision AS number, CAST(NULL AS BIGINT) AS fy_from, \
    CAST(NULL AS BIGINT) AS fy_until, CAST(0 AS BIGINT) AS ordinal FROM directory WHERE body_code = $1 \
    UNION ALL SELECT CAST(1 AS BIGINT), id, name, aliases, parent, revision, fy_from, fy_until, ordinal \
    FROM department WHERE body_code = $1 \
    UNION ALL SELECT CAST(2 AS BIGINT), department, successor, CAST(NULL AS TEXT), CAST(NULL AS TEXT), \
    CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), ordinal \
    FROM department_successor WHERE body_code = $1 \
    UNION ALL SELECT CAST(3 AS BIGINT), plan_key, item, label, department, fiscal_year, \
    CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), ordinal FROM item_charge WHERE body_code = $1 \
    ORDER BY 1, 9";

/// A row of any of the four kinds.
#[derive(FromRow)]
struct AnyRow {
    kind: i64,
    first: String,
    second: String,
    third: Option<String>,
    fourth: Option<String>,
    number: Option<i64>,
    #[sqlx(try_from = "NullableNumber")]
    fy_from: Option<FiscalYear>,
    #[sqlx(try_from = "NullableNumber")]
    fy_until: Option<FiscalYear>,
}

/// What is stored, with the revision of each department.
struct Stored {
    departments: Departments,
    revisions: BTreeMap<String, i64>,
}

fn stored(body: &BodyCode, rows: Vec<AnyRow>) -> Result<Stored, StoreError> {
    let mut all = Departments::default();
    let mut revisions = BTreeMap::new();
    let damaged = |what: String| StoreError::Damaged {
        table: "department".into(),
        key: body.to_string(),
        what,
    };
    let odd = |Odd(what)| damaged(what);
    let missing = |what: &str| damaged(format!("{what}がありません"));
    let mut charged: BTreeMap<[String; 3], BTreeMap<FiscalYear, Vec<String>>> = BTreeMap::new();
    for row in rows {
        let number = || row.number.ok_or_else(|| missing("数値"));
        match row.kind {
            0 => all.revision = number()?,
            1 => {
                revisions.insert(row.first.clone(), number()?);
                all.directory.departments.push(Department {
                    aliases: Nullable(row.third).try_into().map_err(odd)?,
                    id: row.first,
                    name: row.second,
                    parent: row.fourth,
                    from: row.fy_from,
                    until: row.fy_until,
                    successors: Vec::new(),
                });
            }
            2 => {
                let known = all.directory.departments.iter_mut().find(|d| d.id == row.first);
                let known = known.ok_or_else(|| missing(&format!("課{}", row.first)))?;
                known.successors.push(row.second);
            }
            _ => {
                let from: Option<FiscalYear> = NullableNumber(row.number).try_into().map_err(odd)?;
                let label = row.third.ok_or_else(|| missing("名前"))?;
                let of_label = charged.entry([row.first, row.second, label]).or_default();
                let departments = of_label.entry(from.ok_or_else(|| missing("年度"))?);
                // Nobody is asked where the one row names no department.
                departments.or_default().extend(row.fourth);
            }
        }
    }
    for ([plan, item, label], years) in charged {
        let charges = years.into_iter().map(|(from, departments)| ChargeDecision {
            item: item.clone(),
            label: label.clone(),
            from,
            departments,
        });
        all.charges.entry(plan).or_default().extend(charges);
    }
    Ok(Stored {
        departments: all,
        revisions,
    })
}

impl Store {
    /// The departments and charges of a body, in one statement; none of either where it has none.
    pub async fn departments(&self, body: &BodyCode) -> Result<Departments, StoreError> {
        let rows = self.named("department", ALL, vec![body.as_str().into()]).await?;
        Ok(stored(body, rows)?.departments)
    }

    /// Stores departments and charges as a whole, and gives the new revision. `revision` is the one that
    /// the writer has seen; any other stored now is a conflict. What is the same writes nothing.
    ///
    /// # Errors
    /// Besides the conflict: departments that contradict themselves, and one that is to go although
    /// answers or roles name it.
    pub async fn put_departments(
        &self,
        actor: &Actor,
        now: &str,
        body: &BodyCode,
        departments: &Departments,
    ) -> Result<i64, StoreError> {
        changes::sound(departments)?;
        let mut tx = self.writing().await?;
        lock(&mut tx, body).await?;
        let rows = tx.named("department", ALL, vec![body.as_str().into()]).await?;
        let stored = stored(body, rows)?;
        let revision = stored.departments.revision;
        if revision != departments.revision {
            return Err(StoreError::Conflict {
                stored: Some(revision),
                expected: Some(departments.revision),
            });
        }
        let changes = of(&stored.departments, departments);
        if changes.is_empty() {
            tx.rollback().await?;
            return Ok(revision);
        }
        let next = revision + 1;
        refuse_in_use(&mut tx, body, &changes, &stored.departments).await?;
        write_departments(&mut tx, body, &changes, &stored.revisions).await?;
        write_charges(&mut tx, body, &changes).await?;
        let grants = pass_on_roles(&mut tx, now, body, &changes).await?;
        let raise = "UPDATE directory SET revision = $2 WHERE body_code = $1";
        tx.run(raise, vec![body.as_str().into(), next.into()]).await?;
        if !changes.departments.is_empty() {
            let event = Event::DepartmentsChanged {
                revision: next,
                departments: changes.departments(),
                roles_passed_on: grants,
            };
            journal::append(&mut tx, actor, now, Some(body), None, &event).await?;
        }
        for (plan, charges) in changes.charges_by_plan() {
            let event = Event::ChargesChanged {
                revision: next,
                charges,
            };
            journal::append(&mut tx, actor, now, Some(body), Some(plan), &event).await?;
        }
        tx.commit().await?;
        Ok(next)
    }
}

/// Locks the departments of a body against other writers.
async fn lock(tx: &mut Transaction, body: &BodyCode) -> Result<(), StoreError> {
    let known = "SELECT body_code FROM body WHERE body_code = $1";
    let known = tx
        .named::<(String,)>("body", known, vec![body.as_str().into()])
        .await?;
    if known.is_empty() {
        return Err(StoreError::UnknownBody {
            code: body.to_string(),
        });
    }
    let lock = "INSERT INTO directory (body_code, revision) VALUES ($1, 0) \
        ON CONFLICT (body_code) DO UPDATE SET revision = directory.revision";
    tx.run(lock, vec![body.as_str().into()]).await.map(drop)
}

/// A department that answers or roles name stays.
async fn refuse_in_use(
    tx: &mut Transaction,
    body: &BodyCode,
    changes: &Changes<'_>,
    stored: &Departments,
) -> Result<(), StoreError> {
    let used = "SELECT department FROM answer WHERE body_code = $1 AND department = $2 \
        UNION SELECT department FROM account_grant WHERE body_code = $1 AND department = $2";
    for id in changes.dropped() {
        let values = vec![body.as_str().into(), id.into()];
        if !tx.named::<(String,)>("answer", used, values).await?.is_empty() {
            let name = stored.directory.department(id).map_or(id, |d| d.name.as_str());
            return Err(StoreError::Inconsistent {
                what: format!("「{name}」は回答か利用者の担当に使われているため、取り除けません。"),
            });
        }
    }
    Ok(())
}

async fn write_departments(
    tx: &mut Transaction,
    body: &BodyCode,
    changes: &Changes<'_>,
    revisions: &BTreeMap<String, i64>,
) -> Result<(), StoreError> {
    let engine = tx.engine();
    let code: Value = body.as_str().into();
    for id in changes.dropped().chain(changes.with_other_successors()) {
        let sql = "DELETE FROM department_successor WHERE body_code = $1 AND department = $2";
        tx.run(sql, vec![code.clone(), id.into()]).await?;
    }
    for id in changes.dropped() {
        let sql = "DELETE FROM department WHERE body_code = $1 AND id = $2";
        tx.run(sql, vec![code.clone(), id.into()]).await?;
    }
    const DEPARTMENT: [ColumnType; 9] = [
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Int,
        ColumnType::Int,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Int,
        ColumnType::Int,
    ];
    let year = |year: Option<gyokaku_core::fiscal_year::FiscalYear>| {
        Value::Int(year.map(|y| i64::from(y.western())))
    };
    let rows = changes.put.iter().map(|(ordinal, content, d)| {
        let before = revisions.get(&d.id).copied();
        vec![
            code.clone(),
            d.id.as_str().into(),
            (*ordinal as i64).into(),
            before.map_or(1, |r| r + i64::from(*content)).into(),
            d.name.as_str().into(),
            list_text(&d.aliases).as_str().into(),
            d.parent.as_deref().into(),
            year(d.from),
            year(d.until),
        ]
    });
    let sql = |rows| {
        let rows = engine.bound_rows(&DEPARTMENT, rows, 0);
        format!(
            "INSERT INTO department (body_code, id, ordinal, revision, name, aliases, parent, fy_from, fy_until) {rows} \
            ON CONFLICT (body_code, id) DO UPDATE SET ordinal = excluded.ordinal, revision = excluded.revision, \
            name = excluded.name, aliases = excluded.aliases, parent = excluded.parent, \
            fy_from = excluded.fy_from, fy_until = excluded.fy_until"
        )
    };
    tx.run_rows(&sql, &[], &DEPARTMENT, rows.collect()).await?;
    const SUCCESSOR: [ColumnType; 4] = [
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Int,
    ];
    let rows = changes.successors.iter().map(|(department, place, successor)| {
        vec![
            code.clone(),
            (*department).into(),
            (*successor).into(),
            (*place as i64).into(),
        ]
    });
    let sql = |rows| {
        let rows = engine.bound_rows(&SUCCESSOR, rows, 0);
        format!("INSERT INTO department_successor (body_code, department, successor, ordinal) {rows}")
    };
    tx.run_rows(&sql, &[], &SUCCESSOR, rows.collect()).await
}

async fn write_charges(
    tx: &mut Transaction,
    body: &BodyCode,
    changes: &Changes<'_>,
) -> Result<(), StoreError> {
    const CHARGE: [ColumnType; 7] = [
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Int,
        ColumnType::Int,
        ColumnType::Text,
    ];
    let engine = tx.engine();
    let code: Value = body.as_str().into();
    let key = |plan: &str, charge: &ChargeDecision| -> Vec<Value> {
        vec![
            code.clone(),
            plan.into(),
            charge.item.as_str().into(),
            charge.label.as_str().into(),
            i64::from(charge.from.western()).into(),
        ]
    };
    let changed = changes.charges.iter();
    let keys = changed.map(|c| key(c.plan, c.charge)[1..].to_vec()).collect();
    let delete = |rows| {
        let first = match engine {
            Engine::Lite => "?",
            Engine::Pg => "$1",
        };
        let rows = engine.bound_rows(&CHARGE[1..5], rows, 1);
        format!(
            "DELETE FROM item_charge WHERE body_code = {first} AND (plan_key, item, label, fiscal_year) IN ({rows})"
        )
    };
    tx.run_rows(&delete, std::slice::from_ref(&code), &CHARGE[1..5], keys)
        .await?;
    let rows = changes.charges.iter().flat_map(|c| {
        let departments: Vec<Value> = match c.to {
            Some([]) => vec![Value::Text(None)],
            Some(ids) => ids.iter().map(|id| id.as_str().into()).collect(),
            None => Vec::new(),
        };
        let row = |(ordinal, department): (usize, Value)| {
            let mut row = key(c.plan, c.charge);
            row.extend([(ordinal as i64).into(), department]);
            row
        };
        departments.into_iter().enumerate().map(row).collect::<Vec<_>>()
    });
    let put = |rows| {
        let rows = engine.bound_rows(&CHARGE, rows, 0);
        format!(
            "INSERT INTO item_charge (body_code, plan_key, item, label, fiscal_year, ordinal, department) {rows}"
        )
    };
    tx.run_rows(&put, &[], &CHARGE, rows.collect()).await
}

/// Who holds a role for a department, or will, holds it for its new successors; gives how many roles that made.
async fn pass_on_roles(
    tx: &mut Transaction,
    now: &str,
    body: &BodyCode,
    changes: &Changes<'_>,
) -> Result<u64, StoreError> {
    let sql = "INSERT INTO account_grant (body_code, account, role, department, deputy, held_from, held_until) \
        SELECT body_code, account, role, $3, deputy, held_from, held_until FROM account_grant \
        WHERE body_code = $1 AND department = $2 AND (held_until IS NULL OR held_until >= $4) \
        ON CONFLICT (body_code, account, role, department) DO NOTHING";
    let today = day_in_japan(now).map(day_key).unwrap_or_default();
    let mut made = 0;
    for (from, to) in changes.new_successors() {
        let values = vec![
            body.as_str().into(),
            from.into(),
            to.into(),
            today.as_str().into(),
        ];
        made += tx.run(sql, values).await?;
    }
    Ok(made)
}
