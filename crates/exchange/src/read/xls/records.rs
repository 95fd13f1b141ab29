//! The records of a workbook stream, and the texts in them, which may go on in the records that continue them.
//!
//! Not here: what a record says of a sheet.

use encoding_rs::Encoding;

use crate::read::binary::{u16_at, u32_at};

const CONTINUE: u16 = 0x3c;

/// A record with those that continue it.
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) data: &'a [u8],
    pub(super) more: Vec<&'a [u8]>,
}

impl<'a> Record<'a> {
    /// Its bytes from a position on, across what continues it.
    pub(super) fn from(&self, at: usize) -> Segments<'_, 'a> {
        Segments {
            now: self.data.get(at..).unwrap_or_default(),
            more: &self.more,
        }
    }

    pub(super) fn u16(&self, at: usize) -> Option<u16> {
        u16_at(self.data, at)
    }
}

/// Records one after another.
pub(super) struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    pub(super) fn of(stream: &'a [u8], at: usize) -> Self {
        Self { stream, at }
    }

    /// How far the records were read.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    fn one(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at + 2)?);
        let start = self.at + 4;
        let data = self.stream.get(start..start + length)?;
        self.at = start + length;
        Some((kind, data))
    }

    /// The next record; none at the end, whether the stream ends there or is cut.
    pub(super) fn next(&mut self) -> Option<Record<'a>> {
        let (kind, data) = self.one()?;
        let mut more = Vec::new();
        while u16_at(self.stream, self.at) == Some(CONTINUE) {
            match self.one() {
                Some((_, data)) => more.push(data),
                None => break,
            }
        }
        Some(Record { kind, data, more })
    }
}

/// Bytes that may go on in another record.
pub(super) struct Segments<'r, 'a> {
    now: &'a [u8],
    more: &'r [&'a [u8]],
}

impl Segments<'_, '_> {
    pub(super) fn is_at_end(&self) -> bool {
        self.now.is_empty() && self.more.iter().all(|part| part.is_empty())
    }

    /// Goes on to the next record where this one is used up.
    fn go_on(&mut self) -> Option<()> {
        while self.now.is_empty() {
            let (next, more) = self.more.split_first()?;
            (self.now, self.more) = (next, more);
        }
        Some(())
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.go_on()?;
        let (byte, rest) = self.now.split_first()?;
        self.now = rest;
        Some(*byte)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.u8()?, self.u8()?]))
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        let bytes = [self.u8()?, self.u8()?, self.u8()?, self.u8()?];
        u32_at(&bytes, 0)
    }

    pub(super) fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            self.go_on()?;
            let step = count.min(self.now.len());
            self.now = &self.now[step..];
            count -= step;
        }
        Some(())
    }

    /// Characters of two bytes or one; where another record goes on, it says anew which.
    pub(super) fn units(&mut self, count: usize, mut wide: bool) -> Option<Vec<u16>> {
        let mut units = Vec::with_capacity(count.min(1 << 16));
        while units.len() < count {
            if self.now.is_empty() {
                self.go_on()?;
                wide = self.u8()? & 1 != 0;
                continue;
            }
            if wide {
                units.push(self.u16()?);
            } else {
                units.push(u16::from(self.u8()?));
            }
        }
        Some(units)
    }

    /// A text in the encoding of its workbook, as before Excel 97.
    pub(super) fn encoded(&mut self, count: usize, encoding: &'static Encoding) -> Option<Vec<u16>> {
        let bytes = self.now.get(..count)?;
        self.now = &self.now[count..];
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        Some(text.encode_utf16().collect())
    }
}
