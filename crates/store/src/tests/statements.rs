//! Every statement prepares on both engines: those that stand in the sources as they are, and those that are made.
//!
//! Not here: what they answer. A statement of one engine alone, or of a backup's own tables, is run where it is tested.

use std::fs;
use std::path::Path;

use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};

use super::{on_both, opened};
use crate::database::{Db, Engine};
use crate::plan::{ALL, GROUPS, OF_ITEM, Shape};
use crate::read::{bodies_statement, plan_statement};
use crate::{Store, contents, release, search};

/// What marks a statement that only one engine has, or only a backup.
const ELSEWHERE: [&str; 5] = [
    "sqlite_master",
    "pragma_",
    "pg_",
    "gyokaku_backup",
    "FROM item_search",
];

/// The statements in a source that are whole as they stand, without a place to fill in.
fn whole_statements(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for verb in ["SELECT ", "INSERT ", "UPDATE ", "DELETE "] {
        for (at, _) in source.match_indices(&format!("\"{verb}")) {
            let text = &source[at + 1..];
            let Some(end) = text.find('"') else { continue };
            // A backslash at the end of a line swallows the line break and the indentation after it.
            let lines: Vec<&str> = text[..end].split("\\\n").collect();
            let rest = lines.iter().skip(1).map(|line| line.trim_start());
            let sql: String = lines.iter().take(1).copied().chain(rest).collect();
            if !sql.contains(['{', '\\']) && !ELSEWHERE.iter().any(|mark| sql.contains(mark)) {
                found.push(sql);
            }
        }
    }
    found
}

/// The sources of the store without its tests.
fn sources(folder: &Path, into: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.ends_with("tests") {
            sources(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
            into.push(fs::read_to_string(&path).expect("a source"));
        }
    }
}

/// The statements that are made of what is asked for.
fn made_statements(engine: Engine) -> Vec<String> {
    let mut made: Vec<String> = GROUPS
        .iter()
        .map(|group| Shape::of(group).select(group, false))
        .collect();
    for table in ALL {
        made.extend([1, 3].map(|rows| table.insert(engine, rows)));
        made.extend([1, 3].map(|rows| table.delete(engine, rows)));
    }
    made.push(Shape::of(&OF_ITEM).select(&OF_ITEM, true));
    for words in 1..=3 {
        for statement in [search::in_plan, search::in_every_plan, release::search_statement] {
            made.extend([true, false].map(|pairs| statement(engine, words, pairs)));
        }
    }
    made.extend([true, false].map(bodies_statement));
    made.push(contents::statement());
    made.extend([true, false].map(release::bodies_statement));
    made.extend([true, false].map(release::contents_statement));
    made.extend([
        release::open_statement(true),
        release::open_statement(false),
        release::releases_statement(),
    ]);
    made.push(plan_statement());
    made
}

async fn prepares(store: &Store, sql: &str) {
    let statement = AssertSqlSafe(sql.to_owned()).into_sql_str();
    let prepared = match &store.db {
        Db::Lite(lines) => lines.readers.prepare(statement).await.map(drop),
        Db::Pg(lines) => lines.readers.prepare(statement).await.map(drop),
    };
    assert!(prepared.is_ok(), "{sql}: {prepared:?}");
}

#[test]
fn every_statement_prepares() {
    let mut texts = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut texts);
    let whole: Vec<String> = texts.iter().flat_map(|text| whole_statements(text)).collect();
    assert!(whole.len() > 50, "only {} statements were found", whole.len());
    on_both(async |url| {
        let store = opened(url).await;
        for sql in whole.iter().cloned().chain(made_statements(store.engine())) {
            prepares(&store, &sql).await;
        }
    });
}

#[test]
fn the_columns_of_a_key_stand_first() {
    for table in ALL {
        let first: Vec<&str> = table
            .columns()
            .map(|(name, _)| name)
            .take(table.key.len())
            .collect();
        assert_eq!(first, table.key, "{}", table.name);
    }
}
