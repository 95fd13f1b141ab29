//! `/{code}/{plan}/editions`: the editions of a plan's years.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::edition::latest_of_rounds;
use gyokaku_office::editions::{edition, heads, key, tables};

use crate::App;
use crate::access::sight;
use crate::charts::Picture;
use crate::error::{Problem, html};
use crate::loaded::{load, scale_words};
use crate::pages::register::tables::progress::picture;
use crate::path::{PlanAt, UrlPath};
use crate::person::Viewer;
use crate::show::page::Page;
use crate::show::time::moment;
use crate::tab::Tab;

struct Row {
    href: String,
    number: i64,
    title: String,
    of: String,
    made_at: String,
    /// What it corrects and what corrects it.
    corrects: Option<i64>,
    newer: Option<i64>,
    reason: String,
}

#[derive(Template)]
#[template(path = "pages/register/editions/index.html")]
struct Index {
    page: Page,
    answer: String,
    latest: String,
    picture: Option<Picture>,
    rows: Vec<Row>,
}

pub(crate) async fn index(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<PlanAt>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &sight(&viewer, &at)).await?;
    let heads = heads(app.store(), &loaded.code, &loaded.key, loaded.seen()).await?;
    let style = loaded.plan().year_style;
    let href = loaded.href_of(Tab::Editions);
    let rows: Vec<Row> = heads
        .iter()
        .rev()
        .map(|head| Row {
            href: format!("{href}/{}", head.number),
            number: head.number,
            title: head.title.clone(),
            of: head.round.show(style),
            made_at: moment(&head.made_at),
            corrects: head.corrects,
            newer: heads
                .iter()
                .find(|other| other.corrects == Some(head.number))
                .map(|other| other.number),
            reason: head.reason.clone().unwrap_or_default(),
        })
        .collect();
    let newest = latest_of_rounds(&heads, key).last().copied();
    let (latest, picture) = match newest {
        Some(head) => {
            let tables = tables(app.store(), &loaded.code, &loaded.key, head.number, loaded.seen()).await?;
            let progress = tables.iter().find(|table| table.name == "progress");
            let grades = scale_words(&edition(head)?.scale);
            (
                progress.map_or(String::new(), |table| {
                    format!("最新の{}では、{}", head.round.show(style), table.summary)
                }),
                progress.map(|table| picture(&grades, table, 0)),
            )
        }
        None => (String::new(), None),
    };
    let corrections = heads.iter().filter(|head| head.corrects.is_some()).count();
    let answer = match (heads.len(), corrections) {
        (0, _) => {
            "まだ確定した年度はありません。年度の進捗状況が確定すると、ここに版として残ります。".to_owned()
        }
        (n, 0) => format!("{n}つの版を確定しています。"),
        (n, c) => format!("{n}つの版を確定しています。うち{c}つは訂正の版です。"),
    };
    html(&Index {
        page: loaded.page(Tab::Editions).seen_by(&viewer),
        answer,
        latest,
        picture,
        rows,
    })
}
