//! # step-outside-period
//!
//! A step of a schedule lies outside of the plan's period.
//!
//! ## What it finds
//!
//! Steps in fiscal years before the first or after the last year of the plan, where the plan prints
//! its period.
//!
//! ## Example
//!
//! ```text
//! 計画期間 令和5年度～令和9年度
//!
//! 番号    取組項目    取組内容    スケジュール    担当課
//! 1    窓口の集約    窓口を一つにする。    2032(R14)年度：運用開始    市民課
//! 2    取組その2    内容を進める。    2023(R5)年度：検討 2024(R6)年度：実施    人事課
//! 3    取組その3    内容を進める。    2023(R5)年度：検討 2024(R6)年度：実施    人事課
//! 4    取組その4    内容を進める。    2023(R5)年度：検討 2024(R6)年度：実施    人事課
//! ```
//!
//! ## Why it matters
//!
//! Such a step is not asked for in any survey of this plan; often the year is a slip.
//!
//! ## What to do
//!
//! See whether the year is right; a step of a later plan is better said as an outlook.
//!
//! ## When it stays silent
//!
//! Without a printed period, for the years right before it (what led up to the plan), and where many
//! steps lie outside: then the register belongs to another period.

use crate::check::Context;
use crate::check::departments::missing_lead::called;
use crate::check::rule::{Rule, Run};
use crate::finding::{Finding, Report, Severity};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E601",
    name: "step-outside-period",
    severity: Severity::Note,
    summary: "予定が計画期間の外にあります",
    run: Run::Words(find),
};

/// Finds steps outside of the period.
pub(crate) fn find(context: &Context<'_>, report: &mut Report) {
    let plan = context.subject.plan;
    let Some(period) = plan.period else { return };
    let steps = || {
        plan.items
            .iter()
            .flat_map(|item| item.schedule.steps.iter().map(move |step| (item, step)))
    };
    let early = |year: i16| (period.from.western() - 3..period.from.western()).contains(&year);
    let outside: Vec<_> = steps()
        .filter(|(_, s)| !period.contains(s.fiscal_year) && !early(s.fiscal_year.western()))
        .collect();
    if outside.len() * 5 > steps().count() {
        return;
    }
    for (item, step) in outside {
        let at = if step.at.is_nowhere() {
            item.at.clone()
        } else {
            step.at.clone()
        };
        report.findings.push(Finding {
            rule: RULE.name,
            severity: RULE.severity,
            at,
            related: Vec::new(),
            stated: Some(format!("{}年度", step.fiscal_year)),
            computed: Some(format!("{}～{}年度", period.from, period.to)),
            message: format!(
                "{}の{}年度の予定は、計画期間（{}～{}年度）の外です。",
                called(item),
                step.fiscal_year,
                period.from,
                period.to
            ),
            hint: "年度に誤りがないか確認してください。".into(),
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{report_with, said};
    use crate::document::Place;
    use crate::fiscal_year::FiscalYear;
    use crate::plan::{Item, Period, Plan, Schedule, Step};

    fn plan(years: &[i16]) -> Plan {
        let year = |y: i16| FiscalYear::new(y).expect("a year");
        let steps = years
            .iter()
            .enumerate()
            .map(|(i, y)| Step {
                fiscal_year: year(*y),
                text: "実施".into(),
                open: false,
                at: Place::line(i as u32 + 1),
            })
            .collect();
        let item = Item {
            schedule: Schedule {
                steps,
                ..Schedule::default()
            },
            ..Item::default()
        };
        Plan {
            items: vec![item],
            period: Some(Period {
                from: year(2023),
                to: year(2027),
            }),
            ..Plan::default()
        }
    }

    #[test]
    fn one_step_far_outside() {
        assert_eq!(
            said(&report_with("", &plan(&[2023, 2024, 2025, 2032, 2026, 2022]))),
            ["step-outside-period 4 2032年度 2023～2027年度"]
        );
    }

    #[test]
    fn another_period_altogether() {
        assert!(report_with("", &plan(&[2030, 2031, 2032])).findings.is_empty());
    }
}
