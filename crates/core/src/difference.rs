//! What differs between two plans, and how one is taken into the other without losing identities.
//!
//! [`merge`] is the one place where the rules stand; [`between`] merges on trial and compares the
//! result with what is stored, so that what a person is shown is what will happen.
//!
//! The rules of a merge:
//! - Sections are the same by path of titles, else by label, depth and likeness, else by title.
//! - Items are the same by section and title, else by printed number and likeness, else by title.
//! - A kind of which the document says nothing stays as stored: a progress table removes no items.
//!   A document without sections and items leaves the plan's own title, period and levels too.
//! - What is said of a year or an occasion replaces only what was said of the same one: counts and
//!   scales by fiscal year, printed totals by vintage, values of an indicator by year and kind.
//! - A grade replaces only the grade of the same item, year and evaluator; no grade is removed.
//! - An item with a history (grades, indicators, opinions) stays though the document lacks it, and so
//!   do the sections above it.
//! - The ledger of effects only grows: another amount is a new entry that corrects the old one.
//! - A reference to nothing is dropped, and with it a grade that speaks of no known item.
//!
//! Invariant: merging the same document again changes nothing.
//! Not here: storing, and proposals for a crosswalk between two editions.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;

use crate::document::Place;
use crate::effect::{Correction, Duration, Effect, Source};
use crate::fiscal_year::{FiscalYear, YearStyle};
use crate::indicator::Indicator;
use crate::money::Yen;
use crate::plan::{Group, Item, Period, Plan, Section, Stated};
use crate::progress::Evaluation;
use crate::text::{fold, likeness};

/// A kind of element that a plan has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The plan's own fields.
    Plan,
    /// 区分
    Section,
    /// 取組項目
    Item,
    /// 進捗状況の件数
    Progress,
    /// 評価
    Evaluation,
    /// 評価区分
    Scale,
    /// 効果額
    Effect,
    /// 効果額の合計
    StatedAmount,
    /// 指標
    Indicator,
    /// 新旧対照
    Edge,
    /// 振り返り
    Review,
    /// 意見
    Opinion,
    /// 計画の枠組み
    Frame,
    /// 用語の説明
    Note,
    /// 版
    Edition,
    /// 本文中の数値
    Statement,
}

/// What differs between two plans, kind by kind. Places are not compared: a value that moved to
/// another line is the same value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// One part for each kind that either plan has anything of, in the order of [`Kind`].
    pub parts: Vec<Part>,
}

/// What differs in one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which kind.
    pub kind: Kind,
    /// Elements that only the incoming plan has.
    pub added: Vec<Entry>,
    /// Elements that taking in the incoming plan removes.
    pub removed: Vec<Entry>,
    /// Elements of both whose fields differ.
    pub changed: Vec<Change>,
    /// How many stay as they are.
    pub unchanged: usize,
}

/// An element of one plan only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its identity in the plan that has it; empty for kinds without one.
    pub id: String,
    /// What a person calls it.
    pub name: String,
    /// Where it stands.
    pub at: Place,
}

/// An element of both plans whose fields differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its identity in the stored plan; empty for kinds without one.
    pub id: String,
    /// What a person calls it, by the incoming plan.
    pub name: String,
    /// Where it stands in the incoming document.
    pub at: Place,
    /// The fields that differ.
    pub fields: Vec<FieldChange>,
}

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The field's name in Japanese: 取組内容.
    pub field: &'static str,
    /// The value as stored; none for a blank.
    pub old: Option<String>,
    /// The value as it comes in; none for a blank.
    pub new: Option<String>,
}

impl Kind {
    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Kind::Plan => "計画",
            Kind::Section => "区分",
            Kind::Item => "取組項目",
            Kind::Progress => "進捗状況",
            Kind::Evaluation => "評価",
            Kind::Scale => "評価区分",
            Kind::Effect => "効果額",
            Kind::StatedAmount => "効果額の合計",
            Kind::Indicator => "指標",
            Kind::Edge => "新旧対照",
            Kind::Review => "振り返り",
            Kind::Opinion => "意見",
            Kind::Frame => "計画の枠組み",
            Kind::Note => "用語の説明",
            Kind::Edition => "版",
            Kind::Statement => "本文中の数値",
        }
    }

    /// The word of JSON and of the journal.
    pub const fn key(self) -> &'static str {
        match self {
            Kind::Plan => "plan",
            Kind::Section => "sections",
            Kind::Item => "items",
            Kind::Progress => "progress",
            Kind::Evaluation => "evaluations",
            Kind::Scale => "scales",
            Kind::Effect => "effects",
            Kind::StatedAmount => "stated_amounts",
            Kind::Indicator => "indicators",
            Kind::Edge => "crosswalk",
            Kind::Review => "review",
            Kind::Opinion => "opinions",
            Kind::Frame => "frame",
            Kind::Note => "notes",
            Kind::Edition => "editions",
            Kind::Statement => "statements",
        }
    }
}

impl Difference {
    /// Whether taking in the incoming plan would change nothing.
    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(Part::is_empty)
    }

    /// The part of one kind, where either plan has anything of it.
    pub fn part(&self, kind: Kind) -> Option<&Part> {
        self.parts.iter().find(|p| p.kind == kind)
    }
}

