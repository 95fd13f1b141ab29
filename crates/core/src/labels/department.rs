//! Whether a label reads as a department: 財政課, 市民センター, 消防本部.
//!
//! Not here: what department a label means (`department`), lists of departments in a cell.

use super::brackets::without_brackets;
use crate::text::fold;

/// Whether a name ends as that of a section: 課, 室, センター.
pub fn ends_as_section(name: &str) -> bool {
    let plain = fold(&without_brackets(name));
    plain.chars().count() >= 2
        && [
            "課",
            "室",
            "係",
            "所",
            "館",
            "局",
            "センター",
            "事務局",
            "全庁",
            "課等",
            "担当",
        ]
        .iter()
        .any(|end| plain.ends_with(end))
}

/// Whether a short text reads as a department.
pub fn is_department(name: &str) -> bool {
    let plain = fold(&without_brackets(name));
    let length = plain.chars().count();
    (2..=16).contains(&length)
        && !plain.contains(['。', '、'])
        && (ends_as_section(name)
            || [
                "部",
                "会",
                "院",
                "署",
                "本部",
                "庁",
                "校",
                "園",
                "各課",
                "グループ",
                "チーム",
                "事務所",
                "団",
            ]
            .iter()
            .any(|end| plain.ends_with(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_departments() {
        assert!(is_department("財政課") && is_department("消防本部（警防）"));
        assert!(!is_department("歳入の確保") && ends_as_section("市民センター"));
    }
}
