//! Any records as the stream of an old workbook, in a compound file or as they are: read or refused.
#![no_main]

use gyokaku_core::document::Block;
use gyokaku_exchange::read::document;
use libfuzzer_sys::fuzz_target;

const SECTOR: usize = 512;

/// A compound file with one stream of that name and bytes.
fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut stream = stream.to_vec();
    stream.resize(stream.len().max(4_096).next_multiple_of(SECTOR), 0);
    let sectors = stream.len() / SECTOR;
    let number = |bytes: &mut [u8], at: usize, number: u32| bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
    let mut header = vec![0u8; SECTOR];
    header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    header[24..34].copy_from_slice(&[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    let tables = (sectors + 2).div_ceil(SECTOR / 4);
    for (at, value) in [(44, tables as u32), (48, tables as u32), (56, 4_096), (60, u32::MAX - 1), (68, u32::MAX - 1)] {
        number(&mut header, at, value);
    }
    for table in 0..109 {
        number(&mut header, 76 + table * 4, if table < tables { table as u32 } else { u32::MAX });
    }
    let mut fat = vec![0xffu8; tables * SECTOR];
    for at in 0..sectors {
        let next = if at + 1 < sectors { (tables + 2 + at) as u32 } else { u32::MAX - 1 };
        number(&mut fat, (tables + 1 + at) * 4, next);
    }
    number(&mut fat, tables * 4, u32::MAX - 1);
    let mut directory = vec![0u8; SECTOR];
    for (at, (name, kind, child, start, size)) in
        [("Root Entry", 5u8, 1u32, u32::MAX - 1, 0u32), (name, 2, u32::MAX, (tables + 1) as u32, stream.len() as u32)]
            .into_iter()
            .enumerate()
    {
        let entry = &mut directory[at * 128..(at + 1) * 128];
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..units.len()].copy_from_slice(&units);
        entry[64..66].copy_from_slice(&(units.len() as u16 + 2).to_le_bytes());
        entry[66] = kind;
        for (at, value) in [(68, u32::MAX), (72, u32::MAX), (76, child), (116, start), (120, size)] {
            number(entry, at, value);
        }
    }
    [header, fat, directory, stream].concat()
}

fuzz_target!(|bytes: &[u8]| {
    let _ = document("fuzz.xls", bytes);
    if bytes.len() > 1 << 20 {
        return;
    }
    for (name, version) in [("Workbook", 6u8), ("Book", 5)] {
        // A beginning that makes the rest count, and one sheet behind it.
        let mut stream = vec![0x09, 0x08, 4, 0, 0, version, 5, 0];
        let sheet = [0x85, 0, 10, 0, 0, 0, 0, 0, 0, 0, 2, 0, b'A', b'B'];
        let at = (stream.len() + sheet.len() + 4) as u32;
        stream.extend_from_slice(&sheet);
        stream[12..16].copy_from_slice(&at.to_le_bytes());
        stream.extend_from_slice(&[0x0a, 0, 0, 0]);
        stream.extend_from_slice(&[0x09, 0x08, 4, 0, 0, version, 0x10, 0]);
        stream.extend_from_slice(bytes);
        stream.extend_from_slice(&[0x0a, 0, 0, 0]);
        let Ok(document) = document("fuzz.xls", &compound(name, &stream)) else { continue };
        assert!(document.blocks.iter().all(|block| !matches!(block, Block::Table(grid) if grid.rows.is_empty())));
    }
    // The same bytes as what stands before the sheets.
    let mut stream = vec![0x09, 0x08, 4, 0, 0, 6, 5, 0];
    stream.extend_from_slice(bytes);
    let _ = document("fuzz.xls", &compound("Workbook", &stream));
});
