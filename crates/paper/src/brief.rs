//! Papers for those who decide and those who are asked, laid out as parts of a document.
//!
//! Not here: what they say (`gyokaku_core::brief`), drawing their pictures.

use gyokaku_core::brief::{AnswerBox, Brief};

use crate::Fault;
use crate::booklet::within;
use crate::grid::Setter;
use crate::picture::Picture;
use crate::shape::{self, Part, What};
use crate::sheets::{Paper, Sheet};

/// A paper with its pictures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leaf {
    /// What it says.
    pub brief: Brief,
    /// The pictures of each of its blocks, in their order; none for those behind the last.
    pub pictures: Vec<Vec<Picture>>,
}

impl Setter<'_> {
    /// A paper, upright.
    pub(crate) fn leaf(&mut self, leaf: &Leaf) -> Result<Part, Fault> {
        let brief = &leaf.brief;
        let whose = brief.title.as_str();
        let paper = Paper::Only(Sheet::A4Upright);
        let keys = brief.keys.iter().map(|key| shape::Key {
            label: self.words(&key.label, whose, "要点"),
            value: self.words(&key.value, whose, "要点"),
            unit: self.words(&key.unit, whose, "要点"),
            detail: self.words(&key.detail, whose, "要点"),
        });
        let keys = keys.collect();
        let mut blocks = Vec::with_capacity(brief.blocks.len());
        for (at, block) in brief.blocks.iter().enumerate() {
            let mut grid = None;
            if let Some(table) = &block.table {
                within(table)?;
                let mut laid = self.table(table, paper).1;
                // Its sentence is among the words of the block.
                laid.summary.clear();
                grid = Some(laid);
            }
            let mut facts = Vec::with_capacity(block.facts.len());
            for (label, lines) in &block.facts {
                let mut printed = Vec::with_capacity(lines.len());
                for line in lines {
                    let line = self.words(line, whose, label);
                    printed.push(self.measure.breakable(line, 30 * crate::measure::EM));
                }
                facts.push((self.words(label, whose, "項目名"), printed));
            }
            let pictures = leaf.pictures.get(at).map(Vec::as_slice).unwrap_or_default();
            blocks.push(shape::Block {
                heading: self.words(&block.heading, whose, "見出し"),
                words: block
                    .words
                    .iter()
                    .map(|text| self.words(text, whose, "本文"))
                    .collect(),
                pictures: self.pictures(pictures, whose),
                facts,
                grid,
                boxes: block
                    .boxes
                    .iter()
                    .map(|asked| self.answer_box(asked, whose))
                    .collect(),
            });
        }
        Ok(Part {
            size: Sheet::A4Upright.size(),
            across: false,
            heading: self.words(&brief.title, whose, "表題"),
            what: What::Brief(shape::Brief {
                of: self.words(&brief.of, whose, "表題"),
                keys,
                seals: brief
                    .seals
                    .iter()
                    .map(|name| self.words(name, whose, "決裁欄"))
                    .collect(),
                blocks,
                single: brief.is_one_sheet,
            }),
        })
    }

    fn answer_box(&mut self, asked: &AnswerBox, whose: &str) -> shape::AnswerBox {
        let mut choices = Vec::with_capacity(asked.choices.len());
        for choice in &asked.choices {
            choices.push((self.words(choice, whose, "選択肢"), *choice == asked.value));
        }
        // What is none of the choices stands as it was written.
        let is_chosen = choices.iter().any(|(_, chosen)| *chosen);
        let value = match is_chosen {
            true => String::new(),
            false => self.words(&asked.value, whose, &asked.label),
        };
        let room = 24 * crate::measure::EM;
        shape::AnswerBox {
            label: self.words(&asked.label, whose, "設問"),
            hint: self.words(&asked.hint, whose, "設問"),
            before: self.words(&asked.before, whose, "前年度の回答"),
            value: self.measure.breakable(value, room),
            choices,
            long: asked.is_long,
        }
    }
}
