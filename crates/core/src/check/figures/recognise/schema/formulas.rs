//! Lines whose names write what they are of others by letters: 収支差 A-B, 達成率 b/a.
//!
//! Not here: reading the letters (`labels::formula`).

use super::quotients::{Term, quotient};
use super::{Claim, Instance, Terms};
use crate::check::figures::recognise::number::{Bits, Class};
use crate::check::figures::{difference_mismatch, rate_mismatch, sum_mismatch};
use crate::labels::formula::Formula;

/// What a printed formula is worth: nearly all hold.
const PRINTED: Bits = 1_500;
/// What the figures are by it.
const IS: &str = "見出しの式による値";

impl Terms<'_> {
    /// Adds what formulas along the lines say.
    pub(super) fn formulas(&self, found: &mut Vec<Claim>) {
        for target in self.targets() {
            let claims = match &self.lines[target].name.letters.formula {
                Some(Formula::Sum(terms)) => self.written_sum(target, terms).into_iter().collect(),
                Some(Formula::Ratio { part, whole }) => self.written_ratio(target, *part, *whole),
                None => continue,
            };
            self.keep(claims, found);
        }
    }

    /// The line that a letter stands for: the last one before, else the first one behind.
    fn lettered(&self, letter: char, target: usize) -> Option<usize> {
        let is_it = |at: &usize| self.lines[*at].name.letters.own == Some(letter);
        let behind = || (target + 1..self.lines.len()).find(is_it);
        (0..target).rev().find(is_it).or_else(behind)
    }

    fn written_sum(&self, target: usize, terms: &[(i128, char)]) -> Option<Claim> {
        let lines: Vec<(i128, usize)> = terms
            .iter()
            .map(|(sign, letter)| Some((*sign, self.lettered(*letter, target)?)))
            .collect::<Option<_>>()?;
        let takes_away = lines.iter().any(|(sign, _)| *sign < 0);
        let rule = if takes_away {
            difference_mismatch::RULE.name
        } else {
            sum_mismatch::RULE.name
        };
        let instances = (0..self.width).filter_map(|place| self.written_sum_at(target, &lines, place));
        Claim::of(rule, IS, true, PRINTED, instances.collect())
    }

    fn written_sum_at(&self, target: usize, lines: &[(i128, usize)], place: usize) -> Option<Instance> {
        let (id, number) = self.at(target, place)?;
        let terms = self.terms_at(lines, place)?;
        Instance::added((id, number), &terms, number.value != 0)
    }

    fn written_ratio(&self, target: usize, part: char, whole: char) -> Vec<Claim> {
        let (Some(part), Some(whole)) = (self.lettered(part, target), self.lettered(whole, target)) else {
            return Vec::new();
        };
        let is_percent = self.sample(target).iter().any(|place| {
            self.at(target, *place)
                .is_some_and(|(_, number)| number.class == Class::Percent)
        });
        let scales: &[i128] = if is_percent { &[100] } else { &[100, 1] };
        let ways = scales.iter().flat_map(|scale| [(*scale, false), (*scale, true)]);
        ways.filter_map(|way| self.scaled_ratio(target, part, whole, way))
            .collect()
    }

    /// Of an amount and a number, each is a number: of yen, or as printed.
    fn scaled_ratio(
        &self,
        target: usize,
        part: usize,
        whole: usize,
        (scale, as_printed): (i128, bool),
    ) -> Option<Claim> {
        let instances = (0..self.width).filter_map(|place| {
            let (id, number) = self.at(target, place)?;
            let ((one, over), (two, below)) = (self.at(part, place)?, self.at(whole, place)?);
            let is_alike = over.class == below.class;
            if [over.class, below.class].contains(&Class::Percent) || is_alike && as_printed {
                return None;
            }
            let [over, below] = match is_alike {
                true => [over, below],
                false => [over, below].map(|number| number.unclassed(as_printed)),
            };
            let target = (id, self.among(target, number));
            let parts = vec![(1, one), (1, two)];
            let instance = quotient(target, parts, Term::of(over), Term::of(below), scale)?;
            self.unless_derived(place, instance)
        });
        Claim::of(rate_mismatch::RULE.name, IS, false, PRINTED, instances.collect())
    }
}
