//! Works out every relation of the ledger and says which figures hold and which do not.
//!
//! Relations of one structure vouch for each other: where most of them fail, the structure was no
//! total at all and nothing is said. Where one figure explains several failures, it alone is named.
//! Not here: which relations there are.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::ledger::{Bundle, Formula, Id, Ledger, Proof, Relation};
use super::outcome::{Instead, Outcome, Rounded};
use super::print::like;
use super::slip::slip;
use crate::finding::{Finding, Report, Severity, Verified};

/// How many figures may be looked at in the search for the one wrong figure.
const BUDGET: usize = 10_000_000;

/// Adds what holds and what does not to a report.
pub(crate) fn evaluate(ledger: &Ledger, report: &mut Report) {
    let rounded = rounding(ledger);
    let outcomes: Vec<Outcome> = ledger
        .relations
        .iter()
        .zip(&rounded)
        .map(|(r, rounded)| {
            let instead = Instead {
                replaced: None,
                rounded: *rounded,
            };
            ledger.outcome(r.target, &r.formula, instead)
        })
        .collect();
    let mut votes = vec![(0usize, 0usize); ledger.bundles.len()];
    for (relation, outcome) in ledger.relations.iter().zip(&outcomes) {
        match (outcome, votes.get_mut(relation.bundle)) {
            (Outcome::Holds { .. }, Some(vote)) => vote.0 += 1,
            (Outcome::Off { .. }, Some(vote)) => vote.1 += 1,
            _ => {}
        }
    }
    let failing: Vec<usize> = (0..outcomes.len())
        .filter(|i| matches!(outcomes[*i], Outcome::Off { .. }))
        .filter(|i| {
            let bundle = ledger.relations[*i].bundle;
            let (ok, off) = votes[bundle];
            believed(ledger.bundles[bundle].proof, ok, off) && (ok > 0 || is_a_slip(ledger, *i, outcomes[*i]))
        })
        .collect();

    let mut silenced: HashSet<usize> = HashSet::new();
    let mut blamed: HashMap<usize, Id> = HashMap::new();
    for culprit in culprits(ledger, &outcomes, &failing, &rounded) {
        let own = culprit
            .fails
            .iter()
            .copied()
            .find(|i| ledger.relations[*i].target == culprit.id);
        match own {
            Some(own) => {
                silenced.extend(culprit.fails.iter().copied());
                report.findings.push(finding(
                    ledger,
                    &ledger.relations[own],
                    culprit.needed,
                    severity(outcomes[own]),
                    &culprit.fails,
                ));
            }
            None => {
                report.findings.push(cause(ledger, &culprit));
                blamed.extend(culprit.fails.iter().map(|i| (*i, culprit.id)));
            }
        }
    }
    let mut said: HashSet<Id> = HashSet::new();
    for i in failing.iter().copied() {
        let relation = &ledger.relations[i];
        let Outcome::Off { computed, .. } = outcomes[i] else {
            continue;
        };
        if silenced.contains(&i) || !said.insert(relation.target) {
            continue;
        }
        let mut found = finding(ledger, relation, computed, severity(outcomes[i]), &[]);
        if let Some(blamed) = blamed.get(&i) {
            // Most likely the total is right and its cell is wrong, which is named as the fault.
            let entry = &ledger.entries[*blamed];
            found.severity = Severity::Note;
            found.related.insert(0, entry.at.clone());
            found.hint = format!(
                "内訳の「{}」（{}）に誤りがある可能性があります。先にその値を確認してください。",
                entry.stated, entry.name
            );
        }
        report.findings.push(found);
    }

    let failed: HashSet<Id> = failing.iter().map(|i| ledger.relations[*i].target).collect();
    let mut verified: BTreeMap<Id, &'static str> = BTreeMap::new();
    for (relation, outcome) in ledger.relations.iter().zip(&outcomes) {
        let Bundle { proof, robust, .. } = ledger.bundles[relation.bundle];
        let (ok, off) = votes[relation.bundle];
        let robust = robust && !ledger.weak.contains(&(relation.bundle, relation.target));
        let sure = robust && believed(proof, ok.saturating_sub(1), off + 1);
        if matches!(outcome, Outcome::Holds { strictly: true }) && sure && !failed.contains(&relation.target)
        {
            verified.entry(relation.target).or_insert(relation.check());
        }
    }
    report.verified.extend(verified.into_iter().map(|(id, rule)| {
        let entry = &ledger.entries[id];
        Verified {
            rule,
            at: entry.at.clone(),
            stated: entry.stated.clone(),
        }
    }));
}

