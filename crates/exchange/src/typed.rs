//! What a person types into the register, understood as the cells of a document are.
//!
//! Not here: which fields there are (`gyokaku_core::editing`), storing.

use gyokaku_core::council::Member;
use gyokaku_core::crosswalk::EdgeKind;
use gyokaku_core::document::Place;
use gyokaku_core::editing::{LONGEST_LINE, LONGEST_TEXT, Shape, Value, texts, year_style_text};
use gyokaku_core::fiscal_year::{FiscalYear, YearStyle, day_as_typed as day, parse};
use gyokaku_core::money::Yen;
use gyokaku_core::plan::{GlossaryNote, Period, PlanVersion};
use gyokaku_core::progress::Scale;
use gyokaku_core::round::field::{Field, LARGEST_AMOUNT, yen};
use gyokaku_core::text::{is_invisible, narrow, split_outside_brackets};

use crate::read::understand::words::{class, schedule};

/// How many characters a text may have that is a list of headings and points.
const LONGEST_LIST: usize = 40_000;

/// The value that a text is in a field of a shape.
///
/// # Errors
/// Why it cannot be taken, as a sentence in Japanese for beside the field.
pub fn value(shape: Shape, text: &str) -> Result<Value, String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    // What a file begins with is no character of the text.
    let text = text.trim_start_matches('\u{FEFF}');
    if text.chars().any(is_invisible) {
        return Err(
            "表示されない文字（文字の向きを変える記号や制御文字）が含まれています。入力し直してください。"
                .into(),
        );
    }
    let longest = match shape {
        shape if shape.is_one_line() => LONGEST_LINE,
        Shape::Text | Shape::List | Shape::Schedule => LONGEST_TEXT,
        _ => LONGEST_LIST,
    };
    let length = text.chars().count();
    if length > longest {
        return Err(format!(
            "{longest}文字までで入力してください（今は{length}文字です）。"
        ));
    }
    let text = text.trim();
    Ok(match shape {
        Shape::One => Value::Words(some(text.to_owned())),
        Shape::Day if text.is_empty() => Value::Day(None),
        Shape::Day => Value::Day(Some(day(text).ok_or_else(|| {
            format!("「{text}」を日付として読み取れません。「令和8年4月1日」のように入力してください。")
        })?)),
        Shape::Count => Value::Count(count(text)?),
        Shape::Amount => Value::Amount(amount(text, 1)?),
        Shape::Members => Value::Members(members(text)?),
        Shape::Line => Value::Words(some(text.split_whitespace().collect::<Vec<_>>().join(" "))),
        Shape::Text => Value::Words(some(text.to_owned())),
        Shape::List => Value::List(list(text)),
        Shape::Schedule => Value::Schedule(schedule::schedule(text, &Place::default())),
        Shape::Entries => Value::Entries(texts::entries(text)),
        Shape::Groups => Value::Groups(texts::groups(text)),
        Shape::Points => Value::Points(texts::points(text)),
        Shape::Tries => Value::Tries(texts::tries(text)),
        Shape::Terms => Value::Terms(terms(text)?),
        Shape::Editions => Value::Editions(editions(text)?),
        Shape::Year if text.is_empty() => Value::Year(None),
        Shape::Year => Value::Year(Some(year(text).ok_or_else(|| {
            format!(
                "「{text}」を年度として読み取れません。「令和8年度」または「2026」のように入力してください。"
            )
        })?)),
        Shape::Choice => {
            let style = STYLES.into_iter().find(|style| year_style_text(*style) == text);
            Value::Style(style.ok_or_else(|| "表記を一覧から選んでください。".to_owned())?)
        }
    })
}

/// Whether what became of an item says that it is part of another one from then on: 集約, 統合; not in brackets.
pub fn goes_into(label: &str) -> bool {
    class::goes_into(label)
}

/// What became of an item, as a person says it: 継続, 統合, 廃止（取組完了）. The kind, the words, and the reason in brackets.
///
/// # Errors
/// The words say none of what can become of an item.
pub fn class(text: &str) -> Result<(EdgeKind, String, Option<String>), String> {
    let text = text.trim();
    let found = class::class(text);
    let found = found.ok_or_else(|| {
        format!(
            "「{}」を見直し区分として読み取れません。継続、改称、統合、分割、後倒し、新規、廃止、完了、中止、集約などで入力してください。",
            begun(text)
        )
    })?;
    Ok((found.kind, found.label, found.reason))
}

