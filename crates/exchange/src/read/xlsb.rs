//! Binary workbooks (.xlsb) → [`Document`], with the values as the sheet shows them.
//!
//! The same as of other workbooks is read and left out (`xlsx`). A record says its kind and its length; one that
//! is cut ends the reading with a message. Not here: the archive around it, which rows are a table (`rows`).

use gyokaku_core::document::{Document, Format};

use super::binary::{Looks, Rich, broken, f64_at, fault, packed, readable, truth, u16_at, u32_at};
use super::error::NotADocument;
use super::limits::MOST_CELLS;
use super::rows::Merge;
use super::xlsx;
use super::xlsx::number::Shown;
use super::xlsx::package::{MOST_SHEETS, Main, Package};
use super::xlsx::sheet::{Found, Gathering, Limits, MOST_MERGES};

/// The records that count here.
mod kind {
    pub(super) const ROW: u32 = 0;
    pub(super) const PACKED: u32 = 2;
    pub(super) const FAULT: u32 = 3;
    pub(super) const TRUTH: u32 = 4;
    pub(super) const NUMBER: u32 = 5;
    pub(super) const TEXT: u32 = 6;
    pub(super) const SHARED: u32 = 7;
    pub(super) const FORMULA_TEXT: u32 = 8;
    pub(super) const FORMULA_NUMBER: u32 = 9;
    pub(super) const FORMULA_TRUTH: u32 = 10;
    pub(super) const FORMULA_FAULT: u32 = 11;
    pub(super) const STRING: u32 = 19;
    pub(super) const FONT: u32 = 43;
    pub(super) const FORMAT: u32 = 44;
    pub(super) const STYLE: u32 = 47;
    pub(super) const RICH: u32 = 62;
    pub(super) const PROPERTIES: u32 = 153;
    pub(super) const SHEET: u32 = 156;
    pub(super) const MERGED: u32 = 176;
    pub(super) const STYLES: u32 = 617;
    pub(super) const STYLES_END: u32 = 618;
}

/// Reads a zip archive as a binary workbook.
///
/// # Errors
/// Says what is wrong where it is damaged or too large.
pub(super) fn document(name: &str, mut package: Package<'_>) -> Result<Document, NotADocument> {
    let main = package.main("xl/workbook.bin")?;
    let (sheets, since_1904) = sheets(&mut package, &main)?;
    let part = |kind: &str, usual: &str| {
        let found = main.relations.values().find(|r| r.kind.ends_with(kind));
        found.map_or_else(|| format!("{}/{usual}", main.folder), |r| r.target.clone())
    };
    let mut looks = looks(&mut package, &part("/styles", "styles.bin"))?;
    looks.since_1904 = since_1904;
    let strings = strings(&mut package, &part("/sharedStrings", "sharedStrings.bin"), &looks)?;
    let mut document = Document {
        name: name.to_owned(),
        format: Format::Workbook,
        ..Document::default()
    };
    let mut limits = Limits::of(package.size());
    for sheet in sheets.iter().filter(|sheet| sheet.visible) {
        if let Some(bytes) = package.bytes(&sheet.part)? {
            let found = sheet.read(&bytes, &looks, &strings, &mut limits)?;
            drop(bytes);
            xlsx::lay_out(&sheet.name, found, &mut document)?;
        }
    }
    xlsx::said(document)
}

/// The records of a part.
struct Records<'a> {
    part: &'a str,
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    /// The next record; none at the end of the part.
    fn next(&mut self) -> Result<Option<(u32, &'a [u8])>, NotADocument> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let record = self.number(2).zip(self.number(4)).and_then(|(kind, length)| {
            let (data, rest) = self.rest.split_at_checked(length as usize)?;
            self.rest = rest;
            Some((kind, data))
        });
        record.map(Some).ok_or_else(|| broken(self.part))
    }

    /// A number in bytes of seven bits, the lowest first.
    fn number(&mut self, most: u32) -> Option<u32> {
        let mut number = 0;
        for place in 0..most {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u32::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }
}

