//! The verdicts on figures as findings: which figure is the wrong one, what it should be, and the likely slip.
//!
//! Not here: what is believed (`weigh`), how a figure is printed (`engine::print`).

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::number::{Bits, Number};
use super::schema::{Claim, Instance, Outcome};
use super::weigh::{ERROR, Verdict, Verdicts, Weighed};
use crate::check::figures::engine::ledger::{Entry, Id, MICRO};
use crate::check::figures::engine::print::like;
use crate::check::figures::engine::slip::{Slip, slip};
use crate::check::figures::model::sheet::Sheets;
use crate::check::figures::{
    difference_mismatch, rate_mismatch, running_total_mismatch, share_mismatch, sum_mismatch,
};
use crate::document::Place;
use crate::finding::{Finding, Report, Severity, Verified, verified_by};

/// At most so many places of parts are named.
const MOST_RELATED: usize = 60;

/// What to do where rounding explains the difference.
const BY_ROUNDING: &str =
    "端数処理（四捨五入など）で説明できる差です。端数処理をしていない場合は、原典の数値と照合してください。";

/// Rules whose findings evidence can contradict: those that judge by labels which figure follows from which.
const BY_LABELS: [&str; 5] = [
    sum_mismatch::RULE.name,
    difference_mismatch::RULE.name,
    share_mismatch::RULE.name,
    rate_mismatch::RULE.name,
    running_total_mismatch::RULE.name,
];

/// A figure that does not hold.
struct Failing {
    target: Id,
    claim: usize,
    instance: usize,
    score: Bits,
}

/// A figure that is wrong, what it should be, and which failures that explains.
struct Culprit {
    figure: Id,
    /// In millionths of what is printed.
    due: i128,
    explains: Vec<usize>,
    score: Bits,
}

/// A figure that is surely wrong by one slip, and what is said of it.
pub(super) struct Wrong {
    figure: Id,
    due: i128,
    /// What makes it so much.
    parts: Vec<(i128, Id)>,
    finding: Finding,
    /// Those without which that would not be sure, and that are not known to hold by themselves: were one of them
    /// another, nothing would be put right.
    leans_on: Vec<Id>,
}

impl Wrong {
    /// The figure and what is due, in millionths as it is printed.
    pub(super) fn mended(&self) -> (Id, i128) {
        (self.figure, self.due)
    }
}

/// The figures that are wrong by one slip, where that is sure; of those that explain the same the surest.
pub(super) fn surely_wrong(all: &Sheets, weighed: &Weighed<'_>, verdicts: &Verdicts) -> Vec<Wrong> {
    let failing = failing(all, weighed, verdicts, |_, _| false);
    let mut explained: HashSet<usize> = HashSet::new();
    let mut wrong: Vec<Wrong> = Vec::new();
    for culprit in culprits(all, weighed, verdicts, &failing) {
        let own = culprit
            .explains
            .iter()
            .find(|at| failing[**at].target == culprit.figure);
        let is_open = culprit.explains.iter().all(|at| !explained.contains(at));
        let (Some(own), true) = (own, is_open) else {
            continue;
        };
        let (first, number) = (&failing[*own], weighed.numbers.of_id(culprit.figure));
        // What may be a rate is not put right by a sum.
        let may_add = |number: Number| number.step >= MICRO || !weighed.claims[first.claim].adds;
        let is_slip = number.is_some_and(|number| number.is_a_slip_from(culprit.due) && may_add(number));
        explained.extend(&culprit.explains);
        // What holds with it as a part would not hold with another.
        if culprit.score >= ERROR && is_slip && weighed.broken_by(culprit.figure, culprit.due) == 0 {
            let (claim, instance) = (
                &weighed.claims[first.claim],
                weighed.instance(first.claim, first.instance),
            );
            let figure = (culprit.figure, culprit.due);
            let witnesses = claim.instances.iter().enumerate();
            let needed = witnesses.filter(|(at, witness)| {
                let holds = *at != first.instance && witness.outcome == Outcome::Holds;
                holds && first.score - witness.says() < ERROR
            });
            let leans_on = needed
                .flat_map(|(_, witness)| witness.figures())
                .chain(instance.parts.iter().map(|(_, part)| *part))
                .filter(|id| !matches!(verdicts.get(id), Some(Verdict::Holds { .. })));
            wrong.push(Wrong {
                figure: culprit.figure,
                due: culprit.due,
                parts: instance.parts.clone(),
                finding: found(all, claim, instance, figure, Severity::Error),
                leans_on: leans_on.collect(),
            });
        }
    }
    wrong
}

