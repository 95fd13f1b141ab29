//! What the rules look at where there is no document: the words and the stated figures of a plan.
//!
//! Not here: rules.

use super::figures::difference_mismatch;
use super::figures::sum_mismatch;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::Subject;
use super::figures::engine::ledger::{Entry, Formula, Id, Ledger, Proof, Relation};
use super::figures::model::sheet::Sheets;
use crate::document::{Place, Spot};
use crate::figure::{Figure, Measure};
use crate::fiscal_year::FiscalYear;
use crate::money::{Yen, grouped};
use crate::plan::Plan;

/// A text and where it begins.
#[derive(Clone, Debug)]
pub(crate) struct Text<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: Place,
}

impl Text<'_> {
    /// The place of a byte of the text.
    pub(crate) fn place(&self, byte: usize) -> Place {
        Along::of(self).place(byte)
    }
}

/// Places of one text in their order, each counted from the one before it.
pub(crate) struct Along<'t, 'a> {
    text: &'t Text<'a>,
    /// How far it was counted: bytes, and characters.
    counted: (usize, u32),
}

impl<'t, 'a> Along<'t, 'a> {
    /// From the beginning of a text.
    pub(crate) fn of(text: &'t Text<'a>) -> Self {
        Along {
            text,
            counted: (0, 0),
        }
    }

    /// The place of a byte of the text: one that is not before the last one asked for costs the way between them.
    pub(crate) fn place(&mut self, byte: usize) -> Place {
        let Spot::Line { line, column: 1 } = self.text.at.spot else {
            return self.text.at.clone();
        };
        let (from, characters) = self.counted;
        self.counted = match self.text.text.get(from..byte) {
            Some(between) => (byte, characters + between.chars().count() as u32),
            None => {
                let before = self.text.text.get(..byte).unwrap_or_default();
                (byte, before.chars().count() as u32)
            }
        };
        let column = self.counted.1 + 1;
        self.text.at.moved_to(Spot::Line { line, column })
    }
}

/// The lines of the document; without a document the words of the plan.
pub(crate) fn texts<'a>(subject: &Subject<'a>) -> Vec<Text<'a>> {
    let lines = &subject.document.lines;
    if !lines.is_empty() {
        return lines
            .iter()
            .map(|l| match l.at.spot {
                Spot::Line { line, .. } => Text {
                    text: &l.text,
                    at: Place::at_line(line, 1),
                },
                _ => Text {
                    text: &l.text,
                    at: l.at.clone(),
                },
            })
            .collect();
    }
    let plan = subject.plan;
    let mut all = Vec::new();
    let mut add = |text: &'a str, at: &Place| {
        // A column of a line says where a value begins in its document, not in this text.
        let at = match &at.spot {
            Spot::Line { .. } => at.whole_line(),
            _ => at.clone(),
        };
        all.push(Text { text, at });
    };
    add(&plan.title, &plan.at);
    for section in &plan.sections {
        add(&section.title, &section.at);
    }
    for item in &plan.items {
        let place = |own: &Place| {
            if own.is_nowhere() {
                item.at.clone()
            } else {
                own.clone()
            }
        };
        add(&item.title, &place(&item.places.title));
        for (text, at) in [
            (&item.content, &item.places.content),
            (&item.target, &item.places.target),
            (&item.schedule.text, &item.places.schedule),
        ] {
            if let Some(text) = text {
                add(text, &place(at));
            }
        }
    }
    all
}

/// The stated figures of a plan with the relations that its own structure gives them.
pub(crate) fn sheets(plan: &Plan) -> Sheets {
    let mut sheets = Sheets::default();
    progress(plan, &mut sheets.ledger);
    effects(plan, &mut sheets.ledger);
    sheets
}

fn enter(ledger: &mut Ledger, value: i64, money: bool, at: &Place, name: String) -> Id {
    let measure = if money { Measure::Money } else { Measure::Number };
    let figure = Figure {
        value: i128::from(value),
        places: 0,
        step: 1,
        measure,
        counter: String::new(),
        approximate: false,
        triangle: false,
        yen_sign: false,
        range: 0..0,
    };
    let stated = if money {
        Yen(value).to_string()
    } else {
        grouped(value)
    };
    ledger.enter(Entry {
        figure,
        stated,
        at: at.clone(),
        unit: None,
        name,
        breaks_off: false,
        stored: None,
    })
}

