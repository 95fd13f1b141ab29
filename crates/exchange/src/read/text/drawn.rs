//! Figures whose digits are set apart (1 , 2 8 4 , 6 1 0), as figures; what stands beside them stays in its place.

use std::borrow::Cow;

/// Fewer characters set apart are figures of their own.
const FEWEST: usize = 4;

/// A text in which the digits of a figure stand together. A comma or a point among them shows that they are one: digits
/// alone may be cells of a table.
pub(super) fn together(text: &str) -> Cow<'_, str> {
    if !text.contains([',', '.']) {
        return Cow::Borrowed(text);
    }
    let lines = text
        .split_inclusive('\n')
        .map(|line| match line.contains(" , ") || line.contains(" . ") {
            true => Cow::Owned(of_line(line)),
            false => Cow::Borrowed(line),
        });
    Cow::Owned(lines.collect())
}

fn of_line(line: &str) -> String {
    let chars: Vec<char> = line.chars().collect();
    let mut out = String::with_capacity(line.len());
    let mut at = 0;
    while at < chars.len() {
        let end = run(&chars, at);
        let figure: String = chars[at..end].iter().filter(|c| **c != ' ').collect();
        if is_figure(&figure) {
            out.extend(std::iter::repeat_n(' ', end - at - figure.len()));
            out.push_str(&figure);
            at = end;
        } else {
            out.push(chars[at]);
            at += 1;
        }
    }
    out
}

/// Where a run of digits and marks that begins at a character, each set apart from the next by one space, ends.
fn run(chars: &[char], at: usize) -> usize {
    let is_part = |at: usize| {
        chars
            .get(at)
            .is_some_and(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
    };
    let is_apart = at == 0 || chars[at - 1].is_whitespace();
    if !is_apart || !chars[at].is_ascii_digit() {
        return at;
    }
    let mut end = at + 1;
    while chars.get(end) == Some(&' ') && is_part(end + 1) {
        end += 2;
    }
    // A last character that goes on is of another word.
    match chars.get(end) {
        Some(c) if !c.is_whitespace() => at,
        _ => end,
    }
}

/// Whether characters are a figure with a mark in it: groups of three behind commas, digits behind a point.
fn is_figure(text: &str) -> bool {
    let (whole, decimals) = match text.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (text, None),
    };
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let is_digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    let are_groups = groups.clone().all(|group| group.len() == 3 && is_digits(group));
    let is_first = is_digits(first) && (groups.next().is_none() || first.len() <= 3);
    text.len() >= FEWEST
        && text.contains([',', '.'])
        && is_first
        && are_groups
        && decimals.is_none_or(is_digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("収益　　1 , 2 8 4 , 6 1 0　千円", "収益　　        1,284,610　千円")]
    #[case("比率 1 0 9 . 0　％", "比率     109.0　％")]
    #[case("A 3 5 2 1", "A 3 5 2 1")]
    #[case("a 1 , 2 b", "a 1 , 2 b")]
    #[case("1 , 2 8 4 , 6 1", "1 , 2 8 4 , 6 1")]
    fn digits_that_are_set_apart_are_one_figure(#[case] line: &str, #[case] read: &str) {
        assert_eq!(together(line), read);
        assert_eq!(together(line).chars().count(), line.chars().count());
    }
}
