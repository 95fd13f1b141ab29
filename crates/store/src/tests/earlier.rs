//! A backup made by the release before, restored by this one: everything in it is there, as it was.
//!
//! `data/backup_v0_1_0.zip` holds what release 0.1.0 (tables of version 2) backed up: the four sample bodies, and of
//! one of them a year that was closed, reopened and closed again, with grades of three evaluators and amounts on three
//! items. It is never made anew: what offices have is what that release wrote. `UPDATE_EXPECT=1` renews the texts
//! beside it, where a plan is meant to read otherwise than before. Not here: faults of a backup (`backup`).

use std::fs;
use std::path::Path;

use expect_test::expect_file;
use gyokaku_core::round::answer::State;
use gyokaku_core::round::{Key, RoundState};
use gyokaku_testkit::plan_as_facts;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use super::{NOW, clerk, on, on_both, tagajo};
use crate::database::Engine;
use crate::{JournalState, RoundAt, Scope, Store};

const PLANS: [(&str, &str); 4] = [
    ("041009", "keiei-2016"),
    ("042099", YEAR),
    ("082350", "mirai-2023"),
    ("990019", "koki-2025"),
];

/// The plan whose year was closed.
const YEAR: &str = "keiei-2021";

fn data() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/data")
}

/// Takes the backup out of its archive.
fn unpack(into: &Path) {
    let archive = fs::File::open(data().join("backup_v0_1_0.zip")).expect("the archive");
    zip::ZipArchive::new(archive)
        .and_then(|mut archive| {
            std::io::copy(&mut archive.by_index(0)?, &mut fs::File::create(into)?).map_err(Into::into)
        })
        .expect("the backup");
}

/// The pairs that a query finds in the backup itself.
async fn as_backed_up(file: &Path, sql: &str) -> Vec<(String, String)> {
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(file)
        .read_only(true);
    let mut backup = SqliteConnection::connect_with(&options)
        .await
        .expect("a database");
    let rows = sqlx::query_as(AssertSqlSafe(sql))
        .fetch_all(&mut backup)
        .await
        .expect("rows");
    backup.close().await.expect("an orderly end");
    rows
}

#[test]
fn copying_and_verifying_an_earlier_database_changes_nothing() {
    on(&[Engine::Lite], async |urls| {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, copy) = (folder.path().join("old.db"), folder.path().join("copy.db"));
        unpack(&file);
        let version = async |file: &Path| {
            let sql = "SELECT CAST(MAX(version) AS TEXT), CAST(COUNT(*) AS TEXT) FROM gyokaku_schema";
            as_backed_up(file, sql).await
        };
        let before = version(&file).await;
        let url = format!("sqlite:{}", file.display());
        let store = Store::open_as_it_is(&url).await.expect("it opens");
        let verified = store.verify(&[]).await.expect("verified");
        assert_eq!(verified.faults, [""; 0]);
        assert!(matches!(
            verified.journal,
            JournalState::Holds { entries: 127, .. }
        ));
        let existing = crate::Existing::Refuse;
        let made = store.backup(&copy, existing, NOW, &mut |_| {}).await;
        assert_eq!(made.expect("a copy").journal, verified.journal);
        store.close().await;
        assert_eq!(version(&file).await, before);
        assert_eq!(version(&copy).await, before, "the copy has the same form");
        let restored = Store::restore(&urls[0], &copy, &clerk(), NOW, &mut |_| {}).await;
        assert_eq!(restored.expect("a restore").entries, 127);
    });
}

#[test]
fn a_backup_of_the_release_before_is_brought_up_to_date() {
    on_both(async |url| {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("backup.db");
        unpack(&file);
        let restored = Store::restore(url, &file, &clerk(), NOW, &mut |_| {})
            .await
            .expect("a restore");
        assert_eq!(restored.entries, 127);
        let store = Store::open(url).await.expect("a store");

        // Plans, with every amount at what it was stated for.
        for (body, key) in PLANS {
            let body = body.parse().expect("a code");
            let stored = store.plan(&body, key).await.expect("a plan").expect("a plan");
            let kept = data().join(format!("backup_v0_1_0_{key}.txt"));
            expect_file![kept].assert_eq(&plan_as_facts(&stored.plan));
        }

        // The year: closed, with its answers and who graded what.
        let at = RoundAt {
            body: &tagajo(),
            plan: YEAR,
            round: Key::parse("2025").expect("a key"),
        };
        let round = store.round(at).await.expect("a round").expect("a round");
        assert_eq!(round.state, RoundState::Closed);
        let found = store
            .round_answers(at, Scope::All)
            .await
            .expect("answers")
            .expect("a round");
        let accepted = found
            .answers
            .iter()
            .filter(|a| a.state == State::Accepted)
            .count();
        assert_eq!((found.answers.len(), accepted), (100, 19));

        // Editions are as they were frozen, to the letter.
        let editions = store.editions(&tagajo(), YEAR).await.expect("editions");
        let heads: Vec<_> = editions.iter().map(|e| (e.number, e.corrects)).collect();
        assert_eq!(heads, [(1, None), (2, Some(1))]);
        for (number, _) in heads {
            let of = format!("FROM edition_{{}} WHERE number = {number} ORDER BY ordinal");
            let tables = as_backed_up(
                &file,
                &format!("SELECT name, content {}", of.replace("{}", "table")),
            )
            .await;
            let entries = as_backed_up(
                &file,
                &format!("SELECT item, content {}", of.replace("{}", "entry")),
            )
            .await;
            assert_eq!((tables.len(), entries.len()), (3, 54));
            assert_eq!(
                store
                    .edition_tables(&tagajo(), YEAR, number)
                    .await
                    .expect("tables"),
                tables
            );
            assert_eq!(
                store
                    .edition_entries(&tagajo(), YEAR, number)
                    .await
                    .expect("entries"),
                entries
            );
        }

        // What was read in is there to be looked at, and found again.
        let sources = store
            .plan(&tagajo(), YEAR)
            .await
            .expect("a plan")
            .expect("a plan")
            .sources;
        for source in &sources {
            let (_, bytes) = store
                .source(&tagajo(), &source.id)
                .await
                .expect("a source")
                .expect("a source");
            assert!(!bytes.is_empty(), "{source:?}");
        }
        assert!(!sources.is_empty());
        assert_eq!(
            store
                .search_items(&tagajo(), YEAR, "電子決裁")
                .await
                .expect("hits")
                .len(),
            1
        );

        // What everybody could read is public still, with its editions and documents.
        let today = gyokaku_core::round::day("2026-12-01").expect("a day");
        for (body, key) in PLANS {
            let body = body.parse().expect("a code");
            let stored = store.plan(&body, key).await.expect("a plan").expect("a plan");
            let released = store.released(today, &body, key).await.expect("a store");
            let released = released.expect("a release");
            assert_eq!(released.stored.plan, stored.plan);
            assert_eq!(released.stored.sources, stored.sources);
            let editions = if key == YEAR { vec![1, 2] } else { Vec::new() };
            assert_eq!(released.release.scope.editions, editions);
        }

        // The journal goes on from its last entry; each plan's release is one more.
        let journal = store.verify_journal().await.expect("a journal");
        assert!(
            matches!(journal, JournalState::Holds { entries: 132, .. }),
            "{journal:?}"
        );
    });
}