/// Terms with what they mean: `用語：説明`.
fn terms(text: &str) -> Result<Vec<GlossaryNote>, String> {
    let mut found: Vec<GlossaryNote> = Vec::new();
    for entry in texts::entries(text) {
        if entry.title.is_empty() {
            return Err(format!(
                "「{}」を「用語：説明」の形で入力してください。",
                begun(&entry.text)
            ));
        }
        if found.iter().any(|known| known.term == entry.title) {
            return Err(format!(
                "用語「{}」が2回あります。1つにまとめてください。",
                begun(&entry.title)
            ));
        }
        found.push(GlossaryNote {
            term: entry.title,
            text: entry.text,
            at: Place::default(),
        });
    }
    Ok(found)
}

/// Editions: `名称：種類：期間`, the period where it is known.
fn editions(text: &str) -> Result<Vec<PlanVersion>, String> {
    let mut found = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let odd = || {
            format!(
                "「{}」を「名称：種類：期間」の形で入力してください（例：後期計画：後期：令和4年度～令和8年度）。",
                begun(line)
            )
        };
        let parts: Vec<&str> = line.split('：').map(str::trim).collect();
        let (kind, period) = match parts[..] {
            [_, kind] => (kind, None),
            [_, kind, period] => (kind, Some(period)),
            _ => return Err(odd()),
        };
        let kind = texts::edition_kind(kind).ok_or_else(odd)?;
        let title = parts.first().filter(|title| !title.is_empty()).ok_or_else(odd)?;
        let period = match period {
            None => None,
            Some(period) => {
                let (from, to) = period.split_once(['～', '〜', '-', '－', '~']).ok_or_else(odd)?;
                let (from, to) = year(from.trim()).zip(year(to.trim())).ok_or_else(odd)?;
                if from > to {
                    return Err(format!(
                        "「{}」の終わりの年度が始まりより前になっています。",
                        begun(line)
                    ));
                }
                Some(Period { from, to })
            }
        };
        found.push(PlanVersion {
            plan: None,
            title: (*title).to_owned(),
            kind,
            period,
            at: Place::default(),
        });
    }
    Ok(found)
}

/// Members of a council: `役職：氏名：所属：任期`, as far as they are known.
fn members(text: &str) -> Result<Vec<Member>, String> {
    let mut found = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let odd = || {
            format!(
                "「{}」を「役職：氏名：所属・肩書：任期」の形で入力してください（任期は「令和8年4月1日～令和10年3月31日」）。",
                begun(line)
            )
        };
        let parts: Vec<&str> = line.split('：').map(str::trim).collect();
        let (part, name, post, term) = match parts[..] {
            [name] => ("委員", name, "", ""),
            [part, name] => (part, name, "", ""),
            [part, name, post] => (part, name, post, ""),
            [part, name, post, term] => (part, name, post, term),
            _ => return Err(odd()),
        };
        if name.is_empty() {
            return Err(odd());
        }
        let (from, to) = match term.is_empty() {
            true => (None, None),
            false => {
                let (from, to) = term.split_once(['～', '〜', '~']).ok_or_else(odd)?;
                let end = |text: &str| match text.trim() {
                    "" => Ok(None),
                    text => day(text).map(Some).ok_or_else(odd),
                };
                (end(from)?, end(to)?)
            }
        };
        found.push(Member {
            part: part.to_owned(),
            name: name.to_owned(),
            post: post.to_owned(),
            from,
            to,
        });
    }
    Ok(found)
}

/// A number of things; none for a blank.
fn count(text: &str) -> Result<Option<i64>, String> {
    let digits: String = text.chars().map(narrow).filter(|c| *c != ',').collect();
    let digits = digits.trim().trim_end_matches('件');
    match digits.is_empty() {
        true => Ok(None),
        false => {
            let number = digits
                .parse()
                .ok()
                .filter(|number| (0..=1_000_000).contains(number));
            let odd = || {
                format!("「{text}」を件数として読み取れません。1から1,000,000までの数字で入力してください。")
            };
            number.map(Some).ok_or_else(odd)
        }
    }
}

