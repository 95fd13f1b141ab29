//! Writing what a plan says of itself.
//!
//! Not here: which fields there are (`field`).

use super::act::{Done, blank, titled};
use super::field::{PlanField, Value};
use super::refusal::Refusal;
use crate::fiscal_year::FiscalYear;
use crate::plan::{Period, Plan};

/// How many fiscal years a plan may have.
const LONGEST_PERIOD: i16 = 50;

/// Writes fields of the plan; both ends of its period together.
pub(super) fn write(plan: &mut Plan, values: &[(PlanField, Value)]) -> Result<Done, Refusal> {
    let before: Vec<String> = PlanField::ALL.iter().map(|field| field.text(plan)).collect();
    let old_levels = plan.levels.clone();
    let mut ends: [Option<FiscalYear>; 2] = [plan.period.map(|p| p.from), plan.period.map(|p| p.to)];
    for (field, value) in values {
        match (field, value) {
            (PlanField::Title, Value::Words(words)) => {
                plan.title = titled(words.as_deref().unwrap_or_default())?;
                plan.at = Default::default();
            }
            (PlanField::From, Value::Year(year)) => ends[0] = *year,
            (PlanField::To, Value::Year(year)) => ends[1] = *year,
            (PlanField::Levels, Value::List(levels)) => plan.levels.clone_from(levels),
            (PlanField::YearStyle, Value::Style(style)) => plan.year_style = *style,
            (field, value) => field.put(plan, value.clone()),
        }
    }
    plan.period = match ends {
        [Some(from), Some(to)] if from > to => return Err(Refusal::Backwards),
        [Some(from), Some(to)] if to.western() - from.western() >= LONGEST_PERIOD => {
            return Err(Refusal::TooLong);
        }
        [Some(from), Some(to)] => Some(Period { from, to }),
        [None, None] => None,
        _ => return Err(Refusal::HalfAPeriod),
    };
    for section in &mut plan.sections {
        // A section without a document's own word for its level has the plan's.
        if let Some(level) = plan.levels.get(usize::from(section.depth))
            && (section.level.is_empty() || old_levels.contains(&section.level))
        {
            section.level.clone_from(level);
        }
    }
    let fields = PlanField::ALL.iter().zip(before);
    let details = fields
        .map(|(field, old)| (field.label().to_owned(), old, field.text(plan)))
        .filter(|(_, old, new)| old != new)
        .map(|(label, old, new)| (label, blank(old), blank(new)))
        .collect();
    Ok(Done::of(plan.title.clone(), details))
}
