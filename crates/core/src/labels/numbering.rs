//! Numbers in front of titles: `実施方針1`, `第2章`, `Ⅰ`, `(1)`, `①`, `1-1`, `5-①`, `R2-1`, `No.12`, `12102`.
//!
//! Numbers are labels, not identity; they only say what stands under what. Not here: years.

use crate::text::narrow;

/// How a label is written; labels of one style stand on one level.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// `実施方針1`, `基本方針Ⅱ`: the word.
    Word(String),
    /// `第1章`, `第2`: what follows the number.
    Ordinal(char),
    /// `Ⅰ`, `II`.
    Roman,
    /// `1`, `12102`.
    Plain,
    /// `1-1`, `5-①`, `R2-1`: how many parts.
    Parts(usize),
    /// `(1)`.
    Bracketed,
    /// `①`.
    Circled,
    /// `ア`, `(ア)`.
    Kana,
    /// No number; the level of the heading.
    Heading(u8),
}

/// A label and the title after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// As printed.
    pub label: String,
    /// How it is written.
    pub style: Style,
    /// What follows; empty for a label alone.
    pub title: String,
}

const LEVEL_WORDS: [&str; 17] = [
    "方針",
    "項目",
    "施策",
    "柱",
    "目標",
    "区分",
    "重点",
    "分野",
    "取組",
    "取組み",
    "視点",
    "戦略",
    "課題",
    "章",
    "改革",
    "テーマ",
    "基本方向",
];

/// Splits a label from the title after it; none where no label stands in front.
pub fn labelled(text: &str) -> Option<Labelled> {
    let text = text
        .trim()
        .trim_start_matches(['■', '□', '◆', '▼', '●', '◇', '#'])
        .trim_start();
    let chars: Vec<(usize, char)> = text.char_indices().map(|(i, c)| (i, narrow(c))).collect();
    let (end, style) = word(&chars)
        .or_else(|| ordinal(&chars))
        .or_else(|| serial_like(&chars))
        .or_else(|| bracketed(&chars))
        .or_else(|| roman(&chars))
        .or_else(|| digits(&chars))?;
    let byte = |i: usize| chars.get(i).map_or(text.len(), |(b, _)| *b);
    let label = text[..byte(end)].trim().to_owned();
    let mut title = text[byte(end)..]
        .trim_start_matches(['.', '．', '、', '，', ':', '：', ' ', '　', '\t', '\n', '，'])
        .trim();
    if matches!(style, Style::Word(_)) {
        title = title.trim_start_matches(['-', '－', '】', '）']).trim_start();
    }
    Some(Labelled {
        label,
        style,
        title: title.to_owned(),
    })
}

/// The label of a text that is nothing but a label: `5-1`, `12`, `No.3`, `①`.
pub fn label_only(text: &str) -> Option<Labelled> {
    labelled(text.trim()).filter(|l| l.title.is_empty())
}

/// The title without its label; the text itself where it has none.
pub fn without_label(text: &str) -> String {
    match labelled(text) {
        Some(l) if !l.title.is_empty() => l.title,
        _ => text.trim().to_owned(),
    }
}

/// The number of a label without the plan's word in front of it: `1-1` of `取組1-1`.
pub fn without_word(label: &str) -> &str {
    let is_word = labelled(label).is_some_and(|l| matches!(l.style, Style::Word(_)));
    let plain = label.trim_matches(['【', '】', '<', '>', '〈', '〉']);
    let start = plain
        .char_indices()
        .find(|(_, c)| narrow(*c).is_ascii_digit() || is_circled(*c) || is_roman(*c) || narrow(*c) == '(')
        .map(|(i, _)| i);
    match start.filter(|_| is_word) {
        Some(start) => &plain[start..],
        None => label,
    }
}

/// Whether a text is a serial number such as `No.12`, `№3`, `NO 4`.
pub fn is_serial(text: &str) -> bool {
    let folded = crate::text::fold(text);
    let rest = folded
        .strip_prefix("no.")
        .or_else(|| folded.strip_prefix("no"))
        .or_else(|| folded.strip_prefix('№'));
    rest.is_some_and(|r| {
        !r.is_empty()
            && r.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && r.contains(|c: char| c.is_ascii_digit())
    })
}

/// The number above: `12` of `12-1`, `1-2` of `1-2-3`; none of `12`.
pub fn above(number: &str) -> Option<String> {
    let folded = crate::text::fold(number);
    folded
        .rsplit_once('-')
        .map(|(parent, _)| parent.to_owned())
        .filter(|p| !p.is_empty())
}

fn at(chars: &[(usize, char)], i: usize) -> Option<char> {
    chars.get(i).map(|(_, c)| *c)
}

