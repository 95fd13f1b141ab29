//! What a person types into the register, understood as the cells of a document are.
//!
//! Not here: which fields there are (`gyokaku_core::editing`), storing.

use gyokaku_core::document::Place;
use gyokaku_core::editing::{LONGEST_LINE, LONGEST_TEXT, Shape, Value, year_style_text};
use gyokaku_core::fiscal_year::{FiscalYear, YearStyle, parse};
use gyokaku_core::text::{is_invisible, split_outside_brackets};

use crate::read::understand::words::schedule;

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
        Shape::Line | Shape::Year | Shape::Choice => LONGEST_LINE,
        Shape::Text | Shape::List | Shape::Schedule => LONGEST_TEXT,
    };
    let length = text.chars().count();
    if length > longest {
        return Err(format!(
            "{longest}文字までで入力してください（今は{length}文字です）。"
        ));
    }
    let text = text.trim();
    Ok(match shape {
        Shape::Line => Value::Words(some(text.split_whitespace().collect::<Vec<_>>().join(" "))),
        Shape::Text => Value::Words(some(text.to_owned())),
        Shape::List => Value::List(list(text)),
        Shape::Schedule => Value::Schedule(schedule::schedule(text, &Place::default())),
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
    let digits: String = text.chars().map(gyokaku_core::text::narrow).collect();
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

    fn words(text: &str) -> Value {
        Value::Words(Some(text.into()))
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
