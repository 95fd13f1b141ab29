//! The merge itself: what is taken from the document, what stays, and how references follow.
//!
//! The rules stand at the head of the parent module. Not here: which elements are the same
//! (`matching`), lists without identities (`lists`), and the ledger (`ledger`).

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::mem::take;

use super::Taking;
use super::ledger::merge_effects;
use super::lists;
use super::matching::{Free, Matches, identities, match_items, match_sections, parents, renamed};
use super::rules::{Rules, woven};
use crate::document::Place;
use crate::effect::{Correction, Effect, Owner, in_force, tie};
use crate::fiscal_year::FiscalYear;
use crate::indicator::Indicator;
use crate::money::Yen;
use crate::plan::{Annotation, Item, Plan, Section};
use crate::progress::{Evaluation, Evaluator, Scale};
use crate::text::fold;

/// Takes a plan read from a document into the one stored. Identities of elements that were known are
/// kept, new ones come from `new_id`, and references follow. The rules stand at the head of the module.
pub fn merge(
    stored: &Plan,
    mut incoming: Plan,
    taking: Taking<'_>,
    new_id: &mut dyn FnMut() -> String,
) -> Plan {
    let rules = Rules {
        document: incoming.first_document(),
        taking,
    };
    let describes = !incoming.sections.is_empty() || !incoming.items.is_empty() || stored.title.is_empty();
    // The first register gives a plan its name; after that only the document that gave it may change it.
    let gave_it = stored.at.document.is_some() && rules.is_its_own(&stored.at);
    let names = !incoming.title.is_empty()
        && (stored.title.is_empty() || (describes && (stored.items.is_empty() || gave_it)));
    let mut lists = lists::merged(&rules, stored, &mut incoming);
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
    let indicators = merge_indicators(&stored.indicators, incoming.indicators, &rules, item_of, new_id);
    let mut crosswalk = merge_by(
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
        |e, id| crate::crosswalk::Edge { id, ..e },
        |e| &e.id,
        |e| rules.lets_go(&e.at),
        &rules,
        new_id,
    );

    let annotations: Vec<Annotation> = take(&mut incoming.annotations)
        .into_iter()
        .map(|note| Annotation {
            on: note
                .on
                .and_then(|id| known_sections.get(&id).or_else(|| known_items.get(&id)).cloned()),
            ..note
        })
        .collect();
    let mut annotations = rules.union(&stored.annotations, annotations);

    let mut history: HashSet<&str> = evaluations.iter().map(|e| e.item.as_str()).collect();
    history.extend(indicators.iter().filter_map(|i| i.item.as_deref()));
    // What is kept by hand alone speaks of items as well.
    history.extend(lists.spoken_of());
    let without_sections = incoming.sections.is_empty();
    let merged_items = merge_items(
        stored,
        incoming.items,
        &items,
        &item_ids,
        &known_sections,
        without_sections,
        &history,
        &rules,
    );
    let merged_sections = merge_sections(
        stored,
        incoming.sections,
        &sections,
        &section_ids,
        &merged_items,
        &rules,
    );

    let present: HashSet<&str> = merged_sections
        .iter()
        .map(|s| s.id.as_str())
        .chain(merged_items.iter().map(|i| i.id.as_str()))
        .collect();
    for note in &mut annotations {
        // What a note spoke of may be gone; then it speaks of the plan.
        note.on.take_if(|id| !present.contains(id.as_str()));
    }
    lists.frame.keep_links(&|id| present.contains(id));
    let stored_edges: HashMap<&str, &crate::crosswalk::Edge> = stored
        .crosswalk
        .iter()
        .map(|edge| (edge.id.as_str(), edge))
        .collect();
    for edge in &mut crosswalk {
        // Which items an edge is of is said by people; a document that states the edge again leaves it.
        if let Some(known) = stored_edges.get(edge.id.as_str()) {
            let same =
                |a: &Option<String>, b: &Option<String>| a.as_deref().map(fold) == b.as_deref().map(fold);
            let (same_old, same_new) = (same(&edge.old, &known.old), same(&edge.new, &known.new));
            edge.old_item = edge
                .old_item
                .take()
                .or_else(|| known.old_item.clone().filter(|_| same_old));
            edge.new_item = edge
                .new_item
                .take()
                .or_else(|| known.new_item.clone().filter(|_| same_new));
            edge.on = edge.on.or(known.on);
        }
        edge.new_item.take_if(|id| !present.contains(id.as_str()));
    }

    let mut parts = Plan {
        sections: merged_sections,
        items: merged_items,
        effects: stored.effects.clone(),
        ..Plan::default()
    };
    keep_owners(&mut parts);
    tie(&mut parts);
    let tied = take(&mut parts.effects);
    parts.effects = incoming.effects;
    for effect in &mut parts.effects {
        effect.on = effect.on.take().and_then(|owner| match owner {
            Owner::Section(id) => known_sections.get(&id).cloned().map(Owner::Section),
            Owner::Item(id) => known_items.get(&id).cloned().map(Owner::Item),
        });
    }
    tie(&mut parts);
    let stated = take(&mut parts.effects);
    let mut effects = merge_effects(&tied, stated, &incoming.title, new_id);
    withdraw(stored, &parts, &mut effects, new_id);
    Plan {
        title: if names {
            incoming.title.clone()
        } else {
            stored.title.clone()
        },
        at: if names { incoming.at } else { stored.at.clone() },
        period: if names {
            incoming.period.or(stored.period)
        } else {
            stored.period.or(incoming.period)
        },
        levels: if names {
            or_stored(incoming.levels, &stored.levels)
        } else {
            or_stored(stored.levels.clone(), &incoming.levels)
        },
        year_style: if names || stored.title.is_empty() {
            incoming.year_style
        } else {
            stored.year_style
        },
        // A rule that the office chose is not undone by a document, and no document states one.
        precedence: stored.precedence.clone(),
        sections: parts.sections,
        items: parts.items,
        scales: replace_groups(&stored.scales, explained(&stored.scales, incoming.scales), |s| {
            s.fiscal_year
        }),
        evaluations,
        effects,
        indicators,
        crosswalk,
        annotations,
        ..lists
    }
}