fn is_circled(c: char) -> bool {
    matches!(c, '①'..='⑳' | '㉑'..='㊿' | '❶'..='❿' | '⓪')
}

fn is_roman(c: char) -> bool {
    matches!(c, 'Ⅰ'..='Ⅻ' | 'ⅰ'..='ⅻ')
}

fn separates(c: Option<char>) -> bool {
    c.is_none_or(|c| {
        c.is_whitespace() || matches!(c, '.' | ':' | '、' | ',' | '「' | '『' | '【' | '\t' | '|')
    })
}

/// Digits, a circled or a Roman number at `i`: the place after it.
fn number(chars: &[(usize, char)], i: usize) -> Option<usize> {
    let c = at(chars, i)?;
    if is_circled(c) || is_roman(c) {
        return Some(i + 1);
    }
    if matches!(
        c,
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十'
    ) {
        return Some(i + 1);
    }
    let mut end = i;
    while at(chars, end).is_some_and(|c| c.is_ascii_digit()) {
        end += 1;
    }
    (end > i && end - i <= 6).then_some(end)
}

/// `実施方針1`, `基本方針 Ⅱ`, `【重点項目3】`, `施策1-2`.
fn word(chars: &[(usize, char)]) -> Option<(usize, Style)> {
    let start = usize::from(matches!(at(chars, 0), Some('【' | '<' | '〈')));
    let mut i = start;
    while i < start + 9
        && at(chars, i).is_some_and(|c| {
            matches!(c, '\u{4E00}'..='\u{9FFF}' | 'ァ'..='ヴ' | 'ー' | 'み' | 'り' | 'の')
                && number(chars, i).is_none()
        })
    {
        i += 1;
    }
    let name: String = chars[start..i].iter().map(|(_, c)| *c).collect();
    if !LEVEL_WORDS.iter().any(|w| name.ends_with(w)) {
        return None;
    }
    let mut j = i;
    while at(chars, j) == Some(' ') {
        j += 1;
    }
    let open = at(chars, j) == Some('(');
    let mut end = number(chars, j + usize::from(open))?;
    while at(chars, end) == Some('-') {
        match number(chars, end + 1) {
            Some(next) => end = next,
            None => break,
        }
    }
    if open {
        if at(chars, end) != Some(')') {
            return None;
        }
        end += 1;
    }
    let closes = matches!(at(chars, end), Some('】' | '>' | '〉')) && start == 1;
    let circled = at(chars, end - 1).is_some_and(|c| is_circled(c) || is_roman(c));
    let follows = at(chars, end);
    if !(closes || circled || open || separates(follows) || follows == Some('-')) {
        return None;
    }
    Some((end + usize::from(closes), Style::Word(name)))
}

/// `第1章`, `第2`, `第三節`.
fn ordinal(chars: &[(usize, char)]) -> Option<(usize, Style)> {
    if at(chars, 0) != Some('第') {
        return None;
    }
    let end = number(chars, 1)?;
    match at(chars, end) {
        Some(c @ ('章' | '節' | '項' | '編' | '部')) if separates(at(chars, end + 1)) => {
            Some((end + 1, Style::Ordinal(c)))
        }
        follows if separates(follows) => Some((end, Style::Ordinal(' '))),
        _ => None,
    }
}

/// `R2-1`, `H30-2`, `A-1`, `No.12`.
fn serial_like(chars: &[(usize, char)]) -> Option<(usize, Style)> {
    let letter = at(chars, 0).filter(|c| c.is_ascii_alphabetic() || *c == '№')?;
    if matches!(letter, 'N' | 'n' | '№') {
        let mut i = if letter == '№' {
            1
        } else if matches!(at(chars, 1), Some('o' | 'O')) {
            2
        } else {
            return None;
        };
        while matches!(at(chars, i), Some('.' | ' ')) {
            i += 1;
        }
        let (end, _) = serial_like(&chars[i..]).or_else(|| digits(&chars[i..]))?;
        return Some((i + end, Style::Plain));
    }
    let mut end = 1;
    while at(chars, end).is_some_and(|c| c.is_ascii_digit()) {
        end += 1;
    }
    if end > 3 || at(chars, end) != Some('-') {
        return None;
    }
    let mut parts = 1;
    while at(chars, end) == Some('-') {
        end = number(chars, end + 1)?;
        parts += 1;
    }
    separates(at(chars, end)).then_some((end, Style::Parts(parts)))
}

