//! What the templates are given: every text as data, every length in points.
//!
//! The names here are those that `templates/` reads. Not here: what is printed of a table (`grid`).

use serde::Serialize;

/// A document.
#[derive(Debug, Serialize)]
pub(crate) struct Document {
    /// Its title, which no page shows by itself.
    pub(crate) title: String,
    /// Year, month and day for its properties.
    pub(crate) day: (i32, u8, u8),
    /// What each sheet says above and below.
    pub(crate) running: Running,
    pub(crate) parts: Vec<Part>,
    /// What could not be printed, one sentence each.
    pub(crate) replaced: Vec<String>,
}

/// What stands on every sheet, beside its number.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Running {
    pub(crate) city: String,
    pub(crate) plan: String,
    pub(crate) state: String,
    pub(crate) day: String,
    /// How many sheets come before, and how many there are; 0 where the document is typeset as a whole.
    pub(crate) before: usize,
    pub(crate) all: usize,
}

/// A line of the contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Listed {
    pub(crate) level: u8,
    pub(crate) text: String,
    pub(crate) sheet: usize,
}

/// A part of a document: what begins on a sheet of its own.
#[derive(Debug, Serialize)]
pub(crate) struct Part {
    /// Its size, and whether it lies across.
    pub(crate) size: &'static str,
    pub(crate) across: bool,
    /// Its heading in the contents; empty where it has none.
    pub(crate) heading: String,
    #[serde(flatten)]
    pub(crate) what: What,
}

/// What a part holds.
#[derive(Debug, Serialize)]
#[serde(tag = "what", content = "of", rename_all = "lowercase")]
pub(crate) enum What {
    /// The first sheet of a booklet.
    Cover(Cover),
    /// The list of its parts with the numbers of their sheets.
    Contents(Vec<Listed>),
    /// Paragraphs, each with its pictures.
    Text(Vec<Paragraph>),
    /// A table.
    Table(Grid),
    /// The sheet of an item.
    Item(ItemSheet),
    /// A paper for those who decide or are asked.
    Brief(Brief),
}

/// A paragraph with the pictures that show the same.
#[derive(Debug, Serialize)]
pub(crate) struct Paragraph {
    pub(crate) words: String,
    pub(crate) pictures: Vec<Picture>,
}

/// A drawn picture.
#[derive(Debug, Serialize)]
pub(crate) struct Picture {
    pub(crate) svg: String,
    /// What it shows, in words.
    pub(crate) alt: String,
    /// What stands above it; may be empty.
    pub(crate) caption: String,
    /// Whether it takes the width of the sheet; a small one takes half of it.
    pub(crate) wide: bool,
    /// Its height by its width.
    pub(crate) ratio: f64,
}

/// A paper for those who decide or are asked; its title is the heading of its part.
#[derive(Debug, Serialize)]
pub(crate) struct Brief {
    pub(crate) of: String,
    pub(crate) keys: Vec<Key>,
    pub(crate) seals: Vec<String>,
    pub(crate) blocks: Vec<Block>,
    /// Whether it is to go on one sheet.
    pub(crate) single: bool,
}

/// A key figure.
#[derive(Debug, Serialize)]
pub(crate) struct Key {
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) unit: String,
    pub(crate) detail: String,
}

/// A part of such a paper.
#[derive(Debug, Serialize)]
pub(crate) struct Block {
    pub(crate) heading: String,
    pub(crate) words: Vec<String>,
    pub(crate) pictures: Vec<Picture>,
    pub(crate) facts: Vec<(String, Vec<String>)>,
    pub(crate) grid: Option<Grid>,
    pub(crate) boxes: Vec<AnswerBox>,
}

/// A question with room to answer.
#[derive(Debug, Serialize)]
pub(crate) struct AnswerBox {
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) before: String,
    pub(crate) value: String,
    /// Each choice, and whether it is chosen.
    pub(crate) choices: Vec<(String, bool)>,
    pub(crate) long: bool,
}

/// The first sheet of a booklet.
#[derive(Debug, Serialize)]
pub(crate) struct Cover {
    pub(crate) title: String,
    pub(crate) below: Vec<String>,
    pub(crate) city: String,
    pub(crate) day: String,
}

/// A table with its title and what is said of it.
#[derive(Debug, Serialize)]
pub(crate) struct Grid {
    pub(crate) title: String,
    pub(crate) summary: String,
    /// `（単位：千円）`; empty where it has no amounts.
    pub(crate) unit: String,
    /// The size of the letters in points.
    pub(crate) points: u32,
    pub(crate) columns: Vec<Column>,
    /// The rows of the head.
    pub(crate) heads: Vec<Vec<Head>>,
    pub(crate) rows: Vec<Row>,
    pub(crate) notes: Vec<String>,
}

/// A column.
#[derive(Debug, Serialize)]
pub(crate) struct Column {
    pub(crate) points: f64,
    pub(crate) align: &'static str,
    /// Whether its cells head their rows.
    pub(crate) heads: bool,
}

/// A cell of the head.
#[derive(Debug, Serialize)]
pub(crate) struct Head {
    /// The text; letter by letter where it is written from top to bottom.
    pub(crate) text: Vec<String>,
    pub(crate) upright: bool,
    pub(crate) x: usize,
    pub(crate) wide: usize,
    pub(crate) high: usize,
}

/// A row.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    /// `row`, `group`, `total`, or `across` for a heading from edge to edge.
    pub(crate) kind: &'static str,
    pub(crate) level: u8,
    /// Whether it is so high that it goes on over sheets.
    pub(crate) tall: bool,
    pub(crate) cells: Vec<String>,
    /// The columns in which it says again what stands above.
    pub(crate) again: Vec<usize>,
}

/// The sheet of an item.
#[derive(Debug, Serialize)]
pub(crate) struct ItemSheet {
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) facts: Vec<(String, Vec<String>)>,
    pub(crate) grids: Vec<Grid>,
    /// The level of its heading: 2 in a booklet, whose chapters have the first.
    pub(crate) level: u8,
}
