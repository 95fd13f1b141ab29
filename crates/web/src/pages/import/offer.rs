//! What a person may set right before a document is stored: its period, what its amounts are, its rows one by one.
//!
//! Not here: what they chose (`fix`, `choice`).

use gyokaku_core::document::Place;
use gyokaku_core::effect::EffectKind;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::part::Kind;
use gyokaku_core::plan::Plan;

use super::fix::{Fixes, KINDS};
use super::view::View;
use crate::show::places::anchor;
use crate::show::sections::indented;
use crate::show::table::Cited;

/// What a person may choose: the word in the form, the words on the screen, whether it is chosen.
pub(super) type Offer = (&'static str, &'static str, bool);
/// Years to choose from, and which is chosen.
pub(super) type Years = Vec<(String, bool)>;

/// How many rows can be corrected on one page, and how many choices all of them may hold together.
const MOST_FIXES: usize = 100;
const MOST_CHOICES: usize = 4000;

/// The rows that can be corrected one by one, a page of them.
pub(super) struct Fixing {
    pub(super) list: Kind,
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) rows: Vec<FixRow>,
    pub(super) sections: Vec<(String, String)>,
    pub(super) sentence: String,
    pub(super) turns: Vec<(&'static str, String)>,
}

/// A row that can be corrected.
pub(super) struct FixRow {
    pub(super) n: usize,
    pub(super) name: String,
    pub(super) detail: String,
    pub(super) href: Option<String>,
    pub(super) taken: bool,
    pub(super) section: String,
    /// Who leads and who supports, as it would be; none where nobody is named.
    pub(super) departments: Option<String>,
    pub(super) swapped: bool,
}

/// The years that a period may be chosen from: those read, and some around them.
pub(super) fn years(plan: &Plan, fixes: &Fixes) -> (Years, Years) {
    let chosen = fixes.period(plan);
    let ends = [plan.period, chosen]
        .into_iter()
        .flatten()
        .flat_map(|p| [p.from, p.to]);
    let said = plan.effects.iter().filter_map(|e| e.fiscal_year);
    let steps = plan
        .items
        .iter()
        .flat_map(|i| &i.schedule.steps)
        .map(|s| s.fiscal_year);
    let known: Vec<i16> = ends.chain(said).chain(steps).map(|y| y.western()).collect();
    let first = known.iter().min().map_or(2010, |y| y - 5);
    let last = known.iter().max().map_or(2035, |y| y + 10);
    let of = |one: Option<FiscalYear>| -> Years {
        (first..=last)
            .filter_map(FiscalYear::new)
            .map(|y| (y.to_string(), Some(y) == one))
            .collect()
    };
    (of(chosen.map(|p| p.from)), of(chosen.map(|p| p.to)))
}

/// The occasions of the amounts, with the kinds that each may be.
pub(super) fn vintages(plan: &Plan, fixes: &Fixes) -> Vec<(String, usize, Vec<Offer>)> {
    gyokaku_core::effect::vintages(&plan.effects)
        .into_iter()
        .enumerate()
        .map(|(n, vintage)| {
            let of = || plan.effects.iter().filter(|e| e.vintage == vintage);
            let read: Vec<EffectKind> = KINDS
                .into_iter()
                .filter(|kind| of().any(|e| e.kind == *kind))
                .collect();
            let only = if read.len() == 1 {
                read.first().copied()
            } else {
                None
            };
            let chosen = fixes.kind(vintage).or(only);
            let mut choices = Vec::new();
            if only.is_none() {
                choices.push(("", "文書のとおり", chosen.is_none()));
            }
            choices.extend(KINDS.map(|kind| (kind.key(), kind.label(), chosen == Some(kind))));
            let name = if vintage.trim().is_empty() {
                "時点の記載なし".to_owned()
            } else {
                vintage.to_owned()
            };
            (name, n, choices)
        })
        .collect()
}