/// The amounts of items that a person let go are taken back, each by an entry of its own.
fn withdraw(stored: &Plan, merged: &Plan, effects: &mut Vec<Effect>, new_id: &mut dyn FnMut() -> String) {
    let left: HashSet<&str> = merged.items.iter().map(|i| i.id.as_str()).collect();
    let gone: Vec<Effect> = in_force(&stored.effects)
        .filter(|e| matches!(&e.on, Some(Owner::Item(id)) if !left.contains(id.as_str())))
        .cloned()
        .collect();
    let corrected: HashSet<String> = effects
        .iter()
        .filter_map(|e| e.corrects.as_ref().map(|c| c.entry.clone()))
        .collect();
    for entry in gone.into_iter().filter(|e| !corrected.contains(&e.id)) {
        effects.push(Effect {
            id: new_id(),
            on: None,
            amount: Yen(0),
            corrects: Some(Correction {
                entry: entry.id,
                reason: "取組の削除".into(),
                withdraws: true,
            }),
            at: Place::NOWHERE,
            ..entry
        });
    }
}

/// Amounts whose section or item is gone are known by their printed titles again.
fn keep_owners(plan: &mut Plan) {
    let sections: HashSet<&str> = plan.sections.iter().map(|s| s.id.as_str()).collect();
    let items: HashSet<&str> = plan.items.iter().map(|i| i.id.as_str()).collect();
    for effect in &mut plan.effects {
        let is_gone = |owner: &mut Owner| match owner {
            Owner::Section(id) => !sections.contains(id.as_str()),
            Owner::Item(id) => !items.contains(id.as_str()),
        };
        effect.on.take_if(is_gone);
    }
}

pub(super) fn or_stored<T: Clone>(incoming: Vec<T>, stored: &[T]) -> Vec<T> {
    if incoming.is_empty() {
        stored.to_vec()
    } else {
        incoming
    }
}

/// Scales that come in, each grade with what is known of it where the document only names it.
fn explained(stored: &[Scale], mut incoming: Vec<Scale>) -> Vec<Scale> {
    for scale in &mut incoming {
        let Some(known) = stored.iter().find(|known| known.fiscal_year == scale.fiscal_year) else {
            continue;
        };
        for grade in scale
            .grades
            .iter_mut()
            .filter(|grade| grade.definition.trim().is_empty())
        {
            if let Some(same) = known.grades.iter().find(|same| same.label == grade.label) {
                grade.definition.clone_from(&same.definition);
            }
        }
    }
    incoming
}