impl Part {
    /// Whether nothing of this kind changes.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// What taking `incoming` into `stored` would change, by the rules of [`merge`].
pub fn between(stored: &Plan, incoming: &Plan) -> Difference {
    // Identities of the trial start with a mark and the number of the new element; nothing keeps them.
    let mut count = 0u64;
    let merged = merge(stored, incoming.clone(), &mut || {
        count += 1;
        format!("{TRIAL}{count}")
    });
    compare(stored, &merged)
}

/// What an identity of a trial begins with; a control character, so that no stored one does.
const TRIAL: char = '\u{1}';

/// Likeness from which two titles under one number are the same item, in thousandths.
const ALIKE: u32 = 700;

/// How many titles under one number are tried; a number that stands everywhere says nothing.
const MOST_TRIED: usize = 32;

/// Takes a plan read from a document into the one stored. Identities of elements that were known are
/// kept, new ones come from `new_id`, and references follow. The rules stand at the head of the module.
pub fn merge(stored: &Plan, incoming: Plan, new_id: &mut dyn FnMut() -> String) -> Plan {
    let describes = !incoming.sections.is_empty() || !incoming.items.is_empty() || stored.title.is_empty();
    let sections = match_sections(&stored.sections, &incoming.sections);
    let section_ids = identities(&sections, |at| stored.sections[at].id.clone(), new_id);
    let known_sections = renamed(incoming.sections.iter().map(|s| s.id.as_str()), &section_ids);
    let items = match_items(stored, &incoming, &sections);
    let item_ids = identities(&items, |at| stored.items[at].id.clone(), new_id);
    let known_items = renamed(incoming.items.iter().map(|i| i.id.as_str()), &item_ids);
    let stored_items: HashSet<&str> = stored.items.iter().map(|i| i.id.as_str()).collect();
    let item_of = |id: &str| {
        known_items
            .get(id)
            .cloned()
            .or_else(|| stored_items.contains(id).then(|| id.to_owned()))
    };

    let evaluations = merge_evaluations(&stored.evaluations, incoming.evaluations, item_of);
    let indicators = merge_indicators(&stored.indicators, incoming.indicators, item_of, new_id);
    let opinions = merge_by(
        &stored.opinions,
        incoming.opinions,
        |o| vec![format!("{}\u{1f}{}", fold(&o.occasion), fold(&o.text))],
        |mut o, id| {
            o.item = o.item.as_deref().and_then(item_of);
            crate::review::Opinion { id, ..o }
        },
        |o| &o.id,
        new_id,
    );
    let crosswalk = merge_by(
        &stored.crosswalk,
        incoming.crosswalk,
        |e| {
            let title = |t: &Option<String>| t.as_deref().map(fold);
            let (old, new) = (title(&e.old), title(&e.new));
            let path = e.path.iter().map(|t| fold(t)).collect::<Vec<_>>().join("\u{1e}");
            let keys = [
                Some(format!("{path}\u{1f}{old:?}{new:?}")),
                Some(format!("{old:?}{new:?}")),
                old.map(|o| format!("<{o}")),
                new.map(|n| format!(">{n}")),
            ];
            keys.into_iter().flatten().collect()
        },
        |e, id| crate::lineage::Edge { id, ..e },
        |e| &e.id,
        new_id,
    );

    let mut history: HashSet<&str> = evaluations.iter().map(|e| e.item.as_str()).collect();
    history.extend(indicators.iter().filter_map(|i| i.item.as_deref()));
    history.extend(opinions.iter().filter_map(|o| o.item.as_deref()));
    let without_sections = incoming.sections.is_empty();
    let merged_items = merge_items(
        stored,
        incoming.items,
        &items,
        &item_ids,
        &known_sections,
        without_sections,
        &history,
    );
    let merged_sections = merge_sections(stored, incoming.sections, &sections, &section_ids, &merged_items);

    let style = if describes {
        incoming.year_style
    } else {
        stored.year_style
    };
    Plan {
        title: if describes && !incoming.title.is_empty() {
            incoming.title.clone()
        } else {
            stored.title.clone()
        },
        at: if describes && !incoming.title.is_empty() {
            incoming.at
        } else {
            stored.at.clone()
        },
        period: incoming.period.filter(|_| describes).or(stored.period),
        levels: if describes {
            or_stored(incoming.levels, &stored.levels)
        } else {
            stored.levels.clone()
        },
        year_style: style,
        editions: or_stored(incoming.editions, &stored.editions),
        sections: merged_sections,
        items: merged_items,
        scales: replace_groups(&stored.scales, incoming.scales, |s| s.fiscal_year),
        progress: replace_groups(&stored.progress, incoming.progress, |p| p.fiscal_year),
        evaluations,
        effects: merge_effects(&stored.effects, incoming.effects, &incoming.title, new_id),
        stated_amounts: replace_groups(&stored.stated_amounts, incoming.stated_amounts, |a| {
            fold(&a.vintage)
        }),
        indicators,
        crosswalk,
        review: if incoming.review.is_empty() {
            stored.review.clone()
        } else {
            incoming.review
        },
        opinions,
        frame: crate::plan::Frame {
            ideals: or_stored(incoming.frame.ideals, &stored.frame.ideals),
            themes: or_stored(incoming.frame.themes, &stored.frame.themes),
            circumstances: or_stored(incoming.frame.circumstances, &stored.frame.circumstances),
            viewpoints: or_stored(incoming.frame.viewpoints, &stored.frame.viewpoints),
            directions: or_stored(incoming.frame.directions, &stored.frame.directions),
            bodies: or_stored(incoming.frame.bodies, &stored.frame.bodies),
            higher_plans: or_stored(incoming.frame.higher_plans, &stored.frame.higher_plans),
        },
        notes: or_stored(incoming.notes, &stored.notes),
        statements: or_stored(incoming.statements, &stored.statements),
    }
}

fn or_stored<T: Clone>(incoming: Vec<T>, stored: &[T]) -> Vec<T> {
    if incoming.is_empty() {
        stored.to_vec()
    } else {
        incoming
    }
}

/// Puts what comes in where the first of the same group stood; other groups stay.
fn replace_groups<T: Clone, K: Eq + Hash>(stored: &[T], incoming: Vec<T>, group: impl Fn(&T) -> K) -> Vec<T> {
    let groups: HashSet<K> = incoming.iter().map(&group).collect();
    let first = stored
        .iter()
        .position(|t| groups.contains(&group(t)))
        .unwrap_or(stored.len());
    let kept = |part: &[T]| {
        part.iter()
            .filter(|t| !groups.contains(&group(t)))
            .cloned()
            .collect::<Vec<_>>()
    };
    let mut merged = kept(&stored[..first]);
    merged.extend(incoming);
    merged.extend(kept(&stored[first..]));
    merged
}

/// For each incoming element, which stored one it is.
type Matches = Vec<Option<usize>>;

/// Stored elements that are still free, by key and in their order.
struct Free<K> {
    by_key: HashMap<K, VecDeque<usize>>,
}

impl<K: Eq + Hash> Free<K> {
    fn of(keys: impl Iterator<Item = (usize, K)>) -> Self {
        let mut by_key: HashMap<K, VecDeque<usize>> = HashMap::new();
        for (at, key) in keys {
            by_key.entry(key).or_default().push_back(at);
        }
        Free { by_key }
    }

    /// Gives each incoming element without a match the first free stored one with the same key.
    fn fill(mut self, matches: &mut Matches, taken: &mut [bool], key: impl Fn(usize) -> Option<K>) {
        for (at, found) in matches
            .iter_mut()
            .enumerate()
            .filter(|(_, found)| found.is_none())
        {
            let queue = key(at).and_then(|key| self.by_key.get_mut(&key));
            *found = queue.and_then(|queue| queue.pop_front());
            if let Some(found) = found {
                taken[*found] = true;
            }
        }
    }

    /// The same, but only where `alike` says so; few are tried, so that a number printed everywhere
    /// does not make this quadratic.
    fn fill_alike(
        mut self,
        matches: &mut Matches,
        taken: &mut [bool],
        key: impl Fn(usize) -> Option<K>,
        alike: impl Fn(usize, usize) -> bool,
    ) {
        for (at, found) in matches
            .iter_mut()
            .enumerate()
            .filter(|(_, found)| found.is_none())
        {
            let Some(queue) = key(at).and_then(|key| self.by_key.get_mut(&key)) else {
                continue;
            };
            let hit = queue
                .iter()
                .take(MOST_TRIED)
                .position(|stored| alike(*stored, at));
            *found = hit.and_then(|hit| queue.remove(hit));
            if let Some(found) = found {
                taken[*found] = true;
            }
        }
    }
}

/// The index of each element's parent, where it stands before the element as it should.
fn parents<'a>(elements: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> Vec<Option<usize>> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut parents = Vec::new();
    for (at, (id, parent)) in elements.enumerate() {
        parents.push(parent.and_then(|p| seen.get(p).copied()));
        seen.insert(id, at);
    }
    parents
}

/// The folded titles from the highest section down, of each section.
fn section_paths(sections: &[Section]) -> Vec<String> {
    let mut paths: Vec<String> = Vec::with_capacity(sections.len());
    for (section, parent) in sections.iter().zip(parents(
        sections.iter().map(|s| (s.id.as_str(), s.parent.as_deref())),
    )) {
        let above = parent.map(|p| paths[p].as_str()).unwrap_or_default();
        paths.push(format!("{above}\u{1f}{}", fold(&section.title)));
    }
    paths
}

