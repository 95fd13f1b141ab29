//! The running text of a document in order, each with the mark in front of it put back.
//!
//! Not here: tables.

use gyokaku_core::document::{Block, Document, Place, Spot};

use crate::read::understand::words::numbering::labelled;

/// What form a text has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A heading of a level.
    Heading(u8),
    /// A line of running text.
    Paragraph,
    /// An entry of a list, with its depth.
    Item(u8),
}

/// A piece of running text.
#[derive(Clone, Debug)]
pub(crate) struct Text<'a> {
    /// Its form.
    pub(crate) form: Form,
    /// The text without the mark of a list entry.
    pub(crate) text: &'a str,
    /// The mark of a list entry, as printed.
    pub(crate) marker: &'a str,
    /// With the mark, where the mark means something (`①`, `1`, `◎`); else the text.
    pub(crate) full: String,
    /// Where it stands.
    pub(crate) at: Place,
    /// The number of its block.
    pub(crate) block: usize,
}

impl Text<'_> {
    /// Whether it is an entry of a list.
    pub(crate) fn is_item(&self) -> bool {
        matches!(self.form, Form::Item(_))
    }

    /// Whether it could be a heading: marked as one, or a short line that is no sentence.
    pub(crate) fn may_head(&self) -> bool {
        match self.form {
            Form::Heading(_) => true,
            Form::Paragraph => {
                // A bracket in front is a remark, but for a number in brackets.
                let remark = self.text.starts_with(['※', '＊', '・', '「', '…'])
                    || (self.text.starts_with(['(', '（']) && labelled(self.text).is_none());
                self.text.chars().count() <= 45 && !self.text.ends_with(['。', '．', '、']) && !remark
            }
            Form::Item(_) => false,
        }
    }
}

/// One block as text.
pub(crate) fn text(block: &Block, number: usize) -> Option<Text<'_>> {
    let (form, text, marker) = match block {
        Block::Heading { level, text, .. } => (Form::Heading(*level), text, ""),
        Block::Paragraph { text, .. } => (Form::Paragraph, text, ""),
        Block::ListItem {
            depth, marker, text, ..
        } => (Form::Item(*depth), text, marker.as_str()),
        Block::Table(_) => return None,
    };
    let plain = matches!(
        marker,
        "" | "-"
            | "*"
            | "・"
            | "･"
            | "•"
            | "○"
            | "●"
            | "◇"
            | "◆"
            | "–"
            | "▪"
            | "➢"
            | "‣"
            | "∙"
            | "◦"
    );
    let full = if plain {
        text.clone()
    } else {
        format!("{marker} {text}")
    };
    Some(Text {
        form,
        text,
        marker,
        full,
        at: block.at(),
        block: number,
    })
}

/// All running text, in order.
pub(crate) fn texts(document: &Document) -> impl Iterator<Item = Text<'_>> {
    document
        .blocks
        .iter()
        .enumerate()
        .filter_map(|(n, block)| text(block, n))
}

/// The line of a place in a text, the row of a place in a workbook.
pub(crate) fn line(at: &Place) -> Option<u32> {
    match &at.spot {
        Spot::Line { line, .. } => Some(*line),
        Spot::Cell { row, .. } | Spot::Page { row, .. } => Some(*row),
        _ => None,
    }
}
