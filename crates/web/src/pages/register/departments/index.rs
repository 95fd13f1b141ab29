//! `/{code}/{plan}/departments`: who has what.

use std::collections::{HashMap, HashSet};

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::department::Role;
use gyokaku_core::text::fold;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::App;
use crate::error::{Problem, html};
use crate::loaded::{Part, load};
use crate::path::{At, PlanAt};
use crate::person::Viewer;
use crate::show::page::Page;

#[derive(Template)]
#[template(path = "pages/register/departments/index.html")]
struct Departments {
    page: Page,
    answer: String,
    address: String,
    departments: Vec<Line>,
}

struct Line {
    name: String,
    word: String,
    lead: usize,
    support: usize,
}

pub(crate) async fn index(
    State(app): State<App>,
    viewer: Viewer,
    At(at): At<PlanAt>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at).await?;
    let plan = loaded.plan();
    let mut departments: Vec<Line> = Vec::new();
    let mut line_of: HashMap<String, usize> = HashMap::new();
    for item in &plan.items {
        // A department that an item names twice in one role has that item once.
        let mut counted = HashSet::new();
        for (role, name) in item.departments.all() {
            let at = *line_of.entry(fold(name)).or_insert_with(|| {
                let word = utf8_percent_encode(name, NON_ALPHANUMERIC).to_string();
                departments.push(Line {
                    name: name.to_owned(),
                    word,
                    lead: 0,
                    support: 0,
                });
                departments.len() - 1
            });
            if counted.insert((at, role)) {
                match role {
                    Role::Lead => departments[at].lead += 1,
                    Role::Support => departments[at].support += 1,
                }
            }
        }
    }
    departments.sort_by_key(|d| std::cmp::Reverse((d.lead, d.support)));
    let answer = match departments.first() {
        None => "この計画の文書には、担当課の記載がありません。".to_owned(),
        Some(first) if first.lead > 0 => {
            format!(
                "{}の課・組織が担い、主担当が最も多いのは{}の{}件です。",
                departments.len(),
                first.name,
                first.lead
            )
        }
        Some(_) => format!("{}の課・組織が担っています。", departments.len()),
    };
    html(&Departments {
        page: loaded.page(Part::Departments).seen_by(&viewer),
        answer,
        address: loaded.href_of(Part::Items),
        departments,
    })
}
