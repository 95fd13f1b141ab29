//! Years as labels print them: `R 4`, a bare `2023`, `令和5年度（実績）`, `18年度` without its era.
//!
//! Not here: eras themselves and years in running text (`fiscal_year`).

use super::brackets::without_brackets;
use crate::fiscal_year::{FiscalYear, mentions, parse};
use crate::text::{fold, narrow};

/// `R 4` becomes `R4`, and `令和5` above `年度` becomes `令和5年度`: extraction puts a space between letter and
/// digit, and narrow columns break a year over two lines.
pub fn squeezed(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while let Some(c) = chars.get(i) {
        if c.is_whitespace() && is_inside_a_year(&chars, i) {
            i += 1;
            continue;
        }
        out.push(*c);
        let touches = i > 0 && narrow(chars[i - 1]).is_ascii_alphanumeric();
        if matches!(narrow(*c), 'R' | 'H' | 'S') && !touches {
            let mut j = i + 1;
            while chars.get(j).is_some_and(|c| matches!(c, ' ' | '　')) {
                j += 1;
            }
            let digits = (j..)
                .take_while(|k| chars.get(*k).is_some_and(|c| narrow(*c).is_ascii_digit()))
                .count();
            if j > i + 1 && (digits == 1 || digits == 2) {
                i = j;
                continue;
            }
        }
        i += 1;
    }
    out
}

/// Whether white space stands between the number of a year and its 年, its 度 or its bracket.
fn is_inside_a_year(chars: &[char], i: usize) -> bool {
    let told = |c: &char| Some(narrow(*c)).filter(|c| !c.is_whitespace());
    let before = chars[..i].iter().rev().take(4).find_map(told);
    let behind = chars[i..].iter().take(4).find_map(told);
    let is_number = |c: char| c.is_ascii_digit() || c == '元';
    match (before, behind) {
        (Some(before), Some('年')) => is_number(before),
        (Some(before), Some('度')) => before == '年',
        (Some(before), Some('(')) => is_number(before) || matches!(before, '年' | '度'),
        _ => false,
    }
}

/// A bare Western year that is a whole cell: `2023`.
fn bare(text: &str) -> Option<FiscalYear> {
    let text = text.trim();
    if !(4..=12).contains(&text.len()) {
        return None;
    }
    let digits: String = text.chars().map(narrow).collect();
    (digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")))
        .then(|| digits.parse().ok().and_then(FiscalYear::new))
        .flatten()
}

/// The fiscal year of a header cell and what else the cell says; none where it is no header of a year.
pub fn header(text: &str) -> Option<(FiscalYear, String)> {
    if text.chars().count() > 30 || text.contains(['：', '。', '、']) {
        return None;
    }
    if let Some(year) = bare(text) {
        return Some((year, String::new()));
    }
    // Nothing but digits is no other year.
    if text.bytes().all(|b| b.is_ascii_digit() || b == b',') {
        return None;
    }
    let text = squeezed(text);
    let found = mentions(&text);
    let [only] = found.as_slice() else { return None };
    let year = only.fiscal_year()?;
    // The first three months of a year belong to the fiscal year before: R6.3.31.
    let year = match month_of_a_day(&text[only.range.end..]) {
        Some(1..=3) => FiscalYear::new(year.western() - 1)?,
        _ => year,
    };
    let mut rest = String::from(&text[..only.range.start]);
    rest.push_str(text[only.range.end..].trim_start_matches(['年', '度']));
    let rest = rest.trim().trim_start_matches('の').trim().to_owned();
    let rest_length = without_brackets(&rest)
        .chars()
        .filter(|c| !c.is_whitespace())
        .count();
    (rest_length <= 8).then_some((year, rest))
}

/// The month of a day of which only the year is read: `.3.31`, `年3月31日`.
fn month_of_a_day(behind: &str) -> Option<u8> {
    let plain: String = behind.chars().map(narrow).collect();
    let (month, day) = match plain.strip_prefix('年') {
        Some(rest) => rest.split_once('月')?,
        None => plain.strip_prefix(['.', '/'])?.split_once(['.', '/'])?,
    };
    let is_day = (1..=2).contains(&day.chars().take_while(char::is_ascii_digit).count());
    let month: u8 = month.trim().parse().ok()?;
    (is_day && (1..=12).contains(&month)).then_some(month)
}

/// `4年度`, `18年度`, `元年度`: a year whose era is said elsewhere, and what else the cell says.
pub fn without_era(text: &str) -> Option<(i16, String)> {
    let narrowed: String = text.trim().chars().map(narrow).collect();
    let (digits, rest) = match narrowed.strip_prefix('元') {
        Some(rest) => ("1", rest),
        None => {
            let end = narrowed.find(|c: char| !c.is_ascii_digit())?;
            narrowed.split_at(end)
        }
    };
    let rest = rest.strip_prefix("年度")?.trim();
    let number: i16 = digits.parse().ok().filter(|n| (1..=64).contains(n))?;
    let length = without_brackets(rest)
        .chars()
        .filter(|c| !c.is_whitespace())
        .count();
    (length <= 6 && !rest.starts_with(['末', '間']) && !rest.contains(['～', '~', '〜', '計']))
        .then(|| (number, rest.to_owned()))
}

/// The fiscal year of a number without its era: of all eras the one nearest to a year known from near by.
pub fn nearest(number: i16, known: FiscalYear) -> Option<FiscalYear> {
    // The years before the first of 令和, 平成 and 昭和.
    [2018i16, 1988, 1925]
        .into_iter()
        .filter_map(|before| before.checked_add(number))
        .min_by_key(|year| (i32::from(*year) - i32::from(known.western())).abs())
        .and_then(FiscalYear::new)
}

/// The year that a label names, with its era (then the Western year) or by its number alone (`18年度`: 18);
/// only for comparison with labels beside it.
pub fn ordinal(label: &str) -> Option<i16> {
    if let Some(year) = parse(label) {
        return Some(year.western());
    }
    let folded = fold(label);
    let digits: String = folded.chars().take_while(char::is_ascii_digit).collect();
    let rest = folded.get(digits.len()..)?;
    (rest.starts_with('年') && !rest.starts_with("年間") && digits.len() <= 2)
        .then(|| digits.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_cells() {
        let year = |text| header(text).map(|(y, rest)| (y.western(), rest));
        assert_eq!(year("令和4年度 (実績)"), Some((2022, "(実績)".to_owned())));
        assert_eq!(year("2023"), Some((2023, String::new())));
        assert_eq!(year("R 5"), Some((2023, String::new())));
        assert_eq!(year("令和7\n年度"), Some((2025, String::new())));
        assert_eq!(year("令和\n7年\n度"), Some((2025, String::new())));
        assert_eq!(year("2027\n年度\n（R9）"), Some((2027, String::new())));
        assert_eq!(year("令和6年度\n（2024年度）"), Some((2024, String::new())));
        assert_eq!(year("平成30年度\n実績"), Some((2018, "実績".to_owned())));
        assert_eq!(year("R6.4.1"), Some((2024, ".4.1".to_owned())));
        assert_eq!(year("R6.3.31").map(|(year, _)| year), Some(2023));
        assert_eq!(year("令和6年1月1日").map(|(year, _)| year), Some(2023));
        assert_eq!(year("2021(R3)年度：導入検討"), None);
        assert_eq!(year("合計額 (R4~R9)"), None);
    }
}
