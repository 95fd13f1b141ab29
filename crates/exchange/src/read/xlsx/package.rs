//! The zip archive around a document: what kind of document it is, its parts, and how much may be unpacked.
//!
//! Declared sizes are looked at first and real sizes are counted while unpacking, since a file can
//! lie about them. Not here: what the parts say, but for the list of sheets.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use quick_xml::events::Event;
use zip::ZipArchive;
use zip::result::ZipError;

use super::xml::{Events, attribute, broken, ends_early};
use crate::read::error::NotADocument;

/// The most bytes that are unpacked of one file, all parts together.
const MOST_UNPACKED: u64 = 384 << 20;
/// A part larger than this that shrinks to less than a `MOST_RATIO`th is no document.
const SUSPICIOUS: u64 = 48 << 20;
const MOST_RATIO: u64 = 300;
const MOST_PARTS: usize = 10_000;
pub(crate) const MOST_SHEETS: usize = 1_000;

/// An opened archive.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// The parts by lower-case name: writers do not agree on the case.
    names: HashMap<String, usize>,
    left: u64,
    /// How many bytes the archive has.
    size: usize,
}

/// What kind of document an archive holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Sheets in XML; `macros` says whether a program lies beside them, which is never looked at.
    Workbook { macros: bool },
    /// Sheets as records (.xlsb).
    BinaryWorkbook,
    /// A spreadsheet of OpenDocument (.ods).
    OpenSheet,
    /// A Word document.
    Word,
}

/// What the workbook part says.
pub(crate) struct Book {
    /// The name of the part that says which sheets there are.
    pub(crate) part: String,
    pub(crate) sheets: Vec<Sheet>,
    /// The name of the part with the shared strings.
    pub(super) strings: String,
    /// The name of the part with the formats.
    pub(crate) styles: String,
    /// Whether days are counted from 1904, as old Macs did.
    pub(super) since_1904: bool,
    /// What a workbook of our own only says again, as it names it.
    pub(super) restated: Option<String>,
}

/// A sheet of cells.
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) part: String,
    pub(super) visible: bool,
}

