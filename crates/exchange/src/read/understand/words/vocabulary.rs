//! The words of header cells, folded into fields. One place for every synonym.
//!
//! Not here: where a column stands and what its cells hold (`head`).

use gyokaku_core::effect::EffectKind;
use gyokaku_core::progress::Evaluator;
use gyokaku_core::text::fold;

use super::cut::{self, without_brackets};

/// What a column is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Field {
    /// 通し番号
    Serial,
    /// 番号, No.
    Number,
    /// 取組項目, 実施項目, 事業名
    Title,
    /// 項目, 改革項目, 施策: the title, or a level where a title stands further right.
    TitleOrLevel,
    /// 具体的な取組: the title where nothing else is one, else the content.
    TitleOrContent,
    /// 基本方針, 戦略区分, 柱
    Level,
    /// 区分: by its values a class, a grade or a level.
    Category,
    /// 取組内容, 概要
    Content,
    /// 目標
    Target,
    /// 指標
    Indicator,
    /// 目標値
    TargetValue,
    /// 実績値
    ActualValue,
    /// 現状値, 基準値
    BaseValue,
    /// 単位
    UnitName,
    /// スケジュール
    Schedule,
    /// 主務課
    Lead,
    /// 関係課
    Support,
    /// 進捗状況, 評価
    Grade,
    /// 評価理由
    Reason,
    /// 取組実績
    Done,
    /// 効果額
    Effect,
    /// 金額
    Amount,
    /// 計画, 実績, 見込 on their own below another header.
    Kind,
    /// 見直し区分
    Class,
    /// 前期 取組項目
    Old,
    /// 後期 取組項目
    New,
    /// 関連計画
    Reference,
    /// 取組計, 項目数
    Count,
    /// 合計, 計
    Total,
    /// 割合
    Rate,
    /// 比較, 増減
    Difference,
    /// 年度 as a row's own label
    YearLabel,
    /// Known words without a field of their own: 課題, 今後の方向性, 備考.
    Extra,
}

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

