//! `/`: the bodies and their plans, and a search over all items.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::text::fold;
use gyokaku_store::{Body, Hit};
use serde::Deserialize;

use crate::App;
use crate::error::{Problem, html};
use crate::filter::folded_words;
use crate::loaded::bodies;
use crate::pages::register::body::show::{Entry, entries, name_of};
use crate::path::{UrlQuery, query};
use crate::person::Viewer;
use crate::show::page::Page;

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Search {
    q: String,
}

/// How many items are listed for one plan.
const MOST_HITS: usize = 50;

#[derive(Template)]
#[template(path = "pages/register/start/show.html")]
struct Start {
    page: Page,
    answer: String,
    bodies: Vec<(Body, Vec<Entry>)>,
    q: String,
    found: Option<Found>,
}

struct Found {
    sentence: String,
    /// Bodies and plans that bear the words in their names.
    named: Vec<(String, String)>,
    plans: Vec<Hits>,
}

struct Hits {
    title: String,
    href: String,
    items: Vec<(String, String)>,
    more: usize,
}

pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    UrlQuery(search): UrlQuery<Search>,
) -> Result<Response, Problem> {
    let (bodies, contents) = bodies(&app, &viewer).await?;
    let q: String = search.q.trim().chars().take(200).collect();
    let found = if folded_words(&q).is_empty() {
        None
    } else {
        Some(find(&app, &viewer, &bodies, &q).await?)
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
        page: Page::new("団体と計画").seen_by(&viewer),
        answer,
        bodies: bodies
            .into_iter()
            .map(|body| {
                let entries = entries(&app, &body, &contents);
                (body, entries)
            })
            .collect(),
        q,
        found,
    })
}

/// The items that say every word, of what is released and of what the viewer's own body works on.
async fn hits(app: &App, viewer: &Viewer, q: &str) -> Result<Vec<Hit>, Problem> {
    let mut hits = app.store().search_released(app.today()?, q, MOST_HITS).await?;
    if let Some(own) = viewer.own_drafts() {
        hits.retain(|hit| hit.body != own);
        hits.extend(app.store().search_body(&own, q, MOST_HITS).await?);
        hits.sort_by(|a, b| (a.body.as_str(), &a.plan).cmp(&(b.body.as_str(), &b.plan)));
    }
    Ok(hits)
}

/// The items that say every word, plan by plan, and what bears the words in its name.
async fn find(app: &App, viewer: &Viewer, bodies: &[Body], q: &str) -> Result<Found, Problem> {
    let words = folded_words(q);
    let says = |name: &str| words.iter().all(|word| fold(name).contains(word.as_str()));
    let mut named = Vec::new();
    for body in bodies {
        if says(&body.name) {
            named.push((format!("/{}", body.code), body.name.clone()));
        }
        for plan in body.plans.iter().filter(|p| says(&p.title)) {
            let words = format!("{}　{}", body.name, name_of(plan));
            named.push((format!("/{}/{}", body.code, plan.key), words));
        }
    }
    let mut plans: Vec<Hits> = Vec::new();
    let (mut total, mut last) = (0, None);
    for hit in hits(app, viewer, q).await? {
        let Some(body) = bodies.iter().find(|b| b.code == hit.body) else {
            continue;
        };
        let Some(plan) = body.plans.iter().find(|p| p.key == hit.plan) else {
            continue;
        };
        let href = format!("/{}/{}/items", body.code, plan.key);
        if last.as_ref() != Some(&(hit.body, hit.plan.clone())) {
            last = Some((hit.body, hit.plan.clone()));
            let all = usize::try_from(hit.of_plan).unwrap_or_default();
            total += all;
            plans.push(Hits {
                title: format!("{}　{}", body.name, name_of(plan)),
                href: format!("{href}?{}", query([("q", q)])),
                more: all.saturating_sub(MOST_HITS),
                items: Vec::new(),
            });
        }
        if let Some(hits) = plans.last_mut() {
            let words = format!("{} {}", hit.number.unwrap_or_default(), hit.title);
            hits.items
                .push((format!("{href}/{}", hit.id), words.trim().to_owned()));
        }
    }
    let sentence = match (total, named.is_empty()) {
        (0, true) => {
            format!("「{q}」を含む取組項目はありません。言葉を短くするか、別の言い方でお試しください。")
        }
        (0, false) => format!(
            "「{q}」を含む取組項目はありません。名前に含む団体・計画が{}あります。",
            named.len()
        ),
        _ => format!("「{q}」を含む取組項目は、{}計画に{total}あります。", plans.len()),
    };
    Ok(Found {
        sentence,
        named,
        plans,
    })
}
