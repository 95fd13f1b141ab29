//! Where a value stands: in which document, and at which spot of it.
//!
//! A reader knows only its own document and leaves the document out; taking a plan in says of which
//! document all its places are ([`crate::plan::Plan::stated_in`]). From then on a value and the
//! document that states it cannot be parted.
//! Not here: the encoding of places in the database or in JSON.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// The identity of a stored document: the beginning of the digest of its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentId(Arc<str>);

impl DocumentId {
    /// The identity with this text.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    /// The identity as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for DocumentId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Where a value stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The document; none for a document that is only being read, and for a value that no document states.
    pub document: Option<DocumentId>,
    /// The spot in it.
    pub spot: Spot,
}

/// A spot of a document, or of a stored plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Spot {
    /// A line of a text, counted from 1, and a column in characters, counted from 1; column 0 means the line as a whole.
    Line {
        /// The line, from 1.
        line: u32,
        /// The column in characters, from 1; 0 for the whole line.
        column: u32,
    },
    /// A cell of a workbook, both counted from 0 here and shown as `B3`.
    Cell {
        /// The name of the sheet; the cells of a sheet share it.
        sheet: Arc<str>,
        /// The row, from 0.
        row: u32,
        /// The column, from 0.
        column: u32,
    },
    /// A row of a document that has pages, or tables between its text: a PDF, a Word document, a web page.
    Page {
        /// The page, from 1; 0 where the document has none.
        page: u32,
        /// The table of the page, or of the document where it has no pages, from 1; 0 for text outside of tables.
        table: u32,
        /// The row of the table, or the line of the text, from 1.
        row: u32,
        /// The column of the table, or the column of the line in characters, from 1; 0 for the whole row.
        column: u32,
    },
    /// An element of a stored plan that no document brought.
    Element {
        /// The identity of the element.
        id: String,
    },
    /// Nowhere in particular.
    #[default]
    Nowhere,
}

impl Place {
    /// Nowhere in particular.
    pub const NOWHERE: Place = Place {
        document: None,
        spot: Spot::Nowhere,
    };

    /// A line as a whole.
    pub fn line(line: u32) -> Self {
        Self::at_line(line, 0)
    }

    /// A line and a column in characters, both from 1.
    pub fn at_line(line: u32, column: u32) -> Self {
        Spot::Line { line, column }.into()
    }

    /// A cell of a sheet, both counted from 0.
    pub fn cell(sheet: impl Into<Arc<str>>, row: u32, column: u32) -> Self {
        let sheet = sheet.into();
        Spot::Cell { sheet, row, column }.into()
    }

    /// An element of a stored plan that no document brought.
    pub fn element(id: impl Into<String>) -> Self {
        Spot::Element { id: id.into() }.into()
    }

    /// Another spot of the same document.
    pub fn moved_to(&self, spot: Spot) -> Self {
        Self {
            document: self.document.clone(),
            spot,
        }
    }

    /// The line or the row of a sheet that the place is on, without a column.
    pub fn whole_line(&self) -> Self {
        match &self.spot {
            Spot::Line { line, .. } => self.moved_to(Spot::Line {
                line: *line,
                column: 0,
            }),
            Spot::Cell { sheet, row, .. } => self.moved_to(Spot::Cell {
                sheet: sheet.clone(),
                row: *row,
                column: 0,
            }),
            Spot::Page { page, table, row, .. } => self.moved_to(Spot::Page {
                page: *page,
                table: *table,
                row: *row,
                column: 0,
            }),
            Spot::Element { .. } | Spot::Nowhere => self.clone(),
        }
    }

    /// Whether the spot is nowhere in particular.
    pub fn is_nowhere(&self) -> bool {
        self.spot == Spot::Nowhere
    }

    /// Says of which document the place is. A spot that is in no document stays without one, and a place
    /// that has a document already keeps it.
    pub fn stated_in(&mut self, document: &DocumentId) {
        if self.spot.is_in_document() && self.document.is_none() {
            self.document = Some(document.clone());
        }
    }
}

impl Spot {
    /// Whether it is one of a document's.
    pub fn is_in_document(&self) -> bool {
        matches!(self, Spot::Line { .. } | Spot::Cell { .. } | Spot::Page { .. })
    }
}

impl From<Spot> for Place {
    fn from(spot: Spot) -> Self {
        Self { document: None, spot }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.spot {
            Spot::Line { line, .. } => write!(f, "{line}行目"),
            Spot::Cell { sheet, row, column } => write!(f, "{sheet}!{}", cell_name(*row, *column)),
            Spot::Page { page, table, row, .. } => {
                if *page > 0 {
                    write!(f, "{page}ページ")?;
                }
                if *table > 0 {
                    write!(f, "表{table}の")?;
                }
                write!(f, "{row}行目")
            }
            Spot::Element { id } => write!(f, "#{id}"),
            Spot::Nowhere => Ok(()),
        }
    }
}

/// The name of a cell as a spreadsheet says it: row 2, column 1 (from 0) is `B3`.
pub fn cell_name(row: u32, column: u32) -> String {
    let (mut letters, mut rest) = (Vec::new(), column + 1);
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &(row + 1).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_in_a_spreadsheet() {
        assert_eq!(cell_name(2, 1), "B3");
        assert_eq!(cell_name(0, 26), "AA1");
        assert_eq!(cell_name(0, 701), "ZZ1");
    }

    #[test]
    fn a_row_of_a_page_is_said_with_what_there_is() {
        let said = |page, table| {
            Place::from(Spot::Page {
                page,
                table,
                row: 4,
                column: 2,
            })
            .to_string()
        };
        assert_eq!(said(3, 1), "3ページ表1の4行目");
        assert_eq!(said(3, 0), "3ページ4行目");
        assert_eq!(said(0, 2), "表2の4行目");
        assert_eq!(said(0, 0), "4行目");
    }

    #[test]
    fn a_place_keeps_the_document_that_it_has() {
        let (first, second) = (DocumentId::new("a"), DocumentId::new("b"));
        let mut place = Place::line(3);
        place.stated_in(&first);
        place.stated_in(&second);
        assert_eq!(place.document, Some(first.clone()));
        let mut element = Place::element("i1");
        element.stated_in(&first);
        assert_eq!(element.document, None);
    }
}
