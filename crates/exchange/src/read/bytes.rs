//! Bytes → [`Document`]: what a file is, decided by its content and never by its extension.
//!
//! Every size is bounded before memory is spent on it. The extension is asked only where content
//! leaves a choice (a text that could be CSV). Not here: the formats themselves (`xlsx`, `csv`,
//! `text`) and what a document means.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};
use gyokaku_core::document::{Document, Place};
use gyokaku_core::text::{ideograph, is_invisible};

use super::error::NotADocument;
use super::limits::{LONGEST, MOST_BYTES, MOST_LINES, MOST_TEXT};
use super::xlsx::package::{Kind, Package};
use super::{csv, html, ods, pdf, text, word, xls, xlsb, xlsx};
use crate::stratml;

/// Reads bytes as the document that they are. `name` is the file's name; folders in front of it are dropped.
///
/// # Errors
/// Says in one sentence what the bytes are where they are no document that can be read.
pub fn document(name: &str, bytes: &[u8]) -> Result<Document, NotADocument> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    bounded(bytes)?;
    if is_archive(bytes) {
        return archive(name, bytes);
    }
    if let Some(found) = old_workbook(name, bytes) {
        return found;
    }
    if is_pdf(bytes) {
        return pdf::document(name, bytes);
    }
    refuse_known_formats(bytes)?;
    let decoded = visible(&decode(bytes)?.0)?;
    if decoded.trim().is_empty() {
        return Err(NotADocument::Blank);
    }
    if stratml::is_plan(&decoded) {
        return stratml::document(name, &decoded);
    }
    if html::is_page(&decoded) {
        return html::document(name, html::copied(&decoded));
    }
    if let Some(kind) = markup(&decoded) {
        return Err(NotADocument::OtherOffice { kind });
    }
    if is_csv(name, &decoded) {
        return csv::document(name, &decoded);
    }
    if decoded.len() > MOST_TEXT {
        return Err(NotADocument::TooLarge {
            bytes: decoded.len(),
            limit: MOST_TEXT,
        });
    }
    bounded_lines(&decoded)?;
    Ok(text::layout(name, &decoded))
}

/// Reads the document that a zip archive is.
fn archive(name: &str, bytes: &[u8]) -> Result<Document, NotADocument> {
    let mut package = Package::of(bytes)?;
    match package.kind()? {
        Kind::Workbook { .. } => xlsx::document(name, package),
        Kind::BinaryWorkbook => xlsb::document(name, package),
        Kind::OpenSheet => ods::document(name, package),
        Kind::Word => word::document(name, package),
    }
}

/// Reads a workbook of Excel 97–2003; none of another compound file.
fn old_workbook(name: &str, bytes: &[u8]) -> Option<Result<Document, NotADocument>> {
    if !bytes.starts_with(COMPOUND) {
        return None;
    }
    let Some(file) = xls::Compound::open(bytes) else {
        // A workbook that was cut; what else it may be is told by its message.
        let cut = matches!(compound(bytes), NotADocument::LegacyWorkbook);
        return cut.then_some(Err(NotADocument::Truncated));
    };
    let is_workbook = file.has("Workbook") || file.has("Book");
    is_workbook.then(|| xls::document(name, &file))
}

/// What a compound file (OLE2) begins with.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Refuses what is empty or too large.
pub(crate) fn bounded(bytes: &[u8]) -> Result<(), NotADocument> {
    if bytes.is_empty() {
        return Err(NotADocument::Empty);
    }
    if bytes.len() > MOST_BYTES {
        return Err(NotADocument::TooLarge {
            bytes: bytes.len(),
            limit: MOST_BYTES,
        });
    }
    Ok(())
}

/// Whether bytes are a zip archive, as workbooks are.
pub(crate) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Whether bytes are a PDF. It may have a byte order mark before its own; a text that speaks of "%PDF" further on is
/// a text.
fn is_pdf(bytes: &[u8]) -> bool {
    bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .starts_with(b"%PDF")
}

