//! What stands beside the effect amounts: the sums of each occasion by year, what moved between two, the running
//! totals, and the way from one of these pages to the next.

use gyokaku_core::money::{Rounding, Unit, Yen};
use gyokaku_core::plan::Plan;
use gyokaku_core::table;
use gyokaku_core::table::effects::Series;
use gyokaku_core::table::running::OfYear;

use super::ready::Narrowing;
use super::show::{Beside, siblings};
use crate::access::{Right, has};
use crate::charts::{Picture, area, effects, waterfall};
use crate::loaded::Loaded;
use crate::person::Viewer;

pub(super) fn beside<'a>(loaded: &'a Loaded, viewer: &Viewer) -> Beside<'a> {
    Beside {
        pictures: vec![(String::new(), picture(loaded.plan()))],
        siblings: siblings(loaded, &table::effects::PUBLISHED),
        next: next(loaded, viewer),
        ..Beside::default()
    }
}

/// Where amounts are written, for who may.
pub(super) fn next(loaded: &Loaded, viewer: &Viewer) -> Option<(String, &'static str)> {
    let may_write = has(viewer, Right::EditRegister, &loaded.code);
    may_write.then(|| (format!("{}/amounts", loaded.href()), "額を記録する"))
}

/// Where the fiscal plan is written, for who may.
pub(super) fn next_outlook(loaded: &Loaded, viewer: &Viewer) -> Option<(String, &'static str)> {
    let may_write = has(viewer, Right::EditRegister, &loaded.code);
    may_write.then(|| (format!("{}/outlook", loaded.href()), "財政計画を記録する"))
}

/// How many parts a picture shows by name; the others are one step.
const MOST_STEPS: usize = 12;

/// The occasions to choose, and what moved between the two.
pub(super) fn compared<'a>(loaded: &'a Loaded, asked: &Narrowing) -> Beside<'a> {
    let plan = loaded.plan();
    let all = table::effects::series(plan);
    let (then, now) = table::compared::pair(plan, &asked.kind);
    let chosen = format!("{then}-{now}");
    let pairs = table::compared::pairs(plan).into_iter();
    let choices = pairs.map(|(value, words)| {
        let is_chosen = value == chosen;
        (value, words, is_chosen)
    });
    let mut pictures = Vec::new();
    if let (Some(then), Some(now)) = (all.get(then), all.get(now)) {
        pictures.extend(waterfall(plan, then, now).map(|picture| (String::new(), picture)));
    }
    Beside {
        siblings: siblings(loaded, &table::compared::PUBLISHED),
        select: Some(("比べる時点", choices.collect())),
        pictures,
        ..Beside::default()
    }
}

/// From one occasion to the other, by part, the largest moves first; none where nothing is stated by both.
fn waterfall(plan: &Plan, then: &Series<'_>, now: &Series<'_>) -> Option<Picture> {
    let unit = table::effects::unit(plan);
    let shown = |yen: Yen| yen.in_unit(unit, Rounding::HalfUp);
    let parts = table::compared::of_parts(plan, then, now);
    let from = Yen::sum(parts.iter().map(|part| part.then))?;
    let mut moved: Vec<(String, Yen)> = parts
        .iter()
        .filter_map(|part| {
            let title = part
                .part
                .titles
                .last()
                .cloned()
                .unwrap_or_else(|| "計画の全体".to_owned());
            Some((title, part.now.checked_sub(part.then)?))
        })
        .filter(|(_, moved)| moved.0 != 0)
        .collect();
    moved.sort_by_key(|(_, moved)| std::cmp::Reverse(moved.0.saturating_abs()));
    let others = moved.split_off(moved.len().min(MOST_STEPS));
    let mut steps: Vec<waterfall::Step> = moved
        .into_iter()
        .map(|(label, moved)| waterfall::Step {
            label,
            moved: shown(moved),
        })
        .collect();
    if let Some(rest) = Yen::sum(others.iter().map(|(_, moved)| *moved)) {
        steps.push(waterfall::Step {
            label: format!("ほか{}件", others.len()),
            moved: shown(rest),
        });
    }
    Some(Picture::draw("moved", |width, id| {
        waterfall::draw(
            width,
            id,
            "時点の間の動き",
            unit.name(),
            (&then.name, shown(from)),
            &steps,
            &now.name,
        )
    }))
}

/// What each year brings and the running total, of the last occasion.
pub(super) fn running(loaded: &Loaded) -> Beside<'_> {
    let plan = loaded.plan();
    let unit = table::effects::unit(plan);
    let shown = |yen: Yen| Some(yen.in_unit(unit, Rounding::HalfUp));
    let window = table::running::window(plan);
    let all = table::effects::series(plan);
    let of_last = all
        .last()
        .and_then(|last| table::running::of_years(plan, last, &window));
    let labels: Vec<String> = window.iter().map(|y| y.show(plan.year_style)).collect();
    let pictures = of_last.map(|years| {
        if let Some(grown) = grown(&years, &labels, unit) {
            return grown;
        }
        let series = [
            (
                "その年度の効果",
                years
                    .iter()
                    .map(|y| shown(y.effect).filter(|_| y.has_any))
                    .collect(),
            ),
            (
                "累計",
                years
                    .iter()
                    .map(|y| shown(y.total).filter(|_| y.is_reached))
                    .collect(),
            ),
        ]
        .map(|(label, values): (&str, Vec<Option<i64>>)| effects::Series {
            label: label.to_owned(),
            values,
        });
        Picture::draw("running", |width, id| {
            effects::draw(width, id, "その年度の効果と累計", unit.name(), &labels, &series)
        })
    });
    Beside {
        siblings: siblings(loaded, &table::running::PUBLISHED),
        pictures: pictures
            .into_iter()
            .map(|picture| (String::new(), picture))
            .collect(),
        ..Beside::default()
    }
}

