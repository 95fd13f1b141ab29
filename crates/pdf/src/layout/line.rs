//! Glyphs → lines: those whose middles are at one height, from left to right.
//!
//! Readings beside a word (furigana) are left out: they stand in no other text of the document and would part
//! the word. Not here: which lines belong together (`columns`, `aligned`, `cell`).

use crate::TextLine;
use crate::glyph::{Area, Glyph};

/// How far the middles of two glyphs of a line may be apart, in sizes of the larger one.
const SAME_LINE: f32 = 0.4;
/// The widest gap inside of a word, in sizes.
const INSIDE: f32 = 0.25;
/// The widest gap inside of a word of which parts were printed apart, in sizes.
const PRINTED_APART: f32 = 0.4;
/// A gap of this many sizes parts two cells of a table without rules.
pub(super) const APART: f32 = 1.4;
/// A reading is at most so large as its word.
const READING: f32 = 0.65;

/// A line, its glyphs from left to right.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) glyphs: Vec<Glyph>,
    pub(super) area: Area,
    /// The size of its largest glyph.
    pub(super) size: f32,
}

/// A part of a line between wide gaps.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Segment {
    pub(super) text: String,
    pub(super) left: f32,
    pub(super) right: f32,
}

/// The lines of glyphs that run across, from above to below, without readings and without blank lines.
pub(super) fn lines(mut glyphs: Vec<Glyph>) -> Vec<Line> {
    glyphs.sort_by(|a, b| a.area.middle().1.total_cmp(&b.area.middle().1));
    let mut lines: Vec<Line> = Vec::new();
    // The middle and the size of the largest glyph of the last line.
    let mut at = (f32::MIN, 0.0f32);
    for glyph in glyphs {
        let middle = glyph.area.middle().1;
        match lines
            .last_mut()
            .filter(|_| middle - at.0 <= SAME_LINE * at.1.max(glyph.size))
        {
            Some(line) => {
                if glyph.size > at.1 {
                    at = (middle, glyph.size);
                }
                line.glyphs.push(glyph);
            }
            None => {
                at = (middle, glyph.size);
                lines.push(Line {
                    area: glyph.area,
                    size: glyph.size,
                    glyphs: vec![glyph],
                });
            }
        }
    }
    let mut lines: Vec<Line> = lines
        .into_iter()
        .filter_map(|line| Line::of(line.glyphs))
        .collect();
    let readings: Vec<bool> = (0..lines.len()).map(|i| is_reading(&lines, i)).collect();
    let mut keep = readings.iter().map(|reading| !reading);
    lines.retain(|_| keep.next().unwrap_or(true));
    lines
}

/// Whether a line holds the readings of the line below it: small kana close above its words.
fn is_reading(lines: &[Line], at: usize) -> bool {
    let line = &lines[at];
    let is_kana = |glyph: &Glyph| {
        glyph.is_space()
            || glyph
                .text
                .chars()
                .all(|c| matches!(c, '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FC}'))
    };
    let is_below = |base: &&Line| {
        line.size <= base.size * READING
            && line.area.left >= base.area.left - base.size
            && line.area.right <= base.area.right + base.size
            && (-0.5..=1.2).contains(&((base.area.top - line.area.bottom) / line.size))
    };
    line.glyphs.iter().all(is_kana) && lines[at + 1..].iter().take(3).any(|base| is_below(&base))
}

impl Line {
    /// The line of glyphs that are at one height; none of blanks.
    pub(super) fn of(mut glyphs: Vec<Glyph>) -> Option<Line> {
        glyphs.sort_by(|a, b| a.area.left.total_cmp(&b.area.left));
        // A glyph that is printed again at its own place is bold, not doubled.
        glyphs.dedup_by(|later, first| {
            let (dx, dy) = (later.area.left - first.area.left, later.area.top - first.area.top);
            let again =
                later.text == first.text && dx.abs() < 0.2 * first.size && dy.abs() < 0.2 * first.size;
            first.bold |= again;
            again
        });
        let is_printed_over = glyphs.windows(2).any(|pair| {
            pair[0].run != pair[1].run && pair[0].area.right - pair[1].area.left > 0.4 * pair[0].size
        });
        if is_printed_over {
            // Two texts that run into each other are read one after the other.
            let mut begin: std::collections::HashMap<u32, f32> = Default::default();
            for glyph in &glyphs {
                let left = begin.entry(glyph.run).or_insert(glyph.area.left);
                *left = left.min(glyph.area.left);
            }
            glyphs.sort_by(|a, b| begin[&a.run].total_cmp(&begin[&b.run]).then(a.run.cmp(&b.run)));
        }
        let first = glyphs.iter().position(|g| !g.is_space())?;
        let last = glyphs.iter().rposition(|g| !g.is_space())?;
        let glyphs = glyphs.drain(first..=last).collect::<Vec<_>>();
        let printed = || glyphs.iter().filter(|g| !g.is_space());
        let area = printed()
            .skip(1)
            .fold(glyphs[0].area, |area, g| area.with(&g.area));
        let size = printed().map(|g| g.size).fold(0.0, f32::max);
        Some(Line { glyphs, area, size })
    }

