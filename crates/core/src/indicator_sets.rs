//! Indicators that most reform plans follow, in sets that are added at once: the staff plan by kind (定員管理計画) on 1 April,
//! overtime, and rates of collection.
//!
//! Source of the kinds of staff: the classes of the yearly survey on the number of staff of local bodies
//! (地方公共団体定員管理調査). Not here: the ratios of the act on soundness, which come with limits (`crate::soundness`).

use crate::indicator::Direction;

/// A set of indicators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndicatorSet {
    /// The word in forms.
    pub key: &'static str,
    /// The words on the screen.
    pub label: &'static str,
    /// Name, unit and direction of each.
    pub indicators: &'static [(&'static str, &'static str, Direction)],
}

/// Every set, in the order of a choice.
pub const SETS: [IndicatorSet; 3] = [
    IndicatorSet {
        key: "staff",
        label: "職員数（定員管理計画、4月1日現在）",
        indicators: &[
            ("職員数（4月1日現在）", "人", Direction::StayBelow),
            ("職員数（一般行政部門）", "人", Direction::StayBelow),
            ("職員数（教育部門）", "人", Direction::StayBelow),
            ("職員数（消防部門）", "人", Direction::StayBelow),
            ("職員数（公営企業等会計部門）", "人", Direction::StayBelow),
        ],
    },
    IndicatorSet {
        key: "overtime",
        label: "時間外勤務",
        indicators: &[
            ("職員1人当たりの月平均時間外勤務時間", "時間", Direction::Down),
            (
                "月45時間を超えて時間外勤務をした職員の延べ人数",
                "人",
                Direction::Down,
            ),
        ],
    },
    IndicatorSet {
        key: "collection",
        label: "収納率",
        indicators: &[
            ("市区町村税（現年課税分）収納率", "%", Direction::Up),
            ("市区町村税（滞納繰越分）収納率", "%", Direction::Up),
            ("国民健康保険税（料）（現年度分）収納率", "%", Direction::Up),
            ("介護保険料（現年度分）収納率", "%", Direction::Up),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_indicator_of_the_sets_has_a_name_of_its_own() {
        let mut names: Vec<&str> = SETS
            .iter()
            .flat_map(|set| set.indicators)
            .map(|(name, ..)| *name)
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
