//! The state that operators change: where text goes, and what would be invisible.

use std::rc::Rc;

use hayro_syntax::object::Number;

use crate::typeface::Typeface;

/// An affine map, in the order of PDF: `x' = a·x + c·y + e`, `y' = b·x + d·y + f`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Transform(pub(crate) [f64; 6]);

impl Transform {
    pub(crate) const SAME: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// The map that applies `first` and then this one.
    pub(crate) fn after(&self, first: &Transform) -> Transform {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, first.0);
        Transform([
            a * g + c * h,
            b * g + d * h,
            a * i + c * j,
            b * i + d * j,
            a * k + c * l + e,
            b * k + d * l + f,
        ])
    }

    pub(crate) fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// How much it enlarges, on the mean of both axes.
    pub(crate) fn scale(&self) -> f64 {
        let [a, b, c, d, ..] = self.0;
        (a * d - b * c).abs().sqrt()
    }
}

/// The state of following a stream.
#[derive(Clone)]
pub(crate) struct State<'a> {
    pub(crate) onto_page: Transform,
    /// The width of lines.
    pub(crate) line: f64,
    pub(crate) white_fill: bool,
    pub(crate) white_line: bool,
    pub(crate) font: Option<Rc<Typeface<'a>>>,
    pub(crate) size: f64,
    pub(crate) between_glyphs: f64,
    pub(crate) between_words: f64,
    pub(crate) stretch: f64,
    pub(crate) leading: f64,
    pub(crate) rise: f64,
    line_start: Transform,
    text: Transform,
}

impl<'a> State<'a> {
    pub(crate) fn new(onto_page: Transform) -> Self {
        Self {
            onto_page,
            line: 1.0,
            white_fill: false,
            white_line: false,
            font: None,
            size: 1.0,
            between_glyphs: 0.0,
            between_words: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            line_start: Transform::SAME,
            text: Transform::SAME,
        }
    }

    pub(crate) fn point(&self, x: &Number, y: &Number) -> (f32, f32) {
        let (x, y) = self.onto_page.apply(x.as_f64(), y.as_f64());
        (x as f32, y as f32)
    }

    pub(crate) fn corners(&self, x: &Number, y: &Number, width: &Number, height: &Number) -> [(f32, f32); 4] {
        let (x, y) = (x.as_f64(), y.as_f64());
        let (right, top) = (x + width.as_f64(), y + height.as_f64());
        [(x, y), (right, y), (right, top), (x, top)].map(|(x, y)| {
            let (x, y) = self.onto_page.apply(x, y);
            (x as f32, y as f32)
        })
    }

    pub(crate) fn begin_text(&mut self) {
        (self.line_start, self.text) = (Transform::SAME, Transform::SAME);
    }

    pub(crate) fn set_text(&mut self, to: Transform) {
        (self.line_start, self.text) = (to, to);
    }

    pub(crate) fn next_line(&mut self, x: f64, y: f64) {
        self.set_text(self.line_start.after(&Transform([1.0, 0.0, 0.0, 1.0, x, y])));
    }

    fn shift(&mut self, x: f64, y: f64) {
        self.text = self.text.after(&Transform([1.0, 0.0, 0.0, 1.0, x, y]));
    }

    /// A number between two texts, in thousandths of the size, against the direction of writing.
    pub(crate) fn adjust(&mut self, thousandths: f64) {
        let by = -thousandths / 1000.0 * self.size;
        match self.font.as_ref().is_none_or(|face| face.font.is_horizontal()) {
            true => self.shift(by * self.stretch, 0.0),
            false => self.shift(0.0, by),
        }
    }

    /// Moves on behind a glyph.
    pub(crate) fn advance(&mut self, x: f64, y: f64, is_horizontal: bool, is_space: bool) {
        let extra = self.between_glyphs + if is_space { self.between_words } else { 0.0 };
        match is_horizontal {
            true => self.shift((x * self.size + extra) * self.stretch, 0.0),
            false => self.shift(0.0, y * self.size + extra),
        }
    }

    /// The map of an em square of the font onto the page.
    pub(crate) fn em(&self) -> Transform {
        let square = Transform([self.size * self.stretch, 0.0, 0.0, self.size, 0.0, self.rise]);
        self.onto_page.after(&self.text).after(&square)
    }
}