fn match_sections(stored: &[Section], incoming: &[Section]) -> Matches {
    let (mut matches, mut taken) = (vec![None; incoming.len()], vec![false; stored.len()]);
    let (old, new) = (section_paths(stored), section_paths(incoming));
    Free::of(old.into_iter().enumerate()).fill(&mut matches, &mut taken, |at| Some(new[at].clone()));
    let label = |s: &Section| (!s.label.is_empty()).then(|| (s.depth, fold(&s.label)));
    let free = Free::of(
        stored
            .iter()
            .enumerate()
            .filter(|(at, _)| !taken[*at])
            .filter_map(|(at, s)| Some((at, label(s)?))),
    );
    free.fill_alike(
        &mut matches,
        &mut taken,
        |at| label(&incoming[at]),
        |old, new| likeness(&stored[old].title, &incoming[new].title) >= ALIKE,
    );
    let title = |s: &Section| (!s.title.is_empty()).then(|| fold(&s.title));
    let free = Free::of(
        stored
            .iter()
            .enumerate()
            .filter(|(at, _)| !taken[*at])
            .filter_map(|(at, s)| Some((at, title(s)?))),
    );
    free.fill(&mut matches, &mut taken, |at| title(&incoming[at]));
    matches
}

fn match_items(stored: &Plan, incoming: &Plan, sections: &Matches) -> Matches {
    let (old, new) = (&stored.items, &incoming.items);
    let (mut matches, mut taken) = (vec![None; new.len()], vec![false; old.len()]);
    // A document without sections says nothing about where its items belong.
    let flat = incoming.sections.is_empty();
    let old_sections: HashMap<&str, usize> = stored
        .sections
        .iter()
        .enumerate()
        .map(|(at, s)| (s.id.as_str(), at))
        .collect();
    let new_sections: HashMap<&str, Option<usize>> = incoming
        .sections
        .iter()
        .zip(sections)
        .map(|(s, found)| (s.id.as_str(), *found))
        .collect();
    // A section that is new has no stored counterpart, hence no item of it can match here.
    let old_section = |i: &Item| {
        if flat {
            None
        } else {
            i.section.as_deref().and_then(|id| old_sections.get(id).copied())
        }
    };
    let new_section = |i: &Item| match i.section.as_deref().and_then(|id| new_sections.get(id)) {
        Some(None) if !flat => None,
        Some(found) if !flat => Some(*found),
        _ => Some(None),
    };
    let free = Free::of(
        old.iter()
            .enumerate()
            .map(|(at, i)| (at, (old_section(i), fold(&i.title)))),
    );
    free.fill(&mut matches, &mut taken, |at| {
        new_section(&new[at]).map(|section| (section, fold(&new[at].title)))
    });
    let number = |i: &Item| {
        i.number
            .as_deref()
            .or(i.serial.as_deref())
            .map(fold)
            .filter(|n| !n.is_empty())
    };
    let free = Free::of(
        old.iter()
            .enumerate()
            .filter(|(at, _)| !taken[*at])
            .filter_map(|(at, i)| Some((at, number(i)?))),
    );
    free.fill_alike(
        &mut matches,
        &mut taken,
        |at| number(&new[at]),
        |a, b| likeness(&old[a].title, &new[b].title) >= ALIKE,
    );
    let title = |i: &Item| (!i.title.is_empty()).then(|| fold(&i.title));
    let free = Free::of(
        old.iter()
            .enumerate()
            .filter(|(at, _)| !taken[*at])
            .filter_map(|(at, i)| Some((at, title(i)?))),
    );
    free.fill(&mut matches, &mut taken, |at| title(&new[at]));
    matches
}

/// The lasting identity of each incoming element.
fn identities(
    matches: &Matches,
    stored: impl Fn(usize) -> String,
    new_id: &mut dyn FnMut() -> String,
) -> Vec<String> {
    matches
        .iter()
        .map(|found| found.map_or_else(&mut *new_id, &stored))
        .collect()
}

/// From provisional identities to lasting ones.
fn renamed<'a>(provisional: impl Iterator<Item = &'a str>, lasting: &[String]) -> HashMap<String, String> {
    provisional
        .map(str::to_owned)
        .zip(lasting.iter().cloned())
        .collect()
}

fn merge_items(
    stored: &Plan,
    incoming: Vec<Item>,
    matches: &Matches,
    ids: &[String],
    sections: &HashMap<String, String>,
    flat: bool,
    history: &HashSet<&str>,
) -> Vec<Item> {
    if incoming.is_empty() {
        return stored.items.clone();
    }
    let above = parents(incoming.iter().map(|i| (i.id.as_str(), i.parent.as_deref())));
    let mut merged: Vec<Item> = Vec::with_capacity(incoming.len());
    for (at, item) in incoming.into_iter().enumerate() {
        let known = matches[at].map(|found| &stored.items[found]);
        let section = if flat {
            known.and_then(|k| k.section.clone())
        } else {
            item.section.as_ref().and_then(|id| sections.get(id).cloned())
        };
        merged.push(Item {
            id: ids[at].clone(),
            section,
            parent: above[at].map(|parent| ids[parent].clone()),
            ..item
        });
    }
    let present: HashSet<&str> = ids.iter().map(String::as_str).collect();
    merged.extend(
        still_wanted(
            &stored.items,
            |i| &i.id,
            |i| i.parent.as_deref(),
            &present,
            history,
        )
        .into_iter()
        .cloned(),
    );
    merged
}

fn merge_sections(
    stored: &Plan,
    incoming: Vec<Section>,
    matches: &Matches,
    ids: &[String],
    items: &[Item],
) -> Vec<Section> {
    debug_assert_eq!(matches.len(), incoming.len());
    if incoming.is_empty() {
        return stored.sections.clone();
    }
    let above = parents(incoming.iter().map(|s| (s.id.as_str(), s.parent.as_deref())));
    let renamed = |(at, s): (usize, Section)| Section {
        id: ids[at].clone(),
        parent: above[at].map(|parent| ids[parent].clone()),
        ..s
    };
    let mut merged: Vec<Section> = incoming.into_iter().enumerate().map(renamed).collect();
    let present: HashSet<&str> = ids.iter().map(String::as_str).collect();
    let needed: HashSet<&str> = items.iter().filter_map(|i| i.section.as_deref()).collect();
    merged.extend(
        still_wanted(
            &stored.sections,
            |s| &s.id,
            |s| s.parent.as_deref(),
            &present,
            &needed,
        )
        .into_iter()
        .cloned(),
    );
    merged
}

/// The stored elements that no incoming one matched and that are still wanted, with those above them,
/// in their order. What is present stands where the document puts it, so the walk upwards ends there.
fn still_wanted<'a, T>(
    elements: &'a [T],
    id: impl Fn(&'a T) -> &'a str,
    parent: impl Fn(&'a T) -> Option<&'a str>,
    present: &HashSet<&str>,
    wanted: &HashSet<&str>,
) -> Vec<&'a T> {
    let above = parents(elements.iter().map(|e| (id(e), parent(e))));
    let mut keep: Vec<bool> = elements.iter().map(|e| wanted.contains(id(e))).collect();
    for at in (0..elements.len()).rev() {
        keep[at] &= !present.contains(id(&elements[at]));
        if let (true, Some(parent)) = (keep[at], above[at]) {
            keep[parent] = true;
        }
    }
    elements
        .iter()
        .zip(keep)
        .filter_map(|(e, keep)| keep.then_some(e))
        .collect()
}

/// What a grade is known by; grades given twice are told apart by their order.
fn evaluation_keys(
    evaluations: &[Evaluation],
) -> Vec<(String, Option<FiscalYear>, crate::progress::Evaluator, usize)> {
    let mut seen = HashMap::new();
    let key = |e: &Evaluation| {
        let key = (e.item.clone(), e.fiscal_year, e.by);
        let nth = seen.entry(key.clone()).and_modify(|n| *n += 1).or_insert(0usize);
        (key.0, key.1, key.2, *nth)
    };
    evaluations.iter().map(key).collect()
}

