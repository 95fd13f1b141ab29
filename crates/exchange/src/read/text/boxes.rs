//! Tables that are drawn with characters for boxes (│ ├ ─ ┼), as bars and dashes; every character stays in its place.

use std::borrow::Cow;

/// A text whose drawn tables are tables of bars.
pub(super) fn as_bars(text: &str) -> Cow<'_, str> {
    if !text.contains(is_drawn_across) {
        return Cow::Borrowed(text);
    }
    let lines = text
        .split_inclusive('\n')
        .map(|line| match line.contains(is_drawn_across) {
            true => Cow::Owned(line.chars().map(plain).collect()),
            false => Cow::Borrowed(line),
        });
    Cow::Owned(lines.collect())
}

/// Whether a character draws a line between columns; those between rows are dashes in a text as well.
fn is_drawn_across(c: char) -> bool {
    ('\u{2500}'..='\u{257f}').contains(&c) && !is_between_rows(c)
}

fn is_between_rows(c: char) -> bool {
    matches!(c, '─' | '━' | '┄' | '┅' | '┈' | '┉' | '╌' | '╍' | '═')
}

fn plain(c: char) -> char {
    match c {
        '│' | '┃' | '┆' | '┇' | '┊' | '┋' | '╎' | '╏' | '║' => '|',
        c if is_between_rows(c) => '-',
        c if is_drawn_across(c) => '+',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawn_lines_are_bars_and_other_text_stays() {
        assert_eq!(as_bars("┌─┬─┐\n│a│1│\n"), "+-+-+\n|a|1|\n");
        assert_eq!(as_bars("──行革──\n"), "──行革──\n");
    }
}
