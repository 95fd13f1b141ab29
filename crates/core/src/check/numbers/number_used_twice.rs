//! # number-used-twice
//!
//! Two different items bear the same number.
//!
//! ## What it finds
//!
//! Serial numbers (No.12) that stand at two items with different titles, in a register where numbers
//! are otherwise used once.
//!
//! ## Example
//!
//! ```text
//! 番号    取組項目    取組内容    担当課
//! No.1    窓口の集約    窓口を一つにする。    市民課
//! No.2    研修の充実    研修を増やす。    人事課
//! No.3    施設の再編    施設を減らす。    管財課
//! No.3    庁舎の耐震化    庁舎を直す。    管財課
//! No.5    広告の拡充    広告を増やす。    財政課
//! No.6    収納率の向上    収納を増やす。    収納課
//! ```
//!
//! ## Why it matters
//!
//! Answers and decisions are filed by number; two items would share them.
//!
//! ## What to do
//!
//! Renumber one of them, or mark it as listed again (再掲).
//!
//! ## When it stays silent
//!
//! For items listed again (再掲) and for numbers that start anew in each section.

use std::collections::HashMap;

use crate::check::Context;
use crate::check::departments::missing_lead::called;
use crate::check::rule::{Rule, Run};
use crate::finding::{Finding, Report, Severity};
use crate::plan::Item;
use crate::text::fold;

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E502",
    name: "number-used-twice",
    severity: Severity::Warning,
    summary: "同じ番号が二度使われています",
    run: Run::Words(find),
};

/// Finds numbers used for two items.
pub(crate) fn find(context: &Context<'_>, report: &mut Report) {
    let items = &context.subject.plan.items;
    twice(items, |item| item.serial.as_deref(), report);
    // Where serial numbers exist they are the ones by which items are known.
    if items.iter().all(|i| i.serial.is_none()) {
        twice(items, |item| item.number.as_deref(), report);
    }
}

fn twice(items: &[Item], number: impl Fn(&Item) -> Option<&str>, report: &mut Report) {
    let mut seen: HashMap<String, &Item> = HashMap::new();
    let (mut numbered, mut doubled) = (0, Vec::new());
    for item in items.iter().filter(|i| !i.repeated) {
        let Some(printed) = number(item).filter(|n| !n.trim().is_empty()) else {
            continue;
        };
        numbered += 1;
        match seen.get(&fold(printed)) {
            Some(first) if fold(&first.title) != fold(&item.title) => doubled.push((*first, item, printed)),
            Some(_) => {}
            None => {
                seen.insert(fold(printed), item);
            }
        }
    }
    // Numbers that start anew in each section are used twice on purpose.
    if doubled.len() * 10 > numbered && doubled.len() > 1 || numbered < 5 {
        return;
    }
    for (first, item, printed) in doubled {
        let at = |item: &Item| {
            if item.places.number.is_nowhere() {
                item.at.clone()
            } else {
                item.places.number.clone()
            }
        };
        report.findings.push(Finding {
            rule: RULE.name,
            severity: RULE.severity,
            at: at(item),
            related: vec![at(first)],
            stated: Some(printed.to_owned()),
            computed: None,
            message: format!("{}と{}の番号が同じです。", called(first), called(item)),
            hint: "どちらかの番号を直すか、再掲であればその旨を記載してください。".into(),
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{report_with, said};
    use crate::document::Place;
    use crate::plan::{Item, Plan};

    fn plan(numbers: &[u32]) -> Plan {
        let items = numbers
            .iter()
            .enumerate()
            .map(|(i, n)| Item {
                serial: Some(format!("No.{n}")),
                title: format!("取組{i}"),
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
    fn a_number_of_two_items() {
        assert_eq!(
            said(&report_with("", &plan(&[1, 2, 3, 3, 5, 6]))),
            ["number-used-twice 4 No.3 -"]
        );
    }

    #[test]
    fn numbers_that_start_anew() {
        assert!(
            report_with("", &plan(&[1, 2, 3, 1, 2, 3, 1, 2]))
                .findings
                .is_empty()
        );
    }
}
