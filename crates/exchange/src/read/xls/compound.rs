//! The compound file (OLE2) around a workbook of Excel 97–2003: named streams in chains of sectors.
//!
//! A chain is followed no further than the file has sectors, so that none can lead in a circle.
//! Not here: what the streams hold.

use crate::read::binary::{u16_at, u32_at};

const HEADER: usize = 512;
const ENTRY: usize = 128;
/// The largest number of a sector; what is above has a meaning of its own.
const LAST_SECTOR: u32 = 0xffff_fffa;
/// Sectors of the small streams, in bytes.
const MINI: usize = 64;
const NO_ENTRY: u32 = u32::MAX;

/// An opened compound file.
pub(in crate::read) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini: Vec<u8>,
    mini_below: usize,
    directory: Vec<u8>,
}

impl<'a> Compound<'a> {
    /// Opens a compound file; none where it is damaged or ends too early.
    pub(in crate::read) fn open(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut file = Self {
            bytes,
            sector,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini: Vec::new(),
            mini_below: u32_at(bytes, 56)? as usize,
            directory: Vec::new(),
        };
        file.fat = file.allocation()?;
        file.directory = file.chain(u32_at(bytes, 48)?, usize::MAX)?;
        if u32_at(bytes, 64)? > 0 {
            let table = file.chain(u32_at(bytes, 60)?, usize::MAX)?;
            file.mini_fat = numbers(&table).collect();
            let root = file.entry(0)?;
            file.mini = file.chain(root.start, root.size)?;
        }
        Some(file)
    }

    /// The stream of that name beside no other folder than the file itself.
    pub(in crate::read) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.find(name)?;
        if entry.size >= self.mini_below {
            return self.chain(entry.start, entry.size);
        }
        let sectors = self.mini.len() / MINI + 1;
        let mut found = Vec::new();
        let mut at = entry.start;
        for _ in 0..sectors {
            if at > LAST_SECTOR || found.len() >= entry.size {
                break;
            }
            let start = (at as usize).checked_mul(MINI)?;
            found.extend_from_slice(self.mini.get(start..(start + MINI).min(self.mini.len()))?);
            at = *self.mini_fat.get(at as usize)?;
        }
        (found.len() >= entry.size).then(|| {
            found.truncate(entry.size);
            found
        })
    }

    /// Whether there is a stream or a folder of that name at the top.
    pub(in crate::read) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    fn find(&self, name: &str) -> Option<Entry> {
        let entries = self.directory.len() / ENTRY;
        let mut waiting = vec![self.entry(0)?.child];
        for _ in 0..entries {
            let number = loop {
                match waiting.pop()? {
                    NO_ENTRY => {}
                    number => break number,
                }
            };
            let Some(entry) = self.entry(number) else {
                continue;
            };
            if entry.name.eq_ignore_ascii_case(name) {
                return Some(entry);
            }
            waiting.extend([entry.left, entry.right]);
        }
        None
    }

    fn entry(&self, number: u32) -> Option<Entry> {
        let start = (number as usize).checked_mul(ENTRY)?;
        let bytes = self.directory.get(start..start.checked_add(ENTRY)?)?;
        let length = usize::from(u16_at(bytes, 64)?).saturating_sub(2).min(62);
        let units = bytes[..length]
            .chunks_exact(2)
            .map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        Some(Entry {
            name: char::decode_utf16(units)
                .map(|c| c.unwrap_or('\u{FFFD}'))
                .collect(),
            left: u32_at(bytes, 68)?,
            right: u32_at(bytes, 72)?,
            child: u32_at(bytes, 76)?,
            start: u32_at(bytes, 116)?,
            size: u32_at(bytes, 120)? as usize,
        })
    }

    fn sectors(&self) -> usize {
        self.bytes.len() / self.sector + 1
    }

    /// The bytes of a sector; the last one of a file may be short.
    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end).filter(|bytes| !bytes.is_empty())
    }

    /// Which sector follows which.
    fn allocation(&self) -> Option<Vec<u32>> {
        let mut tables: Vec<u32> = numbers(self.bytes.get(76..HEADER)?).collect();
        let mut more = u32_at(self.bytes, 68)?;
        for _ in 0..self.sectors() {
            if more > LAST_SECTOR {
                break;
            }
            let mut listed: Vec<u32> = numbers(self.sector(more)?).collect();
            more = listed.pop()?;
            tables.extend(listed);
        }
        let mut fat = Vec::new();
        for table in tables.into_iter().filter(|table| *table <= LAST_SECTOR) {
            if fat.len() > self.sectors() {
                break;
            }
            fat.extend(numbers(self.sector(table)?));
        }
        Some(fat)
    }

    /// The bytes of a chain, `size` at most; none where it ends before.
    fn chain(&self, start: u32, size: usize) -> Option<Vec<u8>> {
        let mut found = Vec::new();
        let mut at = start;
        for _ in 0..self.sectors() {
            if at > LAST_SECTOR || found.len() >= size {
                break;
            }
            found.extend_from_slice(self.sector(at)?);
            at = *self.fat.get(at as usize)?;
        }
        if size != usize::MAX && found.len() < size {
            return None;
        }
        found.truncate(size);
        Some(found)
    }
}

/// An entry of the directory.
struct Entry {
    name: String,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: usize,
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes
        .chunks_exact(4)
        .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}
