//! A plan in the shape in which the government of Japan publishes its review of programmes (行政事業レビュー, the table of
//! outlines): one programme a row under the heads of that table, so that the items of a municipal plan can stand beside
//! national programmes.
//!
//! The identity of an item is the identity of the programme. What the shape has no column for (sections, who supports,
//! schedules) is not in it, and comes back as it was, because a document that is silent takes nothing away. Budgets are
//! another table of the review; amounts of effects are none, and are never written as such. Not here: the tables of a plan
//! as they are published (`write`).

use std::collections::HashMap;

use gyokaku_core::dataset::LINE_END;
use gyokaku_core::dataset::plain::one_line;
use gyokaku_core::department::Assignment;
use gyokaku_core::document::Place;
use gyokaku_core::plan::{Item, ItemPlaces, Plan};
use gyokaku_core::text::split_outside_brackets;

use crate::read::Understood;
use crate::read::bytes::decoded;
use crate::read::csv::rows;
use crate::stratml::{Label, labelled, under};
use crate::write::csv::{guarded, in_utf8};
use crate::write::data::About;

/// The heads of the table, in their order.
const HEADS: [&str; 32] = [
    "シート種別",
    "事業年度",
    "予算事業ID",
    "事業名",
    "府省庁の建制順",
    "政策所管府省庁",
    "府省庁",
    "局・庁",
    "部",
    "課",
    "室",
    "班",
    "係",
    "事業の目的",
    "現状・課題",
    "事業の概要",
    "事業概要URL",
    "事業区分",
    "事業開始年度",
    "開始年度不明",
    "事業終了（予定）年度",
    "終了予定なし",
    "主要経費",
    "備考",
    "実施方法ー直接実施",
    "実施方法ー補助",
    "実施方法ー負担",
    "実施方法ー交付",
    "実施方法ー分担金・拠出金",
    "実施方法ーその他",
    "旧事業番号",
    "整理表表示順",
];

/// The heads without which a table is not of this shape.
const NEEDED: [&str; 5] = ["シート種別", "事業年度", "予算事業ID", "事業名", "事業の概要"];

/// The heads that have a field of their own in a plan, or that only order and classify the rows of the review.
const TAKEN: [&str; 12] = [
    "シート種別",
    "事業年度",
    "予算事業ID",
    "事業名",
    "府省庁の建制順",
    "府省庁",
    "課",
    "事業の目的",
    "事業の概要",
    "旧事業番号",
    "整理表表示順",
    "政策所管府省庁",
];

/// The head under which ours say what the shape has no column for.
const REMARKS: &str = "備考";

/// What kind of sheet a row of ours is.
const SHEET: &str = "行財政改革プランの取組項目";

/// The items of a plan in the shape of the review, as CSV in UTF-8; of the fiscal year in which it was published.
pub fn write(plan: &Plan, about: &About<'_>) -> Vec<u8> {
    let year = gyokaku_core::round::day_in_japan(about.published_at)
        .and_then(gyokaku_core::fiscal_year::FiscalYear::of_day)
        .map(|year| year.western().to_string())
        .unwrap_or_default();
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let heads = HEADS.iter().map(|head| (*head).to_owned()).collect();
    let items = plan.items.iter().filter(|item| !item.repeated).zip(1_usize..);
    let rows = items.map(|(item, order)| {
        let cell = |head: &str| match head {
            "シート種別" => SHEET.to_owned(),
            "事業年度" => year.clone(),
            "予算事業ID" => item.id.clone(),
            "事業名" => item.title.clone(),
            "府省庁" => about.of.body_name.to_owned(),
            "課" => item.departments.lead.join("、"),
            "事業の目的" => optional(&item.target),
            "事業の概要" => optional(&item.content),
            REMARKS => {
                let support = item.departments.support.join("\n");
                labelled([
                    (Label::Parent, item.parent.as_deref().unwrap_or_default()),
                    (Label::Support, support.as_str()),
                ])
            }
            "旧事業番号" => optional(&item.number),
            "整理表表示順" => order.to_string(),
            _ => String::new(),
        };
        HEADS.iter().map(|head| guarded(&one_line(&cell(head)))).collect()
    });
    let records: Vec<Vec<String>> = std::iter::once(heads).chain(rows).collect();
    in_utf8(&records)
}