/// Puts what comes in where the first of the same group stood; other groups stay.
pub(super) fn replace_groups<T: Clone, K: Eq + Hash>(
    stored: &[T],
    incoming: Vec<T>,
    group: impl Fn(&T) -> K,
) -> Vec<T> {
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

#[allow(clippy::too_many_arguments)]
fn merge_items(
    stored: &Plan,
    incoming: Vec<Item>,
    matches: &Matches,
    ids: &[String],
    sections: &HashMap<String, String>,
    flat: bool,
    history: &HashSet<&str>,
    rules: &Rules<'_>,
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
        let item = Item {
            id: ids[at].clone(),
            section,
            parent: above[at].map(|parent| ids[parent].clone()),
            ..item
        };
        merged.push(match known {
            Some(known) => rules.fill_item(known, item),
            None => item,
        });
    }
    let present: HashSet<&str> = ids.iter().map(String::as_str).collect();
    let all: HashSet<&str> = stored.items.iter().map(|i| i.id.as_str()).collect();
    // What was made by hand, what ended, and what amounts are stated for is no document's to remove.
    let own: HashSet<&str> = stored
        .items
        .iter()
        .filter(|item| rules.document.is_some() && (item.at.document.is_none() || item.retired.is_some()))
        .map(|item| item.id.as_str())
        .collect();
    let kept: HashSet<&str> = history.union(&own).copied().collect();
    let history = if rules.removes() { &kept } else { &all };
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
    // What was made by hand lies where the one lies that it belongs to, whoever moved that.
    if rules.document.is_some() {
        let sections: HashMap<String, Option<String>> = merged
            .iter()
            .map(|item| (item.id.clone(), item.section.clone()))
            .collect();
        let by_hand = |item: &&mut Item| item.at.document.is_none() && !present.contains(item.id.as_str());
        for item in merged.iter_mut().filter(by_hand) {
            let above = item.parent.as_ref().and_then(|parent| sections.get(parent));
            if let Some(section) = above {
                item.section.clone_from(section);
            }
        }
    }
    merged
}

fn merge_sections(
    stored: &Plan,
    incoming: Vec<Section>,
    matches: &Matches,
    ids: &[String],
    items: &[Item],
    rules: &Rules<'_>,
) -> Vec<Section> {
    debug_assert_eq!(matches.len(), incoming.len());
    if incoming.is_empty() {
        return stored.sections.clone();
    }
    let above = parents(incoming.iter().map(|s| (s.id.as_str(), s.parent.as_deref())));
    let renamed = |(at, s): (usize, Section)| {
        let section = Section {
            id: ids[at].clone(),
            parent: above[at].map(|parent| ids[parent].clone()),
            ..s
        };
        match matches[at] {
            Some(known) => rules.fill_section(&stored.sections[known], section),
            None => section,
        }
    };
    let mut merged: Vec<Section> = incoming.into_iter().enumerate().map(renamed).collect();
    let present: HashSet<&str> = ids.iter().map(String::as_str).collect();
    let needed: HashSet<&str> = if rules.removes() {
        items.iter().filter_map(|i| i.section.as_deref()).collect()
    } else {
        stored.sections.iter().map(|s| s.id.as_str()).collect()
    };
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
fn evaluation_keys(evaluations: &[Evaluation]) -> Vec<(String, Option<FiscalYear>, Evaluator, usize)> {
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
    rules: &Rules<'_>,
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
    let incoming: Vec<Indicator> = incoming;
    let mut named: HashMap<String, usize> = HashMap::new();
    for indicator in &incoming {
        *named.entry(fold(&indicator.name)).or_default() += 1;
    }
    let take = |i: Indicator, id: String| {
        let is_alone = named.get(&fold(&i.name)) == Some(&1);
        let Some(known) = by_id.get(id.as_str()) else {
            return Indicator { id, ..i };
        };
        Indicator {
            id,
            values: replace_groups(&known.values, i.values, |v| (v.fiscal_year, v.kind)),
            // Whose it is and which way is better may have been said by people; a document says it by a guess.
            item: i.item.or_else(|| known.item.clone().filter(|_| is_alone)),
            direction: known.direction,
            unit: match known.unit.is_empty() {
                true => i.unit,
                false => known.unit.clone(),
            },
            name: i.name,
        }
    };
    merge_by(
        stored,
        incoming,
        |i| vec![format!("{:?}\u{1f}{}", i.item, fold(&i.name)), fold(&i.name)],
        take,
        |i| &i.id,
        |i| i.values.iter().all(|value| rules.lets_go(&value.at)) && !i.values.is_empty(),
        rules,
        new_id,
    )
}

/// Merges a kind whose elements are known by keys, the surest key first. Nothing said leaves what is stored; `goes` says of an
/// element that is not stated whether it goes where a person lets such ones go.
#[allow(clippy::too_many_arguments)]
fn merge_by<T: Clone>(
    stored: &[T],
    incoming: Vec<T>,
    keys: impl Fn(&T) -> Vec<String>,
    take: impl Fn(T, String) -> T,
    id: impl Fn(&T) -> &String,
    goes: impl Fn(&T) -> bool,
    rules: &Rules<'_>,
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
    let pairs: Vec<(Option<usize>, T)> = matches
        .into_iter()
        .zip(incoming.into_iter().zip(ids))
        .map(|(known, (element, id))| (known, take(element, id)))
        .collect();
    let mut unstated = stored.iter().zip(&taken).filter(|(_, taken)| !**taken);
    if rules.removes() && unstated.all(|(known, _)| goes(known)) {
        return pairs.into_iter().map(|(_, element)| element).collect();
    }
    woven(
        stored,
        pairs,
        |element| keys(element).into_iter().next(),
        |known| !(rules.removes() && goes(known)),
    )
}
