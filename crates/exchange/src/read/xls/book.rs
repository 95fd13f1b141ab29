//! What a workbook says before its sheets: strings, fonts, formats, styles, and where the sheets are.
//!
//! Not here: cells.

use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, WINDOWS_1252};

use super::STREAM;
use super::records::{Record, Records, Segments};
use crate::read::binary::{Looks, Rich, broken, readable, u32_at};
use crate::read::error::NotADocument;
use crate::read::limits::MOST_CELLS;
use crate::read::xlsx::package::MOST_SHEETS;

/// The records of a workbook that count here.
mod kind {
    pub(super) const BOF: u16 = 0x0809;
    pub(super) const EOF: u16 = 0x0a;
    pub(super) const FILE_PASS: u16 = 0x2f;
    pub(super) const CODE_PAGE: u16 = 0x42;
    pub(super) const DATE_MODE: u16 = 0x22;
    pub(super) const FONT: u16 = 0x31;
    pub(super) const FORMAT: u16 = 0x041e;
    pub(super) const STYLE: u16 = 0xe0;
    pub(super) const SHEET: u16 = 0x85;
    pub(super) const STRINGS: u16 = 0xfc;
}

/// A workbook without its sheets.
pub(super) struct Book {
    pub(super) sheets: Vec<Sheet>,
    pub(super) strings: Vec<Rich>,
    pub(super) looks: Looks,
    pub(super) texts: Texts,
}

/// A sheet of cells and where its records begin.
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) at: usize,
    pub(super) visible: bool,
}

/// How texts are stored: in Unicode since Excel 97, before in the encoding of the workbook.
#[derive(Clone, Copy)]
pub(super) struct Texts {
    is_unicode: bool,
    encoding: &'static Encoding,
}

impl Texts {
    /// A text whose length stands in front, in one byte or two.
    pub(super) fn short(self, from: &mut Segments<'_, '_>) -> Option<Vec<u16>> {
        let count = usize::from(from.u8()?);
        self.counted(from, count)
    }

    /// A text whose length stands in front in two bytes.
    pub(super) fn long(self, from: &mut Segments<'_, '_>) -> Option<Vec<u16>> {
        let count = usize::from(from.u16()?);
        self.counted(from, count)
    }

    fn counted(self, from: &mut Segments<'_, '_>, count: usize) -> Option<Vec<u16>> {
        if self.is_unicode {
            let wide = from.u8()? & 1 != 0;
            from.units(count, wide)
        } else {
            from.encoded(count, self.encoding)
        }
    }

    /// The runs behind a rich text of a single cell.
    pub(super) fn runs(self, from: &mut Segments<'_, '_>) -> Option<Vec<(usize, usize)>> {
        let mut next = |wide: bool| -> Option<usize> {
            Some(if wide {
                usize::from(from.u16()?)
            } else {
                usize::from(from.u8()?)
            })
        };
        let count = next(self.is_unicode)?;
        (0..count)
            .map(|_| Some((next(self.is_unicode)?, next(self.is_unicode)?)))
            .collect()
    }
}

/// Reads what stands before the sheets.
pub(super) fn book(stream: &[u8]) -> Result<Book, NotADocument> {
    let mut records = Records::of(stream, 0);
    let first = records.next().ok_or(NotADocument::Truncated)?;
    let version = first.u16(0).filter(|_| first.kind == kind::BOF);
    let mut book = Book {
        sheets: Vec::new(),
        strings: Vec::new(),
        looks: Looks::without_fourth_font(),
        texts: Texts {
            is_unicode: match version {
                Some(0x0600) => true,
                Some(0x0500) => false,
                _ => return Err(NotADocument::LegacyWorkbook),
            },
            encoding: SHIFT_JIS,
        },
    };
    let mut strings = None;
    loop {
        let record = records.next().ok_or(NotADocument::Truncated)?;
        match record.kind {
            kind::EOF => break,
            kind::FILE_PASS if record.u16(0) != Some(0) => return Err(NotADocument::PasswordProtected),
            kind::STRINGS => strings = Some(record),
            _ => book.take(&record)?,
        }
    }
    // Runs of strings name fonts, which all stand in front of the end, and not always in front of the strings.
    if let Some(record) = strings {
        book.strings = shared(&record, &book.looks)?;
    }
    book.looks.settle();
    Ok(book)
}