/// The text of bytes that are text, with `\n` alone between lines, and the encoding that it was found in.
///
/// # Errors
/// Says what the bytes are where they are no text.
pub(crate) fn decoded(bytes: &[u8]) -> Result<(String, &'static Encoding), NotADocument> {
    bounded(bytes)?;
    refuse_known_formats(bytes)?;
    let (text, encoding) = decode(bytes)?;
    let text = visible(&text)?;
    if text.trim().is_empty() {
        return Err(NotADocument::Blank);
    }
    Ok((text, encoding))
}

fn refuse_known_formats(bytes: &[u8]) -> Result<(), NotADocument> {
    const IMAGES: [(&[u8], &str); 7] = [
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff", "JPEG"),
        (b"GIF87a", "GIF"),
        (b"GIF89a", "GIF"),
        (b"II*\0", "TIFF"),
        (b"MM\0*", "TIFF"),
        (b"BM", "BMP"),
    ];
    const ARCHIVES: [&[u8]; 5] = [
        b"\x1f\x8b",
        b"7z\xbc\xaf\x27\x1c",
        b"Rar!\x1a\x07",
        b"\xfd7zXZ\0",
        b"BZh",
    ];
    if bytes.starts_with(COMPOUND) {
        return Err(compound(bytes));
    }
    if is_pdf(bytes) {
        return Err(NotADocument::OtherOffice {
            kind: "PDFファイル"
        });
    }
    if bytes.starts_with(b"{\\rtf") {
        return Err(NotADocument::Word);
    }
    let has_nul = bytes[..bytes.len().min(1024)].contains(&0);
    for (mark, kind) in IMAGES {
        // Two letters alone are no proof of a bitmap.
        if bytes.starts_with(mark) && (mark != b"BM" || has_nul) {
            return Err(NotADocument::Image { kind });
        }
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Err(NotADocument::Image { kind: "WebP" });
    }
    if bytes.get(4..8) == Some(b"ftyp") && has_nul {
        return Err(NotADocument::Image { kind: "HEIF" });
    }
    if ARCHIVES.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(NotADocument::Archive);
    }
    Ok(())
}

/// What an OLE2 compound file holds: an encrypted workbook, or one of the formats before 2007.
fn compound(bytes: &[u8]) -> NotADocument {
    let has = |stream: &str| {
        let wanted: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wanted.len()).any(|window| window == wanted)
    };
    if has("EncryptedPackage") || has("EncryptionInfo") {
        NotADocument::PasswordProtected
    } else if has("WordDocument") {
        NotADocument::Word
    } else if has("PowerPoint Document") {
        NotADocument::OtherOffice {
            kind: "PowerPointファイル",
        }
    } else if has("Workbook") || has("Book") {
        NotADocument::LegacyWorkbook
    } else {
        NotADocument::Truncated
    }
}

/// Decodes text and says from what: UTF-8 with or without a mark, UTF-16 with one, CP932, EUC-JP, ISO-2022-JP.
///
/// # Errors
/// [`NotADocument::Binary`] where bytes are no text in any encoding, [`NotADocument::Undecodable`] where they almost are.
fn decode(bytes: &[u8]) -> Result<(String, &'static Encoding), NotADocument> {
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return strictly(UTF_16LE, rest)
            .map(|text| (text, UTF_16LE))
            .ok_or(NotADocument::Binary);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return strictly(UTF_16BE, rest)
            .map(|text| (text, UTF_16BE))
            .ok_or(NotADocument::Binary);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.contains(&0) || is_mostly_control(bytes) {
        return Err(NotADocument::Binary);
    }
    if bytes
        .windows(3)
        .any(|w| matches!(w, b"\x1b$B" | b"\x1b$@" | b"\x1b(J"))
        && let Some(decoded) = strictly(ISO_2022_JP, bytes)
    {
        return Ok((decoded, ISO_2022_JP));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => return Ok((text.to_owned(), UTF_8)),
        // An upload that broke off inside a character is still UTF-8 where other characters prove it.
        Err(error) if error.error_len().is_none() && !bytes[..error.valid_up_to()].is_ascii() => {
            return Ok((
                String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned(),
                UTF_8,
            ));
        }
        Err(_) => {}
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"jp"), Utf8Detection::Deny);
    let mut candidates = vec![SHIFT_JIS, EUC_JP];
    if declared(bytes).unwrap_or(guess) == EUC_JP {
        candidates.reverse();
    }
    candidates
        .into_iter()
        .find_map(|encoding| Some((strictly(encoding, bytes)?, encoding)))
        .ok_or_else(|| not_decodable(bytes))
}

