//! How large streams become when they are unpacked, found out before anything keeps the bytes.
//!
//! A PDF of a few kilobytes can unpack to gigabytes. The streams that opening a file unpacks (tables of
//! objects, and objects in streams) are counted beforehand in the raw file; every other stream is counted
//! where it is used. Not here: unpacking itself.

mod ascii;

use std::borrow::Cow;
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
/// A run of bytes is at most so long, for its two.
const RUNS: usize = 64;
/// More streams than this without an end are no accident.
const MOST_OPEN: usize = 64;
/// What a byte that cannot be counted, as it is encrypted, is taken for; tables of objects become ten times as large.
const ENCRYPTED: usize = 256;

/// Refuses a file whose tables of objects unpack to more than there is room for, or in which streams begin
/// that do not end: looking for each end in turn would take the square of their number.
pub(crate) fn openable(bytes: &[u8], budget: &mut Budget) -> Result<(), Fault> {
    flat(bytes)?;
    let encrypted = memmem::find(bytes, b"/Encrypt").is_some();
    let mut ends = memmem::find_iter(bytes, b"endstream").peekable();
    let (mut open, mut before) = (0usize, 0);
    for (at, begin) in
        memmem::find_iter(bytes, b"stream").filter_map(|at| Some((at, data_behind(bytes, at)?)))
    {
        // Where no end stood between this beginning and the last one, that one had none.
        let had_end = ends.next_if(|end| *end < at).is_some();
        while ends.next_if(|end| *end < at).is_some() {}
        open += usize::from(before > 0 && !had_end);
        if open > MOST_OPEN {
            return Err(Fault::Broken);
        }
        before = at;
        let dictionary = dictionary(bytes, at);
        if is_table_of_objects(&dictionary) {
            let end = ends.peek().map_or(bytes.len(), |end| (*end).max(begin));
            let data = &bytes[begin..end];
            budget.unpacked(match encrypted {
                true => data.len().saturating_mul(ENCRYPTED),
                false => unpacked(data, &named_filters(&dictionary), budget.room()),
            })?;
        }
    }
    Ok(())
}

/// The dictionary in front of a stream, with the escapes of its names resolved.
fn dictionary(bytes: &[u8], at: usize) -> Vec<u8> {
    let near = &bytes[at.saturating_sub(DICTIONARY)..at];
    let near = memmem::rfind(near, b"endobj").map_or(near, |end| &near[end..]);
    let digit = |at: usize| near.get(at).and_then(|c| char::from(*c).to_digit(16));
    let mut out = Vec::with_capacity(near.len());
    let mut i = 0;
    while i < near.len() {
        match (near[i], digit(i + 1), digit(i + 2)) {
            (b'#', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                i += 3;
            }
            (byte, ..) => {
                out.push(byte);
                i += 1;
            }
        }
    }
    out
}

/// The filters that a dictionary names, in their order.
fn named_filters(dictionary: &[u8]) -> Vec<Filter> {
    let names: [(&[u8], Filter); 8] = [
        (b"/Fl", Filter::FlateDecode),
        (b"/LZW", Filter::LzwDecode),
        (b"/RunLength", Filter::RunLengthDecode),
        (b"/RL", Filter::RunLengthDecode),
        (b"/ASCII85", Filter::Ascii85Decode),
        (b"/A85", Filter::Ascii85Decode),
        (b"/ASCIIHex", Filter::AsciiHexDecode),
        (b"/AHx", Filter::AsciiHexDecode),
    ];
    let mut found: Vec<(usize, Filter)> = names
        .iter()
        .flat_map(|(name, filter)| memmem::find_iter(dictionary, name).map(|at| (at, *filter)))
        .collect();
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, filter)| filter).collect()
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

/// Where the data of a stream begins, where the word at `at` begins one.
fn data_behind(bytes: &[u8], at: usize) -> Option<usize> {
    let behind = &bytes[at + b"stream".len()..];
    let data = behind
        .strip_prefix(b"\r\n")
        .or_else(|| behind.strip_prefix(b"\n"))
        .or_else(|| behind.strip_prefix(b"\r"))?;
    let white = bytes[..at]
        .iter()
        .rev()
        .take(64)
        .take_while(|c| c.is_ascii_whitespace())
        .count();
    bytes[..at - white]
        .ends_with(b">>")
        .then_some(bytes.len() - data.len())
}

/// Whether a dictionary has the keys without which a stream holds no objects and no table of them.
fn is_table_of_objects(dictionary: &[u8]) -> bool {
    [
        &b"/First"[..],
        b"/W[",
        b"/W ",
        b"/W\n",
        b"/W\r",
        b"/XRef",
        b"/ObjStm",
    ]
    .iter()
    .any(|key| memmem::find(dictionary, key).is_some())
}

/// The bytes of a stream, unpacked, where that is within bounds.
pub(crate) fn unpack(stream: &Stream<'_>, budget: &mut Budget) -> Result<Option<Vec<u8>>, Fault> {
    count(stream, budget)?;
    Ok(stream.decoded_data().ok().map(|data| data.into_owned()))
}

/// Takes what a stream unpacks to into account.
pub(crate) fn count(stream: &Stream<'_>, budget: &mut Budget) -> Result<(), Fault> {
    let bytes = unpacked(&stream.raw_data(), &stream.filters(), budget.room());
    budget.unpacked(bytes)
}

/// How many bytes data becomes under filters; no more than just above `room` are made or counted.
fn unpacked(data: &[u8], filters: &[Filter], room: usize) -> usize {
    let (mut data, mut most) = (Cow::Borrowed(data), 0);
    for (i, filter) in filters.iter().enumerate() {
        let is_last = i + 1 == filters.len();
        let bytes = match filter {
            Filter::FlateDecode if is_last => inflated(&data, room),
            Filter::FlateDecode => {
                data = Cow::Owned(inflate(&data, room));
                data.len()
            }
            Filter::LzwDecode if is_last => lzw(&data, room),
            Filter::RunLengthDecode if is_last => data.len().saturating_mul(RUNS),
            // Packed again behind these is nothing that any program writes.
            Filter::LzwDecode | Filter::RunLengthDecode => usize::MAX,
            Filter::Ascii85Decode => {
                data = Cow::Owned(ascii::of_85(&data));
                data.len()
            }
            Filter::AsciiHexDecode => {
                data = Cow::Owned(ascii::of_hex(&data));
                data.len()
            }
            // Pictures are never unpacked.
            _ => data.len(),
        };
        most = most.max(bytes);
        if most > room {
            break;
        }
    }
    most.max(data.len())
}

fn inflate(data: &[u8], room: usize) -> Vec<u8> {
    let mut out = Vec::new();
    // What fails half-way is counted as far as it came.
    let _ = ZlibDecoder::new(data).take(room as u64 + 1).read_to_end(&mut out);
    if out.is_empty() {
        let _ = DeflateDecoder::new(data)
            .take(room as u64 + 1)
            .read_to_end(&mut out);
    }
    out
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
        assert_eq!(data_behind(b"<< /Length 3 >>\nstream\nabc", 16), Some(23));
        assert!(data_behind(b"abc endstream\n", 7).is_none());
    }
}
