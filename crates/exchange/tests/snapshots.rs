//! Every document at hand, read, understood and checked: the whole plan and the whole report, as facts.
//!
//! A change of a reader or of a rule shows here what it changes in all documents at once. `UPDATE_EXPECT=1` renews the
//! files. No sentence of a document is kept in them. Not here: why a figure is right; that is in `read_*` and `check_*`.

use std::collections::BTreeSet;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use gyokaku_exchange::read::read;
use gyokaku_testkit::outside::{Folder, documents};
use gyokaku_testkit::{plan_as_facts, report_as_facts};

/// What is read from a document, as text.
fn facts(path: &Path) -> String {
    let name = path.file_name().expect("a name").to_string_lossy();
    let bytes = std::fs::read(path).expect("a file");
    match read(&name, &bytes) {
        Ok(read) => plan_as_facts(&read.plan) + &report_as_facts(&read.report),
        Err(error) => format!("{error:?}\n"),
    }
}

/// The longest document that is compared, in bytes: what a longer one costs is another test's question (`hostile`).
const LONGEST: u64 = 100_000;

/// Compares each document of a folder with its snapshot; neither may be without the other.
fn all_of(folder: Option<PathBuf>, kept_in: &str) {
    let Some(folder) = folder else { return };
    let kept = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/snapshots")
        .join(kept_in);
    let mut differ = Vec::new();
    let mut names = BTreeSet::new();
    let short = |path: &PathBuf| path.metadata().is_ok_and(|file| file.len() <= LONGEST);
    for path in documents(&folder).into_iter().filter(short) {
        let name = path.file_name().expect("a name").to_string_lossy() + ".txt";
        let snapshot = kept.join(&*name);
        if catch_unwind(|| expect_file![snapshot].assert_eq(&facts(&path))).is_err() {
            differ.push(name.to_string());
        }
        names.insert(name.to_string());
    }
    assert!(differ.is_empty(), "not as in {kept_in}: {differ:?}");
    let files = std::fs::read_dir(&kept).expect("snapshots");
    let kept: BTreeSet<String> = files
        .map(|file| file.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(kept, names, "a snapshot without a document");
}

#[test]
fn seeds_are_read_as_before() {
    all_of(Folder::Seeds.path(), "seeds");
}

#[test]
fn samples_are_read_as_before() {
    all_of(Folder::Samples.path(), "samples");
}

#[test]
fn faults_are_read_as_before() {
    all_of(Folder::Cases.path().map(|cases| cases.join("faults")), "faults");
}

#[test]
fn relations_are_read_as_before() {
    all_of(
        Folder::Cases.path().map(|cases| cases.join("relations")),
        "relations",
    );
}

#[test]
fn books_are_read_as_before() {
    all_of(
        Folder::Cases.path().map(|cases| cases.join("relations/books")),
        "books",
    );
}
