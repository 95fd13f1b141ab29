//! `POST /{code}/journal/export`: the entries that a filter leaves, as CSV. That somebody took them out is
//! an entry itself.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::journal::{Event, Export};
use gyokaku_core::table::{Cell, Column, ColumnKind, Row, Table};
use gyokaku_exchange::write;
use gyokaku_store::JournalEntry;

use super::filter::Narrow;
use super::names::names;
use super::telling;
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::Problem;
use crate::file_name::{attachment, fitting_name};
use crate::form::FormData;
use crate::journal_text::describe;
use crate::path::{BodyAt, UrlPath};
use crate::person::Person;
use crate::show::time::moment;

/// How many entries are read at a time.
const BATCH: i64 = 1000;

/// How many entries one file holds.
const MOST: usize = 100_000;

pub(crate) async fn export(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let code = at.code.0;
    let actor = demand_for(&person, Right::ReadJournal, &code, None)?;
    let telling = telling(&person);
    let narrow = Narrow {
        who: form.raw("who").to_owned(),
        kind: form.raw("kind").to_owned(),
        plan: form.raw("plan").to_owned(),
        from: form.raw("from").to_owned(),
        to: form.raw("to").to_owned(),
        before: String::new(),
    };
    let mut ready = narrow.ready().map_err(|wrong| Problem::Form(wrong.words()))?;
    let mut table = Table {
        name: "journal",
        title: "操作記録".to_owned(),
        columns: vec![
            Column::of(ColumnKind::Number, "sequence", "番号"),
            Column::text("at", "日時"),
            Column::text("actor", "だれが"),
            Column::text("role", "役割"),
            Column::text("what", "何を"),
            Column::text("plan", "計画"),
            Column::text("content", "内容"),
            Column::text("hash", "ハッシュ値"),
        ],
        ..Table::default()
    };
    loop {
        let entries = app.store().journal_page(&code, ready.filter(), BATCH).await?;
        let events: Vec<Event> = entries.iter().map(JournalEntry::event).collect();
        let names = names(&app, &code, &events).await?;
        for (entry, event) in entries.iter().zip(&events) {
            let content: Vec<String> = describe(event, entry.plan.as_deref(), &names, telling)
                .lines
                .into_iter()
                .map(|line| {
                    let of = format!("{} {}", line.subject, line.label);
                    let new = line.new.unwrap_or_else(|| "空欄".to_owned());
                    match line.changed {
                        true => format!(
                            "{}：{} → {new}",
                            of.trim(),
                            line.old.unwrap_or_else(|| "空欄".to_owned())
                        ),
                        false => format!("{}：{new}", of.trim()),
                    }
                })
                .collect();
            table.rows.push(Row::entry(
                0,
                vec![
                    Cell::count(Some(entry.sequence)),
                    Cell::text(moment(&entry.at)),
                    Cell::text(entry.actor.clone()),
                    Cell::text(entry.role.clone()),
                    Cell::text(event.label()),
                    entry.plan.clone().map(Cell::text).unwrap_or_default(),
                    Cell::text(content.join("\n")),
                    Cell::text(entry.hash.clone()),
                ],
            ));
        }
        ready.before = entries.last().map(|last| last.sequence);
        if entries.len() < BATCH as usize || table.rows.len() >= MOST {
            break;
        }
    }
    let export = Export::Journal {
        format: "csv".to_owned(),
        rows: table.rows.len() as u64,
    };
    app.store()
        .record(&actor, &app.now(), &code, None, export)
        .await?;
    let body = app.store().body(&code).await?.ok_or(Problem::NotFound)?;
    let name = fitting_name(&format!("{}_操作記録_{}.csv", body.name, app.today()?));
    let heads = attachment("text/csv; charset=utf-8", &name, &format!("{code}_journal.csv"));
    Ok((heads, write::csv::utf8(&table)).into_response())
}
