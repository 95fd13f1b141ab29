//! Every statement that is made from the schema prepares on both engines.

use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};

use super::{on_both, opened};
use crate::database::Db;
use crate::schema::{Shape, TableId};
use crate::search;

#[test]
fn every_statement_prepares() {
    on_both(async |url| {
        let store = opened(url).await;
        let mut statements: Vec<String> = TableId::GROUPS
            .iter()
            .map(|group| Shape::of(group).select(group))
            .collect();
        for id in TableId::ALL {
            let engine = store.engine();
            statements.extend([1, 3].map(|rows| id.table().insert(engine, rows, id.is_append_only())));
            statements.extend([1, 3].map(|rows| id.table().delete(engine, rows)));
        }
        for words in 1..=3 {
            for statement in [search::in_plan, search::in_every_plan] {
                statements.extend([true, false].map(|pairs| statement(store.engine(), words, pairs)));
            }
        }
        for sql in statements {
            let prepared = match &store.db {
                Db::Lite(pool) => pool
                    .prepare(AssertSqlSafe(sql.clone()).into_sql_str())
                    .await
                    .map(drop),
                Db::Pg(pool) => pool
                    .prepare(AssertSqlSafe(sql.clone()).into_sql_str())
                    .await
                    .map(drop),
            };
            assert!(prepared.is_ok(), "{sql}: {prepared:?}");
        }
    });
}
