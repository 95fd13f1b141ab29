//! How the ledger of effects takes in a document: it only grows.
//!
//! Invariant: the stored entries stand in front of the result, unchanged and in their order.
//! Not here: which entries are in force for a table (`crate::effect`).

use std::collections::{HashMap, HashSet, VecDeque};

use super::matching::Matches;
use crate::effect::{Correction, Duration, Effect, EffectKind, Owner, Source};
use crate::fiscal_year::FiscalYear;
use crate::text::fold;

/// What an entry of the ledger speaks of, beside its amount.
type Account = (String, Option<Owner>, Vec<String>, Option<FiscalYear>, EffectKind);

fn account(e: &Effect) -> Account {
    (
        fold(&e.vintage),
        e.on.clone(),
        match &e.on {
            Some(_) => Vec::new(),
            None => e.path.iter().map(|t| fold(t)).collect(),
        },
        e.fiscal_year,
        e.kind,
    )
}

/// Whether a stored entry says all that an incoming one says.
fn says(stored: &Effect, incoming: &Effect) -> bool {
    stored.amount == incoming.amount
        && stored.withdraws() == incoming.withdraws()
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
pub(super) fn merge_effects(
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
                .position(|at| in_force(&stored[*at]) && !stored[*at].withdraws())
                .and_then(|at| queue.remove(at))
                .map(|at| &stored[at]);
            if let Some(old) = old {
                entry.corrects = Some(Correction {
                    entry: old.id.clone(),
                    reason: reason(document),
                    withdraws: false,
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
