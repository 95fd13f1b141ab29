//! Loading all rows of a plan: the tables of a group share one result, so that three statements load them all.
//!
//! Not here: the plan's own row and its documents (`crate::read`).

use std::collections::HashSet;

use gyokaku_core::body::BodyCode;
use gyokaku_core::document::DocumentId;

use super::row::{Row, Rows};
use super::table::Table;
use super::{ALL, GROUPS};
use crate::database::{ColumnType, Transaction, Value};
use crate::error::StoreError;

/// Loads all rows of a plan but its own, in the order printed.
pub(crate) async fn rows(tx: &mut Transaction, body: &BodyCode, key: &str) -> Result<Rows, StoreError> {
    of_groups(tx, body, key, &GROUPS, None).await
}

/// Loads the rows of tables of which all belong to one element, as their first column says.
pub(crate) async fn rows_of(
    tx: &mut Transaction,
    body: &BodyCode,
    key: &str,
    tables: &[Table],
    id: &str,
) -> Result<Rows, StoreError> {
    of_groups(tx, body, key, &[tables], Some(id)).await
}

async fn of_groups(
    tx: &mut Transaction,
    body: &BodyCode,
    key: &str,
    groups: &[&[Table]],
    of: Option<&str>,
) -> Result<Rows, StoreError> {
    let damaged = || StoreError::Damaged {
        table: "plan".into(),
        key: format!("{body}/{key}"),
        what: "行の形が違います".into(),
    };
    let mut rows = Rows::default();
    // One identity for all rows of a document, however many they are.
    let mut documents: HashSet<DocumentId> = HashSet::new();
    for group in groups {
        let shape = Shape::of(group);
        let places: Vec<Vec<usize>> = group.iter().map(|table| shape.places(table)).collect();
        let mut values = vec![body.as_str().into(), key.into()];
        values.extend(of.map(Value::from));
        let sql = shape.select(group, of.is_some());
        let found = tx.rows("plan", &sql, values, &shape.column_types()).await?;
        for mut values in found {
            let (Some(Value::Int(Some(number))), Some(Value::Text(source))) = (values.first(), values.get(1))
            else {
                return Err(damaged());
            };
            let source = source.as_deref().map(|id| match documents.get(id) {
                Some(known) => known.clone(),
                None => {
                    let new = DocumentId::new(id);
                    documents.insert(new.clone());
                    new
                }
            });
            let at = usize::try_from(*number).map_err(|_| damaged())?;
            let (table, places) = group.get(at).zip(places.get(at)).ok_or_else(damaged)?;
            let mut cell = |at: &usize| Some(std::mem::replace(values.get_mut(*at)?, Value::Int(None)));
            let cells: Option<Vec<Value>> = places.iter().map(&mut cell).collect();
            let cells = cells.ok_or_else(damaged)?;
            rows.push(table, Row { cells, source });
        }
    }
    for table in ALL {
        rows.sort(table);
    }
    Ok(rows)
}

/// How the rows of several tables share one result: which table, its document, then so many texts and so
/// many numbers.
pub(crate) struct Shape {
    texts: usize,
    ints: usize,
}

/// The columns of a table that travel with the texts, or with the numbers.
fn columns(table: &Table, of_type: ColumnType) -> impl Iterator<Item = &'static str> {
    let columns = table
        .columns()
        .filter(move |(_, kind)| kind.column_type() == of_type);
    columns.map(|(name, _)| name)
}

impl Shape {
    /// The shape that all of these tables fit into.
    pub(crate) fn of(tables: &[Table]) -> Self {
        let most = |of_type| tables.iter().map(|table| columns(table, of_type).count()).max();
        Shape {
            texts: most(ColumnType::Text).unwrap_or(0),
            ints: most(ColumnType::Int).unwrap_or(0),
        }
    }

    /// What the columns of the result hold.
    fn column_types(&self) -> Vec<ColumnType> {
        let texts = std::iter::repeat_n(ColumnType::Text, 1 + self.texts);
        let ints = std::iter::repeat_n(ColumnType::Int, self.ints);
        [ColumnType::Int].into_iter().chain(texts).chain(ints).collect()
    }

    /// Where each column of a table stands in the result.
    fn places(&self, table: &Table) -> Vec<usize> {
        let (mut text, mut int) = (2, 2 + self.texts);
        let next = |(_, kind): (_, super::table::Kind)| {
            let at = if kind.column_type() == ColumnType::Text {
                &mut text
            } else {
                &mut int
            };
            *at += 1;
            *at - 1
        };
        table.columns().map(next).collect()
    }

    /// The statement that loads the tables of one plan; each row says the place of its table in the group. It is
    /// narrowed to the rows of one element where its identity is bound.
    pub(crate) fn select(&self, tables: &[Table], of_one: bool) -> String {
        let one = |(number, table): (usize, &Table)| {
            let texts = columns(table, ColumnType::Text).chain(std::iter::repeat("CAST(NULL AS TEXT)"));
            let ints = columns(table, ColumnType::Int).chain(std::iter::repeat("CAST(NULL AS BIGINT)"));
            let columns: Vec<&str> = texts.take(self.texts).chain(ints.take(self.ints)).collect();
            let source = if table.is_sourced() {
                "source"
            } else {
                "CAST(NULL AS TEXT)"
            };
            format!(
                "SELECT CAST({number} AS BIGINT), {source}, {} FROM {} WHERE body_code = $1 AND plan_key = $2{}",
                columns.join(", "),
                table.name,
                table
                    .key
                    .first()
                    .filter(|_| of_one)
                    .map_or_else(String::new, |first| format!(" AND {first} = $3"))
            )
        };
        tables
            .iter()
            .enumerate()
            .map(one)
            .collect::<Vec<_>>()
            .join(" UNION ALL ")
    }
}