/// A text whose length stands in front, and how many bytes both take; a text that is not there is empty.
fn text(data: &[u8], at: usize) -> Option<(Vec<u16>, usize)> {
    let count = u32_at(data, at)?;
    if count == u32::MAX {
        return Some((Vec::new(), 4));
    }
    let length = (count as usize).checked_mul(2)?;
    let bytes = data.get(at + 4..)?.get(..length)?;
    let units = bytes
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    Some((units.collect(), 4 + length))
}

/// A text with its runs; reading aids behind it are left out.
fn rich(data: &[u8], at: usize, looks: &Looks) -> Option<Rich> {
    let (units, length) = text(data, at + 1)?;
    let mut runs = Vec::new();
    if data.get(at)? & 1 != 0 {
        let start = at + 1 + length;
        let listed = data.get(start + 4..)?;
        runs = listed
            .chunks_exact(4)
            .take(u32_at(data, start)? as usize)
            .filter_map(|run| Some((u16_at(run, 0)?.into(), u16_at(run, 2)?.into())))
            .collect();
    }
    Some(Rich::of(&units, &runs, looks))
}

/// A sheet of cells.
struct Sheet {
    name: String,
    part: String,
    visible: bool,
}

/// The sheets, and whether days are counted from 1904.
fn sheets(package: &mut Package<'_>, main: &Main) -> Result<(Vec<Sheet>, bool), NotADocument> {
    let bytes = package.bytes(&main.part)?.ok_or_else(|| broken(&main.part))?;
    let mut records = Records {
        part: &main.part,
        rest: &bytes,
    };
    let (mut sheets, mut since_1904): (Vec<Sheet>, bool) = (Vec::new(), false);
    while let Some((kind, data)) = records.next()? {
        match kind {
            kind::PROPERTIES => since_1904 = data.first().is_some_and(|flags| flags & 1 != 0),
            kind::SHEET if sheets.len() >= MOST_SHEETS => {
                return Err(NotADocument::TooManySheets { limit: MOST_SHEETS });
            }
            kind::SHEET => {
                let named = text(data, 8).and_then(|(relation, length)| {
                    let relation = String::from_utf16_lossy(&relation);
                    let (name, _) = text(data, 8 + length)?;
                    Some((main.relations.get(&relation)?, String::from_utf16_lossy(&name)))
                });
                let Some((relation, name)) = named.filter(|(r, _)| r.kind.ends_with("/worksheet")) else {
                    continue;
                };
                if sheets.iter().all(|sheet| sheet.part != relation.target) {
                    sheets.push(Sheet {
                        name: readable(&name),
                        part: relation.target.clone(),
                        visible: u32_at(data, 0) == Some(0),
                    });
                }
            }
            _ => {}
        }
    }
    Ok((sheets, since_1904))
}

fn looks(package: &mut Package<'_>, part: &str) -> Result<Looks, NotADocument> {
    let mut looks = Looks::default();
    let bytes = package.bytes(part)?.unwrap_or_default();
    let mut records = Records { part, rest: &bytes };
    let mut in_cells = false;
    while let Some((kind, data)) = records.next()? {
        match kind {
            kind::FONT => looks.font(u16_at(data, 2).unwrap_or(0)),
            kind::FORMAT => {
                if let (Some(number), Some((code, _))) = (u16_at(data, 0), text(data, 2)) {
                    looks.code(number, String::from_utf16_lossy(&code));
                }
            }
            kind::STYLES => in_cells = true,
            kind::STYLES_END => in_cells = false,
            kind::STYLE if in_cells => {
                let (format, font) = (u16_at(data, 2).unwrap_or(0), u16_at(data, 4).unwrap_or(0));
                looks.styles.push((usize::from(font), format));
            }
            _ => {}
        }
    }
    looks.settle();
    Ok(looks)
}