fn exact(key: &str) -> Option<Field> {
    Some(match key {
        "通し番号" | "通番" | "連番" | "通しno" | "通しno." | "通no" => Field::Serial,
        "no" | "no." | "№" | "番号" | "整理番号" | "項目番号" | "取組番号" | "管理番号" | "項番"
        | "項目no" | "項目no." | "取組no" | "取組no." | "事業番号" | "実施項目番号" | "取組項目番号"
        | "コード" | "取組コード" | "改革項目番号" | "整理no" | "整理no." | "個票番号" | "シート番号"
        | "#" | "id" | "施策番号" => Field::Number,
        "取組項目"
        | "実施項目"
        | "取組"
        | "事業"
        | "取組事項"
        | "取組事業"
        | "実施事業"
        | "実施事項"
        | "推進事項"
        | "改善項目"
        | "個別項目"
        | "細目"
        | "件"
        | "具体的取組項目"
        | "具体的取組事項"
        | "具体的実施項目"
        | "実施計画項目"
        | "取組の名称"
        | "取組名称"
        | "事務事業"
        | "実施項目の名称"
        | "名称"
        | "取組件"
        | "個別取組"
        | "個別取組項目"
        | "行動計画項目"
        | "実施細目"
        | "取組タイトル"
        | "プロジェクト" => Field::Title,
        "項目" | "改革項目" | "推進項目" | "施策" | "小項目" | "推進施策" | "主要施策" | "具体的施策"
        | "取組施策" | "重点取組項目" | "取組分野" | "改革事項" | "個別施策" | "検討項目" | "改革課題" => {
            Field::TitleOrLevel
        }
        "具体的取組" | "具体的な取組" | "主な取組" | "具体的な方策" | "具体的方策" | "具体策" => {
            Field::TitleOrContent
        }
        "基本方針" | "実施方針" | "戦略区分" | "重点項目" | "柱" | "改革の柱" | "基本目標" | "大項目"
        | "中項目" | "大分類" | "中分類" | "小分類" | "分野" | "視点" | "体系" | "重点施策"
        | "重点改革項目" | "戦略" | "基本施策" | "基本方向" | "方針" | "章" | "政策" | "改革分野"
        | "取組方針" | "重点分野" | "重点取組" | "改革の視点" | "基本的方向" | "推進方針" | "改革方針"
        | "取組の柱" | "基本戦略" | "重点方針" | "取組区分" | "施策の柱" | "施策体系" | "基本項目"
        | "重点目標" | "基本的視点" | "大綱項目" | "推進分野" | "テーマ" => Field::Level,
        "区分" | "分類" | "種別" => Field::Category,
        "取組内容"
        | "実施内容"
        | "概要"
        | "内容"
        | "取組概要"
        | "事業概要"
        | "取組の内容"
        | "取組の概要"
        | "改革内容"
        | "説明"
        | "事業内容"
        | "具体的な取組内容"
        | "具体的取組内容"
        | "主な取組内容"
        | "具体的内容"
        | "具体的な内容"
        | "実施概要"
        | "項目概要"
        | "項目の概要"
        | "実施項目の概要"
        | "実施項目の内容"
        | "改革の内容"
        | "取組事例"
        | "現状と取組内容"
        | "推進内容" => Field::Content,
        "目標"
        | "取組目標"
        | "達成目標"
        | "数値目標"
        | "成果目標"
        | "到達目標"
        | "目指す姿"
        | "期待される成果"
        | "期待される効果"
        | "目標とする姿"
        | "取組の目標"
        | "計画目標"
        | "目指す成果"
        | "期待する効果"
        | "達成すべき目標" => Field::Target,
        "指標"
        | "成果指標"
        | "kpi"
        | "評価指標"
        | "目標指標"
        | "管理指標"
        | "活動指標"
        | "指標の内容"
        | "数値指標"
        | "重要業績評価指標" => Field::Indicator,
        "目標値" | "計画値" | "目標数値" | "最終目標値" => Field::TargetValue,
        "実績値" | "達成値" => Field::ActualValue,
        "現状値" | "基準値" | "現況値" | "策定時の値" | "現状" => Field::BaseValue,
        "単位" => Field::UnitName,
        "スケジュール"
        | "年度別計画"
        | "実施時期"
        | "実施スケジュール"
        | "年次計画"
        | "工程"
        | "実施年度"
        | "取組スケジュール"
        | "年度計画"
        | "工程表"
        | "推進スケジュール"
        | "実施期間"
        | "取組期間"
        | "取組時期"
        | "年度別取組"
        | "行程"
        | "年度別スケジュール"
        | "年次別計画"
        | "取組年度"
        | "実施予定年度"
        | "実施予定"
        | "計画年度"
        | "実施計画"
        | "年度別取組計画"
        | "年度別実施計画"
        | "年度別取組内容"
        | "推進計画"
        | "取組工程"
        | "ロードマップ" => Field::Schedule,
        "主務課" | "担当課" | "所管課" | "主管課" | "実施主体" | "担当部署" | "所管部署" | "担当部局"
        | "担当" | "所管" | "担当所属" | "推進課" | "実施課" | "主担当課" | "主担当" | "主担当部署"
        | "責任部署" | "取組部署" | "課" | "所属" | "部局" | "部課" | "担当部課" | "所管部課"
        | "主管部署" | "主務部署" | "担当組織" | "所管部局" | "推進主体" | "実施部署" | "取組主体"
        | "主管部課" | "担当部・課" | "所管室課" | "担当室課" | "主たる担当課" | "推進担当課" | "部署" => {
            Field::Lead
        }
        "関係課" | "関連課" | "関連部署" | "関係部署" | "協力課" | "副担当課" | "連携課" | "関係所属"
        | "支援課" | "関係部局" | "関係部課" | "関連部局" | "協力部署" | "関係各課" | "連携部署"
        | "副担当" | "関連所属" => Field::Support,
        "進捗状況" | "評価" | "達成状況" | "進捗" | "進捗度" | "自己評価" | "達成度" | "進捗評価"
        | "総合評価" | "評価区分" | "進捗区分" | "達成区分" | "判定" | "一次評価" | "二次評価"
        | "担当課評価" | "事務局評価" | "本部評価" | "外部評価" | "評価結果" | "内部評価" | "進捗管理"
        | "進行状況" | "年度評価" | "達成度評価" | "推進本部評価" | "所管課評価" | "審議会評価"
        | "懇談会評価" | "委員会評価" => Field::Grade,
        "評価理由" | "理由" | "評価の理由" | "判断理由" | "評価の根拠" | "評価コメント" | "進捗理由"
        | "判定理由" | "評価の説明" | "評価内容" => Field::Reason,
        "年度別実績"
        | "実施状況"
        | "取組実績"
        | "取組状況"
        | "実施結果"
        | "取組結果"
        | "成果"
        | "主な成果"
        | "進捗内容"
        | "具体的な実績"
        | "実績内容"
        | "取組の実績"
        | "取組の状況"
        | "主な実績"
        | "取組成果"
        | "実施実績"
        | "取組内容の実績"
        | "取組実績・成果"
        | "進捗状況の内容" => Field::Done,
        "効果額"
        | "財政効果"
        | "改善額"
        | "財政効果額"
        | "効果見込額"
        | "収支改善額"
        | "改革効果額"
        | "改革改善効果額"
        | "削減額"
        | "増収額"
        | "効果"
        | "財政的効果"
        | "財政効果見込額"
        | "計画効果額"
        | "実績効果額"
        | "効果額計画"
        | "効果額実績"
        | "効果額見込"
        | "目標効果額"
        | "取組効果額"
        | "効果見込"
        | "経費削減額" => Field::Effect,
        "金額" | "額" => Field::Amount,
        "計画" | "実績" | "見込" | "見込み" | "予定" | "決算" | "計画額" | "実績額" | "見込額" | "目標額"
        | "当初計画" | "予算" | "決算額" | "実績見込" | "見通し" => Field::Kind,
        "見直し区分"
        | "見直し"
        | "継続・新規"
        | "新規・継続"
        | "新規/継続"
        | "新規・継続の別"
        | "見直し結果"
        | "見直しの区分"
        | "異動区分"
        | "変更区分"
        | "取扱い"
        | "継続区分"
        | "見直し内容"
        | "新規継続区分" => Field::Class,
        "関連計画"
        | "関連指標"
        | "上位計画"
        | "総合計画との関連"
        | "関連する計画"
        | "根拠計画"
        | "関連計画・指標"
        | "関連施策" => Field::Reference,
        "取組計"
        | "項目数"
        | "件数"
        | "取組数"
        | "取組項目数"
        | "総数"
        | "実施項目数"
        | "対象項目数"
        | "評価対象"
        | "全体"
        | "評価対象項目数"
        | "項目計"
        | "取組件数"
        | "全項目数" => Field::Count,
        "計" | "合計" | "総計" | "小計" | "合計額" | "総額" | "累計" | "累計額" => {
            Field::Total
        }
        "割合" | "構成比" | "達成率" | "進捗率" | "実施率" | "比率" | "率" | "割合%" => {
            Field::Rate
        }
        "年度" | "年次" => Field::YearLabel,
        "前期" | "改訂前" | "改定前" | "見直し前" | "変更前" | "前期計画" | "旧計画" | "現行計画" => {
            Field::Old
        }
        "後期" | "改訂後" | "改定後" | "見直し後" | "変更後" | "後期計画" | "新計画" | "次期計画" => {
            Field::New
        }
        "課題"
        | "問題点"
        | "課題・問題点"
        | "今後の方向性"
        | "今後の取組"
        | "今後の方針"
        | "今後の予定"
        | "次年度の取組"
        | "対応方針"
        | "備考"
        | "摘要"
        | "特記事項"
        | "方向性"
        | "今後の課題"
        | "今後の対応"
        | "改善点"
        | "コメント"
        | "今後の進め方"
        | "今後の展開"
        | "意見"
        | "提言"
        | "背景"
        | "現状と課題"
        | "現状・課題"
        | "目的"
        | "効果の内容"
        | "算出根拠"
        | "次年度以降の取組"
        | "今後の取組方針"
        | "課題・今後の方向性" => Field::Extra,
        _ => return None,
    })
}

fn by_part(key: &str) -> Option<Field> {
    let has = |words: &[&str]| words.iter().any(|w| key.contains(w));
    let short = key.chars().count() <= 14;
    if has(&["比較", "増減", "差額", "差引", "との差"]) {
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
    if key.starts_with("合計")
        || key.ends_with("年度計")
        || key.ends_with("年間計")
        || [
            "か年計",
            "カ年計",
            "ヵ年計",
            "ヶ年計",
            "ケ年計",
            "箇年計",
            "期計",
            "年間合計",
            "か年合計",
        ]
        .iter()
        .any(|w| key.ends_with(w))
        || key.ends_with("次計")
        || key.ends_with("累計")
    {
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
