//! Lines of text that go on with the sentence of the line before, as texts taken from pages have them.
//!
//! Not here: tables, and what a sentence says.

use super::taking_apart::LONGEST_LINE;
use crate::document::Place;
use crate::labels::numbering::labelled;

/// With what a line ends in the middle of a sentence.
const UNFINISHED: [char; 13] = [
    '、', '，', 'は', 'が', 'を', 'に', 'で', 'と', 'の', 'も', 'へ', 'や', 'り',
];
/// With what a sentence ends.
const FINISHED: [char; 8] = ['。', '：', ':', '！', '？', '」', '】', '〕'];
/// What begins a line of its own.
const BEGINS: [char; 11] = ['・', '○', '●', '■', '□', '◆', '◇', '※', '【', '-', '＊'];
/// A shorter line goes on only where it ends in the middle of a sentence.
const LONG: usize = 24;
/// A line as long as a page is wide breaks anywhere.
const FULL: usize = 33;

/// Lines that are one text.
pub(super) struct Wrapped<'a> {
    /// As one text, without the blanks between.
    pub(super) text: String,
    /// Where each of its lines begins in it, in bytes: from which character of which line on.
    parts: Vec<(usize, u32, u32)>,
    above: &'a str,
    last: u32,
    /// The block of its last line, which is the neighbour of what follows.
    pub(super) block: usize,
    /// The block of its first line.
    pub(super) begins: usize,
    pub(super) listed: bool,
}

impl<'a> Wrapped<'a> {
    pub(super) fn of(line: u32, text: &'a str, block: usize, listed: bool) -> Self {
        Self {
            text: text.to_owned(),
            parts: vec![(0, line, 1)],
            above: text,
            last: line,
            block,
            begins: block,
            listed,
        }
    }

    /// Takes up the line if it goes on with this text.
    pub(super) fn takes(&mut self, line: u32, text: &'a str, block: usize, listed: bool) -> bool {
        let fits = self.text.len() + text.len() <= LONGEST_LINE;
        if line != self.last + 1 || listed || !fits || !goes_on(&self.text, self.above, text) {
            return false;
        }
        self.text.truncate(self.text.trim_end().len());
        let begin = text.trim_start();
        let indent = text.chars().count() - begin.chars().count();
        self.parts.push((self.text.len(), line, indent as u32 + 1));
        self.text.push_str(begin);
        (self.above, self.last, self.block) = (text, line, block);
        true
    }

    /// Where a byte of the text stands.
    pub(super) fn place(&self, byte: usize) -> Place {
        let at = self.parts.partition_point(|(begin, ..)| *begin <= byte);
        let (begin, line, column) = self.parts[at.saturating_sub(1)];
        let chars = self.text.get(begin..byte).map_or(0, |text| text.chars().count());
        Place::at_line(line, column + chars as u32)
    }
}

/// Whether a line goes on with the sentence before it, whose last line is `above`.
fn goes_on(before: &str, above: &str, line: &str) -> bool {
    let (end, begin) = (before.trim_end(), line.trim_start());
    let last = end.rsplit('。').next().unwrap_or_default();
    if end.ends_with(FINISHED) || begin.starts_with(BEGINS) {
        return false;
    }
    if end.ends_with(UNFINISHED) {
        return last.chars().count() > 1 && above.contains(['、', '。', 'は']);
    }
    let indent = |text: &str| text.chars().take_while(|c| c.is_whitespace()).count();
    let length = above.trim_end().chars().count();
    let is_sentence =
        end.contains(['、', '。']) && !end.trim_start().starts_with('※') && labelled(begin).is_none();
    let is_full = length >= FULL && indent(line) == 0;
    let is_long = length >= LONG && begin.contains('。') && indent(line) <= indent(before);
    is_sentence && (is_full || is_long)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("　効果額は5億円となり、", "前年度を上回りました。", true)]
    #[case("　扶助費は6年間で", "327百万円増加します。", true)]
    #[case(
        "　国庫支出金は、感染症対応の交付金の減により635,763千円",
        "（16.2％）減少した。",
        true
    )]
    #[case(
        "　計画に掲げた120の取組項目について、最終年度末の達成状況を評価した結果、「",
        "達成」が47項目（39.2％）",
        true
    )]
    #[case("　効果額は5億円です。", "令和6年度は6億円です。", false)]
    #[case("取組の実施状況", "令和6年度は6億円です。", false)]
    #[case("見込みと", "実績の差額", false)]
    #[case("施設を廃止し、跡地を貸し付けた", "・令和6年度は6億円です。", false)]
    fn a_sentence_goes_on_where_a_line_breaks_it(
        #[case] before: &str,
        #[case] line: &str,
        #[case] expected: bool,
    ) {
        assert_eq!(goes_on(before, before, line), expected);
    }

    #[test]
    fn a_figure_stands_where_its_line_has_it() {
        let mut text = Wrapped::of(7, "　効果額は", 0, false);
        assert!(text.takes(8, "  5億円となった。", 1, false) && !text.takes(9, "次に", 2, false));
        let byte = text.text.find('5').unwrap_or_default();
        assert_eq!(text.place(byte), Place::at_line(8, 3));
        assert_eq!(text.place("　".len()), Place::at_line(7, 2));
    }
}
