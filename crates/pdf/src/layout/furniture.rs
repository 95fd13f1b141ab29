//! What every page repeats at the same place: running heads and feet, and the numbers of pages.
//!
//! The first of a running head stays, as it may be the only title of the document; a unit or a note stays
//! wherever it stands, as figures depend on it.

use std::collections::HashMap;

use super::{Draft, What};

/// Heads and feet stand in this part of the height of a page.
const EDGE: f32 = 0.12;
/// How far what repeats may move from page to page, in points.
const MOVES: f32 = 4.0;
/// How many lines of the edge of a page are looked at.
const MOST_LINES: usize = 6;

/// For each page, which of its pieces repeat.
pub(super) fn of(drafts: &[Draft]) -> Vec<Vec<bool>> {
    let mut repeats: Vec<Vec<bool>> = drafts.iter().map(|draft| vec![false; draft.placed.len()]).collect();
    let mut seen: HashMap<(bool, String), Vec<(usize, usize, f32)>> = HashMap::new();
    for (page, draft) in drafts.iter().enumerate() {
        for (piece, is_foot, top, text) in edge_lines(draft) {
            if !is_kept(text) {
                seen.entry((is_foot, without_digits(text))).or_default().push((page, piece, top));
            }
            if is_dashed_number(text) {
                repeats[page][piece] = true;
            }
        }
    }
    for ((is_foot, shape), places) in seen {
        let Some((first, rest)) = places.split_first() else { continue };
        let same: Vec<&(usize, usize, f32)> = rest
            .iter()
            .filter(|place| place.0 != first.0 && (place.2 - first.2).abs() <= MOVES)
            .collect();
        // On two pages what repeats might be the text itself.
        let enough = same.len() + 1 >= 3.min(drafts.len()) && same.len() * 2 + 2 >= drafts.len();
        if same.is_empty() || !enough {
            continue;
        }
        let is_number = shape.chars().all(|c| !c.is_alphabetic() || c == 'ペ' || c == 'ー' || c == 'ジ' || c == '頁' || c.is_ascii_alphabetic());
        for (page, piece, _) in same {
            repeats[*page][*piece] = true;
        }
        repeats[first.0][first.1] |= is_foot || is_number;
    }
    repeats
}

/// The lines near the upper and lower edge of a page: the piece, whether it is at the foot, where, and its text.
fn edge_lines(draft: &Draft) -> impl Iterator<Item = (usize, bool, f32, &str)> {
    let near = |(i, placed): (usize, &super::Placed)| {
        let What::Line(line) = &placed.what else { return None };
        let _ = line;
        let y = placed.area.middle().1;
        let is_foot = y > draft.height * (1.0 - EDGE);
        (is_foot || y < draft.height * EDGE).then_some((i, is_foot, y))
    };
    let near: Vec<(usize, bool, f32)> = draft.placed.iter().enumerate().filter_map(near).collect();
    let head = near.iter().filter(|(_, foot, _)| !foot).take(MOST_LINES).copied().collect::<Vec<_>>();
    let foot = near.iter().rev().filter(|(_, foot, _)| *foot).take(MOST_LINES).copied().collect::<Vec<_>>();
    head.into_iter().chain(foot).filter_map(|(i, is_foot, y)| match &draft.placed[i].what {
        What::Line(line) => Some((i, is_foot, y, line.text.as_str())),
        What::Table(..) => None,
    })
}

/// A unit or a note: figures depend on it.
fn is_kept(text: &str) -> bool {
    text.contains("単位") || text.trim_start().starts_with(['※', '注', '＊', '*'])
}

/// `- 3 -`.
fn is_dashed_number(text: &str) -> bool {
    let is_dash = |c: char| matches!(c, '-' | '－' | '―' | '‐' | '−' | '–' | '—' | 'ー');
    let text = text.trim();
    let inner = text.trim_matches(|c: char| is_dash(c) || c.is_whitespace());
    text.starts_with(is_dash) && text.ends_with(is_dash) && !inner.is_empty() && inner.chars().all(char::is_numeric)
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
