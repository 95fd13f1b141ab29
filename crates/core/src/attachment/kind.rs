//! What a file is by its content, and the kinds that are taken.
//!
//! Only what is recognised is taken; a name decides nothing but between the kinds of one content (CSV or text). What is
//! refused by itself, so that the refusal can name it: programs, scripts, pages, other archives, macros.
//! Not here: names (`name`), what the parts of an archive are called (`archive`, `compound`).

use super::{Refusal, archive, compound, plain};

/// A kind of file that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// PDF.
    Pdf,
    /// Word (.docx).
    Word,
    /// Word 97–2003 (.doc).
    OldWord,
    /// Excel (.xlsx).
    Excel,
    /// Excel 97–2003 (.xls).
    OldExcel,
    /// PowerPoint (.pptx).
    PowerPoint,
    /// PowerPoint 97–2003 (.ppt).
    OldPowerPoint,
    /// A text of OpenDocument (.odt).
    OpenText,
    /// A spreadsheet of OpenDocument (.ods).
    OpenSheet,
    /// Slides of OpenDocument (.odp).
    OpenSlides,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// Comma-separated values.
    Csv,
    /// Plain text.
    Text,
}

impl FileKind {
    /// Every kind.
    pub const ALL: [FileKind; 14] = [
        FileKind::Pdf,
        FileKind::Word,
        FileKind::OldWord,
        FileKind::Excel,
        FileKind::OldExcel,
        FileKind::PowerPoint,
        FileKind::OldPowerPoint,
        FileKind::OpenText,
        FileKind::OpenSheet,
        FileKind::OpenSlides,
        FileKind::Png,
        FileKind::Jpeg,
        FileKind::Csv,
        FileKind::Text,
    ];

    /// All that is said of a kind: its endings, the first of them usual; what it is sent as; its label.
    const fn said(self) -> (&'static [&'static str], &'static str, &'static str) {
        match self {
            FileKind::Pdf => (&["pdf"], "application/pdf", "PDF"),
            FileKind::Word => (
                &["docx"],
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "Word",
            ),
            FileKind::OldWord => (&["doc"], "application/msword", "Word（97-2003）"),
            FileKind::Excel => (
                &["xlsx"],
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "Excel",
            ),
            FileKind::OldExcel => (&["xls"], "application/vnd.ms-excel", "Excel（97-2003）"),
            FileKind::PowerPoint => (
                &["pptx"],
                "application/vnd.openxmlformats-officedocument.presentationml.presentation",
                "PowerPoint",
            ),
            FileKind::OldPowerPoint => (&["ppt"], "application/vnd.ms-powerpoint", "PowerPoint（97-2003）"),
            FileKind::OpenText => (
                &["odt"],
                "application/vnd.oasis.opendocument.text",
                "OpenDocument文書",
            ),
            FileKind::OpenSheet => (
                &["ods"],
                "application/vnd.oasis.opendocument.spreadsheet",
                "OpenDocument表計算",
            ),
            FileKind::OpenSlides => (
                &["odp"],
                "application/vnd.oasis.opendocument.presentation",
                "OpenDocumentスライド",
            ),
            FileKind::Png => (&["png"], "image/png", "PNG画像"),
            FileKind::Jpeg => (&["jpg", "jpeg"], "image/jpeg", "JPEG画像"),
            FileKind::Csv => (&["csv"], "text/csv", "CSV"),
            FileKind::Text => (&["txt"], "text/plain", "テキスト"),
        }
    }

    /// The word in the database: the usual ending.
    pub const fn word(self) -> &'static str {
        self.ending()
    }

    /// The kind of a word in the database.
    pub fn of(word: &str) -> Option<Self> {
        FileKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The endings that a name may have.
    pub const fn endings(self) -> &'static [&'static str] {
        self.said().0
    }

    /// The usual ending.
    pub const fn ending(self) -> &'static str {
        match self.endings() {
            [first, ..] => first,
            [] => "",
        }
    }

    /// What it is sent as. Its bytes are never looked at to say so.
    pub const fn media_type(self) -> &'static str {
        self.said().1
    }

    /// What it is called on the screen.
    pub const fn label(self) -> &'static str {
        self.said().2
    }
}

