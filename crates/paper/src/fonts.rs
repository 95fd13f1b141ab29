//! The fonts of what is printed, embedded whole: BIZ UDPGothic for tables and headings, BIZ UDMincho for
//! running text.
//!
//! Not here: which characters a text holds (`letters`), how wide they are (`measure`).

use std::sync::LazyLock;

use rust_embed::RustEmbed;
use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontBook, FontInstance, FontVariations};
use typst::utils::LazyHash;

#[derive(RustEmbed)]
#[folder = "../../assets/dist-paper"]
struct Embedded;

/// The family of tables and headings.
const GOTHIC: &str = "biz udpgothic";

/// Every font with what is known of it.
pub(crate) struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) all: Vec<Font>,
    gothic: Option<FontInstance>,
}

impl Fonts {
    /// The fonts, read once; none in a program that was built before its assets.
    pub(crate) fn embedded() -> Option<&'static Self> {
        static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::read);
        (!FONTS.all.is_empty()).then_some(&*FONTS)
    }

    fn read() -> Self {
        let mut names: Vec<_> = Embedded::iter().filter(|name| name.ends_with(".ttf")).collect();
        names.sort();
        let files = names.iter().filter_map(|name| Embedded::get(name));
        let all: Vec<Font> = files.flat_map(|file| Font::iter(Bytes::new(file.data))).collect();
        let book = FontBook::from_fonts(&all);
        let regular = |font: &&Font| font.info().variant.weight.to_number() < 600;
        let of_tables = book
            .select_family(GOTHIC)
            .filter_map(|at| all.get(at))
            .find(regular);
        Self {
            gothic: of_tables.map(|font| {
                let variant = font.info().variant;
                font.clone()
                    .instantiate(variant, Abs::pt(9.0), &FontVariations::default())
            }),
            book: LazyHash::new(book),
            all,
        }
    }

    /// The font in which tables are set.
    pub(crate) fn gothic(&self) -> Option<&FontInstance> {
        self.gothic.as_ref()
    }

    /// Whether the fonts have a form of a character that is chosen by the one after it.
    pub(crate) fn have_form(&self, character: char, chosen_by: char) -> bool {
        let gothic = self.gothic.as_ref();
        gothic.is_some_and(|font| font.ttf().glyph_variation_index(character, chosen_by).is_some())
    }

    /// Whether a font can show a character; what one family lacks is set in the other.
    pub(crate) fn have(&self, c: char) -> bool {
        self.all
            .iter()
            .any(|font| font.info().coverage.contains(u32::from(c)))
    }
}
