//! Whether bytes are plain text: UTF-8, UTF-16 with its mark, or Shift_JIS, without characters that steer a machine, and
//! neither a script nor a page. Not here: what the text says.

use super::Refusal;

/// How far into a text a page is looked for.
const LOOKED_AT: usize = 4_096;

/// What a page holds, in small letters.
const PAGES: [&str; 6] = ["<html", "<svg", "<script", "<!doctype", "<iframe", "<body"];

/// Demands that bytes are plain text.
///
/// # Errors
/// What they are instead.
pub(super) fn demand(content: &[u8]) -> Result<(), Refusal> {
    let ascii = ascii(content).ok_or(Refusal::NotTaken(None))?;
    let text = ascii.trim_start();
    if text.starts_with("#!") {
        return Err(Refusal::NotTaken(Some("プログラム（スクリプト）")));
    }
    let head: String = text.chars().take(LOOKED_AT).collect();
    let head = head.to_ascii_lowercase();
    if head.starts_with('<') || PAGES.iter().any(|page| head.contains(page)) {
        return Err(Refusal::NotTaken(Some("Webページ（HTML・SVGなど）")));
    }
    Ok(())
}

/// The text with a stand-in for every character beyond ASCII; none where the bytes are no text.
fn ascii(content: &[u8]) -> Option<String> {
    let text = match content {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        _ => match std::str::from_utf8(content) {
            Ok(text) => plainly(text.trim_start_matches('\u{FEFF}').chars()),
            Err(_) => shift_jis(content)?,
        },
    };
    let steers = |c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{C}');
    (!text.chars().any(steers)).then_some(text)
}

fn plainly(chars: impl Iterator<Item = char>) -> String {
    chars.map(|c| if c.is_ascii() { c } else { '字' }).collect()
}

fn utf16(content: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, []) = content.as_chunks::<2>() else {
        return None;
    };
    let decoded = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)));
    let text: Result<String, _> = decoded.collect();
    text.ok().map(|text| plainly(text.chars()))
}

fn shift_jis(content: &[u8]) -> Option<String> {
    let (mut text, mut bytes) = (String::with_capacity(content.len()), content.iter());
    while let Some(byte) = bytes.next() {
        match byte {
            0x00..=0x7F => text.push(char::from(*byte)),
            0xA1..=0xDF => text.push('字'),
            0x81..=0x9F | 0xE0..=0xFC => match bytes.next() {
                Some(0x40..=0x7E | 0x80..=0xFC) => text.push('字'),
                _ => return None,
            },
            _ => return None,
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encodings_of_offices_are_text() {
        let of_16: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("番号\t1".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        for text in [
            "番号,1\r\n".as_bytes(),
            b"\x94\xd4\x8d\x86,1\r\n",
            &of_16,
            b"\xef\xbb\xbfa",
        ] {
            assert_eq!(demand(text), Ok(()), "{text:?}");
        }
    }

    #[test]
    fn bytes_that_steer_or_break_are_no_text() {
        let odd_16 = b"\xff\xfea";
        for bytes in [&b"a\0b"[..], b"\x1b[2J", b"\x94", b"\xff\xff\xff", odd_16] {
            assert_eq!(demand(bytes), Err(Refusal::NotTaken(None)), "{bytes:?}");
        }
        // A page does not become a text by the encoding or by what stands before it.
        let page: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("<html>".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        for bytes in [&page[..], b"\n\n  <a>", "資料 <SCRIPT>".as_bytes()] {
            assert!(
                matches!(demand(bytes), Err(Refusal::NotTaken(Some(_)))),
                "{bytes:?}"
            );
        }
    }
}
