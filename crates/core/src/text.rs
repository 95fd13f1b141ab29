//! Japanese text as it is compared, never as it is shown: width folding, similarity, splitting.
//!
//! Not here: anything that changes what a person reads. A folded text is a key for comparison only.

pub mod alike;
mod radicals;

pub use radicals::ideograph;

use std::collections::HashSet;
use std::hash::Hash;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// A text folded for comparison: NFKC, lower case, no white space, wave dashes and hyphens unified.
/// `ＢＰＲ の推進`, `B P R の推進` and `bprの推進` fold to the same key.
pub fn fold(text: &str) -> String {
    if text.chars().all(is_simple) {
        return simply_folded(text);
    }
    // Nearly every text is in the form already, which is seen faster than made.
    match is_nfkc_quick(text.chars()) {
        IsNormalized::Yes => folded(text.chars().map(ideograph)),
        _ => folded(text.chars().map(ideograph).nfkc()),
    }
}

/// Whether a character is normal whatever stands beside it: ASCII, kana with their marks, ideographs.
fn is_simple(c: char) -> bool {
    matches!(c, ' '..='~' | '\t' | '\n' | '\r' | '\u{3000}' | 'ぁ'..='ゔ' | 'ァ'..='ヺ' | 'ー' | '・' | '、' | '。' | '\u{4E00}'..='\u{9FFF}')
}

/// The same as [`folded`] for simple characters.
fn simply_folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    out.extend(
        text.chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| c.to_ascii_lowercase()),
    );
    out
}

fn folded(chars: impl Iterator<Item = char>) -> String {
    chars
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .map(|c| match c {
            '〜' | '～' | '∼' => '~',
            '‐' | '‑' | '–' | '—' | '−' | '－' | '―' => '-',
            '·' | '･' | '・' => '・',
            other => other,
        })
        .collect()
}

/// Whether the rest of an address on the web, behind its scheme, leads to a host and hides nothing before it.
pub(crate) fn has_host(rest: &str) -> bool {
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // Whoever stands before an @ is not where the link leads.
    host.contains('.') && !host.contains('@') && !host.starts_with('.')
}

/// Characters that show nothing and can hide or reorder text: zero-width and bidirectional controls.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
        || (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
}

/// Whether a character is an ideograph.
pub fn is_kanji(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

/// Folds a single character to half width where it has such a form (digits, letters, brackets, the yen
/// sign); a space of any width becomes a space.
pub fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '￥' => '¥',
        '\u{3000}' => ' ',
        c if is_bound_space(c) => ' ',
        '−' | '‐' => '-',
        other => other,
    }
}

/// Spaces that a printer puts inside of a word or a figure, where no line may end: no-break, thin and figure spaces.
pub fn is_bound_space(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}')
}

/// Bytes as small hexadecimal digits, two for each.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

/// The pairs of neighbouring characters of a folded text, in order.
pub fn bigrams(text: &str) -> Vec<(char, char)> {
    let chars: Vec<char> = fold(text).chars().collect();
    chars.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// How alike two texts are, as shared bigrams of all bigrams (Dice), in thousandths: 0 to 1000.
pub fn likeness(a: &str, b: &str) -> u32 {
    let (left, right) = (Bigrams::of(a), Bigrams::of(b));
    if left.0.is_empty() && right.0.is_empty() {
        return if fold(a) == fold(b) { 1000 } else { 0 };
    }
    left.likeness(&right)
}

/// The bigrams of a text, for one that is compared with many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bigrams(Vec<(char, char)>);

impl Bigrams {
    /// Of a text.
    pub fn of(text: &str) -> Self {
        let mut pairs = bigrams(text);
        pairs.sort_unstable();
        Bigrams(pairs)
    }

    /// The pairs, in order; one that stands twice in the text stands here twice.
    pub fn pairs(&self) -> &[(char, char)] {
        &self.0
    }

    /// How alike two texts are, as [`likeness`] says; 0 where neither has two characters.
    pub fn likeness(&self, other: &Bigrams) -> u32 {
        let all = self.0.len() + other.0.len();
        match all {
            0 => 0,
            all => 2 * shared(&self.0, &other.0) * 1000 / all as u32,
        }
    }
}

/// How many bigrams two sorted lists share.
fn shared(left: &[(char, char)], right: &[(char, char)]) -> u32 {
    let (mut i, mut j, mut shared) = (0, 0, 0u32);
    while i < left.len() && j < right.len() {
        match left[i].cmp(&right[j]) {
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
        }
    }
    shared
}

/// The number of single-character edits between two texts as given (no folding).
pub fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let next = (diagonal + usize::from(ca != cb))
                .min(row[j] + 1)
                .min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[b.len()]
}

/// Splits at any of `separators` where no bracket is open; parts are trimmed, empty ones dropped.
pub fn split_outside_brackets(text: &str, separators: &[char]) -> Vec<String> {
    let mut depth = 0usize;
    let mut parts = vec![String::new()];
    for c in text.chars() {
        match c {
            '（' | '(' | '「' | '『' | '【' | '[' | '［' => depth += 1,
            '）' | ')' | '」' | '』' | '】' | ']' | '］' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && separators.contains(&c) {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    parts
        .into_iter()
        .map(|p| p.trim().to_owned())
        .filter(|p| !p.is_empty())
        .collect()
}

/// The words, each once, in the order in which they first come.
pub fn each_once<T: Clone + Eq + Hash>(words: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut known = HashSet::new();
    words
        .into_iter()
        .filter(|word| known.insert(word.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_and_spacing_do_not_matter() {
        assert_eq!(fold("Ｂ Ｐ Ｒの推進"), fold("BPRの推進"));
        assert_ne!(fold("デジタルデバイド"), fold("デジタルデバイス"));
        assert_eq!(fold("⻑寿⽀援課"), fold("長寿支援課"));
    }

    #[test]
    fn likeness_is_by_characters_not_bytes() {
        assert_eq!(likeness("財政", "財政"), 1000);
        assert_eq!(likeness("財政", "組織"), 0);
        assert!(likeness("市長と職員の意見交換", "市長と職員の意見交換会") > 900);
    }

    #[test]
    fn brackets_hold_departments_together() {
        assert_eq!(
            split_outside_brackets("市民経済部（生環、市民）、公民館", &['、']),
            ["市民経済部（生環、市民）", "公民館"]
        );
    }

    #[test]
    fn edits_count_characters() {
        assert_eq!(edits("デジタルデバイド", "デジタルデバイス"), 1);
        assert_eq!(edits("", "年度"), 2);
    }

    proptest::proptest! {
        #[test]
        fn simple_text_folds_as_any_other(text in "[ -~\\t\u{3000}-\u{3002}ぁ-ヿ一-龥]{0,24}") {
            let slowly = folded(text.chars().map(ideograph).nfkc());
            proptest::prop_assert_eq!(fold(&text), slowly);
        }
    }
}
