//! What a person typed into a cell → the value as the form says it, or why it is none.
//!
//! Understood is what can mean one thing only: full-width digits, `1,234千円`, `△1,234`, `◯` for `○`.
//! Not here: comparing with what the form held.

use gyokaku_core::figure::{self, CellFigure, Figure, Measure};
use gyokaku_core::money::grouped;
use gyokaku_core::text::{fold, likeness};

use super::form::{Choice, Kind};
use crate::read::xlsx::raw::Raw;
pub(super) use crate::workbook::seen::tidy;
use crate::workbook::seen::unusable;

/// The most characters of a text that is taken.
pub const LONGEST_TEXT: usize = 4_000;
/// The most digits of an amount: what a spreadsheet can hold to the last yen.
pub(super) const MOST_DIGITS: usize = 15;
/// The most choices that a message lists.
const MOST_LISTED: usize = 12;

/// Why a value is not taken, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) why: String,
    pub(super) next: String,
}

fn wrong(why: impl Into<String>, next: impl Into<String>) -> Wrong {
    Wrong {
        why: why.into(),
        next: next.into(),
    }
}

/// The value of a cell as the form says it; empty for a blank. `shown` is the cell as a person sees it.
///
/// # Errors
/// Why it cannot be taken.
pub(super) fn taken(kind: &Kind, raw: &Raw, shown: &str) -> Result<String, Wrong> {
    if let Some((why, next)) = unusable(raw, shown) {
        return Err(wrong(why, next));
    }
    match kind {
        Kind::Text => text(shown),
        Kind::Choice(choices) => choice(choices, shown),
        Kind::Yen => yen(raw, shown),
        Kind::Decimal { places } => decimal(*places, raw, shown),
    }
}

/// The most characters of a text, in words.
pub(super) fn longest() -> String {
    format!("{}字", grouped(LONGEST_TEXT as i64))
}

/// Whether two values of a kind say the same.
pub(super) fn same(kind: &Kind, old: &str, new: &str) -> bool {
    if old == new {
        return true;
    }
    match kind {
        Kind::Text | Kind::Choice(_) => tidy(old) == tidy(new),
        Kind::Yen | Kind::Decimal { .. } => match (plain(old), plain(new)) {
            (Some(old), Some(new)) => old == new,
            _ => old.trim() == new.trim(),
        },
    }
}

fn text(shown: &str) -> Result<String, Wrong> {
    let text = tidy(shown);
    let length = text.chars().count();
    if length > LONGEST_TEXT {
        return Err(wrong(
            format!(
                "文字数が{}字です。{}まで受け取れます。",
                grouped(length as i64),
                longest()
            ),
            format!("{}以内に短くしてください。", longest()),
        ));
    }
    Ok(text)
}

fn choice(choices: &[Choice], shown: &str) -> Result<String, Wrong> {
    let typed = tidy(shown);
    if typed.is_empty() {
        return Ok(typed);
    }
    if let Some(exact) = choices.iter().find(|choice| choice.label == typed) {
        return Ok(exact.label.clone());
    }
    let alike = |as_typed: &str| {
        let wanted = looks(as_typed);
        let mut found = choices.iter().filter(|choice| {
            [
                looks(&choice.label),
                looks(&choice.meaning),
                looks(&format!("{}{}", choice.label, choice.meaning)),
            ]
            .iter()
            .any(|form| !form.is_empty() && *form == wanted)
        });
        // Two that look the same leave the choice to the person.
        match (found.next(), found.next()) {
            (Some(one), None) => Some(one.label.clone()),
            _ => None,
        }
    };
    if let Some(label) = alike(&typed) {
        return Ok(label);
    }
    let next = match nearest(choices, &typed) {
        Some(near) => format!(
            "「{near}」でしょうか。一覧から選び直してください（{}）。",
            listed(choices)
        ),
        None => format!("一覧から選び直してください（{}）。", listed(choices)),
    };
    Err(wrong("選択肢にない値です。", next))
}

/// A label with its look-alikes made one: any circle, any cross, any triangle of the same filling.
fn looks(text: &str) -> String {
    fold(text)
        .chars()
        .filter(|c| !matches!(c, '(' | ')' | ':' | '「' | '」'))
        .map(|c| match c {
            '○' | '〇' | '◯' | '⚪' | '⭕' => '○',
            '◎' | '⦾' | '⊚' => '◎',
            '●' | '⚫' | '⬤' => '●',
            '×' | '✕' | '✖' | '╳' | '☓' | '⨯' => '×',
            '△' | '▵' | '∆' => '△',
            other => other,
        })
        .collect()
}