impl Book {
    fn take(&mut self, record: &Record<'_>) -> Result<(), NotADocument> {
        match record.kind {
            kind::CODE_PAGE => {
                if let Some(encoding) = record.u16(0).and_then(encoding) {
                    self.texts.encoding = encoding;
                }
            }
            kind::DATE_MODE => self.looks.since_1904 = record.u16(0) == Some(1),
            kind::FONT => self.looks.font(record.u16(2).unwrap_or(0)),
            kind::FORMAT => {
                let mut from = record.from(2);
                let code = if self.texts.is_unicode {
                    self.texts.long(&mut from)
                } else {
                    self.texts.short(&mut from)
                };
                if let (Some(number), Some(code)) = (record.u16(0), code) {
                    self.looks.code(number, String::from_utf16_lossy(&code));
                }
            }
            kind::STYLE => {
                let (font, format) = (record.u16(0).unwrap_or(0), record.u16(2).unwrap_or(0));
                self.looks.styles.push((usize::from(font), format));
            }
            kind::SHEET if self.sheets.len() >= MOST_SHEETS => {
                return Err(NotADocument::TooManySheets { limit: MOST_SHEETS });
            }
            kind::SHEET => self.sheets.extend(self.sheet(record)),
            _ => {}
        }
        Ok(())
    }

    /// None of what is no sheet of cells.
    fn sheet(&self, record: &Record<'_>) -> Option<Sheet> {
        let at = u32_at(record.data, 0)? as usize;
        let (state, kind) = (record.data.get(4)? & 3, *record.data.get(5)?);
        let name = self.texts.short(&mut record.from(6))?;
        let name = readable(&String::from_utf16_lossy(&name));
        let is_known = self.sheets.iter().any(|sheet| sheet.at == at);
        (kind == 0 && !is_known).then_some(Sheet {
            name,
            at,
            visible: state == 0,
        })
    }
}

fn encoding(code_page: u16) -> Option<&'static Encoding> {
    match code_page {
        932 | 10001 => Some(SHIFT_JIS),
        936 => Some(GBK),
        949 => Some(EUC_KR),
        950 => Some(BIG5),
        1252 | 10000 | 32769 => Some(WINDOWS_1252),
        65001 => Some(UTF_8),
        _ => None,
    }
}

/// The strings that cells point to. A table that is cut ends the reading.
fn shared(record: &Record<'_>, looks: &Looks) -> Result<Vec<Rich>, NotADocument> {
    let (mut from, mut strings) = (record.from(8), Vec::new());
    while !from.is_at_end() {
        if strings.len() >= MOST_CELLS {
            return Err(NotADocument::TooManyCells {
                place: STREAM.to_owned(),
                limit: MOST_CELLS,
            });
        }
        strings.push(string(&mut from, looks).ok_or_else(|| broken(STREAM))?);
    }
    Ok(strings)
}

/// One string with its runs; its reading aids are left out.
fn string(from: &mut Segments<'_, '_>, looks: &Looks) -> Option<Rich> {
    let count = usize::from(from.u16()?);
    let options = from.u8()?;
    let runs = if options & 8 != 0 { from.u16()? } else { 0 };
    let aids = if options & 4 != 0 { from.u32()? } else { 0 };
    let units = from.units(count, options & 1 != 0)?;
    let runs: Vec<(usize, usize)> = (0..runs)
        .map(|_| Some((usize::from(from.u16()?), usize::from(from.u16()?))))
        .collect::<Option<_>>()?;
    from.skip(aids as usize)?;
    Some(Rich::of(&units, &runs, looks))
}
