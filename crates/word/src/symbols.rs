//! Signs of the symbol fonts as characters that every font has.
//!
//! Not here: the fonts themselves; of a sign that is not listed nobody can tell what it shows.

/// The character that a sign of a symbol font shows.
pub(crate) fn symbol(font: &str, sign: char) -> Option<char> {
    let code = u32::from(sign);
    let low = match code {
        0xf000..=0xf0ff => code - 0xf000,
        _ if font.to_lowercase().starts_with("wingdings") || font.eq_ignore_ascii_case("symbol") => code,
        _ => return Some(sign),
    };
    if font.eq_ignore_ascii_case("symbol") {
        return match low {
            0xb7 => Some('•'),
            0xb4 => Some('×'),
            0xb3 => Some('≥'),
            0xa3 => Some('≤'),
            0xae => Some('→'),
            0xad => Some('↑'),
            0xaf => Some('↓'),
            0x2d => Some('-'),
            _ => None,
        };
    }
    match low {
        0x6c => Some('●'),
        0xa1 | 0x6d => Some('○'),
        0xa4 => Some('◎'),
        0x6e | 0xa7 => Some('■'),
        0x6f | 0x71 | 0xa8 => Some('□'),
        0x75 => Some('◆'),
        0x76 => Some('◇'),
        0xb7 | 0x9f => Some('•'),
        0xab => Some('★'),
        0xd8 => Some('➢'),
        0xe0 | 0xe8 | 0xf0 => Some('→'),
        0xe1 | 0xf1 => Some('↑'),
        0xe2 | 0xf2 => Some('↓'),
        0xfb => Some('✗'),
        0xfc => Some('✓'),
        0xfd => Some('☒'),
        0xfe => Some('☑'),
        0x81..=0x8a => char::from_u32(0x2460 + low - 0x81),
        0x8c..=0x95 => char::from_u32(0x2776 + low - 0x8c),
        _ => None,
    }
}
