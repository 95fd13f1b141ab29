//! Printed figures as the measures compare them: the same digits, however they are spaced or signed.
//!
//! It is on purpose not the figure of `core`: a measure that used what it measures would agree with its mistakes.
//! Not here: where figures stand.

/// A figure without its blanks, the words behind it and the shape of its sign: `1億  606万5千円` is `1億606万5千`.
pub fn plain(printed: &str) -> String {
    let folded: String = printed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ',' | '，' | '¥' | '￥'))
        .map(|c| match c {
            '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10).unwrap_or(c),
            '△' | '▲' | '－' | '−' | '‐' | '–' | '-' => '-',
            '．' => '.',
            c => c,
        })
        .collect();
    let counts = |c: char| c.is_ascii_digit() || matches!(c, '億' | '万' | '千' | '百');
    let begins = folded.find(|c: char| c.is_ascii_digit() || c == '-').unwrap_or(0);
    match folded.rfind(counts) {
        Some(last) => {
            let end = last + folded[last..].chars().next().map_or(0, char::len_utf8);
            folded.get(begins..end).unwrap_or_default().to_owned()
        }
        None => String::new(),
    }
}

/// Whether two figures are the same as printed.
pub fn same(a: &str, b: &str) -> bool {
    let (a, b) = (plain(a), plain(b));
    !a.is_empty() && a == b
}

/// The value of a figure in thousandths, with 億, 万, 千 and 百 resolved; `None` for what is no figure.
pub fn thousandths(printed: &str) -> Option<i128> {
    let plain = plain(printed);
    if !plain.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, plain.as_str()),
    };
    let mut sum: i128 = 0;
    let mut number = String::new();
    for c in digits.chars() {
        let unit: i128 = match c {
            '億' => 100_000_000,
            '万' => 10_000,
            '千' => 1_000,
            '百' => 100,
            _ => {
                number.push(c);
                continue;
            }
        };
        sum = sum.checked_add(decimal(&number)?.checked_mul(unit)?)?;
        number.clear();
    }
    if !number.is_empty() {
        sum = sum.checked_add(decimal(&number)?)?;
    }
    Some(sign * sum)
}

/// A decimal in thousandths.
fn decimal(text: &str) -> Option<i128> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    let whole: i128 = whole.parse().ok()?;
    whole.checked_mul(1000)?.checked_add(part.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_and_counters_do_not_matter_and_digits_do() {
        assert!(same("1億  606万5千円", "1億606万5千円"));
        assert!(same("▲ 1,250 件", "-1250"));
        assert!(same("66.7", "66.7%"));
        assert!(!same("66.7", "66.8"));
        assert!(!same("12", "120"));
        assert!(!same("", ""));
    }

    #[test]
    fn units_are_resolved() {
        assert_eq!(thousandths("9,281万4千円"), Some(92_814_000_000));
        assert_eq!(thousandths("△95.5%"), Some(-95_500));
        assert_eq!(thousandths("件"), None);
        assert_eq!(thousandths(""), None);
    }
}
