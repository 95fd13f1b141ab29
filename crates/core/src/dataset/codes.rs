//! Tables of codes (コード表): what the codes of the data sets mean, as data sets of their own.
//!
//! A code is made of what it stands for alone, so that it is the same in every year and every edition. Not here:
//! which fields hold codes (`dataset`).

use std::collections::HashSet;

use super::plain::{number, one_line};
use super::{Dataset, Datum, Field, FieldKind, Form, Of, field, required};
use crate::fiscal_year::FiscalYear;
use crate::plan::Plan;
use crate::progress::Scale;
use crate::table::{ColumnKind, RowKind, Table, Value};
use crate::text::each_once;

/// The kinds of rows: code, label, meaning.
pub(super) const ROW_KINDS: [(RowKind, &str, &str, &str); 3] = [
    (RowKind::Row, "detail", "明細", "値を一つずつ示す行。"),
    (
        RowKind::Group,
        "heading",
        "見出し",
        "下の行をまとめる行。小計を示すことがあります。",
    ),
    (RowKind::Total, "total", "合計", "合計を示す行。"),
];

/// The code of a kind of rows.
pub(super) fn row_kind(kind: RowKind) -> &'static str {
    let found = ROW_KINDS.iter().find(|(known, ..)| *known == kind);
    found.map_or("detail", |(_, code, ..)| *code)
}

/// The code of a grade, made of its label: letters as they are, the usual signs by name, others by their characters.
pub fn grade_code(label: &str) -> String {
    let label = label.trim();
    match label {
        "◎" => return "double-circle".to_owned(),
        "○" | "〇" => return "circle".to_owned(),
        "△" | "▲" => {
            return if label == "△" {
                "triangle"
            } else {
                "black-triangle"
            }
            .to_owned();
        }
        "×" | "✕" => return "cross".to_owned(),
        _ => {}
    }
    let folded = crate::text::fold(label);
    if !folded.is_empty() && folded.chars().all(|c| c.is_ascii_alphanumeric()) {
        return folded;
    }
    let of = |c: char| match c.is_ascii_alphanumeric() {
        true => c.to_string(),
        false => format!("u{:04x}", u32::from(c)),
    };
    folded.chars().map(of).collect::<Vec<_>>().join("-")
}

/// The labels of the grades that a table names: those that its columns count, and those that stand in it.
pub fn labels(table: &Table) -> Vec<String> {
    let counted = table.columns.iter().filter_map(|column| column.grade.clone());
    let given = table.columns.iter().enumerate();
    let given = given.filter(|(_, column)| column.grade.is_none() && column.kind == ColumnKind::Grade);
    let cells = given.flat_map(|(at, _)| table.rows.iter().filter_map(move |row| row.cells.get(at)));
    let given = cells.filter_map(|cell| match &cell.value {
        Value::Text(grade) => Some(grade.clone()),
        _ => None,
    });
    each_once(counted.chain(given))
}

/// Every table of codes that a plan has, with the scales of its editions, for these data sets and the labels of the
/// grades that they name. One without entries is left out.
pub fn codes(
    of: &Of<'_>,
    plan: &Plan,
    editions: &[(FiscalYear, Scale)],
    sets: &[Dataset],
    labels: &[String],
) -> Vec<Dataset> {
    let all = [
        row_kinds(of),
        measures(of, sets),
        grades(of, plan, editions, labels),
        items(of, plan),
        sections(of, plan),
        departments(of, plan),
    ];
    all.into_iter().filter(|set| !set.records.is_empty()).collect()
}

fn words(name: &str, title: &str, description: &str) -> Field {
    field(name, title, description, FieldKind::Text)
}

fn set(
    of: &Of<'_>,
    name: &str,
    title: &str,
    description: &str,
    fields: Vec<Field>,
    primary: &[&str],
) -> Dataset {
    Dataset {
        name: format!("codes-{name}"),
        form: Form::Codes,
        title: format!("{} {title}", super::line(of.title)).trim().to_owned(),
        description: description.to_owned(),
        notes: Vec::new(),
        fields,
        records: Vec::new(),
        primary: primary.iter().map(|name| (*name).to_owned()).collect(),
    }
}

fn row_kinds(of: &Of<'_>) -> Dataset {
    let fields = vec![
        required(words("row_kind", "行の種類", "行の種類のコード。")),
        words("label", "名称", "日本語での名称。"),
        words("description", "説明", "説明。"),
    ];
    let mut set = set(
        of,
        "row-kinds",
        "行の種類のコード表",
        "公開している表の行の種類です。",
        fields,
        &["row_kind"],
    );
    let records = ROW_KINDS.iter();
    set.records = records
        .map(|(_, code, label, meaning)| [code, label, meaning].map(|text| Datum::words(text)).to_vec())
        .collect();
    set
}

