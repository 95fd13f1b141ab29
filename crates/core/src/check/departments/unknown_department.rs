//! # unknown-department
//!
//! A department is named that the directory of the body does not know in that year.
//!
//! ## What it finds
//!
//! Labels of departments that are neither a name nor an abbreviation of the directory. Runs only where
//! a directory is given, that is for stored plans.
//!
//! ## Example
//!
//! ```text
//! 番号    取組項目    取組内容    担当課
//! 3    収納率の向上    収納を増やす。    ◎収能課
//! ```
//!
//! 収能課 is no department; 収納課 is.
//!
//! ## Why it matters
//!
//! The survey is sent by department; what nobody is responsible for is never answered.
//!
//! ## What to do
//!
//! Correct the name, or add the abbreviation to the directory.
//!
//! ## When it stays silent
//!
//! For 全庁, 所管課 and the like, and without a directory.

use std::collections::HashMap;

use crate::check::Context;
use crate::check::departments::missing_lead::called;
use crate::check::rule::{Rule, Run};
use crate::department::Referent;
use crate::finding::{Finding, Report, Severity};
use crate::fiscal_year::FiscalYear;

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E303",
    name: "unknown-department",
    severity: Severity::Warning,
    summary: "組織の一覧にない部署名です",
    run: Run::Words(find),
};

/// Finds departments that the directory does not know.
pub(crate) fn find(context: &Context<'_>, report: &mut Report) {
    let Some(directory) = context.directory.filter(|d| !d.departments.is_empty()) else {
        return;
    };
    let plan = context.subject.plan;
    // A department that existed at any time of the plan may be named.
    let years: Vec<Option<FiscalYear>> = match plan.period {
        Some(period) => FiscalYear::span(period.from, period.to)
            .take(30)
            .map(Some)
            .chain([None])
            .collect(),
        None => vec![None],
    };
    // Most labels recur; each is looked up once.
    let mut looked_up: HashMap<&str, bool> = HashMap::new();
    let items = plan.items.iter().map(|item| {
        let at = if item.places.departments.is_nowhere() {
            &item.at
        } else {
            &item.places.departments
        };
        (&item.departments, at, called(item))
    });
    let sections = plan.sections.iter().map(|section| {
        (
            &section.departments,
            &section.at,
            format!("「{}」", section.title),
        )
    });
    for (departments, at, whose) in items.chain(sections) {
        for (_, label) in departments.all() {
            let unknown = *looked_up.entry(label).or_insert_with(|| {
                years
                    .iter()
                    .all(|year| matches!(directory.resolve(label, *year), Referent::Unknown))
            });
            if unknown {
                report.findings.push(Finding {
                    rule: RULE.name,
                    severity: RULE.severity,
                    at: at.clone(),
                    related: Vec::new(),
                    stated: Some(label.to_owned()),
                    computed: None,
                    message: format!("{whose}の「{label}」は、組織の一覧にありません。"),
                    hint: "部署名を直すか、組織の一覧に略称を加えてください。".into(),
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::check_plan;
    use crate::check::testing::said;
    use crate::department::{Assignment, Department, Directory};
    use crate::document::Place;
    use crate::plan::{Item, Plan};

    #[test]
    fn a_label_that_nobody_knows() {
        let department = Department {
            id: "1".into(),
            name: "収納課".into(),
            aliases: vec![],
            parent: None,
            from: None,
            until: None,
            successors: vec![],
        };
        let directory = Directory {
            departments: vec![department],
        };
        let departments = Assignment {
            lead: vec!["収能".into()],
            support: vec!["収納".into(), "全庁".into(), "所管課（税務）".into()],
        };
        let plan = Plan {
            items: vec![Item {
                departments,
                at: Place::line(3),
                ..Item::default()
            }],
            ..Plan::default()
        };
        assert_eq!(
            said(&check_plan(&plan, Some(&directory))),
            ["unknown-department 3 収能 -"]
        );
        assert!(check_plan(&plan, None).findings.is_empty());
    }
}