/// An amount as typed, in yen, where no unit is said in a unit of so many yen; none for a blank.
///
/// # Errors
/// It is no amount, or too large to be one.
pub fn amount(text: &str, unit: i64) -> Result<Option<Yen>, String> {
    let text: String = text.trim().chars().map(narrow).collect();
    if text.is_empty() {
        return Ok(None);
    }
    if text.contains(['(', ')']) {
        return Err("括弧の付いた額は読み取れません。マイナスは「△5」のように入力してください。".to_owned());
    }
    let canonical = Field::EffectActual
        .read(&text, &Scale::default(), &[])
        .map_err(|_| format!("「{text}」を額として読み取れません。数字で入力してください。"))?;
    let read = canonical.as_deref().and_then(yen);
    let read = read.ok_or_else(|| format!("「{text}」を額として読み取れません。"))?;
    let too_large = || format!("「{text}」は大きすぎます。単位を確かめてください。");
    let bounded = |yen: Yen| match yen.0.unsigned_abs() <= LARGEST_AMOUNT {
        true => Ok(Some(yen)),
        false => Err(too_large()),
    };
    let has_unit = text.contains(['円', '千', '万', '億', '百']);
    match has_unit {
        true => bounded(read),
        false => bounded(read.0.checked_mul(unit).map(Yen).ok_or_else(too_large)?),
    }
}

/// The beginning of a text, to name it by.
fn begun(text: &str) -> String {
    text.chars().take(20).collect()
}