/// The label whose words are most like what was typed.
fn nearest<'a>(choices: &'a [Choice], typed: &str) -> Option<&'a str> {
    let score = |choice: &Choice| {
        let first = |text: &str| looks(text).chars().next();
        let begins = first(&choice.label) == first(typed) && first(typed).is_some();
        likeness(&choice.label, typed)
            .max(likeness(&choice.meaning, typed))
            .max(u32::from(begins) * 500)
    };
    let best = choices.iter().max_by_key(|choice| score(choice))?;
    (score(best) >= 400).then_some(&best.label)
}

fn listed(choices: &[Choice]) -> String {
    let mut labels: Vec<&str> = choices
        .iter()
        .take(MOST_LISTED)
        .map(|choice| choice.label.as_str())
        .collect();
    if choices.len() > MOST_LISTED {
        labels.push("ほか");
    }
    labels.join("、")
}

const AMOUNT: &str = "円単位の整数で入力してください（例：1234000）。";

fn yen(raw: &Raw, shown: &str) -> Result<String, Wrong> {
    let fits = |number: i128| {
        let digits = number.unsigned_abs().to_string();
        if digits.len() > MOST_DIGITS {
            Err(wrong(
                format!("金額の桁が多すぎます（{}桁）。", digits.len()),
                AMOUNT,
            ))
        } else {
            Ok(number.to_string())
        }
    };
    match raw {
        Raw::Number(digits) => {
            if digits.contains('.') {
                return Err(wrong("金額に1円未満の端数があります。", AMOUNT));
            }
            let number = digits
                .parse()
                .map_err(|_| wrong("金額として読み取れません。", AMOUNT))?;
            return fits(number);
        }
        Raw::Percent(_) => return Err(wrong("金額の欄がパーセント表示になっています。", AMOUNT)),
        Raw::Date => return Err(wrong("金額の欄が日付になっています。", AMOUNT)),
        Raw::Bool => return Err(wrong("金額として読み取れません。", AMOUNT)),
        Raw::Text | Raw::Error | Raw::Unevaluated => {}
    }
    let figure = match one(shown) {
        Ok(Some(figure)) => figure,
        Ok(None) => return Ok(String::new()),
        Err(()) => return Err(wrong("金額として読み取れません。", AMOUNT)),
    };
    if figure.approximate {
        return Err(wrong("「約」などの付いた金額は受け取れません。", AMOUNT));
    }
    match figure.measure {
        Measure::Percent => Err(wrong("金額の欄に割合が入っています。", AMOUNT)),
        Measure::Number if !figure.counter.is_empty() => Err(wrong("金額の単位を読み取れません。", AMOUNT)),
        Measure::Number | Measure::Money => match plain_of(&figure) {
            (number, 0) => fits(number),
            _ => Err(wrong("金額に1円未満の端数があります。", AMOUNT)),
        },
    }
}

fn decimal(places: u8, raw: &Raw, shown: &str) -> Result<String, Wrong> {
    let how = match places {
        0 => "整数で入力してください（例：93）。".to_owned(),
        _ => format!("小数点以下{places}桁までの数値で入力してください（例：93.4）。"),
    };
    let figure = match raw {
        Raw::Number(digits) => one(digits),
        Raw::Percent(_) => {
            return Err(wrong(
                format!("パーセント表示の値（{shown}）は、どちらの数値か決められません。"),
                format!("表示形式を「標準」に戻し、{how}"),
            ));
        }
        Raw::Date => return Err(wrong("数値の欄が日付になっています。", how)),
        Raw::Bool => return Err(wrong("数値として読み取れません。", how)),
        Raw::Text | Raw::Error | Raw::Unevaluated => one(shown),
    };
    let figure = match figure {
        Ok(Some(figure)) => figure,
        Ok(None) => return Ok(String::new()),
        Err(()) => return Err(wrong("数値として読み取れません。", how)),
    };
    if figure.measure != Measure::Number || !figure.counter.is_empty() || figure.approximate {
        return Err(wrong("数値のほかに単位や記号が入っています。", how));
    }
    let (number, found) = plain_of(&figure);
    if found > u32::from(places) {
        return Err(wrong(format!("小数点以下が{found}桁あります。"), how));
    }
    if number.unsigned_abs().to_string().len() > MOST_DIGITS {
        return Err(wrong("数値の桁が多すぎます。", how));
    }
    Ok(written(number, found))
}

/// The one figure of a cell; none of a blank and of a dash, which says that there is no value.
fn one(shown: &str) -> Result<Option<Figure>, ()> {
    // A figure in brackets is a negative one to some and a remark to others.
    if shown.contains(['(', '（', '[', '［', '〔', '<', '＜']) {
        return Err(());
    }
    match figure::cell(shown) {
        CellFigure::Blank | CellFigure::None => Ok(None),
        CellFigure::One(figure) => Ok(Some(figure)),
        CellFigure::Two(..) | CellFigure::Text => Err(()),
    }
}

