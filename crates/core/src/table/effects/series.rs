//! The amounts stated on one occasion, of kinds that may be added: what each part and year sums up to.
//!
//! Not here: the table, and what differs between two occasions.

use std::collections::{HashMap, HashSet};

use crate::effect::{Effect, EffectKind, Owner, Part, PartKey, in_force, owners_above, titles, vintages};
use crate::fiscal_year::FiscalYear;
use crate::money::Yen;
use crate::plan::Plan;

/// Amounts of one occasion that can be added up: a plan, or what came of it. What was planned is never
/// added to what was reached; what was reached and what is still expected make one series only where each
/// year has one of them.
#[derive(Clone, Debug)]
pub struct Series<'a> {
    /// Its name: the occasion, with the kind where the occasion states several that are told apart.
    pub name: String,
    /// The kinds of its amounts, in order.
    pub kinds: Vec<EffectKind>,
    /// Its entries.
    pub entries: Vec<&'a Effect>,
    /// Of these, the entries that no entry of a part above them contains: only they are added up.
    pub(super) counted: Vec<&'a Effect>,
    /// Its entries by what they are stated for.
    by_part: HashMap<PartKey, Vec<&'a Effect>>,
}

/// What an entry is stated for: its section or item, or its printed titles where the plan has no such part.
pub(super) type Key<'a> = (Option<&'a Owner>, &'a [String]);

pub(super) fn key(effect: &Effect) -> Key<'_> {
    match &effect.on {
        Some(owner) => (Some(owner), &[]),
        None => (None, effect.path.as_slice()),
    }
}

/// The entries without those that are counted already in one of a part above theirs.
fn outermost<'a>(plan: &Plan, entries: &[&'a Effect]) -> Vec<&'a Effect> {
    // The titles of a part, and what lies above it, are the same for all its entries.
    let (mut paths, mut above): (HashMap<PartKey, Vec<String>>, HashMap<PartKey, Vec<Owner>>) =
        Default::default();
    for entry in entries {
        let key = PartKey::of(entry);
        above
            .entry(key.clone())
            .or_insert_with(|| owners_above(plan, entry.on.as_ref()));
        paths.entry(key).or_insert_with(|| titles(plan, entry));
    }
    let path_of = |e: &Effect| paths.get(&PartKey::of(e)).map(Vec::as_slice).unwrap_or_default();
    let owned: HashSet<(&Owner, Option<FiscalYear>)> = entries
        .iter()
        .filter_map(|e| Some((e.on.as_ref()?, e.fiscal_year)))
        .collect();
    // Two parts of one title are told apart by their identities; titles decide where one of the two has none.
    let stated: HashSet<(&[String], Option<FiscalYear>, bool)> = entries
        .iter()
        .map(|e| (path_of(e), e.fiscal_year, e.on.is_some()))
        .collect();
    let is_contained = |e: &&&Effect| {
        let of = above.get(&PartKey::of(e)).map(Vec::as_slice).unwrap_or_default();
        if of.iter().any(|owner| owned.contains(&(owner, e.fiscal_year))) {
            return true;
        }
        let path = path_of(e);
        let mut parts = (0..path.len()).map(|depth| &path[..depth]);
        parts.any(|part| {
            stated.contains(&(part, e.fiscal_year, false))
                || (e.on.is_none() && stated.contains(&(part, e.fiscal_year, true)))
        })
    };
    entries.iter().filter(|e| !is_contained(e)).copied().collect()
}