/// The entries of a list: one a line, or parted by 「、」 and commas outside of brackets; each once.
fn list(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for entry in split_outside_brackets(text, &['\n', '、', '，', ',']) {
        let entry = entry.trim().to_owned();
        if !entry.is_empty() && !found.contains(&entry) {
            found.push(entry);
        }
    }
    found
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// A fiscal year as people type it: 令和8年度, R8, 2026年度, 2026.
fn year(text: &str) -> Option<FiscalYear> {
    let digits: String = text.chars().map(narrow).collect();
    parse(text).or_else(|| digits.parse().ok().and_then(FiscalYear::new))
}

/// The ways to write years, in the order of the choice.
pub const STYLES: [YearStyle; 4] = [
    YearStyle::Era,
    YearStyle::WesternAndEra,
    YearStyle::Western,
    YearStyle::Letter,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_in_the_unit_of_the_page() {
        assert_eq!(amount("1,234", 1_000), Ok(Some(Yen(1_234_000))));
        assert_eq!(amount("△62,493", 1_000), Ok(Some(Yen(-62_493_000))));
        assert_eq!(amount("1,234円", 1_000), Ok(Some(Yen(1_234))));
        assert_eq!(amount("１２３", 1), Ok(Some(Yen(123))));
        assert_eq!(amount(" ", 1_000), Ok(None));
        assert_eq!(amount("0", 1_000), Ok(Some(Yen(0))), "a blank is not zero");
        assert!(amount("12345678901234567890", 1_000).is_err());
        assert!(amount("9223372036854775", 1_000_000).is_err());
        assert!(amount("未定", 1_000).is_err());
    }

    #[test]
    fn members_are_read_as_far_as_they_are_known() {
        let Ok(Value::Members(members)) = value(
            Shape::Members,
            "会長：甲：学識経験者：令和8年4月1日～令和10年3月31日\n委員：乙\n丙\n副会長：丁：：～2028-03-31",
        ) else {
            panic!("members")
        };
        let told: Vec<(&str, &str, &str)> = members
            .iter()
            .map(|m| (m.part.as_str(), m.name.as_str(), m.post.as_str()))
            .collect();
        let wanted = [
            ("会長", "甲", "学識経験者"),
            ("委員", "乙", ""),
            ("委員", "丙", ""),
            ("副会長", "丁", ""),
        ];
        assert_eq!(told, wanted);
        assert_eq!(members[0].term(), "令和8年4月1日～令和10年3月31日");
        assert_eq!((members[3].from, members[3].to.is_some()), (None, true));
        for odd in ["会長：甲：所属：来年まで", "会長：：所属", "a：b：c：d：e"] {
            assert!(value(Shape::Members, odd).is_err(), "{odd}");
        }
    }

    fn words(text: &str) -> Value {
        Value::Words(Some(text.into()))
    }

    #[test]
    fn editions_and_terms_are_lines() {
        let text = "前期計画：前期：令和4年度～令和8年度\n旧計画：当初";
        let Ok(Value::Editions(read)) = value(Shape::Editions, text) else {
            panic!("editions");
        };
        let period = read[0].period.map(|p| (p.from.western(), p.to.western()));
        assert_eq!(
            (read[0].kind.label(), period, read[1].period),
            ("前期", Some((2022, 2026)), None)
        );
        let plan = gyokaku_core::plan::Plan {
            year_style: YearStyle::Era,
            editions: read,
            ..Default::default()
        };
        assert_eq!(gyokaku_core::editing::PlanField::Editions.text(&plan), text);
        for odd in [
            "前期計画",
            "前期計画：未定",
            "前期計画：前期：令和9年度～令和8年度",
            "：前期",
            "a：前期：いつか～いつか",
        ] {
            assert!(value(Shape::Editions, odd).is_err(), "{odd}");
        }
        let Ok(Value::Terms(read)) = value(Shape::Terms, "IoT：モノのインターネット\n　で、つながる")
        else {
            panic!("terms");
        };
        assert_eq!(
            (read[0].term.as_str(), read[0].text.as_str()),
            ("IoT", "モノのインターネット\nで、つながる")
        );
        assert!(value(Shape::Terms, "IoT").is_err());
        assert!(value(Shape::Terms, "IoT：一\nIoT：二").is_err());
    }

    #[test]
    fn what_is_typed_is_understood_as_a_cell_is() {
        assert_eq!(value(Shape::Line, " 収支\n均衡 "), Ok(words("収支 均衡")));
        assert_eq!(
            value(Shape::Text, "一行目\r\n二行目 "),
            Ok(words("一行目\n二行目"))
        );
        assert_eq!(value(Shape::Text, " \n"), Ok(Value::Words(None)));
        let list = ["総務課", "市民経済部（生環、市民）"].map(str::to_owned).to_vec();
        assert_eq!(
            value(Shape::List, "総務課、市民経済部（生環、市民）"),
            Ok(Value::List(list.clone()))
        );
        assert_eq!(
            value(Shape::List, "総務課\n市民経済部（生環、市民）\n"),
            Ok(Value::List(list))
        );
        let address = "https://example.jp/plan/2026";
        assert_eq!(
            value(Shape::List, &format!("{address}\n{address}、、総務課")),
            Ok(Value::List(vec![address.into(), "総務課".into()]))
        );
        assert_eq!(value(Shape::Line, "\u{FEFF}"), Ok(Value::Words(None)));
        let Ok(Value::Schedule(schedule)) = value(Shape::Schedule, "令和8年度：検討\n令和9年度～：実施")
        else {
            panic!("a schedule");
        };
        let steps: Vec<_> = schedule
            .steps
            .iter()
            .map(|s| (s.fiscal_year.western(), s.open))
            .collect();
        assert_eq!(steps, [(2026, false), (2027, true)]);
        assert_eq!(
            schedule.text.as_deref(),
            Some("令和8年度：検討\n令和9年度～：実施")
        );
        for text in ["令和8年度", "R8", "２０２６", "2026年度"] {
            assert_eq!(
                value(Shape::Year, text),
                Ok(Value::Year(FiscalYear::new(2026))),
                "{text}"
            );
        }
        for style in STYLES {
            assert_eq!(
                value(Shape::Choice, &year_style_text(style)),
                Ok(Value::Style(style))
            );
        }
    }

    #[test]
    fn what_cannot_be_taken_says_why() {
        assert!(value(Shape::Line, "a\u{202E}b").is_err_and(|why| why.contains("表示されない文字")));
        assert!(value(Shape::Text, "a\u{0}b").is_err());
        assert!(value(Shape::Line, &"長".repeat(301)).is_err_and(|why| why.contains("301文字")));
        assert!(value(Shape::Year, "未定").is_err_and(|why| why.contains("未定")));
        assert!(value(Shape::Year, "20261234567890123456").is_err());
        assert!(value(Shape::Choice, "西暦").is_err());
    }
}
