//! What came back: changes, new items, faults, and what is not there.
//!
//! Not here: how it is found out (`compare`).

use gyokaku_core::document::Place;
use gyokaku_core::editing::{ItemField, Value};
use gyokaku_core::plan::Item;

use crate::read::NotADocument;
use crate::workbook::Fault;

/// Bytes that are not the workbook of the register. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum NotTheRegister {
    /// No file that can be read.
    #[error(transparent)]
    NotADocument(#[from] NotADocument),
    /// A file without the marks of a register.
    #[error(
        "台帳のExcelの識別情報が見つかりません。何も保存していません。「Excelで編集」から受け取ったファイルを書き換えて、そのファイルをお送りください。非表示の行や列を消したときは、受け取り直したファイルに写してください。"
    )]
    NoForm,
    /// The answers of a department.
    #[error("進捗状況の調査の回答票です。何も保存していません。回答票は、調査の画面から取り込んでください。")]
    Survey,
    /// The register of another plan or body; its code, where it is readable.
    #[error(
        "別の計画の台帳のExcelです。何も保存していません。この画面から受け取ったファイルをお送りください。"
    )]
    Another {
        /// What [`super::code`] said of it.
        code: Option<String>,
    },
}

/// What came back.
#[derive(Clone, Debug, Default)]
pub struct Back {
    /// The revision of the plan at which the workbook was written, where it is known.
    pub revision: Option<i64>,
    /// The section that was asked for; none for the whole plan.
    pub section: Option<String>,
    /// Whether it is known what the cells held when they were written. Where it is not, every difference is one to be
    /// decided.
    pub knows_before: bool,
    /// What would change, in the order of the plan.
    pub changes: Vec<Change>,
    /// Items that would be new, in the order of the file.
    pub new: Vec<New>,
    /// What was not taken, by place.
    pub faults: Vec<Fault>,
    /// How many cells say what the register says.
    pub same: usize,
    /// The cells that were not touched, while the register says something else by now; the register is right. Item and
    /// field, in the order of the plan.
    pub overtaken: Vec<(String, ItemField)>,
    /// The items that were in the workbook and are in no row any more; they stay as they are.
    pub missing: Vec<String>,
    /// The fields of which there is no column; they stay as they are.
    pub missing_columns: Vec<ItemField>,
    /// How many rows without a known item there are beyond those that are told.
    pub unknown_left_off: usize,
}

/// A value that differs from the register's. An empty `new` is a cell that was cleared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The identity of the item.
    pub item: String,
    /// The field.
    pub field: ItemField,
    /// What the cell held when it was written, where the register has something else by now.
    pub before: Before,
    /// What stands in the register.
    pub old: String,
    /// What the file says, as the register writes it.
    pub new: String,
    /// The same as a value.
    pub value: Value,
    /// The value as typed, where it is written otherwise than `new`.
    pub typed: Option<String>,
    /// The cell.
    pub at: Place,
}

/// What the file knows of the value that it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// The register still has what the cell held.
    Same,
    /// The cell held this; somebody wrote another value into the register since.
    Other(String),
    /// It is not known what the cell held.
    Unknown,
}

/// An item that would be new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    /// The item, without an identity.
    pub item: Item,
    /// Its fields.
    pub values: Vec<(ItemField, Value)>,
    /// The item that the row was copied from, where it was.
    pub copied: Option<String>,
    /// Where it stands among its siblings, as far as the file is in the order of the plan.
    pub stands: Stands,
    /// Its first cell in sight.
    pub at: Place,
}

/// Where a new item stands among those of its section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stands {
    /// After an item of the register.
    AfterItem(String),
    /// After a new item, by its place in [`Back::new`].
    AfterNew(usize),
    /// Before all others.
    First,
    /// After all others.
    Last,
}

impl Change {
    /// Whether a person has to decide between two versions.
    pub fn is_conflict(&self) -> bool {
        self.before != Before::Same
    }
}