/// Whether rounding in showing explains what is said of a figure.
fn is_rounded_in_showing(all: &Sheets, weighed: &Weighed<'_>, id: Id, verdict: &Verdict) -> bool {
    match *verdict {
        Verdict::Fails { claim, instance, .. } | Verdict::Doubtful { claim, instance } => {
            weighed.claims[claim].adds
                && all
                    .ledger
                    .agrees_as_stored(id, &weighed.instance(claim, instance).parts)
        }
        Verdict::Holds { .. } => false,
    }
}

/// The figures that fail and are not told of already.
fn failing(
    all: &Sheets,
    weighed: &Weighed<'_>,
    verdicts: &Verdicts,
    is_told: impl Fn(Id, &Instance) -> bool,
) -> Vec<Failing> {
    let of = |(id, verdict): (&Id, &Verdict)| match *verdict {
        Verdict::Fails {
            claim,
            instance,
            score,
        } if !is_told(*id, weighed.instance(claim, instance)) => Some(Failing {
            target: *id,
            claim,
            instance,
            score,
        }),
        _ => None,
    };
    verdicts
        .iter()
        .filter(|(id, verdict)| !is_rounded_in_showing(all, weighed, **id, verdict))
        .filter_map(of)
        .collect()
}

/// The rates that are wrong by a whole that is surely wrong by a slip, and right by the one that is due.
fn rates_of_what_is_due(weighed: &Weighed<'_>, verdicts: &Verdicts) -> Vec<Id> {
    let surely = verdicts.iter().filter_map(|(id, verdict)| match *verdict {
        Verdict::Fails {
            claim,
            instance,
            score,
        } if score >= ERROR => {
            let due = weighed.instance(claim, instance).due;
            let number = weighed.numbers.of_id(*id)?;
            (weighed.claims[claim].adds && number.is_a_slip_from(due)).then_some((*id, due))
        }
        _ => None,
    });
    surely
        .flat_map(|(whole, due)| weighed.rates_right_of(whole, due))
        .collect()
}

