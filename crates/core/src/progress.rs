//! Progress (進捗): scales of grades as data, counts by grade, grades of items by who gave them.

pub mod shares;

use crate::document::Place;
use crate::fiscal_year::FiscalYear;
use crate::indicator::Decimal;
use crate::money::Share;
use crate::text::split_outside_brackets;

/// How a grade reads at a glance; colours and signs on screen follow it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tone {
    /// Better than planned.
    Ahead,
    /// As planned.
    #[default]
    Steady,
    /// Behind.
    Behind,
    /// Not evaluated (対象外, 終了, 未着手).
    Neutral,
}

impl Tone {
    /// The word beside a sign.
    pub const fn word(self) -> &'static str {
        match self {
            Tone::Ahead => "上回った",
            Tone::Steady => "計画どおり",
            Tone::Behind => "遅れ",
            Tone::Neutral => "対象外",
        }
    }

    /// What is said of items of this tone at the end of a sentence: 「4件が遅れています」.
    pub const fn is_so(self) -> &'static str {
        match self {
            Tone::Ahead => "計画を上回っています",
            Tone::Steady => "計画どおりです",
            Tone::Behind => "遅れています",
            Tone::Neutral => "評価の対象外です",
        }
    }

    /// The same before more is said: 「8件が上回り、…」.
    pub const fn and_so(self) -> &'static str {
        match self {
            Tone::Ahead => "上回り",
            Tone::Steady => "計画どおり",
            Tone::Behind => "遅れ",
            Tone::Neutral => "評価の対象外",
        }
    }
}

/// One grade of a scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    /// As printed: ◎, A, 達成.
    pub label: String,
    /// What it means, as printed.
    pub definition: String,
    /// 1 is the best.
    pub rank: u8,
    /// At a glance.
    pub tone: Tone,
    /// Whether an item with this grade counts as evaluated.
    pub evaluated: bool,
}

/// A scale of grades, valid for one plan and the years that say so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scale {
    /// Best first.
    pub grades: Vec<Grade>,
    /// The fiscal year it was used in; none for all.
    pub fiscal_year: Option<FiscalYear>,
    /// Where it is defined.
    pub at: Place,
}

/// The scale of a fiscal year: the one made for it, else the one for all years, else the last before it.
pub fn scale_of(scales: &[Scale], year: Option<FiscalYear>) -> Option<&Scale> {
    let made_for = |wanted: Option<FiscalYear>| scales.iter().find(|s| s.fiscal_year == wanted);
    let before = || {
        let earlier = scales.iter().filter(|s| s.fiscal_year < year);
        earlier.max_by_key(|s| s.fiscal_year)
    };
    year.and_then(|year| made_for(Some(year)))
        .or_else(|| made_for(None))
        .or_else(before)
        .or_else(|| scales.first())
}

impl Scale {
    /// The grade with a label.
    pub fn grade(&self, label: &str) -> Option<&Grade> {
        self.grades.iter().find(|g| g.label == label)
    }
}

/// Who gave a grade. Grades by different evaluators stand side by side; none overwrites another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Evaluator {
    /// 担当課
    Department,
    /// 事務局
    Secretariat,
    /// 本部
    Headquarters,
    /// 懇談会・審議会, external evaluators
    Council,
}

impl Evaluator {
    /// Every evaluator, in the order in which they grade.
    pub const ALL: [Evaluator; 4] = [
        Evaluator::Department,
        Evaluator::Secretariat,
        Evaluator::Headquarters,
        Evaluator::Council,
    ];

    /// The word in keys, files and the database.
    pub const fn key(self) -> &'static str {
        match self {
            Evaluator::Department => "department",
            Evaluator::Secretariat => "secretariat",
            Evaluator::Headquarters => "headquarters",
            Evaluator::Council => "council",
        }
    }

    /// The evaluator of a word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.key() == key)
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Evaluator::Department => "担当課",
            Evaluator::Secretariat => "事務局",
            Evaluator::Headquarters => "推進本部",
            Evaluator::Council => "懇談会等",
        }
    }
}

/// The grade of one item in one fiscal year by one evaluator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// The item.
    pub item: String,
    /// The fiscal year that was evaluated.
    pub fiscal_year: Option<FiscalYear>,
    /// Who evaluated.
    pub by: Evaluator,
    /// The label of the grade.
    pub grade: String,
    /// Why, as printed.
    pub reason: Option<String>,
    /// What was done (年度別実績), as printed.
    pub done: Option<String>,
    /// Where it stands.
    pub at: Place,
}

/// Counts by grade of a part of the plan, as printed. A blank or dash is none, never zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatedProgress {
    /// The titles from the highest section down; empty for the plan as a whole.
    pub path: Vec<String>,
    /// The number as printed of the last of the path: `①`.
    pub label: String,
    /// Examples of initiatives, as printed.
    pub examples: Option<String>,
    /// How many there are.
    pub total: Option<i64>,
    /// How many have each grade, in the order of the scale.
    pub grades: Vec<(String, Option<i64>)>,
    /// The shares printed beside the counts.
    pub shares: Vec<StatedShare>,
    /// The fiscal year it speaks of.
    pub fiscal_year: Option<FiscalYear>,
    /// Where it stands.
    pub at: Place,
}

impl StatedProgress {
    /// Whether it only names a part.
    pub fn is_without_figures(&self) -> bool {
        self.total.is_none() && self.shares.is_empty() && self.grades.iter().all(|(_, count)| count.is_none())
    }