/// `(1)`, `(ア)`, `①`.
fn bracketed(chars: &[(usize, char)]) -> Option<(usize, Style)> {
    let first = at(chars, 0)?;
    if is_circled(first) {
        return Some((1, Style::Circled));
    }
    if matches!(first, '⑴'..='⒇') {
        return Some((1, Style::Bracketed));
    }
    if first == '(' {
        if let (Some('ア'..='ン'), Some(')')) = (at(chars, 1), at(chars, 2)) {
            return Some((3, Style::Kana));
        }
        let end = number(chars, 1)?;
        return (at(chars, end) == Some(')') && end <= 4).then_some((end + 1, Style::Bracketed));
    }
    if matches!(
        first,
        'ア' | 'イ' | 'ウ' | 'エ' | 'オ' | 'カ' | 'キ' | 'ク' | 'ケ' | 'コ'
    ) && matches!(at(chars, 1), Some(' ' | '.'))
    {
        return Some((1, Style::Kana));
    }
    None
}

/// `Ⅰ`, `II`, `IV.`.
fn roman(chars: &[(usize, char)]) -> Option<(usize, Style)> {
    if is_roman(at(chars, 0)?) {
        // `Ⅰ-1` is a number of parts.
        return match (at(chars, 1), number(chars, 2)) {
            (Some('-'), Some(end)) => Some((end, Style::Parts(2))),
            _ => Some((1, Style::Roman)),
        };
    }
    let mut end = 0;
    while matches!(at(chars, end), Some('I' | 'V' | 'X')) {
        end += 1;
    }
    (end > 0 && end <= 5 && separates(at(chars, end)) && at(chars, end).is_some())
        .then_some((end, Style::Roman))
}

/// `1`, `1-1`, `5-①`, `1-(2)`, `12102`, `１．`; digits that run into words (`24時間`) are no label.
fn digits(chars: &[(usize, char)]) -> Option<(usize, Style)> {
    if !at(chars, 0)?.is_ascii_digit() {
        return None;
    }
    let (mut end, mut parts) = (number(chars, 0)?, 1);
    while matches!(at(chars, end), Some('-' | '.' | '―' | 'ー')) {
        let inner = end + 1;
        let next = match at(chars, inner) {
            Some('(') => number(chars, inner + 1)
                .filter(|e| at(chars, *e) == Some(')'))
                .map(|e| e + 1),
            Some(c) if c.is_ascii_digit() || is_circled(c) => number(chars, inner),
            _ => None,
        };
        let Some(next) = next else { break };
        end = next;
        parts += 1;
    }
    if parts == 1 {
        // `1財政` is a label only with something between; a figure with commas, units or percent is none.
        return separates(at(chars, end))
            .then_some((end, Style::Plain))
            .filter(|_| {
                !(at(chars, end) == Some(',') && at(chars, end + 1).is_some_and(|c| c.is_ascii_digit()))
            });
    }
    let follows = at(chars, end);
    let is_figure = follows.is_some_and(|c| {
        matches!(
            c,
            '%' | '億' | '万' | '千' | '円' | '件' | '人' | '年' | '月' | '日' | '~' | '/' | ','
        )
    });
    let is_decimal = at(chars, number(chars, 0)?) == Some('.') && !separates(follows);
    (!is_figure && !is_decimal).then_some((end, Style::Parts(parts)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Option<(String, String)> {
        labelled(text).map(|l| (l.label, l.title))
    }

    #[test]
    fn labels_in_front_of_titles() {
        for (text, label, title) in [
            ("実施方針① 「前へ」進む行政", "実施方針①", "「前へ」進む行政"),
            ("■実施方針1 持続する行政", "実施方針1", "持続する行政"),
            ("基本方針Ⅱ：人を育てる", "基本方針Ⅱ", "人を育てる"),
            ("(1)行政の状況", "(1)", "行政の状況"),
            ("①財政健全化", "①", "財政健全化"),
            ("1-1 収支の均衡", "1-1", "収支の均衡"),
            ("5-① 広報", "5-①", "広報"),
            ("1. はじめに", "1", "はじめに"),
            ("II 組織", "II", "組織"),
            ("第2章 取組", "第2章", "取組"),
            ("R2-1 電子決裁", "R2-1", "電子決裁"),
            ("12102", "12102", ""),
            ("No.12", "No.12", ""),
        ] {
            assert_eq!(split(text), Some((label.to_owned(), title.to_owned())), "{text}");
        }
    }

    #[test]
    fn figures_are_no_labels() {
        for text in [
            "24時間対応",
            "3つの方針",
            "2021(R3)年度から",
            "1,234",
            "97.9%",
            "1-2年で",
            "財政の健全化",
            "ICTの活用",
        ] {
            assert_eq!(split(text), None, "{text}");
        }
    }

    #[test]
    fn what_stands_above() {
        assert_eq!(above("12-1").as_deref(), Some("12"));
        assert_eq!(above("１－２").as_deref(), Some("1"));
        assert_eq!(above("12"), None);
        assert!(is_serial("No.2") && is_serial("№３") && !is_serial("12") && !is_serial("notes"));
    }
}
