//! A font as far as text needs it: which character a code is, how far it moves on, whether it is bold.
//!
//! Not here: outlines.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use hayro_cmap::{BfString, CMap, CMapName, CharacterCollection, CidFamily, load_embedded};
use hayro_font::{CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn};
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream, String as Bytes};

use crate::Fault;
use crate::budget::Budget;
use crate::guard::count;

/// A font.
pub(crate) struct Typeface<'a> {
    pub(crate) font: Font<'a>,
    pub(crate) bold: bool,
    collection: Option<Collection>,
    names: RefCell<HashMap<u32, Option<Rc<str>>>>,
}

/// How the codes of a font become characters of one of the great collections, where no table of the font does.
struct Collection {
    /// Codes to the numbers of the collection.
    numbers: CMap,
    /// Those numbers to characters.
    characters: CMap,
}

impl Typeface<'_> {
    /// What a code says; none where nothing in the file says so.
    pub(crate) fn name(&self, code: u32) -> Option<Rc<str>> {
        if let Some(known) = self.names.borrow().get(&code) {
            return known.clone();
        }
        let glyph = self.font.glyph(self.font.map_code(code), code);
        let named = match &glyph {
            FontGlyph::Outline(glyph) => glyph.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        };
        let name = text(named)
            .or_else(|| text(self.collection.as_ref()?.character(code)))
            .map(Rc::from);
        self.names.borrow_mut().insert(code, name.clone());
        name
    }
}

impl Collection {
    fn character(&self, code: u32) -> Option<BfString> {
        let number = (1..=4).find_map(|length| self.numbers.lookup_cid_code(code, length))?;
        self.characters.lookup_bf_string(number)
    }
}

/// The characters of a name, with ligatures taken apart; none of what is no character.
fn text(named: Option<BfString>) -> Option<String> {
    let text = match named? {
        BfString::Char(c) => c.to_string(),
        BfString::String(text) => text,
    };
    let is_character = |c: char| {
        !c.is_control()
            && !matches!(c, '\u{FFFD}' | '\u{FFFE}' | '\u{FFFF}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)
    };
    let parts = text.chars().map(|c| if c == '\t' { ' ' } else { c });
    let mut out = String::new();
    for c in parts {
        match ligature(c) {
            Some(letters) => out.push_str(letters),
            None if is_character(c) => out.push(c),
            None => return None,
        }
    }
    (!out.is_empty()).then_some(out)
}

fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        _ => return None,
    })
}

/// The fonts of a file, each loaded once.
pub(crate) struct Typefaces<'a> {
    cache: FontCache<'a>,
    fonts: FontResolverFn,
    maps: CMapResolverFn,
    known: HashMap<ObjectIdentifier, Option<Rc<Typeface<'a>>>>,
}

impl<'a> Typefaces<'a> {
    pub(crate) fn new() -> Self {
        Self {
            cache: FontCache::new(),
            // A font that is not in the file is stood in for by one that has the same codes; nothing is drawn.
            fonts: Arc::new(|query| {
                Some(match query {
                    FontQuery::Standard(font) => font.get_font_data(),
                    FontQuery::Fallback(query) => query.pick_standard_font().get_font_data(),
                })
            }),
            maps: Arc::new(load_embedded),
            known: HashMap::new(),
        }
    }

    /// The font that a dictionary describes; none of one that cannot be read.
    pub(crate) fn of(
        &mut self,
        dict: &Dict<'a>,
        budget: &mut Budget,
    ) -> Result<Option<Rc<Typeface<'a>>>, Fault> {
        if let Some(known) = dict.obj_id().and_then(|id| self.known.get(&id)) {
            return Ok(known.clone());
        }
        count_streams(dict, budget)?;
        let font = self.cache.font(dict, &self.fonts, &self.maps).map(|font| {
            Rc::new(Typeface {
                font,
                bold: is_bold(dict),
                collection: collection(dict, budget),
                names: RefCell::default(),
            })
        });
        if let Some(id) = dict.obj_id() {
            self.known.insert(id, font.clone());
        }
        Ok(font)
    }
}

fn descendant<'a>(dict: &Dict<'a>) -> Option<Dict<'a>> {
    dict.get::<Array<'_>>(b"DescendantFonts")?
        .iter::<Dict<'_>>()
        .next()
}

/// Takes the streams that loading a font unpacks into account.
fn count_streams(dict: &Dict<'_>, budget: &mut Budget) -> Result<(), Fault> {
    let descendant = descendant(dict);
    for font in std::iter::once(dict).chain(descendant.as_ref()) {
        for key in [&b"ToUnicode"[..], b"Encoding", b"CIDToGIDMap"] {
            if let Some(stream) = font.get::<Stream<'_>>(key) {
                count(&stream, budget)?;
            }
        }
        let Some(descriptor) = font.get::<Dict<'_>>(b"FontDescriptor") else {
            continue;
        };
        for key in [&b"FontFile"[..], b"FontFile2", b"FontFile3"] {
            if let Some(stream) = descriptor.get::<Stream<'_>>(key) {
                count(&stream, budget)?;
            }
        }
    }
    Ok(())
}

fn is_bold(dict: &Dict<'_>) -> bool {
    let name = dict
        .get::<Name<'_>>(b"BaseFont")
        .map(|name| String::from_utf8_lossy(name.as_ref()).to_ascii_lowercase())
        .unwrap_or_default();
    let descriptor = descendant(dict)
        .as_ref()
        .unwrap_or(dict)
        .get::<Dict<'_>>(b"FontDescriptor");
    let weight = descriptor
        .and_then(|d| d.get::<f32>(b"FontWeight"))
        .unwrap_or(400.0);
    weight >= 600.0
        || ["bold", "heavy", "black", "-w6", "-w7", "-w8"]
            .iter()
            .any(|word| name.contains(word))
}

/// The collection of a font; a table in the font goes before it.
fn collection(dict: &Dict<'_>, budget: &mut Budget) -> Option<Collection> {
    let info = descendant(dict)?.get::<Dict<'_>>(b"CIDSystemInfo")?;
    let said = |key: &[u8]| info.get::<Bytes<'_>>(key).map(|text| text.as_bytes().to_vec());
    let numbers = match dict.get::<Object<'_>>(b"Encoding")? {
        Object::Name(name) => match CMapName::from_bytes(name.as_ref()) {
            CMapName::IdentityH => CMap::identity_h(),
            CMapName::IdentityV => CMap::identity_v(),
            name => CMap::parse(load_embedded(name)?, load_embedded)?,
        },
        Object::Stream(stream) => {
            count(&stream, budget).ok()?;
            CMap::parse(&stream.decoded_data().ok()?, load_embedded)?
        }
        _ => return None,
    };
    let of_codes = numbers.metadata().character_collection.clone();
    let of_font = CharacterCollection {
        family: CidFamily::from_registry_ordering(&said(b"Registry")?, &said(b"Ordering")?),
        supplement: 0,
    };
    let family = [Some(of_font), of_codes]
        .into_iter()
        .flatten()
        .find_map(|c| c.family.ucs2_cmap())?;
    Some(Collection {
        numbers,
        characters: CMap::parse(load_embedded(family)?, load_embedded)?,
    })
}