/// The encoding that a web page says it is in.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(2_048)];
    let at = start
        .windows(8)
        .position(|window| window.eq_ignore_ascii_case(b"charset="))?;
    let label = start[at + 8..]
        .iter()
        .skip_while(|b| matches!(b, b'"' | b'\'' | b' '));
    let label: Vec<u8> = label
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        .copied()
        .collect();
    Encoding::for_label(&label)
}

/// Decodes without a single replacement, but for a character that the end of the file cut off.
fn strictly(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    (0..=bytes.len().min(3)).find_map(|cut| {
        let whole = &bytes[..bytes.len() - cut];
        encoding
            .decode_without_bom_handling_and_without_replacement(whole)
            .map(|text| text.into_owned())
    })
}

/// The first line, from 1, that is in another encoding than the lines above it; none where not every line is
/// text in UTF-8 or CP932, or all are in one of them.
fn second_encoding(bytes: &[u8]) -> Option<usize> {
    let mut first = None;
    for (i, line) in bytes
        .split(|b| *b == b'\n')
        .enumerate()
        .filter(|(_, line)| !line.is_ascii())
    {
        let is_utf8 = std::str::from_utf8(line).is_ok();
        if !is_utf8 {
            SHIFT_JIS.decode_without_bom_handling_and_without_replacement(line)?;
        }
        if *first.get_or_insert(is_utf8) != is_utf8 {
            return Some(i + 1);
        }
    }
    None
}

fn not_decodable(bytes: &[u8]) -> NotADocument {
    if let Some(line) = second_encoding(bytes) {
        return NotADocument::TwoEncodings { line };
    }
    let (text, _) = SHIFT_JIS.decode_without_bom_handling(bytes);
    let (mut bad, mut all, mut first) = (0usize, 0usize, None);
    for (i, c) in text.char_indices() {
        all += 1;
        if c == '\u{FFFD}' || ('\u{E000}'..='\u{F8FF}').contains(&c) {
            bad += 1;
            first.get_or_insert(i);
        }
    }
    if bad * 20 > all {
        return NotADocument::Binary;
    }
    NotADocument::Undecodable {
        line: text[..first.unwrap_or(0)].matches('\n').count() + 1,
    }
}

fn is_mostly_control(bytes: &[u8]) -> bool {
    let control = bytes
        .iter()
        .filter(|b| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b))
        .count();
    control * 10 > bytes.len()
}

/// The text without characters that show nothing, and with `\n` alone between lines.
fn visible(text: &str) -> Result<String, NotADocument> {
    if text.contains('\0') {
        return Err(NotADocument::Binary);
    }
    Ok(clean(text))
}

/// A value as a person sees it: line breaks are `\n`, a page break is one too, control and bidirectional
/// characters are gone, and a radical is the ideograph that it looks like.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            c if is_invisible(c) => {}
            c => out.push(ideograph(c)),
        }
    }
    out
}

fn bounded_lines(text: &str) -> Result<(), NotADocument> {
    for (i, line) in text.split('\n').enumerate() {
        if i >= MOST_LINES {
            return Err(NotADocument::TooManyLines { limit: MOST_LINES });
        }
        if line.len() > LONGEST && line.chars().count() > LONGEST {
            return Err(NotADocument::TooLong {
                at: Place::line(i as u32 + 1),
                limit: LONGEST,
            });
        }
    }
    Ok(())
}

/// Whether a text is comma-separated: its name says so and a separator occurs, or its lines do.
fn is_csv(name: &str, text: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
    if matches!(extension.as_deref(), Some("csv" | "tsv")) {
        // A single column of quoted values has no separator.
        return !is_markup(text) && (text.contains([',', '\t', ';']) || text.starts_with('"'));
    }
    !is_markup(text) && looks_separated(text)
}

