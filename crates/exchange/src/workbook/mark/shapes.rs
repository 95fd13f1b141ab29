//! The boxes in which notes are shown: the VML drawing that spreadsheets keep for them.
//!
//! Some programs write VML that is no sound XML, so it is read as text. Not here: what notes say.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;

use crate::read::NotADocument;
use crate::workbook::parts::{Parts, Subject};
use crate::workbook::xml::{self, without};

const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/vmlDrawing";
const CONTENT: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPE: &str = "_x0000_t202";

/// The elements of a sheet that stand behind its drawing of notes.
const BEHIND: [&str; 8] = [
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
];

/// Adds a box for each note.
pub(super) fn add(
    parts: &mut Parts<'_>,
    sheet: &str,
    notes: &BTreeMap<(u32, u32), &str>,
) -> Result<(), NotADocument> {
    if notes.is_empty() {
        return Ok(());
    }
    let (part, number) = match part_of(parts, sheet)? {
        Some((_, part)) => (part, 1),
        None => {
            let (part, number) = parts.free_name("xl/drawings/vmlDrawing", ".vml")?;
            let relation = parts.relate(sheet, KIND, &part)?;
            parts.declare(Subject::Extension("vml"), CONTENT)?;
            parts.put(&part, empty(number));
            refer(parts, sheet, &relation)?;
            (part, number)
        }
    };
    let mut text = parts.text(&part)?.unwrap_or_else(|| empty(number));
    let names = Names::of(&text);
    let (v, o) = (&names.vml, &names.office);
    let mut boxes = String::new();
    if !text.contains(&format!("id=\"{TYPE}\"")) {
        let _ = write!(
            boxes,
            "<{v}:shapetype id=\"{TYPE}\" coordsize=\"21600,21600\" {o}:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><{v}:stroke joinstyle=\"miter\"/><{v}:path gradientshapeok=\"t\" {o}:connecttype=\"rect\"/></{v}:shapetype>"
        );
    }
    let first = last_number(&text).unwrap_or(1024 * number) + 1;
    for (id, ((row, column), said)) in (first..).zip(notes) {
        boxes.push_str(&shape(&names, id, *row, *column, said));
    }
    let at = text.rfind("</xml>").unwrap_or(text.len());
    text.insert_str(at, &boxes);
    parts.put(&part, text);
    Ok(())
}

/// Takes away the boxes of notes that are gone, and the drawing where nothing is left in it.
pub(super) fn remove(
    parts: &mut Parts<'_>,
    sheet: &str,
    notes: &BTreeSet<(u32, u32)>,
) -> Result<(), NotADocument> {
    let Some((relation, part)) = part_of(parts, sheet)? else {
        return Ok(());
    };
    let Some(text) = parts.text(&part)? else {
        return Ok(());
    };
    let names = Names::of(&text);
    let shapes = shapes(&names, &text);
    let cuts: Vec<Range<usize>> = shapes
        .iter()
        .filter(|range| cell_of(&names, &text[(*range).clone()]).is_some_and(|cell| notes.contains(&cell)))
        .cloned()
        .collect();
    if cuts.is_empty() {
        return Ok(());
    }
    if cuts.len() < shapes.len() {
        parts.put(&part, without(&text, cuts));
        return Ok(());
    }
    parts.unrelate(sheet, &relation)?;
    parts.remove(&part)?;
    let Some(mut text) = parts.text(sheet)? else {
        return Ok(());
    };
    let root = xml::root(sheet, &mut text)?;
    let cuts = root
        .children
        .iter()
        .filter(|child| child.name == "legacyDrawing")
        .map(|child| child.range.clone())
        .collect();
    parts.put(sheet, without(&text, cuts));
    Ok(())
}

/// The relation and the part of the drawing that the sheet names for its notes.
fn part_of(parts: &mut Parts<'_>, sheet: &str) -> Result<Option<(String, String)>, NotADocument> {
    let Some(mut text) = parts.text(sheet)? else {
        return Ok(None);
    };
    let root = xml::root(sheet, &mut text)?;
    let Some(named) = root.child("legacyDrawing") else {
        return Ok(None);
    };
    let element = &text[named.range.clone()];
    let found = parts.relations(sheet)?.into_iter().find(|(id, relation)| {
        relation.kind.ends_with("/vmlDrawing") && element.contains(&format!("id=\"{id}\""))
    });
    Ok(found.map(|(id, relation)| (id, relation.target)))
}

