//! # year-count-mismatch
//!
//! The number of years printed behind a period is not the length of the period.
//!
//! ## What it finds
//!
//! `平成28年度～令和元年度の4カ年`, `平成31年度から平成33年度までの3年間`, `5年間（令和5～9年度）`:
//! both ends are counted. 「2022年度当初まで」 ends before that year.
//!
//! ## Example
//!
//! ```text
//! 令和3年度から令和7年度までの4年間
//! ```
//!
//! From 令和3年度 to 令和7年度 there are five years.
//!
//! ## Why it matters
//!
//! Cumulative effects and targets are stated for the period; with another number of years they mean
//! something else.
//!
//! ## What to do
//!
//! See in the plan which of the two is meant.
//!
//! ## When it stays silent
//!
//! Where other words stand between the period and the number.

use std::ops::Range;

use crate::check::Context;
use crate::check::rule::{Rule, Run};
use crate::check::stored::Along;
use crate::document::Place;
use crate::finding::{Finding, Report, Severity, Verified};
use crate::fiscal_year::{Mention, mentions};
use crate::text::narrow;

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E103",
    name: "year-count-mismatch",
    severity: Severity::Error,
    summary: "年数が期間と一致していません",
    run: Run::Words(find),
};

/// Finds periods whose number of years is another.
pub(crate) fn find(context: &Context<'_>, report: &mut Report) {
    for text in context.texts {
        let mut along = Along::of(text);
        let years = mentions(text.text);
        for (i, first) in years.iter().enumerate() {
            if let Some((last, end, before_it)) = end_of_period(text.text, first, years.get(i + 1)) {
                let Some(from) = first.fiscal_year().map(|y| y.western()) else {
                    continue;
                };
                let length = i32::from(last) - i32::from(from) + i32::from(!before_it);
                let count =
                    count_behind(text.text, end).or_else(|| count_before(text.text, first.range.start));
                // From one year to another that is not called a fiscal year, people count what lies between as well.
                let is_between = |number: i32| {
                    number + 1 == length && !text.text.get(..end).unwrap_or_default().ends_with("年度")
                };
                let count = count.filter(|(_, number)| length > 0 && !is_between(*number));
                if let Some((place, number)) = count {
                    let stated = text.text.get(place.clone()).unwrap_or_default().to_owned();
                    say(along.place(place.start), stated, number, length, report);
                }
            }
        }
    }
}

/// The last year of a period that begins with a year, where it ends in the text, and whether it ends before that year.
pub(crate) fn end_of_period(
    text: &str,
    first: &Mention,
    second: Option<&Mention>,
) -> Option<(i16, usize, bool)> {
    let rest = text.get(first.range.end..)?;
    let (mut tail, mut at) = (rest, first.range.end);
    for unit in ["年度", "年"] {
        if let Some(after) = tail.strip_prefix(unit) {
            at += unit.len();
            tail = after;
            break;
        }
    }
    let dash = ["～", "〜", "~", "から", "－", "-", "―"]
        .into_iter()
        .find(|d| tail.starts_with(d))?;
    at += dash.len();
    tail = &tail[dash.len()..];
    if let Some(second) = second.filter(|s| s.range.start == at) {
        let behind = text.get(second.range.end..)?;
        let unit = ["年度", "年"]
            .into_iter()
            .find(|u| behind.starts_with(u))
            .unwrap_or("");
        let end = second.range.end + unit.len();
        let before_it = text.get(end..)?.starts_with("当初");
        return Some((second.fiscal_year()?.western(), end, before_it));
    }
    // 平成28～31年度: the same era.
    let era = first.eras.first()?;
    let digits: String = tail
        .chars()
        .map(narrow)
        .take_while(char::is_ascii_digit)
        .collect();
    let width: usize = tail.chars().take(digits.len()).map(char::len_utf8).sum();
    let unit = ["年度", "年"]
        .into_iter()
        .find(|u| tail.get(width..).is_some_and(|t| t.starts_with(u)))?;
    let number: i16 = digits.parse().ok().filter(|_| digits.len() <= 2)?;
    let end = at + width + unit.len();
    // 令和6年度から5年, 5年間, 5年以内: how long, not until when.
    let is_length = dash == "から"
        && unit == "年"
        && (["間", "以内", "後", "程度"]
            .iter()
            .any(|word| text.get(end..).unwrap_or_default().starts_with(word))
            || first
                .fiscal_year()
                .is_some_and(|from| era.era.first_year() + number - 1 < from.western()));
    if is_length {
        return None;
    }
    Some((
        era.era.first_year() + number - 1,
        end,
        text.get(end..)?.starts_with("当初"),
    ))
}