/// The number and its decimal places, without zeros at the end.
fn plain_of(figure: &Figure) -> (i128, u32) {
    let (mut number, mut places) = (figure.value, figure.places);
    while places > 0 && number % 10 == 0 {
        number /= 10;
        places -= 1;
    }
    (number, places)
}

fn plain(text: &str) -> Option<(i128, u32)> {
    match figure::cell(text) {
        CellFigure::One(figure) if figure.measure == Measure::Number => Some(plain_of(&figure)),
        _ => None,
    }
}

fn written(number: i128, places: u32) -> String {
    let places = places as usize;
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = places + 1);
    let (whole, decimals) = digits.split_at(digits.len() - places);
    let sign = if number < 0 { "-" } else { "" };
    match decimals {
        "" => format!("{sign}{whole}"),
        decimals => format!("{sign}{whole}.{decimals}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn scale() -> Vec<Choice> {
        [
            ("◎", "計画を上回った"),
            ("○", "計画どおり"),
            ("△", "計画に遅れ"),
            ("×", ""),
        ]
        .map(|(label, meaning)| Choice {
            label: label.to_owned(),
            meaning: meaning.to_owned(),
        })
        .into()
    }

    #[rstest]
    #[case("1234000", "1234000")]
    #[case("１２３４", "1234")]
    #[case("1,234千円", "1234000")]
    #[case("△1,234", "-1234")]
    #[case("▲1,234千円", "-1234000")]
    #[case("5億906万8千円", "509068000")]
    #[case(" 1,234円 ", "1234")]
    #[case("－", "")]
    #[case("", "")]
    #[case("0", "0")]
    fn amounts_that_mean_one_thing(#[case] typed: &str, #[case] yen: &str) {
        assert_eq!(taken(&Kind::Yen, &Raw::Text, typed), Ok(yen.to_owned()));
    }

    #[rstest]
    #[case("1234.5")]
    #[case("約5億円")]
    #[case("(1,234)")]
    #[case("1,23,4")]
    #[case("12千")]
    #[case("39件")]
    #[case("50%")]
    #[case("1 234")]
    #[case("未定")]
    #[case("9999999999999999")]
    fn amounts_that_do_not(#[case] typed: &str) {
        let wrong = taken(&Kind::Yen, &Raw::Text, typed).unwrap_err();
        assert!(
            wrong.why.ends_with('。') && wrong.next.contains("円単位"),
            "{wrong:?}"
        );
    }

    #[rstest]
    #[case("◯", "○")]
    #[case("〇 ", "○")]
    #[case("　◎", "◎")]
    #[case("計画どおり", "○")]
    #[case("△ 計画に遅れ", "△")]
    #[case("✕", "×")]
    fn choices_that_look_alike(#[case] typed: &str, #[case] label: &str) {
        assert_eq!(
            taken(&Kind::Choice(scale()), &Raw::Text, typed),
            Ok(label.to_owned())
        );
    }

    #[test]
    fn the_nearest_choice_is_offered() {
        let next = |typed| choice(&scale(), typed).unwrap_err().next;
        assert!(next("計画に遅れあり").contains("「△」でしょうか"));
        assert!(next("Z").contains("◎、○、△、×") && !next("Z").contains("でしょうか"));
    }

    #[test]
    fn decimals_have_their_places() {
        let kind = Kind::Decimal { places: 1 };
        let number = |digits: &str| taken(&kind, &Raw::Number(digits.to_owned()), digits);
        assert_eq!(number("93.4"), Ok("93.4".to_owned()));
        assert_eq!(number("93"), Ok("93".to_owned()));
        assert!(number("93.45").is_err());
        assert_eq!(taken(&kind, &Raw::Text, "△0.5"), Ok("-0.5".to_owned()));
        assert!(taken(&kind, &Raw::Text, "93.4%").is_err());
        assert!(taken(&kind, &Raw::Percent("0.934".to_owned()), "93.4%").is_err());
        assert!(taken(&kind, &Raw::Date, "2024/5/1").is_err());
        assert!(same(&kind, "93.40", "93.4") && !same(&kind, "", "0"));
    }

    #[test]
    fn the_stored_amount_counts_whatever_is_shown() {
        assert_eq!(
            taken(&Kind::Yen, &Raw::Number("1234000".to_owned()), "1234"),
            Ok("1234000".to_owned())
        );
        assert!(taken(&Kind::Yen, &Raw::Number("1234.5".to_owned()), "1235").is_err());
        assert!(
            taken(&Kind::Yen, &Raw::Error, "#REF!")
                .unwrap_err()
                .why
                .contains("#REF!")
        );
    }

    #[test]
    fn a_text_has_a_longest_form() {
        assert!(text(&"あ".repeat(LONGEST_TEXT)).is_ok());
        assert!(
            text(&"あ".repeat(LONGEST_TEXT + 1))
                .unwrap_err()
                .why
                .contains("4,001字")
        );
    }
}
