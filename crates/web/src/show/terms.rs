//! Terms that a plan explains, marked where they stand in its texts.
//!
//! Each term is marked once on a page, and leads to its explanation.

use std::collections::HashSet;

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
    /// The terms with their places in the list, the longest first.
    known: Vec<(usize, &'p str)>,
    /// The page that explains them.
    href: String,
    marked: HashSet<usize>,
}

impl<'p> Terms<'p> {
    pub(crate) fn of(notes: &'p [GlossaryNote], href: String) -> Self {
        let mut known: Vec<(usize, &str)> = notes
            .iter()
            .enumerate()
            .map(|(place, note)| (place, note.term.trim()))
            .filter(|(_, term)| term.chars().count() > 1)
            .collect();
        known.sort_by_key(|(_, term)| std::cmp::Reverse(term.len()));
        Self {
            known,
            href,
            marked: HashSet::new(),
        }
    }

    /// The pieces of a text, each term that was not marked yet in a piece of its own.
    pub(crate) fn mark(&mut self, text: &str) -> Vec<Marked> {
        let mut pieces = Vec::new();
        let mut rest = text;
        // The first of all terms that stand there, and of those at one place the longest.
        while let Some((at, place, term)) = self
            .known
            .iter()
            .filter(|(place, _)| !self.marked.contains(place))
            .filter_map(|(place, term)| Some((found(rest, term)?, *place, *term)))
            .min_by_key(|(at, _, term)| (*at, std::cmp::Reverse(term.len())))
        {
            self.marked.insert(place);
            pieces.extend(plain(&rest[..at]));
            pieces.push(Marked {
                text: term.to_owned(),
                href: Some(format!("{}#{}", self.href, anchor(&place))),
            });
            rest = &rest[at + term.len()..];
        }
        pieces.extend(plain(rest));
        pieces
    }
}

fn plain(text: &str) -> Option<Marked> {
    (!text.is_empty()).then(|| Marked {
        text: text.to_owned(),
        href: None,
    })
}

/// Where a term stands in a text as a word of its own: no letter of the alphabet goes on at either end.
fn found(text: &str, term: &str) -> Option<usize> {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(term).map(|(at, _)| at).find(|at| {
        let (before, after) = (
            text[..*at].chars().next_back(),
            text[at + term.len()..].chars().next(),
        );
        let joined_before = is_letter(before) && is_letter(term.chars().next());
        let joined_after = is_letter(after) && is_letter(term.chars().next_back());
        !joined_before && !joined_after
    })
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
    fn letters_that_go_on_are_another_word() {
        assert_eq!(marked("AIMとRAID", &["AI"]), [("AIMとRAID".to_owned(), false)]);
        assert_eq!(marked("生成AIの活用", &["AI"]).len(), 3);
    }
}
