//! Word documents (.docx) as blocks: paragraphs with their headings and numbers, and tables.
//!
//! What is given is the final text as Word prints it: tracked insertions are in and deletions out, numbers of
//! lists are counted, merged cells are resolved, text boxes come once, footnotes after what names them. What is
//! hidden is left out, and what is struck out is kept apart. Nothing is fetched: links, pictures and embedded
//! files are not looked at, and a part that declares entities is refused.
//!
//! Not here: the archive around the parts, what a document means, headers, footers and comments, and the formats before 2007.

mod body;
mod marks;
mod notes;
mod numbering;
mod styles;
mod symbols;
mod table;
mod xml;

/// A part of the archive that a document is: its name and its text.
pub type Part = (String, String);

/// The parts that count.
#[derive(Clone, Debug)]
pub struct Parts {
    /// What the document says.
    pub document: Part,
    /// How its styles look.
    pub styles: Option<Part>,
    /// How its lists count.
    pub numbering: Option<Part>,
    /// Footnotes and endnotes.
    pub notes: [Option<Part>; 2],
}

/// Why bytes are no Word document that can be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// More cells than the limit.
    #[error("more cells than the limit")]
    TooManyCells,
    /// A part that cannot be read.
    #[error("the part {part} cannot be read")]
    Broken {
        /// Its name.
        part: String,
        /// What a library said of it.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
}

/// A piece of a document, in the order of reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph; blank ones are there too.
    Paragraph(Paragraph),
    /// A table. Tables in its cells come after it.
    Table(Table),
}

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// The level of a heading, from 1.
    pub heading: Option<u8>,
    /// The number or the bullet in front.
    pub mark: Option<Mark>,
    /// The text; line breaks are `\n`.
    pub text: String,
    /// What is struck out in it.
    pub struck: String,
}

/// What Word prints in front of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// How deep the list is, from 0.
    pub depth: u8,
    /// As printed, with the blank behind it where there is one.
    pub text: String,
    /// Whether it is a bullet and no number.
    pub bullet: bool,
}

/// A table. Cells that say nothing and cover no others are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The cells, by row and column.
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// From 0.
    pub row: u32,
    /// From 0, in columns of the table's grid.
    pub column: u32,
    /// How many rows it covers.
    pub rows: u32,
    /// How many columns it covers.
    pub columns: u32,
    /// Its paragraphs, parted by `\n`.
    pub text: String,
    /// What is struck out in it.
    pub struck: String,
}

/// Reads a document of at most so many cells.
///
/// # Errors
/// Where a part is broken, or where there are more cells.
pub fn read(parts: &Parts, most_cells: usize) -> Result<Vec<Block>, Error> {
    let styles = match &parts.styles {
        Some((name, xml)) => styles::styles(name, xml)?,
        None => styles::Styles::default(),
    };
    let numbering = match &parts.numbering {
        Some((name, xml)) => numbering::numbering(name, xml)?,
        None => numbering::Numbering::default(),
    };
    let mut reader = body::Reader::of(&styles, numbering, most_cells);
    for (name, xml) in parts.notes.iter().flatten() {
        notes::notes(&mut reader, name, xml)?;
    }
    let (name, xml) = &parts.document;
    reader.document(name, xml)
}
