//! Materials: the files of a folder outside of the repository, and a report on each.
//!
//! Not here: where the folders are (`gyokaku_testkit::outside`), and what is measured on them.

use std::path::{Path, PathBuf};

use gyokaku_exchange::read::{Read, read};
use gyokaku_testkit::outside::Folder;

/// A folder below one of those outside of the repository.
///
/// # Errors
/// Says what is missing.
pub fn folder(folder: Folder, below: &str) -> Result<PathBuf, String> {
    let path = folder.find()?.join(below);
    match path.is_dir() {
        true => Ok(path),
        false => Err(format!("{below} is missing in its folder")),
    }
}

/// The bytes of a file.
///
/// # Errors
/// Names the file.
pub fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("{}: {error}", name(path)))
}

/// The text of a file.
///
/// # Errors
/// Names the file.
pub fn text(path: &Path) -> Result<String, String> {
    String::from_utf8(bytes(path)?).map_err(|error| format!("{}: {error}", name(path)))
}

/// A file, read, understood and checked; `None` where the reader refuses it.
///
/// # Errors
/// Names the file that is missing.
pub fn report(path: &Path) -> Result<Option<Read>, String> {
    Ok(read(&name(path), &bytes(path)?).ok())
}

/// The name of a file without its folder.
pub fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
