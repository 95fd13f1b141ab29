//! What is printed on a page: glyphs and rules, in points from the upper left corner.
//!
//! Not here: how they are found (`content`), and what they form (`layout`).

use std::rc::Rc;

/// The part of an em square above the baseline, for Japanese fonts.
pub(crate) const ABOVE: f32 = 0.88;
/// The part of an em square below the baseline.
pub(crate) const BELOW: f32 = 0.12;

/// Stands for a glyph of which no table says what character it is.
pub(crate) const UNNAMED: &str = "〓";

/// Which way the foot of a glyph points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Turn {
    /// As one reads.
    Upright,
    /// The line runs down the page.
    Down,
    /// The line runs up the page.
    Up,
    /// Upside down.
    Over,
    /// At any other angle, as a watermark.
    Slanted,
}

/// A glyph.
#[derive(Clone, Debug)]
pub(crate) struct Glyph {
    /// What it says: one character, more for a ligature.
    pub(crate) text: Rc<str>,
    /// Its em square on the page.
    pub(crate) area: Area,
    /// The size of its font on the page.
    pub(crate) size: f32,
    pub(crate) turn: Turn,
    /// Whether its font is written from above to below.
    pub(crate) vertical: bool,
    pub(crate) bold: bool,
    /// Which operator printed it: a cell is hardly ever printed with its neighbour.
    pub(crate) run: u32,
}

impl Glyph {
    pub(crate) fn is_space(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// A rectangle; the upper edge has the smaller `top`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) right: f32,
    pub(crate) bottom: f32,
}

impl Area {
    pub(crate) fn width(&self) -> f32 {
        self.right - self.left
    }

    pub(crate) fn height(&self) -> f32 {
        self.bottom - self.top
    }

    pub(crate) fn middle(&self) -> (f32, f32) {
        ((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0)
    }

    pub(crate) fn holds(&self, (x, y): (f32, f32)) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    pub(crate) fn with(&self, other: &Area) -> Area {
        Area {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

/// A line drawn along an axis: `at` on the other axis, from `from` to `to` on its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rule {
    pub(crate) at: f32,
    pub(crate) from: f32,
    pub(crate) to: f32,
}

/// What is printed on a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) glyphs: Vec<Glyph>,
    pub(crate) across: Vec<Rule>,
    pub(crate) down: Vec<Rule>,
    /// How many pictures it shows.
    pub(crate) pictures: usize,
    /// How many of the glyphs have no name.
    pub(crate) unnamed: usize,
}