/// What the long forms measure.
fn measures(of: &Of<'_>, sets: &[Dataset]) -> Dataset {
    let fields = vec![
        required(words("dataset", "データセット", "データセットの名前。")),
        required(words("measure", "測定項目", "測定項目のコード。")),
        words("label", "名称", "日本語での名称。"),
        words(
            "unit",
            "単位",
            "数値の単位。単位が行によって異なるときと、文字の値では空欄です。",
        ),
    ];
    let mut set = set(
        of,
        "measures",
        "測定項目のコード表",
        "縦持ちのデータで、値が何であるかを示すコードです。",
        fields,
        &["dataset", "measure"],
    );
    let mut known = HashSet::new();
    for data in sets.iter().filter(|data| data.form == Form::Long) {
        let at = |name| data.field(name);
        let (Some(measure), Some(label), Some(unit)) = (at("measure"), at("measure_label"), at("unit"))
        else {
            continue;
        };
        let mut units: Vec<(Datum, Vec<Datum>, Datum)> = Vec::new();
        for record in &data.records {
            let (Some(code), Some(label), Some(unit)) =
                (record.get(measure), record.get(label), record.get(unit))
            else {
                continue;
            };
            match units.iter_mut().find(|(known, ..)| known == code) {
                Some((_, units, _)) if units.contains(unit) => {}
                Some((_, units, _)) => units.push(unit.clone()),
                None => units.push((code.clone(), vec![unit.clone()], label.clone())),
            }
        }
        for (code, units, label) in units {
            if known.insert((data.name.clone(), code.to_string())) {
                let said: Vec<&Datum> = units.iter().filter(|unit| **unit != Datum::Blank).collect();
                let unit = match said.as_slice() {
                    [one] => (*one).clone(),
                    _ => Datum::Blank,
                };
                set.records
                    .push(vec![Datum::words(&data.name), code, label, unit]);
            }
        }
    }
    set
}

/// The grades of all scales (評価区分), and those that the figures name without a scale.
fn grades(of: &Of<'_>, plan: &Plan, editions: &[(FiscalYear, Scale)], labels: &[String]) -> Dataset {
    let fields = vec![
        required(words(
            "grade_code",
            "評価区分コード",
            "評価区分のコード。区分の表記から作り、年度によって変わりません。",
        )),
        field(
            "fiscal_year",
            "年度",
            "区分を用いた年度（西暦）。すべての年度に共通のときは空欄です。",
            FieldKind::Integer,
        ),
        words("label", "評価区分", "計画での表記。"),
        words("definition", "定義", "計画での定義。"),
        field("rank", "順位", "1が最も良い区分です。", FieldKind::Integer),
        field(
            "is_evaluated",
            "評価対象",
            "この区分の取組を評価の対象として数えるか（true、false）。",
            FieldKind::Truth,
        ),
    ];
    let mut set = set(
        of,
        "grades",
        "評価区分のコード表",
        "取組の進捗状況などの評価の区分です。",
        fields,
        &["grade_code", "fiscal_year"],
    );
    let of_editions = editions.iter().map(|(year, scale)| (Some(*year), scale));
    let of_plan = plan.scales.iter().map(|scale| (scale.fiscal_year, scale));
    let mut known = HashSet::new();
    for (year, scale) in of_plan.chain(of_editions) {
        for grade in &scale.grades {
            let code = grade_code(&grade.label);
            if !code.is_empty() && known.insert((code.clone(), year)) {
                set.records.push(vec![
                    Datum::Text(code),
                    Datum::integer(year.map(super::western)),
                    Datum::words(&grade.label),
                    Datum::words(&grade.definition),
                    Datum::Integer(i64::from(grade.rank)),
                    Datum::Truth(grade.evaluated),
                ]);
            }
        }
    }
    // What the figures name and no scale explains has its label alone.
    for label in labels {
        let code = grade_code(label);
        let is_known = known.iter().any(|(known, _)| *known == code);
        if !code.is_empty() && !is_known {
            known.insert((code.clone(), None));
            let mut record = vec![Datum::Text(code), Datum::Blank, Datum::words(label)];
            record.resize(set.fields.len(), Datum::Blank);
            set.records.push(record);
        }
    }
    set
}