fn strings(package: &mut Package<'_>, part: &str, looks: &Looks) -> Result<Vec<Rich>, NotADocument> {
    let bytes = package.bytes(part)?.unwrap_or_default();
    let mut records = Records { part, rest: &bytes };
    let mut strings = Vec::new();
    while let Some((kind, data)) = records.next()? {
        if kind == kind::STRING {
            if strings.len() >= MOST_CELLS {
                return Err(NotADocument::TooManyCells {
                    place: part.to_owned(),
                    limit: MOST_CELLS,
                });
            }
            strings.push(rich(data, 0, looks).unwrap_or_default());
        }
    }
    Ok(strings)
}

impl Sheet {
    fn read(
        &self,
        bytes: &[u8],
        looks: &Looks,
        strings: &[Rich],
        limits: &mut Limits,
    ) -> Result<Found, NotADocument> {
        let mut records = Records {
            part: &self.part,
            rest: bytes,
        };
        let (mut row, mut merges) = (0, Vec::new());
        let mut gathering = Gathering::of(&self.name, limits);
        while let Some((kind, data)) = records.next()? {
            match kind {
                kind::ROW => row = u32_at(data, 0).ok_or_else(|| broken(&self.part))?,
                kind::MERGED if merges.len() < MOST_MERGES => merges.extend(merged(data)),
                kind::PACKED..=kind::FORMULA_FAULT | kind::RICH => {
                    let (Some(column), Some(style)) = (u32_at(data, 0), u32_at(data, 4)) else {
                        continue;
                    };
                    let style = (style & 0xff_ffff) as usize;
                    let (shown, struck) = value(kind, data, style, looks, strings);
                    gathering.take((row, column), shown, &struck, looks.is_struck(style))?;
                }
                _ => {}
            }
        }
        Ok(gathering.found(merges))
    }
}

/// What a cell shows, and what is struck out in it.
fn value(kind: u32, data: &[u8], style: usize, looks: &Looks, strings: &[Rich]) -> (Option<Shown>, Box<str>) {
    let plain = |shown: Option<Shown>| (shown, Box::default());
    let said = |rich: &Rich| (Some(looks.text(style, &rich.text)), rich.struck.clone());
    match kind {
        kind::PACKED => plain(u32_at(data, 8).and_then(|bits| looks.number(style, packed(bits)))),
        kind::NUMBER | kind::FORMULA_NUMBER => {
            plain(f64_at(data, 8).and_then(|number| looks.number(style, number)))
        }
        kind::FAULT | kind::FORMULA_FAULT => plain(data.get(8).map(|code| fault(*code))),
        kind::TRUTH | kind::FORMULA_TRUTH => plain(data.get(8).map(|value| truth(*value))),
        kind::TEXT | kind::FORMULA_TEXT => match text(data, 8) {
            Some((units, _)) => said(&Rich::of(&units, &[], looks)),
            None => plain(None),
        },
        kind::SHARED => match u32_at(data, 8).and_then(|n| strings.get(n as usize)) {
            Some(string) => said(string),
            None => plain(None),
        },
        kind::RICH => rich(data, 8, looks).map_or_else(|| plain(None), |found| said(&found)),
        _ => plain(None),
    }
}

fn merged(data: &[u8]) -> Option<Merge> {
    let (top, bottom) = (u32_at(data, 0)?, u32_at(data, 4)?);
    let (left, right) = (u32_at(data, 8)?, u32_at(data, 12)?);
    (top <= bottom && left <= right).then_some(Merge {
        top,
        left,
        bottom,
        right,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_parted() {
        let bytes = [0x00, 0x01, 7, 0x9c, 0x01, 0x02, 8, 9];
        let mut records = Records {
            part: "p",
            rest: &bytes,
        };
        assert_eq!(records.next().unwrap(), Some((kind::ROW, &[7][..])));
        assert_eq!(records.next().unwrap(), Some((kind::SHEET, &[8, 9][..])));
        assert_eq!(records.next().unwrap(), None);
        let cut = [0x9c, 0x01, 0x20, 8];
        assert!(
            Records {
                part: "p",
                rest: &cut
            }
            .next()
            .is_err()
        );
    }
}
