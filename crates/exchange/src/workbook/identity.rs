//! How a sheet says which form it is, and a row what it is about.
//!
//! Check characters bind each row to its form, so that a row from another round or plan, or one whose
//! identity was edited or filled down by a spreadsheet, is not taken for an answer or an item. They prove
//! nothing about the sender: who may change something is decided where it is stored.

use sha2::{Digest, Sha256};

/// What the cell begins with that says which form it is; the row that it stands in holds the keys of the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark(&'static str);

/// Of the answers of a department.
pub(crate) const SURVEY: Mark = Mark("gyokaku.survey/1");

/// Of the answers of a department on one item, in the layout of the office.
pub(crate) const LAYOUT: Mark = Mark("gyokaku.layout/1");

/// Of a register.
pub(crate) const REGISTER: Mark = Mark("gyokaku.register/1");

/// Of what the cells of a register's workbook held when it was written.
pub(crate) const HELD: Mark = Mark("gyokaku.register.held/1");

/// The head of the column with the identities of the rows.
pub(crate) const HEAD: &str = "識別番号";

/// Letters that no spreadsheet takes for a number, a date or a formula, and no eye for one another.
const LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRTUVWXY34";

/// What a cell in the place of the form's identity says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Marked {
    /// This form.
    This,
    /// Another form; its code, where it is readable.
    Another(Option<String>),
}

impl Mark {
    /// The cell that says which form a sheet is.
    pub(crate) fn form(self, code: &str) -> String {
        format!("{} {} {code}", self.0, check(code, ""))
    }

    /// What a cell says of its sheet's form; none where it is no such cell.
    pub(crate) fn form_of(self, text: &str, code: &str) -> Option<Marked> {
        let rest = text.trim().strip_prefix(self.0)?.trim_start();
        let found = rest
            .split_once(' ')
            .filter(|(letters, found)| *letters == check(found, ""));
        Some(match found {
            Some((_, found)) if found == code => Marked::This,
            found => Marked::Another(found.map(|(_, found)| found.to_owned())),
        })
    }

    /// Whether a cell says which form a sheet is, this one or another.
    pub(crate) fn is_form(self, text: &str) -> bool {
        text.trim().starts_with(self.0)
    }
}

/// The cell that says what a row is about.
pub(crate) fn row(code: &str, id: &str) -> String {
    format!("{id}_{}", check(code, id))
}

/// What a row is about; none where the cell was written for another form, or was changed.
pub(crate) fn row_of<'a>(text: &'a str, code: &str) -> Option<&'a str> {
    let (id, letters) = text.trim().rsplit_once('_')?;
    (letters == check(code, id)).then_some(id)
}

/// Seven letters out of the digest of both, which a changed character changes.
fn check(code: &str, id: &str) -> String {
    let mut digest = Sha256::new();
    digest.update((code.len() as u64).to_be_bytes());
    digest.update(code.as_bytes());
    digest.update(id.as_bytes());
    digest
        .finalize()
        .iter()
        .take(7)
        .map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_belongs_to_its_form() {
        let cell = row("049999/plan/2019", "7f3a");
        assert_eq!(row_of(&cell, "049999/plan/2019"), Some("7f3a"));
        assert_eq!(row_of(&cell, "049999/plan/2020"), None);
        assert_eq!(row_of(&cell.replace("7f3a", "7f3b"), "049999/plan/2019"), None);
        assert_eq!(row_of("7f3a", "049999/plan/2019"), None);
    }

    #[test]
    fn a_form_says_which_it_is() {
        assert_eq!(SURVEY.form_of(&SURVEY.form("a b"), "a b"), Some(Marked::This));
        assert_eq!(
            SURVEY.form_of(&SURVEY.form("x"), "a"),
            Some(Marked::Another(Some("x".to_owned())))
        );
        assert_eq!(
            SURVEY.form_of(&SURVEY.form("x").replace(" x", " a"), "a"),
            Some(Marked::Another(None))
        );
        assert_eq!(SURVEY.form_of("進捗状況", "a"), None);
        assert_eq!(REGISTER.form_of(&SURVEY.form("a"), "a"), None);
    }
}
