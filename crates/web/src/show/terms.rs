//! Terms that a plan explains, marked where they stand in its texts.
//!
//! Each term is marked once on a page, and leads to its explanation.

use std::collections::{BTreeSet, HashMap};

use gyokaku_core::plan::GlossaryNote;

/// A piece of a text: the words, and where they are explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Marked {
    pub(crate) text: String,
    pub(crate) href: Option<String>,
}

/// The anchor of a term on the page of the plan, by its place in the list.
pub(crate) fn anchor(place: &usize) -> String {
    format!("term-{}", place + 1)
}

/// Marks terms on one page.
pub(crate) struct Terms<'p> {
    /// The terms that are not marked yet, with their places in the list.
    known: HashMap<&'p str, usize>,
    /// How many characters terms have, the most first.
    lengths: Vec<usize>,
    /// The page that explains them.
    href: String,
}

impl<'p> Terms<'p> {
    pub(crate) fn of(notes: &'p [GlossaryNote], href: String) -> Self {
        let terms = notes
            .iter()
            .enumerate()
            .map(|(place, note)| (note.term.trim(), place));
        let known: HashMap<&str, usize> = terms.filter(|(term, _)| term.chars().nth(1).is_some()).collect();
        let lengths: BTreeSet<usize> = known.keys().map(|term| term.chars().count()).collect();
        Self {
            known,
            lengths: lengths.into_iter().rev().collect(),
            href,
        }
    }

    /// The pieces of a text, each term that was not marked yet in a piece of its own. The text is gone through once:
    /// at each place the longest term that stands there is looked up.
    pub(crate) fn mark(&mut self, text: &str) -> Vec<Marked> {
        let mut bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        bounds.push(text.len());
        let mut pieces = Vec::new();
        let (mut at, mut plain_from) = (0, 0);
        while at + 1 < bounds.len() {
            let from = bounds[at];
            let found = self.lengths.iter().find_map(|length| {
                let to = *bounds.get(at + length)?;
                let place = self
                    .known
                    .get(&text[from..to])
                    .filter(|_| is_whole(text, from, to))?;
                Some((*length, to, *place))
            });
            let Some((length, to, place)) = found else {
                at += 1;
                continue;
            };
            let term = &text[from..to];
            self.known.remove(term);
            pieces.extend(plain(&text[plain_from..from]));
            pieces.push(Marked {
                text: term.to_owned(),
                href: Some(format!("{}#{}", self.href, anchor(&place))),
            });
            (at, plain_from) = (at + length, to);
        }
        pieces.extend(plain(&text[plain_from..]));
        pieces
    }
}

fn plain(text: &str) -> Option<Marked> {
    (!text.is_empty()).then(|| Marked {
        text: text.to_owned(),
        href: None,
    })
}

/// Whether what stands there is a word of its own: no letter of the alphabet goes on at either end.
fn is_whole(text: &str, from: usize, to: usize) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let (before, after) = (text[..from].chars().next_back(), text[to..].chars().next());
    let (first, last) = (text[from..to].chars().next(), text[from..to].chars().next_back());
    let joined_before = is_letter(before) && is_letter(first);
    let joined_after = is_letter(after) && is_letter(last);
    !joined_before && !joined_after
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(terms: &[&str]) -> Vec<GlossaryNote> {
        let of = |term: &&str| GlossaryNote {
            term: (*term).to_owned(),
            text: "説明".into(),
            at: Default::default(),
        };
        terms.iter().map(of).collect()
    }

    fn marked(text: &str, terms: &[&str]) -> Vec<(String, bool)> {
        let notes = notes(terms);
        let pieces = Terms::of(&notes, "/p".into()).mark(text);
        pieces.into_iter().map(|p| (p.text, p.href.is_some())).collect()
    }

    #[test]
    fn each_term_is_marked_once_and_the_longest_first() {
        let text = "AIとIoTを使い、IoTで測る";
        let pieces = marked(text, &["IoT", "AI"]);
        let words: Vec<&str> = pieces
            .iter()
            .filter(|(_, m)| *m)
            .map(|(w, _)| w.as_str())
            .collect();
        assert_eq!(words, ["AI", "IoT"]);
        assert_eq!(pieces.iter().map(|(w, _)| w.as_str()).collect::<String>(), text);
        let pieces = marked("公共施設等総合管理計画", &["公共施設", "公共施設等総合管理計画"]);
        assert_eq!(pieces, [("公共施設等総合管理計画".to_owned(), true)]);
    }

    #[test]
    fn thousands_of_terms_cost_one_way_through_the_text() {
        let two = |n: u32| -> String {
            let of = |n: u32| char::from_u32(0x4e00 + n % 90).unwrap_or('一');
            [of(n / 90), of(n)].into_iter().collect()
        };
        let terms: Vec<String> = (0..8_000).map(two).collect();
        let text: String = terms.iter().step_by(2).map(String::as_str).collect();
        let notes = notes(&terms.iter().map(String::as_str).collect::<Vec<_>>());
        let pieces = Terms::of(&notes, "/p".into()).mark(&text);
        assert!(pieces.iter().filter(|piece| piece.href.is_some()).count() > 3_000);
        assert_eq!(
            pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(),
            text
        );
    }

    #[test]
    fn letters_that_go_on_are_another_word() {
        assert_eq!(marked("AIMとRAID", &["AI"]), [("AIMとRAID".to_owned(), false)]);
        assert_eq!(marked("生成AIの活用", &["AI"]).len(), 3);
    }
}
