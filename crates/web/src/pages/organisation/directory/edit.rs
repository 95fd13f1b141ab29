//! `/{code}/departments/{id}`: one department, to be corrected, and the new one.
//!
//! A correction is for what was entered wrongly; what changes in a year is a change (`change`).

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::department::Department;
use gyokaku_core::department::change::{called_so, is_below, is_taken};
use gyokaku_core::fiscal_year::FiscalYear;
use serde::Deserialize;
use uuid::Uuid;

use super::held::{Held, is_removable, its_items};
use super::known::{Known, tree};
use super::succession;
use crate::App;
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData, STALE};
use crate::path::{BodyAt, Code, Id, UrlPath};
use crate::person::Person;
use crate::show::page::Page;

/// `/{code}/departments/{id}`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct DepartmentAt {
    code: Code,
    id: Id,
}

impl DepartmentAt {
    pub(super) fn body(&self) -> BodyAt {
        BodyAt { code: self.code }
    }

    pub(super) fn id(&self) -> &str {
        self.id.as_str()
    }
}

#[derive(Template)]
#[template(path = "pages/organisation/directory/edit.html")]
struct Edit {
    page: Page,
    title: String,
    answer: String,
    action: String,
    address: String,
    revision: i64,
    is_new: bool,
    typed: Typed,
    divisions: Vec<(String, String)>,
    years: Vec<(FiscalYear, String)>,
    /// Whether nothing came before it, so that its beginning can be corrected.
    first: bool,
    /// Whether nothing came after it.
    last: bool,
    /// Whether it goes on, so that it can be renamed, merged and split.
    goes_on: bool,
    removable: bool,
    items: Vec<Held>,
    wrongs: FieldErrors,
}

/// The fields as typed.
#[derive(Clone, Debug, Default)]
struct Typed {
    name: String,
    aliases: String,
    parent: String,
    from: String,
    until: String,
}

impl Typed {
    fn of(department: &Department) -> Self {
        let year = |year: Option<FiscalYear>| year.map(|y| y.to_string()).unwrap_or_default();
        Self {
            name: department.name.clone(),
            aliases: department.aliases.join("、"),
            parent: department.parent.clone().unwrap_or_default(),
            from: year(department.from),
            until: year(department.until),
        }
    }

    fn sent(sent: &FormData) -> Self {
        Self {
            name: sent.line("name"),
            aliases: sent.line("aliases"),
            parent: sent.line("parent"),
            from: sent.line("from"),
            until: sent.line("until"),
        }
    }

    /// The department that was typed, or what is wrong with it.
    fn department(&self, known: &Known, before: &Department) -> Result<Department, FieldErrors> {
        let directory = known.directory();
        let mut wrongs = FieldErrors::default();
        let mut year = |field: &str, word: &str, before: Option<FiscalYear>| {
            if word.is_empty() {
                return None;
            }
            // A year that the list no longer offers stays as it is.
            let kept = before.filter(|y| y.to_string() == word);
            let year = kept.or_else(|| known.year(word));
            if year.is_none() {
                wrongs.add(field, "年度を一覧から選んでください。");
            }
            year
        };
        let from = match comes_of_another(known, before) {
            true => before.from,
            false => year("from", &self.from, before.from),
        };
        let until = match before.successors.is_empty() {
            true => year("until", &self.until, before.until),
            false => before.until,
        };
        let mut aliases: Vec<String> = Vec::new();
        for alias in self.aliases.split(['、', ',', '，', '\n']).map(str::trim) {
            if !alias.is_empty() && !aliases.iter().any(|known| known == alias) {
                aliases.push(alias.to_owned());
            }
        }
        let parent = Some(self.parent.clone()).filter(|p| !p.is_empty());
        let typed = Department {
            name: self.name.clone(),
            aliases,
            parent: parent.clone(),
            from,
            until,
            ..before.clone()
        };
        if typed.name.is_empty() {
            wrongs.add("name", "課の名前を入力してください。");
        } else if typed.name.chars().count() > LONGEST_NAME {
            wrongs.add("name", format!("{LONGEST_NAME}文字以内で入力してください。"));
        } else if is_taken(
            directory,
            &typed.name,
            parent.as_deref(),
            (from, until),
            &[&before.id],
        ) {
            wrongs.add(
                "name",
                format!(
                    "「{}」は同じ時期にほかの課が使っています。別の名前にしてください。",
                    typed.name
                ),
            );
        }
        for alias in &typed.aliases {
            if let Some(other) = called_so(directory, alias, &typed) {
                let words = format!(
                    "「{alias}」は「{}」の名前か別名です。どちらか一方にしてください。",
                    other.name
                );
                wrongs.add("aliases", words);
            }
        }
        if let Some(parent) = &parent {
            if directory.department(parent).is_none() {
                wrongs.add("parent", "部・局を一覧から選んでください。");
            } else if *parent == before.id || is_below(directory, parent, &before.id) {
                wrongs.add(
                    "parent",
                    "この課自身か、この課に属する課です。別の部・局を選んでください。",
                );
            }
        }
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            wrongs.add("until", "始まりの年度より前です。年度を選び直してください。");
        }
        if wrongs.is_empty() { Ok(typed) } else { Err(wrongs) }
    }
}

/// How many characters a name has at most.
pub(super) const LONGEST_NAME: usize = 60;

fn comes_of_another(known: &Known, department: &Department) -> bool {
    let mut all = known.directory().departments.iter();
    all.any(|d| d.successors.contains(&department.id))
}

fn blank() -> Department {
    Department {
        id: String::new(),
        name: String::new(),
        aliases: Vec::new(),
        parent: None,
        from: None,
        until: None,
        successors: Vec::new(),
    }
}

