//! What the binary workbooks (.xls, .xlsb) have in common: little numbers, packed numbers, rich text, looks.
//!
//! Nothing here panics on bytes that are not there. Not here: records and where they stand (`xls`, `xlsb`).

use std::collections::HashMap;

use super::bytes::clean;
use super::error::NotADocument;
use super::xlsx::number::{NumberFormat, Shown};

/// The number of two bytes at a position.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The number of four bytes at a position.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The number of eight bytes at a position.
pub(super) fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// A number that is packed into four bytes: a whole number or the upper half of a float, perhaps in hundredths.
pub(super) fn packed(bits: u32) -> f64 {
    let number = if bits & 2 == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from((bits as i32) >> 2)
    };
    if bits & 1 == 0 { number } else { number / 100.0 }
}

/// The name that a cell shows for a fault.
pub(super) fn fault(code: u8) -> Shown {
    let name = match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        0x2b => "#GETTING_DATA",
        _ => "#UNKNOWN!",
    };
    Shown::text(name.to_owned())
}

/// A truth value as shown.
pub(super) fn truth(value: u8) -> Shown {
    Shown::text(if value == 0 { "FALSE" } else { "TRUE" }.to_owned())
}

/// A text without blanks at its end and without what shows nothing.
pub(super) fn readable(text: &str) -> String {
    let mut shown = clean(text);
    shown.truncate(shown.trim_end().len());
    shown
}

/// A text whose runs have fonts of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rich {
    /// What it says.
    pub(super) text: Box<str>,
    /// What is struck out in it; mostly nothing.
    pub(super) struck: Box<str>,
}

impl Rich {
    /// UTF-16 with its runs: where each begins and in which font.
    pub(super) fn of(units: &[u16], runs: &[(usize, usize)], looks: &Looks) -> Self {
        let (mut text, mut struck) = (String::new(), String::new());
        // Runs that do not follow each other part nothing.
        let runs = if runs.is_sorted_by_key(|run| run.0) {
            runs
        } else {
            &[]
        };
        let first = runs.first().map_or(units.len(), |run| run.0);
        let ends = runs.iter().skip(1).map(|run| run.0).chain([units.len()]);
        let pieces = runs
            .iter()
            .zip(ends)
            .map(|(run, end)| (run.0, end, looks.is_font_struck(run.1)));
        for (from, to, is_struck) in [(0, first, false)].into_iter().chain(pieces) {
            let piece = units
                .get(from.min(units.len())..to.min(units.len()))
                .unwrap_or_default();
            let into = if is_struck { &mut struck } else { &mut text };
            into.extend(char::decode_utf16(piece.iter().copied()).map(|c| c.unwrap_or('\u{FFFD}')));
        }
        Self {
            text: readable(&text).into_boxed_str(),
            struck: readable(&struck).into_boxed_str(),
        }
    }
}

/// Fonts, formats and styles of a workbook.
#[derive(Default)]
pub(super) struct Looks {
    /// Whether each font strikes out.
    fonts: Vec<bool>,
    codes: HashMap<u16, String>,
    /// The font and the format of each style.
    pub(super) styles: Vec<(usize, u16)>,
    formats: HashMap<u16, NumberFormat>,
    /// Whether days are counted from 1904.
    pub(super) since_1904: bool,
    /// Old workbooks have no font of number 4.
    no_fourth_font: bool,
}

impl Looks {
    /// Of an old workbook.
    pub(super) fn without_fourth_font() -> Self {
        Self {
            no_fourth_font: true,
            ..Self::default()
        }
    }

    /// Adds the next font by its options.
    pub(super) fn font(&mut self, options: u16) {
        self.fonts.push(options & 8 != 0);
    }

    /// Adds the code of a format.
    pub(super) fn code(&mut self, number: u16, code: String) {
        self.codes.insert(number, code);
    }

    /// Reads the codes of all formats that styles name.
    pub(super) fn settle(&mut self) {
        for (_, number) in &self.styles {
            self.formats
                .entry(*number)
                .or_insert_with(|| match self.codes.get(number) {
                    Some(code) => NumberFormat::of(code),
                    None => NumberFormat::built_in(u32::from(*number)),
                });
        }
    }

    fn is_font_struck(&self, font: usize) -> bool {
        let skipped = usize::from(self.no_fourth_font && font > 4);
        self.fonts.get(font - skipped).copied().unwrap_or(false)
    }

    /// Whether a style strikes out all that its cells hold.
    pub(super) fn is_struck(&self, style: usize) -> bool {
        self.styles
            .get(style)
            .is_some_and(|(font, _)| self.is_font_struck(*font))
    }

    fn format(&self, style: usize) -> &NumberFormat {
        let named = self
            .styles
            .get(style)
            .and_then(|(_, number)| self.formats.get(number));
        named.unwrap_or(&NumberFormat::General)
    }

    /// A number as shown; none of what is no number.
    pub(super) fn number(&self, style: usize, number: f64) -> Option<Shown> {
        number
            .is_finite()
            .then(|| self.format(style).show(&number.to_string(), self.since_1904))
    }

    /// A text as shown.
    pub(super) fn text(&self, style: usize, text: &str) -> Shown {
        Shown::text(match self.format(style) {
            format @ NumberFormat::Number(_, Some(_)) if !text.is_empty() => format.show_text(text),
            _ => text.to_owned(),
        })
    }
}

/// A part of a workbook that is not as its format wants it.
pub(super) fn broken(part: &str) -> NotADocument {
    NotADocument::BrokenWorkbook {
        part: part.to_owned(),
        source: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers() {
        assert_eq!(packed((1_250 << 2) | 2), 1_250.0);
        assert_eq!(packed((6_45 << 2) | 3), 6.45);
        assert_eq!(packed(((-7i32) << 2) as u32 | 2), -7.0);
        assert_eq!(packed((97.5f64.to_bits() >> 32) as u32 & !3), 97.5);
    }

    #[test]
    fn what_is_struck_out_is_kept_apart() {
        let mut looks = Looks::default();
        looks.font(0);
        looks.font(8);
        let units: Vec<u16> = "市民生活課".encode_utf16().collect();
        let rich = Rich::of(&units, &[(2, 1), (4, 0)], &looks);
        assert_eq!((&*rich.text, &*rich.struck), ("市民課", "生活"));
        assert_eq!(&*Rich::of(&units, &[(9, 1), (4, 0)], &looks).text, "市民生活課");
    }
}
