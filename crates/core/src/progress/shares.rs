//! Which printed shares are of what: of all, or of what was evaluated; and which grades a scale so counts
//! apart.
//!
//! The figures decide where they can: a grade whose label says that nothing was evaluated (対象外) is
//! apart unless the printed shares are of all, and a grade that is printed without a share beside others
//! that have one is apart where their shares are of the rest. Not here: reading (`exchange`), the rule
//! that a share has to be met (`check`).

use super::{Grade, Scale, ShareBase, StatedProgress, StatedShare, Tone, is_apart};
use crate::indicator::Decimal;
use crate::labels::grade::stands_apart;
use crate::money::Share;

/// Settles what the rows of a plan say about its scales: grades that are counted apart get there, and
/// each printed share gets its base.
pub fn settle(progress: &mut [StatedProgress], scales: &mut [Scale]) {
    let explains = |scale: &Scale, row: &StatedProgress| {
        let of_year = scale.fiscal_year.is_none() || scale.fiscal_year == row.fiscal_year;
        of_year && row.grades.iter().any(|(label, _)| scale.grade(label).is_some())
    };
    for scale in scales {
        let rows: Vec<&StatedProgress> = progress.iter().filter(|row| explains(scale, row)).collect();
        let apart = apart(scale, &rows);
        let mut known: Vec<&str> = Vec::new();
        for (label, _) in rows.iter().flat_map(|row| &row.grades) {
            if !known.contains(&label.as_str()) {
                known.push(label);
            }
        }
        for label in known {
            put(scale, label, apart.iter().any(|one| one == label));
        }
        for row in progress.iter_mut().filter(|row| explains(scale, row)) {
            let some_apart = scale.grades.iter().any(|grade| !grade.evaluated);
            let of = match some_apart {
                true => ShareBase::Evaluated,
                false => ShareBase::All,
            };
            for share in &mut row.shares {
                share.of = of;
            }
        }
    }
}

/// Says of a grade of the scale whether it is counted apart; one that only the counts name is added where
/// it is apart.
fn put(scale: &mut Scale, label: &str, apart: bool) {
    if let Some(grade) = scale.grades.iter_mut().find(|grade| grade.label == label) {
        grade.evaluated = !apart;
        if apart {
            grade.tone = Tone::Neutral;
        }
    } else if apart {
        let last = scale.grades.iter().map(|grade| grade.rank).max().unwrap_or(0);
        scale.grades.push(Grade {
            label: label.to_owned(),
            definition: String::new(),
            rank: last.saturating_add(1),
            tone: Tone::Neutral,
            evaluated: false,
        });
    }
}

/// The labels that are counted apart: of the ways to read the rows, the one that meets most shares.
fn apart(scale: &Scale, rows: &[&StatedProgress]) -> Vec<String> {
    let mut labels: Vec<&str> = Vec::new();
    for (label, _) in rows.iter().flat_map(|row| &row.grades) {
        if !labels.contains(&label.as_str()) {
            labels.push(label);
        }
    }
    let is_shared = |label: &str| {
        let mut shares = rows.iter().flat_map(|row| &row.shares);
        shares.any(|share| share.label == label)
    };
    let said: Vec<String> = labels
        .iter()
        .filter(|label| is_apart(Some(scale), label) || stands_apart(label, &labels))
        .map(|label| (*label).to_owned())
        .collect();
    if !labels.iter().any(|label| is_shared(label)) {
        return said;
    }
    let without_share: Vec<String> = labels
        .iter()
        .filter(|label| !is_shared(label))
        .map(|label| (*label).to_owned())
        .collect();
    let met = |apart: &[String]| {
        let shares = rows
            .iter()
            .flat_map(|row| row.shares.iter().map(move |s| (row, s)));
        shares.filter(|(row, share)| is_met(row, share, apart)).count()
    };
    let mut best = (met(&said), said);
    for other in [without_share, Vec::new()] {
        let score = met(&other);
        if score > best.0 {
            best = (score, other);
        }
    }
    best.1
}

/// Whether a share is the part that its count is of what is left without the labels apart.
fn is_met(row: &StatedProgress, share: &StatedShare, apart: &[String]) -> bool {
    let count = row.count(&share.label);
    let base = row.base(|label| apart.iter().any(|one| one == label));
    count
        .zip(base)
        .is_some_and(|(part, whole)| agrees(Share { part, whole }, share.percent))
}

/// Whether a share is printed as it is: rounded half up to the places printed.
pub fn agrees(share: Share, percent: Decimal) -> bool {
    share.percent(u32::from(percent.places)) == Some(percent.value)
}

