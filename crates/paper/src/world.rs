//! What the typesetter sees of the world: the templates of this crate, the data of one document, the fonts.
//!
//! No file, no network, no clock: what is not named here does not exist.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Features, Library, LibraryExt, World};

use crate::fonts::Fonts;

/// The templates, by name.
const TEMPLATES: [(&str, &str); 5] = [
    ("main.typ", include_str!("../templates/main.typ")),
    ("kit.typ", include_str!("../templates/kit.typ")),
    ("sheet.typ", include_str!("../templates/sheet.typ")),
    ("front.typ", include_str!("../templates/front.typ")),
    ("brief.typ", include_str!("../templates/brief.typ")),
];

/// The name under which the templates find the data.
const DATA: &str = "data.json";

/// What does not change from document to document.
struct Fixed {
    library: LazyHash<Library>,
    main: Option<FileId>,
    data: Option<FileId>,
    sources: Vec<(FileId, Source)>,
}

static FIXED: LazyLock<Fixed> = LazyLock::new(|| {
    // The cells that head a row are said to be heads by what typst calls extras of accessibility.
    let features: Features = [Feature::A11yExtras].into_iter().collect();
    let sources: Vec<(FileId, Source)> = TEMPLATES
        .iter()
        .filter_map(|(name, text)| {
            let id = identity(name)?;
            Some((id, Source::new(id, (*text).to_owned())))
        })
        .collect();
    Fixed {
        library: LazyHash::new(Library::builder().with_features(features).build()),
        main: sources.first().map(|(id, _)| *id),
        data: identity(DATA),
        sources,
    }
});

fn identity(name: &str) -> Option<FileId> {
    let path = VirtualPath::new(name).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The world of one document.
pub(crate) struct Printing {
    fonts: &'static Fonts,
    main: FileId,
    data: Bytes,
}

impl Printing {
    /// A world with the data of a document; none where the templates are not as they must be.
    pub(crate) fn new(fonts: &'static Fonts, data: Vec<u8>) -> Option<Self> {
        Some(Self {
            fonts,
            main: FIXED.main?,
            data: Bytes::new(data),
        })
    }
}

impl World for Printing {
    fn library(&self) -> &LazyHash<Library> {
        &FIXED.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = FIXED.sources.iter().find(|(known, _)| *known == id);
        found
            .map(|(_, source)| source.clone())
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match FIXED.data == Some(id) {
            true => Ok(self.data.clone()),
            false => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.all.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
