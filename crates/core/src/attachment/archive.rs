//! What a zip archive is, by the names of its parts: a document of Office or of OpenDocument, or none that is taken.
//!
//! The directory at its end is read and no part is unpacked, so that an archive cannot cost more than its own size. Not
//! here: what the parts say (`gyokaku_exchange`).

use super::{FileKind, Refusal};

/// How many parts are looked at.
const MOST_PARTS: usize = 10_000;

/// The end of an archive is no further from the end of the file: its own length and the longest remark.
const LONGEST_END: usize = 22 + 65_535;

/// Which part says what a document of Office is.
const OFFICE: [(&str, FileKind); 3] = [
    ("word/document.xml", FileKind::Word),
    ("xl/workbook.xml", FileKind::Excel),
    ("ppt/presentation.xml", FileKind::PowerPoint),
];

/// What the first part of a document of OpenDocument says.
const OPEN: [(&str, FileKind); 3] = [
    ("application/vnd.oasis.opendocument.text", FileKind::OpenText),
    (
        "application/vnd.oasis.opendocument.spreadsheet",
        FileKind::OpenSheet,
    ),
    (
        "application/vnd.oasis.opendocument.presentation",
        FileKind::OpenSlides,
    ),
];

/// The endings of parts that are programs, which no document has.
const PROGRAMS: [&str; 12] = [
    ".exe", ".dll", ".scr", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jar", ".msi", ".lnk",
];

/// What an archive is.
///
/// # Errors
/// It is none that is taken, holds macros, is locked or damaged.
pub(super) fn kind_of(content: &[u8]) -> Result<FileKind, Refusal> {
    let parts = parts(content).ok_or(Refusal::Damaged)?;
    if parts.iter().any(|part| part.is_locked) {
        return Err(Refusal::Locked);
    }
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    if names.iter().any(|name| is_macro(name)) {
        return Err(Refusal::Macros);
    }
    let other = Err(Refusal::NotTaken(Some("圧縮ファイル（ZIP）")));
    if names
        .iter()
        .any(|name| PROGRAMS.iter().any(|end| name.ends_with(end)))
    {
        return other;
    }
    if let Some(kind) = open_document(content, &parts) {
        return Ok(kind);
    }
    if !names.contains(&"[content_types].xml") {
        return other;
    }
    let known = OFFICE.into_iter().find(|(part, _)| names.contains(part));
    known.map_or(other, |(_, kind)| Ok(kind))
}

/// Whether a part is a macro: those of Office, the macro sheets of Excel, the scripts of OpenDocument.
fn is_macro(name: &str) -> bool {
    let begins = ["xl/macrosheets/", "basic/", "scripts/"];
    name.ends_with("vbaproject.bin") || begins.iter().any(|begin| name.starts_with(begin))
}

/// A part by its name in small letters.
struct Part {
    name: String,
    is_locked: bool,
    /// Whether it is stored as it is.
    is_plain: bool,
    size: usize,
    /// Where its own head begins.
    at: usize,
}

fn short(content: &[u8], at: usize) -> Option<usize> {
    let bytes = content.get(at..at.checked_add(2)?)?;
    Some(usize::from(u16::from_le_bytes(bytes.try_into().ok()?)))
}

fn long(content: &[u8], at: usize) -> Option<usize> {
    let bytes = content.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
}

/// The parts as the directory names them; none where there is no directory that can be followed.
fn parts(content: &[u8]) -> Option<Vec<Part>> {
    let from = content.len().saturating_sub(LONGEST_END);
    let tail = content.get(from..)?;
    let end = from + tail.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    // An end that is cut itself is none.
    content.get(end..end + 22)?;
    let (count, mut at) = (short(content, end + 10)?, long(content, end + 16)?);
    if count > MOST_PARTS {
        return None;
    }
    let mut parts = Vec::with_capacity(count);
    for _ in 0..count {
        if content.get(at..at.checked_add(4)?)? != b"PK\x01\x02" {
            return None;
        }
        let lengths = [28, 30, 32].map(|offset| short(content, at + offset));
        let [Some(of_name), Some(of_extra), Some(of_remark)] = lengths else {
            return None;
        };
        let begins = at + 46;
        let name = content.get(begins..begins.checked_add(of_name)?)?;
        let name = String::from_utf8_lossy(name).replace('\\', "/");
        parts.push(Part {
            name: name.trim_start_matches('/').to_ascii_lowercase(),
            is_locked: short(content, at + 8)? & 1 == 1,
            is_plain: short(content, at + 10)? == 0,
            size: long(content, at + 24)?,
            at: long(content, at + 42)?,
        });
        at = begins + of_name + of_extra + of_remark;
    }
    Some(parts)
}

