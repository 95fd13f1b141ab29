//! `/{code}/departments/proposal`: a directory out of the labels of a register, corrected, then stored.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::department::change::called_so;
use gyokaku_core::department::{Department, from_labels};
use gyokaku_core::text::fold;
use serde::Deserialize;
use uuid::Uuid;

use super::edit::LONGEST_NAME;
use super::known::Known;
use crate::App;
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData, STALE};
use crate::path::{BodyAt, UrlPath, UrlQuery};
use crate::person::Person;
use crate::show::page::Page;

#[derive(Template)]
#[template(path = "pages/organisation/directory/propose.html")]
struct Propose {
    page: Page,
    answer: String,
    address: String,
    plan: String,
    revision: i64,
    rows: Vec<Row>,
    wrongs: FieldErrors,
}

/// A proposed department as the form has it.
#[derive(Clone, Debug)]
struct Row {
    id: String,
    taken: bool,
    name: String,
    aliases: String,
    division: String,
    /// The department of the directory that has one of its names already: identity and name.
    there: There,
}

/// The identity and name of a department of the directory.
type There = Option<(String, String)>;

/// Which plan is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Plan {
    plan: String,
}

/// What the plan's labels name, each with the department that has the name already.
fn proposed(known: &Known, plan: &str) -> Result<Vec<(Department, There)>, Problem> {
    let loaded = known
        .plans
        .iter()
        .find(|p| p.key == plan)
        .ok_or(Problem::NotFound)?;
    let there = |d: &Department| {
        let names = d.aliases.iter().chain([&d.name]);
        let found = names
            .filter_map(|name| called_so(known.directory(), name, d))
            .next();
        found.map(|d| (d.id.clone(), d.name.clone()))
    };
    let all = from_labels(loaded.plan()).into_iter();
    Ok(all.map(|d| (d.clone(), there(&d))).collect())
}

fn rows(proposed: &[(Department, There)], sent: Option<&FormData>) -> Vec<Row> {
    let name_of = |id: &str| {
        proposed
            .iter()
            .find(|(d, _)| d.id == id)
            .map(|(d, _)| d.name.clone())
    };
    proposed
        .iter()
        .map(|(d, there)| Row {
            id: d.id.clone(),
            taken: match sent {
                Some(sent) => sent.has(&format!("take:{}", d.id)),
                None => there.is_none(),
            },
            name: sent.map_or_else(|| d.name.clone(), |s| s.line(&format!("name:{}", d.id))),
            aliases: d.aliases.join("、"),
            division: d.parent.as_deref().and_then(name_of).unwrap_or_default(),
            there: there.clone(),
        })
        .collect()
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    UrlQuery(asked): UrlQuery<Plan>,
) -> Result<Response, Problem> {
    let known = Known::load(&app, &at).await?;
    let rows = rows(&proposed(&known, &asked.plan)?, None);
    page(&known, &person, asked.plan, rows, FieldErrors::default())
}

pub(crate) async fn store(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    sent: FormData,
) -> Result<Response, Problem> {
    let known = Known::load(&app, &at).await?;
    let plan = sent.line("plan");
    let proposed = proposed(&known, &plan)?;
    let rows = rows(&proposed, Some(&sent));
    let mut wrongs = FieldErrors::default();
    if sent.number("revision") != Some(known.all.revision) {
        wrongs.add("", STALE);
    }
    let taken = proposed.iter().zip(&rows).filter(|(_, row)| row.taken);
    let mut departments = known.all.clone();
    let known_ids = proposed
        .iter()
        .filter_map(|(d, there)| Some((d.id.as_str(), there.as_ref()?.0.clone())));
    let mut ids: HashMap<&str, String> = known_ids.collect();
    let before = departments.directory.departments.len();
    for ((department, _), row) in taken {
        let field = format!("name:{}", row.id);
        if row.name.is_empty() {
            wrongs.add(field, "課の名前を入力してください。");
            continue;
        }
        if row.name.chars().count() > LONGEST_NAME {
            wrongs.add(field, format!("{LONGEST_NAME}文字以内で入力してください。"));
            continue;
        }
        // The name as printed leads to the department even where a person corrects it.
        let printed = department.aliases.iter().chain([&department.name]);
        let aliases = printed
            .filter(|alias| fold(alias) != fold(&row.name))
            .cloned()
            .collect();
        let id = Uuid::now_v7().simple().to_string();
        ids.insert(&department.id, id.clone());
        let department = Department {
            id,
            name: row.name.clone(),
            aliases,
            // A division that is left out leaves its members without one.
            parent: department.parent.as_deref().and_then(|p| ids.get(p).cloned()),
            ..department.clone()
        };
        let names = department.aliases.iter().chain([&department.name]);
        let other = names
            .filter_map(|name| called_so(&departments.directory, name, &department))
            .next();
        if let Some(other) = other {
            let words = format!(
                "「{}」と重なっています。名前を変えるか、選ばないでください。",
                other.name
            );
            wrongs.add(field, words);
            continue;
        }
        departments.directory.departments.push(department);
    }
    if wrongs.is_empty() && departments.directory.departments.len() == before {
        wrongs.add("", "課が選ばれていません。加える課を選んでください。");
    }
    if !wrongs.is_empty() {
        return page(&known, &person, plan, rows, wrongs);
    }
    let now = app.now();
    app.store()
        .put_departments(&person.actor(), &now, &at.code.0, &departments)
        .await?;
    Ok(Redirect::to(&known.href()).into_response())
}

fn page(
    known: &Known,
    person: &Person,
    plan: String,
    rows: Vec<Row>,
    wrongs: FieldErrors,
) -> Result<Response, Problem> {
    let there = rows.iter().filter(|r| r.there.is_some()).count();
    let answer = match (rows.len(), there) {
        (0, _) => "この計画の取組一覧には、課名簿にできる担当課の記載がありません。".to_owned(),
        (all, 0) => format!("取組一覧の担当課から、{all}の課を課名簿に加えられます。"),
        (all, there) => format!(
            "取組一覧の担当課{all}のうち、{there}は課名簿にあります。残る{}を加えられます。",
            all - there
        ),
    };
    html(&Propose {
        page: known.page(Some("取組一覧から課名簿を作る"), person),
        answer,
        address: format!("{}/proposal", known.href()),
        plan,
        revision: known.all.revision,
        rows,
        wrongs,
    })
}