    /// The middle of the line.
    pub(super) fn middle(&self) -> f32 {
        self.area.middle().1
    }

    /// What the line says, with runs of spaces for wide gaps.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        self.walk(|gap, glyph| {
            out.push_str(&gap.text());
            out.push_str(&glyph.text);
        });
        out
    }

    /// The parts of the line between wide gaps.
    pub(super) fn segments(&self) -> Vec<Segment> {
        self.parted_at(&[])
    }

    /// The parts of the line between wide gaps, and between what was printed apart where a column begins.
    pub(super) fn parted_at(&self, columns: &[f32]) -> Vec<Segment> {
        let mut out: Vec<Segment> = Vec::new();
        let begins = |gap: &Gap<'_>, glyph: &Glyph| {
            let is_apart =
                gap.before.is_some_and(|before| before.run != glyph.run) && gap.width > 0.05 * gap.size;
            is_apart
                && columns
                    .iter()
                    .any(|at| (at - glyph.area.left).abs() < 0.3 * gap.size)
        };
        let goes_on = |gap: &Gap<'_>, glyph: &Glyph| gap.width < APART * gap.size && !begins(gap, glyph);
        self.walk(
            |gap, glyph| match out.last_mut().filter(|_| goes_on(&gap, glyph)) {
                Some(segment) => {
                    segment.text.push_str(&gap.text());
                    segment.text.push_str(&glyph.text);
                    segment.right = segment.right.max(glyph.area.right);
                }
                None => out.push(Segment {
                    text: glyph.text.to_string(),
                    left: glyph.area.left,
                    right: glyph.area.right,
                }),
            },
        );
        out
    }

    /// The line as the page tells it; `area` is where it stands on the page.
    pub(super) fn told(&self, area: Area) -> TextLine {
        let printed: Vec<&Glyph> = self.glyphs.iter().filter(|g| !g.is_space()).collect();
        let bold = printed.iter().filter(|g| g.bold).count();
        let mut sizes: Vec<f32> = printed.iter().map(|g| g.size).collect();
        sizes.sort_by(f32::total_cmp);
        TextLine {
            text: self.text(),
            size: sizes.get(sizes.len() / 2).copied().unwrap_or_default(),
            bold: bold * 10 >= printed.len() * 9 && bold > 0,
            left: area.left,
            top: area.middle().1,
        }
    }

    fn walk(&self, mut each: impl FnMut(Gap<'_>, &Glyph)) {
        let (mut before, mut spaces): (Option<&Glyph>, Vec<&Glyph>) = (None, Vec::new());
        for glyph in &self.glyphs {
            if glyph.is_space() {
                spaces.push(glyph);
                continue;
            }
            let width = before.map_or(0.0, |before| glyph.area.left - before.area.right);
            let size = before.map_or(glyph.size, |before| before.size.min(glyph.size));
            each(
                Gap {
                    width,
                    size,
                    before,
                    spaces: &spaces,
                    behind: glyph,
                },
                glyph,
            );
            before = Some(glyph);
            spaces.clear();
        }
    }
}

/// What is between two glyphs.
struct Gap<'a> {
    width: f32,
    size: f32,
    before: Option<&'a Glyph>,
    /// The spaces that are printed in it.
    spaces: &'a [&'a Glyph],
    behind: &'a Glyph,
}

impl Gap<'_> {
    fn text(&self) -> String {
        let Some(before) = self.before else {
            return String::new();
        };
        let sizes = self.width / self.size.max(1.0);
        if sizes >= APART {
            return " ".repeat(((sizes * 2.0).round() as usize).clamp(2, 60));
        }
        if !self.spaces.is_empty() {
            return self
                .spaces
                .iter()
                .take(2)
                .map(|g| if &*g.text == "\u{A0}" { " " } else { &g.text })
                .collect();
        }
        let (end, begin) = (before.text.chars().next_back(), self.behind.text.chars().next());
        let is = |kind: fn(&char) -> bool| (end.as_ref().is_some_and(kind), begin.as_ref().is_some_and(kind));
        let is_apart = before.run != self.behind.run && sizes >= PRINTED_APART;
        match (
            is(char::is_ascii_graphic),
            is(|c| c.is_alphabetic() && !c.is_ascii()),
        ) {
            ((true, true), _) if sizes >= INSIDE => " ".to_owned(),
            (_, (true, true)) if is_apart => "\u{3000}".to_owned(),
            _ if sizes >= 0.8 => "\u{3000}".to_owned(),
            ((true, _) | (_, true), _) if sizes >= 0.5 => " ".to_owned(),
            _ => String::new(),
        }
    }
}
