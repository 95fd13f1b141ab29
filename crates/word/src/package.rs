//! The archive around a Word document: which parts count, and how much may be unpacked.
//!
//! Not here: what the parts say.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use quick_xml::events::Event;
use zip::ZipArchive;

use crate::Error;
use crate::xml::{Events, attribute, broken};

/// A part with its name.
pub(crate) type Part = (String, String);

/// The parts that count.
pub(crate) struct Parts {
    pub(crate) document: Part,
    pub(crate) styles: Option<Part>,
    pub(crate) numbering: Option<Part>,
    /// Footnotes and endnotes.
    pub(crate) notes: [Option<Part>; 2],
}

/// Unpacks the parts that count.
pub(crate) fn parts(bytes: &[u8], limit: u64) -> Result<Parts, Error> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Error::Archive)?;
    let mut package = Package { archive, left: limit };
    let roots = package.relations("_rels/.rels", "")?;
    let main = roots
        .get("officeDocument")
        .cloned()
        .unwrap_or_else(|| "word/document.xml".to_owned());
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let relations = package.relations(&format!("{folder}/_rels/{file}.rels"), folder)?;
    let document = package.part(&main)?.ok_or_else(|| broken(&main))?;
    let mut related = |kind: &str| {
        let usual = format!("{folder}/{kind}.xml");
        package.part(relations.get(kind).unwrap_or(&usual))
    };
    Ok(Parts {
        styles: related("styles")?,
        numbering: related("numbering")?,
        notes: [related("footnotes")?, related("endnotes")?],
        document,
    })
}

struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl Package<'_> {
    fn part(&mut self, name: &str) -> Result<Option<Part>, Error> {
        let wanted = name.trim_start_matches('/');
        let Some(index) = self.archive.file_names().position(|found| {
            found.is_ok_and(|found| found.trim_start_matches('/').eq_ignore_ascii_case(wanted))
        }) else {
            return Ok(None);
        };
        let file = self.archive.by_index(index).map_err(|_| broken(name))?;
        let mut bytes = Vec::new();
        let read = file
            .take(self.left.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|_| broken(name))? as u64;
        self.left = self.left.checked_sub(read).ok_or(Error::TooLarge)?;
        let xml = decoded(bytes).ok_or_else(|| broken(name))?;
        Ok(Some((name.to_owned(), xml)))
    }

    /// The targets of a part's relations, by the last word of their kind.
    fn relations(&mut self, name: &str, folder: &str) -> Result<HashMap<String, String>, Error> {
        let mut found = HashMap::new();
        let Some((name, xml)) = self.part(name)? else {
            return Ok(found);
        };
        let mut events = Events::of(&name, &xml);
        loop {
            match events.next()? {
                Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "Relationship" => {
                    let is_outside = attribute(&e, "TargetMode").is_some_and(|mode| mode == "External");
                    if let (Some(kind), Some(target), false) =
                        (attribute(&e, "Type"), attribute(&e, "Target"), is_outside)
                    {
                        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                        found.entry(kind).or_insert_with(|| absolute(folder, &target));
                    }
                }
                Event::Eof => return Ok(found),
                _ => {}
            }
        }
    }
}

fn absolute(folder: &str, target: &str) -> String {
    if let Some(from_root) = target.strip_prefix('/') {
        return from_root.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}

/// UTF-8, or UTF-16 with a mark in front.
fn decoded(bytes: Vec<u8>) -> Option<String> {
    let wide = |number: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| number([pair[0], pair[1]]));
        char::decode_utf16(units).collect::<Result<String, _>>().ok()
    };
    match bytes.get(..2) {
        Some(b"\xff\xfe") => wide(u16::from_le_bytes),
        Some(b"\xfe\xff") => wide(u16::from_be_bytes),
        _ => String::from_utf8(bytes).ok(),
    }
}
