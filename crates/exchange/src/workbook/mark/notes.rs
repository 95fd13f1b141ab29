//! The notes of a sheet: ours added and taken away, the person's own left alone.
//!
//! Not here: the boxes in which notes are shown (`shapes`).

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::Event;

use super::{AUTHOR, Cells, LINE, shapes};
use crate::read::NotADocument;
use crate::read::xlsx::xml::{Events, attribute};
use crate::workbook::parts::{Parts, Subject};
use crate::workbook::xml::{self, escaped, without};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments";
const CONTENT: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";

/// A note as it stands in its part.
struct Note {
    /// The whole element.
    xml: String,
    at: Option<(u32, u32)>,
    text: String,
}

/// Adds notes to cells of a sheet.
pub(super) fn add(parts: &mut Parts<'_>, sheet: &str, cells: &Cells) -> Result<(), NotADocument> {
    let part = match part_of(parts, sheet)? {
        Some((_, part)) => part,
        None => {
            let (part, _) = parts.free_name("xl/comments", ".xml")?;
            parts.relate(sheet, KIND, &part)?;
            parts.declare(Subject::Part(&part), CONTENT)?;
            parts.put(
                &part,
                format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"{MAIN}\"><authors></authors><commentList></commentList></comments>"
                ),
            );
            part
        }
    };
    let Some(mut text) = parts.text(&part)? else {
        return Ok(());
    };
    let p = xml::root(&part, &mut text)?.prefix;
    let author = author(&part, &mut text)?;
    let (range, notes) = list(&part, &mut text)?;
    let mut by_cell: BTreeMap<(u32, u32), String> = BTreeMap::new();
    let mut elsewhere = String::new();
    for note in notes {
        match note.at {
            Some(at) => drop(by_cell.insert(at, note.xml)),
            None => elsewhere.push_str(&note.xml),
        }
    }
    let mut new = BTreeMap::new();
    for (at, said) in cells {
        let own = by_cell
            .get(at)
            .map(|note| extended(&part, note, &p, said))
            .transpose()?;
        let note = own.flatten().unwrap_or_else(|| {
            new.insert(*at, said.as_str());
            format!(
                "<{p}comment ref=\"{}\" authorId=\"{author}\"><{p}text><{p}r><{p}t xml:space=\"preserve\">{}</{p}t></{p}r></{p}text></{p}comment>",
                gyokaku_core::document::cell_name(at.0, at.1),
                escaped(said)
            )
        });
        by_cell.insert(*at, note);
    }
    let body: String = by_cell.into_values().collect();
    text.replace_range(
        range,
        &format!("<{p}commentList>{body}{elsewhere}</{p}commentList>"),
    );
    parts.put(&part, text);
    shapes::add(parts, sheet, &new)
}

/// Takes our notes off a sheet.
pub(super) fn remove(parts: &mut Parts<'_>, sheet: &str) -> Result<(), NotADocument> {
    let Some((relation, part)) = part_of(parts, sheet)? else {
        return Ok(());
    };
    let Some(mut text) = parts.text(&part)? else {
        return Ok(());
    };
    let p = xml::root(&part, &mut text)?.prefix;
    let (range, notes) = list(&part, &mut text)?;
    let (mut body, mut gone, mut changed, mut left) = (String::new(), BTreeSet::new(), false, 0);
    for note in notes {
        match own_part(&note.text) {
            None => {
                body.push_str(&note.xml);
                left += 1;
            }
            Some("") => {
                gone.extend(note.at);
                changed = true;
            }
            Some(own) => {
                body.push_str(&shortened(&part, &note.xml, &p, own)?);
                left += 1;
                changed = true;
            }
        }
    }
    if !changed {
        return Ok(());
    }
    if left == 0 {
        parts.unrelate(sheet, &relation)?;
        parts.remove(&part)?;
    } else {
        text.replace_range(range, &format!("<{p}commentList>{body}</{p}commentList>"));
        let text = without_author(&part, text)?;
        parts.put(&part, text);
    }
    shapes::remove(parts, sheet, &gone)
}

/// What of a note is the person's: the text above our line; none where the line is not there.
fn own_part(text: &str) -> Option<&str> {
    text.find(LINE).map(|at| text[..at].trim_end())
}

/// The relation and the part of a sheet's notes.
fn part_of(parts: &mut Parts<'_>, sheet: &str) -> Result<Option<(String, String)>, NotADocument> {
    let found = parts
        .relations(sheet)?
        .into_iter()
        .find(|(_, relation)| relation.kind.ends_with("/comments"));
    Ok(found.map(|(id, relation)| (id, relation.target)))
}

