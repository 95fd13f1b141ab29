//! The councils of a plan with their members and terms (会議体・委員名簿).

use super::opinions::PUBLISHED as OPINIONS;
use super::{Cell, Column, Made, PlaceOnPages, Published, Row, Table};
use crate::plan::Plan;

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "councils",
    word: "councils",
    label: "会議体・委員",
    absent: "この計画の会議体は、まだ記録されていません。",
    note: "",
    place: PlaceOnPages::Under(OPINIONS.name),
    made: Made::OfPlan {
        is_in: |plan| !plan.councils.is_empty(),
        make: |plan, _| table(plan),
    },
};

/// The councils of a plan, each with its members in their order.
pub fn table(plan: &Plan) -> Table {
    let mut table = Table {
        name: PUBLISHED.name,
        title: format!("{} 会議体・委員", plan.title).trim().to_owned(),
        columns: vec![
            Column::name("council", "会議体"),
            Column::text("part", "役職"),
            Column::text("name", "氏名"),
            Column::text("post", "所属・肩書"),
            Column::text("term", "任期"),
            Column::text("purpose", "役割"),
        ],
        ..Table::default()
    };
    for council in &plan.councils {
        let mut cells = vec![Cell::words(&council.name)];
        cells.resize(5, Cell::blank());
        cells.push(Cell::words(&council.purpose));
        table.rows.push(Row::group(0, cells));
        for member in &council.members {
            let cells = vec![
                Cell::words(&council.name),
                Cell::words(&member.part),
                Cell::words(&member.name),
                Cell::words(&member.post),
                Cell::words(&member.term()),
                Cell::blank(),
            ];
            table.rows.push(Row::entry(1, cells));
        }
    }
    let members: usize = plan.councils.iter().map(|council| council.members.len()).sum();
    table.summary = format!("会議体{}、委員延べ{members}人です。", plan.councils.len());
    table
}
