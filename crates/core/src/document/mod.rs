//! A document as it was laid out: lines, headings, paragraphs and grids of cells, each with its place.
//!
//! Every reader (text, Excel, CSV) turns bytes into this; understanding and checking start here.
//! Not here: bytes, file formats, and what any of it means.

mod oddity;
mod place;

pub use oddity::{Oddity, OddityKind};
pub use place::{DocumentId, Place, Spot, cell_name};

/// What kind of file a document was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// Text, most often taken out of a PDF.
    #[default]
    Text,
    /// Comma-separated values.
    Csv,
    /// A workbook.
    Workbook,
    /// A PDF with a text layer.
    Pdf,
    /// A Word document.
    Word,
    /// A web page, as saved or as copied.
    Html,
}

/// A document in the order of reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The file's name, without its folder.
    pub name: String,
    /// What kind of file it was.
    pub format: Format,
    /// The text as printed, line by line; a row of a workbook is one line with tabs between its cells.
    pub lines: Vec<Line>,
    /// The structure, in order of reading.
    pub blocks: Vec<Block>,
    /// What stands in the file and could not be laid out as it stands, in order of reading.
    pub oddities: Vec<Oddity>,
    /// Of a document with pages, or with tables between its text: the page (0 where it has none) and the line,
    /// from 1, that its text begins with. While such a document is being understood and checked its text has
    /// the places of a text; [`Document::places_on_pages`] says where they are in the end.
    pub pages: Vec<PageStart>,
}

/// Where the text of a page begins among the lines of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageStart {
    /// The page, from 1; 0 where the document has none.
    pub page: u32,
    /// Its first line of text, from 1, as [`Spot::Line`] counts them.
    pub line: u32,
}

impl Document {
    /// What to do with every place of what was understood of this document, so that a line becomes a row of its page.
    pub fn places_on_pages(&self) -> impl Fn(&mut Place) + use<> {
        let pages = self.pages.clone();
        move |place| {
            let Spot::Line { line, column } = place.spot else {
                return;
            };
            let after = pages.partition_point(|start| start.line <= line);
            if let Some(start) = after.checked_sub(1).and_then(|n| pages.get(n)) {
                place.spot = Spot::Page {
                    page: start.page,
                    table: 0,
                    row: line - start.line + 1,
                    column,
                };
            }
        }
    }

    /// Every place of the document itself.
    pub fn each_place(&mut self, on: &mut dyn FnMut(&mut Place)) {
        self.lines.iter_mut().for_each(|line| on(&mut line.at));
        self.oddities.iter_mut().for_each(|oddity| on(&mut oddity.at));
        for block in &mut self.blocks {
            match block {
                Block::Heading { at, .. } | Block::Paragraph { at, .. } | Block::ListItem { at, .. } => {
                    on(at)
                }
                Block::Table(grid) => {
                    grid.rows.iter_mut().flatten().for_each(|cell| on(&mut cell.at));
                }
            }
        }
    }
}

/// A piece of text and its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The text, as printed.
    pub text: String,
    /// Where it stands.
    pub at: Place,
}

/// A piece of the structure of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading, as far as its form shows it (`## …`, `■…`, a sheet's name). Level 1 is the highest;
    /// headings of one document are comparable, no more.
    Heading {
        /// 1 is the highest.
        level: u8,
        /// The text without the mark of the heading (`#`, `■`), with its number.
        text: String,
        /// Where it stands.
        at: Place,
    },
    /// Running text; also a line that could be a heading by its words but has no mark of one.
    Paragraph {
        /// The text of one printed line.
        text: String,
        /// Where it stands.
        at: Place,
    },
    /// An entry of a list.
    ListItem {
        /// 0 for the outermost.
        depth: u8,
        /// The mark in front (`-`, `○`, `①`, `1`), as printed.
        marker: String,
        /// The text after the mark.
        text: String,
        /// Where it stands.
        at: Place,
    },
    /// Rows of cells.
    Table(Grid),
}

/// Rows of cells. Rows of a document taken out of a PDF may be longer or shorter than the header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// The rows, in order, none of them empty.
    pub rows: Vec<Vec<Cell>>,
    /// How the grid was found: a weaker form of table needs more proof before a checker believes it.
    pub form: GridForm,
}

/// How a grid was recognised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GridForm {
    /// Cells of a workbook or a CSV, tabs or ruled bars between cells: the columns are certain.
    #[default]
    Ruled,
    /// Columns parted by spaces: a label may have broken in two, blanks are invisible.
    Spaced,
    /// A cell a line, put together by the length of the header.
    Stacked,
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The text, tags removed and line breaks kept as `\n`; empty for a blank.
    pub text: String,
    /// Where it stands.
    pub at: Place,
    /// How many columns the cell covers (1 unless merged).
    pub columns: u32,
    /// How many rows the cell covers (1 unless merged).
    pub rows: u32,
    /// Whether a merged cell above or to the left covers this one; then `text` is empty.
    pub covered: bool,
    /// The number that a workbook stores, in the unit that is shown, where the cell shows it rounded:
    /// `23.16` below `23.2`.
    pub exact: Option<Box<str>>,
}

impl Cell {
    /// A plain cell.
    pub fn new(text: impl Into<String>, at: Place) -> Self {
        Self {
            text: text.into(),
            at,
            columns: 1,
            rows: 1,
            covered: false,
            exact: None,
        }
    }

    /// Whether nothing is printed.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

impl Block {
    /// Where the block starts.
    pub fn at(&self) -> Place {
        match self {
            Block::Heading { at, .. } | Block::Paragraph { at, .. } | Block::ListItem { at, .. } => {
                at.clone()
            }
            Block::Table(grid) => grid
                .rows
                .iter()
                .flatten()
                .next()
                .map(|c| c.at.clone())
                .unwrap_or_default(),
        }
    }

    /// The running text of a block that is no table.
    pub fn text(&self) -> Option<&str> {
        match self {
            Block::Heading { text, .. } | Block::Paragraph { text, .. } | Block::ListItem { text, .. } => {
                Some(text)
            }
            Block::Table(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_a_row_of_its_page() {
        let start = |page, line| PageStart { page, line };
        let document = Document {
            pages: vec![start(1, 1), start(2, 41)],
            ..Document::default()
        };
        let settle = document.places_on_pages();
        let settled = |mut place: Place| {
            settle(&mut place);
            place.to_string()
        };
        assert_eq!(settled(Place::at_line(40, 3)), "1ページ40行目");
        assert_eq!(settled(Place::line(41)), "2ページ1行目");
        assert_eq!(settled(Place::cell("表", 1, 1)), "表!B2");
    }
}