/// The items with their lasting codes.
fn items(of: &Of<'_>, plan: &Plan) -> Dataset {
    let fields = vec![
        required(words(
            "item_code",
            "取組項目コード",
            "取組項目を識別する、変わらないコード。",
        )),
        words("serial", "通し番号", "計画書に印刷された通し番号。"),
        words("number", "番号", "計画書に印刷された番号。"),
        words(
            "number_plain",
            "番号（機種に依存しない表記）",
            "丸囲みの数字やローマ数字などを、半角の英数字とハイフンに直した番号。",
        ),
        words("title", "取組項目", "取組項目の名称。"),
        Field {
            codes: Some(("codes-sections", "section_code")),
            ..words(
                "section_code",
                "分野コード",
                "取組項目が属する分野（方針、区分など）のコード。",
            )
        },
        words(
            "parent_item_code",
            "上位の取組項目コード",
            "上位の取組項目のコード。上位の取組項目がないときは空欄です。",
        ),
        field(
            "is_repeated",
            "再掲",
            "ほかの箇所の再掲か（true、false）。再掲は件数に数えません。",
            FieldKind::Truth,
        ),
        field(
            "retired_on",
            "取りやめた日",
            "取組を取りやめた日（YYYY-MM-DD）。取りやめていないときは空欄です。",
            FieldKind::Day,
        ),
    ];
    let mut set = set(
        of,
        "items",
        "取組項目のコード表",
        "取組項目の変わらないコードと、計画書に印刷された番号と名称です。",
        fields,
        &["item_code"],
    );
    let printed = |text: &Option<String>| Datum::printed(&one_line(text.as_deref().unwrap_or_default()));
    let optional = |text: &Option<String>| Datum::words(text.as_deref().unwrap_or_default());
    let records = plan.items.iter().filter(|item| !item.id.is_empty());
    set.records = records
        .map(|item| {
            let on = item.retired.as_ref().map(|retired| retired.on.to_string());
            vec![
                Datum::words(&item.id),
                printed(&item.serial),
                printed(&item.number),
                Datum::printed(&number(item.number.as_deref().unwrap_or_default())),
                Datum::words(&item.title),
                optional(&item.section),
                optional(&item.parent),
                Datum::Truth(item.repeated),
                optional(&on),
            ]
        })
        .collect();
    set
}

/// The sections (分野): policies, groups and what else the plan calls them.
fn sections(of: &Of<'_>, plan: &Plan) -> Dataset {
    let fields = vec![
        required(words(
            "section_code",
            "分野コード",
            "分野を識別する、変わらないコード。",
        )),
        words(
            "parent_section_code",
            "上位の分野コード",
            "上位の分野のコード。最上位では空欄です。",
        ),
        words("level", "階層の名称", "計画での階層の名称。"),
        field("depth", "階層", "階層の深さ。最上位が0です。", FieldKind::Integer),
        words("label", "番号", "計画書に印刷された番号。"),
        words(
            "label_plain",
            "番号（機種に依存しない表記）",
            "丸囲みの数字やローマ数字などを、半角の英数字とハイフンに直した番号。",
        ),
        words("title", "名称", "分野の名称。"),
    ];
    let mut set = set(
        of,
        "sections",
        "分野のコード表",
        "計画の方針、区分などの階層です。",
        fields,
        &["section_code"],
    );
    let records = plan.sections.iter().filter(|section| !section.id.is_empty());
    set.records = records
        .map(|section| {
            vec![
                Datum::words(&section.id),
                Datum::words(section.parent.as_deref().unwrap_or_default()),
                Datum::words(&section.level),
                Datum::Integer(i64::from(section.depth)),
                Datum::printed(&one_line(&section.label)),
                Datum::printed(&number(&section.label)),
                Datum::words(&section.title),
            ]
        })
        .collect();
    set
}

/// The departments (所管), by the names that the plan gives them.
fn departments(of: &Of<'_>, plan: &Plan) -> Dataset {
    let fields = vec![required(words(
        "department",
        "担当課",
        "計画で取組項目を担当する課・組織の名称。この名称をそのままコードとして用います。",
    ))];
    let mut set = set(
        of,
        "departments",
        "所管の一覧",
        "計画で取組項目や分野を担当する課・組織です。",
        fields,
        &["department"],
    );
    let of_items = plan.items.iter().map(|item| &item.departments);
    let of_sections = plan.sections.iter().map(|section| &section.departments);
    let all = of_items.chain(of_sections).flat_map(|one| one.all());
    let names = each_once(all.map(|(_, name)| Datum::words(name)));
    set.records = names
        .into_iter()
        .filter(|name| *name != Datum::Blank)
        .map(|name| vec![name])
        .collect();
    set
}
