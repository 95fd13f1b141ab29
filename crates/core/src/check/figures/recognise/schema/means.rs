//! Lines that are called means: of all lines since the last total.
//!
//! Not here: rates (`quotients`).

use super::{Claim, Instance, LABEL_IN_PLACE, Outcome, Room, Terms};
use crate::check::figures::engine::ledger::MICRO;
use crate::check::figures::rate_mismatch;
use crate::check::figures::recognise::number::{Class, Number};
use crate::labels::Kind;

impl Terms<'_> {
    /// Adds means of lines.
    pub(super) fn means(&self, found: &mut Vec<Claim>) {
        for target in self.targets() {
            if !self.lines[target].name.folded.contains("平均") {
                continue;
            }
            let parts = self.averaged(target);
            let instances = (0..self.width).filter_map(|place| self.mean_at(target, &parts, place));
            let claim = Claim::of(
                rate_mismatch::RULE.name,
                "平均",
                false,
                LABEL_IN_PLACE,
                instances.collect(),
            );
            self.keep(claim.into_iter().collect(), found);
        }
    }

    /// The entries above a mean, its total between them and it left out.
    fn averaged(&self, target: usize) -> Vec<usize> {
        let is_entry = |line: &usize| matches!(self.kind(*line), Kind::Plain);
        let above = (0..target).rev().skip_while(|line| !is_entry(line));
        let mut parts: Vec<usize> = above.take_while(is_entry).collect();
        parts.reverse();
        parts
    }

    fn mean_at(&self, target: usize, parts: &[usize], place: usize) -> Option<Instance> {
        let (id, number) = self.at(target, place)?;
        let values: Vec<_> = parts.iter().filter_map(|line| self.at(*line, place)).collect();
        let count = i128::try_from(values.len()).ok().filter(|count| *count >= 2)?;
        let (_, first) = values.first()?;
        // A unit is said of amounts; their mean stands in the same one.
        let unit = match (number.class, first.class) {
            (own, other) if own == other => 1,
            (Class::Number, Class::Money) => first.step / MICRO,
            _ => return None,
        };
        let is_alike = |part: &Number| part.class == first.class && unit > 0 && part.value % unit == 0;
        if number.class == Class::Percent || !values.iter().all(|(_, part)| is_alike(part)) {
            return None;
        }
        let sum: i128 = values.iter().map(|(_, part)| part.value / unit).sum();
        let step = number.step.checked_mul(count)?;
        let half_up = |shift: i128| Some((2 * sum + shift).div_euclid(2 * step) * number.step);
        let (due, cut_off) = (half_up(step)?, half_up(0)?);
        let outcome = match number.value {
            value if value == due => Outcome::Holds,
            value if value == cut_off => Outcome::Rounded,
            _ => Outcome::Fails,
        };
        let room = if cut_off == due { Room::None } else { Room::CutOff };
        let parts = values.iter().map(|(id, _)| (1, *id)).collect();
        Some(Instance::of((id, number), parts, due, (outcome, room)))
    }
}