/// A page of the rows of a list, as they can be corrected.
pub(super) fn fixing(plan: &Plan, fixes: &Fixes, list: Kind, view: View, cited: &[Cited<'_>]) -> Fixing {
    let all = list.count(plan);
    let each = MOST_FIXES.min((MOST_CHOICES / plan.sections.len().max(1)).max(10));
    let pages = all.div_ceil(each).max(1);
    let page = view.page.clamp(1, pages);
    let (first, end) = ((page - 1) * each, (page * each).min(all));
    let turn = |words, page| {
        let fix = Some(list);
        (words, View { fix, page, ..view }.words())
    };
    let to = |place: &Place| Some(cited.first()?.to(&anchor(place)?));
    let rows = (first..end)
        .map(|n| {
            let (name, detail, place) = named(plan, list, n);
            let item = plan.items.get(n).filter(|_| list == Kind::Item);
            let fix = fixes.item(n).filter(|_| item.is_some());
            let swapped = fix.is_some_and(|f| f.swapped);
            let section = fix
                .and_then(|f| f.section.clone())
                .or_else(|| item.and_then(|i| i.section.clone()));
            FixRow {
                n,
                name,
                detail,
                href: to(place),
                taken: !fixes.is_out(list, n),
                section: section.unwrap_or_default(),
                departments: item.filter(|i| !i.departments.is_empty()).map(|i| {
                    let (lead, support) = if swapped {
                        (&i.departments.support, &i.departments.lead)
                    } else {
                        (&i.departments.lead, &i.departments.support)
                    };
                    let words = [("◎", lead), ("○", support)];
                    let words = words.into_iter().filter(|(_, list)| !list.is_empty());
                    words
                        .map(|(sign, list)| format!("{sign}{}", list.join("、")))
                        .collect::<Vec<_>>()
                        .join("　")
                }),
                swapped,
            }
        })
        .collect();
    Fixing {
        list,
        first,
        end,
        rows,
        sections: plan
            .sections
            .iter()
            .filter(|_| list == Kind::Item)
            .map(|s| (s.id.clone(), indented(s)))
            .collect(),
        sentence: if pages > 1 {
            format!(
                "{all}件のうち、{}件目から{end}件目までを表示しています。",
                first + 1
            )
        } else {
            format!("{all}件")
        },
        turns: [
            (page > 1).then(|| turn("前の件", page - 1)),
            (page < pages).then(|| turn("次の件", page + 1)),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

/// What a person calls a row, what it says, where it stands.
fn named(plan: &Plan, list: Kind, n: usize) -> (String, String, &Place) {
    const NOWHERE: &Place = &Place::NOWHERE;
    let nothing = || (String::new(), String::new(), NOWHERE);
    match list {
        Kind::Item => plan.items.get(n).map_or_else(nothing, |i| {
            let number = i.known_number().unwrap_or_default();
            let at = if i.places.title.is_nowhere() {
                &i.at
            } else {
                &i.places.title
            };
            (
                format!("{number} {}", i.title).trim().to_owned(),
                String::new(),
                at,
            )
        }),
        Kind::Progress => plan.progress.get(n).map_or_else(nothing, |p| {
            let counts: Vec<String> = p
                .grades
                .iter()
                .filter_map(|(label, count)| Some(format!("{label}{}", (*count)?)))
                .collect();
            let total = p.total.map(|t| format!("計{t}　")).unwrap_or_default();
            let name = if p.path.is_empty() {
                "全体".to_owned()
            } else {
                p.path.join(" / ")
            };
            (name, format!("{total}{}", counts.join(" ")), &p.at)
        }),
        Kind::Effect => plan.effects.get(n).map_or_else(nothing, |e| {
            let year = e.fiscal_year.map(|y| y.show(plan.year_style)).unwrap_or_default();
            let detail = format!("{} {year} {} {}", e.vintage, e.kind.label(), e.amount.mixed());
            (e.path.join(" / "), detail.trim().to_owned(), &e.at)
        }),
        Kind::Edge => plan.crosswalk.get(n).map_or_else(nothing, |e| {
            let side = |title: &Option<String>| title.clone().unwrap_or_else(|| "（なし）".to_owned());
            (
                format!("{} → {}", side(&e.old), side(&e.new)),
                e.label.clone(),
                &e.at,
            )
        }),
        Kind::Indicator => plan.indicators.get(n).map_or_else(nothing, |k| {
            let at = k.values.first().map_or(NOWHERE, |v| &v.at);
            (k.name.clone(), k.unit.clone(), at)
        }),
        // Nothing else is corrected row by row.
        _ => nothing(),
    }
}
