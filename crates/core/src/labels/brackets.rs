//! A label and what stands in its brackets: 効果額（千円）, 改革項目(推進施策).
//!
//! Not here: brackets that part a title from its departments.

use crate::text::narrow;

/// The text without its brackets and what they hold; empty where nothing stands outside of them.
pub fn without_brackets(text: &str) -> String {
    let (mut depth, mut out) = (0usize, String::with_capacity(text.len()));
    for c in text.chars() {
        match narrow(c) {
            '(' | '[' | '〔' | '【' | '<' | '〈' => depth += 1,
            ')' | ']' | '〕' | '】' | '>' | '〉' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// A folded label without its brackets; a label that is nothing but brackets says what they hold.
pub fn plain(folded: &str) -> String {
    let out = without_brackets(folded);
    if out.is_empty() {
        folded.trim_matches(['(', ')']).to_owned()
    } else {
        out
    }
}

/// What the first round bracket holds: 取組を集約 of 廃止（取組を集約）.
pub fn bracketed(text: &str) -> Option<String> {
    let open = text.find(['(', '（'])?;
    let (mut depth, mut out) = (0usize, String::new());
    for c in text[open..].chars().skip(1) {
        match narrow(c) {
            '(' => depth += 1,
            ')' if depth == 0 => break,
            ')' => depth -= 1,
            _ => {}
        }
        out.push(c);
    }
    let out = out.trim().to_owned();
    (!out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_brackets_and_outside() {
        assert_eq!(bracketed("廃止（取組を集約）").as_deref(), Some("取組を集約"));
        assert_eq!(without_brackets("効果額（千円）"), "効果額");
        assert_eq!(without_brackets("（再掲）"), "");
        assert_eq!(plain("(合計)"), "合計");
    }
}
