//! Item sheets (個票): a label beside each value instead of above it, in cells or as `担当課：財政課`, `担当課　財政課`.
//! They are set transpose, so that one reading serves both.
//!
//! Not here: what the labels mean (`vocabulary`).

use gyokaku_core::labels::year;
use std::borrow::Cow;
use std::collections::HashSet;

use gyokaku_core::document::{Block, Cell, Document, Grid, GridForm, Place};
use gyokaku_core::figure::figures;

use super::flow;
use crate::read::understand::words::numbering::{Style, label_only, labelled};
use gyokaku_core::labels::field::{Field, field};
use gyokaku_core::tabular::segments;

/// A label and its value.
type Pair = (Cell, Cell);

/// The document with every item sheet as a table of one row.
pub(crate) fn transpose(document: &Document) -> Cow<'_, Document> {
    let mut forms: Vec<(usize, usize, Vec<Pair>)> = Vec::new();
    let mut i = 0;
    while i < document.blocks.len() {
        let (pairs, used) = match &document.blocks[i] {
            Block::Table(grid) => (in_grid(grid), 1),
            _ => in_lines(&document.blocks[i..]),
        };
        // The title of a form is one of its pairs, else the numbered line right above it.
        let free = forms
            .last()
            .map_or(0, |(start, used, _): &(usize, usize, Vec<Pair>)| start + used);
        match pairs {
            Some(mut pairs) if is_item(&pairs) => {
                let number = (i > free)
                    .then(|| number(&document.blocks[i - 1], &pairs))
                    .flatten();
                let before = usize::from(number.is_some());
                pairs.splice(0..0, number);
                forms.push((i - before, used + before, pairs));
                i += used;
            }
            Some(pairs) if i > free && is_detail(&pairs) => match heading(&document.blocks[i - 1], &pairs) {
                Some(title) => {
                    forms.push((i - 1, used + 1, std::iter::once(title).chain(pairs).collect()));
                    i += used;
                }
                None => i += 1,
            },
            _ => i += 1,
        }
    }
    if forms.is_empty() {
        return Cow::Borrowed(document);
    }
    let mut blocks: Vec<Block> = Vec::new();
    let mut rest = 0;
    for (start, used, pairs) in forms {
        blocks.extend_from_slice(&document.blocks[rest..start]);
        let forms = &document.blocks[start..start + used];
        let grids = forms.iter().filter_map(|block| match block {
            Block::Table(grid) => Some(grid),
            _ => None,
        });
        let left: Vec<Block> = grids.flat_map(|grid| beside(grid, &pairs)).collect();
        let (labels, values) = pairs.into_iter().unzip();
        blocks.push(Block::Table(Grid {
            rows: vec![labels, values],
            form: GridForm::Ruled,
        }));
        blocks.extend(left);
        rest = start + used;
    }
    blocks.extend_from_slice(&document.blocks[rest..]);
    Cow::Owned(Document {
        name: document.name.clone(),
        format: document.format,
        lines: document.lines.clone(),
        blocks,
        oddities: document.oddities.clone(),
        pages: document.pages.clone(),
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

/// Whether pairs tell what is done about an item whose title stands elsewhere.
fn is_detail(pairs: &[Pair]) -> bool {
    let fields: Vec<Field> = pairs.iter().filter_map(|(label, _)| field(&label.text)).collect();
    let about = [
        Field::Content,
        Field::Target,
        Field::Schedule,
        Field::Lead,
        Field::Done,
        Field::Grade,
    ];
    let titles = [Field::Title, Field::TitleOrLevel, Field::TitleOrContent];
    fields.iter().filter(|f| about.contains(f)).count() >= 2 && !fields.iter().any(|f| titles.contains(f))
}

/// A line of nothing but a number right above a form: 【No.1】.
fn number(block: &Block, below: &[Pair]) -> Option<Pair> {
    let numbered = below
        .iter()
        .any(|(label, _)| matches!(field(&label.text), Some(Field::Number | Field::Serial)));
    let text = flow::text(block, 0).filter(|_| !numbered)?;
    let plain = text
        .text
        .trim_matches(['【', '】', '[', ']', '［', '］', '<', '>', '＜', '＞', ' ', '　']);
    label_only(plain).map(|_| {
        (
            Cell::new("番号", text.at.clone()),
            Cell::new(plain, text.at.clone()),
        )
    })
}

/// A numbered line as the title of the form below it.
fn heading(block: &Block, below: &[Pair]) -> Option<Pair> {
    let text = flow::text(block, 0).filter(|t| t.may_head() || t.is_item())?;
    let found = labelled(&text.full).filter(|l| l.title.chars().count() >= 2)?;
    let of_an_item = below
        .iter()
        .any(|(label, _)| matches!(field(&label.text), Some(Field::Lead | Field::Schedule)));
    let is_part = match &found.style {
        Style::Ordinal(_) => true,
        Style::Word(word) => field(word) != Some(Field::Title) && !of_an_item,
        _ => false,
    };
    (!is_part).then(|| {
        (
            Cell::new("取組項目", text.at.clone()),
            Cell::new(text.full.clone(), text.at.clone()),
        )
    })
}

fn in_grid(grid: &Grid) -> Option<Vec<Pair>> {
    if grid.rows.len() < 2 || grid.rows.len() > 60 || segments(grid).iter().any(|s| s.head.is_some()) {
        return None;
    }
    let (mut pairs, mut known, mut said) = (Vec::new(), 0usize, 0usize);
    for row in &grid.rows {
        let cells: Vec<&Cell> = row.iter().filter(|c| !c.is_blank()).collect();
        said += cells.len();
        let is_pair = |pair: &[&Cell]| field(&pair[0].text).is_some() && field(&pair[1].text).is_none();
        // Beside known labels stand others at the same distance: 担当課 | 財政課 | 予算額 | 1,200.
        let by_twos = cells.len() >= 4 && cells.len().is_multiple_of(2) && cells.chunks(2).any(is_pair);
        let are_pairs = by_twos
            && cells
                .chunks(2)
                .all(|pair| is_pair(pair) || may_label(&pair[0].text));
        let mut n = 0;
        while let (Some(label), Some(value)) = (cells.get(n), cells.get(n + 1)) {
            let is_known = is_pair(&[*label, *value]);
            if is_known || are_pairs {
                pairs.push((plain(label), plain(value)));
                known += usize::from(is_known);
                n += 2;
            } else {
                n += 1;
            }
        }
    }
    (known * 2 * 10 >= said * 6 && pairs.len() * 2 * 10 >= said * 7).then_some(pairs)
}

/// Whether a text may be a label that is not known: a few words without a figure.
fn may_label(text: &str) -> bool {
    text.chars().count() <= 14 && !text.contains(['。', '、']) && figures(text).is_empty()
}

/// The cells of a grid that are in none of its pairs, each as a text of its own.
fn beside(grid: &Grid, pairs: &[Pair]) -> Vec<Block> {
    let taken: HashSet<&Place> = pairs
        .iter()
        .flat_map(|(label, value)| [&label.at, &value.at])
        .collect();
    let cells = grid.rows.iter().flatten();
    cells
        .filter(|cell| !cell.is_blank() && !taken.contains(&cell.at))
        .map(|cell| Block::Paragraph {
            text: cell.text.clone(),
            at: cell.at.clone(),
        })
        .collect()
}

/// `令和4年度の取組実績` is a label with a year, which stays with it where it names an amount or a value.
fn without_year(label: &str) -> String {
    match year::header(label) {
        Some((_, rest)) if field(label).is_none() && field(&rest).is_some() => rest,
        _ => label.to_owned(),
    }
}

/// A cell on its own, whatever it covered before.
fn plain(cell: &Cell) -> Cell {
    Cell::new(cell.text.clone(), cell.at.clone())
}

/// A label of a field and its value, parted by a wide gap: 担当課　環境課. A line with more gaps is a row of a table.
fn by_gap(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let at = text.find(['　', '\t']).or_else(|| text.find("  "))?;
    let (label, value) = (&text[..at], text[at..].trim());
    let is_row = value.contains(['　', '\t']) || value.contains("  ") || field(value).is_some();
    (!is_row && !value.is_empty() && field(label).is_some()).then_some((label, value))
}

/// Whether a label begins the form of another item: its number or its name below what is told of one.
fn begins_anew(label: &str, pairs: &[Pair]) -> bool {
    let names = |label: &str| {
        matches!(
            field(label),
            Some(
                Field::Number
                    | Field::Serial
                    | Field::Title
                    | Field::TitleOrLevel
                    | Field::TitleOrContent
                    | Field::Level
                    | Field::Category
            )
        )
    };
    let is_name = matches!(field(label), Some(Field::Number | Field::Serial | Field::Title));
    is_name && pairs.len() >= 2 && pairs.iter().all(|(known, _)| !names(&known.text))
}

fn in_lines(blocks: &[Block]) -> (Option<Vec<Pair>>, usize) {
    let mut pairs = Vec::new();
    for (n, block) in blocks.iter().enumerate().take(40) {
        let Some(text) = flow::text(block, n).filter(|t| !matches!(t.form, flow::Form::Heading(_))) else {
            break;
        };
        let Some((label, value)) = text.text.split_once(['：', ':']).or_else(|| by_gap(text.text)) else {
            break;
        };
        let label = label
            .trim_start_matches(['【', '・', '○', '■'])
            .trim_end_matches('】')
            .trim();
        let label = &without_year(label);
        let again = pairs.iter().any(|(known, _): &Pair| known.text == *label);
        if field(label).is_none() || again || begins_anew(label, &pairs) {
            break;
        }
        pairs.push((
            Cell::new(label.as_str(), text.at.clone()),
            Cell::new(value.trim(), text.at.clone()),
        ));
    }
    let used = pairs.len();
    ((used >= 2).then_some(pairs), used.max(1))
}