impl StatedProgress {
    /// The count of a grade.
    pub fn count(&self, label: &str) -> Option<i64> {
        self.grades.iter().find(|(known, _)| known == label)?.1
    }

    /// How many are left without the grades that are apart. A total that the other grades add up to is
    /// of these alone; without a total they are added up.
    pub fn base(&self, is_apart: impl Fn(&str) -> bool) -> Option<i64> {
        base(self.total, &self.grades, is_apart)
    }
}

/// See [`StatedProgress::base`].
pub(super) fn base(
    total: Option<i64>,
    grades: &[(String, Option<i64>)],
    is_apart: impl Fn(&str) -> bool,
) -> Option<i64> {
    let (apart, judged): (Vec<_>, Vec<_>) = grades.iter().partition(|(label, _)| is_apart(label));
    let sum = |grades: &[&(String, Option<i64>)]| grades.iter().filter_map(|(_, count)| *count).sum::<i64>();
    match total {
        Some(total) if total == sum(&judged) => Some(total),
        Some(total) => Some(total - sum(&apart)),
        None if judged.iter().any(|(_, count)| count.is_some()) => Some(sum(&judged)),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(total: Option<i64>, grades: &[(&str, i64, Option<i64>)]) -> StatedProgress {
        let share = |&(label, _, tenths): &(&str, i64, Option<i64>)| {
            Some(StatedShare {
                label: label.to_owned(),
                percent: Decimal {
                    value: tenths?,
                    places: 1,
                },
                of: ShareBase::default(),
            })
        };
        StatedProgress {
            total,
            grades: grades
                .iter()
                .map(|(label, n, _)| ((*label).to_owned(), Some(*n)))
                .collect(),
            shares: grades.iter().filter_map(share).collect(),
            ..StatedProgress::default()
        }
    }

    fn scale(labels: &[&str]) -> Scale {
        let mut scale = Scale::default();
        for label in labels {
            scale.grades.push(Grade {
                label: (*label).to_owned(),
                definition: String::new(),
                rank: 1,
                tone: Tone::Steady,
                evaluated: true,
            });
        }
        scale
    }

    fn settled(row: StatedProgress, labels: &[&str]) -> (Vec<String>, Vec<ShareBase>) {
        let (mut rows, mut scales) = ([row], [scale(labels)]);
        settle(&mut rows, &mut scales);
        let apart = scales[0].grades.iter().filter(|grade| !grade.evaluated);
        (
            apart.map(|grade| grade.label.clone()).collect(),
            rows[0].shares.iter().map(|share| share.of).collect(),
        )
    }

    #[test]
    fn what_has_no_share_beside_others_is_apart_where_the_shares_are_of_the_rest() {
        let grades = [
            ("S", 7, Some(109)),
            ("A", 30, Some(469)),
            ("B", 22, Some(344)),
            ("C", 5, Some(78)),
            ("見送り", 14, None),
        ];
        let (apart, of) = settled(row(Some(78), &grades), &["S", "A", "B", "C", "見送り"]);
        assert_eq!(apart, ["見送り"]);
        assert_eq!(of, [ShareBase::Evaluated; 4]);
    }

    #[test]
    fn words_that_say_so_are_apart_and_join_the_scale() {
        let (apart, _) = settled(
            row(Some(10), &[("◎", 1, None), ("○", 5, None), ("対象外", 4, None)]),
            &["◎", "○"],
        );
        assert_eq!(apart, ["対象外"]);
        // Beside signs 未実施 is no grade; where others are words of doing, it is the worst of them.
        let (apart, _) = settled(
            row(None, &[("A", 1, None), ("未実施", 4, None)]),
            &["A", "未実施"],
        );
        assert_eq!(apart, ["未実施"]);
        let (apart, _) = settled(
            row(None, &[("実施", 1, None), ("未実施", 4, None)]),
            &["実施", "未実施"],
        );
        assert!(apart.is_empty());
    }

    #[test]
    fn shares_of_all_make_a_state_a_grade() {
        let grades = [("○", 15, Some(750)), ("終了", 5, Some(250))];
        let (apart, of) = settled(row(Some(20), &grades), &["○", "終了"]);
        assert!(apart.is_empty());
        assert_eq!(of, [ShareBase::All; 2]);
    }

    #[test]
    fn a_total_may_be_of_the_evaluated_alone() {
        let of = |total| row(total, &[("○", 6, None), ("△", 4, None), ("対象外", 3, None)]);
        let base = |total| of(total).base(|label| label == "対象外");
        assert_eq!([base(Some(13)), base(Some(10)), base(None)], [Some(10); 3]);
        assert_eq!(StatedProgress::default().base(|_| false), None);
    }
}
