//! The field that a header cell names: the title, the department in charge, a grade, an effect, a total.
//!
//! Not here: the synonyms themselves (`synonyms`), where a column stands and what its cells hold (`tabular`).

use super::brackets::{bracketed, without_brackets};
use super::formula::without_letters;
use super::kind::{Kind, kind_of_folded};
pub use super::synonyms::Field;
use super::synonyms::exact;
use crate::text::fold;

/// A header text as it is looked up: folded, without brackets and without 名, 欄, 等 at its end.
fn key(text: &str) -> String {
    // 計画額_円: open data part a name and its unit so.
    let text = text
        .split_once('_')
        .filter(|(_, unit)| unit.chars().count() <= 3)
        .map_or(text, |(name, _)| name);
    let folded = fold(&without_brackets(text));
    let folded = if folded.is_empty() { fold(text) } else { folded };
    let mut key = folded
        .trim_start_matches(['■', '●', '○', '【', '※', '・'])
        .trim_end_matches(['】', ':', '・', '※'])
        .to_owned();
    for end in ["等", "欄"] {
        if let Some(cut) = key.strip_suffix(end).filter(|c| c.chars().count() >= 2) {
            key = cut.to_owned();
        }
    }
    key.replace("取り組み", "取組")
        .replace("取組み", "取組")
        .replace("とりくみ", "取組")
}

/// The field that a header cell names.
pub fn field(text: &str) -> Option<Field> {
    if text.chars().count() > 32 {
        return None;
    }
    let key = key(without_letters(text));
    exact(&key)
        .or_else(|| exact(key.strip_suffix('名').unwrap_or(&key)))
        .or_else(|| by_part(&key))
        .or_else(|| code(&key))
        .or_else(|| in_charge(&key))
        .or_else(|| joined(&key))
}

/// 施策コード, 事業番号, 分類No: what numbers the things that a column could name.
fn code(key: &str) -> Option<Field> {
    let named = ["コード", "番号", "no.", "no", "id"]
        .iter()
        .find_map(|end| key.strip_suffix(end))?;
    matches!(
        exact(named)?,
        Field::Title | Field::TitleOrLevel | Field::TitleOrContent | Field::Level | Field::Category
    )
    .then_some(Field::Number)
}

/// 担当グループ, 所管チーム: who is in charge, whatever a body calls its units; a person is no unit.
fn in_charge(key: &str) -> Option<Field> {
    let unit = ["主担当", "担当", "所管", "主管"]
        .iter()
        .find_map(|start| key.strip_prefix(start))?;
    let is_unit = (2..=6).contains(&unit.chars().count())
        && !unit.ends_with(['者', '員', '名', '数', '額', '率', '業', '務', '費'])
        && !unit.contains(['・', '、', 'の', '/']);
    let is_word = |c: char| matches!(c, '\u{4E00}'..='\u{9FFF}' | 'ァ'..='ヴ' | 'ー');
    (is_unit && unit.chars().all(is_word)).then_some(Field::Lead)
}

/// A header that joins two: 目標・指標 is the target, 担当課及び関係課 the lead.
fn joined(key: &str) -> Option<Field> {
    let (front, behind) = ["・", "及び", "/", "と"]
        .iter()
        .find_map(|mark| key.split_once(mark))?;
    exact(behind)?;
    exact(front)
}

fn by_part(key: &str) -> Option<Field> {
    let has = |words: &[&str]| words.iter().any(|w| key.contains(w));
    let short = key.chars().count() <= 14;
    let said = kind_of_folded(key);
    if said == Kind::Difference {
        return Some(Field::Difference);
    }
    if short && has(&["取組", "項目", "事業", "プラン", "計画"]) {
        let old = [
            "前計画",
            "現計画",
            "これまで",
            "見直し元",
            "前回",
            "前プラン",
            "前大綱",
            "前期",
            "旧",
            "現行",
            "改定前",
            "変更前",
            "見直し前",
            "従前",
            "改訂前",
        ]
        .iter()
        .any(|w| key.starts_with(w));
        let new = [
            "後期",
            "新",
            "次期",
            "改定後",
            "変更後",
            "見直し後",
            "改訂後",
            "次計画",
            "今後",
            "今回",
            "本計画",
        ]
        .iter()
        .any(|w| key.starts_with(w))
            && !key.starts_with("新規");
        if old || new {
            return Some(if old { Field::Old } else { Field::New });
        }
    }
    if has(&["効果額", "財政効果"]) {
        return Some(Field::Effect);
    }
    if key.ends_with("評価") && short {
        return Some(Field::Grade);
    }
    if short && matches!(said, Kind::Total(_) | Kind::Running) || key.starts_with("合計") {
        return Some(Field::Total);
    }
    if short && (key.ends_with("担当課") || key.ends_with("所管課") || key.ends_with("担当部署")) {
        return Some(Field::Lead);
    }
    if short && (key.ends_with("進捗状況") || key.ends_with("達成状況")) {
        return Some(Field::Grade);
    }
    if short && key.ends_with("目標値") {
        return Some(Field::TargetValue);
    }
    if short && key.ends_with("実績値") {
        return Some(Field::ActualValue);
    }
    None
}

/// The field that a header names, or that of the level in its brackets: 基本姿勢(改革項目).
pub fn field_or_level(text: &str) -> Option<Field> {
    field(text).or_else(|| {
        let inner = bracketed(text)?;
        field(&inner).filter(|f| matches!(f, Field::Level | Field::TitleOrLevel | Field::Title))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synonyms_fold_into_fields() {
        for (text, wanted) in [
            ("通し番号", Field::Serial),
            ("Ｎｏ．", Field::Number),
            ("取り組み項目名", Field::Title),
            ("主 務 課", Field::Lead),
            ("効果額（千円）", Field::Effect),
            ("前期 取組項目名", Field::Old),
            ("後期 取組項目名", Field::New),
            ("計画策定時 との比較", Field::Difference),
            ("合計額 (R4~R9)", Field::Total),
            ("改革項目(推進施策)", Field::TitleOrLevel),
            ("推進本部評価", Field::Grade),
            ("施策コード", Field::Number),
            ("分類No.", Field::Number),
            ("担当グループ", Field::Lead),
            ("所管チーム", Field::Lead),
            ("計画額 A", Field::Kind),
            ("実績額（Ｂ）", Field::Kind),
        ] {
            assert_eq!(field(text), Some(wanted), "{text}");
        }
        assert_eq!(field("行政経営課"), None);
        assert_eq!(field("新規"), None);
        assert_eq!(field("部署コード"), None);
        assert_eq!(field("担当者名"), None);
        assert_eq!(field("担当業務"), None);
    }
}
