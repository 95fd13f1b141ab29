//! Writing what a plan says of itself.
//!
//! Not here: which fields there are (`field`).

use super::act::{Done, blank, titled};
use super::field::{PlanField, Value};
use super::refusal::Refusal;
use super::texts;
use crate::fiscal_year::FiscalYear;
use crate::plan::{Period, Plan};

/// How many fiscal years a plan may have.
const LONGEST_PERIOD: i16 = 50;

/// A field of the plan to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanWrite {
    /// The field.
    pub field: PlanField,
    /// What the writer saw there, as [`PlanField::text`] gives it; none where nobody can have written since.
    pub seen: Option<String>,
    /// What shall be there.
    pub value: Value,
}

impl PlanWrite {
    /// A field that is written whatever stands there.
    pub fn over(field: PlanField, value: Value) -> Self {
        PlanWrite {
            field,
            seen: None,
            value,
        }
    }
}

/// Writes fields of the plan; both ends of its period together.
pub(super) fn write(plan: &mut Plan, writes: &[PlanWrite]) -> Result<Done, Refusal> {
    let overtaken = writes.iter().filter_map(|write| {
        let stands = write.field.text(plan);
        let is_seen = write
            .seen
            .as_ref()
            .is_none_or(|seen| seen.trim() == stands.trim());
        (!is_seen).then_some((write.field, stands))
    });
    let overtaken: Vec<(PlanField, String)> = overtaken.collect();
    if !overtaken.is_empty() {
        return Err(Refusal::Overtaken(overtaken));
    }
    let before: Vec<String> = PlanField::ALL.iter().map(|field| field.text(plan)).collect();
    let old_levels = plan.levels.clone();
    let mut ends: [Option<FiscalYear>; 2] = [plan.period.map(|p| p.from), plan.period.map(|p| p.to)];
    for PlanWrite { field, value, .. } in writes {
        match (field, value) {
            (PlanField::Title, Value::Words(words)) => {
                plan.title = titled(words.as_deref().unwrap_or_default())?;
                plan.at = Default::default();
            }
            (PlanField::From, Value::Year(year)) => ends[0] = *year,
            (PlanField::To, Value::Year(year)) => ends[1] = *year,
            (PlanField::Levels, Value::List(levels)) => plan.levels.clone_from(levels),
            (PlanField::YearStyle, Value::Style(style)) => plan.year_style = *style,
            (field, Value::Groups(groups)) => {
                let tied = texts::tied(plan, groups).map_err(|name| Refusal::NoSuchPart(*field, name))?;
                field.put(plan, Value::Groups(tied));
            }
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
