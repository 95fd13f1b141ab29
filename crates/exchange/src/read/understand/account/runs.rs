//! A text as runs of letters and digits, each with where it stands.
//!
//! Not here: what a run means.

use std::ops::Range;

use gyokaku_core::text::alike::letters;

/// Letters and digits without anything between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Folded.
    pub(super) letters: String,
    /// Where it stands in the text.
    pub(super) range: Range<usize>,
}

/// The runs of a text. Numbers in circles are marks, not letters.
pub(super) fn runs(text: &str) -> Vec<Run> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let is_letter =
            c.is_alphanumeric() && !matches!(c, '\u{2460}'..='\u{24FF}' | '\u{2776}'..='\u{2793}');
        match (is_letter, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let letters = letters(&text[from..at]);
                if !letters.is_empty() {
                    out.push(Run {
                        letters,
                        range: from..at,
                    });
                }
                start = None;
            }
            _ => {}
        }
    }
    out
}

/// Whether a run is a figure or a single letter: too little to be found inside of another text.
pub(super) fn is_short(run: &str) -> bool {
    run.chars().nth(1).is_none() || run.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_what_stands_between_marks() {
        let found: Vec<String> = runs("① 窓口・Ｂ Ｐ Ｒ（6.5%）")
            .into_iter()
            .map(|run| run.letters)
            .collect();
        assert_eq!(found, ["窓口", "b", "p", "r", "6", "5"]);
    }
}