/// The number of our name among the authors, which is added where it is not there.
fn author(part: &str, text: &mut String) -> Result<usize, NotADocument> {
    let root = xml::root(part, text)?;
    let p = &root.prefix;
    let ours = format!("<{p}author>{AUTHOR}</{p}author>");
    let Some(authors) = root.child("authors") else {
        let first = root.children.first().map_or(root.end, |child| child.range.start);
        text.insert_str(first, &format!("<{p}authors>{ours}</{p}authors>"));
        return Ok(0);
    };
    let range = authors.range.clone();
    let mut inner = text[range.clone()].to_owned();
    let found = xml::root(part, &mut inner)?;
    if let Some(known) = found
        .children
        .iter()
        .position(|child| inner[child.range.clone()] == ours)
    {
        return Ok(known);
    }
    let count = found.children.len();
    inner.insert_str(found.end, &ours);
    text.replace_range(range, &inner);
    Ok(count)
}

/// Takes our name from the authors where it stands last and no note is by it any more.
fn without_author(part: &str, mut text: String) -> Result<String, NotADocument> {
    let root = xml::root(part, &mut text)?;
    let Some(authors) = root.child("authors").map(|child| child.range.clone()) else {
        return Ok(text);
    };
    let mut inner = text[authors.clone()].to_owned();
    let found = xml::root(part, &mut inner)?;
    let Some(last) = found.children.last() else {
        return Ok(text);
    };
    let ours = format!("<{p}author>{AUTHOR}</{p}author>", p = root.prefix);
    let number = format!("authorId=\"{}\"", found.children.len() - 1);
    if inner[last.range.clone()] == ours && !text.contains(&number) {
        inner.replace_range(last.range.clone(), "");
        text.replace_range(authors, &inner);
    }
    Ok(text)
}

/// Where the list of notes stands, and the notes.
fn list(part: &str, text: &mut String) -> Result<(std::ops::Range<usize>, Vec<Note>), NotADocument> {
    let root = xml::root(part, text)?;
    let Some(list) = root.child("commentList") else {
        text.insert_str(
            root.end,
            &format!("<{p}commentList></{p}commentList>", p = root.prefix),
        );
        return self::list(part, text);
    };
    let range = list.range.clone();
    let mut inner = text[range.clone()].to_owned();
    let found = xml::root(part, &mut inner)?;
    let notes: Result<_, _> = found
        .children
        .iter()
        .map(|child| note(part, &inner[child.range.clone()]))
        .collect();
    Ok((range, notes?))
}

fn note(part: &str, xml: &str) -> Result<Note, NotADocument> {
    let mut found = Note {
        xml: xml.to_owned(),
        at: None,
        text: String::new(),
    };
    let mut events = Events::of(part, xml);
    loop {
        match events.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "comment" => {
                    found.at = attribute(&e, "ref").and_then(|name| crate::read::xlsx::position(&name));
                }
                "t" => events.text("t", &mut found.text)?,
                "rPh" => events.skip("rPh")?,
                _ => {}
            },
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// A person's note with ours below; none where the note holds no text element.
fn extended(part: &str, note: &str, p: &str, said: &str) -> Result<Option<String>, NotADocument> {
    let mut note = note.to_owned();
    let root = xml::root(part, &mut note)?;
    let Some(range) = root.child("text").map(|child| child.range.clone()) else {
        return Ok(None);
    };
    let mut inner = note[range.clone()].to_owned();
    let found = xml::root(part, &mut inner)?;
    inner.insert_str(
        found.end,
        &format!(
            "<{p}r><{p}t xml:space=\"preserve\">\n{}</{p}t></{p}r>",
            escaped(said)
        ),
    );
    // A text without runs becomes one, since runs stand behind nothing else.
    if let Some(plain) = found.child("t") {
        inner.insert_str(plain.range.end, &format!("</{p}r>"));
        inner.insert_str(plain.range.start, &format!("<{p}r>"));
    }
    note.replace_range(range, &inner);
    Ok(Some(note))
}

/// A person's note without ours: our run goes; where a spreadsheet put the runs together, the text is cut.
fn shortened(part: &str, note: &str, p: &str, own: &str) -> Result<String, NotADocument> {
    let mut note = note.to_owned();
    let root = xml::root(part, &mut note)?;
    let Some(range) = root.child("text").map(|child| child.range.clone()) else {
        return Ok(note);
    };
    let mut inner = note[range.clone()].to_owned();
    let found = xml::root(part, &mut inner)?;
    let mut at = None;
    for (i, run) in found.children.iter().enumerate() {
        let text = self::note(part, &inner[run.range.clone()])?.text;
        if text.trim_start().starts_with(LINE) {
            at = Some(i);
        }
    }
    let shortened = match at {
        Some(at) => without(
            &inner,
            found.children[at..].iter().map(|run| run.range.clone()).collect(),
        ),
        None => format!(
            "<{p}text><{p}t xml:space=\"preserve\">{}</{p}t></{p}text>",
            escaped(own)
        ),
    };
    note.replace_range(range, &shortened);
    Ok(note)
}