/// Adds to a report what holds and what does not, and takes out what the evidence contradicts. Those that are known to
/// be wrong count as what is due in the evidence.
pub(super) fn tell(
    all: &Sheets,
    weighed: &Weighed<'_>,
    verdicts: &Verdicts,
    known: Vec<Wrong>,
    report: &mut Report,
) {
    let mended: HashMap<Id, i128> = known.iter().map(Wrong::mended).collect();
    let unproven: HashSet<Id> = known.iter().flat_map(|known| &known.leans_on).copied().collect();
    let is_proven = |id: &Id| !mended.contains_key(id) && !unproven.contains(id);
    let holding: HashSet<(&Place, &str)> = verdicts
        .iter()
        .filter(|(id, verdict)| matches!(verdict, Verdict::Holds { .. }) && is_proven(id))
        .map(|(id, _)| all.entry(*id))
        .map(|entry| (&entry.at, entry.stated.as_str()))
        .collect();
    let by_another: HashSet<(&Place, &str)> = rates_of_what_is_due(weighed, verdicts)
        .into_iter()
        .map(|id| all.entry(id))
        .map(|entry| (&entry.at, entry.stated.as_str()))
        .collect();
    report.findings.retain(|finding| {
        let is_said_to_hold = |stated: &String| {
            let here = (&finding.at, stated.as_str());
            holding.contains(&here) || by_another.contains(&here)
        };
        !(BY_LABELS.contains(&finding.rule) && finding.stated.as_ref().is_some_and(is_said_to_hold))
    });
    let wrong: HashSet<Place> = report
        .findings
        .iter()
        .filter(|finding| finding.severity > Severity::Note && finding.stated.is_some())
        .map(|finding| finding.at.clone())
        .collect();
    // A figure that a rule names as beside a wrong one is told of already.
    let beside: HashSet<Place> = report
        .findings
        .iter()
        .filter(|finding| finding.severity > Severity::Note)
        .flat_map(|finding| finding.related.iter().cloned())
        .collect();
    let is_told = |id: Id, parts: &[(i128, Id)]| {
        let at = &all.entry(id).at;
        let hangs_on_it = || parts.iter().any(|(_, part)| wrong.contains(&all.entry(*part).at));
        wrong.contains(at) || beside.contains(at) && hangs_on_it()
    };
    let failing = failing(all, weighed, verdicts, |id, instance| {
        mended.contains_key(&id) || is_told(id, &instance.parts)
    });
    let untold = known
        .into_iter()
        .filter(|known| !is_told(known.figure, &known.parts));
    report.findings.extend(untold.map(|known| known.finding));
    let mut explained: BTreeMap<usize, Id> = BTreeMap::new();
    let mut told: HashSet<Id> = mended.keys().copied().collect();
    for culprit in culprits(all, weighed, verdicts, &failing) {
        let is_open = |at: &&usize| !explained.contains_key(*at);
        let open = culprit.explains.iter().filter(is_open).count();
        let own = culprit
            .explains
            .iter()
            .find(|at| failing[**at].target == culprit.figure);
        if open == 0 || told.contains(&culprit.figure) || own.is_none() && open < 2 {
            continue;
        }
        told.insert(culprit.figure);
        for at in &culprit.explains {
            explained.entry(*at).or_insert(culprit.figure);
        }
        // Who is named already is the wrong one: what hangs on it fails as well.
        let first = &failing[*own.unwrap_or(&culprit.explains[0])];
        let instance = weighed.instance(first.claim, first.instance);
        let hangs_on =
            |id: &Id| wrong.contains(&all.entry(*id).at) || *id != culprit.figure && told.contains(id);
        let is_known = instance
            .parts
            .iter()
            .any(|(_, id)| !mended.contains_key(id) && hangs_on(id));
        let severity = match culprit.score {
            _ if is_known => Severity::Note,
            score if score >= ERROR => Severity::Error,
            _ => Severity::Warning,
        };
        let claim = &weighed.claims[first.claim];
        report.findings.push(found(
            all,
            claim,
            instance,
            (culprit.figure, culprit.due),
            severity,
        ));
    }
    let note = |figure: Id, claim: usize, instance: usize, cause: Option<Id>| {
        let (claim, instance) = (&weighed.claims[claim], weighed.instance(claim, instance));
        let mut note = found(all, claim, instance, (figure, instance.due), Severity::Note);
        if instance.outcome == Outcome::Rounded {
            note.hint = BY_ROUNDING.into();
        }
        if let Some(cause) = cause {
            note.related.insert(0, all.entry(cause).at.clone());
        }
        note
    };
    for (at, failure) in failing.iter().enumerate() {
        if !told.contains(&failure.target) {
            let cause = explained.get(&at).copied();
            report
                .findings
                .push(note(failure.target, failure.claim, failure.instance, cause));
        }
    }
    // A sum whose words tell of it as a difference of the same three figures is told once.
    let differences: HashSet<Place> = report
        .verified
        .iter()
        .filter(|verified| verified.rule == verified_by(difference_mismatch::RULE.name))
        .map(|verified| verified.at.clone())
        .collect();
    let is_of_a_difference = |instance: &&Instance| {
        let mut parts = instance.parts.iter();
        instance.parts.len() == 2 && parts.any(|(_, part)| differences.contains(&all.entry(*part).at))
    };
    let told_backwards: HashSet<(usize, Id)> = (weighed.claims.iter().enumerate())
        .filter(|(_, claim)| claim.rule == sum_mismatch::RULE.name && !differences.is_empty())
        .flat_map(|(at, claim)| claim.instances.iter().map(move |instance| (at, instance)))
        .filter(|(_, instance)| is_of_a_difference(instance))
        .map(|(at, instance)| (at, instance.target))
        .collect();
    for (id, verdict) in verdicts.iter().filter(|(id, _)| !told.contains(id)) {
        let entry = all.entry(*id);
        match verdict {
            Verdict::Holds { .. } if !is_proven(id) => {}
            Verdict::Holds { claim } if told_backwards.contains(&(*claim, *id)) => {}
            Verdict::Holds { claim } => report.verified.push(Verified {
                rule: verified_by(weighed.claims[*claim].rule),
                at: entry.at.clone(),
                stated: entry.stated.clone(),
            }),
            Verdict::Doubtful { claim, instance }
                if !wrong.contains(&entry.at) && !is_rounded_in_showing(all, weighed, *id, verdict) =>
            {
                report.findings.push(note(*id, *claim, *instance, None));
            }
            _ => {}
        }
    }
}

