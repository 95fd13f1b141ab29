//! # missing-lead
//!
//! An item names departments, but none of them leads (◎).
//!
//! ## What it finds
//!
//! Items with ○ only, in a register where the other items have a lead.
//!
//! ## Example
//!
//! ```text
//! 番号    取組項目    取組内容    担当課
//! 1    窓口の集約    窓口を一つにする。    ◎市民課 ○総務課
//! 2    研修の充実    研修を増やす。    ○総務課、人事課
//! 3    収納率の向上    収納を増やす。    ◎収納課
//! 4    広告の拡充    広告を増やす。    ◎財政課 ○広報課
//! 5    庁舎の管理    点検を行う。    ◎管財課
//! ```
//!
//! No. 2 has no ◎.
//!
//! ## Why it matters
//!
//! The lead answers the yearly survey. Without one nobody is asked, or everybody waits for the other.
//!
//! ## What to do
//!
//! Ask the departments which of them leads, and mark it with ◎.
//!
//! ## When it stays silent
//!
//! Where items name no department at all, and in plans that know no leads.

use crate::check::Context;
use crate::check::rule::{Rule, Run};
use crate::finding::{Finding, Report, Severity};
use crate::plan::Item;

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E301",
    name: "missing-lead",
    severity: Severity::Warning,
    summary: "主担当（◎）がありません",
    run: Run::Words(find),
};

/// Finds items without a lead.
pub(crate) fn find(context: &Context<'_>, report: &mut Report) {
    let plan = context.subject.plan;
    let named = plan.items.iter().filter(|i| !i.departments.is_empty()).count();
    let led = plan
        .items
        .iter()
        .filter(|i| !i.departments.lead.is_empty())
        .count();
    // A plan in which many items have no lead means something else by its marks.
    if led * 4 < named * 3 || led == 0 {
        return;
    }
    for item in plan
        .items
        .iter()
        .filter(|i| !i.departments.is_empty() && i.departments.lead.is_empty())
    {
        let at = if item.places.departments.is_nowhere() {
            item.at.clone()
        } else {
            item.places.departments.clone()
        };
        let printed = format!("○{}", item.departments.support.join("、"));
        report.findings.push(Finding {
            rule: RULE.name,
            severity: RULE.severity,
            at,
            related: Vec::new(),
            stated: Some(printed),
            computed: None,
            message: format!("{}に主担当（◎）がありません。", called(item)),
            hint: "どの組織が主担当かを確認し、◎を付けてください。".into(),
        });
    }
}

/// What an item is called in a message: its serial number, else its number, with its title.
pub(crate) fn called(item: &Item) -> String {
    match item.serial.as_ref().or(item.number.as_ref()) {
        Some(number) => format!("{number}「{}」", item.title),
        None => format!("「{}」", item.title),
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{report_with, said};
    use crate::department::Assignment;
    use crate::document::Place;
    use crate::plan::{Item, Plan};

    fn plan(marks: &[(&[&str], &[&str])]) -> Plan {
        let own = |list: &[&str]| list.iter().map(|d| (*d).to_owned()).collect::<Vec<_>>();
        let items = marks
            .iter()
            .enumerate()
            .map(|(i, (lead, support))| Item {
                serial: Some(format!("No.{}", i + 1)),
                title: "取組".into(),
                departments: Assignment {
                    lead: own(lead),
                    support: own(support),
                },
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
    fn an_item_without_a_lead_among_items_with_one() {
        let plan = plan(&[
            (&["財政"], &[]),
            (&["管財"], &["財政"]),
            (&["総務"], &[]),
            (&[], &["総務", "人事"]),
        ]);
        assert_eq!(said(&report_with("", &plan)), ["missing-lead 4 ○総務、人事 -"]);
    }

    #[test]
    fn silent_without_departments_or_without_leads() {
        assert!(
            report_with("", &plan(&[(&["財政"], &[]), (&[], &[])]))
                .findings
                .is_empty()
        );
        assert!(
            report_with("", &plan(&[(&[], &["財政"]), (&[], &["総務"])]))
                .findings
                .is_empty()
        );
    }
}
