//! How wide text is, in hundredths of the size of its letters.
//!
//! Not here: how wide a column is made (`columns`).

use typst::text::FontInstance;

use crate::letters::is_variation;

/// A full-width character.
pub(crate) const EM: u32 = 100;

/// Widths of characters of one font.
pub(crate) struct Measure<'a> {
    font: Option<&'a FontInstance>,
    /// The widths of what is written most: the characters below U+0180.
    narrow: Vec<u32>,
}

impl<'a> Measure<'a> {
    pub(crate) fn of(font: Option<&'a FontInstance>) -> Self {
        let mut measure = Self {
            font,
            narrow: Vec::new(),
        };
        let narrow: Vec<char> = ('\0'..'\u{180}').collect();
        measure.narrow = narrow.into_iter().map(|c| measure.advance(c)).collect();
        measure
    }

    fn advance(&self, c: char) -> u32 {
        let wide = if c.is_ascii() { EM * 3 / 5 } else { EM };
        let Some(font) = self.font else { return wide };
        let glyph = font.ttf().glyph_index(c);
        let advance = glyph.and_then(|glyph| font.x_advance(glyph.0));
        // Kana are narrower than ideographs, never wider than one letter.
        advance.map_or(wide, |em| (em.get() * f64::from(EM)).ceil() as u32)
    }

    fn character(&self, c: char) -> u32 {
        match self.narrow.get(c as usize) {
            Some(width) => *width,
            None if is_variation(c) || c == '\u{200B}' => 0,
            None if ('\u{4E00}'..='\u{9FFF}').contains(&c) => EM,
            None => self.advance(c),
        }
    }

    /// The width of the widest line.
    pub(crate) fn widest_line(&self, text: &str) -> u32 {
        let lines = text.split('\n').map(|line| self.line(line));
        lines.max().unwrap_or(0)
    }

    /// The width of a text as one line.
    pub(crate) fn line(&self, text: &str) -> u32 {
        text.chars()
            .fold(0, |sum, c| sum.saturating_add(self.character(c)))
    }

    /// The width of the widest run of characters between which no line can break.
    pub(crate) fn widest_word(&self, text: &str) -> u32 {
        let (mut widest, mut word) = (0, 0);
        for c in text.chars() {
            let width = self.character(c);
            word = if is_of_a_word(c) { word + width } else { width };
            widest = word.max(widest);
            if !is_of_a_word(c) {
                word = 0;
            }
        }
        widest
    }

    /// How many lines a text takes in a width, roughly.
    pub(crate) fn lines(&self, text: &str, width: u32) -> u32 {
        let lines = text
            .split('\n')
            .map(|line| self.line(line).div_ceil(width.max(1)).max(1));
        lines.fold(0, u32::saturating_add)
    }

    /// The same text with places at which a line may break inside of words that are wider than a column.
    pub(crate) fn breakable(&self, text: String, width: u32) -> String {
        if self.widest_word(&text) <= width {
            return text;
        }
        let mut out = String::with_capacity(text.len() * 2);
        let mut word = 0;
        for c in text.chars() {
            if is_of_a_word(c) {
                word += self.character(c);
                if word > width / 2 {
                    out.push('\u{200B}');
                    word = self.character(c);
                }
            } else {
                word = 0;
            }
            out.push(c);
        }
        out
    }
}

/// Whether no line breaks at a character: letters and digits of half width, and what holds them together.
fn is_of_a_word(c: char) -> bool {
    (c.is_ascii() && !c.is_ascii_whitespace()) || (c < '\u{500}' && c.is_alphanumeric())
}
