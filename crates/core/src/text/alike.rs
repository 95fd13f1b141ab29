//! Titles that name one thing although they are not written alike: widths, spaces, brackets, one character.
//!
//! Not here: whether that is worth a word (`check::names`), and titles that only resemble each other
//! (`text::likeness`).

use std::collections::HashMap;

use super::{fold, is_kanji};

/// Shorter titles differ by one character too easily.
const SHORTEST: usize = 7;
/// How many characters at its start lead to the titles that one may be.
const KEY: usize = 4;
/// At most so many titles with the same start are looked at.
const MOST: usize = 40;

/// Characters by which two things are told apart on purpose: 前期 and 後期, 上 and 下.
pub fn is_pair(a: char, b: char) -> bool {
    const APART: &str = "前後上下左右新旧東西南北大中小内外高低男女市県国町村区一二三四五六七八九十元本支歳入出収支正副長短老若甲乙朝夕春夏秋冬初終都道府火水木金土日月年度週課部室係局院園校館所署";
    APART.contains(a) && APART.contains(b)
}

/// Whether two characters are both kanji or both katakana.
pub fn same_script(a: char, b: char) -> bool {
    let katakana = |c: char| matches!(c, 'ァ'..='ヺ' | 'ー');
    (is_kanji(a) && is_kanji(b)) || (katakana(a) && katakana(b))
}

/// The letters and digits of a text, folded: what is left of two spellings of one title.
pub fn letters(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Titles by which one finds the one that a text names.
#[derive(Clone, Debug, Default)]
pub struct Titles {
    known: Vec<Vec<char>>,
    exact: HashMap<String, usize>,
    by_start: HashMap<Vec<char>, Vec<usize>>,
}

impl Titles {
    /// These titles, each under its place in the list; the first of two alike is found.
    pub fn of<'a>(titles: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = Self::default();
        for title in titles {
            all.add(title);
        }
        all
    }

    fn add(&mut self, title: &str) {
        let at = self.known.len();
        let folded = letters(title);
        let chars: Vec<char> = folded.chars().collect();
        if let Some(start) = chars.get(..KEY) {
            self.by_start.entry(start.to_vec()).or_default().push(at);
        }
        if !folded.is_empty() {
            self.exact.entry(folded).or_insert(at);
        }
        self.known.push(chars);
    }

    /// The place of the title that a text names.
    pub fn find(&self, text: &str) -> Option<usize> {
        let folded = letters(text);
        if let Some(at) = self.exact.get(&folded) {
            return Some(*at);
        }
        let chars: Vec<char> = folded.chars().collect();
        let near = self.by_start.get(chars.get(..KEY)?)?;
        near.iter()
            .copied()
            .take(MOST)
            .find(|at| self.known.get(*at).is_some_and(|known| one_slip(known, &chars)))
    }

    /// The place of the title that a text names, else a new one.
    pub fn find_or_add(&mut self, text: &str) -> usize {
        match self.find(text) {
            Some(at) => at,
            None => {
                self.add(text);
                self.known.len() - 1
            }
        }
    }
}

/// Whether two titles differ by one character that a slip of writing explains.
fn one_slip(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 || short.len() < SHORTEST {
        return false;
    }
    let Some(at) = short.iter().zip(long).position(|(x, y)| x != y) else {
        return long.last().is_some_and(|last| is_slight(*last));
    };
    let (x, y) = (short[at], long[at]);
    if short.len() == long.len() {
        // Another kanji is more likely another word: 改善, 改革.
        let katakana = |c: char| matches!(c, 'ァ'..='ヺ' | 'ー');
        short[at + 1..] == long[at + 1..] && katakana(x) && katakana(y)
    } else {
        short[at..] == long[at + 1..] && is_slight(y)
    }
}

/// Whether a character more or less leaves a title the same: 意見交換 and 意見交換会, チャネル and チャンネル.
fn is_slight(c: char) -> bool {
    matches!(c, '会' | '等' | 'ー' | 'ン' | 'み' | 'り' | 'け' | 'の')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_title_find_it() {
        let titles = Titles::of([
            "広聴の場の開催会（広場 A）",
            "窓口手続きの見直し",
            "前期計画の点検と評価",
        ]);
        assert_eq!(titles.find("広聴の場の開催 (広場A)"), Some(0));
        assert_eq!(titles.find("窓口手続きの見通し"), None);
        assert_eq!(titles.find("窓口手続きの見直し"), Some(1));
        assert_eq!(titles.find("後期計画の点検と評価"), None);
    }
}