/// A finding about one of the figures of an instance; the others are named beside it.
fn found(
    all: &Sheets,
    claim: &Claim,
    instance: &Instance,
    (figure, due): (Id, i128),
    severity: Severity,
) -> Finding {
    let entry = all.entry(figure);
    let due = like(entry, due / entry.yen_a_unit());
    let others = instance.figures().filter(|id| *id != figure);
    Finding {
        rule: claim.rule,
        severity,
        at: entry.at.clone(),
        related: others
            .take(MOST_RELATED)
            .map(|id| all.entry(id).at.clone())
            .collect(),
        stated: Some(entry.stated.clone()),
        computed: Some(due.clone()),
        message: format!("「{}」が、{}「{due}」と一致しません。", entry.stated, claim.is),
        hint: hint(entry, &due),
    }
}

/// What to do, and the slip that explains it.
fn hint(entry: &Entry, due: &str) -> String {
    let stated = &entry.stated;
    let likely = match slip(stated, due) {
        Some(Slip::Exchanged) => format!("隣り合う2つの数字の入れ替わり（{stated} → {due}）と見られます。"),
        Some(Slip::OneDigit) => format!("1つの数字の誤り（{stated} → {due}）と見られます。"),
        None => String::new(),
    };
    format!("{likely}原典の数値と照合し、この値か、計算のもとの値のどちらが正しいかを確かめてください。")
}

/// The figures to change so that what fails holds: those that explain most and break least first, then the surest.
fn culprits(all: &Sheets, weighed: &Weighed<'_>, verdicts: &Verdicts, failing: &[Failing]) -> Vec<Culprit> {
    let mut found: HashMap<(Id, i128), Vec<usize>> = HashMap::new();
    for (at, failure) in failing.iter().enumerate() {
        let instance = weighed.instance(failure.claim, failure.instance);
        found.entry((failure.target, instance.due)).or_default().push(at);
        let Some(target) = weighed
            .numbers
            .of_id(failure.target)
            .filter(|_| weighed.claims[failure.claim].adds)
        else {
            continue;
        };
        for (sign, part) in &instance.parts {
            if let Some(number) = weighed.numbers.of_id(*part) {
                let needed = number.value + sign * (target.value - instance.due);
                found.entry((*part, needed)).or_default().push(at);
            }
        }
    }
    // Rates of a whole that is wrong are right of the one that is due.
    let mut of_whole: HashMap<Id, Vec<usize>> = HashMap::new();
    for (at, failure) in failing.iter().enumerate() {
        let parts = &weighed.instance(failure.claim, failure.instance).parts;
        let whole = parts.last().filter(|_| !weighed.claims[failure.claim].adds);
        if let Some((_, id)) = whole {
            of_whole.entry(*id).or_default().push(at);
        }
    }
    for ((figure, due), explains) in &mut found {
        let of_it = of_whole.get(figure).into_iter().flatten();
        explains.extend(of_it.filter(|at| {
            let failure = &failing[**at];
            let instance = weighed.instance(failure.claim, failure.instance);
            weighed.is_whole_of(failure.claim, instance, *figure, *due)
        }));
    }
    let mut culprits: Vec<(bool, Culprit)> = found
        .into_iter()
        .filter_map(|((figure, due), explains)| {
            let number = weighed.numbers.of_id(figure)?;
            let is_own = explains.iter().any(|at| failing[*at].target == figure);
            let is_slip = number.is_a_slip_from(due);
            // A part is named only where several failures agree on it, a slip explains it, and nothing says it holds.
            let holds = matches!(verdicts.get(&figure), Some(Verdict::Holds { .. }));
            if !is_own && (explains.len() < 2 || !is_slip || holds || weighed.broken_by(figure, due) > 0) {
                return None;
            }
            let score = explains.iter().map(|at| failing[*at].score).max()?;
            Some((
                is_slip,
                Culprit {
                    figure,
                    due,
                    explains,
                    score,
                },
            ))
        })
        .collect();
    culprits.sort_by_key(|(is_slip, c)| {
        (
            Reverse((c.explains.len(), *is_slip, c.score)),
            all.entry(c.figure).at.clone(),
            c.due,
        )
    });
    culprits.into_iter().map(|(_, culprit)| culprit).collect()
}