/// How the figures of each relation were rounded, as the other relations show: those of its table for sums,
/// those of the document for rates. A relation has no voice about its own figure, so that another digit
/// there changes nothing.
fn rounding(ledger: &Ledger) -> Vec<Rounded> {
    let mut rounded = vec![Rounded::AsExpected; ledger.relations.len()];
    let mut sums: HashMap<Option<usize>, Vec<(usize, bool)>> = HashMap::new();
    let (mut up, mut cut) = (0usize, 0usize);
    let mut rates: Vec<(usize, Option<bool>)> = Vec::new();
    for (i, relation) in ledger.relations.iter().enumerate() {
        let sheet = ledger.bundles.get(relation.bundle).and_then(|b| b.sheet);
        if let Some(exact) = ledger.agrees_exactly(relation.target, &relation.formula) {
            sums.entry(sheet).or_default().push((i, exact));
        }
        if matches!(relation.formula, Formula::Ratio { .. }) {
            let half_up = ledger.rounds_half_up(relation.target, &relation.formula);
            up += usize::from(half_up == Some(true));
            cut += usize::from(half_up == Some(false));
            rates.push((i, half_up));
        }
    }
    for (i, half_up) in rates {
        let (up, cut) = (
            up - usize::from(half_up == Some(true)),
            cut - usize::from(half_up == Some(false)),
        );
        if cut >= 3 && up == 0 {
            rounded[i] = Rounded::CutOff;
        }
    }
    let everywhere: Vec<(usize, bool)> = sums.values().flatten().copied().collect();
    for list in sums.into_values() {
        add_up_exactly(
            ledger,
            &list,
            |exact, inexact| exact >= 2 && exact >= 6 * inexact,
            &mut rounded,
        );
    }
    // A small table is like the other tables of the document, if they are all alike.
    add_up_exactly(
        ledger,
        &everywhere,
        |exact, inexact| exact >= 4 && inexact == 0,
        &mut rounded,
    );
    rounded
}

/// Notes the sums that were not rounded, as enough of the others in a list agree exactly.
fn add_up_exactly(
    ledger: &Ledger,
    list: &[(usize, bool)],
    enough: impl Fn(usize, usize) -> bool,
    rounded: &mut [Rounded],
) {
    // Exact and inexact relations in which a figure takes part.
    let mut with: HashMap<Id, (usize, usize)> = list
        .iter()
        .map(|(i, _)| (ledger.relations[*i].target, (0, 0)))
        .collect();
    let (mut exact, mut inexact) = (0usize, 0usize);
    for (i, agrees) in list {
        let relation = &ledger.relations[*i];
        let mut seen: HashSet<Id> = HashSet::new();
        for id in relation.formula.parts().chain([relation.target]) {
            if let Some(votes) = with.get_mut(&id).filter(|_| seen.insert(id)) {
                votes.0 += usize::from(*agrees);
                votes.1 += usize::from(!agrees);
            }
        }
        exact += usize::from(*agrees);
        inexact += usize::from(!agrees);
    }
    for (i, _) in list {
        let (own_exact, own_inexact) = with[&ledger.relations[*i].target];
        if enough(exact - own_exact, inexact - own_inexact) {
            rounded[*i] = Rounded::Never;
        }
    }
}

/// Whether the figure of a relation that nothing else supports is one slip of a digit away from what is due;
/// a lone failure that is not says more against the relation than against the figure.
fn is_a_slip(ledger: &Ledger, relation: usize, outcome: Outcome) -> bool {
    let Outcome::Off { computed, .. } = outcome else {
        return false;
    };
    let entry = &ledger.entries[ledger.relations[relation].target];
    slip(&entry.stated, &like(entry, computed)).is_some()
}

/// Whether a failure is believed, given how many relations of its structure hold and fail.
fn believed(proof: Proof, ok: usize, off: usize) -> bool {
    if proof == Proof::Alone {
        ok >= off || (ok == 0 && off == 1)
    } else {
        ok > off
    }
}

fn severity(outcome: Outcome) -> Severity {
    match outcome {
        Outcome::Off { slight: true, .. } => Severity::Warning,
        _ => Severity::Error,
    }
}

/// A figure that explains several failures at once.
struct Culprit {
    id: Id,
    needed: i128,
    fails: Vec<usize>,
}

