//! What tests need from outside of the repository, and what happens when it is not there.
//!
//! A test that cannot run never passes in silence: with `CI` set it fails, and otherwise it is noted as left out, so
//! that `cargo xtask test` can say how many were. Not here: starting a browser or a database.

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The variable that names the file in which tests that were left out are noted, one line each.
pub const LEFT_OUT: &str = "GYOKAKU_LEFT_OUT";

/// A folder of documents that tests read and that is not part of the repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folder {
    /// Documents of the bodies that the project was made for.
    Seeds,
    /// Passages published by other bodies.
    Samples,
    /// Invented documents with the faults that documents have.
    Cases,
    /// Tables that others annotated or published, for measuring.
    Benchmarks,
}

impl Folder {
    /// The variable that names the folder, and where it is looked for beside the repository.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Folder::Seeds => ("GYOKAKU_SEEDS", "seeds"),
            Folder::Samples => ("GYOKAKU_SAMPLES", "samples"),
            Folder::Cases => ("GYOKAKU_CASES", "cases"),
            Folder::Benchmarks => ("GYOKAKU_BENCHMARKS", "benchmarks"),
        }
    }

    /// The folder; none where it is missing, which is noted as a test left out.
    ///
    /// # Panics
    /// When the folder is missing and `CI` is set.
    pub fn path(self) -> Option<PathBuf> {
        let found = self.find();
        if let Err(why) = &found {
            left_out(why);
        }
        found.ok()
    }

    /// The folder, for a program that says itself what it left out.
    ///
    /// # Errors
    /// Says which variable names no folder.
    pub fn find(self) -> Result<PathBuf, String> {
        let (variable, name) = self.names();
        let beside = || {
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../../../shared")
                .join(name)
        };
        let folder = std::env::var_os(variable).map_or_else(beside, PathBuf::from);
        if folder.is_dir() {
            return Ok(folder);
        }
        Err(format!("no documents: {variable} names no folder"))
    }

    /// The document of the folder whose name starts as given; none where the folder is missing, as in [`Self::path`].
    ///
    /// # Panics
    /// When the folder is there and the document is not.
    pub fn document(self, start: &str) -> Option<PathBuf> {
        let folder = self.path()?;
        let found = documents(&folder).into_iter().find(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(start)
        });
        Some(found.unwrap_or_else(|| panic!("no document {start} in {}", folder.display())))
    }

    /// The text of that document.
    ///
    /// # Panics
    /// As [`Self::document`], and when it is no text.
    pub fn text(self, start: &str) -> Option<String> {
        let path = self.document(start)?;
        let text = std::fs::read_to_string(&path);
        Some(text.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    }
}

/// Whether something is there that a test needs; where it is not, the test is noted as left out.
///
/// # Panics
/// When it is missing and `CI` is set.
pub fn at_hand(is_there: bool, what: &str) -> bool {
    if !is_there {
        left_out(&format!("{what} is missing"));
    }
    is_there
}

/// Notes that the running test, or a part of it, is left out, and why.
///
/// # Panics
/// When `CI` is set: there every test runs or fails.
pub fn left_out(why: &str) {
    assert!(std::env::var_os("CI").is_none(), "{why}");
    let test = running_test();
    eprintln!("{test} is left out: {why}");
    if let Some(file) = std::env::var_os(LEFT_OUT) {
        let line = format!("{test}\t{why}\n");
        let noted = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&file)
            .and_then(|mut file| file.write_all(line.as_bytes()));
        noted.unwrap_or_else(|error| panic!("{}: {error}", Path::new(&file).display()));
    }
}

/// The name of the running test: a test has a thread of its name, but where it runs alone it may have the main one;
/// then its name is what the program was asked for.
fn running_test() -> String {
    let thread = std::thread::current();
    let named = thread.name().filter(|name| *name != "main").map(str::to_owned);
    let asked = || {
        std::env::args()
            .skip(1)
            .find(|argument| !argument.starts_with('-'))
    };
    named.or_else(asked).unwrap_or_else(|| "?".to_owned())
}

/// The documents of a folder, in the order of their names: all files but what describes them.
///
/// # Panics
/// When the folder cannot be read.
pub fn documents(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let is_document = |path: &PathBuf| {
        let kind = path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        path.is_file() && !matches!(kind.as_str(), "md" | "json")
    };
    let mut all: Vec<PathBuf> = entries
        .map(|entry| {
            entry
                .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
                .path()
        })
        .filter(is_document)
        .collect();
    all.sort();
    all
}
