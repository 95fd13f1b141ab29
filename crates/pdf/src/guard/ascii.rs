//! Bytes that were written as letters, so that what is packed inside of them can be counted.

/// The bytes of ASCII base 85.
pub(super) fn of_85(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() * 4 / 5 + 4);
    let (mut group, mut held) = (0u32, 0usize);
    for byte in data {
        match byte {
            b'z' if held == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                group = group.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                held += 1;
                if held == 5 {
                    out.extend(group.to_be_bytes());
                    (group, held) = (0, 0);
                }
            }
            b'~' => break,
            _ => {}
        }
    }
    if held > 1 {
        for _ in held..5 {
            group = group.wrapping_mul(85).wrapping_add(84);
        }
        out.extend(&group.to_be_bytes()[..held - 1]);
    }
    out
}

/// The bytes of pairs of hexadecimal digits.
pub(super) fn of_hex(data: &[u8]) -> Vec<u8> {
    let digits = data.iter().take_while(|byte| **byte != b'>');
    let digits: Vec<u32> = digits.filter_map(|byte| char::from(*byte).to_digit(16)).collect();
    let pair = |pair: &[u32]| (pair[0] * 16 + pair.get(1).unwrap_or(&0)) as u8;
    digits.chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_bytes() {
        assert_eq!(of_85(b"87cURD]i,\"Ebo80~>"), b"Hello World!");
        assert_eq!(of_85(b"z87cUR~>"), b"\0\0\0\0Hell");
        assert_eq!(of_hex(b"48 65 6C6c 6>"), b"Hell`");
    }
}
