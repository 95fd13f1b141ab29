//! Pictures that were drawn elsewhere, as they are printed: beside a sentence that says the same.
//!
//! Invariants: no picture without words; its letters are those that the fonts have; one that is too large or that says
//! no size is not printed. Not here: drawing, what a picture shows.

use crate::grid::Setter;
use crate::shape;

/// How large a picture may be in bytes: one beyond it is no picture that anybody reads on a sheet.
const MOST_BYTES: usize = 1 << 20;
/// How high a picture may be by its width; what is higher would be small letters on a full sheet.
const HIGHEST: f64 = 1.3;
/// From which width in its own units on a picture takes the width of a sheet.
const WIDE: f64 = 700.0;

/// A picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// The drawing, an SVG that needs nothing from outside.
    pub svg: String,
    /// What it shows, in words.
    pub alt: String,
    /// What stands above it; empty where the text around it says enough.
    pub caption: String,
}

/// A paragraph with the pictures that show the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// What it says.
    pub words: String,
    /// What shows it.
    pub pictures: Vec<Picture>,
}

impl From<String> for Paragraph {
    fn from(words: String) -> Self {
        Self {
            words,
            pictures: Vec::new(),
        }
    }
}

impl From<&str> for Paragraph {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}

impl Setter<'_> {
    /// The pictures that can be printed.
    pub(crate) fn pictures(&mut self, pictures: &[Picture], whose: &str) -> Vec<shape::Picture> {
        let mut printed = Vec::with_capacity(pictures.len());
        for picture in pictures {
            let Some((width, height)) = size(&picture.svg) else {
                continue;
            };
            let ratio = height / width;
            if picture.svg.len() > MOST_BYTES || ratio > HIGHEST || picture.alt.trim().is_empty() {
                continue;
            }
            printed.push(shape::Picture {
                // Markup is ASCII, so that only texts are changed.
                svg: self.words(&picture.svg, whose, "図"),
                alt: self.words(&picture.alt, whose, "図の説明").replace('\n', " "),
                caption: self.words(&picture.caption, whose, "図の題"),
                wide: width >= WIDE,
                ratio,
            });
        }
        printed
    }
}

/// Width and height that a picture says of itself, in its own units.
fn size(svg: &str) -> Option<(f64, f64)> {
    let (_, rest) = svg.split_once("viewBox=\"")?;
    let (values, _) = rest.split_once('"')?;
    let mut values = values.split_ascii_whitespace().skip(2);
    let mut next = || values.next()?.parse::<f64>().ok().filter(|value| *value >= 1.0);
    Some((next()?, next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_says_its_size() {
        assert_eq!(size("<svg viewBox=\"0 0 920 300\">"), Some((920.0, 300.0)));
        for other in [
            "<svg>",
            "<svg viewBox=\"0 0 0 300\">",
            "<svg viewBox=\"0 0 NaN x\">",
        ] {
            assert_eq!(size(other), None, "{other}");
        }
    }
}
