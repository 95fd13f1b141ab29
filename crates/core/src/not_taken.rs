//! What stands in a document and became no value and no note of the plan, each with the reason.
//!
//! Nothing of a document is dropped in silence: each line or cell ends as a value, as a note on a value, or
//! here. Page furniture and the heads of tables that were understood are left out. Not here: deciding it,
//! which is the business of the readers.

use crate::document::Place;

/// Why something of a document was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Because {
    /// A row of a table of which nothing was understood.
    Table,
    /// A row of a table that was understood, but for this row; a line of figures that belongs to no table.
    Row,
    /// A cell in a row that was understood, but for this cell.
    Column,
    /// A heading below which nothing was taken.
    Heading,
    /// Running text of which no value was taken.
    Text,
}

impl Because {
    /// All reasons.
    pub const ALL: [Because; 5] = [
        Because::Table,
        Because::Row,
        Because::Column,
        Because::Heading,
        Because::Text,
    ];

    /// The word of the command line's JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Because::Table => "table",
            Because::Row => "row",
            Because::Column => "column",
            Because::Heading => "heading",
            Because::Text => "text",
        }
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Because::Table => "読み方の分からない表",
            Because::Row => "読み方の分からない行",
            Because::Column => "読み方の分からない欄",
            Because::Heading => "見出しだけ",
            Because::Text => "値として読み取れない文",
        }
    }
}

/// Something of a document that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotTaken {
    /// The text, as printed; the cells of a row are parted by ` | `.
    pub text: String,
    /// Why.
    pub because: Because,
    /// Where it stands.
    pub at: Place,
}