/// What a file of this shape states; none of another file. The unit of government that is named lowest leads, and what has
/// no field of its own stays with its head.
pub(crate) fn understood(name: &str, bytes: &[u8]) -> Option<Understood> {
    // The heads stand at the very beginning: no other file is taken apart for this.
    let start = bytes.get(..bytes.len().min(4_096))?;
    let begins = |heads: &str| {
        start
            .windows(heads.len())
            .any(|window| window == heads.as_bytes())
    };
    if !begins(NEEDED.first()?) {
        return None;
    }
    let (text, _) = decoded(bytes).ok()?;
    let sheet = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let sheet = sheet.rsplit_once('.').map_or(sheet, |(stem, _)| stem);
    let rows = rows(&text, sheet).ok()?;
    let (head, rows) = rows.split_first()?;
    let column = |wanted: &str| {
        let found = head.cells.iter().find(|cell| cell.text.trim() == wanted);
        found.map(|cell| cell.column)
    };
    if NEEDED.iter().any(|head| column(head).is_none()) {
        return None;
    }
    let mut plan = Plan::default();
    let mut known: HashMap<String, String> = HashMap::new();
    for row in rows {
        let said = |wanted: &str| {
            let at = column(wanted)?;
            let cell = row.cells.iter().find(|cell| cell.column == at)?;
            Some(unguarded(cell.text.trim())).filter(|text| !text.is_empty())
        };
        let at = |wanted: &str| {
            column(wanted).map_or(Place::NOWHERE, |column| {
                Place::cell(sheet.to_owned(), row.row, column)
            })
        };
        let Some(title) = said("事業名") else { continue };
        let own = said("シート種別").as_deref() == Some(SHEET);
        let units = ["係", "班", "室", "課", "部", "局・庁", "府省庁"];
        let lead = match own {
            true => said("課"),
            false => units.iter().find_map(|unit| said(unit)),
        };
        let lead = lead.map(|lead| split_outside_brackets(&lead, &['、']));
        let extra = head.cells.iter().filter_map(|head| {
            let name = head.text.trim();
            let is_unit = !own && units.contains(&name);
            if (TAKEN.contains(&name) && !is_unit) || (own && name == REMARKS) {
                return None;
            }
            Some((name.to_owned(), said(name)?))
        });
        let remarks = said(REMARKS).filter(|_| own).unwrap_or_default();
        let support = under(&remarks, Label::Support).unwrap_or_default();
        let parent = under(&remarks, Label::Parent).and_then(|id| known.get(&id).cloned());
        let id = format!("i{}", plan.items.len() + 1);
        known.extend(said("予算事業ID").map(|programme| (programme, id.clone())));
        plan.items.push(Item {
            id,
            parent,
            number: said("旧事業番号"),
            title,
            content: said("事業の概要"),
            target: said("事業の目的"),
            departments: Assignment {
                lead: lead
                    .map(|lead| lead.into_iter().map(|one| one.trim().to_owned()).collect())
                    .unwrap_or_default(),
                support: support.lines().map(str::to_owned).collect(),
            },
            extra: extra.collect(),
            at: at("事業名"),
            places: ItemPlaces {
                number: at("旧事業番号"),
                title: at("事業名"),
                content: at("事業の概要"),
                target: at("事業の目的"),
                schedule: Place::NOWHERE,
                departments: at("課"),
            },
            ..Item::default()
        });
    }
    Some(Understood {
        plan,
        not_taken: Vec::new(),
    })
}

/// A value as it was before it was written: without the sign that keeps a spreadsheet from running it, with its lines.
fn unguarded(text: &str) -> String {
    let bare = match text.strip_prefix('\'') {
        Some(rest) if guarded(rest) == text => rest,
        _ => text,
    };
    bare.split(LINE_END).map(str::trim).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_they_were() {
        for text in ["=1+1", "一行目\n二行目", "'引用'", "-5", "＠計画", ""] {
            assert_eq!(unguarded(&guarded(&one_line(text))), text);
        }
    }

    #[test]
    fn another_table_is_not_taken_for_one() {
        for text in [
            "",
            "シート種別\n",
            "番号,取組項目\n1,a\n",
            "シート種別,事業名\na,b\n",
        ] {
            assert!(understood("a.csv", text.as_bytes()).is_none(), "{text}");
        }
    }
}