fn merge_evaluations(
    stored: &[Evaluation],
    incoming: Vec<Evaluation>,
    item_of: impl Fn(&str) -> Option<String>,
) -> Vec<Evaluation> {
    let incoming: Vec<Evaluation> = incoming
        .into_iter()
        .filter_map(|e| {
            Some(Evaluation {
                item: item_of(&e.item)?,
                ..e
            })
        })
        .collect();
    let mut places: HashMap<_, usize> = evaluation_keys(stored).into_iter().zip(0..).collect();
    let mut merged = stored.to_vec();
    for (key, evaluation) in evaluation_keys(&incoming).into_iter().zip(incoming) {
        match places.get(&key) {
            Some(at) => merged[*at] = evaluation,
            None => {
                places.insert(key, merged.len());
                merged.push(evaluation);
            }
        }
    }
    merged
}

fn merge_indicators(
    stored: &[Indicator],
    incoming: Vec<Indicator>,
    item_of: impl Fn(&str) -> Option<String>,
    new_id: &mut dyn FnMut() -> String,
) -> Vec<Indicator> {
    let by_id: HashMap<&str, &Indicator> = stored.iter().map(|i| (i.id.as_str(), i)).collect();
    let incoming = incoming
        .into_iter()
        .map(|i| Indicator {
            item: i.item.as_deref().and_then(&item_of),
            ..i
        })
        .collect();
    let take = |i: Indicator, id: String| {
        let values = match by_id.get(id.as_str()) {
            Some(known) => replace_groups(&known.values, i.values, |v| (v.fiscal_year, v.kind)),
            None => i.values,
        };
        Indicator { id, values, ..i }
    };
    merge_by(
        stored,
        incoming,
        |i| vec![format!("{:?}\u{1f}{}", i.item, fold(&i.name)), fold(&i.name)],
        take,
        |i| &i.id,
        new_id,
    )
}

/// Merges a kind whose elements are known by keys, the surest key first. Nothing said leaves what is stored.
fn merge_by<T: Clone>(
    stored: &[T],
    incoming: Vec<T>,
    keys: impl Fn(&T) -> Vec<String>,
    take: impl Fn(T, String) -> T,
    id: impl Fn(&T) -> &String,
    new_id: &mut dyn FnMut() -> String,
) -> Vec<T> {
    if incoming.is_empty() {
        return stored.to_vec();
    }
    let (old, new): (Vec<_>, Vec<_>) = (
        stored.iter().map(&keys).collect(),
        incoming.iter().map(&keys).collect(),
    );
    let (mut matches, mut taken) = (vec![None; incoming.len()], vec![false; stored.len()]);
    let rounds = old.iter().chain(&new).map(Vec::len).max().unwrap_or(0);
    for round in 0..rounds {
        let free = Free::of(
            old.iter()
                .enumerate()
                .filter(|(at, _)| !taken[*at])
                .filter_map(|(at, keys)| Some((at, keys.get(round)?.clone()))),
        );
        free.fill(&mut matches, &mut taken, |at| new[at].get(round).cloned());
    }
    let ids = identities(&matches, |at| id(&stored[at]).clone(), new_id);
    incoming
        .into_iter()
        .zip(ids)
        .map(|(element, id)| take(element, id))
        .collect()
}

/// What an entry of the ledger speaks of, beside its amount.
type Account = (String, Vec<String>, FiscalYear, crate::effect::EffectKind);

fn account(e: &Effect) -> Account {
    (
        fold(&e.vintage),
        e.path.iter().map(|t| fold(t)).collect(),
        e.fiscal_year,
        e.kind,
    )
}

/// Whether a stored entry says all that an incoming one says.
fn says(stored: &Effect, incoming: &Effect) -> bool {
    stored.amount == incoming.amount
        && (incoming.duration == Duration::Unsaid || incoming.duration == stored.duration)
        && (incoming.source == Source::Unsaid || incoming.source == stored.source)
}

/// Identities of the entries that another one corrects.
fn corrected(entries: &[Effect]) -> HashSet<String> {
    entries
        .iter()
        .filter_map(|e| e.corrects.as_ref().map(|c| c.entry.clone()))
        .filter(|id| !id.is_empty())
        .collect()
}

/// Adds to the ledger what it does not say yet. Equal entries are set off against each other first;
/// of what is left of an account, each new amount corrects the oldest one that nothing confirmed.
fn merge_effects(
    stored: &[Effect],
    incoming: Vec<Effect>,
    document: &str,
    new_id: &mut dyn FnMut() -> String,
) -> Vec<Effect> {
    let (old_corrected, new_corrected) = (corrected(stored), corrected(&incoming));
    let mut accounts: HashMap<Account, VecDeque<usize>> = HashMap::new();
    for (at, entry) in stored.iter().enumerate() {
        accounts.entry(account(entry)).or_default().push_back(at);
    }
    let in_force = |entry: &Effect| !old_corrected.contains(&entry.id);
    let mut found: Matches = Vec::with_capacity(incoming.len());
    for entry in &incoming {
        let replaced = new_corrected.contains(&entry.id);
        let queue = accounts.entry(account(entry)).or_default();
        // An entry that the document itself corrects may be known from the time when it was in force.
        let same = queue
            .iter()
            .position(|at| (replaced || in_force(&stored[*at])) && says(&stored[*at], entry));
        found.push(same.and_then(|at| queue.remove(at)));
    }
    let mut merged = stored.to_vec();
    let mut lasting: HashMap<String, String> = HashMap::new();
    let mut added: Vec<(usize, Effect)> = Vec::new();
    for (entry, found) in incoming.into_iter().zip(found) {
        if let Some(found) = found {
            lasting.insert(entry.id, stored[found].id.clone());
            continue;
        }
        let id = new_id();
        lasting.insert(entry.id.clone(), id.clone());
        let mut entry = Effect { id, ..entry };
        if entry.corrects.is_none() {
            let queue = accounts.entry(account(&entry)).or_default();
            let old = queue
                .iter()
                .position(|at| in_force(&stored[*at]))
                .and_then(|at| queue.remove(at))
                .map(|at| &stored[at]);
            if let Some(old) = old {
                entry.corrects = Some(Correction {
                    entry: old.id.clone(),
                    reason: reason(document),
                });
                entry.duration = if entry.duration == Duration::Unsaid {
                    old.duration
                } else {
                    entry.duration
                };
                entry.source = if entry.source == Source::Unsaid {
                    old.source
                } else {
                    entry.source
                };
                added.push((usize::MAX, entry));
                continue;
            }
        }
        added.push((0, entry));
    }
    for (own, mut entry) in added {
        // A correction that the document brought still names the provisional identity.
        if own == 0
            && let Some(correction) = &mut entry.corrects
        {
            correction.entry = lasting.get(&correction.entry).cloned().unwrap_or_default();
        }
        merged.push(entry);
    }
    merged
}

fn reason(document: &str) -> String {
    if document.is_empty() {
        "再取込".to_owned()
    } else {
        format!("再取込: {document}")
    }
}

/// An element as a person sees it in a difference.
struct Shown {
    id: String,
    name: String,
    at: Place,
    fields: Vec<(&'static str, Option<String>)>,
}

impl Shown {
    fn new(id: &str, name: impl Into<String>, at: &Place) -> Self {
        Shown {
            id: id.to_owned(),
            name: name.into(),
            at: at.clone(),
            fields: Vec::new(),
        }
    }

