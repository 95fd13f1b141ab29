//! The zip archive around a workbook: what kind of file it is, its parts, and how much may be unpacked.
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
const MOST_SHEETS: usize = 1_000;

/// An opened archive.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// The parts by lower-case name: writers do not agree on the case.
    names: HashMap<String, usize>,
    left: u64,
}

/// What the workbook part says.
pub(crate) struct Book {
    pub(crate) sheets: Vec<Sheet>,
    /// The name of the part with the shared strings.
    pub(super) strings: String,
    /// The name of the part with the formats.
    pub(crate) styles: String,
    /// Whether days are counted from 1904, as old Macs did.
    pub(super) since_1904: bool,
}

/// A sheet of cells.
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) part: String,
    pub(super) visible: bool,
}

impl<'a> Package<'a> {
    /// Opens an archive and refuses what is no workbook.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, NotADocument> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| NotADocument::Truncated)?;
        if archive.len() > MOST_PARTS {
            return Err(NotADocument::ZipBomb { limit: MOST_UNPACKED });
        }
        let (mut names, mut declared, mut encrypted, mut content_types) = (HashMap::new(), 0u64, false, None);
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
            if name == "[content_types].xml" {
                content_types = Some(name.clone());
            }
            names.insert(name, i);
        }
        let mut package = Self {
            archive,
            names,
            left: MOST_UNPACKED,
        };
        if encrypted {
            return Err(NotADocument::PasswordProtected);
        }
        let types = match content_types {
            Some(name) => package.part(&name)?.unwrap_or_default(),
            None => String::new(),
        };
        package.refuse_other_kinds(&types)?;
        Ok(package)
    }

    fn refuse_other_kinds(&mut self, content_types: &str) -> Result<(), NotADocument> {
        let has = |wanted: &str| self.names.keys().any(|name| name.starts_with(wanted));
        let has_macros = self.names.keys().any(|name| name.ends_with("vbaproject.bin"));
        if has_macros && (has("xl/") || content_types.contains("ms-excel"))
            || content_types.contains("sheet.macroEnabled")
        {
            return Err(NotADocument::Macros);
        }
        if has("xl/workbook.bin") {
            return Err(NotADocument::OtherOffice {
                kind: "Excelバイナリブック（.xlsb）",
            });
        }
        if has("xl/")
            || content_types.contains("spreadsheetml.sheet.main")
            || content_types.contains("spreadsheetml.template.main")
        {
            return Ok(());
        }
        if has("word/") {
            return Err(NotADocument::Word);
        }
        if has("ppt/") {
            return Err(NotADocument::OtherOffice {
                kind: "PowerPointファイル",
            });
        }
        if has("mimetype") && has("content.xml") {
            return Err(NotADocument::OtherOffice {
                kind: "OpenDocumentファイル",
            });
        }
        Err(NotADocument::Archive)
    }

    /// The text of a part; none where the archive has no such part.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<String>, NotADocument> {
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
        decoded(name, bytes).map(Some)
    }

    /// The sheets and where the other parts are.
    pub(crate) fn workbook(&mut self) -> Result<Book, NotADocument> {
        let main = match self.part("_rels/.rels")? {
            Some(xml) => relations("_rels/.rels", &xml, "")?
                .into_values()
                .find(|r| r.kind.ends_with("/officeDocument"))
                .map(|r| r.target),
            None => None,
        };
        let main = main.unwrap_or_else(|| "xl/workbook.xml".to_owned());
        let xml = self.part(&main)?.ok_or_else(|| ends_early(&main))?;
        let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
        let related = format!("{folder}/_rels/{file}.rels");
        let relations = match self.part(&related)? {
            Some(xml) => relations(&related, &xml, folder)?,
            None => HashMap::new(),
        };
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
            sheets: Vec::new(),
            strings,
            styles,
            since_1904: false,
        };
        let mut events = Events::of(&main, &xml);
        loop {
            match events.next()? {
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

/// What one part says of another.
pub(crate) struct Relation {
    /// An address that ends in `/comments`, `/worksheet` and so on.
    pub(crate) kind: String,
    /// The name of the other part.
    pub(crate) target: String,
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
