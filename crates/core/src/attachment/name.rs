//! The names of files that come in: made safe where that changes nothing that matters, refused where the ending says
//! something else than the content. Not here: what the content is (`kind`), how a name goes out in a head of HTTP.

use super::{FileKind, Refusal};
use crate::text::is_invisible;

/// How many characters a name may have.
const LONGEST_NAME: usize = 120;

/// What a file is called for programs that know ASCII only.
pub const ASCII_STEM: &str = "attachment";

/// The names that Windows keeps for devices.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// The name under which a file is kept, and its kind: of a text, the ending says whether it is CSV.
///
/// # Errors
/// The ending is that of another kind, or nothing of the name can be used.
pub fn fitting_name(name: &str, kind: FileKind) -> Result<(String, FileKind), Refusal> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last
        .chars()
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .map(|c| match c {
            ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    let seen = seen.trim_matches([' ', '.']);
    let (stem, ending) = parted(seen);
    let (kind, ending) = match ending {
        None => (kind, kind.ending().to_owned()),
        Some(ending) => (agreeing(kind, ending)?, ending.to_ascii_lowercase()),
    };
    let room = LONGEST_NAME - ending.len() - 1;
    let stem: String = stem.chars().take(room).collect();
    let stem = stem.trim_end_matches([' ', '.']);
    if stem.is_empty() {
        return Err(Refusal::NoName);
    }
    let stem = match is_device(stem) {
        true => format!("_{stem}"),
        false => stem.to_owned(),
    };
    Ok((format!("{stem}.{ending}"), kind))
}

/// A name and its ending, where what stands behind the last dot looks like one.
fn parted(name: &str) -> (&str, Option<&str>) {
    let is_ending =
        |end: &str| (1..=5).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_alphanumeric());
    match name.rsplit_once('.') {
        Some((stem, end)) if is_ending(end) => (stem, Some(end)),
        _ => (name, None),
    }
}

/// The kind that both content and ending say.
fn agreeing(kind: FileKind, ending: &str) -> Result<FileKind, Refusal> {
    let ending = ending.to_ascii_lowercase();
    let has = |kind: FileKind| kind.endings().contains(&ending.as_str());
    match kind {
        _ if has(kind) => Ok(kind),
        FileKind::Text if has(FileKind::Csv) => Ok(FileKind::Csv),
        _ => Err(Refusal::Disagrees { ending, kind }),
    }
}

/// Whether Windows would take the name for a device: `con`, `lpt1`.
fn is_device(stem: &str) -> bool {
    let first = stem
        .split('.')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let name = first.trim_end_matches(|c: char| c.is_ascii_digit());
    DEVICES.contains(&name) && first.len() <= name.len() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, kind: FileKind) -> Result<String, Refusal> {
        fitting_name(name, kind).map(|(name, _)| name)
    }

    #[test]
    fn a_name_is_its_last_part_without_what_nobody_sees() {
        for (name, safe) in [
            ("根拠資料.pdf", "根拠資料.pdf"),
            ("../../etc/passwd.pdf", "passwd.pdf"),
            ("C:\\Users\\a\\積算.PDF", "積算.pdf"),
            ("...hidden.pdf", "hidden.pdf"),
            ("a\u{202E}b\0c\n.pdf", "abc.pdf"),
            ("a<b>\"c\"|?.pdf", "a_b__c___.pdf"),
            ("第2回資料", "第2回資料.pdf"),
            ("令和8.4月の資料", "令和8.4月の資料.pdf"),
            ("con.pdf", "_con.pdf"),
            ("LPT1.x.pdf", "_LPT1.x.pdf"),
            ("console.pdf", "console.pdf"),
            ("資料 . .pdf", "資料.pdf"),
        ] {
            assert_eq!(named(name, FileKind::Pdf).as_deref(), Ok(safe), "{name:?}");
        }
        let long = named(&format!("{}.pdf", "あ".repeat(300)), FileKind::Pdf).expect("a name");
        assert_eq!((long.chars().count(), long.ends_with("あ.pdf")), (120, true));
    }

    #[test]
    fn an_ending_that_says_something_else_is_refused() {
        for (name, kind) in [
            ("invoice.pdf.exe", FileKind::Pdf),
            ("a\u{202E}fdp.exe", FileKind::Pdf),
            ("a.docx", FileKind::Excel),
            ("a.pdf", FileKind::Text),
            ("a.html", FileKind::Text),
            ("a.bat", FileKind::Text),
        ] {
            assert!(
                matches!(named(name, kind), Err(Refusal::Disagrees { .. })),
                "{name:?}"
            );
        }
        for empty in ["", "...", "/", ".pdf/..", "\u{200B}"] {
            assert_eq!(named(empty, FileKind::Pdf), Err(Refusal::NoName), "{empty:?}");
        }
    }

    #[test]
    fn the_ending_says_whether_a_text_is_csv() {
        let kind = |name: &str| fitting_name(name, FileKind::Text).map(|(_, kind)| kind);
        assert_eq!(kind("a.csv"), Ok(FileKind::Csv));
        assert_eq!(kind("a.txt"), Ok(FileKind::Text));
        assert_eq!(named("a.jpeg", FileKind::Jpeg).as_deref(), Ok("a.jpeg"));
    }
}
