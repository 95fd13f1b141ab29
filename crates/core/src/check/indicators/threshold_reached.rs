//! # threshold-reached
//!
//! An indicator that is to stay below a limit has reached it.
//!
//! ## What it finds
//!
//! Actual values of indicators that are to stay below a limit (下回る), such as the soundness ratios of the act on local
//! finance, that are as high as the limit of their year or of all years: 早期健全化基準, or the graver 財政再生基準. Each year
//! is told once, with the graver limit.
//!
//! ## Example
//!
//! ```text
//! 健全化判断比率
//!
//! 指標    単位    令和6年度実績    早期健全化基準    財政再生基準
//! 実質公債費比率    %    25.3    25.0    35.0
//! 将来負担比率    %    102.5    350.0    －
//! ```
//!
//! ## Why it matters
//!
//! A body that reaches an early-warning threshold must make a plan for its recovery and have it decided by the assembly.
//!
//! ## What to do
//!
//! Look whether value and limit are right. If they are, the finding says what the act asks for.
//!
//! ## When it stays silent
//!
//! For values below their limit, for years without a value (－), and for indicators without a limit or with another
//! direction.

use crate::check::Context;
use crate::check::rule::{Rule, Run};
use crate::finding::{Finding, Report, Severity};
use crate::indicator::{Direction, ValueKind};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E901",
    name: "threshold-reached",
    severity: Severity::Warning,
    summary: "下回るべき基準に達している指標があります",
    run: Run::Words(find),
};

/// Finds values that have reached their limit.
pub(crate) fn find(context: &Context<'_>, report: &mut Report) {
    let plan = context.subject.plan;
    let indicators = plan
        .indicators
        .iter()
        .filter(|k| k.direction == Direction::StayBelow);
    for indicator in indicators {
        for actual in indicator.values.iter().filter(|v| v.kind == ValueKind::Actual) {
            let (Some(number), Some(year)) = (actual.number, actual.fiscal_year) else {
                continue;
            };
            let reached = |kind: ValueKind, word: &'static str| {
                let limit = indicator.in_force(kind, year)?;
                number.compare(limit).is_ge().then_some((limit, word))
            };
            let graver = reached(ValueKind::Rebuilding, "財政再生基準");
            let Some((limit, word)) = graver.or_else(|| reached(ValueKind::Threshold, "基準")) else {
                continue;
            };
            let (name, unit) = (&indicator.name, &indicator.unit);
            report.findings.push(Finding {
                rule: RULE.name,
                severity: RULE.severity,
                at: actual.at.clone(),
                related: Vec::new(),
                stated: Some(number.to_string()),
                computed: Some(limit.to_string()),
                message: format!(
                    "「{name}」の{}の値{number}{unit}が、{word}{limit}{unit}に達しています。",
                    year.show(plan.year_style)
                ),
                hint: "値と基準を確かめてください。正しければ、法令や計画で定めた対応が必要です。".into(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::check_plan;
    use crate::document::Place;
    use crate::fiscal_year::FiscalYear;
    use crate::indicator::{Decimal, Direction, Indicator, IndicatorValue, ValueKind};
    use crate::plan::Plan;

    fn told(direction: Direction, actual: Option<i64>) -> Vec<String> {
        let value = |kind, western: Option<i16>, number: Option<i64>| IndicatorValue {
            fiscal_year: western.and_then(FiscalYear::new),
            kind,
            number: number.map(|value| Decimal { value, places: 1 }),
            fraction: None,
            at: Place::NOWHERE,
        };
        let plan = Plan {
            indicators: vec![Indicator {
                id: "k".into(),
                item: None,
                name: "実質公債費比率".into(),
                unit: "%".into(),
                direction,
                values: vec![
                    value(ValueKind::Actual, Some(2025), actual),
                    value(ValueKind::Threshold, None, Some(250)),
                    value(ValueKind::Rebuilding, None, Some(350)),
                ],
            }],
            ..Plan::default()
        };
        let findings = check_plan(&plan, None).findings.into_iter();
        findings
            .map(|f| format!("{} {}", f.rule, f.computed.unwrap_or_default()))
            .collect()
    }

    #[test]
    fn what_is_as_high_as_its_limit_is_told() {
        assert_eq!(told(Direction::StayBelow, Some(249)), Vec::<String>::new());
        assert_eq!(told(Direction::StayBelow, Some(250)), ["threshold-reached 25.0"]);
        assert_eq!(told(Direction::StayBelow, Some(360)), ["threshold-reached 35.0"]);
        assert_eq!(told(Direction::StayBelow, None), Vec::<String>::new());
        assert_eq!(told(Direction::Up, Some(360)), Vec::<String>::new());
    }
}
