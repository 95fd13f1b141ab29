//! Single values of events as people read them. Not here: the events (`super`).

use gyokaku_core::fiscal_year::{FiscalYear, YearStyle};
use gyokaku_core::journal::{RowCounts, Settings};
use gyokaku_core::round::day_shown;
use gyokaku_core::round::field::{Field, ValueType};

use crate::pages::year::review::yen_shown;

/// The settings of a round with their labels.
pub(super) fn set(settings: &Settings) -> [(&'static str, Option<String>); 10] {
    let questions: Vec<&str> = settings.questions.iter().map(|q| q.label()).collect();
    let approvals = settings.approvals.iter();
    let approvals: Vec<String> = approvals
        .map(|a| format!("{}（{}）", a.name, day_shown(a.due)))
        .collect();
    [
        ("題名", Some(settings.title.clone())),
        ("設問", Some(questions.join("、"))),
        ("独自の設問", own(settings)),
        ("承認を行う", Some(yes(!settings.approvals.is_empty()))),
        (
            "理由を求める計画との差",
            Some(format!("{}％以上", settings.tolerance)),
        ),
        ("担当課の提出の期限", Some(day_shown(settings.due.department))),
        ("承認する人と期限", Some(approvals.join("、"))),
        ("事務局の確認の期限", Some(day_shown(settings.due.office))),
        ("状態", Some(settings.state.label().to_owned())),
        ("理由", settings.reason.clone()),
    ]
}

/// The questions of the office's own with all that it says of them; none where it asks none.
fn own(settings: &Settings) -> Option<String> {
    let said = settings.own.iter().map(|question| {
        let kind = match question.choices.as_slice() {
            [] => question.own.kind.label().to_owned(),
            choices => choices.join("、"),
        };
        let marks = [
            (question.is_required, "必須"),
            (question.is_for_support, "関係課にも"),
            (!question.is_asked, "たずねない"),
        ];
        let marks = marks
            .iter()
            .filter(|(is_so, _)| *is_so)
            .map(|(_, mark)| format!("・{mark}"));
        let marks: String = marks.collect();
        let help = match question.help.as_str() {
            "" => String::new(),
            help => format!("「{help}」"),
        };
        format!("{}（{kind}{marks}）{help}", question.own.label)
    });
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join("\n"))
}

pub(super) fn field_value(field: &Field, canonical: &str) -> String {
    match field {
        field if field.value_type() == ValueType::Yen => yen_shown(canonical),
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
    gyokaku_store::table_label(name).unwrap_or(name)
}
