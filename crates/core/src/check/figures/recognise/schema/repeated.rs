//! What a line of the text says again of figures that stand elsewhere under the same names: 歳入 2,476万円、歳出 18,909万円
//! above the lists that have 歳入 and 歳出 as their headings.
//!
//! The figures of one line are witnesses for each other. Not here: lines of tables (`restated`, `grouped`), sentences
//! (`told`).

use std::collections::HashMap;

use super::again::{Sum, again};
use super::{Claim, Instance, LABEL, Outcome};
use crate::check::figures::engine::ledger::Id;
use crate::check::figures::recognise::frame::Piece;
use crate::check::figures::recognise::number::{Class, Number, Numbers, log2};
use crate::check::figures::sum_mismatch;
use crate::text::fold;

/// Figures of fewer digits are the same by chance.
const SHORTEST: u32 = 3;
/// A name that stands at more figures names none of them.
const MOST_CALLED: usize = 6;
/// Of more lines none is looked for.
const MOST_LINES: usize = 20_000;
/// So many figures of a line must be said again beside the one in question.
const LEAST: usize = 1;

/// A figure with its number and the line where it stands.
#[derive(Clone, Copy)]
struct Called {
    id: Id,
    number: Number,
    line: usize,
}

/// Adds what lines say again of figures that are called alike elsewhere.
pub(in crate::check::figures::recognise) fn claims(
    text: &[Vec<Piece>],
    numbers: &Numbers,
    found: &mut Vec<Claim>,
) {
    if text.len() > MOST_LINES {
        return;
    }
    let lines: Vec<Vec<(String, Called)>> = called(text, numbers);
    let mut names: HashMap<(&str, Class), Vec<Called>> = HashMap::new();
    for (name, called) in lines.iter().flatten() {
        names
            .entry((name, called.number.class))
            .or_default()
            .push(*called);
    }
    let summaries = lines.iter().filter(|line| line.len() > LEAST);
    let cost = log2(summaries.clone().count());
    for line in summaries {
        let again = |(name, own): &(String, Called)| -> Option<Instance> {
            let known = names.get(&(name.as_str(), own.number.class))?;
            let known = Some(known).filter(|known| known.len() <= MOST_CALLED)?;
            let elsewhere = || known.iter().filter(|other| other.line != own.line);
            let ways = elsewhere().count();
            if known.len() - ways > 1 {
                return None;
            }
            elsewhere()
                .filter_map(|other| again((own.id, own.number), &Sum::of(other.id, other.number)))
                .max_by_key(|way| (way.outcome == Outcome::Holds, way.near))
                .filter(|way| way.outcome == Outcome::Holds || way.near > 0)
                .map(|way| way.less(log2(ways)))
        };
        let instances: Vec<Instance> = line.iter().filter_map(again).collect();
        let held = instances.iter().filter(|i| i.outcome == Outcome::Holds).count();
        if held < LEAST || held + 1 < instances.len() || instances.len() <= LEAST {
            continue;
        }
        let claim = Claim::of(
            sum_mismatch::RULE.name,
            "ほかの箇所の同じ値",
            true,
            LABEL - cost,
            instances,
        );
        found.extend(claim.map(|claim| claim.of_whole_lines(LEAST, numbers)));
    }
}

/// The figures of each line that are called by a word of their own.
fn called(text: &[Vec<Piece>], numbers: &Numbers) -> Vec<Vec<(String, Called)>> {
    let of_line = |(line, pieces): (usize, &Vec<Piece>)| {
        let mut name = String::new();
        let mut found = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Label(words) => name = last_word(words),
                Piece::Value(id) => {
                    let number = id.and_then(|id| Some((id, numbers.of_id(id)?)));
                    let told = number.filter(|(_, number)| !name.is_empty() && number.digits() >= SHORTEST);
                    let name = std::mem::take(&mut name);
                    found.extend(told.map(|(id, number)| (name, Called { id, number, line })));
                }
            }
        }
        found
    };
    text.iter().enumerate().map(of_line).collect()
}

/// The last of the words that marks part, folded: 増、歳出 is 歳出, and ◆歳 入： is 歳入.
fn last_word(words: &str) -> String {
    let folded = fold(words);
    let mut parts = folded.rsplit(|c: char| !c.is_alphanumeric());
    let word = parts.find(|part| !part.is_empty()).unwrap_or_default();
    match word.chars().count() {
        2.. => word.to_owned(),
        _ => String::new(),
    }
}
