//! PDF files with a text layer → lines and tables, in the order of reading.
//!
//! Works by geometry alone: where glyphs and rules stand on a page. What any of it means is no question
//! here, and neither are the types of the domain: this crate is a leaf, so that it is rarely built anew.
//!
//! Invariants: no bytes make [`read`] panic, and what it spends (pages, glyphs, rules, operations, memory,
//! seconds) is bounded by [`Limits`] before it is spent. A glyph that no table names is never guessed.

#![forbid(unsafe_code)]

mod budget;
mod content;
mod fault;
mod glyph;
mod guard;
mod isolate;
mod layout;
mod open;
mod typeface;

pub use budget::Limits;
pub use fault::Fault;
pub use isolate::read;

/// A page, from 1, with what is printed on it in the order of reading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The number of the page in the file, from 1.
    pub number: u32,
    /// Lines and tables in the order of reading.
    pub pieces: Vec<Piece>,
    /// Running heads, running feet and page numbers, which belong to no text.
    pub furniture: Vec<String>,
    /// What is struck out, which is no part of what the page says.
    pub struck: Vec<String>,
    /// Whether the page shows a picture and no text, as a scan does.
    pub is_picture: bool,
}

/// What stands on a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// A line of text.
    Line(TextLine),
    /// A table; where it goes on over pages, all of it stands on the first.
    Table(Table),
}

/// A line of text. Wide gaps between its words are runs of spaces.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextLine {
    /// The text.
    pub text: String,
    /// The size of most of its glyphs, in points.
    pub size: f32,
    /// Whether most of its glyphs are bold, as far as the font says so.
    pub bold: bool,
    /// Where it begins, in points from the left edge of the page.
    pub left: f32,
    /// The middle of the line, in points from the upper edge of the page.
    pub top: f32,
}

/// Rows of cells; every row has the same number of cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The rows, none of them empty.
    pub rows: Vec<Row>,
    /// Whether rules part the cells; else they were recognised because they stand below each other.
    pub ruled: bool,
}

/// A row of a table, with the place where it is printed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The page, from 1.
    pub page: u32,
    /// The table on that page, from 1.
    pub table: u32,
    /// The row of that table, from 1, with heads that were left out because they repeat.
    pub row: u32,
    /// The cells.
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// The text; a line that was broken for want of room is one line again.
    pub text: String,
    /// How many columns it covers, at least 1.
    pub columns: u32,
    /// How many rows it covers, at least 1.
    pub rows: u32,
    /// Whether another cell covers it; then the text is empty.
    pub covered: bool,
}