/// Counts by grade: a row's total, and the rows of which a row is the part above.
fn progress(plan: &Plan, ledger: &mut Ledger) {
    let mut by_year: BTreeMap<Option<FiscalYear>, Vec<usize>> = BTreeMap::new();
    for (i, row) in plan.progress.iter().enumerate() {
        by_year.entry(row.fiscal_year).or_default().push(i);
    }
    for rows in by_year.into_values() {
        let mut cells: HashMap<(usize, String), Id> = HashMap::new();
        let across = ledger.bundle(Proof::Alone);
        for i in rows.iter().copied() {
            let row = &plan.progress[i];
            let name = row.path.last().cloned().unwrap_or_else(|| "全体".into());
            let parts: Vec<(i64, Id)> = row
                .grades
                .iter()
                .filter_map(|(grade, count)| {
                    let id = enter(ledger, (*count)?, false, &row.at, format!("{name}・{grade}"));
                    cells.insert((i, grade.clone()), id);
                    Some((1, id))
                })
                .collect();
            let Some(total) = row.total else { continue };
            let id = enter(ledger, total, false, &row.at, format!("{name}・計"));
            cells.insert((i, String::new()), id);
            if parts.len() >= 2 {
                let formula = Formula::Sum(parts);
                ledger.relations.push(Relation {
                    rule: sum_mismatch::RULE.name,
                    target: id,
                    formula,
                    bundle: across,
                    is: "内訳の合計".into(),
                });
            }
        }
        // The rows right below each row that has figures: the nearest ones that have figures themselves.
        let with_figures: HashMap<&[String], usize> = rows
            .iter()
            .copied()
            .filter(|i| plan.progress[*i].total.is_some())
            .map(|i| (plan.progress[i].path.as_slice(), i))
            .collect();
        let mut below: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for i in rows.iter().copied().filter(|i| plan.progress[*i].total.is_some()) {
            let path = plan.progress[i].path.as_slice();
            if let Some(above) = (0..path.len()).rev().find_map(|n| with_figures.get(&path[..n])) {
                below.entry(*above).or_default().push(i);
            }
        }
        for (above, children) in below.into_iter().filter(|(_, c)| c.len() >= 2) {
            let bundle = ledger.bundle(Proof::WithOthers);
            let keys = std::iter::once(String::new())
                .chain(plan.progress[above].grades.iter().map(|(g, _)| g.clone()));
            for key in keys {
                let Some(target) = cells.get(&(above, key.clone())).copied() else {
                    continue;
                };
                let parts: Vec<(i64, Id)> = children
                    .iter()
                    .filter_map(|c| cells.get(&(*c, key.clone())))
                    .map(|id| (1, *id))
                    .collect();
                if !parts.is_empty() {
                    ledger.relations.push(Relation {
                        rule: sum_mismatch::RULE.name,
                        target,
                        formula: Formula::Sum(parts),
                        bundle,
                        is: "下位の合計".into(),
                    });
                }
            }
        }
    }
}

/// Printed totals of amounts against the entries of the ledger, vintage by vintage.
fn effects(plan: &Plan, ledger: &mut Ledger) {
    let corrected: HashSet<&str> = plan
        .effects
        .iter()
        .filter_map(|e| e.corrects.as_ref())
        .map(|c| c.entry.as_str())
        .filter(|c| !c.is_empty())
        .collect();
    let entries: Vec<_> = plan
        .effects
        .iter()
        .filter(|e| !corrected.contains(e.id.as_str()))
        .collect();
    let mut once: HashSet<(&str, &[String], Option<FiscalYear>)> = HashSet::new();
    // Plan and actual of one year side by side: which of them a total means is not known.
    let doubled: HashSet<&str> = entries
        .iter()
        .filter(|e| !once.insert((&e.vintage, &e.path, e.fiscal_year)))
        .map(|e| e.vintage.as_str())
        .collect();
    type Key<'a> = (&'a str, &'a [String], Option<FiscalYear>);
    let mut parts: HashMap<Key<'_>, Vec<(i64, Id)>> = HashMap::new();
    for entry in entries.iter().filter(|e| !doubled.contains(e.vintage.as_str())) {
        let of_year = entry
            .fiscal_year
            .map(|y| format!("・{y}年度"))
            .unwrap_or_default();
        let name = format!("{}{of_year}", entry.path.last().map_or("全体", String::as_str));
        let id = enter(ledger, entry.amount.0, true, &entry.at, name);
        let path = entry.path.as_slice();
        for above in [path, &[][..]] {
            for year in [entry.fiscal_year, None] {
                let list = parts.entry((&entry.vintage, above, year)).or_default();
                if list.last() != Some(&(1, id)) {
                    list.push((1, id));
                }
            }
        }
    }
    let mut totals: HashMap<Key<'_>, Id> = HashMap::new();
    let mut bundles: HashMap<&str, usize> = HashMap::new();
    for stated in plan.stated_amounts.iter().filter(|s| !s.difference) {
        let name = format!(
            "{}・{}",
            stated.path.last().map_or("全体", String::as_str),
            stated.label
        );
        let id = enter(ledger, stated.amount.0, true, &stated.at, name);
        totals
            .entry((&stated.vintage, &stated.path, stated.fiscal_year))
            .or_insert(id);
        if let Some(list) = parts
            .get(&(
                stated.vintage.as_str(),
                stated.path.as_slice(),
                stated.fiscal_year,
            ))
            .filter(|l| l.len() >= 2)
        {
            let bundle = *bundles
                .entry(&stated.vintage)
                .or_insert_with(|| ledger.bundle(Proof::Alone));
            let formula = Formula::Sum(list.clone());
            ledger.relations.push(Relation {
                rule: sum_mismatch::RULE.name,
                target: id,
                formula,
                bundle,
                is: "内訳の合計".into(),
            });
        }
    }
    let vintages = crate::effect::vintages(&plan.effects);
    let earlier = |vintage: &str| {
        vintages
            .iter()
            .position(|v| *v == vintage)
            .and_then(|i| i.checked_sub(1))
            .map(|i| vintages[i])
    };
    let bundle = ledger.bundle(Proof::Alone);
    for stated in plan.stated_amounts.iter().filter(|s| s.difference) {
        let name = format!(
            "{}・{}",
            stated.path.last().map_or("全体", String::as_str),
            stated.label
        );
        let key = |vintage| -> Key<'_> { (vintage, stated.path.as_slice(), stated.fiscal_year) };
        let now = totals.get(&key(stated.vintage.as_str())).copied();
        let then = earlier(&stated.vintage)
            .and_then(|v| totals.get(&key(v)))
            .copied();
        let id = enter(ledger, stated.amount.0, true, &stated.at, name);
        if let (Some(now), Some(then)) = (now, then) {
            let formula = Formula::Sum(vec![(1, now), (-1, then)]);
            ledger.relations.push(Relation {
                rule: difference_mismatch::RULE.name,
                target: id,
                formula,
                bundle,
                is: "前の時点との差".into(),
            });
        }
    }
}