    /// A field; an empty text is a blank.
    fn field(mut self, label: &'static str, value: impl Into<Option<String>>) -> Self {
        self.fields
            .push((label, value.into().filter(|v: &String| !v.is_empty())));
        self
    }
}

/// Compares two lists of one kind, element by element under the same key.
fn part<T, K: Eq + Hash>(
    kind: Kind,
    old: &[T],
    new: &[T],
    key: impl Fn(&T) -> K,
    shown: impl Fn(&T) -> Shown,
) -> Part {
    let mut part = Part {
        kind,
        added: Vec::new(),
        removed: Vec::new(),
        changed: Vec::new(),
        unchanged: 0,
    };
    let mut free = Free::of(old.iter().map(&key).enumerate().map(|(at, key)| (at, key)));
    let mut gone = vec![true; old.len()];
    for element in new {
        let after = shown(element);
        let Some(at) = free.by_key.get_mut(&key(element)).and_then(VecDeque::pop_front) else {
            part.added.push(entry(after));
            continue;
        };
        gone[at] = false;
        let before = shown(&old[at]);
        let pairs = before.fields.into_iter().zip(after.fields);
        let fields: Vec<FieldChange> = pairs
            .filter(|((_, old), (_, new))| old != new)
            .map(|((field, old), (_, new))| FieldChange { field, old, new })
            .collect();
        if fields.is_empty() {
            part.unchanged += 1;
        } else {
            part.changed.push(Change {
                id: after.id,
                name: after.name,
                at: after.at,
                fields,
            });
        }
    }
    part.removed = old
        .iter()
        .zip(gone)
        .filter(|(_, gone)| *gone)
        .map(|(element, _)| entry(shown(element)))
        .collect();
    part
}

fn entry(shown: Shown) -> Entry {
    let id = if shown.id.starts_with(TRIAL) {
        String::new()
    } else {
        shown.id
    };
    Entry {
        id,
        name: shown.name,
        at: shown.at,
    }
}

fn year(year: Option<FiscalYear>) -> Option<String> {
    year.map(|y| y.show(YearStyle::WesternAndEra))
}

fn years(period: Option<Period>) -> Option<String> {
    let show = |y: FiscalYear| y.show(YearStyle::WesternAndEra);
    period.map(|p| format!("{}～{}", show(p.from), show(p.to)))
}

fn mark(flag: bool, word: &str) -> Option<String> {
    flag.then(|| word.to_owned())
}

/// The titles of sections and items by identity, as they will be called after the merge, so that a
/// new name of a section is shown once and not at every item under it.
struct Names<'a> {
    by_id: HashMap<&'a str, &'a str>,
}