/// `GET /{code}/departments/new`
pub(crate) async fn new(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
) -> Result<Response, Problem> {
    let known = Known::load(&app, &at).await?;
    form(
        &known,
        &person,
        &blank(),
        Typed::default(),
        FieldErrors::default(),
    )
}

/// `POST /{code}/departments`
pub(crate) async fn create(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    sent: FormData,
) -> Result<Response, Problem> {
    let known = Known::load(&app, &at).await?;
    let mut typed = typed(&known, &person, &sent, &blank())?;
    if let Ok(department) = &mut typed {
        department.id = Uuid::now_v7().simple().to_string();
    }
    store(&app, &person, &known, typed).await
}

/// `GET /{code}/departments/{id}`
pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<DepartmentAt>,
) -> Result<Response, Problem> {
    let known = Known::load(&app, &at.body()).await?;
    let department = known.directory().department(at.id()).ok_or(Problem::NotFound)?;
    form(
        &known,
        &person,
        department,
        Typed::of(department),
        FieldErrors::default(),
    )
}

/// `POST /{code}/departments/{id}`
pub(crate) async fn update(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<DepartmentAt>,
    sent: FormData,
) -> Result<Response, Problem> {
    let known = Known::load(&app, &at.body()).await?;
    let before = known.directory().department(at.id()).ok_or(Problem::NotFound)?;
    let typed = typed(&known, &person, &sent, before)?;
    store(&app, &person, &known, typed).await
}

/// `POST /{code}/departments/{id}/removal`: for a department that was entered by mistake.
pub(crate) async fn remove(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<DepartmentAt>,
    sent: FormData,
) -> Result<Response, Problem> {
    let known = Known::load(&app, &at.body()).await?;
    let department = known.directory().department(at.id()).ok_or(Problem::NotFound)?;
    let mut wrongs = FieldErrors::default();
    if sent.number("revision") != Some(known.all.revision) {
        wrongs.add("", STALE);
    } else if !is_removable(&known, department) {
        wrongs.add("", "ほかの課か取組がこの課を使っているため、取り除けません。");
    }
    if !wrongs.is_empty() {
        return form(&known, &person, department, Typed::of(department), wrongs);
    }
    let mut departments = known.all.clone();
    departments.directory.departments.retain(|d| d.id != at.id());
    let now = app.now();
    app.store()
        .put_departments(&person.actor(), &now, &known.body.code, &departments)
        .await?;
    Ok(Redirect::to(&known.href()).into_response())
}

/// What was typed as a department, or the form again with what is wrong.
fn typed(
    known: &Known,
    person: &Person,
    sent: &FormData,
    before: &Department,
) -> Result<Result<Department, Response>, Problem> {
    let typed = Typed::sent(sent);
    let mut result = typed.department(known, before);
    if sent.number("revision") != Some(known.all.revision) {
        let mut wrongs = result.err().unwrap_or_default();
        wrongs.add("", STALE);
        result = Err(wrongs);
    }
    match result {
        Ok(department) => Ok(Ok(department)),
        Err(wrongs) => form(known, person, before, typed, wrongs).map(Err),
    }
}

async fn store(
    app: &App,
    person: &Person,
    known: &Known,
    typed: Result<Department, Response>,
) -> Result<Response, Problem> {
    let department = match typed {
        Ok(department) => department,
        Err(response) => return Ok(response),
    };
    let mut departments = known.all.clone();
    let all = &mut departments.directory.departments;
    match all.iter_mut().find(|d| d.id == department.id) {
        Some(stored) => *stored = department,
        None => all.push(department),
    }
    let now = app.now();
    app.store()
        .put_departments(&person.actor(), &now, &known.body.code, &departments)
        .await?;
    Ok(Redirect::to(&known.href()).into_response())
}

fn form(
    known: &Known,
    person: &Person,
    department: &Department,
    typed: Typed,
    wrongs: FieldErrors,
) -> Result<Response, Problem> {
    let is_new = department.id.is_empty();
    let directory = known.directory();
    let title = match is_new {
        true => "課を加える".to_owned(),
        false => department.name.clone(),
    };
    let plans = match is_new {
        true => Vec::new(),
        false => its_items(known, department),
    };
    let count: usize = plans.iter().map(|held| held.items.len()).sum();
    let became = succession::became(directory, department);
    let answer = match (is_new, count) {
        (true, _) => {
            "課名簿に課を一つ加えます。改称・統合・分割は、もとの課のページから行います。".to_owned()
        }
        (false, 0) => format!("{}。受け持つ取組はありません。{became}", known.span(department)),
        (false, count) => format!(
            "{}。{count}件の取組を受け持っています。{became}",
            known.span(department)
        ),
    };
    // The years that the form offers, and those that are stored whatever it offers.
    let mut years = known.years();
    years.extend(department.from);
    years.extend(department.until);
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    let divisions = tree(directory, &|_| true).into_iter().map(|(_, d)| d);
    let divisions =
        divisions.filter(|d| d.id != department.id && !is_below(directory, &d.id, &department.id));
    let address = match is_new {
        true => known.href(),
        false => format!("{}/{}", known.href(), department.id),
    };
    html(&Edit {
        page: known.page(Some(&title), person),
        title,
        answer,
        action: address.clone(),
        revision: known.all.revision,
        is_new,
        divisions: divisions.map(|d| (d.id.clone(), known.choice(d))).collect(),
        years: years.into_iter().map(|y| (y, known.shown(y))).collect(),
        first: !comes_of_another(known, department),
        last: department.successors.is_empty(),
        goes_on: !is_new && department.until.is_none(),
        removable: !is_new && is_removable(known, department),
        items: plans,
        typed,
        address,
        wrongs,
    })
}
