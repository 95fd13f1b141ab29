//! The parts of a workbook, some of them changed; the others are copied as they are.
//!
//! Not here: what the parts say, but for relations and kinds of content.

use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::xml::{self, escaped, without};
use crate::read::NotADocument;
use crate::read::xlsx::package::{Package, Relation, relations};
use crate::read::xlsx::xml::broken;

const TYPES: &str = "[Content_Types].xml";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A sheet and the part that it is.
pub(crate) struct SheetPart {
    pub(crate) name: String,
    pub(crate) part: String,
}

/// A workbook that is being changed.
pub(crate) struct Parts<'a> {
    bytes: &'a [u8],
    package: Package<'a>,
    /// By lower-case name: the name and the new text; none of a part that is gone.
    changed: BTreeMap<String, (String, Option<String>)>,
}

impl<'a> Parts<'a> {
    /// Opens a workbook, within the bounds that hold for every workbook.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, NotADocument> {
        Ok(Self {
            bytes,
            package: Package::open(bytes)?,
            changed: BTreeMap::new(),
        })
    }

    /// The sheets of cells, the hidden ones too.
    pub(crate) fn sheets(&mut self) -> Result<Vec<SheetPart>, NotADocument> {
        let book = self.package.workbook()?;
        Ok(book
            .sheets
            .into_iter()
            .map(|sheet| SheetPart {
                name: sheet.name,
                part: sheet.part,
            })
            .collect())
    }

    /// The name of the part with the formats.
    pub(crate) fn styles(&mut self) -> Result<String, NotADocument> {
        Ok(self.package.workbook()?.styles)
    }

    /// The name of the part with the sheets' names.
    pub(crate) fn book(&mut self) -> Result<String, NotADocument> {
        Ok(self.package.workbook()?.part)
    }

    /// A part as it is now; none where there is none.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, NotADocument> {
        match self.changed.get(&name.to_lowercase()) {
            Some((_, text)) => Ok(text.clone()),
            None => self.package.part(name),
        }
    }

    /// Whether a part was given a new text or taken out.
    pub(crate) fn is_changed(&self) -> bool {
        !self.changed.is_empty()
    }

    /// Gives a part a new text.
    pub(crate) fn put(&mut self, name: &str, text: String) {
        self.changed
            .insert(name.to_lowercase(), (name.to_owned(), Some(in_utf8(text))));
    }

    /// Takes a part out, with what the list of contents says of it.
    pub(crate) fn remove(&mut self, name: &str) -> Result<(), NotADocument> {
        self.changed.insert(name.to_lowercase(), (name.to_owned(), None));
        let Some(mut types) = self.text(TYPES)? else {
            return Ok(());
        };
        let root = xml::root(TYPES, &mut types)?;
        let entry = format!("PartName=\"/{}\"", escaped(name)).to_lowercase();
        let cuts = root
            .children
            .iter()
            .map(|child| child.range.clone())
            .filter(|range| types[range.clone()].to_lowercase().contains(&entry))
            .collect();
        let types = without(&types, cuts);
        self.put(TYPES, types);
        Ok(())
    }

    /// A name such as `xl/comments3.xml` that no part has.
    pub(crate) fn free_name(&mut self, before: &str, after: &str) -> Result<(String, usize), NotADocument> {
        for number in 1.. {
            let name = format!("{before}{number}{after}");
            if self.text(&name)?.is_none() {
                return Ok((name, number));
            }
        }
        Err(NotADocument::Truncated)
    }

    /// Says what kind of content a part is, or all parts with an extension (without a slash in front).
    pub(crate) fn declare(&mut self, subject: Subject<'_>, kind: &str) -> Result<(), NotADocument> {
        let Some(mut types) = self.text(TYPES)? else {
            return Ok(());
        };
        let root = xml::root(TYPES, &mut types)?;
        let (element, attribute, value) = match subject {
            Subject::Part(name) => ("Override", "PartName", format!("/{name}")),
            Subject::Extension(extension) => ("Default", "Extension", extension.to_owned()),
        };
        let known = format!("{attribute}=\"{}\"", escaped(&value)).to_lowercase();
        if root
            .children
            .iter()
            .any(|child| types[child.range.clone()].to_lowercase().contains(&known))
        {
            return Ok(());
        }
        // Defaults stand first.
        let at = match subject {
            Subject::Part(_) => root.end,
            Subject::Extension(_) => root.children.first().map_or(root.end, |child| child.range.start),
        };
        let prefix = &root.prefix;
        types.insert_str(
            at,
            &format!(
                "<{prefix}{element} {attribute}=\"{}\" ContentType=\"{kind}\"/>",
                escaped(&value)
            ),
        );
        self.put(TYPES, types);
        Ok(())
    }

    /// What a part says of others, by identity.
    pub(crate) fn relations(&mut self, part: &str) -> Result<HashMap<String, Relation>, NotADocument> {
        let name = related(part);
        match self.text(&name)? {
            Some(xml) => relations(&name, &xml, folder(part)),
            None => Ok(HashMap::new()),
        }
    }

    /// Relates a part to another and gives the identity of the relation.
    pub(crate) fn relate(&mut self, part: &str, kind: &str, target: &str) -> Result<String, NotADocument> {
        let known = self.relations(part)?;
        let mut number = known.len() + 1;
        while known.contains_key(&format!("rId{number}")) {
            number += 1;
        }
        let id = format!("rId{number}");
        let name = related(part);
        let mut text = self.text(&name)?.unwrap_or_else(|| {
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"{RELATIONSHIPS}\"></Relationships>"
            )
        });
        let root = xml::root(&name, &mut text)?;
        text.insert_str(
            root.end,
            &format!(
                "<{}Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"/{}\"/>",
                root.prefix,
                escaped(target)
            ),
        );
        self.put(&name, text);
        Ok(id)
    }

    /// Takes a relation away; a part without any relation needs no list of them.
    pub(crate) fn unrelate(&mut self, part: &str, id: &str) -> Result<(), NotADocument> {
        let name = related(part);
        let Some(mut text) = self.text(&name)? else {
            return Ok(());
        };
        let root = xml::root(&name, &mut text)?;
        let wanted = format!("Id=\"{}\"", escaped(id));
        let cuts: Vec<_> = root
            .children
            .iter()
            .map(|child| child.range.clone())
            .filter(|range| text[range.clone()].contains(&wanted))
            .collect();
        if cuts.len() == root.children.len() {
            self.changed.insert(name.to_lowercase(), (name, None));
        } else {
            self.put(&name, without(&text, cuts));
        }
        Ok(())
    }

    /// The workbook with its changes. The same changes give the same bytes.
    pub(crate) fn close(self) -> Result<Vec<u8>, NotADocument> {
        let mut archive = ZipArchive::new(Cursor::new(self.bytes)).map_err(|_| NotADocument::Truncated)?;
        let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(self.bytes.len() + 16_384)));
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        let mut changed = self.changed;
        for i in 0..archive.len() {
            let file = archive.by_index_raw(i).map_err(|source| broken(TYPES, source))?;
            let name = file.name().map_err(|source| broken(TYPES, source))?.into_owned();
            match changed.remove(name.trim_start_matches('/').to_lowercase().as_str()) {
                None => out.raw_copy_file(file).map_err(|source| broken(&name, source))?,
                Some((_, None)) => {}
                Some((_, Some(text))) => write(&mut out, &name, &text, options)?,
            }
        }
        for (name, text) in changed.into_values() {
            if let Some(text) = text {
                write(&mut out, &name, &text, options)?;
            }
        }
        let written = out.finish().map_err(|source| broken(TYPES, source))?;
        Ok(written.into_inner())
    }
}

/// What a kind of content is said of.
#[derive(Clone, Copy)]
pub(crate) enum Subject<'a> {
    Part(&'a str),
    Extension(&'a str),
}

fn write(
    out: &mut ZipWriter<Cursor<Vec<u8>>>,
    name: &str,
    text: &str,
    options: SimpleFileOptions,
) -> Result<(), NotADocument> {
    out.start_file(name, options)
        .map_err(|source| broken(name, source))?;
    out.write_all(text.as_bytes())
        .map_err(|source| broken(name, source))
}

/// A part that was UTF-16 must not say so any more.
fn in_utf8(text: String) -> String {
    let end = text.find("?>").unwrap_or(0);
    let head = text[..end].to_ascii_lowercase();
    if !head.contains("utf-16") {
        return text;
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"{}",
        &text[end..]
    )
}

fn folder(part: &str) -> &str {
    part.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The name of the part that holds the relations of another.
fn related(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, file)) => format!("{folder}/_rels/{file}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}
