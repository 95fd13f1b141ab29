//! Single values of events as people read them. Not here: the events (`super`).

use gyokaku_core::fiscal_year::{FiscalYear, YearStyle};
use gyokaku_core::journal::{RowCounts, Settings};
use gyokaku_core::round::day_shown;
use gyokaku_core::round::field::Field;

use crate::pages::year::review::yen_shown;

/// The settings of a round with their labels.
pub(super) fn set(settings: &Settings) -> [(&'static str, Option<String>); 8] {
    let questions: Vec<&str> = settings.questions.iter().map(|q| q.label()).collect();
    [
        ("題名", Some(settings.title.clone())),
        ("設問", Some(questions.join("、"))),
        ("所属長の承認を行う", Some(yes(settings.needs_approval))),
        ("担当課の提出の期限", Some(day_shown(settings.due.department))),
        ("所属長の承認の期限", Some(day_shown(settings.due.head))),
        ("事務局の確認の期限", Some(day_shown(settings.due.office))),
        ("状態", Some(settings.state.label().to_owned())),
        ("理由", settings.reason.clone()),
    ]
}

pub(super) fn field_value(field: &Field, canonical: &str) -> String {
    match field {
        Field::EffectPlan | Field::EffectActual => yen_shown(canonical),
        _ => canonical.to_owned(),
    }
}

/// `追加 3、削除 1`
pub(super) fn counted(counts: &RowCounts) -> String {
    let all = [
        ("追加", counts.added),
        ("変更", counts.changed),
        ("削除", counts.removed),
    ];
    let some: Vec<String> = all
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(label, n)| format!("{label} {n}"))
        .collect();
    some.join("、")
}

pub(super) fn year(year: FiscalYear) -> String {
    year.show(YearStyle::Era)
}

pub(super) fn yes(is_so: bool) -> String {
    if is_so { "はい" } else { "いいえ" }.to_owned()
}

/// The tables of a plan, as an entry about a plan counts them.
pub(super) fn table(name: &str) -> &str {
    match name {
        "section" => "区分",
        "section_department" => "区分の担当課",
        "section_reference" => "区分の関連計画",
        "item" => "取組",
        "item_department" => "取組の担当課",
        "item_reference" => "関連計画",
        "item_extra" => "その他の欄",
        "schedule_step" => "スケジュール",
        "edition" => "計画の版",
        "scale" => "評価区分の組",
        "grade" => "評価区分",
        "stated_progress" => "進捗状況の件数",
        "stated_grade" => "評価区分ごとの件数",
        "evaluation" => "進捗の評価",
        "effect" => "効果額",
        "effect_owner" => "効果額の対象",
        "stated_amount" => "記載された合計",
        "indicator" => "指標",
        "indicator_value" => "指標の値",
        "edge" => "新旧対照",
        "review_point" => "振り返り",
        "try_item" => "振り返りの取組",
        "opinion" => "意見",
        "frame_entry" => "計画の枠組み",
        "note" => "用語",
        "statement" => "主な数値",
        other => other,
    }
}
