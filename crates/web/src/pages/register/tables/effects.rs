//! What stands beside the effect amounts: the sums of each occasion by year.

use gyokaku_core::money::{Rounding, Unit, Yen};
use gyokaku_core::plan::Plan;
use gyokaku_core::table;

use super::show::Beside;
use crate::charts::{Picture, effects};
use crate::loaded::Loaded;

pub(super) fn beside(loaded: &Loaded) -> Beside<'_> {
    Beside {
        pictures: vec![(String::new(), picture(loaded.plan()))],
        ..Beside::default()
    }
}

/// The sums of each vintage by fiscal year; by part of the plan where no year is stated.
pub(crate) fn picture(plan: &Plan) -> Picture {
    let unit = table::effects::table(plan).unit.unwrap_or(Unit::Yen);
    let years = table::effects::years(plan);
    let shown = |yen: Yen| yen.in_unit(unit, Rounding::HalfUp);
    let all = table::effects::series(plan);
    let parts = match years.is_empty() {
        true => gyokaku_core::effect::parts(plan),
        false => Vec::new(),
    };
    let without_year = !years.is_empty() && plan.effects.iter().any(|e| e.fiscal_year.is_none());
    let series: Vec<effects::Series> = all
        .iter()
        .map(|one| {
            let mut values: Vec<Option<i64>> =
                years.iter().map(|y| one.sum(None, Some(*y)).map(shown)).collect();
            values.extend(parts.iter().map(|part| one.sum(Some(part), None).map(shown)));
            if without_year {
                let loose = one.of(None, None).filter(|e| e.fiscal_year.is_none());
                values.push(Yen::sum(loose.map(|e| e.amount)).map(shown));
            }
            effects::Series {
                label: one.name.clone(),
                values,
            }
        })
        .collect();
    let mut labels: Vec<String> = years.iter().map(|y| y.show(plan.year_style)).collect();
    labels.extend(parts.iter().map(|part| part.titles.join(" / ")));
    if without_year {
        labels.push("年度によらない額".to_owned());
    }
    let title = if years.is_empty() {
        "区分ごとの効果額"
    } else {
        "年度ごとの効果額"
    };
    Picture::draw("effects", |width, id| {
        effects::draw(width, id, title, unit.name(), &labels, &series)
    })
}
