//! Words that tell who somebody is, in a text that may become public: telephone numbers, mail addresses, a name or a home
//! that is given as one's own.
//!
//! What is found is told to a person, who decides: a text is never changed by it. A number counts only where it has the
//! shape of a telephone number of Japan, a name only where the text itself calls it one, so that amounts, years and the
//! names of items stay silent. Not here: who is told.

use crate::text::narrow;

/// What somebody can be known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trait {
    /// 電話番号
    Telephone,
    /// メールアドレス
    Mail,
    /// 氏名
    Name,
    /// 住所
    Home,
}

impl Trait {
    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Trait::Telephone => "電話番号",
            Trait::Mail => "メールアドレス",
            Trait::Name => "氏名",
            Trait::Home => "住所",
        }
    }
}

/// A place in a text that tells who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What it tells.
    pub what: Trait,
    /// The words, as they stand there.
    pub words: String,
}

/// How many places are told of one text.
const MOST: usize = 10;
/// How many characters of a place are told.
const LONGEST: usize = 40;

/// Words after which a text gives its writer's own name or home; a colon or a space follows.
const LABELS: [(&str, Trait); 9] = [
    ("氏名", Trait::Name),
    ("お名前", Trait::Name),
    ("名前", Trait::Name),
    ("提出者名", Trait::Name),
    ("代表者名", Trait::Name),
    ("住所", Trait::Home),
    ("居住地", Trait::Home),
    ("電話番号", Trait::Telephone),
    ("連絡先", Trait::Telephone),
];

/// What is said after one's own name; と言います is said of anything.
const INTRODUCED: [&str; 4] = ["と申します", "と申す者", "という者です", "と言う者です"];

/// The places of a text that tell who somebody is, in their order.
pub fn told(text: &str) -> Vec<Told> {
    let original: Vec<char> = text.chars().collect();
    let plain: Vec<char> = original.iter().map(|c| narrow(*c)).collect();
    let mut found: Vec<(usize, usize, Trait)> = Vec::new();
    telephones(&plain, &mut found);
    mails(&plain, &mut found);
    labelled(&plain, &mut found);
    introduced(&plain, &mut found);
    homes(&plain, &mut found);
    found.sort_unstable();
    let mut told: Vec<Told> = Vec::new();
    let mut end = 0;
    for (from, to, what) in found {
        if from < end || told.len() == MOST {
            continue;
        }
        end = to;
        let words = original.get(from..to).unwrap_or_default();
        told.push(Told {
            what,
            words: words.iter().take(LONGEST).collect::<String>().trim().to_owned(),
        });
    }
    told
}

/// What a text tells, in one sentence for who wrote it or works on it; none where it tells nothing.
pub fn words(text: &str) -> Option<String> {
    let told = told(text);
    let places: Vec<String> = told
        .iter()
        .map(|one| format!("{}「{}」", one.what.label(), one.words.replace('\n', " ")))
        .collect();
    (!places.is_empty()).then(|| format!("個人が分かると思われるところがあります：{}。", places.join("、")))
}

fn is_hyphen(c: char) -> bool {
    matches!(
        c,
        '-' | '‐' | '‑' | '–' | '—' | '−' | '―' | 'ー' | '(' | ')' | ' ' | '.'
    )
}

/// Digits in groups that are a telephone number: ten or eleven of them, beginning with a zero, or with +81.
fn telephones(text: &[char], found: &mut Vec<(usize, usize, Trait)>) {
    let digit = |at: usize| text.get(at).is_some_and(char::is_ascii_digit);
    let mut at = 0;
    while at < text.len() {
        if !digit(at) {
            at += 1;
            continue;
        }
        // A run of digits with single signs between them.
        let (from, mut groups) = (at, vec![0_usize]);
        let mut digits = String::new();
        while at < text.len() {
            if digit(at) {
                digits.push(text[at]);
                if let Some(last) = groups.last_mut() {
                    *last += 1;
                }
                at += 1;
            } else if is_hyphen(text[at]) && digit(at + 1) {
                groups.push(0);
                at += 1;
            } else {
                break;
            }
        }
        let before = from.checked_sub(1).and_then(|before| text.get(before));
        let is_part =
            before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, ',' | '.' | '¥' | '-' | '/'));
        let is_amount = text.get(at).is_some_and(|c| {
            matches!(c, '円' | '千' | '万' | '億' | '%' | ',' | '/') || c.is_ascii_alphanumeric()
        });
        let abroad = before == Some(&'+') && digits.starts_with("81") && (11..=12).contains(&digits.len());
        let here = digits.starts_with('0') && !digits.starts_with("00");
        let here = here
            && match groups.as_slice() {
                // Without a sign between, a mobile number or one with its area.
                [all] => (10..=11).contains(all),
                [2..=5, 1..=4, 4] | [2..=5, 5..=8] => (10..=11).contains(&digits.len()),
                _ => false,
            };
        if !is_part && !is_amount && (here || abroad) {
            found.push((from, at, Trait::Telephone));
        }
    }
}

