//! `/`: the bodies and their plans, and a search over all items.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_store::Body;
use serde::Deserialize;

use crate::App;
use crate::error::{Problem, html};
use crate::filter::{folded_words, says};
use crate::loaded::of_body;
use crate::path::Asked;
use crate::show::page::Page;

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Search {
    q: String,
}

/// How many plans one search looks through at most.
const MOST_PLANS: usize = 200;
/// How many items are listed for one plan.
const MOST_HITS: usize = 50;

#[derive(Template)]
#[template(path = "pages/start/show.html")]
struct Start {
    page: Page,
    answer: String,
    bodies: Vec<Arc<Body>>,
    q: String,
    found: Option<Found>,
}

struct Found {
    sentence: String,
    plans: Vec<Hits>,
}

struct Hits {
    title: String,
    href: String,
    items: Vec<(String, String)>,
    more: usize,
}

pub(crate) async fn show(State(app): State<App>, Asked(search): Asked<Search>) -> Result<Response, Problem> {
    let bodies: Vec<Arc<Body>> = app.store().bodies().await?.into_iter().map(Arc::new).collect();
    let q: String = search.q.trim().chars().take(200).collect();
    let found = if folded_words(&q).is_empty() {
        None
    } else {
        Some(find(&app, &bodies, &q).await?)
    };
    let plans: usize = bodies.iter().map(|b| b.plans.len()).sum();
    let items: i64 = bodies.iter().flat_map(|b| &b.plans).map(|p| p.items).sum();
    let answer = if bodies.is_empty() {
        "まだ団体が登録されていません。文書を取り込むと、ここに並びます。".to_owned()
    } else {
        format!(
            "{}団体の{plans}計画、{items}の取組項目を収めています。",
            bodies.len()
        )
    };
    html(&Start {
        page: Page::new("団体と計画"),
        answer,
        bodies,
        q,
        found,
    })
}

/// The items that say every word, plan by plan.
async fn find(app: &App, bodies: &[Arc<Body>], q: &str) -> Result<Found, Problem> {
    let words = folded_words(q);
    let mut plans = Vec::new();
    let mut total = 0;
    let mut heads = Vec::new();
    for body in bodies {
        heads.extend(body.plans.iter().map(|head| (body.clone(), head.clone())));
    }
    heads.truncate(MOST_PLANS);
    for (body, head) in heads {
        // A plan that is at hand is searched here; the store is asked about the others, and only
        // those with a hit are loaded.
        if !app.plans().holds(body.code, &head.key, head.revision)
            && app
                .store()
                .search_items(&body.code, &head.key, q)
                .await?
                .is_empty()
        {
            continue;
        }
        let loaded = of_body(app, body.clone(), &head.key).await?;
        let hits: Vec<(String, String)> = loaded
            .plan()
            .items
            .iter()
            .filter(|item| says(item, &words))
            .map(|item| {
                let number = item
                    .number
                    .as_deref()
                    .or(item.serial.as_deref())
                    .unwrap_or_default();
                (
                    format!("{}/items/{}", loaded.href(), item.id),
                    format!("{number} {}", item.title).trim().to_owned(),
                )
            })
            .collect();
        if hits.is_empty() {
            continue;
        }
        total += hits.len();
        plans.push(Hits {
            title: format!("{}　{}", body.name, loaded.title()),
            href: format!(
                "{}/items?q={}",
                loaded.href(),
                percent_encoding::utf8_percent_encode(q, percent_encoding::NON_ALPHANUMERIC)
            ),
            more: hits.len().saturating_sub(MOST_HITS),
            items: hits.into_iter().take(MOST_HITS).collect(),
        });
    }
    let sentence = if total == 0 {
        format!("「{q}」を含む取組項目はありません。言葉を短くするか、別の言い方でお試しください。")
    } else {
        format!("「{q}」を含む取組項目は、{}計画に{total}あります。", plans.len())
    };
    Ok(Found { sentence, plans })
}
