//! The little of XML that workbooks need: attributes, text with its references, readable values.
//!
//! Not here: entities of a document's own making; such a reference stays as it is written, so none can grow.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::read::bytes::clean;
use crate::read::error::NotADocument;

/// The events of one part.
pub(crate) struct Events<'a> {
    reader: Reader<&'a [u8]>,
    part: &'a str,
}

impl<'a> Events<'a> {
    pub(crate) fn of(part: &'a str, xml: &'a str) -> Self {
        let mut reader = Reader::from_str(xml);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.check_comments = false;
        config.allow_unmatched_ends = true;
        Self { reader, part }
    }

    pub(crate) fn next(&mut self) -> Result<Event<'a>, NotADocument> {
        self.reader
            .read_event()
            .map_err(|source| broken(self.part, source))
    }

    /// The text up to the end of the element `name`, with references resolved.
    pub(crate) fn text(&mut self, name: &str, into: &mut String) -> Result<(), NotADocument> {
        loop {
            match self.next()? {
                Event::Text(text) => into.push_str(&text),
                Event::CData(text) => into.push_str(&text),
                Event::GeneralRef(reference) => self::reference(&reference, into),
                Event::End(end) if end.local_name().as_ref() == name => return Ok(()),
                Event::Eof => return Err(ends_early(self.part)),
                _ => {}
            }
        }
    }

    /// Skips to the end of the element `name`, which holds no element of that name.
    pub(crate) fn skip(&mut self, name: &str) -> Result<(), NotADocument> {
        loop {
            match self.next()? {
                Event::End(end) if end.local_name().as_ref() == name => return Ok(()),
                Event::Eof => return Err(ends_early(self.part)),
                _ => {}
            }
        }
    }
}

/// A part that a library could not read.
pub(crate) fn broken(part: &str, source: impl std::error::Error + Send + Sync + 'static) -> NotADocument {
    NotADocument::BrokenWorkbook {
        part: part.to_owned(),
        source: Some(Box::new(source)),
    }
}

/// A part that ends before its elements do.
pub(crate) fn ends_early(part: &str) -> NotADocument {
    NotADocument::BrokenWorkbook {
        part: part.to_owned(),
        source: None,
    }
}

/// The attribute of that name, whatever its prefix.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|a| a.key.local_name().as_ref() == name)?;
    Some(unescaped(&found.value).into_owned())
}

fn unescaped(value: &str) -> Cow<'_, str> {
    quick_xml::escape::unescape(value).unwrap_or(Cow::Borrowed(value))
}

pub(crate) fn reference(reference: &BytesRef<'_>, into: &mut String) {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        into.push(c);
        return;
    }
    let name: &str = reference;
    match name {
        "amp" => into.push('&'),
        "lt" => into.push('<'),
        "gt" => into.push('>'),
        "quot" => into.push('"'),
        "apos" => into.push('\''),
        other => {
            into.push('&');
            into.push_str(other);
            into.push(';');
        }
    }
}

/// A string as Excel shows it: `_x000D_` resolved, line breaks `\n`, invisible characters gone,
/// no blanks at the end.
pub(crate) fn readable(text: &str) -> String {
    let resolved = if text.contains("_x") {
        Cow::Owned(resolve_escapes(text))
    } else {
        Cow::Borrowed(text)
    };
    let mut shown = if is_plain(&resolved) {
        resolved.into_owned()
    } else {
        clean(&resolved)
    };
    shown.truncate(shown.trim_end().len());
    shown
}

/// Whether no byte can belong to a character that `clean` changes: no controls but a line feed, none of
/// U+0080–009F, U+2000–206F, U+2E80–2FFF, U+FEFF.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    !bytes.iter().enumerate().any(|(i, b)| match b {
        b'\n' | b'\t' => false,
        0..0x20 | 0x7f | 0xc2 => true,
        0xe2 => matches!(bytes.get(i + 1), Some(0x80 | 0x81 | 0xba..=0xbf)),
        0xef => bytes.get(i + 1) == Some(&0xbb),
        _ => false,
    })
}

fn resolve_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest
            .get(at + 2..at + 6)
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        let closed = rest.as_bytes().get(at + 6) == Some(&b'_');
        match code
            .filter(|_| closed)
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .and_then(char::from_u32)
        {
            Some(c) => {
                out.push_str(&rest[..at]);
                out.push(c);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str(&rest[..at + 2]);
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_as_excel_shows_them() {
        assert_eq!(readable("a_x000D_\nb_x005F_x_xZZ_  "), "a\nb_x_xZZ_");
        assert_eq!(readable("令\u{202E}和\u{200B}"), "令和");
        assert_eq!(readable("⻄⽀所"), "西支所");
    }
}
