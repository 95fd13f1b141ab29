//! What came back: changes, faults, and what is not there.
//!
//! Invariant: a fault takes nothing with it but its own cell (or its own row, where it is not known
//! whose row it is). Not here: how it is found out (`compare`).

use gyokaku_core::document::Place;

use crate::read::NotADocument;
use crate::workbook::Fault;

/// Bytes that are not the form that was sent out. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum NotTheForm {
    /// No file that can be read.
    #[error(transparent)]
    NotADocument(#[from] NotADocument),
    /// A file without the marks of a form.
    #[error(
        "回答票の識別情報が見つかりません。何も保存していません。書き出した回答票に入力して、そのファイルをお送りください。非表示の行や列を消したときは、回答票を書き出し直して写してください。"
    )]
    NoForm,
    /// The form of another body, round or department; its code, where it is readable.
    #[error(
        "別の調査または別の課の回答票です。何も保存していません。画面で選んだ調査と課を確かめ、その画面から書き出した回答票をお送りください。"
    )]
    Another {
        /// [`Form::code`] of the form that the file belongs to.
        code: Option<String>,
    },
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Back {
    /// What would change, in the order of the form.
    pub changes: Vec<Change>,
    /// What was not taken, by place.
    pub faults: Vec<Fault>,
    /// How many open cells say what the form says.
    pub same: usize,
    /// The rows of the form that the file lacks; they stay as they are.
    pub missing: Vec<String>,
    /// The keys of asked columns that the file lacks; they stay as they are.
    pub missing_columns: Vec<String>,
    /// Rows of this form that it does not hold (any more), and rows without an identity that hold answers.
    pub unknown: Vec<Unknown>,
    /// How many more such rows there are, which are told neither there nor as faults.
    pub unknown_left_off: usize,
    /// Rows that stand in the file more than once.
    pub twice: Vec<Twice>,
}

/// A value that differs from the form's. An empty `new` is a cell that was cleared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// [`super::Row::id`].
    pub row: String,
    /// [`super::Column::key`].
    pub column: String,
    /// The value of the form.
    pub old: String,
    /// The value of the file, written as the form writes it.
    pub new: String,
    /// The value as typed, where it is written otherwise than `new`: `1,234千円`, `◯`.
    pub typed: Option<String>,
    /// The cell.
    pub at: Place,
}

/// A row that the form does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Its identity, where it has one of this form.
    pub row: Option<String>,
    /// Where it stands.
    pub at: Place,
}

/// A row that stands in the file more than once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twice {
    /// [`super::Row::id`].
    pub row: String,
    /// Where, two or more.
    pub at: Vec<Place>,
}
