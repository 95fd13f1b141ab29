//! # era-after-its-end
//!
//! A year is counted in an era that had ended before it.
//!
//! ## What it finds
//!
//! 平成32年度 and later, also as the end of a range (`平成28～32年度`) and as a letter (`H32`).
//!
//! ## Example
//!
//! ```text
//! 平成31年度から平成33年度までの3年間
//! ```
//!
//! 平成33年度 is 令和3年度.
//!
//! ## Why it matters
//!
//! Plans written before 2019 speak like this, rightly at their time. Whoever takes such a year over into
//! a new table has to translate it.
//!
//! ## What to do
//!
//! Nothing in the old document; write the present era in a new one.
//!
//! ## When it stays silent
//!
//! For 平成31年度 and 昭和64年, which are names of years that existed.

use crate::check::Context;
use crate::check::rule::{Rule, Run};
use crate::check::stored::Along;
use crate::finding::{Finding, Report, Severity};
use crate::fiscal_year::{Era, EraYear, FiscalYear, YearUnit, mentions};
use crate::text::narrow;

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E102",
    name: "era-after-its-end",
    severity: Severity::Note,
    summary: "終わった元号で年を表しています",
    run: Run::Words(find),
};

/// Finds years of ended eras.
pub(crate) fn find(context: &Context<'_>, report: &mut Report) {
    for text in context.texts {
        let mut along = Along::of(text);
        for mention in mentions(text.text) {
            let Some(era) = mention.eras.first().copied() else {
                continue;
            };
            let stated = text.text.get(mention.range.clone()).unwrap_or_default();
            let kanji = stated.contains(era.era.kanji());
            let rest = text.text.get(mention.range.end..).unwrap_or_default();
            // A letter with a number may be a code; it is a year before 年 or a mark of a range, or in Heisei.
            let is_year = kanji
                || (era.era == Era::Heisei
                    && (mention.unit != YearUnit::Bare
                        || rest.starts_with(['～', '〜', '~', '.', '-', '－', ')', '）'])));
            if !is_year {
                continue;
            }
            let unit = if rest.starts_with("年度") {
                "年度"
            } else if rest.starts_with('年') {
                "年"
            } else {
                ""
            };
            if era.is_after_the_era() {
                note(
                    report,
                    along.place(mention.range.start),
                    format!("{stated}{unit}"),
                    era,
                );
            }
            if let Some((start, length, number)) = end_of_range(rest) {
                let end = EraYear { era: era.era, number };
                if end.is_after_the_era() {
                    let at = mention.range.end + start;
                    note(
                        report,
                        along.place(at),
                        text.text.get(at..at + length).unwrap_or_default().to_owned(),
                        end,
                    );
                }
            }
        }
    }
}

/// `～32年度` behind a year: where it begins, how long it is, and its number.
fn end_of_range(rest: &str) -> Option<(usize, usize, i16)> {
    let mut tail = rest;
    for unit in ["年度", "年"] {
        tail = tail.strip_prefix(unit).unwrap_or(tail);
    }
    let tail = tail.strip_prefix(['～', '〜', '~', '-', '－'])?;
    let start = rest.len() - tail.len();
    let digits: String = tail
        .chars()
        .map(narrow)
        .take_while(char::is_ascii_digit)
        .collect();
    let width: usize = tail.chars().take(digits.len()).map(char::len_utf8).sum();
    let after = tail.get(width..)?;
    let unit = ["年度", "年"].into_iter().find(|u| after.starts_with(u))?;
    (digits.len() <= 2).then_some((start, width + unit.len(), digits.parse().ok()?))
}

fn note(report: &mut Report, at: crate::document::Place, stated: String, era: EraYear) {
    let Some(year) = FiscalYear::new(era.western()) else {
        return;
    };
    let name = year.era_year();
    // 平成32年度(2020年度) says so inside.
    let due = if stated.contains("年度") {
        format!("{}{}年度", name.era.kanji(), name.number)
    } else {
        format!("{}{}年", name.era.kanji(), name.number)
    };
    report.findings.push(Finding {
        rule: RULE.name,
        severity: RULE.severity,
        at,
        related: Vec::new(),
        stated: Some(stated.clone()),
        computed: Some(due.clone()),
        message: format!("「{stated}」は、今の元号では{due}です。"),
        hint: "新しい資料に書き写すときは、今の元号に直してください。".into(),
    });
}

#[cfg(test)]
mod tests {
    use crate::check::testing::findings;

    #[test]
    fn heisei_went_on_in_old_plans() {
        assert_eq!(
            findings("見直しは平成33年度に行う（H32～）。"),
            [
                "era-after-its-end 1 平成33年度 令和3年度",
                "era-after-its-end 1 H32 令和2年"
            ]
        );
        assert_eq!(
            findings("全体：平成28～32年度"),
            ["era-after-its-end 1 32年度 令和2年度"]
        );
    }

    #[test]
    fn years_that_existed_are_no_finding() {
        assert!(findings("平成31年度、昭和64年、H31、平成14～21年度、様式H40、M50").is_empty());
    }
}
