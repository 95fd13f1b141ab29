//! Looking through the journal: narrowed, page by page, with the names of what it speaks of.
//!
//! A page comes out of the index by body and number, newest first. Not here: the chain (`super`).

use std::collections::{BTreeSet, HashMap};

use gyokaku_core::body::BodyCode;

use super::COLUMNS;
use crate::database::Value;
use crate::error::StoreError;
use crate::{JournalEntry, Store};

/// What narrows the entries of a body; an empty filter leaves all of them.
#[derive(Clone, Copy, Debug, Default)]
pub struct JournalFilter<'a> {
    /// A part of the name of whoever wrote.
    pub actor: Option<&'a str>,
    /// What the words of what was done begin with; none of them for everything.
    pub what: &'a [&'a str],
    /// The plan.
    pub plan: Option<&'a str>,
    /// Not before this point in time, RFC 3339 in UTC.
    pub from: Option<&'a str>,
    /// Before this point in time, RFC 3339 in UTC.
    pub until: Option<&'a str>,
    /// Only entries before this number.
    pub before: Option<i64>,
}

/// The statement of a filter with its values.
pub(crate) fn filtered(body: &BodyCode, filter: JournalFilter<'_>, limit: i64) -> (String, Vec<Value>) {
    let mut values: Vec<Value> = vec![body.as_str().into()];
    let mut sql = format!("SELECT {COLUMNS} FROM journal WHERE body_code = $1");
    let mut narrow = |condition: &dyn Fn(usize) -> String, value: Value| {
        values.push(value);
        sql.push_str(" AND ");
        sql.push_str(&condition(values.len()));
    };
    if let Some(before) = filter.before {
        narrow(&|n| format!("sequence < ${n}"), before.into());
    }
    if let Some(plan) = filter.plan {
        narrow(&|n| format!("plan_key = ${n}"), plan.into());
    }
    if let Some(from) = filter.from {
        narrow(&|n| format!("at >= ${n}"), from.into());
    }
    if let Some(until) = filter.until {
        narrow(&|n| format!("at < ${n}"), until.into());
    }
    if let Some(actor) = filter.actor.filter(|actor| !actor.is_empty()) {
        // Without wildcards to escape, and the same on both engines.
        narrow(&|n| format!("REPLACE(actor, ${n}, '') <> actor"), actor.into());
    }
    if !filter.what.is_empty() {
        let begins: Vec<String> = filter
            .what
            .iter()
            .map(|begin| {
                values.push((*begin).into());
                format!("SUBSTR(what, 1, {}) = ${}", begin.len(), values.len())
            })
            .collect();
        sql.push_str(&format!(" AND ({})", begins.join(" OR ")));
    }
    values.push(limit.max(0).into());
    sql.push_str(&format!(" ORDER BY sequence DESC LIMIT ${}", values.len()));
    (sql, values)
}

impl Store {
    /// The entries of a body that a filter leaves, newest first; the next page begins before the last.
    pub async fn journal_page(
        &self,
        body: &BodyCode,
        filter: JournalFilter<'_>,
        limit: i64,
    ) -> Result<Vec<JournalEntry>, StoreError> {
        let (sql, values) = filtered(body, filter, limit);
        self.named("journal", &sql, values).await
    }

    /// The numbers and titles of items of a body by plan and identity, for what the journal names.
    pub async fn item_names(
        &self,
        body: &BodyCode,
        items: &BTreeSet<String>,
    ) -> Result<HashMap<(String, String), String>, StoreError> {
        if items.is_empty() {
            return Ok(HashMap::new());
        }
        let bound: Vec<String> = (2..items.len() + 2).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT plan_key, id, number, title FROM item WHERE body_code = $1 AND id IN ({})",
            bound.join(", ")
        );
        let mut values: Vec<Value> = vec![body.as_str().into()];
        values.extend(items.iter().map(|id| Value::from(id.as_str())));
        let rows: Vec<(String, String, Option<String>, String)> = self.named("item", &sql, values).await?;
        let named = rows.into_iter().map(|(plan, id, number, title)| {
            let name = number.map_or(title.clone(), |number| format!("{number} {title}"));
            ((plan, id), name)
        });
        Ok(named.collect())
    }
}
