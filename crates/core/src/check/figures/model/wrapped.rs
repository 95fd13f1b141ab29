//! Lines of text that go on with the sentence of the line before, as texts taken from pages have them.
//!
//! Not here: tables, and what a sentence says.

use super::sheet::{Prose, Sheets};
use crate::labels::numbering::labelled;

/// With what a line ends in the middle of a sentence.
const UNFINISHED: [char; 13] = [
    '、', '，', 'は', 'が', 'を', 'に', 'で', 'と', 'の', 'も', 'へ', 'や', 'り',
];
/// With what a sentence ends.
const FINISHED: [char; 8] = ['。', '：', ':', '！', '？', '」', '】', '〕'];
/// A shorter line is full only where it ends in the middle of a sentence.
const FULL: usize = 24;
/// Sentences of more bytes are none that anybody printed.
const LONGEST: usize = 3_000;

/// Joins the last two lines of text where the second one goes on with the first.
pub(super) fn join(all: &mut Sheets) {
    let [.., before, line] = all.prose.as_slice() else {
        return;
    };
    if line.listed || before.text.len() + line.text.len() > LONGEST || !goes_on(&before.text, &line.text) {
        return;
    }
    let Some(line) = all.prose.pop() else { return };
    let Some(Prose { text, figures, .. }) = all.prose.last_mut() else {
        return;
    };
    text.truncate(text.trim_end().len());
    let indent = line.text.len() - line.text.trim_start().len();
    for id in &line.figures {
        let range = &mut all.ledger.entries[*id].figure.range;
        *range = range.start - indent + text.len()..range.end - indent + text.len();
    }
    text.push_str(line.text.trim_start());
    figures.extend(line.figures);
}

/// Whether a line goes on with the sentence of the line before.
fn goes_on(before: &str, line: &str) -> bool {
    let (end, begin) = (before.trim_end(), line.trim_start());
    let last = end.rsplit('。').next().unwrap_or_default();
    if end.ends_with(FINISHED)
        || begin.starts_with(['・', '○', '●', '■', '□', '◆', '◇', '※', '【', '-', '＊'])
    {
        return false;
    }
    if end.ends_with(UNFINISHED) {
        return last.chars().count() > 1;
    }
    let indent = |text: &str| text.chars().take_while(|c| c.is_whitespace()).count();
    let is_sentence = end.contains(['、', '。']) && begin.contains('。');
    is_sentence && end.chars().count() >= FULL && indent(line) <= indent(before) && labelled(begin).is_none()
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
    #[case("　効果額は5億円です。", "令和6年度は6億円です。", false)]
    #[case("取組の実施状況", "令和6年度は6億円です。", false)]
    #[case("施設を廃止し、跡地を貸し付けた", "・令和6年度は6億円です。", false)]
    fn a_sentence_goes_on_where_a_line_breaks_it(
        #[case] before: &str,
        #[case] line: &str,
        #[case] expected: bool,
    ) {
        assert_eq!(goes_on(before, line), expected);
    }
}