/// What a document of OpenDocument says of itself, where it is one.
fn open_document(content: &[u8], parts: &[Part]) -> Option<FileKind> {
    let says = parts
        .iter()
        .find(|part| part.name == "mimetype" && part.is_plain)?;
    let (of_name, of_extra) = (short(content, says.at + 26)?, short(content, says.at + 28)?);
    let begins = says.at + 30 + of_name + of_extra;
    let said = content.get(begins..begins.checked_add(says.size)?)?;
    let known = OPEN.into_iter().find(|(word, _)| word.as_bytes() == said);
    let has_content = parts.iter().any(|part| part.name == "content.xml");
    known.filter(|_| has_content).map(|(_, kind)| kind)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// An archive of parts that are stored as they are; `flags` are those of every part.
    pub(crate) fn zip(parts: &[(&str, &str)], flags: u16) -> Vec<u8> {
        let (mut file, mut directory) = (Vec::new(), Vec::new());
        for (name, text) in parts {
            let at = file.len() as u32;
            let size = (text.len() as u32).to_le_bytes();
            let of_name = (name.len() as u16).to_le_bytes();
            let mut head = Vec::new();
            head.extend([20, 0]);
            head.extend(flags.to_le_bytes());
            head.extend([0; 10]);
            head.extend(size);
            head.extend(size);
            head.extend(of_name);
            head.extend([0, 0]);
            file.extend(b"PK\x03\x04");
            file.extend(&head);
            file.extend(name.as_bytes());
            file.extend(text.as_bytes());
            directory.extend(b"PK\x01\x02\x14\0");
            directory.extend(&head);
            directory.extend([0; 10]);
            directory.extend(at.to_le_bytes());
            directory.extend(name.as_bytes());
        }
        let (at, size, count) = (file.len() as u32, directory.len() as u32, parts.len() as u16);
        file.extend(&directory);
        file.extend(b"PK\x05\x06\0\0\0\0");
        file.extend(count.to_le_bytes());
        file.extend(count.to_le_bytes());
        file.extend(size.to_le_bytes());
        file.extend(at.to_le_bytes());
        file.extend([0, 0]);
        file
    }

    const TYPES: (&str, &str) = ("[Content_Types].xml", "<Types/>");

    #[test]
    fn documents_are_known_by_their_parts() {
        for (part, kind) in [
            ("word/document.xml", FileKind::Word),
            ("xl/workbook.xml", FileKind::Excel),
            ("ppt/presentation.xml", FileKind::PowerPoint),
        ] {
            assert_eq!(kind_of(&zip(&[TYPES, (part, "<a/>")], 0)), Ok(kind));
        }
        for (says, kind) in OPEN {
            let parts = [("mimetype", says), ("content.xml", "<a/>")];
            assert_eq!(kind_of(&zip(&parts, 0)), Ok(kind));
        }
    }

    #[test]
    fn macros_locks_and_other_archives_are_refused() {
        let book = ("xl/workbook.xml", "<a/>");
        for part in [
            "xl/vbaProject.bin",
            "xl/macrosheets/sheet1.xml",
            "XL\\VBAPROJECT.BIN",
        ] {
            assert_eq!(
                kind_of(&zip(&[TYPES, book, (part, "")], 0)),
                Err(Refusal::Macros),
                "{part}"
            );
        }
        let open = [
            ("mimetype", OPEN[0].0),
            ("content.xml", ""),
            ("Basic/Standard/a.xml", ""),
        ];
        assert_eq!(kind_of(&zip(&open, 0)), Err(Refusal::Macros));
        assert_eq!(kind_of(&zip(&[TYPES, book], 1)), Err(Refusal::Locked));
        let other = Err(Refusal::NotTaken(Some("圧縮ファイル（ZIP）")));
        assert_eq!(kind_of(&zip(&[("a.txt", "a")], 0)), other);
        assert_eq!(kind_of(&zip(&[book], 0)), other, "a workbook says its types");
        assert_eq!(kind_of(&zip(&[TYPES, book, ("xl/a.exe", "MZ")], 0)), other);
        assert_eq!(kind_of(&zip(&[TYPES], 0)), other);
    }

    #[test]
    fn what_cannot_be_followed_is_damaged_and_never_a_panic() {
        let whole = zip(&[TYPES, ("xl/workbook.xml", "<a/>")], 0);
        for cut in 0..whole.len() {
            let end = &whole[..cut];
            assert!(kind_of(end).is_err(), "cut at {cut}");
        }
        for at in 0..whole.len() {
            let mut odd = whole.clone();
            odd[at] = 0xff;
            let _ = kind_of(&odd);
        }
        assert_eq!(kind_of(b"PK"), Err(Refusal::Damaged));
    }
}
