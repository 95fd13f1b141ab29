//! `/{code}/departments/proposal`: a directory out of the labels of a register or of a list, corrected, then stored.
//!
//! What the directory knows already is told and left alone; what is near to a department is suggested as one of its
//! names. Nothing that is there is overwritten. Not here: what is like what (`gyokaku_core::department::fit`).

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::department::change::called_so;
use gyokaku_core::department::{By, Department, Fit, Likeness, from_labels};
use gyokaku_core::text::fold;
use gyokaku_store::Departments;
use serde::Deserialize;
use uuid::Uuid;

use super::edit::LONGEST_NAME;
use super::known::Known;
use super::list;
use crate::App;
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData, STALE};
use crate::path::{BodyAt, UrlPath, UrlQuery};
use crate::person::Person;
use crate::show::page::Page;

/// The word in the form for a department of its own.
const NEW: &str = "new";

#[derive(Template)]
#[template(path = "pages/organisation/directory/propose.html")]
struct Propose {
    page: Page,
    answer: String,
    address: String,
    title: &'static str,
    plan: String,
    /// The list that was sent, where it is one.
    list: String,
    revision: i64,
    /// What can be added, or become another name of a department.
    rows: Vec<Row>,
    /// What the directory knows already, and how: as printed, the department, by what.
    known: Vec<(String, String, String)>,
    wrongs: FieldErrors,
}

/// A proposed department as the form has it.
#[derive(Clone, Debug)]
struct Row {
    id: String,
    name: String,
    aliases: String,
    division: String,
    /// What is done with it: empty, `new`, or the identity of the department whose other name it becomes.
    choice: String,
    /// The departments that could be meant: identity and words.
    near: Vec<(String, String)>,
    /// Why, in words; empty where nothing is near.
    why: &'static str,
}

/// Which plan is asked for, or which list that was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Source {
    plan: String,
    list: String,
}

impl Source {
    /// The departments that it names; the identities are provisional.
    async fn departments(
        &self,
        app: &App,
        person: &Person,
        known: &Known,
    ) -> Result<Vec<Department>, Problem> {
        if self.is_list() {
            return list::departments(app, person, known.body.code, &self.list).await;
        }
        let loaded = known.plans.iter().find(|p| p.key == self.plan);
        Ok(from_labels(loaded.ok_or(Problem::NotFound)?.plan()))
    }

    fn is_list(&self) -> bool {
        !self.list.is_empty()
    }

    /// What the page is called, and what the departments are called on it.
    fn words(&self) -> (&'static str, &'static str) {
        match self.is_list() {
            false => ("取組一覧から課名簿を作る", "取組一覧の担当課"),
            true => ("一覧から課名簿を作る", "一覧の課"),
        }
    }
}

/// What is named, each with how the directory stands to it. A list names departments in full: 財政係 in it is not the
/// 財政課 that is there, though it may be.
fn proposed<'a>(known: &'a Known, named: Vec<Department>, source: &Source) -> Vec<(Department, Fit<'a>)> {
    let fit = |department: Department| {
        let fit = match known.directory().fit(&department, known.now) {
            Fit::Known {
                department,
                by: By::Ending,
                ..
            } if source.is_list() => Fit::Near(vec![(department, Likeness::Ending)]),
            fit => fit,
        };
        (department, fit)
    };
    named.into_iter().map(fit).collect()
}

/// The departments whose other name a proposed one may become: of one that is known, where some of its names do not
/// lead there yet; of one that is near, those.
fn suggested(known: &Known, fit: &Fit<'_>) -> (Vec<(String, String)>, &'static str) {
    match fit {
        Fit::New => (Vec::new(), ""),
        Fit::Near(near) => {
            let of = |(department, _): &(&Department, _)| (department.id.clone(), known.choice(department));
            let why = near.first().map_or("", |(_, likeness)| likeness.label());
            (near.iter().map(of).collect(), why)
        }
        Fit::Known { missing, .. } if missing.is_empty() => (Vec::new(), ""),
        Fit::Known { department, .. } => (
            vec![(department.id.clone(), known.choice(department))],
            "課名簿にある課の、まだ登録されていない書き方です",
        ),
    }
}

