//! Calculations that a text writes out: 6,140,000円÷512㎡÷3,000時間＝4.00円, 12,500円×240人＝3,000千円.
//!
//! Not here: formulas in the heads of tables (`formulas`), what words say of figures (`inside`).

use super::inside::Spoken;
use super::reading::{Reading, Relation};
use crate::check::figures::engine::ledger::{Id, MICRO};
use crate::check::figures::recognise::number::{Bits, Class, Number};
use crate::check::figures::recognise::schema::Instance;
use crate::check::figures::recognise::schema::quotients::{Term, quotient};

/// What a calculation that is written out is worth: nearly all hold.
const WRITTEN: Bits = 1_500;
/// So many figures at most are calculated with.
const MOST: usize = 8;
/// So many characters are the unit between a figure and the sign behind it.
const UNIT: usize = 6;

/// How one figure is joined to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Plus,
    Minus,
    Times,
    By,
    Is,
}

/// The sign at the end of the words between two figures, where they are no more than a unit and the sign.
fn sign(between: &str) -> Option<Sign> {
    let between = between.trim_end_matches(['約', ' ', '　']);
    let last = between.chars().next_back()?;
    let unit = between[..between.len() - last.len_utf8()].trim();
    let sign = match last {
        '+' | '＋' => Sign::Plus,
        '－' | '−' | '-' => Sign::Minus,
        '×' | '✕' => Sign::Times,
        '÷' | '/' | '／' => Sign::By,
        '=' | '＝' => Sign::Is,
        _ => return None,
    };
    is_unit(unit).then_some(sign)
}

/// Whether words are no more than what a figure counts.
fn is_unit(words: &str) -> bool {
    words.chars().count() <= UNIT && words.chars().all(|c| c.is_alphabetic() || "㎡㎥％%".contains(c))
}

/// What the figures right before an equals sign make of the one behind it.
pub(super) fn reading(all: &[Spoken<'_>], at: usize) -> Option<Reading> {
    let is = &all[at];
    if sign(is.word.before)? != Sign::Is {
        return None;
    }
    // What is calculated to the end is no round number, whatever it ends with.
    let target = (
        is.said.id,
        Number {
            grain: is.said.number.step,
            ..is.said.number
        },
    );
    let mut terms: Vec<(Sign, &Spoken<'_>)> = Vec::new();
    for spoken in all[..at].iter().rev().take(MOST) {
        match sign(spoken.word.before) {
            Some(Sign::Is) => return None,
            Some(sign) => terms.push((sign, spoken)),
            // A sign right in front is the figure's own: 1,685＋920.
            None if spoken.has_sign && is_unit(spoken.word.before.trim()) => terms.push((Sign::Plus, spoken)),
            None => {
                terms.push((Sign::Plus, spoken));
                break;
            }
        }
    }
    terms.reverse();
    let signs: Vec<Sign> = terms.iter().skip(1).map(|(sign, _)| *sign).collect();
    let (relation, instance) = if signs.is_empty() {
        return None;
    } else if signs.iter().all(|sign| matches!(sign, Sign::Plus | Sign::Minus)) {
        let signed: Vec<(i128, Id, Number)> = terms
            .iter()
            .map(|(sign, spoken)| {
                (
                    if *sign == Sign::Minus { -1 } else { 1 },
                    spoken.said.id,
                    spoken.said.number,
                )
            })
            .collect();
        let takes_away = signs.contains(&Sign::Minus);
        let relation = if takes_away {
            Relation::Difference
        } else {
            Relation::Together
        };
        (relation, Instance::added(target, &signed, true)?)
    } else if signs.iter().all(|sign| matches!(sign, Sign::Times | Sign::By)) {
        (Relation::Ratio, multiplied(&terms, target)?)
    } else {
        return None;
    };
    Some(Reading {
        found: vec![(relation, instance)],
        prior: WRITTEN,
        witnesses: 0,
    })
}

/// Figures multiplied and divided, the first one multiplied.
fn multiplied(terms: &[(Sign, &Spoken<'_>)], target: (Id, Number)) -> Option<Instance> {
    let (mut over, mut below) = (MICRO, MICRO);
    for (sign, spoken) in terms {
        let number = spoken.said.number;
        let side = if *sign == Sign::By { &mut below } else { &mut over };
        *side = times(*side, number.value)?;
        if number.class == Class::Percent {
            let other = if *sign == Sign::By { &mut over } else { &mut below };
            *other = other.checked_mul(100)?;
        }
    }
    let parts = terms.iter().map(|(_, spoken)| (1, spoken.said.id)).collect();
    let scale = if target.1.class == Class::Percent { 100 } else { 1 };
    quotient(target, parts, Term::exactly(over), Term::exactly(below), scale)
}

/// A product of two values in millionths.
fn times(one: i128, other: i128) -> Option<i128> {
    let whole = one.checked_mul(other)?;
    Some(whole / MICRO)
}