/// Something with a sign of mail between its name and a host.
fn mails(text: &[char], found: &mut Vec<(usize, usize, Trait)>) {
    let is_name = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%');
    for (at, _) in text.iter().enumerate().filter(|(_, c)| **c == '@') {
        let own = text.get(..at).unwrap_or_default();
        let name = own.iter().rev().take_while(|c| is_name(c)).count();
        let rest = text.get(at + 1..).unwrap_or_default();
        let host: Vec<char> = rest
            .iter()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
            .copied()
            .collect();
        let host: String = host.into_iter().collect();
        let host = host.trim_end_matches(['.', '-']);
        let has_end = host.rsplit_once('.').is_some_and(|(before, end)| {
            !before.is_empty() && end.len() >= 2 && end.chars().all(|c| c.is_ascii_alphabetic())
        });
        if name > 0 && has_end {
            found.push((at - name, at + 1 + host.len(), Trait::Mail));
        }
    }
}

/// `氏名：行革 花子`, at the beginning of a line or behind a bracket or a mark of a list.
fn labelled(text: &[char], found: &mut Vec<(usize, usize, Trait)>) {
    for (label, what) in LABELS {
        let label: Vec<char> = label.chars().collect();
        for from in places(text, &label) {
            let before = from.checked_sub(1).and_then(|before| text.get(before));
            let begins = before.is_none_or(|c| {
                c.is_whitespace()
                    || matches!(
                        c,
                        '(' | '【' | '[' | '<' | '・' | '●' | '○' | '■' | '。' | '、' | '*'
                    )
            });
            let after = from + label.len();
            let rest = text.get(after..).unwrap_or_default();
            let gap = rest
                .iter()
                .take_while(|c| matches!(c, ' ' | ')' | '】' | ']' | '>'))
                .count();
            if !begins || rest.get(gap) != Some(&':') {
                continue;
            }
            let said = rest.get(gap + 1..).unwrap_or_default();
            let length = said
                .iter()
                .take_while(|c| !matches!(c, '\n' | '。' | '、' | ',' | ')' | '】'))
                .count();
            let is_said = said.iter().take(length).any(|c| c.is_alphanumeric());
            if is_said {
                found.push((from, after + gap + 1 + length, what));
            }
        }
    }
}

/// `行革花子と申します`: the words up to there, as far as they may be a name.
fn introduced(text: &[char], found: &mut Vec<(usize, usize, Trait)>) {
    for phrase in INTRODUCED {
        let phrase: Vec<char> = phrase.chars().collect();
        for at in places(text, &phrase) {
            let own = text.get(..at).unwrap_or_default();
            let is_end = |c: &char| {
                matches!(
                    c,
                    '。' | '、' | ',' | '\n' | 'は' | 'の' | 'が' | '「' | '」' | '『' | '』'
                )
            };
            let length = own.iter().rev().take_while(|c| !is_end(c)).count();
            // A name is short; a clause is none.
            let words = own.get(at - length..).unwrap_or_default();
            let letters = words.iter().filter(|c| !c.is_whitespace()).count();
            if (2..=8).contains(&letters) {
                found.push((at - length, at + phrase.len(), Trait::Name));
            }
        }
    }
}