/// Names the drawing in the sheet.
fn refer(parts: &mut Parts<'_>, sheet: &str, relation: &str) -> Result<(), NotADocument> {
    let Some(mut text) = parts.text(sheet)? else {
        return Ok(());
    };
    let root = xml::root(sheet, &mut text)?;
    let element = format!(
        "<{}legacyDrawing xmlns:r=\"{RELATIONSHIPS}\" r:id=\"{relation}\"/>",
        root.prefix
    );
    match root.child("legacyDrawing").map(|child| child.range.clone()) {
        // It names a drawing that is not there.
        Some(dead) => text.replace_range(dead, &element),
        None => {
            let at = root
                .children
                .iter()
                .find(|child| BEHIND.contains(&child.name.as_str()))
                .map_or(root.end, |child| child.range.start);
            text.insert_str(at, &element);
        }
    }
    parts.put(sheet, text);
    Ok(())
}

fn empty(number: usize) -> String {
    format!(
        "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{number}\"/></o:shapelayout></xml>"
    )
}

/// What stands in front of the names of elements: nearly always `v`, `o` and `x`, but not in the files of
/// every program.
struct Names {
    vml: String,
    office: String,
    excel: String,
}

impl Names {
    /// As the root declares them.
    fn of(text: &str) -> Self {
        let declared = |address: &str, usual: &str| {
            let before = text.find(&format!("=\"{address}\"")).map(|end| &text[..end]);
            let name = before.and_then(|before| Some(before.rsplit_once("xmlns:")?.1));
            name.filter(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric()))
                .unwrap_or(usual)
                .to_owned()
        };
        Self {
            vml: declared("urn:schemas-microsoft-com:vml", "v"),
            office: declared("urn:schemas-microsoft-com:office:office", "o"),
            excel: declared("urn:schemas-microsoft-com:office:excel", "x"),
        }
    }
}

/// A box beside its cell, as high as its text needs.
fn shape(names: &Names, id: usize, row: u32, column: u32, said: &str) -> String {
    let Names {
        vml: v,
        office: o,
        excel: x,
    } = names;
    let lines: usize = said.split('\n').map(|line| line.chars().count() / 22 + 1).sum();
    let height = lines.clamp(3, 16) * 16 + 12;
    let (right, below) = (column + 1, row + lines.clamp(3, 8) as u32);
    format!(
        "<{v}:shape id=\"_x0000_s{id}\" type=\"#{TYPE}\" style=\"position:absolute;margin-left:80pt;margin-top:2pt;width:250pt;height:{height}pt;z-index:1;visibility:hidden\" fillcolor=\"#ffffe1\" {o}:insetmode=\"auto\">\
         <{v}:fill color2=\"#ffffe1\"/><{v}:shadow on=\"t\" color=\"black\" obscured=\"t\"/><{v}:path {o}:connecttype=\"none\"/>\
         <{v}:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></{v}:textbox>\
         <{x}:ClientData ObjectType=\"Note\"><{x}:MoveWithCells/><{x}:SizeWithCells/><{x}:Anchor>{right}, 15, {row}, 4, {}, 15, {below}, {}</{x}:Anchor><{x}:AutoFill>False</{x}:AutoFill><{x}:Row>{row}</{x}:Row><{x}:Column>{column}</{x}:Column></{x}:ClientData></{v}:shape>",
        column + 5,
        height % 16
    )
}

/// The stretches of all boxes.
fn shapes(names: &Names, text: &str) -> Vec<Range<usize>> {
    let (opens, closes) = (
        format!("<{}:shape ", names.vml),
        format!("</{}:shape>", names.vml),
    );
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(start) = text[at..].find(&opens).map(|start| start + at) {
        let Some(end) = text[start..].find(&closes) else {
            break;
        };
        let end = start + end + closes.len();
        found.push(start..end);
        at = end;
    }
    found
}

/// The cell whose note a box shows; none of a button or a picture.
fn cell_of(names: &Names, shape: &str) -> Option<(u32, u32)> {
    if !shape.contains("ObjectType=\"Note\"") {
        return None;
    }
    let number = |name: &str| {
        let (_, rest) = shape.split_once(&format!("<{}:{name}>", names.excel))?;
        rest.split('<').next()?.trim().parse().ok()
    };
    Some((number("Row")?, number("Column")?))
}

/// The largest number of a shape.
fn last_number(text: &str) -> Option<usize> {
    text.split("\"_x0000_s")
        .skip(1)
        .filter_map(|rest| rest.split('"').next()?.parse().ok())
        .filter(|number| *number < 1_000_000_000)
        .max()
}
