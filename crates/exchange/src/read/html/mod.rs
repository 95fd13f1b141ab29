//! Web pages, as saved or as copied, and the workbooks that Excel saves as pages → [`Document`].
//!
//! Nothing is fetched and nothing is run. Left out is what a reader of the page does not see: scripts, what is
//! hidden, reading aids (ruby); and what is struck out, which is reported. A page is taken tag by tag, with a
//! bounded number of open elements, so that no nesting costs more than its bytes.
//! Not here: encodings (`bytes`), which rows are a table (`rows`).

mod page;
mod table;
mod tag;

use gyokaku_core::document::{Document, Format};
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use self::page::Page;
use super::error::NotADocument;

/// Reads decoded text as a web page.
///
/// # Errors
/// Too much of it, or nothing to be seen.
pub(super) fn document(name: &str, text: &str) -> Result<Document, NotADocument> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut page = Page::default();
    for token in Tokenizer::new_with_emitter(text, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => page.start(&tag)?,
            Token::EndTag(tag) => page.end(&tag.name),
            Token::String(said) => page.said(&String::from_utf8_lossy(&said.value)),
            _ => {}
        }
    }
    page.document(name, Format::Html)
}

/// Whether a text is a web page or a piece of one: it begins as one, or with a tag and has a table or paragraphs.
pub(super) fn is_page(text: &str) -> bool {
    let text = copied(text).trim_start();
    let start: String = text.chars().take(4_000).flat_map(char::to_lowercase).collect();
    let begins = |words: &[&str]| words.iter().any(|word| start.starts_with(word));
    if begins(&["<!doctype html", "<html", "<head", "<meta", "<table"]) {
        return true;
    }
    if start.starts_with("<?xml") || start.starts_with("<!--") {
        return start.contains("<html");
    }
    let first = start.strip_prefix('<').map(|rest| {
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        &rest[..end]
    });
    first.is_some_and(|first| tag::Tag::of(first.as_bytes()).is_known())
        && ["</p>", "</td>", "</table>", "</tr>"]
            .iter()
            .any(|end| text.contains(end) || start.contains(end))
}

/// What was copied, without the lines that Windows writes in front of it on the clipboard.
pub(super) fn copied(text: &str) -> &str {
    match text.find('<') {
        Some(at) if text.starts_with("Version:") && text[..at].contains("StartHTML:") => &text[at..],
        _ => text,
    }
}
