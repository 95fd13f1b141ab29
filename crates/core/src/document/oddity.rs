//! What stands in a file and could not be laid out as it stands.
//!
//! A reader leaves it out or takes it in another way, and says so here; a rule tells the person. Not here:
//! what is laid out and not understood.

use super::Place;

/// Something that stands in a file and could not be laid out as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oddity {
    /// What is odd about it.
    pub kind: OddityKind,
    /// The text, as far as it tells a person what is meant.
    pub text: String,
    /// Where it stands.
    pub at: Place,
}

/// What is odd about a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OddityKind {
    /// It is struck out, so it is no part of what the cell says.
    StruckOut,
    /// A row of a CSV in which the commas of the thousands part cells, so that nobody can tell which figures
    /// it holds; it is left out.
    SplitThousands,
    /// A quote opens a value of a CSV and none closes it; the quote is left out.
    OpenQuote,
    /// A page shows a picture and no text, so that nobody knows what it says.
    Picture,
    /// Glyphs of a PDF of which nothing in the file says what characters they are; each stands as 〓.
    Unnamed,
}