    /// The examples one by one, without the "and others" behind them.
    pub fn example_list(&self) -> Vec<String> {
        let text = self.examples.as_deref().unwrap_or_default();
        let text = text.trim().trim_end_matches(['等', ' ', '　']);
        split_outside_brackets(text, &['、', '，', '\n'])
    }
}

/// A share as printed beside a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedShare {
    /// The grade whose share it is.
    pub label: String,
    /// The percentage with the places printed.
    pub percent: Decimal,
    /// Of what it is.
    pub of: ShareBase,
}

/// Of what shares are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ShareBase {
    /// Of all that is counted.
    #[default]
    All,
    /// Of what was evaluated: without the grades that the scale counts apart.
    Evaluated,
}

impl ShareBase {
    /// The word in keys, files and the database.
    pub const fn key(self) -> &'static str {
        match self {
            ShareBase::All => "all",
            ShareBase::Evaluated => "evaluated",
        }
    }

    /// The base of a word.
    pub fn of(key: &str) -> Option<Self> {
        [ShareBase::All, ShareBase::Evaluated]
            .into_iter()
            .find(|base| base.key() == key)
    }
}

/// Counts by grade, added up. A part without a figure makes no difference; no figure at all stays none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many there are.
    pub total: Option<i64>,
    /// How many have each grade, in the order of the scale.
    pub grades: Vec<(String, Option<i64>)>,
}

impl Tally {
    /// Adds up counts by grade; grades are matched by label, in the order first seen.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a StatedProgress>) -> Self {
        let mut sum = Tally::default();
        for row in rows {
            add(&mut sum.total, row.total);
            for (label, count) in &row.grades {
                match sum.grades.iter_mut().find(|(known, _)| known == label) {
                    Some((_, known)) => add(known, *count),
                    None => sum.grades.push((label.clone(), *count)),
                }
            }
        }
        sum
    }

    /// The share of a grade of what the scale evaluates; none for a grade that is counted apart.
    pub fn share(&self, label: &str, scale: Option<&Scale>) -> Option<Share> {
        let part = self.grades.iter().find(|(known, _)| known == label)?.1?;
        let whole = self.evaluated(scale)?;
        (!is_apart(scale, label)).then_some(Share { part, whole })
    }

    /// How many are evaluated: all but those whose grade a scale counts apart (対象外, 終了, 未着手).
    pub fn evaluated(&self, scale: Option<&Scale>) -> Option<i64> {
        self.total?;
        shares::base(self.total, &self.grades, |label| is_apart(scale, label))
    }
}

/// Whether a scale says that what has this grade does not count as evaluated.
pub fn is_apart(scale: Option<&Scale>, label: &str) -> bool {
    scale
        .and_then(|s| s.grade(label))
        .is_some_and(|grade| !grade.evaluated)
}

fn add(sum: &mut Option<i64>, more: Option<i64>) {
    if let Some(more) = more {
        *sum = Some(sum.unwrap_or(0).saturating_add(more));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(total: Option<i64>, ahead: Option<i64>) -> StatedProgress {
        StatedProgress {
            total,
            grades: vec![("◎".into(), ahead)],
            ..StatedProgress::default()
        }
    }

    #[test]
    fn a_blank_stays_a_blank() {
        assert_eq!(Tally::of(&[row(None, None), row(None, None)]).total, None);
        let tally = Tally::of(&[row(Some(3), Some(0)), row(None, None), row(Some(12), Some(2))]);
        assert_eq!((tally.total, tally.grades[0].1), (Some(15), Some(2)));
        assert_eq!(tally.share("◎", None), Some(Share { part: 2, whole: 15 }));
    }

    #[test]
    fn a_year_has_the_scale_made_for_it() {
        let scale = |year: Option<i16>, label: &str| Scale {
            grades: vec![Grade {
                label: label.into(),
                definition: String::new(),
                rank: 1,
                tone: Tone::Steady,
                evaluated: true,
            }],
            fiscal_year: year.and_then(FiscalYear::new),
            ..Scale::default()
        };
        let of = |scales: &[Scale], year: Option<i16>| {
            let found = scale_of(scales, year.and_then(FiscalYear::new));
            found.map(|s| s.grades[0].label.clone()).unwrap_or_default()
        };
        let all = [scale(Some(2019), "A"), scale(Some(2021), "B"), scale(None, "○")];
        assert_eq!(
            [of(&all, Some(2021)), of(&all, Some(2020)), of(&all, None)],
            ["B", "○", "○"]
        );
        let own = &all[..2];
        assert_eq!(
            [
                of(own, Some(2020)),
                of(own, Some(2022)),
                of(own, Some(2018)),
                of(own, None)
            ],
            ["A", "B", "A", "A"]
        );
        assert_eq!(scale_of(&[], None), None);
    }

    proptest::proptest! {
        #[test]
        fn the_order_of_rows_does_not_matter(counts in proptest::collection::vec(proptest::option::of(0i64..1000), 0..20)) {
            let rows: Vec<_> = counts.iter().map(|c| row(*c, *c)).collect();
            let mut back = rows.clone();
            back.reverse();
            proptest::prop_assert_eq!(Tally::of(&rows).total, Tally::of(&back).total);
            proptest::prop_assert_eq!(Tally::of(&rows).total, counts.iter().flatten().copied().reduce(|a, b| a + b));
        }
    }
}
