//! # period-reversed
//!
//! A plan's period ends before it begins.
//!
//! ## What it finds
//!
//! Periods whose first fiscal year is later than their last: of the plan, of the editions it names, and
//! wherever the text prints one (`令和9年度～令和5年度`).
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
//! Where no period is printed, and where an era may have changed inside a shortened period (平成30～2年度).

use crate::check::Context;
use crate::check::rule::{Rule, Run};
use crate::check::stored::Text;
use crate::check::years::year_count_mismatch::end_of_period;
use crate::document::{Place, Spot};
use crate::finding::{Finding, Report, Severity};
use crate::fiscal_year::{Era, FiscalYear, mentions};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E602",
    name: "period-reversed",
    severity: Severity::Error,
    summary: "期間の始まりが終わりより後です",
    run: Run::Words(find),
};

/// Finds periods that end before they begin.
pub(crate) fn find(context: &Context<'_>, report: &mut Report) {
    let plan = context.subject.plan;
    let own = plan.period.map(|p| (p, &plan.at));
    let editions = plan.editions.iter().filter_map(|e| Some((e.period?, &e.at)));
    for (period, at) in own.into_iter().chain(editions).filter(|(p, _)| p.to < p.from) {
        report.findings.push(Finding {
            rule: RULE.name,
            severity: RULE.severity,
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
    let line = |at: &Place| match &at.spot {
        Spot::Line { line, .. } => Some(*line),
        _ => None,
    };
    let known: Vec<Option<u32>> = report
        .findings
        .iter()
        .filter(|f| f.rule == "period-reversed")
        .map(|f| line(&f.at))
        .collect();
    for text in context.texts {
        if text.text.contains('年') && !(known.contains(&line(&text.at)) && line(&text.at).is_some()) {
            in_words(text, report);
        }
    }
}

/// Periods in the text.
fn in_words(text: &Text<'_>, report: &mut Report) {
    let years = mentions(text.text);
    for (i, first) in years.iter().enumerate() {
        let Some((last, end, _)) = end_of_period(text.text, first, years.get(i + 1)) else {
            continue;
        };
        let (Some(from), Some(stated)) = (first.fiscal_year(), text.text.get(first.range.start..end)) else {
            continue;
        };
        let Some(to) = FiscalYear::new(last).filter(|to| *to < from) else {
            continue;
        };
        // 平成30～2年度 may mean 令和2年度.
        let second_era = years.get(i + 1).is_some_and(|y| y.range.start < end);
        let shortened = !second_era && first.eras.first().is_some_and(|e| e.era != Era::Reiwa);
        if shortened || !stated.contains('年') {
            continue;
        }
        report.findings.push(Finding {
            rule: RULE.name,
            severity: RULE.severity,
            at: text.place(first.range.start),
            related: Vec::new(),
            stated: Some(stated.to_owned()),
            computed: None,
            message: format!("「{stated}」は、始まり（{from}年度）が終わり（{to}年度）より後です。"),
            hint: "始まりと終わりの年度を確認してください。".into(),
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{findings, report_with, said};
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

    #[test]
    fn a_period_in_the_text() {
        assert_eq!(
            findings("計画期間は令和9年度～令和5年度とする。"),
            ["period-reversed 1 令和9年度～令和5年度 -"]
        );
        assert!(findings("平成30～2年度、令和5～9年度、平成28年度から令和2年度まで").is_empty());
    }
}
