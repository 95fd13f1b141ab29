//! # unequal-marks
//!
//! A section is marked ○ where sections beside it are marked ◎.
//!
//! ## What it finds
//!
//! Sections of one level under the same parent, some with a lead (◎) and some with supporting
//! departments (○) only.
//!
//! ## Example
//!
//! ```text
//! 番号    取組項目    取組内容    担当課
//! (1) 健全な財政の維持            ◎財政課
//! 1    基金の運用    基金を運用する。    財政課
//! (2) 公共施設の管理            ○管財課
//! 2    施設の再編    施設を減らす。    管財課
//! ```
//!
//! Both name the one department in charge; the marks differ.
//!
//! ## Why it matters
//!
//! Readers take ○ for "takes part". Who answers for the section is then unclear.
//!
//! ## What to do
//!
//! See whether the department leads the section; if so, mark it ◎ like the others.
//!
//! ## When it stays silent
//!
//! Where no section beside it has ◎, and for sections that name no department.

use std::collections::HashSet;

use crate::check::Context;
use crate::check::rule::{Rule, Run};
use crate::finding::{Finding, Report, Severity};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E302",
    name: "unequal-marks",
    severity: Severity::Warning,
    summary: "同じ階層で担当の印がそろっていません",
    run: Run::Words(find),
};

/// Finds sections marked otherwise than their siblings.
pub(crate) fn find(context: &Context<'_>, report: &mut Report) {
    let sections = &context.subject.plan.sections;
    let led: HashSet<(Option<&str>, u8)> = sections
        .iter()
        .filter(|s| !s.departments.lead.is_empty())
        .map(|s| (s.parent.as_deref(), s.depth))
        .collect();
    for section in sections
        .iter()
        .filter(|s| s.departments.lead.is_empty() && !s.departments.support.is_empty())
    {
        if !led.contains(&(section.parent.as_deref(), section.depth)) {
            continue;
        }
        let beside = sections
            .iter()
            .filter(|s| s.parent == section.parent && !s.departments.lead.is_empty())
            .take(8);
        report.findings.push(Finding {
            rule: RULE.name,
            severity: RULE.severity,
            at: section.at.clone(),
            related: beside.map(|s| s.at.clone()).collect(),
            stated: Some(format!("○{}", section.departments.support.join("、"))),
            computed: Some(format!("◎{}", section.departments.support.join("、"))),
            message: format!(
                "「{}{}」は○ですが、同じ階層の他の区分は◎です。",
                spaced(&section.label),
                section.title
            ),
            hint: "この区分の主担当であれば◎にそろえ、そうでなければ主担当を加えてください。".into(),
        });
    }
}

fn spaced(label: &str) -> String {
    if label.is_empty() {
        String::new()
    } else {
        format!("{label} ")
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{report_with, said};
    use crate::department::Assignment;
    use crate::document::Place;
    use crate::plan::{Plan, Section};

    fn section(line: u32, parent: &str, lead: &[&str], support: &[&str]) -> Section {
        let own = |list: &[&str]| list.iter().map(|d| (*d).to_owned()).collect();
        Section {
            id: format!("s{line}"),
            parent: Some(parent.into()),
            depth: 1,
            departments: Assignment {
                lead: own(lead),
                support: own(support),
            },
            at: Place::line(line),
            ..Section::default()
        }
    }

    #[test]
    fn marks_differ_among_siblings_only() {
        let sections = vec![
            section(1, "a", &["財政"], &[]),
            section(2, "a", &[], &["管財"]),
            section(3, "b", &[], &["総務"]),
            section(4, "a", &[], &[]),
        ];
        let plan = Plan {
            sections,
            ..Plan::default()
        };
        assert_eq!(said(&report_with("", &plan)), ["unequal-marks 2 ○管財 ◎管財"]);
    }
}
