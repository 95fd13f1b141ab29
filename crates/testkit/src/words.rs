//! How single values are written in the texts that tests compare: texts, places, years, numbers, names of variants.
//!
//! Not here: the order of lines; that is `plan_text` and `report_text`.

use std::fmt::{Debug, Write as _};

use gyokaku_core::document::{Place, Spot};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::money::grouped;
use gyokaku_core::plan::Period;
use sha2::{Digest, Sha256};

/// The longest text that still counts as a fact (a title, a name, a figure), in characters.
const LONGEST_FACT: usize = 24;

/// How a text of a document is written.
pub(crate) type Words = fn(&str) -> String;

/// The text itself, on one line.
pub(crate) fn whole(text: &str) -> String {
    text.replace('\n', "⏎")
}

/// The text itself where it is a fact; of a longer one, and of a sentence, its length and a trace of its letters. So a
/// file of the repository notices each change of a document's sentences without holding any of them.
pub(crate) fn facts(text: &str) -> String {
    let length = text.chars().count();
    if length <= LONGEST_FACT && !text.contains('。') {
        return whole(text);
    }
    let hash = Sha256::digest(text.as_bytes());
    format!("«{length}字 {:02x}{:02x}{:02x}»", hash[0], hash[1], hash[2])
}

/// Where something stands, as the end of a line: ` @12:3`; nothing for nowhere.
pub(crate) fn at(place: &Place) -> String {
    match &place.spot {
        Spot::Line { line, column: 0 } => format!(" @{line}"),
        Spot::Line { line, column } => format!(" @{line}:{column}"),
        Spot::Nowhere => String::new(),
        _ => format!(" @{place}"),
    }
}

/// A fiscal year by its Western number; `-` for none.
pub(crate) fn year(year: Option<FiscalYear>) -> String {
    year.map_or_else(|| "-".to_owned(), |year| year.western().to_string())
}

/// `2021–2023`
pub(crate) fn period(period: Period) -> String {
    format!("{}–{}", period.from.western(), period.to.western())
}

/// A count with its thousands grouped; `-` for a blank, which is not zero.
pub(crate) fn count(count: Option<i64>) -> String {
    count.map_or_else(|| "-".to_owned(), grouped)
}

/// The name of a variant: `single year`.
pub(crate) fn variant(value: impl Debug) -> String {
    let mut name = String::new();
    for (index, letter) in format!("{value:?}").chars().enumerate() {
        if letter.is_uppercase() && index > 0 {
            name.push(' ');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

/// Lines of text, the later ones indented under the first of their element.
#[derive(Default)]
pub(crate) struct Lines(String);

impl Lines {
    pub(crate) fn element(&mut self, line: impl AsRef<str>) {
        self.add("", line.as_ref());
    }

    pub(crate) fn part(&mut self, line: impl AsRef<str>) {
        self.add("  ", line.as_ref());
    }

    pub(crate) fn part_of_part(&mut self, line: impl AsRef<str>) {
        self.add("    ", line.as_ref());
    }

    fn add(&mut self, indent: &str, line: &str) {
        // Writing to a string does not fail.
        let _ = writeln!(self.0, "{indent}{}", line.trim_end());
    }

    pub(crate) fn into_text(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_stays_and_a_sentence_does_not() {
        assert_eq!(facts("市税の収納率の向上"), "市税の収納率の向上");
        let sentence = facts("取り組みます。");
        assert!(
            sentence.starts_with("«7字 ") && !sentence.contains("取"),
            "{sentence}"
        );
        assert_ne!(facts("取り組みます。"), facts("取り組みまず。"));
        assert!(facts(&"長".repeat(25)).starts_with("«25字 "));
    }

    #[test]
    fn a_variant_is_words() {
        assert_eq!(variant(gyokaku_core::effect::Duration::SingleYear), "single year");
    }
}
