//! Small cuts of text: line breaks inside a title, brackets at its end, a known title in front of a longer text.
//!
//! Not here: anything that needs to know what a text means.

pub(crate) use gyokaku_core::labels::breaks::{closed, one_line};
use gyokaku_core::text::fold;

/// What follows `title` at the start of `text`, where width and white space do not matter.
pub(crate) fn after_title<'a>(text: &'a str, title: &str) -> Option<&'a str> {
    let wanted = fold(title);
    if wanted.is_empty() || wanted.len() > 2000 {
        return None;
    }
    let mut seen = String::with_capacity(wanted.len());
    for (i, c) in text.char_indices() {
        if seen.len() >= wanted.len() {
            return (seen == wanted).then(|| text[i..].trim());
        }
        seen.push_str(&fold(c.encode_utf8(&mut [0; 4])));
        if !wanted.starts_with(&seen) {
            return None;
        }
    }
    (seen == wanted).then_some("")
}

/// Text without what is empty.
pub(crate) fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether a cell says that there is nothing: blank, `-`, `－`.
pub(crate) fn is_nothing(text: &str) -> bool {
    text.trim()
        .chars()
        .all(|c| matches!(c, '-' | '－' | '―' | '—' | '−' | 'ー' | '–' | '　' | ' ' | '\n'))
}

/// Whether a cell holds nothing but arrows or ditto marks: the work goes on.
pub(crate) fn is_arrow(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && text.chars().all(|c| {
            matches!(
                c,
                '→' | '⇒'
                    | '➡'
                    | '⇨'
                    | '➔'
                    | '➝'
                    | '►'
                    | '▶'
                    | '〃'
                    | '↓'
                    | '―'
                    | '─'
                    | '━'
                    | '＞'
                    | '>'
                    | '-'
                    | ' '
                    | '…'
            )
        })
        && text.contains(['→', '⇒', '➡', '⇨', '➔', '➝', '►', '▶', '〃', '↓', '＞', '>'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_in_front_is_found_in_any_width() {
        assert_eq!(
            after_title("見直し (案) 本文が続く。", "見直し（案）"),
            Some("本文が続く。")
        );
        assert_eq!(after_title("見直し", "見直す"), None);
    }
}