/// The name of a format that is text in tags and no web page; none of a text with a few tags in it.
fn markup(text: &str) -> Option<&'static str> {
    let start: String = text
        .trim_start()
        .chars()
        .take(4_000)
        .flat_map(char::to_lowercase)
        .collect();
    let begins = |words: &[&str]| words.iter().any(|word| start.starts_with(word));
    let holds = |words: &[&str]| words.iter().any(|word| start.contains(word));
    if begins(&["mime-version:"]) && holds(&["multipart/"]) {
        Some("Webページ（MHTML）")
    } else if begins(&["<?xml", "<workbook", "<office:"]) && holds(&["<workbook", "<office:", "<worksheet"]) {
        Some("XML形式の表計算ファイル")
    } else {
        None
    }
}

fn is_markup(text: &str) -> bool {
    text.trim_start().starts_with('<')
}

/// Prose has commas too: lines count as separated where nearly all hold the same number of fields,
/// few commas are those of `1,250`, and there are several fields or quotes around them.
fn looks_separated(text: &str) -> bool {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(200)
        .collect();
    if lines.len() < 3 || lines.iter().any(|line| line.contains('\t')) {
        return false;
    }
    let counts: Vec<usize> = lines.iter().map(|line| csv::separators(line, ',')).collect();
    let most = counts
        .iter()
        .copied()
        .max_by_key(|c| counts.iter().filter(|d| *d == c).count())
        .unwrap_or(0);
    let same = counts.iter().filter(|c| **c == most).count();
    let grouping = lines
        .iter()
        .flat_map(|line| line.as_bytes().windows(5))
        .filter(|w| is_grouping(w))
        .count();
    let quoted = lines
        .iter()
        .filter(|line| line.contains("\",") || line.contains(",\""))
        .count();
    let enough = most >= 2 || (most == 1 && same == counts.len());
    let all: usize = counts.iter().sum();
    enough && (same * 10 >= counts.len() * 8 || quoted * 2 > lines.len()) && grouping * 2 < all.max(1)
}

fn is_grouping(window: &[u8]) -> bool {
    matches!(window, [a, b',', c, d, e] if [a, c, d, e].iter().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_with_commas_is_no_csv() {
        assert!(!is_csv(
            "a.txt",
            "収入は1,250千円、支出は1,300千円\n差額は50千円\n以上\n"
        ));
        assert!(!is_csv(
            "a.txt",
            "合計 1,250 2,300\n内訳 1,000 2,000\nその他 1,250 2,300\n"
        ));
        assert!(is_csv(
            "a.txt",
            "番号,項目,所管\n1,収納率の向上,税務課\n2,組織の見直し,総務課\n"
        ));
        assert!(is_csv("a.csv", "番号;項目\n1;収納率\n"));
        assert!(!is_csv("a.csv", "# 行革プラン\n本文です。\n"));
    }

    #[test]
    fn formats_in_tags_are_named() {
        for (text, kind) in [
            (
                "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas\"></Workbook>",
                Some("XML形式の表計算ファイル"),
            ),
            (
                "MIME-Version: 1.0\nContent-Type: multipart/related",
                Some("Webページ（MHTML）"),
            ),
            ("<p>区分</p>\t<ul><li>歳入</li></ul>", None),
            ("<推進期間>\n令和5年度から", None),
        ] {
            assert_eq!(markup(text), kind, "{text}");
        }
    }

    #[test]
    fn two_encodings_in_one_file_are_told() {
        let mut bytes = "番号,項目\n".as_bytes().to_vec();
        bytes.extend_from_slice(&SHIFT_JIS.encode("1,収納率の向上\n2,組織の見直し\n").0);
        assert!(matches!(
            decode(&bytes),
            Err(NotADocument::TwoEncodings { line: 2 })
        ));
        let mut turned = SHIFT_JIS.encode("番号,項目\n\n1,収納率の向上\n").0.into_owned();
        turned.extend_from_slice("2,組織の見直し\n3,長寿命化\n".as_bytes());
        assert!(matches!(
            decode(&turned),
            Err(NotADocument::TwoEncodings { line: 4 })
        ));
        assert_eq!(
            decode(&SHIFT_JIS.encode("番号,項目\n1,組織\n").0).unwrap().1,
            SHIFT_JIS
        );
    }

    #[test]
    fn what_shows_nothing_is_dropped() {
        assert_eq!(clean("a\u{202E}b\u{7}c\r\nd\re\u{0C}f"), "abc\nd\ne\nf");
        assert_eq!(clean("⼦育て⻘少年課"), "子育て青少年課");
    }
}
