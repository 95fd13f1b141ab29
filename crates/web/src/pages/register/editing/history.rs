//! `/{code}/{plan}/history`: what happened to the plan, to one of its parts, or to one field, newest first.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::editing::ItemField;
use gyokaku_core::journal::Event;
use gyokaku_core::plan::{Item, Section};
use gyokaku_store::{MOST_OF_HISTORY, Trailed};
use serde::Deserialize;

use super::frame;
use crate::App;
use crate::access::{Right, Sight, has};
use crate::error::{Problem, html};
use crate::loaded::load;
use crate::path::{PlanAt, UrlPath, UrlQuery};
use crate::person::{Person, Viewer};
use crate::show::page::Page;
use crate::show::time::moment;
use crate::tab::Tab;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    element: String,
    field: String,
}

/// A value that was changed.
struct Change {
    label: String,
    old: Option<String>,
    new: Option<String>,
    /// The field, where the old value may be put back.
    back: Option<(&'static str, String)>,
}

struct Entry {
    at: String,
    by: String,
    what: String,
    name: String,
    changes: Vec<Change>,
}

#[derive(Template)]
#[template(path = "pages/register/editing/history.html")]
struct History {
    page: Page,
    title: String,
    answer: String,
    /// Whether it is the history of the plan as a whole.
    is_plan: bool,
    /// Where an old value is put back.
    form: Option<String>,
    entries: Vec<Entry>,
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    let plan = loaded.plan();
    let field = ItemField::of(&asked.field);
    let item = plan.item(&asked.element);
    let of = (&loaded.code, loaded.key.as_str());
    let found = app
        .store()
        .register_history(of, &asked.element, field.map(ItemField::key))
        .await?;
    let named = item
        .map(Item::called)
        .or_else(|| plan.section(&asked.element).map(Section::called))
        .unwrap_or_else(|| loaded.title().to_owned());
    let title = match field {
        Some(field) => format!("{named}の{}", field.label()),
        None => named,
    };
    let viewer = Viewer::from(&person);
    let may_edit = has(&viewer, Right::EditRegister, &loaded.code);
    let form = item
        .filter(|_| may_edit)
        .map(|item| format!("{}/items/{}/edit", loaded.href(), item.id));
    let mut seen = std::collections::HashSet::new();
    let entries: Vec<Entry> = found
        .iter()
        .filter(|one| seen.insert(one.entry.sequence))
        .map(|one| entry(one, field, item))
        .collect();
    let answer = match entries.len() {
        0 => "この画面での編集の記録はまだありません。".to_owned(),
        count if found.len() == MOST_OF_HISTORY => format!("新しいものから{count}件を表示しています。"),
        count => format!("{count}件の記録があります。"),
    };
    let page = frame(&loaded, &person, Tab::Plan, &format!("履歴：{title}"));
    html(&History {
        page,
        title,
        answer,
        is_plan: asked.element.is_empty(),
        form,
        entries,
    })
}

fn entry(one: &Trailed, asked: Option<ItemField>, item: Option<&Item>) -> Entry {
    let event = one.entry.event();
    let (name, changes) = match &event {
        Event::ItemWritten { title, values, .. } => {
            let values = values
                .iter()
                .filter(|(field, _)| asked.is_none_or(|asked| asked == *field));
            let change = |(field, change): &(ItemField, gyokaku_core::journal::Change<Option<String>>)| {
                let now = item.map(|item| field.text(item));
                let old = change.old.clone().unwrap_or_default();
                Change {
                    label: field.label().to_owned(),
                    old: change.old.clone(),
                    new: change.new.clone(),
                    back: now.filter(|now| *now != old).map(|now| (field.key(), now)),
                }
            };
            (title.clone(), values.map(change).collect())
        }
        Event::RegisterChanged { name, details, .. } => {
            let change = |(label, change): &(String, gyokaku_core::journal::Change<Option<String>>)| Change {
                label: label.clone(),
                old: change.old.clone(),
                new: change.new.clone(),
                back: None,
            };
            (name.clone(), details.iter().map(change).collect())
        }
        _ => (String::new(), Vec::new()),
    };
    Entry {
        at: moment(&one.entry.at),
        by: one.entry.actor.clone(),
        what: event.label().to_owned(),
        name,
        changes,
    }
}
