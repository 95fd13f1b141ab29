//! What every page repeats at the same place: running heads and feet, and the numbers of pages.
//!
//! The first of a running head stays, as it may be the only title of the document; a unit or a note stays
//! wherever it stands, as figures depend on it.

use std::collections::HashMap;

use super::{Draft, What};

/// Heads and feet stand in this part of the height of a page.
const EDGE: f32 = 0.085;
/// How far what repeats may move from page to page, in points.
const MOVES: f32 = 4.0;
/// How many lines of the edge of a page are looked at.
const MOST_LINES: usize = 6;

/// What the line of an edge is known by on another page.
#[derive(PartialEq, Eq, Hash)]
struct Shape {
    is_foot: bool,
    /// Whether it is the number of a page, with no words beside it.
    is_number: bool,
    text: String,
}

/// For each page, which of its pieces repeat.
pub(super) fn of(drafts: &[Draft]) -> Vec<Vec<bool>> {
    let mut repeats: Vec<Vec<bool>> = drafts
        .iter()
        .map(|draft| vec![false; draft.placed.len()])
        .collect();
    let mut seen: HashMap<Shape, Vec<(usize, usize, f32)>> = HashMap::new();
    for (page, draft) in drafts.iter().enumerate() {
        for (piece, is_foot, top, text) in edge_lines(draft) {
            repeats[page][piece] |= is_dashed_number(text);
            if !is_kept(text) {
                seen.entry(shape(text, is_foot))
                    .or_default()
                    .push((page, piece, top));
            }
        }
    }
    for (shape, places) in seen {
        let Some((first, rest)) = places.split_first() else {
            continue;
        };
        let same: Vec<&(usize, usize, f32)> = rest
            .iter()
            .filter(|place| place.0 != first.0 && (place.2 - first.2).abs() <= MOVES)
            .collect();
        // What stands on a few pages of many only is no furniture of the document.
        if same.is_empty() || same.len() * 2 + 2 < drafts.len() {
            continue;
        }
        for (page, piece, _) in same {
            repeats[*page][*piece] = true;
        }
        repeats[first.0][first.1] |= shape.is_foot || shape.is_number;
    }
    repeats
}

/// The numbers of pages differ from page to page; in a foot they may stand behind words. Everything else repeats to
/// the letter: 施策1 and 施策2 at the head of two pages are two headings.
fn shape(text: &str, is_foot: bool) -> Shape {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = plain
        .replace("ページ", "")
        .replace("頁", "")
        .to_lowercase()
        .replace("page", "");
    let is_number = bare.contains(char::is_numeric)
        && bare.chars().all(|c| {
            c.is_numeric() || is_dash(c) || matches!(c, '/' | '／' | 'p' | '.' | '(' | ')' | '[' | ']')
        });
    Shape {
        is_foot,
        is_number,
        text: match (is_number, is_foot) {
            (true, _) => without_digits(&bare),
            (_, true) => plain.trim_matches(char::is_numeric).to_owned(),
            _ => plain,
        },
    }
}

/// The lines near the upper and lower edge of a page: the piece, whether it is at the foot, where, and its text.
fn edge_lines(draft: &Draft) -> impl Iterator<Item = (usize, bool, f32, &str)> {
    let near = |(i, placed): (usize, &super::Placed)| {
        if !matches!(placed.what, What::Line(_)) {
            return None;
        }
        let y = placed.area.middle().1;
        let is_foot = y > draft.height * (1.0 - EDGE);
        (is_foot || y < draft.height * EDGE).then_some((i, is_foot, y))
    };
    let near: Vec<(usize, bool, f32)> = draft.placed.iter().enumerate().filter_map(near).collect();
    let head = near
        .iter()
        .filter(|(_, foot, _)| !foot)
        .take(MOST_LINES)
        .copied()
        .collect::<Vec<_>>();
    let foot = near
        .iter()
        .rev()
        .filter(|(_, foot, _)| *foot)
        .take(MOST_LINES)
        .copied()
        .collect::<Vec<_>>();
    head.into_iter()
        .chain(foot)
        .filter_map(|(i, is_foot, y)| match &draft.placed[i].what {
            What::Line(line) => Some((i, is_foot, y, line.text.as_str())),
            What::Table(..) => None,
        })
}

/// A unit or a note, as figures depend on it; and a sentence.
fn is_kept(text: &str) -> bool {
    text.contains("単位") || text.ends_with('。') || text.trim_start().starts_with(['※', '注', '＊', '*'])
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '－' | '―' | '‐' | '−' | '–' | '—' | 'ー')
}

/// `- 3 -`.
fn is_dashed_number(text: &str) -> bool {
    let text = text.trim();
    let inner = text.trim_matches(|c: char| is_dash(c) || c.is_whitespace());
    text.starts_with(is_dash)
        && text.ends_with(is_dash)
        && !inner.is_empty()
        && inner.chars().all(char::is_numeric)
}

fn without_digits(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        match c.is_numeric() {
            true if out.ends_with('0') => {}
            true => out.push('0'),
            false => out.push(c),
        }
    }
    out
}
