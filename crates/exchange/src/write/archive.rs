//! Several files as one ZIP archive, for handing them on together.
//!
//! The same files give the same bytes: the clock is not read. Not here: what the files hold.

use std::collections::HashSet;
use std::io::{Cursor, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The files in their order, each under its name; a name that is taken already gets a number behind it.
///
/// # Errors
/// More than an archive can hold.
pub fn archive(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, ZipError> {
    // Workbooks are compressed already.
    written(files, CompressionMethod::Stored)
}

/// The same for files that are texts: packed.
///
/// # Errors
/// More than an archive can hold.
pub fn packed(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, ZipError> {
    written(files, CompressionMethod::Deflated)
}

fn written(files: &[(String, Vec<u8>)], method: CompressionMethod) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    let mut taken = HashSet::new();
    for (name, bytes) in files {
        zip.start_file(free(name, &mut taken), options)?;
        zip.write_all(bytes).map_err(ZipError::Io)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn free(name: &str, taken: &mut HashSet<String>) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let mut free = name.to_owned();
    let mut number = 2;
    while !taken.insert(free.clone()) {
        free = match ending {
            "" => format!("{stem}（{number}）"),
            ending => format!("{stem}（{number}）.{ending}"),
        };
        number += 1;
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn files_come_out_under_their_own_names() {
        let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        let files = [
            file("財政課.xlsx", "a"),
            file("市民課.xlsx", "b"),
            file("財政課.xlsx", "c"),
        ];
        let bytes = archive(&files).expect("an archive");
        assert_eq!(bytes, archive(&files).expect("an archive"));
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        for (name, text) in [
            ("財政課.xlsx", "a"),
            ("市民課.xlsx", "b"),
            ("財政課（2）.xlsx", "c"),
        ] {
            let mut found = String::new();
            zip.by_name(name)
                .expect("the file")
                .read_to_string(&mut found)
                .expect("text");
            assert_eq!(found, text);
        }
    }
}