const UNITS: [&str; 9] = [
    "カ年",
    "か年",
    "ヵ年",
    "ヶ年",
    "ケ年",
    "箇年",
    "年間",
    "ヶ年間",
    "か年間",
];

/// `までの3年間`, `の4カ年`, `（5年間）` right behind a period.
fn count_behind(text: &str, end: usize) -> Option<(Range<usize>, i32)> {
    let mut at = end;
    loop {
        let tail = text.get(at..)?;
        let skip = [
            "当初",
            "まで",
            "末",
            "の",
            "間",
            "（",
            "(",
            "、",
            " ",
            "計画期間",
            "期間",
        ]
        .into_iter()
        .find(|s| tail.starts_with(s));
        match skip {
            Some(word) if at - end < 30 => at += word.len(),
            _ => break,
        }
    }
    number_of_years(text, at)
}

/// `5年間（` right in front of a period.
fn count_before(text: &str, start: usize) -> Option<(Range<usize>, i32)> {
    let before = text.get(..start)?.strip_suffix(['（', '('])?;
    let unit = UNITS
        .iter()
        .filter(|u| before.ends_with(**u))
        .max_by_key(|u| u.len())?;
    let digits = before.strip_suffix(unit)?;
    let width: usize = digits
        .chars()
        .rev()
        .take_while(|c| narrow(*c).is_ascii_digit())
        .map(char::len_utf8)
        .sum();
    number_of_years(text, digits.len() - width)
}

fn number_of_years(text: &str, at: usize) -> Option<(Range<usize>, i32)> {
    let tail = text.get(at..)?;
    let digits: String = tail
        .chars()
        .map(narrow)
        .take_while(char::is_ascii_digit)
        .collect();
    let width: usize = tail.chars().take(digits.len()).map(char::len_utf8).sum();
    let behind = tail.get(width..)?;
    let unit = UNITS
        .iter()
        .filter(|u| behind.starts_with(**u))
        .max_by_key(|u| u.len())?;
    let number = digits.parse().ok().filter(|_| (1..=2).contains(&digits.len()))?;
    Some((at..at + width + unit.len(), number))
}

fn say(at: Place, stated: String, number: i32, length: i32, report: &mut Report) {
    if number == length {
        report.verified.push(Verified {
            rule: RULE.verifies(),
            at,
            stated,
        });
        return;
    }
    let unit: String = stated
        .chars()
        .skip_while(|c| narrow(*c).is_ascii_digit())
        .collect();
    report.findings.push(Finding {
        rule: RULE.name,
        severity: RULE.severity,
        at,
        related: Vec::new(),
        stated: Some(stated.clone()),
        computed: Some(format!("{length}{unit}")),
        message: format!("「{stated}」とありますが、前後の年度から数えると{length}{unit}です。"),
        hint: "期間と年数のどちらが正しいか、計画の本文で確認してください。".into(),
    });
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{findings, verified};

    #[test]
    fn both_ends_are_counted() {
        assert_eq!(
            verified("平成28年度～令和元年度の4カ年での効果額"),
            ["year-count 1 4カ年"]
        );
        assert_eq!(
            findings("令和3年度から令和7年度までの4年間"),
            ["year-count-mismatch 1 4年間 5年間"]
        );
        assert_eq!(
            findings("計画期間は5年間（令和5～8年度）"),
            ["year-count-mismatch 1 5年間 4年間"]
        );
        assert_eq!(
            verified("2019年度から2022年度当初までの3年間"),
            ["year-count 1 3年間"]
        );
    }

    #[test]
    fn other_numbers_are_left_alone() {
        assert!(
            findings("令和3年度から令和7年度まで、毎年4回、3年間ごとに見直す。2019年度から2022年度当初まで")
                .is_empty()
        );
    }

    #[test]
    fn years_that_only_lie_between_and_lengths_are_no_periods() {
        assert_eq!(findings("2010年から2050年の40年間"), [""; 0]);
        assert_eq!(findings("令和6年度から5年、調査します"), [""; 0]);
        assert_eq!(findings("令和3年から2年間、行います"), [""; 0]);
    }
}
