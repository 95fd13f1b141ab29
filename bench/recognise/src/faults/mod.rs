//! Invented files, each with one kind of fault: which facts hold of what is read from them and found in them.
//!
//! Not here: the facts (`facts`), and a test of them: a fact that does not hold yet is a task and no failure.

mod facts;

use std::time::Instant;

use gyokaku_core::finding::Severity;
use gyokaku_exchange::read::{Read, read};
use gyokaku_testkit::outside::{Folder, documents};
use gyokaku_testkit::plan_as_text;

pub use facts::{FACTS, Fact};

use crate::figure::same;
use crate::material;
use crate::tally::{Line, Measure, total};

/// One line for each file, with the facts that do not hold in its note, and the total.
///
/// # Errors
/// Says what is missing.
pub fn measure() -> Result<Vec<Line>, String> {
    let folder = material::folder(Folder::Cases, "faults")?;
    let mut lines = Vec::new();
    for path in documents(&folder) {
        let name = material::name(&path);
        let known = FACTS.iter().find(|(start, _)| is_of(&name, start));
        let Some((_, facts)) = known.filter(|(_, facts)| !facts.is_empty()) else {
            lines.push(Line::of(name).noted("by eye"));
            continue;
        };
        let bytes = material::bytes(&path)?;
        let begun = Instant::now();
        let read = read(&name, &bytes).ok();
        let took = begun.elapsed().as_millis();
        let fails: Vec<String> = facts
            .iter()
            .filter(|fact| !holds(fact, read.as_ref(), took))
            .map(|fact| format!("{fact:?}"))
            .collect();
        lines.push(
            Line::of(name)
                .with("facts hold", Measure::Of(facts.len() - fails.len(), facts.len()))
                .noted(match fails.is_empty() {
                    true => String::new(),
                    false => format!("not: {}", fails.join(", ")),
                }),
        );
    }
    let whole = |line: &&Line| matches!(line.measure("facts hold"), Some(Measure::Of(a, b)) if a == b);
    let right = lines.iter().filter(whole).count();
    let of = lines.len();
    let total = total("cases/faults", &lines).with("cases right", Measure::Of(right, of));
    lines.push(total);
    Ok(lines)
}

/// Whether a file is the case of this number: `21` is not the start of `21b-…`.
fn is_of(name: &str, number: &str) -> bool {
    name.strip_prefix(number)
        .is_some_and(|rest| rest.starts_with('-'))
}

/// Whether a fact holds of a file; `None` is a file that was refused, which took so many milliseconds.
pub fn holds(fact: &Fact, read: Option<&Read>, millis: u128) -> bool {
    if let Fact::ReadOrRefused = fact {
        let is_seen = |read: &Read| !read.report.verified.is_empty() || !read.plan.effects.is_empty();
        return read.is_none_or(is_seen);
    }
    let Some(Read { plan, report, .. }) = read else {
        return false;
    };
    let loud = || report.findings.iter().filter(|f| f.severity > Severity::Note);
    match fact {
        Fact::Silence => loud().next().is_none(),
        Fact::Silent(figure) => !loud().any(|f| f.stated.as_deref().is_some_and(|s| same(s, figure))),
        Fact::Verified(figure, times) => {
            report.verified.iter().filter(|v| same(&v.stated, figure)).count() >= *times
        }
        Fact::NotVerified(figure) => !report.verified.iter().any(|v| same(&v.stated, figure)),
        Fact::Found(wrong, right) => loud().any(|f| {
            f.stated.as_deref().is_some_and(|s| same(s, wrong))
                && f.computed.as_deref().is_some_and(|c| same(c, right))
        }),
        Fact::Reported => !report.findings.is_empty(),
        Fact::Untitled => {
            let text = plan_as_text(plan);
            text.lines().next().is_some_and(|line| line.trim() == "plan")
        }
        Fact::Says(words) => plan_as_text(plan).lines().any(|line| has(line, words)),
        Fact::SaysNot(words) => !plan_as_text(plan).lines().any(|line| has(line, words)),
        Fact::Times(times, words) => {
            plan_as_text(plan).lines().filter(|line| has(line, words)).count() == *times
        }
        Fact::Within(most) => millis <= *most,
        Fact::ReadOrRefused => true,
    }
}

/// Whether a line of a plan has these words in their order; `…` between them stands for anything.
fn has(line: &str, words: &str) -> bool {
    let mut rest = line.trim_start();
    words
        .split('…')
        .enumerate()
        .all(|(i, part)| match rest.find(part) {
            Some(at) if i > 0 || at == 0 => {
                rest = &rest[at + part.len()..];
                true
            }
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_their_order() {
        assert!(has("  step 2024: 検討 @5:24", "step 2024: 検討"));
        assert!(has(
            "progress 2024 : 49, A 14, B 33 @4",
            "progress 2024…A 14…B 33"
        ));
        assert!(!has(
            "progress 2024 : 49, A 14, B 33 @4",
            "progress 2024…B 33…A 14"
        ));
        assert!(!has("of progress", "progress"));
    }

    #[test]
    fn each_case_has_its_facts_once() {
        let mut starts: Vec<&str> = FACTS.iter().map(|(start, _)| *start).collect();
        starts.sort_unstable();
        starts.dedup();
        assert_eq!(starts.len(), FACTS.len());
        assert!(is_of("21-a.xlsx", "21") && !is_of("21b-a.xlsx", "21"));
    }
}
