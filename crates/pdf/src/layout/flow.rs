//! Which way a line runs, and how it is turned so that it can be read like any other.

use crate::glyph::{Area, Glyph, Turn};

/// Which way a line runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    Across,
    /// From above to below, the next line to the left: upright Japanese, and text that is turned.
    Down,
    Up,
    Over,
    Slanted,
}

impl Flow {
    pub(super) fn of(glyph: &Glyph) -> Self {
        match glyph.turn {
            Turn::Upright if glyph.vertical => Flow::Down,
            Turn::Upright => Flow::Across,
            Turn::Down => Flow::Down,
            Turn::Up => Flow::Up,
            Turn::Over => Flow::Over,
            Turn::Slanted => Flow::Slanted,
        }
    }

    /// A glyph where it would stand if its line ran across.
    pub(super) fn upright(self, mut glyph: Glyph) -> Glyph {
        let Area {
            left,
            top,
            right,
            bottom,
        } = glyph.area;
        glyph.area = match self {
            Flow::Across | Flow::Slanted => glyph.area,
            Flow::Down => area(top, -right, bottom, -left),
            Flow::Up => area(-bottom, left, -top, right),
            Flow::Over => area(-right, -bottom, -left, -top),
        };
        glyph
    }

    /// Where an area stands on the page that was turned with `upright`.
    pub(super) fn back(self, turned: Area) -> Area {
        let Area {
            left,
            top,
            right,
            bottom,
        } = turned;
        match self {
            Flow::Across | Flow::Slanted => turned,
            Flow::Down => area(-bottom, left, -top, right),
            Flow::Up => area(top, -right, bottom, -left),
            Flow::Over => area(-right, -bottom, -left, -top),
        }
    }
}

fn area(left: f32, top: f32, right: f32, bottom: f32) -> Area {
    Area {
        left,
        top,
        right,
        bottom,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    #[test]
    fn what_is_turned_turns_back() {
        let before = area(1.0, 2.0, 4.0, 8.0);
        for flow in [Flow::Across, Flow::Down, Flow::Up, Flow::Over] {
            let glyph = Glyph {
                text: Rc::from("あ"),
                area: before,
                size: 1.0,
                turn: Turn::Upright,
                vertical: false,
                bold: false,
                run: 0,
            };
            assert_eq!(flow.back(flow.upright(glyph).area), before, "{flow:?}");
        }
    }
}