/// A number of a house behind a block: `3丁目5番7号`, `3丁目5-7`.
fn homes(text: &[char], found: &mut Vec<(usize, usize, Trait)>) {
    let is_number = |c: &char| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c);
    let block: Vec<char> = "丁目".chars().collect();
    for at in places(text, &block) {
        let own = text.get(..at).unwrap_or_default();
        let number = own.iter().rev().take_while(|c| is_number(c)).count();
        let rest = text.get(at + block.len()..).unwrap_or_default();
        let lot = rest.iter().take_while(|c| is_number(c)).count();
        let sign = rest.get(lot).copied();
        let behind = rest.get(lot + 1..).unwrap_or_default();
        let behind = match (sign, behind.first()) {
            (Some('番'), Some('地')) => behind.get(1..).unwrap_or_default(),
            _ => behind,
        };
        let house = behind.iter().take_while(|c| is_number(c)).count();
        let is_lot = sign == Some('番') || sign.is_some_and(|c| c == '-' || c == 'の');
        if number > 0 && lot > 0 && is_lot && house > 0 {
            let whole = rest.len() - behind.len() + house;
            let ends = usize::from(behind.get(house) == Some(&'号'));
            found.push((at - number, at + block.len() + whole + ends, Trait::Home));
        }
    }
}

/// Where some letters stand in a text.
fn places<'a>(text: &'a [char], letters: &'a [char]) -> impl Iterator<Item = usize> + 'a {
    let windows = text.windows(letters.len()).enumerate();
    windows
        .filter(move |(_, window)| *window == letters)
        .map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Trait, String)> {
        told(text).into_iter().map(|one| (one.what, one.words)).collect()
    }

    #[test]
    fn what_tells_who_somebody_is_is_found() {
        for (text, what, words) in [
            ("電話は090-1234-5678です", Trait::Telephone, "090-1234-5678"),
            (
                "ご連絡は０４２２（１２）３４５６まで",
                Trait::Telephone,
                "０４２２（１２）３４５６",
            ),
            ("09012345678に電話を", Trait::Telephone, "09012345678"),
            ("+81-90-1234-5678", Trait::Telephone, "81-90-1234-5678"),
            (
                "返事は hanako.g@example.co.jp へ。",
                Trait::Mail,
                "hanako.g@example.co.jp",
            ),
            (
                "ｈａｎａ＠ｅｘａｍｐｌｅ．ｊｐまで",
                Trait::Mail,
                "ｈａｎａ＠ｅｘａｍｐｌｅ．ｊｐ",
            ),
            (
                "賛成です。\n氏名：行革 花子\n以上",
                Trait::Name,
                "氏名：行革 花子",
            ),
            ("私は行革花子と申します。", Trait::Name, "行革花子と申します"),
            ("（住所：緑町1-2-3）", Trait::Home, "住所：緑町1-2-3"),
            ("緑町3丁目5番7号の者です", Trait::Home, "3丁目5番7号"),
            ("緑町３丁目５－７です", Trait::Home, "３丁目５－７"),
        ] {
            assert_eq!(found(text), [(what, words.to_owned())], "{text}");
        }
        let both = "氏名：行革 花子、電話 0422-12-3456";
        assert_eq!(
            found(both).into_iter().map(|(what, _)| what).collect::<Vec<_>>(),
            [Trait::Name, Trait::Telephone]
        );
        assert!(words(both).is_some_and(|words| words.contains("電話番号「0422-12-3456」")));
    }

    #[test]
    fn what_tells_nothing_of_anybody_stays_silent() {
        for text in [
            "窓口の待ち時間を10分以内にしてください。",
            "令和6年度の効果額は1,234,567千円でした。2024-2028の計画です。",
            "歳出0123456789円を見直す",
            "取組項目1-2-3について",
            "電話やメールでの申請を増やしてほしい。",
            "氏名の記入欄が小さい。住所の変更も1回で済ませたい。",
            "緑町3丁目の公園をきれいに。",
            "市長が必要だと言いますが、そうは思いません。",
            "行政手続は住民の負担が大きいといいますが、",
            "@市役所 という書き方",
            "2026.11.29 10-20-30",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn a_long_text_is_told_of_in_a_few_words() {
        let text = "090-1234-5678 a@example.jp ".repeat(2_000);
        let told = told(&text);
        assert_eq!(told.len(), MOST);
        assert!(told.iter().all(|one| one.words.chars().count() <= LONGEST));
    }
}