/// The effects to set against the fiscal plan, and the gap before and after, by the last fiscal plan.
pub(super) fn fiscal<'a>(loaded: &'a Loaded, viewer: &Viewer, asked: &Narrowing) -> Beside<'a> {
    let plan = loaded.plan();
    let all = table::effects::series(plan);
    let chosen = table::fiscal::chosen(&all, &asked.kind);
    let name = chosen.map(|one| one.name.as_str());
    let choices = all
        .iter()
        .enumerate()
        .map(|(at, one)| (at.to_string(), one.name.clone(), Some(one.name.as_str()) == name));
    let last = gyokaku_core::outlook::vintages(&plan.outlook).pop();
    let both = last.and_then(|last| {
        let both = table::fiscal::compared(plan, last, &table::fiscal::by_year(plan, chosen)?)?;
        (!both.is_empty()).then_some((last, both))
    });
    let is_thousands = both
        .iter()
        .flat_map(|(_, both)| both)
        .all(|c| [c.gap, c.remaining].iter().all(|yen| yen.0 % 1_000 == 0));
    let unit = if is_thousands { Unit::Thousand } else { Unit::Yen };
    let shown = |yen: Yen| Some(yen.in_unit(unit, Rounding::HalfUp));
    let pictures = both.map(|(last, both)| {
        let labels: Vec<String> = both.iter().map(|c| c.year.show(plan.year_style)).collect();
        let series = [
            ("財政計画の収支", both.iter().map(|c| shown(c.gap)).collect()),
            ("対策後の収支", both.iter().map(|c| shown(c.remaining)).collect()),
        ]
        .map(|(label, values): (&str, Vec<Option<i64>>)| effects::Series {
            label: label.to_owned(),
            values,
        });
        let title = format!("{last}の収支と対策後の収支");
        let picture = Picture::draw("fiscal", |width, id| {
            effects::draw(width, id, &title, unit.name(), &labels, &series)
        });
        (String::new(), picture)
    });
    Beside {
        siblings: siblings(loaded, &table::fiscal::PUBLISHED),
        select: (all.len() > 1).then(|| ("改革の効果の時点", choices.collect())),
        pictures: pictures.into_iter().collect(),
        next: next_outlook(loaded, viewer),
        ..Beside::default()
    }
}

/// What the running total is made of as it grows: amounts of single years, and those that go on; none where something
/// is taken back, which no layer can show.
fn grown(years: &[OfYear], labels: &[String], unit: Unit) -> Option<Picture> {
    let from = years.iter().position(|year| year.is_reached)?;
    let mut layers = [
        ("継続的な効果の累計", Vec::new()),
        ("単年度の効果の累計", Vec::new()),
    ];
    let (mut going, mut single) = (Yen(0), Yen(0));
    for year in &years[from..] {
        going = going.checked_add(year.begun)?.checked_add(year.carried)?;
        single = single.checked_add(year.single)?;
        layers[0].1.push(going.in_unit(unit, Rounding::HalfUp));
        layers[1].1.push(single.in_unit(unit, Rounding::HalfUp));
    }
    let layers: Vec<area::Layer> = layers
        .into_iter()
        .filter(|(_, values)| values.iter().any(|value| *value != 0))
        .map(|(label, values)| area::Layer {
            label: label.to_owned(),
            values,
        })
        .collect();
    Picture::draw_where_fit("running", |width, id| {
        area::draw(
            width,
            id,
            "効果額の累計の内訳",
            unit.name(),
            &labels[from..],
            &layers,
        )
    })
}

/// The occasions to narrow the ledger to.
pub(super) fn ledger<'a>(loaded: &'a Loaded, asked: &Narrowing) -> Beside<'a> {
    let known = gyokaku_core::effect::vintages(&loaded.plan().effects);
    let of = |vintage: &str| (vintage.to_owned(), vintage.to_owned(), vintage == asked.kind);
    let choices = known.into_iter().filter(|v| !v.is_empty()).map(of);
    let all = (String::new(), "すべての時点".to_owned(), asked.kind.is_empty());
    Beside {
        siblings: siblings(loaded, &table::ledger::PUBLISHED),
        select: Some(("時点", [all].into_iter().chain(choices).collect())),
        ..Beside::default()
    }
}

/// The sums of each vintage by fiscal year; by part of the plan where no year is stated.
pub(crate) fn picture(plan: &Plan) -> Picture {
    let unit = table::effects::unit(plan);
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
