//! Which characters can be printed: found before printing, told by name, and replaced visibly.
//!
//! Not here: how wide they are (`measure`).

use gyokaku_core::text::is_invisible;
use unicode_normalization::char::compose;

use crate::fonts::Fonts;

/// What is printed in the place of a character that no font has: the mark of Japanese printers for that.
pub const GETA: char = '〓';
/// How many replaced characters are told.
const MOST_TOLD: usize = 100;

/// A character that no font has, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// The character.
    pub character: char,
    /// Where it stands, in the words of the document: 「取組一覧」3行目「目標」.
    pub place: String,
}

impl Replaced {
    /// Says it in a sentence: the character with its number, and its place.
    pub fn sentence(&self) -> String {
        format!(
            "{}の「{}」（U+{:04X}）は印字できないため、「{GETA}」で示しました。",
            self.place,
            self.character,
            u32::from(self.character)
        )
    }
}

impl Replaced {
    /// Says it where the character itself cannot stand.
    pub(crate) fn on_paper(&self) -> String {
        let number = u32::from(self.character);
        format!(
            "{}の「{GETA}」は、印字できない文字（U+{number:04X}）です。",
            self.place
        )
    }
}

/// Takes the texts of a document as they are to be printed, and keeps what could not be.
pub(crate) struct Letters {
    fonts: &'static Fonts,
    replaced: Vec<Replaced>,
}

impl Letters {
    pub(crate) fn new(fonts: &'static Fonts) -> Self {
        Self {
            fonts,
            replaced: Vec::new(),
        }
    }

    /// A text as it is printed: composed, without what shows nothing, and with [`GETA`] for what no font has.
    pub(crate) fn printable(&mut self, text: &str, place: impl Fn() -> String) -> String {
        if text.is_ascii() && !text.contains(|c: char| c.is_ascii_control()) {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            // A mark joins the letter before it. Nothing else is normalised: 福 and 福 are two names.
            if let Some(whole) = out.chars().next_back().and_then(|last| compose(last, c))
                && self.fonts.have(whole)
            {
                out.pop();
                out.push(whole);
                continue;
            }
            match c {
                '\r' => {}
                '\n' => out.push('\n'),
                '\t' => out.push('\u{3000}'),
                // The form of a name's character; where the fonts have none of its own, the character stands.
                _ if is_variation(c) => {
                    let last = out.chars().next_back();
                    if last.is_some_and(|last| self.fonts.have_form(last, c)) {
                        out.push(c);
                    }
                }
                _ if is_invisible(c) || c == '\u{200D}' => {}
                _ if self.fonts.have(c) && !is_private(c) => out.push(c),
                _ => {
                    out.push(GETA);
                    self.tell(c, &place);
                }
            }
        }
        out
    }

    fn tell(&mut self, character: char, place: &impl Fn() -> String) {
        let last = self.replaced.last().map(|last| last.character);
        if self.replaced.len() < MOST_TOLD && last != Some(character) {
            let place = place();
            self.replaced.push(Replaced { character, place });
        }
    }

    /// What was replaced so far.
    pub(crate) fn told(&self) -> &[Replaced] {
        &self.replaced
    }

    /// What was replaced, in the order of the document.
    pub(crate) fn replaced(self) -> Vec<Replaced> {
        self.replaced
    }
}

/// Whether a character only chooses a form of the one before it.
pub(crate) fn is_variation(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Whether a character means something only where somebody said so (gaiji of a city's own).
fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}