/// What a content begins with that is never taken, and what it is called.
const REFUSED: [(&[u8], &str); 16] = [
    (b"MZ", "プログラム（実行ファイル）"),
    (b"\x7fELF", "プログラム（実行ファイル）"),
    (b"\xfe\xed\xfa\xce", "プログラム（実行ファイル）"),
    (b"\xfe\xed\xfa\xcf", "プログラム（実行ファイル）"),
    (b"\xce\xfa\xed\xfe", "プログラム（実行ファイル）"),
    (b"\xcf\xfa\xed\xfe", "プログラム（実行ファイル）"),
    (b"\xca\xfe\xba\xbe", "プログラム（実行ファイル）"),
    (b"\0asm", "プログラム（実行ファイル）"),
    (b"L\0\0\0\x01\x14\x02\0", "ショートカット"),
    (b"7z\xbc\xaf\x27\x1c", "圧縮ファイル"),
    (b"Rar!\x1a\x07", "圧縮ファイル"),
    (b"\x1f\x8b", "圧縮ファイル"),
    (b"BZh", "圧縮ファイル"),
    (b"\xfd7zXZ\0", "圧縮ファイル"),
    (b"GIF8", "GIF画像"),
    (b"{\\rtf", "リッチテキスト（RTF）"),
];

/// What a content is; a text is told as [`FileKind::Text`], whatever its columns.
///
/// # Errors
/// What is of no kind that is taken.
pub fn kind_of(content: &[u8]) -> Result<FileKind, Refusal> {
    if let Some((_, what)) = REFUSED.iter().find(|(begins, _)| content.starts_with(begins)) {
        return Err(Refusal::NotTaken(Some(what)));
    }
    if content.starts_with(b"%PDF-") {
        return Ok(FileKind::Pdf);
    }
    if content.starts_with(b"\x89PNG\r\n\x1a\n") && content.get(12..16) == Some(b"IHDR") {
        return Ok(FileKind::Png);
    }
    if content.starts_with(b"\xff\xd8\xff") {
        return Ok(FileKind::Jpeg);
    }
    if content.starts_with(b"PK") {
        return archive::kind_of(content);
    }
    if content.starts_with(compound::BEGINS) {
        return compound::kind_of(content);
    }
    plain::demand(content).map(|()| FileKind::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_known_by_its_word_alone() {
        for kind in FileKind::ALL {
            assert_eq!(FileKind::of(kind.word()), Some(kind));
            assert!(!kind.label().is_empty() && kind.media_type().contains('/'));
        }
        assert_eq!(FileKind::of("exe"), None);
    }

    #[test]
    fn contents_are_known_by_how_they_begin() {
        for (content, kind) in [
            (&b"%PDF-1.7\n"[..], FileKind::Pdf),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", FileKind::Png),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", FileKind::Jpeg),
            ("番号,取組\n1,甲\n".as_bytes(), FileKind::Text),
        ] {
            assert_eq!(kind_of(content), Ok(kind), "{content:?}");
        }
    }

    #[test]
    fn programs_pages_and_archives_are_refused_by_name() {
        for (content, what) in [
            (&b"MZ\x90\0\x03"[..], "プログラム"),
            (b"\x7fELF\x02\x01", "プログラム"),
            (b"\xcf\xfa\xed\xfe\x07", "プログラム"),
            (b"\xca\xfe\xba\xbe\0\0", "プログラム"),
            (b"#!/bin/sh\nrm -rf /\n", "プログラム"),
            (b"<!DOCTYPE html><script>1</script>", "Webページ"),
            (b"\xef\xbb\xbf  <svg xmlns='x'/>", "Webページ"),
            (b"<?xml version='1.0'?><a/>", "Webページ"),
            (b"7z\xbc\xaf\x27\x1c\0\x04", "圧縮ファイル"),
            (b"GIF89a", "GIF"),
        ] {
            let Err(Refusal::NotTaken(Some(found))) = kind_of(content) else {
                panic!("{content:?} is taken");
            };
            assert!(found.starts_with(what), "{content:?}: {found}");
        }
        for odd in [&b"\0\x01\x02\x03"[..], b"\x89PNG\r\n\x1a\nxxxx", b" %PDF-1.7 \0"] {
            assert_eq!(kind_of(odd), Err(Refusal::NotTaken(None)), "{odd:?}");
        }
    }
}
