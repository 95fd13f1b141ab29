//! Text that is struck out: a rule runs through the middle of its glyphs and is hardly longer than they are.
//!
//! Not here: what is struck out in colour alone, or lies under a white rectangle.

use crate::glyph::{Glyph, Rule, Sheet, Turn};

/// How far a rule may be from the middle of a glyph, in sizes.
const MIDDLE: f32 = 0.22;
/// How much of a rule must be over glyphs; a rule of a table is not.
const COVERED: f32 = 0.7;

/// The glyphs that are not struck out, and what those say that are.
pub(super) fn parted(sheet: &Sheet, glyphs: Vec<Glyph>) -> (Vec<Glyph>, Vec<String>) {
    let mut rules: Vec<Rule> = sheet.across.clone();
    rules.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut through: Vec<Vec<usize>> = vec![Vec::new(); rules.len()];
    for (i, glyph) in glyphs.iter().enumerate() {
        if glyph.turn != Turn::Upright || glyph.is_space() {
            continue;
        }
        let (x, y) = glyph.area.middle();
        let from = rules.partition_point(|rule| rule.at < y - MIDDLE * glyph.size);
        for (j, rule) in rules[from..].iter().enumerate().take(MOST_NEAR) {
            if rule.at > y + MIDDLE * glyph.size {
                break;
            }
            if rule.from <= x && rule.to >= x {
                through[from + j].push(i);
            }
        }
    }
    let mut struck = vec![false; glyphs.len()];
    let mut said = Vec::new();
    for (rule, through) in rules.iter().zip(through) {
        let over: f32 = through.iter().map(|i| glyphs[*i].area.width()).sum();
        if through.is_empty() || over < COVERED * (rule.to - rule.from) || through.iter().all(|i| struck[*i])
        {
            continue;
        }
        said.push(through.iter().map(|i| &*glyphs[*i].text).collect());
        through.iter().for_each(|i| struck[*i] = true);
    }
    let mut struck = struck.into_iter();
    let kept = glyphs.into_iter().filter(|_| !struck.next().unwrap_or(false));
    (kept.collect(), said)
}

/// How many rules near a glyph are looked at; more are a drawing.
const MOST_NEAR: usize = 64;