impl<'a> Series<'a> {
    fn of_kinds(plan: &Plan, vintage: &str, apart: bool, entries: Vec<&'a Effect>) -> Self {
        let mut kinds: Vec<EffectKind> = entries.iter().map(|e| e.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let name = match (vintage, apart) {
            (vintage, false) if !vintage.trim().is_empty() => vintage.to_owned(),
            (_, false) => String::new(),
            (vintage, true) if vintage.trim().is_empty() => label(&kinds),
            (vintage, true) => format!("{vintage}（{}）", label(&kinds)),
        };
        let counted = outermost(plan, &entries);
        let mut by_part: HashMap<PartKey, Vec<&Effect>> = HashMap::new();
        for entry in &entries {
            by_part.entry(PartKey::of(entry)).or_default().push(entry);
        }
        Self {
            name,
            kinds,
            entries,
            counted,
            by_part,
        }
    }

    /// The entries of a part and year; of all parts or all years where none is given.
    pub fn of<'b>(
        &'b self,
        part: Option<&'b Part>,
        year: Option<FiscalYear>,
    ) -> impl Iterator<Item = &'a Effect> + 'b {
        let entries = match part {
            Some(part) => self.of_part(part),
            None => &self.counted,
        };
        let all = entries.iter().copied();
        all.filter(move |e| year.is_none_or(|y| e.fiscal_year == Some(y)))
    }

    /// The entries of a part.
    fn of_part(&self, part: &Part) -> &[&'a Effect] {
        self.by_part
            .get(&part.key())
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// The entries that are added up: those that no entry of a part above them contains.
    pub fn counted(&self) -> impl Iterator<Item = &'a Effect> + '_ {
        self.counted.iter().copied()
    }

    /// Their sum; none where nothing is stated. An amount that a part above contains counts once.
    pub fn sum(&self, part: Option<&Part>, year: Option<FiscalYear>) -> Option<Yen> {
        Yen::sum(self.of(part, year).map(|e| e.amount))
    }

    /// The kind of a year's amounts, where the years of the series differ in it.
    pub(super) fn mark(&self, year: FiscalYear) -> Option<EffectKind> {
        let entry = self.entries.iter().find(|e| e.fiscal_year == Some(year))?;
        (self.kinds.len() > 1).then_some(entry.kind)
    }

    pub(super) fn is_done(&self) -> bool {
        self.kinds == [EffectKind::Actual]
    }

    /// What it has an amount for, each once.
    pub(super) fn stated(&self) -> HashSet<(Key<'a>, Option<FiscalYear>)> {
        self.counted.iter().map(|e| (key(e), e.fiscal_year)).collect()
    }
}

/// 「実績・見込」
pub(super) fn label(kinds: &[EffectKind]) -> String {
    kinds
        .iter()
        .map(|kind| kind.label())
        .collect::<Vec<_>>()
        .join("・")
}

/// The series of a plan, in the order first stated.
pub fn series(plan: &Plan) -> Vec<Series<'_>> {
    let mut all = Vec::new();
    let counted: Vec<&Effect> = in_force(&plan.effects).collect();
    for vintage in vintages(&plan.effects) {
        let of = |kinds: &[EffectKind]| -> Vec<&Effect> {
            let own = counted.iter().filter(|e| e.vintage == vintage);
            own.filter(|e| kinds.contains(&e.kind)).copied().collect()
        };
        let (planned, actual) = (of(&[EffectKind::Plan]), of(&[EffectKind::Actual]));
        let expected = of(&[EffectKind::Forecast]);
        let years: HashSet<Option<FiscalYear>> = actual.iter().map(|e| e.fiscal_year).collect();
        let overlap = expected.iter().any(|e| years.contains(&e.fiscal_year));
        let mut groups = vec![planned];
        match overlap {
            true => groups.extend([actual, expected]),
            false => groups.push([actual, expected].concat()),
        }
        groups.retain(|group| !group.is_empty());
        let apart = groups.len() > 1;
        all.extend(
            groups
                .into_iter()
                .map(|group| Series::of_kinds(plan, vintage, apart, group)),
        );
    }
    all
}

/// The fiscal years of the entries in force, in order.
pub fn years(plan: &Plan) -> Vec<FiscalYear> {
    let mut years: Vec<FiscalYear> = in_force(&plan.effects).filter_map(|e| e.fiscal_year).collect();
    years.sort_unstable();
    years.dedup();
    years
}
