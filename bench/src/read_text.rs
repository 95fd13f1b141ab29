//! The largest text of the seeds: laid out, understood and checked, beside the plain lines of the same bytes.
//!
//! The reference does next to nothing; the ratio shows whether reading stays in proportion to the text.

use std::path::PathBuf;

use gyokaku_exchange::read::{document, read};

use crate::harness::{Line, compare};

const ROUNDS: usize = 41;

/// The folder of the seeds.
pub(crate) fn seeds() -> PathBuf {
    std::env::var_os("GYOKAKU_SEEDS").map_or_else(|| PathBuf::from("../shared/seeds"), PathBuf::from)
}

/// The seeds by name.
///
/// # Errors
/// Where the folder cannot be read.
pub(crate) fn texts() -> Result<Vec<(String, Vec<u8>)>, String> {
    let folder = seeds();
    let said =
        |error: std::io::Error| format!("{}: {error} (GYOKAKU_SEEDS names the folder)", folder.display());
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(said)? {
        let path = entry.map_err(said)?.path();
        if path.extension().is_some_and(|e| e == "txt") {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            found.push((name, std::fs::read(&path).map_err(said)?));
        }
    }
    found.sort();
    Ok(found)
}

pub(crate) fn run() -> Result<Vec<Line>, String> {
    let texts = texts()?;
    let (name, bytes) = texts
        .iter()
        .find(|(name, _)| name.starts_with("002"))
        .ok_or("no seed 002")?;
    let plain = || {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        text.lines().map(str::to_owned).collect::<Vec<String>>()
    };
    let laid_out = compare(ROUNDS, || document(name, bytes).ok(), "decode and split", plain);
    let whole = compare(ROUNDS, || read(name, bytes).ok(), "decode and split", plain);
    let size = format!("{} KiB", bytes.len() / 1024);
    Ok(vec![
        laid_out.with(format!("layout, {size}")),
        whole.with(format!("layout, meaning and check, {size}")),
    ])
}
