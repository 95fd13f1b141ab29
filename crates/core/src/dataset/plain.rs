//! Text as a machine reads it: on one line, without what is not seen, and without characters that only some
//! machines have.
//!
//! What is replaced: circled and bracketed numbers, Roman numerals and squared words of one character, katakana of
//! half width, characters of private use. Ideographs stay as they are, also those of names. Printed numbers (`1-①`)
//! keep their form and have a plain one (`1-1`) beside them. Not here: comparing texts (`text::fold`).

use unicode_normalization::UnicodeNormalization;

use super::LINE_END;
use crate::text::{is_bound_space, is_invisible, narrow};

/// The columns that hold printed numbers: their plain form stands beside them.
const NUMBERS: [&str; 3] = ["serial", "number", "label"];

/// Whether a column holds printed numbers.
pub(super) fn is_number(key: &str) -> bool {
    NUMBERS.contains(&key)
}

/// Whether a character depends on the machine.
pub fn is_dependent(c: char) -> bool {
    matches!(c,
        '\u{2116}' | '\u{2121}' | '\u{2150}'..='\u{218B}' | '\u{2460}'..='\u{24FF}' | '\u{2776}'..='\u{2793}'
        | '\u{3200}'..='\u{33FF}' | '\u{E000}'..='\u{F8FF}' | '\u{FF61}'..='\u{FF9F}' | '\u{1F100}'..='\u{1F1FF}'
        | '\u{F0000}'..='\u{10FFFD}')
}

/// A text on one line: line ends are [`LINE_END`], blanks for looks go, as does what nobody sees; a character that
/// depends on the machine is written out.
pub fn plain(text: &str) -> String {
    shaped(&written_out(text))
}

/// A text as it is printed, on one line: line ends are [`LINE_END`], blanks for looks go, as does what nobody sees.
pub fn one_line(text: &str) -> String {
    shaped(text)
}

/// A printed number of plain letters, digits and hyphens: `1-①` is `1-1`, `（２）` is `(2)`.
pub fn number(text: &str) -> String {
    let text: String = text.chars().map(narrow).nfkc().collect();
    shaped(&text)
        .chars()
        .map(|c| match c {
            '−' | '－' | '‐' | '‑' | '–' | '—' | '―' => '-',
            c if is_private(c) => '〓',
            other => other,
        })
        .collect()
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}')
}

/// Lines joined by the mark, each without blanks at its ends and without two of them in a row.
fn shaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for part in text.split(['\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}']) {
        let mut kept = String::new();
        for c in part.chars() {
            let blank = c == '\t' || is_bound_space(c) || c == ' ' || c == '\u{3000}';
            match blank {
                true if kept.is_empty() || kept.ends_with([' ', '\u{3000}']) => {}
                true => kept.push(if c == '\u{3000}' { c } else { ' ' }),
                false if is_invisible(c) => {}
                false => kept.push(c),
            }
        }
        let kept = kept.trim();
        if kept.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(LINE_END);
        }
        out.push_str(kept);
    }
    out
}

/// The text with each character that depends on the machine written out.
fn written_out(text: &str) -> String {
    if !text.chars().any(is_dependent) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    // Marks of voiced sounds belong to the letter before them, so that runs are written out together.
    let mut run = String::new();
    for c in text.chars() {
        if matches!(c, '\u{FF61}'..='\u{FF9F}') {
            run.push(c);
            continue;
        }
        out.extend(run.drain(..).nfkc());
        match c {
            c if is_private(c) => out.push('〓'),
            c if is_circled(c) => {
                let bare: String = std::iter::once(c).nfkc().collect();
                out.push('(');
                out.push_str(&bare);
                out.push(')');
            }
            '\u{2776}'..='\u{2793}' => {
                // Black and sans-serif circles have no form of their own to fall back on.
                let nth = (c as u32 - 0x2776) % 10 + 1;
                out.push_str(&format!("({nth})"));
            }
            c if is_dependent(c) => out.extend(std::iter::once(c).nfkc()),
            c => out.push(c),
        }
    }
    out.extend(run.drain(..).nfkc());
    // What has no other form is told, not left.
    out.chars()
        .map(|c| if is_dependent(c) { '〓' } else { c })
        .collect()
}

/// Whether a character is a number, letter or word in a circle, whose brackets would be lost.
fn is_circled(c: char) -> bool {
    matches!(c, '\u{2460}'..='\u{2473}' | '\u{24B6}'..='\u{24EA}' | '\u{3244}'..='\u{324F}'
        | '\u{3251}'..='\u{325F}' | '\u{3280}'..='\u{32BF}' | '\u{32D0}'..='\u{32FE}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_on_one_line_and_plain() {
        assert_eq!(plain(" ①防災\r\n②　　福祉 \n\n"), "(1)防災¶(2)　福祉");
        assert_eq!(plain("㈱山田 Ⅱ期 ㎡ ｶﾞｲﾄﾞ №3"), "(株)山田 II期 m2 ガイド No3");
        assert_eq!(plain("a\u{202E}b\u{200B}c\u{FEFF}"), "abc");
        assert_eq!(plain("\u{E001}髙﨑"), "〓髙﨑");
        assert_eq!(plain("\t \n"), "");
        assert_eq!(plain("◎○△×"), "◎○△×");
    }

    #[test]
    fn numbers_have_a_plain_form_beside_them() {
        for (printed, plain) in [
            ("1-①", "1-1"),
            ("５－⑫", "5-12"),
            ("Ⅱ", "II"),
            ("（２）", "(2)"),
            ("No.2", "No.2"),
        ] {
            assert_eq!(number(printed), plain);
        }
    }
}
