//! References to other plans, printed between 【】.
//!
//! Not here: resolving them; `【窓口電子化の推進】` is a heading inside a text and no reference.

use gyokaku_core::text::fold;

/// Words by which a bracket names a plan or an indicator of one.
const PLANS: [&str; 16] = [
    "計画",
    "構想",
    "指針",
    "プラン",
    "ビジョン",
    "戦略",
    "大綱",
    "方針",
    "指標",
    "総計",
    "条例",
    "総合戦略",
    "マスター",
    "要綱",
    "規程",
    "方策",
];

/// Words that head a passage though a plan word stands in them.
const HEADS: [&str; 14] = [
    "計画",
    "実績",
    "指標",
    "成果指標",
    "目標",
    "数値目標",
    "方針",
    "年度計画",
    "計画値",
    "活動指標",
    "取組方針",
    "基本方針",
    "実施計画",
    "評価指標",
];

/// The references in a text, as printed inside the brackets, in order.
pub(crate) fn references(text: &str) -> Vec<String> {
    brackets(text)
        .into_iter()
        .filter(|(_, inner)| names_a_plan(inner))
        .map(|(_, inner)| inner.trim().to_owned())
        .collect()
}

/// The text without the references at its end.
pub(crate) fn without_references(text: &str) -> String {
    let text = text.trim();
    let mut end = text.len();
    for (start, inner) in brackets(text).into_iter().rev() {
        let closes = start + '【'.len_utf8() + inner.len() + '】'.len_utf8();
        if closes != end || !names_a_plan(inner) {
            break;
        }
        end = text[..start].trim_end().len();
    }
    text[..end].to_owned()
}

/// Whether a text is nothing but references.
pub(crate) fn is_references(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('【') && text.ends_with('】') && without_references(text).is_empty()
}

fn names_a_plan(inner: &str) -> bool {
    let folded = fold(inner);
    PLANS.iter().any(|w| folded.contains(w)) && !HEADS.contains(&folded.as_str())
}

/// Each bracket: where it starts, and what it holds.
fn brackets(text: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut rest = 0;
    while let Some(open) = text[rest..].find('【').map(|i| rest + i) {
        let inside = open + '【'.len_utf8();
        let Some(close) = text[inside..].find('】').map(|i| inside + i) else {
            break;
        };
        // A bracket that is opened again before it closes was never closed.
        let inside = text[inside..close]
            .rfind('【')
            .map_or(inside, |i| inside + i + '【'.len_utf8());
        out.push((inside - '【'.len_utf8(), &text[inside..close]));
        rest = close + '】'.len_utf8();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_references_and_headings_are_not() {
        assert_eq!(
            references("維持します。\n【第三次総合計画1-2】 【産業ビジョン①】"),
            ["第三次総合計画1-2", "産業ビジョン①"]
        );
        assert!(references("【窓口の改善】 手続きを進める").is_empty());
        assert_eq!(
            without_references("維持します。 【第三次総合計画1-2】"),
            "維持します。"
        );
        assert_eq!(without_references("【窓口の改善】"), "【窓口の改善】");
        assert!(is_references("【総合計画1】\n【総合計画2】") && !is_references("本文【総合計画1】"));
    }
}
