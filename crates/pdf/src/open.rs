//! Opening a file: bytes → the sheets of its pages → pages in the order of reading.

use std::collections::HashSet;

use hayro_syntax::object::{Array, Dict, ObjectIdentifier};
use hayro_syntax::page::Page as Leaf;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use crate::budget::Budget;
use crate::content::{Reader, Transform};
use crate::glyph::Sheet;
use crate::typeface::Typefaces;
use crate::{Fault, Page, guard, layout};

/// A text is given up as unreadable where more than one of so many glyphs has no name.
const ONE_UNNAMED_OF: usize = 10;
/// No page that people print is larger than this, in points (5 m).
const LARGEST: f32 = 14_400.0;

/// Reads all pages.
pub(crate) fn pages(bytes: Vec<u8>, budget: &mut Budget) -> Result<Vec<Page>, Fault> {
    guard::openable(&bytes, budget)?;
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Fault::Encrypted,
        LoadPdfError::Decryption(_) => Fault::Encrypted,
        LoadPdfError::Invalid => Fault::Broken,
    })?;
    let leaves = pdf.pages();
    if leaves.is_empty() {
        return Err(Fault::Broken);
    }
    budget.pages(leaves.len())?;
    budget.in_time()?;
    let hidden = hidden_layers(&pdf);
    let mut faces = Typefaces::new();
    let mut pages = layout::Pages::default();
    let (mut glyphs, mut unnamed, mut pictures, mut drawn) = (0usize, 0usize, 0usize, 0usize);
    for leaf in leaves.iter() {
        let sheet = sheet(leaf, &mut faces, &hidden, budget)?;
        glyphs += sheet.glyphs.iter().filter(|glyph| !glyph.is_space()).count();
        unnamed += sheet.unnamed;
        pictures += sheet.pictures;
        drawn += sheet.across.len() + sheet.down.len();
        pages.push(sheet, budget)?;
    }
    match glyphs {
        0 if pictures > 0 || drawn > 0 => Err(Fault::Scanned),
        0 => Err(Fault::Blank),
        _ if unnamed * ONE_UNNAMED_OF > glyphs => Err(Fault::Unnamed),
        _ => Ok(pages.finish()),
    }
}

fn sheet<'a>(
    leaf: &'a Leaf<'a>,
    faces: &mut Typefaces<'a>,
    hidden: &HashSet<ObjectIdentifier>,
    budget: &mut Budget,
) -> Result<Sheet, Fault> {
    if let Some(stream) = leaf.raw().get::<hayro_syntax::object::Stream<'_>>(b"Contents") {
        guard::count(&stream, budget)?;
    } else if let Some(streams) = leaf.raw().get::<Array<'_>>(b"Contents") {
        for stream in streams.iter::<hayro_syntax::object::Stream<'_>>() {
            guard::count(&stream, budget)?;
        }
    }
    guard::flat(leaf.page_stream().unwrap_or_default())?;
    let (width, height) = leaf.render_dimensions();
    let mut sheet = Sheet {
        width: width.clamp(1.0, LARGEST),
        height: height.clamp(1.0, LARGEST),
        ..Sheet::default()
    };
    let onto_page = Transform(leaf.initial_transform(true).as_coeffs());
    let mut reader = Reader::new(&mut sheet, faces, hidden, budget);
    reader.page(leaf.typed_operations(), leaf.resources(), onto_page)?;
    Ok(sheet)
}

/// The layers that the file says are not shown.
fn hidden_layers(pdf: &Pdf) -> HashSet<ObjectIdentifier> {
    let xref = pdf.xref();
    let settings = xref
        .get::<Dict<'_>>(xref.root_id())
        .and_then(|catalog| catalog.get::<Dict<'_>>(b"OCProperties"))
        .and_then(|properties| properties.get::<Dict<'_>>(b"D"));
    let off = settings.and_then(|settings| settings.get::<Array<'_>>(b"OFF"));
    off.iter()
        .flat_map(|layers| layers.raw_iter())
        .filter_map(|layer| layer.as_obj_ref().map(Into::into))
        .collect()
}
