//! What became of an item in a new edition, as a cell prints it: 継続, 新規, 廃止（取組を集約）.
//!
//! Not here: rows of a crosswalk.

use gyokaku_core::crosswalk::EdgeKind;
use gyokaku_core::labels::brackets::{bracketed, without_brackets};
use gyokaku_core::text::fold;

use super::cut::one_line;

/// A class as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Class {
    /// What happened.
    pub(crate) kind: EdgeKind,
    /// As printed.
    pub(crate) label: String,
    /// The reason in its brackets.
    pub(crate) reason: Option<String>,
}

/// The class that a cell states; none for any other text.
pub(crate) fn class(text: &str) -> Option<Class> {
    let label = one_line(text);
    if label.chars().count() > 40 {
        return None;
    }
    let base = fold(&without_brackets(&label));
    let kind = match base.as_str() {
        "継続"
        | "変更"
        | "拡充"
        | "名称変更"
        | "継続実施"
        | "見直し"
        | "継続拡充"
        | "一部変更"
        | "後倒し"
        | "前倒し"
        | "縮小"
        | "修正"
        | "組替"
        | "分割"
        | "改称"
        | "継続(名称変更)"
        | "移行"
        | "引継ぎ"
        | "見直し継続"
        | "一部見直し"
        | "内容変更"
        | "拡大"
        | "強化"
        | "改善" => EdgeKind::Continued,
        "新規" | "追加" | "新規追加" => EdgeKind::New,
        "廃止" | "終了" | "中止" | "集約" | "統合" | "完了" | "削除" | "統合廃止" | "休止" | "再編"
        | "移管" | "取組完了" | "達成" | "終了予定" | "廃止・終了" => EdgeKind::Abolished,
        _ => return None,
    };
    // 継続（新規） says how it goes on; only the end of an item has a reason in brackets.
    let reason = bracketed(&label).filter(|_| kind == EdgeKind::Abolished);
    Some(Class { kind, label, reason })
}

/// Whether a class says that an item became part of another.
pub(crate) fn goes_into(label: &str) -> bool {
    let base = fold(&without_brackets(label));
    ["統合", "集約", "再編", "移管"].iter().any(|w| base.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        let seen = |text| class(text).map(|c| (c.kind, c.reason));
        assert_eq!(seen("継続（新規）"), Some((EdgeKind::Continued, None)));
        assert_eq!(
            seen("廃止（取組を集約）"),
            Some((EdgeKind::Abolished, Some("取組を集約".into())))
        );
        assert_eq!(seen("新規職員の採用"), None);
    }
}