/// The figures that, with another value, would make all of their failing relations hold and break none.
fn culprits(ledger: &Ledger, outcomes: &[Outcome], failing: &[usize], rounded: &[Rounded]) -> Vec<Culprit> {
    if failing.len() < 2 {
        return Vec::new();
    }
    let of = |i: usize| {
        ledger.relations[i]
            .formula
            .parts()
            .chain([ledger.relations[i].target])
    };
    let mut fails: HashMap<Id, Vec<usize>> = HashMap::new();
    for i in failing {
        for id in of(*i) {
            let list = fails.entry(id).or_default();
            if list.last() != Some(i) {
                list.push(*i);
            }
        }
    }
    fails.retain(|_, list| list.len() >= 2);
    let mut holds: HashMap<Id, Vec<usize>> = HashMap::new();
    for (i, outcome) in outcomes.iter().enumerate() {
        if matches!(outcome, Outcome::Holds { .. }) {
            for id in of(i).filter(|id| fails.contains_key(id)) {
                holds.entry(id).or_default().push(i);
            }
        }
    }
    let mut spent = 0usize;
    let mut found: Vec<Culprit> = Vec::new();
    let mut candidates: Vec<(Id, Vec<usize>)> = fails.into_iter().collect();
    candidates.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(&b.0)));
    for (id, list) in candidates {
        let others = holds.get(&id).map_or(&[][..], Vec::as_slice);
        spent += list
            .iter()
            .chain(others)
            .map(|i| ledger.relations[*i].formula.parts().count())
            .sum::<usize>();
        if spent > BUDGET {
            break;
        }
        // A relation in which the figure is the target says most directly what it should be.
        let own = list.iter().filter(|i| ledger.relations[**i].target == id);
        let Some(needed) = own
            .chain(&list)
            .find_map(|i| ledger.needed(&ledger.relations[*i], id))
        else {
            continue;
        };
        let explains = |i: &usize| {
            let instead = Instead {
                replaced: Some((id, needed)),
                rounded: rounded[*i],
            };
            !matches!(
                ledger.outcome(
                    ledger.relations[*i].target,
                    &ledger.relations[*i].formula,
                    instead
                ),
                Outcome::Off { .. }
            )
        };
        if list.iter().all(explains) && others.iter().all(explains) {
            found.push(Culprit {
                id,
                needed,
                fails: list,
            });
        }
    }
    // Each failure is explained once; where two figures explain the same failures equally well, neither is named
    // unless it is the one that is printed as their result.
    let mut taken: HashSet<usize> = HashSet::new();
    let mut chosen: Vec<Culprit> = Vec::new();
    let is_result = |c: &Culprit| {
        c.fails
            .iter()
            .filter(|i| ledger.relations[**i].target == c.id)
            .count()
    };
    found.sort_by(|a, b| {
        b.fails
            .len()
            .cmp(&a.fails.len())
            .then(is_result(b).cmp(&is_result(a)))
            .then(a.id.cmp(&b.id))
    });
    let mut rest = found.into_iter().peekable();
    while let Some(culprit) = rest.next() {
        let tied = rest
            .peek()
            .is_some_and(|next| next.fails == culprit.fails && is_result(next) == is_result(&culprit));
        let free = culprit.fails.iter().all(|i| !taken.contains(i));
        if free {
            taken.extend(culprit.fails.iter().copied());
            if !tied {
                chosen.push(culprit);
            }
        }
    }
    chosen
}

fn finding(
    ledger: &Ledger,
    relation: &Relation,
    computed: i128,
    severity: Severity,
    also: &[usize],
) -> Finding {
    let entry = &ledger.entries[relation.target];
    let due = like(entry, computed);
    let name = if entry.name.is_empty() {
        String::new()
    } else {
        format!("「{}」の", entry.name)
    };
    let mut related: Vec<_> = relation
        .formula
        .parts()
        .take(40)
        .filter_map(|id| ledger.entries.get(id))
        .map(|e| e.at.clone())
        .collect();
    related.extend(
        also.iter()
            .map(|i| ledger.relations[*i].target)
            .filter(|id| *id != relation.target)
            .map(|id| ledger.entries[id].at.clone()),
    );
    related.dedup();
    Finding {
        rule: relation.rule,
        severity,
        at: entry.at.clone(),
        related,
        stated: Some(entry.stated.clone()),
        computed: Some(due.clone()),
        message: format!("{name}記載は{}ですが、{}は{due}です。", entry.stated, relation.is),
        hint: hint(entry.value(), computed, severity),
    }
}

fn cause(ledger: &Ledger, culprit: &Culprit) -> Finding {
    let entry = &ledger.entries[culprit.id];
    let due = like(entry, culprit.needed);
    let name = if entry.name.is_empty() {
        String::new()
    } else {
        format!("「{}」の", entry.name)
    };
    let first = &ledger.relations[culprit.fails[0]];
    Finding {
        rule: first.rule,
        severity: Severity::Error,
        at: entry.at.clone(),
        related: culprit
            .fails
            .iter()
            .map(|i| ledger.entries[ledger.relations[*i].target].at.clone())
            .collect(),
        stated: Some(entry.stated.clone()),
        computed: Some(due.clone()),
        message: format!(
            "{name}記載は{}ですが、{due}であれば関係する{}か所の計がすべて一致します。",
            entry.stated,
            culprit.fails.len()
        ),
        hint: "この値が誤っている可能性が高いので、原資料で確認してください。".into(),
    }
}

/// What to do next; a slip by a power of ten is named.
fn hint(stated: Option<i128>, computed: i128, severity: Severity) -> String {
    if let Some(places) = stated.and_then(|stated| slipped_by(stated, computed)) {
        return format!("桁が{places}つずれている可能性があります。単位と桁数を確認してください。");
    }
    if severity == Severity::Warning {
        return "端数処理による差であれば、その旨を注記してください。".into();
    }
    "内訳と照らし合わせ、どちらの記載が正しいか確認してください。".into()
}

/// By how many digits one figure is the other shifted; none where it is not.
fn slipped_by(stated: i128, computed: i128) -> Option<u32> {
    if stated == 0 || computed == 0 || (stated < 0) != (computed < 0) {
        return None;
    }
    let (small, large) = if stated.abs() < computed.abs() {
        (stated, computed)
    } else {
        (computed, stated)
    };
    (1..=6).find(|places| 10i128.checked_pow(*places).and_then(|p| small.checked_mul(p)) == Some(large))
}
