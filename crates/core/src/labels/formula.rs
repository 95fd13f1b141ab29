//! Letters that name the lines of a table, and the formulas that labels write with them.
//!
//! `歳入合計 A`, `見積額（ア）`, `差額（B-A）`, `イ－ア`, `C=A+B`, `達成率 b/a`. Not here: which line a letter stands
//! for where it comes again, and whether the formula holds.

use crate::text::narrow;

/// What a label says its line is of others, by their letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// Letters that are added, or with −1 taken away.
    Sum(Vec<(i128, char)>),
    /// One letter divided by another.
    Ratio {
        /// What is divided.
        part: char,
        /// By what.
        whole: char,
    },
}

/// The letters of a label: its own, and the formula that it writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letters {
    /// The letter that names its line.
    pub own: Option<char>,
    /// The formula of its line.
    pub formula: Option<Formula>,
}

/// Reads the letters of a label.
pub fn letters(label: &str) -> Letters {
    let chars: Vec<char> = label.chars().map(unified).collect();
    let mut found = Letters::default();
    let mut at = 0;
    while at < chars.len() {
        let end = (at..chars.len())
            .find(|i| !is_written(chars[*i]))
            .unwrap_or(chars.len());
        let stands_alone = |c: Option<&char>| c.is_none_or(|c| !c.is_alphanumeric() || is_ideograph(*c));
        let before = at.checked_sub(1).and_then(|i| chars.get(i));
        if end > at && stands_alone(before) && stands_alone(chars.get(end)) {
            read(&chars[at..end], &mut found);
        }
        at = end.max(at + 1);
    }
    found
}

/// A label without the letters behind it that name its line or the lines it is made of: 歳入合計 A, 収支差（A-B）.
pub fn without_letters(label: &str) -> &str {
    let label = label.trim();
    // 収納率B/A, as a head in two lines comes out.
    let run = label.chars().rev().take_while(|c| is_written(unified(*c)));
    let front = label[..label.len() - run.map(char::len_utf8).sum::<usize>()].trim_end_matches('\n');
    if front.ends_with(is_ideograph) && letters(&label[front.len()..]).formula.is_some() {
        return front;
    }
    let cut = if label.ends_with([')', '）']) {
        label.rfind(['(', '（'])
    } else {
        label.rfind([' ', '　', '\n'])
    };
    let Some((front, behind)) = cut.map(|at| label.split_at(at)) else {
        return label;
    };
    let behind = behind.trim_matches([' ', '　', '\n', '(', '（', ')', '）']);
    let found = letters(behind);
    let is_formula = found.own.is_some() || found.formula.is_some();
    let is_all_signs = !behind
        .chars()
        .any(|c| is_ideograph(c) || matches!(c, 'ぁ'..='ん'));
    if is_formula && is_all_signs && behind.chars().count() <= 12 && !front.trim().is_empty() {
        front.trim()
    } else {
        label
    }
}

/// Takes up one run of letters and signs: a letter alone, a formula, or both with = between.
fn read(run: &[char], found: &mut Letters) {
    let sides: Vec<&[char]> = run.split(|c| *c == '=').collect();
    for side in sides {
        match side {
            [letter] if is_letter(*letter) => found.own = found.own.or(Some(*letter)),
            _ => found.formula = found.formula.take().or_else(|| formula(side)),
        }
    }
}

/// A formula: letters with signs between, or two letters and a stroke; ×100 behind it is left aside.
fn formula(side: &[char]) -> Option<Formula> {
    let side = side.strip_suffix(&['*', '1', '0', '0']).unwrap_or(side);
    if let [part, '/', whole] = side {
        return (is_letter(*part) && is_letter(*whole) && part != whole).then_some(Formula::Ratio {
            part: *part,
            whole: *whole,
        });
    }
    let mut terms = Vec::new();
    let (mut sign, mut expects_letter) = (1, true);
    for c in side {
        match (*c, expects_letter) {
            ('+', false) => (sign, expects_letter) = (1, true),
            ('-', false) => (sign, expects_letter) = (-1, true),
            (c, true) if is_letter(c) => {
                terms.push((sign, c));
                expects_letter = false;
            }
            _ => return None,
        }
    }
    (!expects_letter && terms.len() >= 2).then_some(Formula::Sum(terms))
}

/// A character of any width and case as one of a formula.
fn unified(c: char) -> char {
    match narrow(c) {
        '＋' | '﹢' => '+',
        '－' | '―' | '—' | '–' | '−' | 'ｰ' | '─' => '-',
        '÷' | '／' => '/',
        '×' => '*',
        '＝' => '=',
        c => c.to_ascii_lowercase(),
    }
}

/// Whether a character names a line: a Latin letter, a katakana, a number in a circle.
fn is_letter(c: char) -> bool {
    c.is_ascii_lowercase() || matches!(c, 'ア'..='ン' | '①'..='⑳')
}

fn is_written(c: char) -> bool {
    is_letter(c) || matches!(c, '+' | '-' | '/' | '=' | '*') || c.is_ascii_digit()
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | 'ぁ'..='ん')
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("歳入合計 A", Some('a'))]
    #[case("計画額（Ａ）", Some('a'))]
    #[case("令和5年度決算 イ", Some('イ'))]
    #[case("② 実績", Some('②'))]
    #[case("A評価", Some('a'))]
    #[case("DX推進", None)]
    #[case("サービスの向上", None)]
    #[case("窓口", None)]
    fn a_letter_that_stands_alone_names_a_line(#[case] label: &str, #[case] own: Option<char>) {
        assert_eq!(letters(label).own, own);
    }

    #[rstest]
    #[case("収支差 A-B", vec![(1, 'a'), (-1, 'b')])]
    #[case("改善後の収支差 A－B＋C", vec![(1, 'a'), (-1, 'b'), (1, 'c')])]
    #[case("イ－ア", vec![(1, 'イ'), (-1, 'ア')])]
    #[case("差額(B-A)", vec![(1, 'b'), (-1, 'a')])]
    #[case("D=①+②", vec![(1, '①'), (1, '②')])]
    fn a_formula_adds_and_takes_away(#[case] label: &str, #[case] terms: Vec<(i128, char)>) {
        assert_eq!(letters(label).formula, Some(Formula::Sum(terms)));
    }

    #[rstest]
    #[case("達成率（b/a）")]
    #[case("達成率 Ｂ÷Ａ×100")]
    fn a_formula_divides(#[case] label: &str) {
        assert_eq!(
            letters(label).formula,
            Some(Formula::Ratio {
                part: 'b',
                whole: 'a'
            })
        );
    }

    #[rstest]
    #[case("令和4-5年度")]
    #[case("A-")]
    #[case("1-2")]
    #[case("コピー")]
    #[case("Wi-Fi")]
    fn what_is_no_formula(#[case] label: &str) {
        assert_eq!(letters(label).formula, None);
    }

    #[test]
    fn labels_without_the_letters_of_their_lines() {
        for (label, title) in [
            ("歳入合計 A", "歳入合計"),
            ("収支差（A-B）", "収支差"),
            ("差引　Ａ－Ｂ", "差引"),
            ("改善後の収支 A-B+C", "改善後の収支"),
            ("効果額（千円）", "効果額（千円）"),
            ("収納率\nＢ／Ａ", "収納率"),
            ("収納率Ｂ／Ａ", "収納率"),
            ("窓口のDX", "窓口のDX"),
            ("A", "A"),
        ] {
            assert_eq!(without_letters(label), title);
        }
    }
}
