//! Item sheets (個票): a label beside each value instead of above it, in cells or as `担当課：財政課`.
//! They are set upright, so that one reading serves both.
//!
//! Not here: what the labels mean (`vocabulary`).

use std::borrow::Cow;

use gyokaku_core::document::{Block, Cell, Document, Grid, GridForm};

use super::flow;
use super::head;
use super::vocabulary::{Field, field};

/// A label and its value.
type Pair = (Cell, Cell);

/// The document with every item sheet as a table of one row.
pub(super) fn upright(document: &Document) -> Cow<'_, Document> {
    let mut forms: Vec<(usize, usize, Vec<Pair>)> = Vec::new();
    let mut i = 0;
    while i < document.blocks.len() {
        let (pairs, used) = match &document.blocks[i] {
            Block::Table(grid) => (in_grid(grid), 1),
            _ => in_lines(&document.blocks[i..]),
        };
        match pairs.filter(|p| is_item(p)) {
            Some(pairs) => {
                forms.push((i, used, pairs));
                i += used;
            }
            None => i += 1,
        }
    }
    if forms.is_empty() {
        return Cow::Borrowed(document);
    }
    let mut blocks: Vec<Block> = Vec::new();
    let mut rest = 0;
    for (start, used, pairs) in forms {
        blocks.extend_from_slice(&document.blocks[rest..start]);
        let (labels, values) = pairs.into_iter().unzip();
        blocks.push(Block::Table(Grid {
            rows: vec![labels, values],
            form: GridForm::Ruled,
        }));
        rest = start + used;
    }
    blocks.extend_from_slice(&document.blocks[rest..]);
    Cow::Owned(Document {
        name: document.name.clone(),
        format: document.format,
        lines: document.lines.clone(),
        blocks,
    })
}

/// Whether pairs tell of one item: its title and something to do about it, no label twice.
fn is_item(pairs: &[Pair]) -> bool {
    let fields: Vec<Field> = pairs.iter().filter_map(|(label, _)| field(&label.text)).collect();
    let title = fields
        .iter()
        .filter(|f| matches!(f, Field::Title | Field::TitleOrLevel))
        .count();
    let more = fields
        .iter()
        .filter(|f| {
            matches!(
                f,
                Field::Content
                    | Field::Target
                    | Field::Schedule
                    | Field::Lead
                    | Field::Number
                    | Field::Serial
            )
        })
        .count();
    let mut texts: Vec<&str> = pairs.iter().map(|(label, _)| label.text.trim()).collect();
    texts.sort_unstable();
    texts.dedup();
    fields.len() >= 3 && (1..=2).contains(&title) && more >= 2 && texts.len() == pairs.len()
}

fn in_grid(grid: &Grid) -> Option<Vec<Pair>> {
    if grid.rows.len() < 2 || grid.rows.len() > 60 || head::segments(grid).iter().any(|s| s.head.is_some()) {
        return None;
    }
    let (mut pairs, mut said) = (Vec::new(), 0usize);
    for row in &grid.rows {
        let cells: Vec<&Cell> = row.iter().filter(|c| !c.is_blank()).collect();
        said += cells.len();
        let mut n = 0;
        while let (Some(label), Some(value)) = (cells.get(n), cells.get(n + 1)) {
            if field(&label.text).is_some() && field(&value.text).is_none() {
                pairs.push((plain(label), plain(value)));
                n += 2;
            } else {
                n += 1;
            }
        }
    }
    (pairs.len() * 2 * 10 >= said * 7).then_some(pairs)
}

/// A cell on its own, whatever it covered before.
fn plain(cell: &Cell) -> Cell {
    Cell::new(cell.text.clone(), cell.at.clone())
}

fn in_lines(blocks: &[Block]) -> (Option<Vec<Pair>>, usize) {
    let mut pairs = Vec::new();
    for (n, block) in blocks.iter().enumerate().take(40) {
        let Some(text) = flow::text(block, n).filter(|t| !matches!(t.form, flow::Form::Heading(_))) else {
            break;
        };
        let Some((label, value)) = text.text.split_once(['：', ':']) else {
            break;
        };
        let label = label
            .trim_start_matches(['【', '・', '○', '■'])
            .trim_end_matches('】')
            .trim();
        let again = pairs.iter().any(|(known, _): &Pair| known.text == label);
        if field(label).is_none() || value.trim().is_empty() || again {
            break;
        }
        pairs.push((
            Cell::new(label, text.at.clone()),
            Cell::new(value.trim(), text.at.clone()),
        ));
    }
    let used = pairs.len();
    ((used >= 3).then_some(pairs), used.max(1))
}
