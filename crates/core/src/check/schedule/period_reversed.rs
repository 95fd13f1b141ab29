//! # period-reversed
//!
//! A plan's period ends before it begins.
//!
//! ## What it finds
//!
//! Periods whose first fiscal year is later than their last, of the plan and of the editions it names.
//!
//! ## Example
//!
//! ```text
//! 計画期間：令和9年度～令和5年度
//! ```
//!
//! ## Why it matters
//!
//! Everything that is drawn and counted by year hangs on the period.
//!
//! ## What to do
//!
//! Exchange the two years, or correct the era of one of them.
//!
//! ## When it stays silent
//!
//! Where no period is printed.

use crate::check::Context;
use crate::finding::{Finding, Report, Severity};

/// Finds periods that end before they begin.
pub(crate) fn find(context: &Context<'_>, report: &mut Report) {
    let plan = context.subject.plan;
    let own = plan.period.map(|p| (p, &plan.at));
    let editions = plan.editions.iter().filter_map(|e| Some((e.period?, &e.at)));
    for (period, at) in own.into_iter().chain(editions).filter(|(p, _)| p.to < p.from) {
        report.findings.push(Finding {
            rule: "period-reversed",
            severity: Severity::Error,
            at: at.clone(),
            related: Vec::new(),
            stated: Some(format!("{}～{}年度", period.from, period.to)),
            computed: None,
            message: format!(
                "期間の始まり（{}年度）が終わり（{}年度）より後です。",
                period.from, period.to
            ),
            hint: "始まりと終わりの年度を確認してください。".into(),
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{report_with, said};
    use crate::document::Place;
    use crate::fiscal_year::FiscalYear;
    use crate::plan::{Period, Plan};

    #[test]
    fn the_end_before_the_beginning() {
        let year = |y: i16| FiscalYear::new(y).expect("a year");
        let plan = |from, to| Plan {
            period: Some(Period {
                from: year(from),
                to: year(to),
            }),
            at: Place::line(1),
            ..Plan::default()
        };
        assert_eq!(
            said(&report_with("", &plan(2027, 2023))),
            ["period-reversed 1 2027～2023年度 -"]
        );
        assert!(report_with("", &plan(2023, 2023)).findings.is_empty());
    }
}
