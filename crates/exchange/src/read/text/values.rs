//! Which words of a line are values of a table, when no tab or bar parts the cells.

use gyokaku_core::figure::{CellFigure, cell};
use gyokaku_core::text::is_bound_space;
use unicode_width::UnicodeWidthChar;

/// A word of a line with the column (in characters, from 1) at which it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) column: u32,
}

/// The words of a line, parted by spaces of any width; a no-break or thin space between a sign and its figure parts
/// nothing, nor does a single space where wider ones part the cells.
pub(super) fn words(line: &str) -> Vec<Word> {
    let parted = parted_by_spaces(line);
    if !parted.iter().any(|word| is_sign(&word.text)) {
        return parted;
    }
    let mut words: Vec<Word> = Vec::with_capacity(parted.len());
    // Where the last word ends, and how wide the gap in front of it is, in characters.
    let (mut end, mut gap) = (0, 0);
    for word in parted {
        let from = word.column as usize - 1;
        let own_gap = from.saturating_sub(end);
        end = from + word.text.chars().count();
        match words.last_mut() {
            Some(sign) if own_gap == 1 && gap > 1 && is_sign(&sign.text) && is_figure(&word.text) => {
                sign.text.push_str(&word.text);
            }
            _ => words.push(word),
        }
        gap = own_gap;
    }
    words
}

/// Whether a word is the sign of a figure that stands apart from it: ▲ 985.0.
fn is_sign(word: &str) -> bool {
    matches!(word, "△" | "▲")
}

fn parted_by_spaces(line: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut inside = false;
    for (i, c) in line.chars().enumerate() {
        if c.is_whitespace() {
            let behind_a_sign = || {
                words
                    .last()
                    .is_some_and(|w| w.text.ends_with(['△', '▲', '-', '−', '－', '¥', '￥']))
            };
            inside = inside && is_bound_space(c) && behind_a_sign();
            continue;
        }
        match words.last_mut() {
            Some(word) if inside => word.text.push(c),
            _ => words.push(Word {
                text: c.to_string(),
                column: i as u32 + 1,
            }),
        }
        inside = true;
    }
    words
}

/// The columns on a screen that a word takes, where wide characters take two; ○, △ and ※ are wide where Japanese is
/// written.
pub(super) fn span(line: &str, word: &Word) -> (usize, usize) {
    let width_of = |c: char| match c {
        // The minus sign of the Japanese character sets is as wide as the others of them.
        '\u{2212}' => 2,
        _ => c.width_cjk().unwrap_or(0),
    };
    let width = |text: &mut dyn Iterator<Item = char>| text.map(width_of).sum::<usize>();
    let start = width(&mut line.chars().take((word.column as usize).saturating_sub(1)));
    (start, start + width(&mut word.text.chars()))
}

/// Whether a word is a value of a table: a figure, a dash; not a year, not a label with a number.
pub(super) fn is_value(word: &str) -> bool {
    match cell(word) {
        CellFigure::One(figure) => !figure
            .counter
            .starts_with(['年', '次', '期', '月', 'か', 'カ', 'ヵ', 'ヶ', 'ケ', '箇']),
        CellFigure::Two(..) | CellFigure::None => true,
        CellFigure::Blank | CellFigure::Text => false,
    }
}

/// Whether a word is a value and no dash.
pub(super) fn is_figure(word: &str) -> bool {
    is_value(word) && !matches!(cell(word), CellFigure::None)
}

/// Whether a word is a value in brackets that belongs to the value before it: `(6.5%)`.
pub(super) fn is_bracketed(word: &str) -> bool {
    word.starts_with(['(', '（', '〔', '［']) && is_value(word)
}

/// Joins values in brackets to the values before them, so that `124 (100%)` is one cell.
pub(super) fn pair_brackets(words: Vec<Word>) -> Vec<Word> {
    let mut paired: Vec<Word> = Vec::with_capacity(words.len());
    for word in words {
        match paired.last_mut() {
            Some(last)
                if is_bracketed(&word.text) && is_value(&last.text) && !last.text.contains(['(', '（']) =>
            {
                last.text.push('\n');
                last.text.push_str(&word.text);
            }
            _ => paired.push(word),
        }
    }
    paired
}

/// A row whose label comes first and whose every further word is a value, at least two of them.
pub(super) fn labelled_values(line: &str) -> Option<(Word, Vec<Word>)> {
    let words = words(line);
    let first_value = words.iter().rposition(|w| !is_value(&w.text))? + 1;
    let (label, values) = words.split_at(first_value);
    if values.len() < 2 || label.iter().map(|w| w.text.chars().count()).sum::<usize>() > 40 {
        return None;
    }
    let text = label
        .iter()
        .map(|w| w.text.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    if text.contains(['。', '：', ':', '、'])
        || label.iter().any(|w| w.text.chars().all(|c| c.is_ascii_digit()))
    {
        return None;
    }
    Some((
        Word {
            text,
            column: label[0].column,
        },
        pair_brackets(values.to_vec()),
    ))
}

/// Whether every word of a line is a value.
pub(super) fn only_values(line: &str) -> Option<Vec<Word>> {
    let words = words(line);
    (!words.is_empty() && words.iter().all(|w| is_value(&w.text))).then_some(words)
}

/// Whether a line could be a label in a table: short, without the marks of a sentence.
pub(super) fn is_label(line: &str) -> bool {
    let text = line.trim();
    let length = text.chars().count();
    (1..=24).contains(&length)
        && !text.contains(['。', '、', '：', ':', '■', '#', '\t', '|'])
        && !is_value(text)
        && !text.starts_with(['-', '・', '※', '•'])
}
