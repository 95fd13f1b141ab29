//! What a compound file (OLE) is, by the names in its directory: a document of Office 97–2003, or none that is taken.
//!
//! Every place where an entry of the directory may begin is looked at, so that no chain has to be followed. Macros are
//! known by their storage; those of old PowerPoint lie inside of the slides and cannot be told apart. Not here: what the
//! streams say.

use super::{FileKind, Refusal};

/// What a compound file begins with.
pub(super) const BEGINS: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// The length of an entry of the directory.
const ENTRY: usize = 128;

/// Where an entry says how long its name is, and what it is.
const LENGTH_AT: usize = 64;
const TYPE_AT: usize = 66;

/// What the stream of a document is called.
const STREAMS: [(&str, FileKind); 4] = [
    ("WordDocument", FileKind::OldWord),
    ("Workbook", FileKind::OldExcel),
    ("Book", FileKind::OldExcel),
    ("PowerPoint Document", FileKind::OldPowerPoint),
];

/// What the storages and streams of macros are called.
const MACROS: [&str; 4] = ["Macros", "_VBA_PROJECT_CUR", "VBA", "_VBA_PROJECT"];

/// Under which name a document lies that is locked with a password.
const LOCKED: &str = "EncryptedPackage";

/// What a compound file is.
///
/// # Errors
/// It is none that is taken, holds macros or is locked.
pub(super) fn kind_of(content: &[u8]) -> Result<FileKind, Refusal> {
    let names: Vec<String> = content.as_chunks::<ENTRY>().0.iter().filter_map(name).collect();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    if has(LOCKED) {
        return Err(Refusal::Locked);
    }
    if MACROS.iter().any(|name| has(name)) {
        return Err(Refusal::Macros);
    }
    let known = STREAMS.into_iter().find(|(stream, _)| has(stream));
    known.map(|(_, kind)| kind).ok_or(Refusal::NotTaken(None))
}

/// The name of an entry, where these bytes are one that is in use.
fn name(entry: &[u8; ENTRY]) -> Option<String> {
    const STORAGE: u8 = 1;
    const STREAM: u8 = 2;
    let length = usize::from(u16::from_le_bytes([entry[LENGTH_AT], entry[LENGTH_AT + 1]]));
    let fits = (4..=LENGTH_AT).contains(&length) && length.is_multiple_of(2);
    if !fits || !matches!(entry[TYPE_AT], STORAGE | STREAM) {
        return None;
    }
    // The length counts the zero at its end.
    let units = entry.get(..length - 2)?.as_chunks::<2>().0;
    let decoded = char::decode_utf16(units.iter().map(|pair| u16::from_le_bytes(*pair)));
    decoded.collect::<Result<String, _>>().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compound(names: &[(&str, u8)]) -> Vec<u8> {
        let mut file = BEGINS.to_vec();
        file.resize(512, 0);
        for (name, of_type) in names {
            let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let length = entry.len() as u16 + 2;
            entry.resize(LENGTH_AT, 0);
            entry.extend(length.to_le_bytes());
            entry.push(*of_type);
            entry.resize(ENTRY, 0);
            file.extend(entry);
        }
        file
    }

    #[test]
    fn old_documents_are_known_by_their_streams() {
        for (stream, kind) in STREAMS {
            assert_eq!(kind_of(&compound(&[("Root Entry", 5), (stream, 2)])), Ok(kind));
        }
    }

    #[test]
    fn macros_locks_and_other_files_are_refused() {
        let of = |names: &[(&str, u8)]| kind_of(&compound(names));
        assert_eq!(of(&[("WordDocument", 2), ("Macros", 1)]), Err(Refusal::Macros));
        assert_eq!(
            of(&[("Workbook", 2), ("_VBA_PROJECT_CUR", 1)]),
            Err(Refusal::Macros)
        );
        assert_eq!(of(&[("EncryptedPackage", 2)]), Err(Refusal::Locked));
        // An installer, a mail, and nothing at all.
        assert_eq!(of(&[("SummaryInformation", 2)]), Err(Refusal::NotTaken(None)));
        assert_eq!(kind_of(BEGINS), Err(Refusal::NotTaken(None)));
        assert_eq!(
            of(&[("WordDocument", 0)]),
            Err(Refusal::NotTaken(None)),
            "not in use"
        );
    }
}
