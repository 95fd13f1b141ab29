//! # number-missing
//!
//! A serial number between the first and the last is not there.
//!
//! ## What it finds
//!
//! Gaps in the serial numbers (No.1, No.2, No.4) of a register that is otherwise without gaps.
//!
//! ## Example
//!
//! ```text
//! 番号    取組項目    取組内容    担当課
//! No.1    取組その1    内容を進める。    総務課
//! No.2    取組その2    内容を進める。    総務課
//! No.3    取組その3    内容を進める。    総務課
//! No.4    取組その4    内容を進める。    総務課
//! No.5    取組その5    内容を進める。    総務課
//! No.6    取組その6    内容を進める。    総務課
//! No.7    取組その7    内容を進める。    総務課
//! No.8    取組その8    内容を進める。    総務課
//! No.9    取組その9    内容を進める。    総務課
//! No.10    取組その10    内容を進める。    総務課
//! No.12    取組その12    内容を進める。    総務課
//! No.13    取組その13    内容を進める。    総務課
//! ```
//!
//! No.11 is missing.
//!
//! ## Why it matters
//!
//! A gap is either an item that ended, or one that was lost on the way from the spreadsheet.
//!
//! ## What to do
//!
//! See whether the item was ended; if so, a note says it best.
//!
//! ## When it stays silent
//!
//! Below ten items, and where more than a tenth of the numbers are missing: then numbers have gaps on
//! purpose.

use std::collections::BTreeMap;

use crate::check::Context;
use crate::check::rule::{Rule, Run};
use crate::document::Place;
use crate::finding::{Finding, Report, Severity};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E501",
    name: "number-missing",
    severity: Severity::Note,
    summary: "通し番号が抜けています",
    run: Run::Words(find),
};

/// Finds gaps in the serial numbers.
pub(crate) fn find(context: &Context<'_>, report: &mut Report) {
    let mut numbers: BTreeMap<u32, Place> = BTreeMap::new();
    for item in &context.subject.plan.items {
        if let Some(number) = item.serial.as_deref().and_then(serial) {
            numbers.entry(number).or_insert_with(|| item.at.clone());
        }
    }
    let (Some(first), Some(last)) = (numbers.keys().next(), numbers.keys().next_back()) else {
        return;
    };
    let span = last - first + 1;
    let missing = span as usize - numbers.len();
    if numbers.len() < 10 || missing * 10 > span as usize {
        return;
    }
    let mut before: Option<(u32, &Place)> = None;
    for (number, at) in &numbers {
        if let Some((previous, _)) = before.filter(|(p, _)| p + 1 < *number) {
            let gap = if previous + 2 == *number {
                format!("No.{}", previous + 1)
            } else {
                format!("No.{}～No.{}", previous + 1, number - 1)
            };
            report.findings.push(Finding {
                rule: RULE.name,
                severity: RULE.severity,
                at: at.clone(),
                related: before.map(|(_, at)| at.clone()).into_iter().collect(),
                stated: Some(format!("No.{number}")),
                computed: Some(format!("No.{}", previous + 1)),
                message: format!("{gap}が見当たりません。"),
                hint: "終了した項目であれば注記し、抜け落ちであれば補ってください。".into(),
            });
        }
        before = Some((*number, at));
    }
}

/// The number of a serial number: `No.12`, `12`.
pub(crate) fn serial(text: &str) -> Option<u32> {
    let folded = crate::text::fold(text);
    let digits = folded.trim_start_matches(|c: char| !c.is_ascii_digit());
    (digits.len() <= 6 && !digits.is_empty())
        .then(|| digits.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{report_with, said};
    use crate::document::Place;
    use crate::plan::{Item, Plan};

    fn plan(numbers: impl Iterator<Item = u32>) -> Plan {
        let items = numbers
            .enumerate()
            .map(|(i, n)| Item {
                serial: Some(format!("No.{n}")),
                title: format!("取組{n}"),
                at: Place::line(i as u32 + 1),
                ..Item::default()
            })
            .collect();
        Plan {
            items,
            ..Plan::default()
        }
    }

    #[test]
    fn one_gap_in_twenty() {
        assert_eq!(
            said(&report_with("", &plan((1..=20).filter(|n| *n != 11)))),
            ["number-missing 11 No.12 No.11"]
        );
    }

    #[test]
    fn numbers_with_gaps_on_purpose_and_short_lists() {
        assert!(report_with("", &plan((1..=60).step_by(3))).findings.is_empty());
        assert!(report_with("", &plan([1, 3].into_iter())).findings.is_empty());
    }
}
