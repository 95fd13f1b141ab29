//! Writing figures of the fiscal plan.
//!
//! Not here: what an outlook is (`crate::outlook`).

use super::act::Done;
use super::refusal::Refusal;
use crate::money::Yen;
use crate::outlook::{OutlookEntry, OutlookKey};
use crate::plan::Plan;

/// Writes figures of an outlook; one occasion states each line of a year once.
pub(super) fn write(
    plan: &mut Plan,
    vintage: &str,
    cells: &[(OutlookKey, Option<Yen>, Option<Yen>)],
) -> Result<Done, Refusal> {
    let vintage = vintage.trim();
    if vintage.is_empty() {
        return Err(Refusal::NoVintage);
    }
    let mut details = Vec::new();
    for (key, seen, new) in cells {
        let (line, year, until) = *key;
        let at = plan
            .outlook
            .iter()
            .position(|e| e.vintage == vintage && e.key() == *key);
        let stands = at.and_then(|at| plan.outlook.get(at)).map(|entry| entry.amount);
        if stands == *new {
            continue;
        }
        if stands != *seen {
            return Err(Refusal::AsItIs);
        }
        match (at, new) {
            (Some(at), Some(amount)) => {
                let entry = &mut plan.outlook[at];
                (entry.amount, entry.at) = (*amount, Default::default());
            }
            (Some(at), None) => {
                plan.outlook.remove(at);
            }
            (None, Some(amount)) => plan.outlook.push(OutlookEntry {
                vintage: vintage.to_owned(),
                line,
                fiscal_year: year,
                until,
                amount: *amount,
                at: Default::default(),
            }),
            (None, None) => {}
        }
        let until = until.map_or_else(String::new, |until| format!("～{}", until.show(plan.year_style)));
        let label = format!("{}（{}{until}）", line.label(), year.show(plan.year_style));
        details.push((label, stands.map(Yen::mixed), new.map(Yen::mixed)));
    }
    Ok(Done::of(vintage.to_owned(), details))
}
