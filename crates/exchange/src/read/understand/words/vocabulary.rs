//! What a header cell says: its field, the kind of its amounts, who evaluates, the name of a level.
//!
//! Not here: the synonyms themselves (`synonyms`), where a column stands and what its cells hold (`head`).

use gyokaku_core::effect::EffectKind;
use gyokaku_core::labels::Kind;
use gyokaku_core::labels::brackets::without_brackets;
use gyokaku_core::labels::kind::kind_of_folded;
use gyokaku_core::progress::Evaluator;
use gyokaku_core::text::fold;

use super::cut;
pub(crate) use super::synonyms::Field;
use super::synonyms::exact;

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
pub(crate) fn field(text: &str) -> Option<Field> {
    if text.chars().count() > 32 {
        return None;
    }
    let key = key(text);
    exact(&key)
        .or_else(|| exact(key.strip_suffix('名').unwrap_or(&key)))
        .or_else(|| by_part(&key))
        .or_else(|| joined(&key))
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

/// Plan, actual or forecast, where a text says so; the word that stands last in the text decides.
pub(crate) fn kind(text: &str) -> Option<EffectKind> {
    let mut folded = fold(text);
    // The name of a plan does not say that its amounts are planned.
    for name in [
        "実施計画",
        "推進計画",
        "行動計画",
        "改革計画",
        "総合計画",
        "適正化計画",
        "健全化計画",
        "計画期間",
        "計画策定",
    ] {
        folded = folded.replace(name, "");
    }
    let mut best: Option<(usize, EffectKind)> = None;
    let words: [(&str, EffectKind); 9] = [
        ("実績", EffectKind::Actual),
        ("決算", EffectKind::Actual),
        ("見込", EffectKind::Forecast),
        ("予測", EffectKind::Forecast),
        ("見通し", EffectKind::Forecast),
        ("計画額", EffectKind::Plan),
        ("計画値", EffectKind::Plan),
        ("計画", EffectKind::Plan),
        ("目標", EffectKind::Plan),
    ];
    for (word, kind) in words {
        if let Some(at) = folded
            .rfind(word)
            .filter(|_| !(word == "計画" && folded.contains("計画策定")))
            && best.is_none_or(|(known, _)| at > known)
        {
            best = Some((at, kind));
        }
    }
    best.map(|(_, kind)| kind)
}

/// Who gives the grades of a column, by its header.
pub(crate) fn evaluator(header: &str) -> Evaluator {
    let folded = fold(header);
    let has = |words: &[&str]| words.iter().any(|w| folded.contains(w));
    if has(&["事務局", "二次評価", "2次評価", "所管評価"]) {
        Evaluator::Secretariat
    } else if has(&["本部", "最終評価", "三次評価", "3次評価"]) {
        Evaluator::Headquarters
    } else if has(&["外部", "審議会", "懇談会", "委員会", "懇話会"]) {
        Evaluator::Council
    } else {
        Evaluator::Department
    }
}

/// The plan's own name of a level, out of its header: 取組項目 of 後期 取組項目名.
pub(crate) fn level_name(header: &str) -> String {
    let plain = cut::closed(&without_brackets(header));
    let mut name = plain.as_str();
    for start in [
        "前期",
        "後期",
        "新計画",
        "旧計画",
        "新プラン",
        "旧プラン",
        "新たな",
        "新しい",
        "新",
        "旧",
        "現行",
        "次期",
        "現計画",
        "次計画",
        "前計画",
    ] {
        let rest = name.strip_prefix(start).unwrap_or(name).trim();
        // 新規 and 新設 are words of their own; a word of one sign is no name of a level.
        if !rest.starts_with(['規', '設', 'た', 'し']) && rest.chars().count() >= 2 {
            name = rest.trim_start_matches('の');
        }
    }
    name.strip_suffix('名')
        .filter(|n| n.chars().count() >= 2)
        .unwrap_or(name)
        .to_owned()
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
        ] {
            assert_eq!(field(text), Some(wanted), "{text}");
        }
        assert_eq!(field("行政経営課"), None);
        assert_eq!(field("新規"), None);
    }

    #[test]
    fn kinds_and_levels() {
        assert_eq!(kind("令和4年度 (実績)"), Some(EffectKind::Actual));
        assert_eq!(kind("計画策定時点の効果額見込み"), Some(EffectKind::Forecast));
        assert_eq!(kind("令和4年度"), None);
        assert_eq!(level_name("後期 取組項目名"), "取組項目");
    }
}
