//! Paper: typed tables, the sheet of an item and booklets as PDF, for reading, printing and keeping
//! (PDF/A-2a and PDF/UA-1).
//!
//! Texts come as data and are never read as markup. What no font has is found before printing, told by name,
//! and replaced visibly. Invariants: no file, no network and no clock; what is printed is bounded by
//! [`MOST_ROWS`] and [`MOST_SHEETS`]; one table has one layout, whoever asks. Not here: what a table or a sheet
//! says (`gyokaku_core::table`, `gyokaku_core::item_sheet`), which parts a booklet has (`gyokaku_core::booklet`),
//! who may see them, threads and limits of time.

mod booklet;
mod brief;
mod columns;
mod fonts;
mod grid;
mod letters;
mod measure;
mod picture;
mod print;
mod shape;
mod sheets;
mod slim;
mod world;

use gyokaku_core::item_sheet::ItemSheet;
use gyokaku_core::table::Table;
use time::Date;

pub use booklet::{Booklet, Chapter, Content};
pub use brief::Leaf;
pub use grid::MOST_ROWS;
pub use letters::{GETA, Replaced};
pub use picture::{Paragraph, Picture};
pub use sheets::{Paper, Sheet};

/// The sheets of items that one document may have.
pub const MOST_SHEETS: usize = 1_000;

/// What stands on every sheet, beside its number and the number of sheets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imprint {
    /// The city.
    pub city: String,
    /// The plan.
    pub plan: String,
    /// The year, and what of it this is: 「令和6年度 第2版」, 「公開版」, 「庁内用」.
    pub state: String,
    /// The day on which it was printed.
    pub day: Date,
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// How many sheets it has.
    pub sheets: usize,
    /// What could not be printed and was replaced, in the order of the document.
    pub replaced: Vec<Replaced>,
}

/// Why nothing was printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is more of it than anybody prints.
    #[error(
        "「{what}」は{count}行あり、PDFにできる{most}行を超えています。年度や担当課で絞るか、ExcelまたはCSVで出力してください。"
    )]
    TooManyRows {
        /// The title of the table.
        what: String,
        /// How many rows it has.
        count: usize,
        /// How many it may have.
        most: usize,
    },
    /// A booklet of more sheets than anybody binds.
    #[error("個票が{count}件あり、1冊にできる{most}件を超えています。区分などで分けてください。")]
    TooManySheets {
        /// How many items.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// The program was built without its fonts.
    #[error(
        "この配布物には印刷用の書体が含まれていないため、PDFを作れません。ExcelまたはCSVで出力してください。"
    )]
    NoFonts,
    /// The typesetter refused what it was given: a fault of the program, for its log.
    #[error("PDFを組めませんでした：{0}")]
    Program(String),
}

/// A document that is laid out and not typeset yet, which takes most of the time.
#[derive(Debug)]
pub struct Prepared {
    identity: Vec<u8>,
    sections: Vec<shape::Document>,
    replaced: Vec<Replaced>,
}

/// A table on as many sheets as it needs.
///
/// # Errors
/// [`Fault`]: too many rows, or no fonts.
pub fn table(table: &Table, imprint: &Imprint, paper: Paper) -> Result<Prepared, Fault> {
    print::prepare(&table.title, imprint, |setter| {
        Ok(vec![setter.part(table, paper)?])
    })
}

/// The sheet of an item, on one page or more.
///
/// # Errors
/// As [`table`].
pub fn item_sheet(sheet: &ItemSheet, imprint: &Imprint) -> Result<Prepared, Fault> {
    print::prepare(&sheet.title, imprint, |setter| Ok(vec![setter.sheet(sheet, 1)?]))
}

/// Papers for those who decide or are asked, one after the other, under a title of their own.
///
/// # Errors
/// As [`booklet`].
pub fn leaves(title: &str, leaves: &[Leaf], imprint: &Imprint) -> Result<Prepared, Fault> {
    if leaves.len() > MOST_SHEETS {
        return Err(Fault::TooManySheets {
            count: leaves.len(),
            most: MOST_SHEETS,
        });
    }
    print::prepare(title, imprint, |setter| {
        leaves.iter().map(|leaf| setter.leaf(leaf)).collect()
    })
}

/// A booklet: its chapters in their order.
///
/// # Errors
/// As [`table`], and where it has too many sheets.
pub fn booklet(booklet: &Booklet, imprint: &Imprint) -> Result<Prepared, Fault> {
    print::prepare(&booklet.title, imprint, |setter| setter.booklet(booklet, imprint))
}
