//! The meetings of the councils (会議): when, about what, with which papers, and how many opinions each gave.

use std::collections::HashMap;

use super::opinions::PUBLISHED as OPINIONS;
use super::{Cell, Column, Made, PlaceOnPages, Published, Row, Table};
use crate::council::Meeting;
use crate::fiscal_year::day_in_words;
use crate::plan::Plan;

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "meetings",
    word: "meetings",
    label: "会議",
    absent: "この計画について記録された会議は、まだありません。",
    note: "",
    place: PlaceOnPages::Under(OPINIONS.name),
    made: Made::OfPlan {
        is_in: |plan| !plan.meetings.is_empty(),
        make: |plan, _| table(plan),
    },
};

/// The meetings of a plan, the latest first.
pub fn table(plan: &Plan) -> Table {
    let mut table = Table {
        name: PUBLISHED.name,
        title: format!("{} 会議", plan.title).trim().to_owned(),
        columns: vec![
            Column::text("held_on", "開催日"),
            Column::text("council", "会議体"),
            Column::name("title", "会議"),
            Column::text("place", "場所"),
            Column::text("agenda", "議題"),
            Column::text("papers", "資料"),
            Column::count("opinions", "回答した意見"),
            Column::text("minutes", "議事要旨"),
        ],
        ..Table::default()
    };
    let mut counts: HashMap<&str, i64> = HashMap::new();
    let answered = plan.opinions.iter().filter(|o| o.is_answered());
    for meeting in answered.filter_map(|o| o.meeting.as_deref()) {
        *counts.entry(meeting).or_default() += 1;
    }
    for meeting in plan.meetings.iter().rev() {
        let council = plan.councils.iter().find(|c| c.id == meeting.council);
        let titles: Vec<&str> = meeting.papers.iter().map(|paper| paper.title.as_str()).collect();
        let cells = vec![
            meeting
                .on
                .map(|on| Cell::text(day_in_words(on)))
                .unwrap_or_default(),
            council.map(|c| Cell::words(&c.name)).unwrap_or_default(),
            Cell::words(&meeting.title),
            Cell::words(&meeting.place),
            Cell::words(&meeting.agenda.join("\n")),
            Cell::words(&titles.join("\n")),
            Cell::count(Some(counts.get(meeting.id.as_str()).copied().unwrap_or_default())),
            Cell::words(meeting.minutes.as_deref().unwrap_or_default()),
        ];
        table.rows.push(Row::entry(0, cells));
    }
    let latest = plan
        .meetings
        .iter()
        .rev()
        .find_map(|meeting: &Meeting| meeting.on);
    let latest = latest
        .map(|on| format!("（最後は{}）", day_in_words(on)))
        .unwrap_or_default();
    table.summary = format!(
        "会議{}回{latest}の議題、資料、議事要旨です。",
        plan.meetings.len()
    );
    table
}
