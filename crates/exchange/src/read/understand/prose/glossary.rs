//! Words that a document explains: `※IoT：Internet of Things`, `※通常債…市債のうち…`.
//!
//! Not here: notes about the document (`※1 …`).

use gyokaku_core::document::{Block, Document, Place};
use gyokaku_core::labels::grade::{grade_of, is_mark};
use gyokaku_core::plan::GlossaryNote;
use gyokaku_core::text::narrow;

use crate::read::understand::tables::flow;
use crate::read::understand::words::cut::one_line;
use crate::read::understand::words::years;

/// Reads all explanations.
pub(crate) fn read(document: &Document) -> Vec<GlossaryNote> {
    let mut out: Vec<GlossaryNote> = Vec::new();
    let mut going = false;
    for (number, block) in document.blocks.iter().enumerate() {
        if let Block::Table(grid) = block {
            going = false;
            for cell in grid.rows.iter().flatten().filter(|c| c.text.contains('※')) {
                for note in notes(&cell.text, &cell.at) {
                    add(&mut out, note);
                }
            }
            continue;
        }
        let Some(text) = flow::text(block, number) else {
            continue;
        };
        if text.text.starts_with(['※', '＊']) {
            let found = notes(text.text, &text.at);
            going = !found.is_empty();
            for note in found {
                add(&mut out, note);
            }
        } else if going && text.text.starts_with(['(', '（']) && !text.is_item() {
            // The explanation goes on in brackets on the next line.
            if let Some(last) = out.last_mut() {
                last.text.push(' ');
                last.text.push_str(text.text.trim());
            }
            going = false;
        } else {
            going = false;
        }
    }
    out
}

fn add(out: &mut Vec<GlossaryNote>, note: GlossaryNote) {
    if out.len() < 500 && !out.iter().any(|known| known.term == note.term) {
        out.push(note);
    }
}

fn notes(text: &str, at: &Place) -> Vec<GlossaryNote> {
    text.split(['※', '＊'])
        .skip(1)
        .flat_map(|piece| match note(piece.trim(), at) {
            Some(found) => vec![found],
            None => listed(piece, at),
        })
        .collect()
}

/// Words that a remark lists below itself: `※手法の例 ・PFI (Private Finance Initiative) : … ・SIB : …`.
fn listed(piece: &str, at: &Place) -> Vec<GlossaryNote> {
    let entries: Vec<&str> = piece.split('・').skip(1).map(str::trim).collect();
    let found: Vec<GlossaryNote> = entries
        .iter()
        .filter_map(|entry| {
            let (term, text) = entry.split_once(['：', ':'])?;
            let (plain, long) = match term.split_once(['(', '（']) {
                Some((plain, long)) => (plain, Some(long.trim().trim_end_matches([')', '）']))),
                None => (term, None),
            };
            let foreign = plain
                .chars()
                .any(|c| c.is_ascii_alphabetic() || matches!(c, 'ァ'..='ヺ'));
            let text = one_line(text.trim());
            let length = plain.trim().chars().count();
            ((2..=30).contains(&length) && foreign && text.chars().count() >= 8).then(|| GlossaryNote {
                term: one_line(plain.trim()),
                text: match long {
                    Some(long) => format!("{long} {text}"),
                    None => text,
                },
                at: at.clone(),
            })
        })
        .collect();
    // One entry that is no explanation makes it a list of something else.
    if found.len() == entries.len() {
        found
    } else {
        Vec::new()
    }
}

fn note(piece: &str, at: &Place) -> Option<GlossaryNote> {
    let cut = piece
        .char_indices()
        .find(|(i, c)| matches!(c, '：' | ':' | '…') || piece[*i..].starts_with("とは、"))?;
    let (term, rest) = (
        piece[..cut.0].trim(),
        piece[cut.0..].trim_start_matches(['：', ':', '…', ' ']),
    );
    let rest = rest.strip_prefix("とは、").unwrap_or(rest).trim();
    // ※A：…、B：… explains the grades, each of its own.
    let lists_grades = grade_of(term).is_some() && is_mark(term);
    let length = term.chars().count();
    let counts = term.chars().all(|c| narrow(c).is_ascii_digit());
    let listed = term.contains([' ', '\n', '　']) && term.contains('・');
    let sentence = listed || term.contains(['。', '、', ' ', '\n']) && !term.contains(['(', '（']);
    let dated = years::period(rest).is_some() && rest.chars().count() < 30;
    ((1..=40).contains(&length) && !counts && !lists_grades && !sentence && !dated && !rest.is_empty()).then(
        || GlossaryNote {
            term: one_line(term),
            text: one_line(rest),
            at: at.clone(),
        },
    )
}
