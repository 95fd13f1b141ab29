//! Ways to change a text: its digits, its words, or how its cells are parted.
//!
//! Every way keeps in mind which line became which. Not here: what a change should do.

use std::ops::RangeInclusive;

/// A text that was changed, and where its lines went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// The new text.
    pub text: String,
    /// For each old line its new ones, from 1; none for a line on which the change has nothing to show.
    lines: Vec<Option<RangeInclusive<u32>>>,
}

impl Changed {
    /// The new lines of an old one, both from 1.
    pub fn lines_of(&self, line: u32) -> Option<RangeInclusive<u32>> {
        self.lines.get(line.checked_sub(1)? as usize)?.clone()
    }

    fn push(&mut self, lines: &[&str], counts: bool) {
        let first = self.text.matches('\n').count() as u32 + 1;
        for line in lines {
            self.text.push_str(line);
            self.text.push('\n');
        }
        let last = first + (lines.len() as u32).saturating_sub(1);
        self.lines.push(counts.then_some(first..=last));
    }
}

/// The text with the character at a line and a column (both from 1) replaced.
pub fn with_character(text: &str, line: u32, column: u32, by: char) -> String {
    let lines = (1u32..)
        .zip(text.split('\n'))
        .map(|(number, old)| match number == line {
            true => (1u32..)
                .zip(old.chars())
                .map(|(i, c)| if i == column { by } else { c })
                .collect(),
            false => old.to_owned(),
        });
    lines.collect::<Vec<String>>().join("\n")
}

/// The text with every digit replaced by any other; what does not begin with a zero still does not.
pub fn scrambled(text: &str) -> String {
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut is_first = true;
    text.chars()
        .map(|c| {
            let base = match c {
                '0'..='9' => '0',
                '０'..='９' => '０',
                _ => {
                    is_first = !matches!(c, ',' | '.' | '，' | '．');
                    return c;
                }
            };
            // The multiplier and the increment are Knuth's; the upper bits are the better ones.
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let old = u32::from(c) - u32::from(base);
            let mut new = (old + 1 + ((state >> 33) % 9) as u32) % 10;
            if is_first && old != 0 && new == 0 {
                new = if old == 5 { 6 } else { 5 };
            }
            is_first = false;
            char::from_u32(u32::from(base) + new).unwrap_or(c)
        })
        .collect()
}

/// What is left as it is where words lose their sense: units, counters and the words of years.
const KEPT: &str = "円千万億百兆人件年度平成令和昭月日";

/// The text with each kanji and each kana replaced by another, the same one wherever it stands. A line with a full
/// stop is no label but a sentence; it stays, and its figures do not count.
pub fn nonsense(text: &str) -> Changed {
    let mut changed = Changed::default();
    for line in text.split('\n') {
        let is_sentence = line.contains('。');
        let new: String = match is_sentence {
            true => line.to_owned(),
            false => line.chars().map(without_sense).collect(),
        };
        changed.push(&[&new], !is_sentence);
    }
    changed
}

/// Another character of the same kind: a fixed permutation of the kind that leaves out what is kept.
fn without_sense(c: char) -> char {
    const KINDS: [(u32, u32, u32); 3] = [(0x3041, 0x3096, 23), (0x30a1, 0x30fa, 23), (0x4e00, 0x9fff, 7919)];
    let Some((first, last, step)) = KINDS
        .into_iter()
        .find(|(first, last, _)| (*first..=*last).contains(&u32::from(c)))
    else {
        return c;
    };
    if KEPT.contains(c) {
        return c;
    }
    let size = last - first + 1;
    let mut at = u32::from(c) - first;
    // Walking on from a kept character keeps this a permutation of the others.
    loop {
        at = (at * step + 11) % size;
        match char::from_u32(first + at) {
            Some(new) if !KEPT.contains(new) => return new,
            _ => {}
        }
    }
}

/// A blank line behind each line, as a copied web page has them.
pub fn blank_lines(text: &str) -> Changed {
    let mut changed = Changed::default();
    for line in text.split('\n') {
        changed.push(&[line, ""], true);
    }
    changed
}

/// Two spaces in place of each tab; only lines with tabs count.
pub fn spaces(text: &str) -> Changed {
    by_cells(text, |cells| vec![cells.join("  ")])
}

/// Cells between bars in place of tabs; only lines with tabs count.
pub fn bars(text: &str) -> Changed {
    by_cells(text, |cells| vec![format!("| {} |", cells.join(" | "))])
}

/// A cell a line in place of tabs; only lines with tabs count.
pub fn cell_a_line(text: &str) -> Changed {
    by_cells(text, |cells| {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    })
}

fn by_cells(text: &str, write: fn(&[&str]) -> Vec<String>) -> Changed {
    let mut changed = Changed::default();
    for line in text.split('\n') {
        let cells: Vec<&str> = line.split('\t').collect();
        match cells.len() {
            1 => changed.push(&[line], false),
            _ => {
                let lines = write(&cells);
                changed.push(&lines.iter().map(String::as_str).collect::<Vec<_>>(), true);
            }
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn scrambled_digits_are_all_others() {
        let text = "令和5年度 1,050件 ３０．５％ 0.7";
        let new = scrambled(text);
        assert_eq!(new.chars().count(), text.chars().count());
        for (old, new) in text.chars().zip(new.chars()) {
            assert_eq!(old.is_numeric() && old != '千', old != new, "{old} {new}");
        }
        assert_eq!(new, scrambled(text));
    }

    #[test]
    fn words_lose_their_sense_and_stay_different() {
        let kanji = (0x4e00..0x9fff).chain(0x3041..0x3096).filter_map(char::from_u32);
        let kanji: Vec<char> = kanji.filter(|c| !KEPT.contains(*c)).collect();
        let new: HashSet<char> = kanji.iter().map(|c| without_sense(*c)).collect();
        assert_eq!(new.len(), kanji.len());
        let changed = nonsense("合計\t12千円\n合計は12件です。");
        let lines: Vec<&str> = changed.text.lines().collect();
        assert!(!lines[0].contains('計') && lines[0].ends_with("\t12千円"));
        assert_eq!(lines[1], "合計は12件です。");
        assert_eq!((changed.lines_of(1), changed.lines_of(2)), (Some(1..=1), None));
    }

    #[test]
    fn lines_are_followed() {
        let changed = cell_a_line("題\n計\t3\t4\n");
        assert_eq!(changed.text, "題\n計\n3\n4\n\n");
        assert_eq!((changed.lines_of(1), changed.lines_of(2)), (None, Some(2..=4)));
        assert_eq!(blank_lines("a\nb").lines_of(2), Some(3..=4));
        assert_eq!(bars("計\t3").text, "| 計 | 3 |\n");
    }

    #[test]
    fn one_character_is_replaced() {
        assert_eq!(with_character("ab\n計12", 2, 3, '9'), "ab\n計19");
    }
}
