//! How large streams become when they are unpacked, found out before anything keeps the bytes.
//!
//! A PDF of a few kilobytes can unpack to gigabytes. The streams that opening a file unpacks (tables of
//! objects, and objects in streams) are counted beforehand in the raw file; every other stream is counted
//! where it is used. Not here: unpacking itself.

use std::io::Read;

use flate2::bufread::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::Filter;
use hayro_syntax::object::Stream;
use memchr::memmem;

use crate::Fault;
use crate::budget::Budget;

/// How far in front of its data the dictionary of a stream is looked for.
const DICTIONARY: usize = 4_096;
/// How deep dictionaries may stand in each other; packed data has such signs by chance.
const DEEPEST: usize = 1_000;
/// DEFLATE makes at most this of a byte.
const DEFLATE: usize = 1_032;
/// What a byte that cannot be counted, as it is encrypted, is taken for; tables of objects become ten times as large.
const ENCRYPTED: usize = 256;

/// Refuses a file whose tables of objects unpack to more than there is room for, or in which streams begin
/// that do not end: looking for each end in turn would take the square of their number.
pub(crate) fn openable(bytes: &[u8], budget: &mut Budget) -> Result<(), Fault> {
    let encrypted = memmem::find(bytes, b"/Encrypt").is_some();
    let (mut begun, ended) = (0usize, memmem::find_iter(bytes, b"endstream").count());
    for at in memmem::find_iter(bytes, b"stream") {
        let Some(data) = data_behind(bytes, at) else {
            continue;
        };
        begun += 1;
        let dictionary = &bytes[at.saturating_sub(DICTIONARY)..at];
        let dictionary = match memmem::rfind(dictionary, b"endobj") {
            Some(end) => &dictionary[end..],
            None => dictionary,
        };
        if !is_table_of_objects(dictionary) {
            continue;
        }
        let end = memmem::find(data, b"endstream").unwrap_or(data.len());
        budget.unpacked(if encrypted {
            end.saturating_mul(ENCRYPTED)
        } else {
            size(&data[..end], dictionary, budget.room())
        })?;
    }
    flat(bytes)?;
    match begun > ended + 64 {
        true => Err(Fault::Broken),
        false => Ok(()),
    }
}

/// Refuses bytes in which dictionaries stand in each other deeper than any program writes them: each is walked once
/// for every one around it.
pub(crate) fn flat(bytes: &[u8]) -> Result<(), Fault> {
    let (mut depth, mut at) = (0usize, 0);
    while let Some(found) = memchr::memchr2(b'<', b'>', &bytes[at..]) {
        at += found;
        let sign = bytes[at];
        if bytes.get(at + 1) == Some(&sign) {
            depth = if sign == b'<' {
                depth + 1
            } else {
                depth.saturating_sub(1)
            };
            at += 1;
        }
        at += 1;
        if depth > DEEPEST {
            return Err(Fault::Broken);
        }
    }
    Ok(())
}

/// The data of a stream, where the word at `at` begins one.
fn data_behind(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let before = bytes[..at].trim_ascii_end();
    let behind = &bytes[at + b"stream".len()..];
    let data = behind
        .strip_prefix(b"\r\n")
        .or_else(|| behind.strip_prefix(b"\n"))
        .or_else(|| behind.strip_prefix(b"\r"))?;
    before.ends_with(b">>").then_some(data)
}

/// Whether a dictionary has the keys without which a stream holds no objects and no table of them. A key may
/// be written with escapes, so a dictionary with any counts as well.
fn is_table_of_objects(dictionary: &[u8]) -> bool {
    [
        &b"/First"[..],
        b"/W[",
        b"/W ",
        b"/W\n",
        b"/W\r",
        b"/XRef",
        b"/ObjStm",
        b"#",
    ]
    .iter()
    .any(|key| memmem::find(dictionary, key).is_some())
}

