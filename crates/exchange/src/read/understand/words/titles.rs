//! Titles of parts of a plan: the label and the word of a level in them, the parts that one cell lists.
//!
//! Not here: where a title stands (`sections`).

use gyokaku_core::labels::brackets::{bracketed, without_brackets};
use gyokaku_core::text::{fold, split_outside_brackets};

use super::cut::one_line;
use super::grades::heads_graded;
use super::numbering::{Style, labelled};
use super::vocabulary::level_name;
use gyokaku_core::labels::field::{Field, field};

/// The plan's word for a level, out of a label such as `実施方針1`.
pub(crate) fn level_word(style: &Style) -> &str {
    match style {
        Style::Word(word) => word,
        _ => "",
    }
}

/// A label and a title out of the text of a level: the label in front, or behind as in `業務改革 基本方針1`.
pub(crate) fn titled(text: &str) -> (String, String, String) {
    let line = one_line(text);
    if let Some(found) = labelled(&line).filter(|f| !f.title.is_empty()) {
        return (
            found.label.clone(),
            found.title.clone(),
            level_word(&found.style).to_owned(),
        );
    }
    if let Some((front, behind)) = line.rsplit_once([' ', '　'])
        && let Some(found) =
            labelled(behind).filter(|f| f.title.is_empty() && matches!(f.style, Style::Word(_)))
    {
        return (
            found.label,
            front.trim().to_owned(),
            level_word(&found.style).to_owned(),
        );
    }
    (String::new(), line, String::new())
}

/// Words of headings that introduce a table or a chapter of the document, not a part of the plan.
pub(crate) fn is_about_the_document(title: &str) -> bool {
    let folded = fold(&without_brackets(title));
    const ABOUT: [&str; 33] = [
        "一覧",
        "進捗",
        "状況",
        "評価",
        "結果",
        "総括",
        "効果額",
        "資料",
        "別紙",
        "様式",
        "について",
        "目次",
        "計画期間",
        "はじめに",
        "凡例",
        "整理表",
        "見方",
        "趣旨",
        "スケジュール",
        "推進体制",
        "概要版",
        "sheet",
        "シート",
        "集計",
        "内訳",
        "行動計画",
        "実施計画",
        "アクションプラン",
        "体系",
        "推進期間",
        "位置付け",
        "大綱",
        "個票",
    ];
    folded.is_empty()
        || ABOUT.iter().any(|w| folded.contains(w))
        || gyokaku_core::fiscal_year::parse(title).is_some()
        || heads_graded(title)
}

/// The name of a level in a header, and the name of the level below that stands in its brackets.
pub(crate) fn level_names(header: &str) -> (String, Option<String>) {
    let base = level_name(header);
    let is_level = |text: &str| {
        matches!(
            field(text),
            Some(Field::Level | Field::Title | Field::TitleOrLevel)
        )
    };
    match bracketed(header)
        .map(|inner| one_line(&inner))
        .filter(|inner| is_level(inner))
    {
        Some(inner) if is_level(&base) => (base, Some(inner)),
        Some(inner) => (inner, None),
        None => (base, None),
    }
}

/// The labels and titles of the parts that a cell lists: `人材 / 体制 / 組織`.
pub(crate) fn listed(text: &str) -> Vec<(String, String)> {
    let text = one_line(text);
    let text = text.trim_matches(['(', '（']);
    let opened = text.matches(['(', '（']).count();
    let closed = text.matches([')', '）']).count();
    let text = if closed > opened {
        text.trim_end_matches([')', '）'])
    } else {
        text
    };
    let mut parts = Vec::new();
    for part in split_outside_brackets(text, &['/', '／', '\n']) {
        let part = part.trim_matches(['「', ' ', '　', '・']).to_owned();
        if part.chars().count() < 3 {
            continue;
        }
        let found = labelled(&part).filter(|f| !f.title.is_empty());
        parts.push(found.map_or_else(|| (String::new(), part), |f| (f.label, f.title)));
    }
    parts
}
