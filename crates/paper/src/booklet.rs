//! The booklet and the sheet of an item, laid out as parts of a document.
//!
//! Not here: which chapters there are, and what they say.

use gyokaku_core::fiscal_year::day_in_words;
use gyokaku_core::item_sheet::ItemSheet;
use gyokaku_core::table::Table;

use crate::brief::Leaf;
use crate::grid::{MOST_ROWS, Setter};
use crate::picture::Paragraph;
use crate::shape::{self, Cover, Part, What};
use crate::sheets::{Paper, Sheet};
use crate::{Fault, Imprint, MOST_SHEETS};

/// A booklet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Booklet {
    /// Its title.
    pub title: String,
    /// On which paper its tables are.
    pub paper: Paper,
    /// Its chapters, in order.
    pub chapters: Vec<Chapter>,
}

/// A chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// Its heading, which stands in the contents.
    pub heading: String,
    /// What it holds.
    pub content: Content,
}

/// What a chapter holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The title, with these lines below it.
    Cover(Vec<String>),
    /// The chapters with the numbers of their sheets.
    Contents,
    /// Paragraphs, with their pictures.
    Text(Vec<Paragraph>),
    /// A table.
    Table(Table),
    /// The sheets of items.
    Sheets(Vec<ItemSheet>),
    /// A paper for those who decide or are asked.
    Brief(Leaf),
}

impl Setter<'_> {
    /// A table as a part of its own.
    pub(crate) fn part(&mut self, table: &Table, paper: Paper) -> Result<Part, Fault> {
        within(table)?;
        let (laid, grid) = self.table(table, paper);
        Ok(Part {
            size: laid.sheet.size(),
            across: laid.sheet.is_across(),
            heading: grid.title.clone(),
            what: What::Table(grid),
        })
    }

    /// The sheet of an item: upright, its tables as wide as the sheet.
    pub(crate) fn sheet(&mut self, sheet: &ItemSheet, level: u8) -> Result<Part, Fault> {
        let paper = Paper::Only(Sheet::A4Upright);
        let mut grids = Vec::with_capacity(sheet.tables.len());
        for table in &sheet.tables {
            within(table)?;
            grids.push(self.table(table, paper).1);
        }
        let mut facts = Vec::with_capacity(sheet.facts.len());
        for (label, lines) in &sheet.facts {
            let mut printed = Vec::with_capacity(lines.len());
            for line in lines {
                let line = self.words(line, &sheet.title, label);
                printed.push(self.measure.breakable(line, 30 * crate::measure::EM));
            }
            facts.push((self.words(label, &sheet.title, "項目名"), printed));
        }
        Ok(Part {
            size: Sheet::A4Upright.size(),
            across: false,
            heading: String::new(),
            what: What::Item(shape::ItemSheet {
                number: self.words(&sheet.number, &sheet.title, "番号"),
                title: self.words(&sheet.title, &sheet.title, "取組項目"),
                facts,
                grids,
                level,
            }),
        })
    }

    /// The parts of a booklet.
    pub(crate) fn booklet(&mut self, booklet: &Booklet, imprint: &Imprint) -> Result<Vec<Part>, Fault> {
        let sheets = |chapter: &Chapter| match &chapter.content {
            Content::Sheets(sheets) => sheets.len(),
            _ => 0,
        };
        let count = booklet.chapters.iter().map(sheets).sum();
        if count > MOST_SHEETS {
            return Err(Fault::TooManySheets {
                count,
                most: MOST_SHEETS,
            });
        }
        let mut parts = Vec::new();
        for chapter in &booklet.chapters {
            let heading = self.words(&chapter.heading, &booklet.title, "見出し");
            let upright = |what| Part {
                size: Sheet::A4Upright.size(),
                across: false,
                heading: heading.clone(),
                what,
            };
            match &chapter.content {
                Content::Cover(below) => {
                    let below = below.iter().map(|line| self.words(line, &booklet.title, "表紙"));
                    let below = below.collect();
                    parts.push(upright(What::Cover(Cover {
                        title: self.words(&booklet.title, &booklet.title, "表紙"),
                        below,
                        city: self.words(&imprint.city, &booklet.title, "表紙"),
                        day: day_in_words(imprint.day),
                    })));
                }
                Content::Contents => parts.push(upright(What::Contents(Vec::new()))),
                Content::Text(paragraphs) => {
                    let mut printed = Vec::with_capacity(paragraphs.len());
                    for paragraph in paragraphs {
                        printed.push(shape::Paragraph {
                            words: self.words(&paragraph.words, &chapter.heading, "本文"),
                            pictures: self.pictures(&paragraph.pictures, &chapter.heading),
                        });
                    }
                    parts.push(upright(What::Text(printed)));
                }
                Content::Brief(leaf) => {
                    let part = self.leaf(leaf)?;
                    parts.push(Part { heading, ..part });
                }
                Content::Table(table) => {
                    let part = self.part(table, booklet.paper)?;
                    parts.push(Part { heading, ..part });
                }
                Content::Sheets(sheets) => {
                    for (at, sheet) in sheets.iter().enumerate() {
                        let mut part = self.sheet(sheet, 2)?;
                        if at == 0 {
                            part.heading.clone_from(&heading);
                        }
                        parts.push(part);
                    }
                }
            }
        }
        Ok(parts)
    }
}

/// Refuses what nobody prints.
pub(crate) fn within(table: &Table) -> Result<(), Fault> {
    match table.rows.len() > MOST_ROWS {
        true => Err(Fault::TooManyRows {
            what: table.title.clone(),
            count: table.rows.len(),
            most: MOST_ROWS,
        }),
        false => Ok(()),
    }
}