/// How many bytes a stream of the raw file becomes, as far as its dictionary says how it is packed.
fn size(data: &[u8], dictionary: &[u8], room: usize) -> usize {
    let times = |name: &[u8]| memmem::find_iter(dictionary, name).count();
    let packed = times(b"/Fl") + times(b"/LZW") + times(b"/RL") + times(b"/RunLength");
    let escaped = dictionary.contains(&b'#');
    let ascii = times(b"/A85") + times(b"/AHx") + times(b"/ASCII") > 0;
    if packed > 1 || escaped || (packed == 1 && (ascii || times(b"/Fl") == 0)) {
        // Packed in a way that no ordinary program packs a table of objects.
        return data.len().saturating_mul(DEFLATE * DEFLATE);
    }
    match packed {
        0 => data.len(),
        _ => inflated(data, room),
    }
}

/// The bytes of a stream, unpacked, where that is within bounds.
pub(crate) fn unpack(stream: &Stream<'_>, budget: &mut Budget) -> Result<Option<Vec<u8>>, Fault> {
    count(stream, budget)?;
    Ok(stream.decoded_data().ok().map(|data| data.into_owned()))
}

/// Takes what a stream unpacks to into account.
pub(crate) fn count(stream: &Stream<'_>, budget: &mut Budget) -> Result<(), Fault> {
    let data = stream.raw_data();
    let filters = stream.filters();
    let is_packed = |f: &&Filter| {
        matches!(
            f,
            Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode
        )
    };
    let bytes = match (filters.iter().filter(is_packed).count(), filters.as_slice()) {
        (0, _) => data.len(),
        (1, [Filter::FlateDecode]) => inflated(&data, budget.room()),
        (1, [Filter::LzwDecode]) => lzw(&data, budget.room()),
        (1, [Filter::RunLengthDecode]) => data.len().saturating_mul(64),
        (1, _) => data.len().saturating_mul(DEFLATE),
        _ => data.len().saturating_mul(DEFLATE).saturating_mul(DEFLATE),
    };
    budget.unpacked(bytes)
}

/// How many bytes DEFLATE makes of data; no more than just above `room` are counted.
fn inflated(data: &[u8], room: usize) -> usize {
    let with_head = drained(ZlibDecoder::new(data), room);
    match with_head {
        Some(bytes) if bytes > 0 => bytes,
        // Readers of PDF take data without its head as well.
        _ => drained(DeflateDecoder::new(data), room)
            .unwrap_or(0)
            .max(data.len()),
    }
}

fn drained(mut from: impl Read, room: usize) -> Option<usize> {
    let (mut buffer, mut bytes) = (vec![0; 1 << 16], 0);
    while bytes <= room {
        match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => bytes += read,
            Err(_) if bytes > 0 => break,
            Err(_) => return None,
        }
    }
    Some(bytes)
}

/// How many bytes LZW makes of data, without keeping any: the length of each entry of its table is enough.
fn lzw(data: &[u8], room: usize) -> usize {
    const CLEAR: usize = 256;
    const END: usize = 257;
    let mut lengths = vec![1usize; 258];
    let (mut bits, mut held, mut width, mut bytes, mut last) = (0u32, 0u32, 9u32, 0usize, None::<usize>);
    for byte in data {
        bits = (bits << 8) | u32::from(*byte);
        held += 8;
        if held < width {
            continue;
        }
        held -= width;
        let code = (bits >> held) as usize & ((1 << width) - 1);
        bits &= (1 << held) - 1;
        match code {
            END => break,
            CLEAR => {
                lengths.truncate(258);
                (width, last) = (9, None);
            }
            code => {
                let length = lengths.get(code).copied().or(last.map(|l| l + 1)).unwrap_or(1);
                if let Some(last) = last.filter(|_| lengths.len() < 4_096) {
                    lengths.push(last + 1);
                }
                (last, bytes) = (Some(length), bytes + length);
                width = match lengths.len() {
                    ..511 => 9,
                    511..1_023 => 10,
                    1_023..2_047 => 11,
                    _ => 12,
                };
            }
        }
        if bytes > room {
            break;
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_lzw_are_counted() {
        // The example of the standard: nine bytes become ten.
        assert_eq!(
            lzw(&[0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01], 1_000),
            10
        );
    }

    #[test]
    fn a_word_in_a_text_begins_no_stream() {
        assert!(data_behind(b"<< /Length 3 >>\nstream\nabc", 16).is_some());
        assert!(data_behind(b"abc endstream\n", 7).is_none());
    }
}
