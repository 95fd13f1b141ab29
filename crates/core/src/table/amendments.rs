//! Changes in mid-plan (計画変更一覧): what was decided to be otherwise than the plan said, field by field, and why.
//!
//! The released plan has only what was decided. Not here: who proposed it, which is for the office.

use super::register::PUBLISHED as REGISTER;
use super::{Cell, Column, Made, PlaceOnPages, Published, Row, Table};
use crate::amendment::{Amendment, AmendmentKind, AmendmentState};
use crate::fiscal_year::day_in_words;
use crate::plan::Plan;

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "amendments",
    word: "amendments",
    label: "計画変更",
    absent: "計画の変更はまだありません。",
    note: "計画の途中で決定した変更を、変更前と変更後を並べて示します。",
    place: PlaceOnPages::Under(REGISTER.name),
    made: Made::OfPlan {
        is_in: |plan| !plan.amendments.is_empty(),
        make: |plan, _| table(plan),
    },
};

/// All amendments, those that wait for a decision first, then the latest decided; a row for each field.
pub fn table(plan: &Plan) -> Table {
    let is_inner = plan.amendments.iter().any(|a| !a.is_public());
    let mut columns = vec![
        Column::text("decided_on", "決定日"),
        Column::name("title", "取組項目"),
        Column::text("kind", "変更の種類"),
        Column::text("field", "変更した欄"),
        Column::text("old", "変更前"),
        Column::text("new", "変更後"),
        Column::text("reason", "理由"),
        Column::text("holds_from", "適用日"),
        Column::text("decided_by", "決定した会議等"),
    ];
    columns.extend(is_inner.then(|| Column::text("state", "状態")));
    let mut table = Table {
        name: PUBLISHED.name,
        title: format!("{} 計画変更一覧", plan.title).trim().to_owned(),
        columns,
        ..Table::default()
    };
    let mut amendments: Vec<&Amendment> = plan.amendments.iter().collect();
    amendments.sort_by_key(|a| {
        let decided = a.decided.as_ref().map(|decided| decided.on);
        (!a.is_open(), std::cmp::Reverse(decided.unwrap_or(a.proposed_on)))
    });
    for amendment in &amendments {
        let mut fields: Vec<[Cell; 3]> = amendment
            .fields
            .iter()
            .map(|f| {
                [
                    Cell::text(f.field.label()),
                    Cell::words(&f.old),
                    Cell::words(&f.new),
                ]
            })
            .collect();
        if fields.is_empty() {
            fields.push([Cell::blank(), Cell::blank(), Cell::blank()]);
        }
        for [field, old, new] in fields {
            let decided = amendment.decided.as_ref();
            let mut cells = vec![
                decided
                    .map(|d| Cell::text(day_in_words(d.on)))
                    .unwrap_or_default(),
                Cell::text(amendment.name.as_str()),
                Cell::text(amendment.kind.label()),
                field,
                old,
                new,
                Cell::words(&amendment.reason),
                Cell::text(day_in_words(amendment.holds_from)),
                decided.map(|d| Cell::words(&d.by)).unwrap_or_default(),
            ];
            cells.extend(is_inner.then(|| Cell::text(amendment.state.label())));
            let mut row = Row::entry(0, cells);
            row.item = plan.item(&amendment.item).map(|item| item.id.clone());
            table.rows.push(row);
        }
    }
    table.summary = summary(&plan.amendments);
    table
}

/// How many there are: decided by kind, and those that wait.
fn summary(amendments: &[Amendment]) -> String {
    let count = |wanted: &dyn Fn(&Amendment) -> bool| amendments.iter().filter(|a| wanted(a)).count();
    let approved = count(&|a| a.state == AmendmentState::Approved);
    let mut sentence = format!("決定した計画変更は{approved}件です。");
    let kinds = AmendmentKind::ALL.into_iter().filter_map(|kind| {
        let of_kind = count(&|a| a.state == AmendmentState::Approved && a.kind == kind);
        (of_kind > 0).then(|| format!("{}{of_kind}件", kind.label()))
    });
    let kinds: Vec<String> = kinds.collect();
    if kinds.len() > 1 {
        sentence = format!("決定した計画変更は{approved}件です（{}）。", kinds.join("、"));
    }
    match count(&Amendment::is_open) {
        0 => sentence,
        open => format!("{sentence}{open}件が決定を待っています。"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amendment::{AmendedField, Decision};
    use crate::editing::ItemField;
    use crate::release::Scope;

    fn amendment(id: &str, state: AmendmentState, on: &str) -> Amendment {
        let day = |text: &str| crate::round::day(text).expect("a day");
        let field = |field, old: &str, new: &str| AmendedField {
            field,
            old: old.into(),
            new: new.into(),
        };
        Amendment {
            id: id.into(),
            kind: AmendmentKind::Change,
            item: "x".into(),
            name: format!("取組{id}"),
            section: None,
            fields: vec![
                field(ItemField::Target, "30件", "40件"),
                field(ItemField::Content, "", "新しい内容"),
            ],
            reason: "利用の増加".into(),
            holds_from: day("2027-04-01"),
            proposed_on: day("2026-11-28"),
            proposed_by: "職員".into(),
            state,
            decided: (state == AmendmentState::Approved).then(|| Decision {
                on: day(on),
                by: "推進本部".into(),
                note: "口頭の補足".into(),
            }),
        }
    }

    fn plan() -> Plan {
        Plan {
            amendments: vec![
                amendment("1", AmendmentState::Approved, "2026-12-01"),
                amendment("2", AmendmentState::Open, ""),
                amendment("3", AmendmentState::Approved, "2026-12-20"),
            ],
            ..Plan::default()
        }
    }

    fn names(table: &Table) -> Vec<&str> {
        let names = table.rows.iter().map(|row| match &row.cells[1].value {
            crate::table::Value::Text(name) => name.as_str(),
            _ => "",
        });
        names.collect()
    }

    #[test]
    fn what_waits_comes_first_and_then_the_latest() {
        let made = table(&plan());
        assert_eq!(
            names(&made),
            ["取組2", "取組2", "取組3", "取組3", "取組1", "取組1"]
        );
        assert_eq!(made.rows[0].cells[0], Cell::blank());
        assert_eq!(made.rows[2].cells[0], Cell::text("令和8年12月20日"));
        assert_eq!(made.rows[3].cells[4], Cell::blank(), "nothing stood there");
        assert_eq!(
            made.summary,
            "決定した計画変更は2件です。1件が決定を待っています。"
        );
    }

    #[test]
    fn the_public_sees_what_was_decided_and_nobody_who_proposed_it() {
        let released = Scope::first().of_plan(plan(), &[]);
        let made = table(&released);
        assert_eq!(names(&made).len(), 4);
        assert!(made.columns.iter().all(|column| column.key != "state"));
        let text = format!("{made:?}");
        assert!(!text.contains("職員") && !text.contains("口頭"), "{text}");
    }
}