impl<'a> Package<'a> {
    /// Opens an archive and refuses what is no workbook in XML, and one with macros: what is opened here is sent
    /// back as a file.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, NotADocument> {
        let mut package = Self::of(bytes)?;
        match package.kind()? {
            Kind::Workbook { macros: false } => Ok(package),
            Kind::Workbook { macros: true } => Err(NotADocument::Macros),
            Kind::BinaryWorkbook => Err(NotADocument::OtherOffice {
                kind: "Excelバイナリブック（.xlsb）",
            }),
            Kind::OpenSheet => Err(NotADocument::OtherOffice {
                kind: "OpenDocument表計算（.ods）",
            }),
            Kind::Word => Err(NotADocument::OtherOffice { kind: "Word文書" }),
        }
    }

    /// Opens an archive whose size is bounded.
    pub(crate) fn of(bytes: &'a [u8]) -> Result<Self, NotADocument> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| NotADocument::Truncated)?;
        if archive.len() > MOST_PARTS {
            return Err(NotADocument::ZipBomb { limit: MOST_UNPACKED });
        }
        let (mut names, mut declared, mut encrypted) = (HashMap::new(), 0u64, false);
        for i in 0..archive.len() {
            let file = archive.by_index_raw(i).map_err(|_| NotADocument::Truncated)?;
            declared = declared.saturating_add(file.size());
            let shrunk = file.size() / file.compressed_size().max(1);
            if declared > MOST_UNPACKED || (file.size() > SUSPICIOUS && shrunk > MOST_RATIO) {
                return Err(NotADocument::ZipBomb { limit: MOST_UNPACKED });
            }
            encrypted |= file.encrypted();
            let name = file
                .name()
                .unwrap_or_default()
                .trim_start_matches('/')
                .to_lowercase();
            names.insert(name, i);
        }
        if encrypted {
            return Err(NotADocument::PasswordProtected);
        }
        Ok(Self {
            archive,
            names,
            left: MOST_UNPACKED,
            size: bytes.len(),
        })
    }

    /// What kind of document this is.
    pub(crate) fn kind(&mut self) -> Result<Kind, NotADocument> {
        let types = self.part("[Content_Types].xml")?.unwrap_or_default();
        let has = |wanted: &str| self.names.keys().any(|name| name.starts_with(wanted));
        if has("xl/workbook.bin") {
            return Ok(Kind::BinaryWorkbook);
        }
        let macros = types.contains("sheet.macroEnabled") || types.contains("template.macroEnabled");
        if has("xl/")
            || macros
            || types.contains("spreadsheetml.sheet.main")
            || types.contains("spreadsheetml.template.main")
        {
            let program = self.names.keys().any(|name| name.ends_with("vbaproject.bin"));
            let macros = macros || program;
            return Ok(Kind::Workbook { macros });
        }
        if has("word/") || types.contains("wordprocessingml.document.main") {
            return Ok(Kind::Word);
        }
        if has("ppt/") {
            return Err(NotADocument::OtherOffice {
                kind: "PowerPointファイル",
            });
        }
        if has("mimetype") && has("content.xml") {
            return self.open_document();
        }
        Err(NotADocument::Archive)
    }

    /// How many bytes the archive has, packed.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    fn open_document(&mut self) -> Result<Kind, NotADocument> {
        let manifest = self.part("META-INF/manifest.xml")?.unwrap_or_default();
        if manifest.contains("encryption-data") {
            return Err(NotADocument::PasswordProtected);
        }
        let kind = self.part("mimetype")?.unwrap_or_default();
        if kind.contains("opendocument.spreadsheet") {
            return Ok(Kind::OpenSheet);
        }
        Err(NotADocument::OtherOffice {
            kind: "OpenDocumentファイル",
        })
    }

    /// The text of a part; none where the archive has no such part.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<String>, NotADocument> {
        match self.bytes(name)? {
            Some(bytes) => decoded(name, bytes).map(Some),
            None => Ok(None),
        }
    }

    /// The bytes of a part; none where the archive has no such part.
    pub(crate) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, NotADocument> {
        let Some(index) = self.names.get(&name.to_lowercase()).copied() else {
            return Ok(None);
        };
        let file = self.archive.by_index(index).map_err(|error| match error {
            ZipError::UnsupportedArchive(why) if why == ZipError::PASSWORD_REQUIRED => {
                NotADocument::PasswordProtected
            }
            other => broken(name, other),
        })?;
        let mut bytes = Vec::with_capacity(usize::try_from(file.size().min(self.left)).unwrap_or(0));
        match file.take(self.left + 1).read_to_end(&mut bytes) {
            Ok(read) if read as u64 > self.left => {
                return Err(NotADocument::ZipBomb { limit: MOST_UNPACKED });
            }
            Ok(read) => self.left -= read as u64,
            Err(source) => return Err(broken(name, source)),
        }
        Ok(Some(bytes))
    }

    /// The sheets and where the other parts are.
    pub(crate) fn workbook(&mut self) -> Result<Book, NotADocument> {
        let Main {
            part: main,
            folder,
            relations,
        } = self.main("xl/workbook.xml")?;
        let xml = self.part(&main)?.ok_or_else(|| ends_early(&main))?;
        let target = |kind: &str, usual: &str| {
            let found = relations
                .values()
                .find(|r| r.kind.ends_with(kind))
                .map(|r| r.target.clone());
            found.unwrap_or_else(|| format!("{folder}/{usual}"))
        };
        let (strings, styles) = (
            target("/sharedStrings", "sharedStrings.xml"),
            target("/styles", "styles.xml"),
        );
        let mut book = Book {
            part: main.clone(),
            sheets: Vec::new(),
            strings,
            styles,
            since_1904: false,
            restated: None,
        };
        let mut events = Events::of(&main, &xml);
        loop {
            match events.next()? {
                Event::Start(e)
                    if e.local_name().as_ref() == "definedName"
                        && attribute(&e, "name").as_deref() == Some(super::restated::NAME) =>
                {
                    let mut text = String::new();
                    events.text("definedName", &mut text)?;
                    book.restated = Some(text);
                }
                Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                    "sheet" if book.sheets.len() >= MOST_SHEETS => {
                        return Err(NotADocument::TooManySheets { limit: MOST_SHEETS });
                    }
                    "sheet" => {
                        let relation = attribute(&e, "id").and_then(|id| relations.get(&id));
                        let Some(relation) = relation.filter(|r| r.kind.ends_with("/worksheet")) else {
                            continue;
                        };
                        // No sound workbook names a part twice; one that does would be read over and over.
                        if book.sheets.iter().any(|sheet| sheet.part == relation.target) {
                            continue;
                        }
                        let name = attribute(&e, "name").unwrap_or_default();
                        let visible = attribute(&e, "state").is_none_or(|state| state == "visible");
                        book.sheets.push(Sheet {
                            name: super::xml::readable(&name),
                            part: relation.target.clone(),
                            visible,
                        });
                    }
                    "workbookPr" => {
                        book.since_1904 |=
                            attribute(&e, "date1904").is_some_and(|v| matches!(v.as_str(), "1" | "true"));
                    }
                    _ => {}
                },
                Event::Eof => return Ok(book),
                _ => {}
            }
        }
    }
}