impl<'a> Names<'a> {
    fn of(plans: [&'a Plan; 2]) -> Self {
        let mut by_id = HashMap::new();
        for plan in plans {
            by_id.extend(plan.sections.iter().map(|s| (s.id.as_str(), s.title.as_str())));
            by_id.extend(plan.items.iter().map(|i| (i.id.as_str(), i.title.as_str())));
        }
        Names { by_id }
    }

    fn title(&self, id: &Option<String>) -> Option<String> {
        id.as_deref()
            .map(|id| (*self.by_id.get(id).unwrap_or(&id)).to_owned())
    }
}

/// What differs between two plans of which the second has the identities of the first.
fn compare(stored: &Plan, merged: &Plan) -> Difference {
    let names = Names::of([stored, merged]);
    let (old, new) = (stored, merged);
    let mut parts = vec![
        part(
            Kind::Plan,
            std::slice::from_ref(old),
            std::slice::from_ref(new),
            |_| (),
            |p| {
                let shown = Shown::new("", &p.title, &p.at)
                    .field("名称", p.title.clone())
                    .field("期間", years(p.period));
                shown
                    .field("階層の名称", p.levels.join("、"))
                    .field("年度の表記", p.year_style_name())
            },
        ),
        part(
            Kind::Section,
            &old.sections,
            &new.sections,
            |s| s.id.clone(),
            |s| {
                let shown = Shown::new(&s.id, &s.title, &s.at)
                    .field("上位の区分", names.title(&s.parent))
                    .field("階層", s.level.clone());
                let shown = shown
                    .field("深さ", s.depth.to_string())
                    .field("番号", s.label.clone())
                    .field("名称", s.title.clone());
                let shown = shown
                    .field("主担当", s.departments.lead.join("、"))
                    .field("関係", s.departments.support.join("、"));
                shown.field("関連計画", s.references.join("、"))
            },
        ),
        part(
            Kind::Item,
            &old.items,
            &new.items,
            |i| i.id.clone(),
            |i| show_item(i, &names),
        ),
        part(
            Kind::Progress,
            &old.progress,
            &new.progress,
            |p| {
                (
                    p.fiscal_year,
                    p.path.iter().map(|t| fold(t)).collect::<Vec<_>>(),
                    fold(&p.label),
                )
            },
            |p| {
                let name = if p.path.is_empty() {
                    "計画全体".to_owned()
                } else {
                    p.path.join("／")
                };
                let counts = p.grades.iter().map(|(label, count)| {
                    format!("{label} {}", count.map_or("－".to_owned(), |c| c.to_string()))
                });
                let shown = Shown::new("", name, &p.at)
                    .field("例", p.examples.clone())
                    .field("件数", p.total.map(|t| t.to_string()));
                shown.field("評価別の件数", counts.collect::<Vec<_>>().join("、"))
            },
        ),
        part(
            Kind::Evaluation,
            &old.evaluations,
            &new.evaluations,
            |e| (e.item.clone(), e.fiscal_year, e.by),
            |e| {
                let title = names.title(&Some(e.item.clone())).unwrap_or_default();
                let name = format!(
                    "{title}（{}{}）",
                    year(e.fiscal_year).unwrap_or_default(),
                    e.by.label()
                );
                let shown = Shown::new("", name, &e.at).field("評価", e.grade.clone());
                shown
                    .field("評価理由", e.reason.clone())
                    .field("実績", e.done.clone())
            },
        ),
        part(
            Kind::Scale,
            &old.scales,
            &new.scales,
            |s| s.fiscal_year,
            |s| {
                let grade = |g: &crate::progress::Grade| {
                    format!(
                        "{}（{}・{}・{:?}・{}）",
                        g.label,
                        g.definition,
                        g.rank,
                        g.tone,
                        mark(g.evaluated, "評価あり").unwrap_or_default()
                    )
                };
                let grades = s.grades.iter().map(grade).collect::<Vec<_>>().join("、");
                Shown::new(
                    "",
                    year(s.fiscal_year).unwrap_or_else(|| "全年度".to_owned()),
                    &s.at,
                )
                .field("評価区分", grades)
            },
        ),
        compare_effects(&old.effects, &new.effects),
        part(
            Kind::StatedAmount,
            &old.stated_amounts,
            &new.stated_amounts,
            |a| {
                (
                    fold(&a.vintage),
                    a.path.iter().map(|t| fold(t)).collect::<Vec<_>>(),
                    a.fiscal_year,
                    fold(&a.label),
                )
            },
            |a| {
                let name = [
                    a.vintage.clone(),
                    a.path.join("／"),
                    year(a.fiscal_year).unwrap_or_default(),
                    a.label.clone(),
                ];
                let name = name
                    .into_iter()
                    .filter(|n| !n.is_empty())
                    .collect::<Vec<_>>()
                    .join(" ");
                Shown::new("", name, &a.at)
                    .field("金額", a.amount.to_string())
                    .field("種類", mark(a.difference, "差額"))
            },
        ),
        part(
            Kind::Indicator,
            &old.indicators,
            &new.indicators,
            |i| i.id.clone(),
            |i| {
                let at = i.values.first().map(|v| v.at.clone()).unwrap_or_default();
                let shown = Shown::new(&i.id, &i.name, &at)
                    .field("指標名", i.name.clone())
                    .field("取組項目", names.title(&i.item));
                shown
                    .field("単位", i.unit.clone())
                    .field("方向", format!("{:?}", i.direction))
                    .field("値", values(i))
            },
        ),
        part(
            Kind::Edge,
            &old.crosswalk,
            &new.crosswalk,
            |e| e.id.clone(),
            |e| {
                let name = e.new.as_ref().or(e.old.as_ref()).cloned().unwrap_or_default();
                let shown = Shown::new(&e.id, name, &e.at)
                    .field("区分", e.path.join("／"))
                    .field("旧", e.old.clone())
                    .field("新", e.new.clone());
                let shown = shown
                    .field("見直し", e.kind.label().to_owned())
                    .field("見直しの表記", e.label.clone());
                shown
                    .field("理由", e.reason.clone())
                    .field("担当課", e.department.clone())
            },
        ),
        compare_reviews(old, new),
        part(
            Kind::Opinion,
            &old.opinions,
            &new.opinions,
            |o| o.id.clone(),
            |o| {
                let shown = Shown::new(&o.id, &o.text, &Place::Nowhere)
                    .field("取組項目", names.title(&o.item))
                    .field("機会", o.occasion.clone());
                shown
                    .field("意見", o.text.clone())
                    .field("回答", o.answer.clone())
            },
        ),
        compare_frames(old, new),
        part(
            Kind::Note,
            &old.notes,
            &new.notes,
            |n| fold(&n.term),
            |n| {
                Shown::new("", &n.term, &n.at)
                    .field("用語", n.term.clone())
                    .field("説明", n.text.clone())
            },
        ),
        part(
            Kind::Edition,
            &old.editions,
            &new.editions,
            |e| fold(&e.title),
            |e| {
                Shown::new("", &e.title, &e.at)
                    .field("名称", e.title.clone())
                    .field("種類", format!("{:?}", e.kind))
                    .field("期間", years(e.period))
            },
        ),
        part(
            Kind::Statement,
            &old.statements,
            &new.statements,
            |s| (fold(&s.of), s.money, s.period),
            |s| {
                let shown = Shown::new("", &s.of, &s.at)
                    .field("値", s.value.to_string())
                    .field("表記", s.stated.clone());
                shown.field("概数", mark(s.approximate, "約"))
            },
        ),
    ];
    parts.retain(|p| !p.is_empty() || p.unchanged > 0);
    Difference { parts }
}

fn show_item(i: &Item, names: &Names<'_>) -> Shown {
    let step = |s: &crate::plan::Step| {
        format!(
            "{} {}{}",
            s.fiscal_year.show(YearStyle::WesternAndEra),
            s.text,
            if s.open { "～" } else { "" }
        )
    };
    let number = [i.serial.as_deref(), i.number.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    let shown = Shown::new(&i.id, &i.title, &i.at)
        .field("区分", names.title(&i.section))
        .field("親項目", names.title(&i.parent));
    let shown = shown
        .field("番号", number)
        .field("取組項目", i.title.clone())
        .field("取組内容", i.content.clone())
        .field("目標", i.target.clone());
    let shown = shown
        .field(
            "年度別計画",
            i.schedule.steps.iter().map(step).collect::<Vec<_>>().join("\n"),
        )
        .field("年度別計画の表記", i.schedule.text.clone());
    let shown = shown
        .field("毎年度", mark(i.schedule.every_year, "毎年度"))
        .field("主担当課", i.departments.lead.join("、"));
    let shown = shown
        .field("関係課", i.departments.support.join("、"))
        .field("関連計画", i.references.join("、"))
        .field("再掲", mark(i.repeated, "再掲"));
    shown.field(
        "その他の欄",
        i.extra
            .iter()
            .map(|(header, text)| format!("{header}：{text}"))
            .collect::<Vec<_>>()
            .join("\n"),
    )
}

fn values(indicator: &Indicator) -> String {
    let kind = |kind| match kind {
        crate::indicator::ValueKind::Base => "基準値",
        crate::indicator::ValueKind::Target => "目標",
        crate::indicator::ValueKind::Actual => "実績",
        crate::indicator::ValueKind::Threshold => "基準",
    };
    let value = |v: &crate::indicator::IndicatorValue| {
        let number = match v.number {
            None => "－".to_owned(),
            Some(n) if n.places <= 18 => n.to_string(),
            // More places than a figure can have: shown as stored rather than computed with.
            Some(n) => format!("{}×10^-{}", n.value, n.places),
        };
        let fraction = v
            .fraction
            .map(|(part, whole)| format!("（{part}／{whole}）"))
            .unwrap_or_default();
        format!(
            "{}{} {number}{fraction}",
            year(v.fiscal_year).unwrap_or_default(),
            kind(v.kind)
        )
    };
    indicator.values.iter().map(value).collect::<Vec<_>>().join("、")
}

/// A correction is shown as a change of the entry that it corrects.
fn compare_effects(old: &[Effect], new: &[Effect]) -> Part {
    let known: HashMap<&str, &Effect> = old.iter().map(|e| (e.id.as_str(), e)).collect();
    let name = |e: &Effect| {
        format!(
            "{} {} {}{}",
            e.vintage,
            e.path.join("／"),
            e.fiscal_year.show(YearStyle::WesternAndEra),
            e.kind.label()
        )
    };
    let mut part = Part {
        kind: Kind::Effect,
        added: Vec::new(),
        removed: Vec::new(),
        changed: Vec::new(),
        unchanged: old.len(),
    };
    for effect in new.iter().filter(|e| !known.contains_key(e.id.as_str())) {
        match effect.corrects.as_ref().and_then(|c| known.get(c.entry.as_str())) {
            Some(before) => {
                let amount = |e: &Effect| Some(Yen::to_string(&e.amount));
                let meaning = |e: &Effect| Some(format!("{:?}・{:?}", e.duration, e.source));
                let pairs = [
                    ("金額", amount(before), amount(effect)),
                    ("効果の性質", meaning(before), meaning(effect)),
                ];
                let fields = pairs
                    .into_iter()
                    .filter(|(_, old, new)| old != new)
                    .map(|(field, old, new)| FieldChange { field, old, new })
                    .collect();
                part.unchanged -= 1;
                part.changed.push(Change {
                    id: before.id.clone(),
                    name: name(effect),
                    at: effect.at.clone(),
                    fields,
                });
            }
            None => part.added.push(Entry {
                id: String::new(),
                name: name(effect),
                at: effect.at.clone(),
            }),
        }
    }
    part
}

fn compare_reviews(old: &Plan, new: &Plan) -> Part {
    let points = |plan: &Plan| {
        let plain = |list: &'static str, points: &[crate::review::Point]| {
            points
                .iter()
                .map(|p| (list, p.text.clone(), p.at.clone(), String::new()))
                .collect::<Vec<_>>()
        };
        let items = |t: &crate::review::Try| {
            let item = |i: &crate::review::TryItem| {
                format!(
                    "{}{}（{}）{}",
                    mark(i.new, "新規 ").unwrap_or_default(),
                    i.title,
                    i.departments.join("、"),
                    i.merges.join("、")
                )
            };
            t.items.iter().map(item).collect::<Vec<_>>().join("\n")
        };
        let mut all = plain("Keep", &plan.review.keep);
        all.extend(plain("Problem", &plan.review.problem));
        all.extend(
            plan.review
                .try_next
                .iter()
                .map(|t| ("Try", t.text.clone(), t.at.clone(), items(t))),
        );
        all
    };
    part(
        Kind::Review,
        &points(old),
        &points(new),
        |(list, text, ..)| (*list, fold(text)),
        |(_, text, at, items)| {
            Shown::new("", text, at)
                .field("内容", text.clone())
                .field("取組", items.clone())
        },
    )
}

fn compare_frames(old: &Plan, new: &Plan) -> Part {
    let entries = |plan: &Plan| {
        let frame = &plan.frame;
        let mut all: Vec<(&'static str, String, Stated)> = Vec::new();
        let lists = [
            ("基本理念", &frame.ideals),
            ("基本テーマ", &frame.themes),
            ("推進体制", &frame.bodies),
            ("上位計画", &frame.higher_plans),
        ];
        for (list, stated) in lists {
            all.extend(stated.iter().map(|s| (list, String::new(), s.clone())));
        }
        let groups: [(&str, &[Group]); 3] = [
            ("社会情勢の変化", &frame.circumstances),
            ("視点・方向性", &frame.viewpoints),
            ("充実・強化する取組", &frame.directions),
        ];
        for (list, groups) in groups {
            for group in groups {
                all.push((
                    list,
                    String::new(),
                    Stated {
                        title: group.title.clone(),
                        text: String::new(),
                        at: group.at.clone(),
                    },
                ));
                all.extend(
                    group
                        .points
                        .iter()
                        .map(|p| (list, group.title.clone(), p.clone())),
                );
            }
        }
        all
    };
    // A text without a title is known by itself: another text is another entry.
    let key = |s: &Stated| fold(if s.title.is_empty() { &s.text } else { &s.title });
    part(
        Kind::Frame,
        &entries(old),
        &entries(new),
        |(list, group, s)| (*list, fold(group), key(s)),
        |(list, _, s)| {
            let name = if s.title.is_empty() { &s.text } else { &s.title };
            Shown::new("", format!("{list}：{name}"), &s.at)
                .field("名称", s.title.clone())
                .field("内容", s.text.clone())
        },
    )
}

impl Plan {
    /// The style of years by an example, which says more than its name.
    fn year_style_name(&self) -> String {
        FiscalYear::new(2021)
            .map(|y| y.show(self.year_style))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::EffectKind;
    use crate::progress::{Evaluator, StatedProgress};
    use proptest::prelude::*;

    fn ids(prefix: &'static str) -> impl FnMut() -> String {
        let mut count = 0;
        move || {
            count += 1;
            format!("{prefix}{count}")
        }
    }

    fn section(id: &str, parent: Option<&str>, title: &str) -> Section {
        Section {
            id: id.into(),
            parent: parent.map(str::to_owned),
            title: title.into(),
            ..Section::default()
        }
    }

    fn item(id: &str, section: Option<&str>, number: &str, title: &str) -> Item {
        Item {
            id: id.into(),
            section: section.map(str::to_owned),
            number: Some(number.into()).filter(|n: &String| !n.is_empty()),
            title: title.into(),
            ..Item::default()
        }
    }

    fn effect(id: &str, vintage: &str, fiscal_year: i16, amount: i64) -> Effect {
        Effect {
            id: id.into(),
            vintage: vintage.into(),
            path: vec!["歳入の確保".into()],
            fiscal_year: FiscalYear::new(fiscal_year).expect("a fiscal year"),
            kind: EffectKind::Plan,
            amount: Yen(amount),
            duration: Duration::Unsaid,
            source: Source::Unsaid,
            corrects: None,
            at: Place::Nowhere,
        }
    }

    fn grade(item: &str, fiscal_year: Option<i16>, grade: &str) -> Evaluation {
        let fiscal_year = fiscal_year.and_then(FiscalYear::new);
        Evaluation {
            item: item.into(),
            fiscal_year,
            by: Evaluator::Department,
            grade: grade.into(),
            reason: None,
            done: None,
            at: Place::Nowhere,
        }
    }

    fn first() -> Plan {
        Plan {
            title: "行財政改革プラン".into(),
            sections: vec![section("s1", None, "組織"), section("s2", Some("s1"), "人材育成")],
            items: vec![
                item("i1", Some("s2"), "1-1", "市長と職員の意見交換"),
                item("i2", Some("s2"), "1-2", "研修の充実"),
                item("i3", Some("s1"), "2", "ＢＰＲの推進"),
            ],
            effects: vec![effect("e1", "策定時", 2027, 100)],
            evaluations: vec![grade("i2", Some(2020), "○")],
            ..Plan::default()
        }
    }

    #[test]
    fn identities_last_and_references_follow() {
        let stored = merge(&Plan::default(), first(), &mut ids("a"));
        assert_eq!(
            stored.items[1].section.as_deref(),
            Some(stored.sections[1].id.as_str())
        );
        assert_eq!(stored.evaluations[0].item, stored.items[1].id);
        let mut next = first();
        next.sections[0].title = "組織の改革".into();
        next.sections[0].label = "1".into();
        next.items = vec![
            item("x", Some("s1"), "7", "BPR の推進"),
            item("y", Some("s2"), "1-1", "市長と職員の意見交換会"),
            item("z", None, "9", "新しい取組"),
        ];
        next.evaluations.clear();
        let merged = merge(&stored, next.clone(), &mut ids("b"));
        assert_eq!(
            merged.items[0].id, stored.items[2].id,
            "a title without regard to width"
        );
        assert_eq!(
            merged.items[1].id, stored.items[0].id,
            "the same number and nearly the same title"
        );
        assert_eq!(merged.items[2].id, "b2", "a new one");
        assert_eq!(merged.items[3].id, stored.items[1].id, "one with a history stays");
        let difference = between(&stored, &next);
        let items = difference.part(Kind::Item).expect("items");
        assert_eq!(
            (
                items.added.len(),
                items.removed.len(),
                items.changed.len(),
                items.unchanged
            ),
            (1, 0, 2, 1)
        );
        assert!(
            items.changed[1]
                .fields
                .iter()
                .any(|f| f.field == "取組項目" && f.new.as_deref() == Some("市長と職員の意見交換会"))
        );
    }

    #[test]
    fn a_part_of_a_plan_removes_nothing() {
        let stored = merge(&Plan::default(), first(), &mut ids("a"));
        let row = |year: i16, total| StatedProgress {
            fiscal_year: FiscalYear::new(year),
            total: Some(total),
            ..StatedProgress::default()
        };
        let table = |year, total| Plan {
            title: "進捗状況".into(),
            progress: vec![row(year, total)],
            ..Plan::default()
        };
        let merged = merge(&stored, table(2019, 124), &mut ids("b"));
        assert_eq!(
            (&merged.title, merged.items.len(), merged.progress.len()),
            (&stored.title, 3, 1)
        );
        let again = merge(&merged, table(2020, 120), &mut ids("c"));
        assert_eq!(
            again.progress.iter().map(|p| p.total).collect::<Vec<_>>(),
            [Some(124), Some(120)]
        );
    }

    #[test]
    fn the_ledger_only_grows() {
        let stored = merge(&Plan::default(), first(), &mut ids("a"));
        let next = Plan {
            title: "後期計画".into(),
            effects: vec![
                effect("q", "策定時", 2027, 120),
                effect("r", "令和6年度時点", 2027, 90),
            ],
            ..Plan::default()
        };
        let merged = merge(&stored, next.clone(), &mut ids("b"));
        assert_eq!(merged.effects.len(), 3);
        assert_eq!(merged.effects[0], stored.effects[0]);
        assert_eq!(
            merged.effects[1].corrects,
            Some(Correction {
                entry: stored.effects[0].id.clone(),
                reason: "再取込: 後期計画".into()
            })
        );
        assert_eq!(merge(&merged, next.clone(), &mut ids("c")), merged);
        let part = between(&stored, &next)
            .part(Kind::Effect)
            .cloned()
            .expect("effects");
        assert_eq!(
            (part.added.len(), part.changed[0].fields[0].new.as_deref()),
            (1, Some("120円"))
        );
        // Back to the first amount: again an entry of its own.
        let back = Plan {
            effects: vec![effect("q", "策定時", 2027, 100)],
            ..Plan::default()
        };
        assert_eq!(merge(&merged, back, &mut ids("d")).effects.len(), 4);
    }

    #[test]
    fn ten_thousand_items_are_no_matter() {
        let items = |words: &str| {
            (0..10_000)
                .map(|n| item(&format!("i{n}"), None, "1", &format!("{words}{n}")))
                .collect()
        };
        let stored = merge(
            &Plan::default(),
            Plan {
                items: items("業務の見直し"),
                ..Plan::default()
            },
            &mut ids("a"),
        );
        let renamed = Plan {
            items: items("窓口サービス"),
            ..Plan::default()
        };
        assert_eq!(merge(&stored, renamed, &mut ids("b")).items.len(), 10_000);
    }

    prop_compose! {
        fn any_plan()(
            sections in prop::collection::vec((0usize..4, 0usize..4, 0usize..3), 0..5),
            items in prop::collection::vec((0usize..6, 0usize..6, 0usize..6, 0usize..4, prop::option::of("[a-b]")), 0..8),
            evaluations in prop::collection::vec((0usize..9, prop::option::of(2019i16..2022), "[◎○]"), 0..5),
            effects in prop::collection::vec((0usize..2, 2020i16..2022, 0i64..3, 0usize..3), 0..6),
            edges in prop::collection::vec((prop::option::of("[a-c]"), prop::option::of("[a-c]")), 0..5),
            indicators in prop::collection::vec((0usize..9, "[a-b]", prop::collection::vec((prop::option::of(2020i16..2022), 0i64..3), 0..4)), 0..4),
            progress in prop::collection::vec((prop::option::of(2019i16..2021), 0i64..3), 0..4),
            notes in prop::collection::vec("[a-b]", 0..3),
            title in "[プラン]{0,2}",
        ) -> Plan {
            let titles = ["組織の見直し", "組織の見直しの推進", "ＢＰＲ", "財政", "財 政", ""];
            let mut plan = Plan { title, ..Plan::default() };
            for (n, (title, parent, label)) in sections.into_iter().enumerate() {
                let mut s = section(&format!("s{n}"), (parent < n).then(|| format!("s{parent}")).as_deref(), titles[title]);
                s.label = ["", "1", "2"][label].into();
                plan.sections.push(s);
            }
            for (n, (title, section, parent, number, content)) in items.into_iter().enumerate() {
                let mut i = item(&format!("i{n}"), Some(&format!("s{section}")), ["", "1", "２", "3"][number], titles[title]);
                i.parent = (parent < n).then(|| format!("i{parent}"));
                i.content = content;
                plan.items.push(i);
            }
            plan.evaluations = evaluations.into_iter().map(|(i, y, g)| grade(&format!("i{i}"), y, &g)).collect();
            plan.effects = effects.into_iter().enumerate().map(|(n, (vintage, y, amount, kind))| {
                let mut e = effect(&format!("e{n}"), ["策定時", "現在"][vintage], y, amount);
                e.duration = [Duration::Unsaid, Duration::SingleYear, Duration::Continuing][kind];
                if kind == 2 && n > 0 {
                    e.corrects = Some(Correction { entry: format!("e{}", n - 1), reason: "訂正".into() });
                }
                e
            }).collect();
            plan.crosswalk = edges.into_iter().map(|(old, new)| crate::lineage::Edge {
                id: String::new(), path: vec![], old, kind: crate::lineage::EdgeKind::Continued, label: String::new(), reason: None, new, department: None, at: Place::Nowhere,
            }).collect();
            plan.indicators = indicators.into_iter().map(|(i, name, values)| Indicator {
                id: String::new(), item: Some(format!("i{i}")), name, unit: "%".into(), direction: crate::indicator::Direction::Up,
                values: values.into_iter().map(|(y, n)| crate::indicator::IndicatorValue {
                    fiscal_year: y.and_then(FiscalYear::new), kind: crate::indicator::ValueKind::Actual,
                    number: Some(crate::indicator::Decimal { value: n, places: 1 }), fraction: None, at: Place::Nowhere,
                }).collect(),
            }).collect();
            plan.progress = progress.into_iter().map(|(y, total)| StatedProgress { fiscal_year: y.and_then(FiscalYear::new), total: Some(total), ..StatedProgress::default() }).collect();
            plan.notes = notes.into_iter().map(|term| crate::plan::GlossaryNote { text: term.clone(), term, at: Place::Nowhere }).collect();
            plan
        }
    }

    fn assert_sound(plan: &Plan) {
        let sections: HashSet<&str> = plan.sections.iter().map(|s| s.id.as_str()).collect();
        let items: HashSet<&str> = plan.items.iter().map(|i| i.id.as_str()).collect();
        let effects: HashSet<&str> = plan.effects.iter().map(|e| e.id.as_str()).collect();
        assert_eq!(
            (sections.len(), items.len(), effects.len()),
            (plan.sections.len(), plan.items.len(), plan.effects.len())
        );
        assert!(
            plan.sections
                .iter()
                .filter_map(|s| s.parent.as_deref())
                .all(|id| sections.contains(id))
        );
        assert!(
            plan.items
                .iter()
                .filter_map(|i| i.section.as_deref())
                .all(|id| sections.contains(id))
        );
        assert!(
            plan.items
                .iter()
                .filter_map(|i| i.parent.as_deref())
                .all(|id| items.contains(id))
        );
        assert!(plan.evaluations.iter().all(|e| items.contains(e.item.as_str())));
        assert!(
            plan.indicators
                .iter()
                .filter_map(|i| i.item.as_deref())
                .all(|id| items.contains(id))
        );
        assert!(
            plan.effects
                .iter()
                .filter_map(|e| e.corrects.as_ref())
                .all(|c| c.entry.is_empty() || effects.contains(c.entry.as_str()))
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_same_document_again_changes_nothing(a in any_plan(), b in any_plan()) {
            let mut fresh = ids("n");
            let stored = merge(&Plan::default(), a.clone(), &mut fresh);
            assert_sound(&stored);
            prop_assert_eq!(&merge(&stored, a.clone(), &mut fresh), &stored);
            prop_assert!(between(&stored, &a).is_empty());
            let merged = merge(&stored, b.clone(), &mut fresh);
            assert_sound(&merged);
            prop_assert!(stored.effects.iter().zip(&merged.effects).all(|(x, y)| x == y));
            prop_assert_eq!(&merge(&merged, b.clone(), &mut fresh), &merged);
            prop_assert!(between(&merged, &b).is_empty());
            // What is stored, taken in as if it were a document, is known too.
            prop_assert_eq!(&merge(&merged, merged.clone(), &mut fresh), &merged);
        }

        #[test]
        fn no_difference_means_no_change(a in any_plan(), b in any_plan()) {
            let mut fresh = ids("n");
            let stored = merge(&Plan::default(), a, &mut fresh);
            let merged = merge(&stored, b.clone(), &mut fresh);
            let kinds = |p: &Plan| (p.items.len(), p.sections.len(), p.effects.len(), p.evaluations.len(), p.crosswalk.len(), p.title.clone());
            if between(&stored, &b).is_empty() {
                prop_assert_eq!(kinds(&stored), kinds(&merged));
            }
        }
    }
}
