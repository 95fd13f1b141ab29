//! Plans in the Strategy Markup Language, part 2 (StratML, after ISO 17469): a plan with its parts, who leads, and its
//! indicators, as others in the world exchange strategic plans and reports on them.
//!
//! A section is a `Goal`, an item an `Objective` of the goal that it lies in, an indicator a `PerformanceIndicator` of its
//! item. What the language has no element for stands in `OtherInformation` under a label of its own ([`Label`]), so that
//! what goes out comes in again. Not here: amounts, grades and opinions, which the language does not know.

mod read;
mod write;

pub(crate) use read::{document, is_plan, understood};
pub use write::write;

/// The element that is the whole plan.
const ROOT: &str = "PerformancePlanOrReport";

/// The namespace of the elements.
const NAMESPACE: &str = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport";

/// The goal that holds what lies in no section, by its identifier.
const NO_SECTION: &str = "_gyokaku_no_section";

/// The objective that holds the indicators of no item.
const NO_ITEM: &str = "_gyokaku_no_item";

/// What a role of a department is called.
const LEAD: &str = "主担当課";
const SUPPORT: &str = "関係課";

/// What the language has no element for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    /// The section above, by its identifier.
    Above,
    /// The plan's own name of a level; of the plan itself those of all its levels, one a line.
    Level,
    /// The item that an item belongs to, by its identifier.
    Parent,
    /// Who supports, one department a line.
    Support,
    /// The serial number of an item.
    Serial,
    /// The target of an item.
    Target,
    /// When.
    Schedule,
    /// Other plans referred to, one a line.
    References,
    /// Which way is better.
    Direction,
}

impl Label {
    const ALL: [Label; 9] = [
        Label::Above,
        Label::Level,
        Label::Parent,
        Label::Support,
        Label::Serial,
        Label::Target,
        Label::Schedule,
        Label::References,
        Label::Direction,
    ];

    const fn word(self) -> &'static str {
        match self {
            Label::Above => "上位の区分",
            Label::Level => "階層",
            Label::Parent => "上位の取組項目",
            Label::Support => SUPPORT,
            Label::Serial => "通し番号",
            Label::Target => "目標",
            Label::Schedule => "スケジュール",
            Label::References => "関連計画",
            Label::Direction => "めざす方向",
        }
    }
}

/// What opens a label in other information. A line of a text that begins so is set in by a space.
const OPENS: char = '【';
const SET_IN: char = '\u{3000}';

/// Other information: each label in a line of its own, its text below it.
pub(crate) fn labelled<'a>(parts: impl IntoIterator<Item = (Label, &'a str)>) -> String {
    let mut lines = Vec::new();
    for (label, text) in parts {
        if text.trim().is_empty() {
            continue;
        }
        lines.push(format!("【{}】", label.word()));
        for line in text.lines() {
            let is_like_a_label = line.trim_start_matches(SET_IN).starts_with(OPENS);
            lines.push(match is_like_a_label {
                true => format!("{SET_IN}{line}"),
                false => line.to_owned(),
            });
        }
    }
    lines.join("\n")
}

/// The text below a label of other information; none where it does not stand there.
pub(crate) fn under(text: &str, label: Label) -> Option<String> {
    let is_label = |line: &str| {
        let word = line.strip_prefix(OPENS)?.strip_suffix('】')?;
        Label::ALL.into_iter().find(|label| label.word() == word)
    };
    let mut found: Option<Vec<String>> = None;
    for line in text.lines() {
        if let Some(here) = is_label(line.trim_end()) {
            if found.is_some() {
                break;
            }
            if here == label {
                found = Some(Vec::new());
            }
            continue;
        }
        if let Some(lines) = &mut found {
            let set_in = line.strip_prefix(SET_IN);
            let own = set_in.filter(|own| own.trim_start_matches(SET_IN).starts_with(OPENS));
            lines.push(own.unwrap_or(line).to_owned());
        }
    }
    found
        .map(|lines| lines.join("\n"))
        .filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_hold_any_text() {
        let target = "収納率を上げる\n【目標】は別に定める\n\u{3000}【階層】";
        let text = labelled([
            (Label::Serial, "No.2"),
            (Label::Target, target),
            (Label::Schedule, ""),
            (Label::References, "総合計画\n【緑の計画】"),
        ]);
        assert_eq!(under(&text, Label::Serial).as_deref(), Some("No.2"));
        assert_eq!(under(&text, Label::Target).as_deref(), Some(target));
        assert_eq!(under(&text, Label::Schedule), None);
        assert_eq!(
            under(&text, Label::References).as_deref(),
            Some("総合計画\n【緑の計画】")
        );
        assert_eq!(under("Additional guidance.", Label::Target), None);
    }
}