/// The part that a document begins with.
pub(crate) struct Main {
    pub(crate) part: String,
    /// Its folder.
    pub(crate) folder: String,
    /// What it says of other parts, by their identity in it.
    pub(crate) relations: HashMap<String, Relation>,
}

impl Package<'_> {
    /// The part that the document begins with, `usual` where the archive does not say.
    pub(crate) fn main(&mut self, usual: &str) -> Result<Main, NotADocument> {
        let part = match self.part("_rels/.rels")? {
            Some(xml) => relations("_rels/.rels", &xml, "")?
                .into_values()
                .find(|r| r.kind.ends_with("/officeDocument"))
                .map(|r| r.target),
            None => None,
        };
        let part = part.unwrap_or_else(|| usual.to_owned());
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", &part));
        let related = format!("{folder}/_rels/{file}.rels");
        let relations = match self.part(&related)? {
            Some(xml) => relations(&related, &xml, folder)?,
            None => HashMap::new(),
        };
        let folder = folder.to_owned();
        Ok(Main {
            part,
            folder,
            relations,
        })
    }
}

/// What one part says of another.
pub(crate) struct Relation {
    /// An address that ends in `/comments`, `/worksheet` and so on.
    pub(crate) kind: String,
    /// The name of the other part.
    pub(crate) target: String,
    /// Whether it lies outside of the archive; what does is never looked at.
    pub(crate) is_outside: bool,
}

/// The relations of a part by their identity, with targets as names of parts.
pub(crate) fn relations(
    part: &str,
    xml: &str,
    folder: &str,
) -> Result<HashMap<String, Relation>, NotADocument> {
    let mut found = HashMap::new();
    let mut events = Events::of(part, xml);
    loop {
        match events.next()? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "Relationship" => {
                if let (Some(id), Some(kind), Some(target)) = (
                    attribute(&e, "Id"),
                    attribute(&e, "Type"),
                    attribute(&e, "Target"),
                ) {
                    found.insert(
                        id,
                        Relation {
                            kind,
                            target: absolute(folder, &target),
                            is_outside: attribute(&e, "TargetMode").is_some_and(|mode| mode == "External"),
                        },
                    );
                }
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

fn absolute(folder: &str, target: &str) -> String {
    if let Some(from_root) = target.strip_prefix('/') {
        return from_root.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|s| !s.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}

fn decoded(name: &str, bytes: Vec<u8>) -> Result<String, NotADocument> {
    let utf16 = match bytes.get(..2) {
        Some(b"\xff\xfe") => Some(encoding_rs::UTF_16LE),
        Some(b"\xfe\xff") => Some(encoding_rs::UTF_16BE),
        _ => None,
    };
    match utf16 {
        Some(encoding) => Ok(encoding.decode_with_bom_removal(&bytes).0.into_owned()),
        None => String::from_utf8(bytes).map_err(|source| broken(name, source)),
    }
}
