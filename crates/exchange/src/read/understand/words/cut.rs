//! Small cuts of text: line breaks inside a title, brackets at its end, a known title in front of a longer text.
//!
//! Not here: anything that needs to know what a text means.

use gyokaku_core::text::fold;

/// One line: a line break between two Japanese characters is dropped, any other white space becomes one space.
pub(crate) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap: Option<bool> = None;
    for c in text.trim().chars() {
        if c == '\n' || c == '\r' {
            gap = Some(gap.unwrap_or(true));
        } else if c.is_whitespace() {
            gap = Some(false);
        } else {
            match gap.take() {
                Some(true) if is_wide(c) && out.chars().next_back().is_some_and(is_wide) => {}
                Some(_) if !out.is_empty() => out.push(' '),
                _ => {}
            }
            out.push(c);
        }
    }
    out
}

/// Without any white space between Japanese characters: `計画策定時 との比較` is one word in a header.
pub(crate) fn closed(text: &str) -> String {
    let line = one_line(text);
    let chars: Vec<char> = line.chars().collect();
    let mut out = String::with_capacity(line.len());
    for (i, c) in chars.iter().enumerate() {
        let between = |n: Option<&char>| n.is_some_and(|c| is_wide(*c));
        if *c == ' ' && i > 0 && between(chars.get(i - 1)) && between(chars.get(i + 1)) {
            continue;
        }
        out.push(*c);
    }
    out
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF00}'..='\u{FF60}')
}

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
    fn titles_lose_their_line_breaks() {
        assert_eq!(one_line("収納率の\n向上"), "収納率の向上");
        assert_eq!(one_line("AI\nRPA の  活用"), "AI RPA の 活用");
        assert_eq!(closed("計画策定時 との比較"), "計画策定時との比較");
    }

    #[test]
    fn a_title_in_front_is_found_in_any_width() {
        assert_eq!(
            after_title("見直し (案) 本文が続く。", "見直し（案）"),
            Some("本文が続く。")
        );
        assert_eq!(after_title("見直し", "見直す"), None);
    }
}