fn rows(
    known: &Known,
    proposed: &[(Department, Fit<'_>)],
    source: &Source,
    sent: Option<&FormData>,
) -> Vec<Row> {
    let name_of = |id: &str| {
        proposed
            .iter()
            .find(|(d, _)| d.id == id)
            .map(|(d, _)| d.name.clone())
    };
    proposed
        .iter()
        .map(|(d, fit)| {
            let (near, why) = suggested(known, fit);
            let usual = match (near.first(), fit) {
                (_, Fit::Near(_)) if source.is_list() => NEW.to_owned(),
                (Some((id, _)), _) => id.clone(),
                (None, Fit::New) => NEW.to_owned(),
                (None, _) => String::new(),
            };
            Row {
                id: d.id.clone(),
                choice: sent.map_or(usual, |sent| chosen(sent, &d.id)),
                name: sent
                    .and_then(|sent| sent.get(&format!("name:{}", d.id)))
                    .map_or_else(|| d.name.clone(), |name| name.trim().to_owned()),
                aliases: d.aliases.join("、"),
                division: d.parent.as_deref().and_then(name_of).unwrap_or_default(),
                near,
                why,
            }
        })
        .collect()
}

/// What a form says about a proposed department: a box where it is new, a list where something is near.
fn chosen(sent: &FormData, id: &str) -> String {
    match sent.has(&format!("take:{id}")) {
        true => NEW.to_owned(),
        false => sent.line(&format!("as:{id}")),
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    UrlQuery(source): UrlQuery<Source>,
) -> Result<Response, Problem> {
    let known = Known::load(&app, &at).await?;
    let proposed = proposed(&known, source.departments(&app, &person, &known).await?, &source);
    let rows = rows(&known, &proposed, &source, None);
    page(&known, &person, source, &proposed, rows, FieldErrors::default())
}

pub(crate) async fn store(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    sent: FormData,
) -> Result<Response, Problem> {
    let known = Known::load(&app, &at).await?;
    let source = Source {
        plan: sent.line("plan"),
        list: sent.line("list"),
    };
    let proposed = proposed(&known, source.departments(&app, &person, &known).await?, &source);
    let rows = rows(&known, &proposed, &source, Some(&sent));
    let mut wrongs = FieldErrors::default();
    if sent.number("revision") != Some(known.all.revision) {
        wrongs.add("", STALE);
    }
    let mut departments = known.all.clone();
    // Of what is there already, and of what becomes another name of it, the members go there.
    let mut ids: HashMap<&str, String> = HashMap::new();
    for ((department, fit), row) in proposed.iter().zip(&rows) {
        let there = match fit {
            Fit::Known { department, .. } => Some(department.id.clone()),
            Fit::Near(_) if row.near.iter().any(|(id, _)| *id == row.choice) => Some(row.choice.clone()),
            Fit::Near(_) | Fit::New => None,
        };
        ids.extend(there.map(|id| (department.id.as_str(), id)));
    }
    for ((department, _), row) in proposed.iter().zip(&rows) {
        let field = format!("name:{}", row.id);
        let done = match row.choice.as_str() {
            "" => Ok(()),
            NEW => add(&mut departments, department, row, &mut ids),
            id => also_called(&mut departments, department, row, id),
        };
        if let Err(words) = done {
            wrongs.add(field, words);
        }
    }
    if wrongs.is_empty() && departments == known.all {
        wrongs.add("", "加える課や別名が選ばれていません。");
    }
    if !wrongs.is_empty() {
        return page(&known, &person, source, &proposed, rows, wrongs);
    }
    let now = app.now();
    app.store()
        .put_departments(&person.actor(), &now, &at.code.0, &departments)
        .await?;
    Ok(Redirect::to(&known.href()).into_response())
}

/// Adds a department of its own, or says why it cannot be.
fn add<'a>(
    departments: &mut Departments,
    proposed: &'a Department,
    row: &Row,
    ids: &mut HashMap<&'a str, String>,
) -> Result<(), String> {
    if row.name.is_empty() {
        return Err("課の名前を入力してください。".to_owned());
    }
    if row.name.chars().count() > LONGEST_NAME {
        return Err(format!("{LONGEST_NAME}文字以内で入力してください。"));
    }
    // The name as printed leads to the department even where a person corrects it.
    let printed = proposed.aliases.iter().chain([&proposed.name]);
    let aliases = printed
        .filter(|alias| fold(alias) != fold(&row.name))
        .cloned()
        .collect();
    let id = Uuid::now_v7().simple().to_string();
    let department = Department {
        id: id.clone(),
        name: row.name.clone(),
        aliases,
        // A division that is left out leaves its members without one.
        parent: proposed.parent.as_deref().and_then(|p| ids.get(p).cloned()),
        ..proposed.clone()
    };
    let clash = {
        let mut names = department.aliases.iter().chain([&department.name]);
        names.find_map(|name| called_so(&departments.directory, name, &department))
    };
    if let Some(other) = clash {
        return Err(format!(
            "「{}」と重なっています。名前を変えるか、選ばないでください。",
            other.name
        ));
    }
    ids.insert(&proposed.id, id);
    departments.directory.departments.push(department);
    Ok(())
}

/// Makes the names as printed other names of a department that is there, or says why they cannot be.
fn also_called(
    departments: &mut Departments,
    proposed: &Department,
    row: &Row,
    id: &str,
) -> Result<(), String> {
    let is_offered = row.near.iter().any(|(near, _)| near == id);
    let at = departments.directory.departments.iter().position(|d| d.id == id);
    let Some(at) = at.filter(|_| is_offered) else {
        return Err("課名簿にない課です。選び直してください。".to_owned());
    };
    for name in proposed.aliases.iter().chain([&proposed.name]) {
        let owner = &departments.directory.departments[at];
        let key = fold(name);
        if fold(&owner.name) == key || owner.aliases.iter().any(|alias| fold(alias) == key) {
            continue;
        }
        if let Some(other) = called_so(&departments.directory, name, owner) {
            return Err(format!("「{name}」は「{}」の名前です。", other.name));
        }
        departments.directory.departments[at].aliases.push(name.clone());
    }
    Ok(())
}

/// By what the directory knows a department, in words.
fn by_words(by: &By<'_>) -> String {
    match by {
        By::Name => "同じ名前です".to_owned(),
        By::Alias => "別名に登録されています".to_owned(),
        By::Ending => "課・室・担当を除いた名前が同じです".to_owned(),
        By::Former(now) if now.is_empty() => "廃止された課です".to_owned(),
        By::Former(now) => {
            let now: Vec<&str> = now.iter().map(|d| d.name.as_str()).collect();
            format!("旧称です。いまは「{}」です", now.join("」「"))
        }
    }
}

fn page(
    known: &Known,
    person: &Person,
    source: Source,
    proposed: &[(Department, Fit<'_>)],
    mut rows: Vec<Row>,
    wrongs: FieldErrors,
) -> Result<Response, Problem> {
    let there: Vec<(String, String, String)> = proposed
        .iter()
        .filter_map(|(named, fit)| match fit {
            Fit::Known { department, by, .. } => {
                Some((named.name.clone(), known.choice(department), by_words(by)))
            }
            Fit::Near(_) | Fit::New => None,
        })
        .collect();
    let is_new = |fit: &Fit<'_>| matches!(fit, Fit::New);
    let is_near = |fit: &Fit<'_>| matches!(fit, Fit::Near(_));
    let count = |is: &dyn Fn(&Fit<'_>) -> bool| proposed.iter().filter(|(_, fit)| is(fit)).count();
    let (new, near) = (count(&is_new), count(&is_near));
    let (title, of) = source.words();
    let answer = match (proposed.len(), there.len(), near) {
        (0, ..) if source.is_list() => "この一覧には、課名簿にできる課の記載がありません。".to_owned(),
        (0, ..) => "この計画の取組一覧には、課名簿にできる担当課の記載がありません。".to_owned(),
        (all, 0, 0) => format!("{of}から、{all}の課を課名簿に加えられます。"),
        (all, there, 0) if new == 0 => {
            format!("{of}{all}のうち、{there}は課名簿にあります。新しく加える課はありません。")
        }
        (all, there, 0) => {
            format!("{of}{all}のうち、{there}は課名簿にあります。残る{new}を加えられます。")
        }
        (all, there, near) => format!(
            "{of}{all}のうち、{there}は課名簿にあります。{near}は課名簿の課の別の書き方かもしれません。{new}は新しい課として加えられます。"
        ),
    };
    // What is known, and known by all its names, has nothing to be done with it, unless somebody chose it.
    let is_shown = |row: &Row, fit: &Fit<'_>| {
        let is_known = matches!(fit, Fit::Known { .. });
        !is_known || !row.near.is_empty() || !row.choice.is_empty()
    };
    let mut fits = proposed.iter().map(|(_, fit)| fit);
    rows.retain(|row| fits.next().is_none_or(|fit| is_shown(row, fit)));
    html(&Propose {
        page: known.page(Some(title), person),
        answer,
        address: format!("{}/proposal", known.href()),
        title,
        plan: source.plan,
        list: source.list,
        revision: known.all.revision,
        rows,
        known: there,
        wrongs,
    })
}
