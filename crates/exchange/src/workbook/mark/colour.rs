//! The marking colour: a conditional format of our own over the cells, on and off.
//!
//! Not here: notes.

use gyokaku_core::document::cell_name;
use quick_xml::events::Event;

use super::AUTHOR;
use crate::read::NotADocument;
use crate::read::xlsx::xml::{Events, attribute};
use crate::workbook::parts::Parts;
use crate::workbook::xml::{self, Root, without};

/// A pale red that text stays legible on; the bold text tells it in gray too.
const COLOUR: &str = "FFFFC7CE";

/// The elements of a sheet that stand before its conditional formats.
const BEFORE_FORMATS: [&str; 16] = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
];
/// The elements of the formats that stand before those of conditions.
const BEFORE_DIFFERENCES: [&str; 7] = [
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
];

/// Makes sure that the workbook has our colour, and gives its number; none where it has no formats at all.
pub(super) fn registered(parts: &mut Parts<'_>) -> Result<Option<usize>, NotADocument> {
    let name = parts.styles()?;
    let Some(mut styles) = parts.text(&name)? else {
        return Ok(None);
    };
    let root = xml::root(&name, &mut styles)?;
    let p = &root.prefix;
    let ours = format!(
        "<{p}dxf><{p}font><{p}b/></{p}font><{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"{COLOUR}\"/><{p}bgColor rgb=\"{COLOUR}\"/></{p}patternFill></{p}fill></{p}dxf>"
    );
    let Some(list) = root.child("dxfs") else {
        let at = root.place_behind(&BEFORE_DIFFERENCES).unwrap_or(root.end);
        styles.insert_str(at, &format!("<{p}dxfs count=\"1\">{ours}</{p}dxfs>"));
        parts.put(&name, styles);
        return Ok(Some(0));
    };
    let range = list.range.clone();
    let mut inner = styles[range.clone()].to_owned();
    let found = xml::root(&name, &mut inner)?;
    let known = found
        .children
        .iter()
        .position(|child| inner[child.range.clone()] == ours);
    if known.is_some() {
        return Ok(known);
    }
    let count = found.children.len();
    let body: String = found
        .children
        .iter()
        .map(|child| &inner[child.range.clone()])
        .collect();
    let list = format!("<{p}dxfs count=\"{}\">{body}{ours}</{p}dxfs>", count + 1);
    styles.replace_range(range, &list);
    parts.put(&name, styles);
    Ok(Some(count))
}

/// Lays the colour over cells of a sheet.
pub(super) fn lay<'c>(
    parts: &mut Parts<'_>,
    sheet: &str,
    colour: usize,
    cells: impl Iterator<Item = &'c (u32, u32)>,
) -> Result<(), NotADocument> {
    let Some(mut text) = parts.text(sheet)? else {
        return Ok(());
    };
    let root = xml::root(sheet, &mut text)?;
    let names: Vec<String> = cells.map(|(row, column)| cell_name(*row, *column)).collect();
    let p = &root.prefix;
    let format = format!(
        "<{p}conditionalFormatting sqref=\"{}\"><{p}cfRule type=\"expression\" dxfId=\"{colour}\" priority=\"{}\"><{p}formula>N(\"{AUTHOR}\")=0</{p}formula></{p}cfRule></{p}conditionalFormatting>",
        names.join(" "),
        last_priority(sheet, &text, &root)? + 1
    );
    let at = root.place_behind(&BEFORE_FORMATS).unwrap_or(root.end);
    text.insert_str(at, &format);
    parts.put(sheet, text);
    Ok(())
}

/// The largest number of a rule; the smallest goes first.
fn last_priority(sheet: &str, text: &str, root: &Root) -> Result<u32, NotADocument> {
    let mut last = 0;
    for child in root
        .children
        .iter()
        .filter(|child| child.name == "conditionalFormatting")
    {
        let mut events = Events::of(sheet, &text[child.range.clone()]);
        loop {
            match events.next()? {
                Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "cfRule" => {
                    let number = attribute(&e, "priority").and_then(|number| number.parse().ok());
                    last = last.max(number.unwrap_or(0).min(1_000_000));
                }
                Event::Eof => break,
                _ => {}
            }
        }
    }
    Ok(last)
}

/// Takes our colour off a sheet.
pub(super) fn lift(parts: &mut Parts<'_>, sheet: &str) -> Result<(), NotADocument> {
    let Some(mut text) = parts.text(sheet)? else {
        return Ok(());
    };
    if !text.contains(AUTHOR) && !text.contains("&#") {
        return Ok(());
    }
    let root = xml::root(sheet, &mut text)?;
    let mut cuts = Vec::new();
    for child in root
        .children
        .iter()
        .filter(|child| child.name == "conditionalFormatting")
    {
        let mut inner = text[child.range.clone()].to_owned();
        let rules = xml::root(sheet, &mut inner)?.children;
        let mut ours = Vec::new();
        for rule in rules.iter().filter(|rule| rule.name == "cfRule") {
            if is_ours(sheet, &inner[rule.range.clone()])? {
                ours.push(rule.range.clone());
            }
        }
        if !ours.is_empty() && ours.len() == rules.len() {
            cuts.push(child.range.clone());
        } else {
            let start = child.range.start;
            cuts.extend(ours.into_iter().map(|cut| cut.start + start..cut.end + start));
        }
    }
    if !cuts.is_empty() {
        parts.put(sheet, without(&text, cuts));
    }
    Ok(())
}

/// Whether a rule is ours, however a spreadsheet wrote it anew.
fn is_ours(sheet: &str, rule: &str) -> Result<bool, NotADocument> {
    let mut events = Events::of(sheet, rule);
    loop {
        match events.next()? {
            Event::Start(e) if e.local_name().as_ref() == "formula" => {
                let mut formula = String::new();
                events.text("formula", &mut formula)?;
                formula.retain(|c| !c.is_whitespace());
                if formula
                    .trim_start_matches('=')
                    .starts_with(&format!("N(\"{AUTHOR}\")"))
                {
                    return Ok(true);
                }
            }
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}
