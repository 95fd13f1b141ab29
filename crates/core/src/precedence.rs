//! Whose grade counts where several stand side by side: a rule of the plan, printed under what it made.
//!
//! Not here: the grades themselves (`progress`), how the rule is kept, who may change it.

use crate::progress::Evaluator;

/// The evaluators whose grades count, the one that is asked first at the front. The grade of who is not
/// named stands beside the others and is never counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Precedence(Vec<Evaluator>);

impl Default for Precedence {
    /// 推進本部、事務局、担当課: the council advises, and is shown beside.
    fn default() -> Self {
        Self(vec![
            Evaluator::Headquarters,
            Evaluator::Secretariat,
            Evaluator::Department,
        ])
    }
}

impl Precedence {
    /// A rule that names somebody, and nobody twice.
    pub fn of(evaluators: Vec<Evaluator>) -> Option<Self> {
        let twice = |(n, by): (usize, &Evaluator)| evaluators[..n].contains(by);
        let sound = !evaluators.is_empty() && !evaluators.iter().enumerate().any(twice);
        sound.then_some(Self(evaluators))
    }

    /// Who counts, first asked first.
    pub fn evaluators(&self) -> &[Evaluator] {
        &self.0
    }

    /// The one asked last, under whom an item without a grade that counts is told.
    pub fn last(&self) -> Evaluator {
        self.0.last().copied().unwrap_or(Evaluator::Department)
    }

    /// The grade that counts: that of the first evaluator of the rule who gave one.
    pub fn choose<T>(&self, given: impl IntoIterator<Item = T>, by: impl Fn(&T) -> Evaluator) -> Option<T> {
        let place = |grade: &T| self.0.iter().position(|known| *known == by(grade));
        let counted = given
            .into_iter()
            .filter_map(|grade| Some((place(&grade)?, grade)));
        counted.min_by_key(|(place, _)| *place).map(|(_, grade)| grade)
    }

    /// The note under a table: 「評価は推進本部、事務局、担当課の順に採用」.
    pub fn note(&self) -> String {
        let names: Vec<&str> = self.0.iter().map(|by| by.label()).collect();
        match names.as_slice() {
            [only] => format!("評価は{only}のものを採用"),
            several => format!("評価は{}の順に採用", several.join("、")),
        }
    }

    /// The rule in words that never change: `headquarters secretariat department`.
    pub fn words(&self) -> String {
        let words: Vec<&str> = self.0.iter().map(|by| by.key()).collect();
        words.join(" ")
    }

    /// The rule of such words; none where they are none.
    pub fn parse(words: &str) -> Option<Self> {
        let evaluators = words.split_whitespace().map(Evaluator::of);
        Self::of(evaluators.collect::<Option<_>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Evaluator::{Council, Department, Headquarters, Secretariat};

    fn chosen(rule: &Precedence, given: &[Evaluator]) -> Option<Evaluator> {
        rule.choose(given.iter().copied(), |by| *by)
    }

    #[test]
    fn the_first_of_the_rule_counts_and_the_council_only_where_it_is_named() {
        let usual = Precedence::default();
        assert_eq!(usual.note(), "評価は推進本部、事務局、担当課の順に採用");
        assert_eq!(chosen(&usual, &[Department, Council]), Some(Department));
        assert_eq!(
            chosen(&usual, &[Department, Headquarters, Secretariat]),
            Some(Headquarters)
        );
        assert_eq!(chosen(&usual, &[Council]), None);
        let council = Precedence::parse("council department").expect("a rule");
        assert_eq!(chosen(&council, &[Department, Council]), Some(Council));
        assert_eq!(chosen(&council, &[Headquarters]), None);
        assert_eq!(council.note(), "評価は懇談会等、担当課の順に採用");
    }

    #[test]
    fn a_rule_names_somebody_and_nobody_twice() {
        assert_eq!(Precedence::parse(""), None);
        assert_eq!(Precedence::parse("department department"), None);
        assert_eq!(Precedence::parse("department mayor"), None);
        let rule = Precedence::parse("council").expect("a rule");
        assert_eq!((rule.words().as_str(), rule.last()), ("council", Council));
        assert_eq!(rule.note(), "評価は懇談会等のものを採用");
        let usual = Precedence::default();
        assert_eq!(Precedence::parse(&usual.words()), Some(usual));
    }
}
