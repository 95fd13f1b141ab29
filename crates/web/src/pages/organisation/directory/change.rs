//! 改称・統合・分割: a change is described, seen with all it does, and then stored.
//!
//! The description travels in the address, so that a preview can be left, reloaded and sent on; only
//! the confirmation writes. Not here: what it does to the items (`preview`).

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::department::Department;
use gyokaku_core::department::change::{Changed, Refusal, merge, rename, split};
use gyokaku_core::fiscal_year::FiscalYear;
use uuid::Uuid;

use super::edit::{DepartmentAt, LONGEST_NAME};
use super::known::{Known, tree};
use super::preview::{Concerned, charge, concerned};
use crate::App;
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData, STALE};
use crate::path::{BodyAt, UrlPath, UrlQuery};
use crate::person::Person;
use crate::show::page::Page;

/// Into how many departments one is split at most, and how many fields there are at first.
const MOST_NAMES: usize = 6;
const FIRST_NAMES: usize = 3;

/// What kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Renaming,
    Merger,
    Split,
}

/// A change as described.
struct Wish {
    kind: Kind,
    /// The departments that end.
    ids: Vec<String>,
    /// The names as typed, blanks included.
    names: Vec<String>,
    from: String,
    /// Which successor takes over what nobody decides one by one.
    all: usize,
}

#[derive(Template)]
#[template(path = "pages/organisation/directory/change.html")]
struct ChangePage {
    page: Page,
    title: String,
    answer: String,
    address: String,
    revision: i64,
    kind: Kind,
    wish: Wish,
    /// The departments that can be merged: identity, depth, name.
    mergeable: Vec<(String, usize, String)>,
    years: Vec<(String, String)>,
    /// What changes, once that is clear.
    preview: Option<Preview>,
    wrongs: FieldErrors,
}

struct Preview {
    sentences: Vec<String>,
    /// The names that begin.
    begun: Vec<String>,
    concerned: Vec<Concerned>,
    count: usize,
}

impl Wish {
    fn of(kind: Kind, known: &Known, own: Option<&Department>, sent: &FormData) -> Self {
        let ids = match own {
            Some(own) => vec![own.id.clone()],
            None => {
                let ticked = |d: &&Department| sent.has(&format!("id:{}", d.id));
                let all = known.directory().departments.iter().filter(ticked);
                all.map(|d| d.id.clone()).collect()
            }
        };
        let count = if kind == Kind::Split { MOST_NAMES } else { 1 };
        let mut names: Vec<String> = (1..=count).map(|n| sent.line(&format!("name{n}"))).collect();
        if !sent.has("from")
            && kind == Kind::Split
            && let (Some(own), Some(first)) = (own, names.first_mut())
        {
            // Mostly one of the parts keeps the name.
            first.clone_from(&own.name);
        }
        // One more field than is filled, so that there is always room for the next.
        let filled = names.iter().rposition(|name| !name.is_empty());
        names.truncate(filled.map_or(0, |at| at + 2).max(FIRST_NAMES));
        let from = match sent.has("from") {
            true => sent.line("from"),
            false => known.now.to_string(),
        };
        let all = sent
            .number("all")
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or_default();
        Self {
            kind,
            ids,
            names,
            from,
            all,
        }
    }

    fn filled(&self) -> Vec<&str> {
        let names = self.names.iter().map(String::as_str);
        names.filter(|name| !name.is_empty()).collect()
    }

    /// The year and the directory after the change, or what is wrong with it.
    fn made(&self, known: &Known) -> Result<(FiscalYear, Changed), FieldErrors> {
        let mut wrongs = FieldErrors::default();
        let long = |name: &String| name.chars().count() > LONGEST_NAME;
        if let Some(at) = self.names.iter().position(long) {
            wrongs.add(
                format!("name{}", at + 1),
                format!("{LONGEST_NAME}文字以内で入力してください。"),
            );
        }
        let Some(from) = known.year(&self.from) else {
            wrongs.add("from", "年度を一覧から選んでください。");
            return Err(wrongs);
        };
        if !wrongs.is_empty() {
            return Err(wrongs);
        }
        let mut new_id = || Uuid::now_v7().simple().to_string();
        let directory = known.directory();
        let ids: Vec<&str> = self.ids.iter().map(String::as_str).collect();
        let names = self.filled();
        let first = names.first().copied().unwrap_or_default();
        let changed = match self.kind {
            Kind::Merger => merge(directory, &ids, first, from, &mut new_id),
            Kind::Split => split(directory, &self.ids[0], &names, from, &mut new_id),
            Kind::Renaming => rename(directory, &self.ids[0], first, from, &mut new_id),
        };
        changed.map(|changed| (from, changed)).map_err(|refusal| {
            wrongs.add(self.field(&refusal), refusal.message(known.style));
            wrongs
        })
    }

    /// The field that a refusal speaks of.
    fn field(&self, refusal: &Refusal) -> String {
        let of_name = |name: &str| {
            let at = self.names.iter().rposition(|known| known == name);
            format!("name{}", at.unwrap_or_default() + 1)
        };
        match refusal {
            Refusal::BeforeItsBeginning { .. } if self.kind != Kind::Merger => "from".into(),
            Refusal::NameTaken { name } => of_name(name),
            Refusal::Twice { name } if self.kind == Kind::Split => of_name(name),
            Refusal::TooFew if self.kind == Kind::Split => {
                let blank = self.names.iter().position(String::is_empty);
                format!("name{}", blank.unwrap_or_default() + 1)
            }
            Refusal::NoName => "name1".into(),
            _ if self.kind == Kind::Merger => "ids".into(),
            _ => String::new(),
        }
    }
}

async fn look(
    app: &App,
    person: &Person,
    kind: Kind,
    at: &BodyAt,
    id: Option<&str>,
    sent: FormData,
) -> Result<Response, Problem> {
    let known = Known::load(app, at).await?;
    let own = own(&known, id)?;
    let wish = Wish::of(kind, &known, own, &sent);
    page(&known, person, own, wish, &sent, FieldErrors::default())
}

async fn confirm(
    app: &App,
    person: &Person,
    kind: Kind,
    at: &BodyAt,
    id: Option<&str>,
    sent: FormData,
) -> Result<Response, Problem> {
    let known = Known::load(app, at).await?;
    let own = own(&known, id)?;
    let wish = Wish::of(kind, &known, own, &sent);
    let mut wrongs = FieldErrors::default();
    if sent.number("revision") != Some(known.all.revision) {
        wrongs.add("", STALE);
        return page(&known, person, own, wish, &sent, wrongs);
    }
    let Ok((from, changed)) = wish.made(&known) else {
        return page(&known, person, own, wish, &sent, wrongs);
    };
    let mut departments = known.all.clone();
    departments.directory = changed.directory;
    if kind == Kind::Split {
        let concerned = concerned(&known, &wish.ids, from, &sent, wish.all);
        charge(&mut departments, &concerned, &changed.begun, from);
    }
    let now = app.now();
    app.store()
        .put_departments(&person.actor(), &now, &known.body.code, &departments)
        .await?;
    Ok(Redirect::to(&format!("{}?year={from}", known.href())).into_response())
}

fn own<'a>(known: &'a Known, id: Option<&str>) -> Result<Option<&'a Department>, Problem> {
    match id {
        Some(id) => known
            .directory()
            .department(id)
            .map(Some)
            .ok_or(Problem::NotFound),
        None => Ok(None),
    }
}

fn page(
    known: &Known,
    person: &Person,
    own: Option<&Department>,
    wish: Wish,
    sent: &FormData,
    mut wrongs: FieldErrors,
) -> Result<Response, Problem> {
    let name = own.map(|d| d.name.as_str()).unwrap_or_default();
    let (title, answer, address) = match wish.kind {
        Kind::Renaming => (
            format!("{name}を改称する"),
            "新しい名前と、その名前になる年度を入力します。前の名前は残り、取組は新しい名前の課が引き継ぎます。",
            format!("{}/{}/renaming", known.href(), wish.ids[0]),
        ),
        Kind::Split => (
            format!("{name}を分割する"),
            "分かれた後の課と、分かれる年度を入力します。取組をどの課が引き継ぐかは、次の画面で選びます。",
            format!("{}/{}/split", known.href(), wish.ids[0]),
        ),
        Kind::Merger => (
            "課を統合する".to_owned(),
            "一つになる課と、統合後の名前、その年度を入力します。取組はすべて統合後の課が引き継ぎます。",
            format!("{}/merger", known.href()),
        ),
    };
    let preview = match sent.has("from") {
        false => None,
        true => match wish.made(known) {
            Ok((from, changed)) => Some(preview(known, &wish, sent, from, &changed)),
            Err(found) => {
                if wrongs.is_empty() {
                    wrongs = found;
                }
                None
            }
        },
    };
    let goes_on = |d: &Department| d.until.is_none();
    html(&ChangePage {
        page: known.page(Some(&title), person),
        title,
        answer: answer.to_owned(),
        address,
        revision: known.all.revision,
        kind: wish.kind,
        mergeable: match wish.kind {
            Kind::Merger => tree(known.directory(), &goes_on)
                .into_iter()
                .map(|(depth, d)| (d.id.clone(), depth, d.name.clone()))
                .collect(),
            Kind::Renaming | Kind::Split => Vec::new(),
        },
        years: known
            .years()
            .into_iter()
            .map(|y| (y.to_string(), known.shown(y)))
            .collect(),
        wish,
        preview,
        wrongs,
    })
}

fn preview(known: &Known, wish: &Wish, sent: &FormData, from: FiscalYear, changed: &Changed) -> Preview {
    let begun: Vec<String> = changed
        .begun
        .iter()
        .filter_map(|id| changed.directory.department(id).map(|d| d.name.clone()))
        .collect();
    let ended: Vec<&str> = wish
        .ids
        .iter()
        .filter_map(|id| known.directory().department(id).map(|d| d.name.as_str()))
        .collect();
    let year = known.shown(from);
    let mut sentences = vec![match wish.kind {
        Kind::Renaming => format!(
            "{year}から、{}が{}になります。",
            ended.join("、"),
            begun.join("、")
        ),
        Kind::Merger => format!(
            "{year}から、{}が一つになり、{}になります。",
            ended.join("、"),
            begun.join("、")
        ),
        Kind::Split => format!(
            "{year}から、{}が{}に分かれます。",
            ended.join("、"),
            begun.join("、")
        ),
    }];
    let members: Vec<&str> = known
        .directory()
        .departments
        .iter()
        .filter(|d| d.parent.as_ref().is_some_and(|p| wish.ids.contains(p)))
        .filter(|d| d.until.is_none_or(|until| from <= until))
        .map(|d| d.name.as_str())
        .collect();
    if let (false, Some(first)) = (members.is_empty(), begun.first()) {
        sentences.push(format!(
            "{}は、{first}に属することになります。",
            members.join("、")
        ));
    }
    sentences.push("この課の担当者・所属長は、新しい課の担当者・所属長にもなります。".to_owned());
    let concerned = concerned(known, &wish.ids, from, sent, wish.all);
    Preview {
        sentences,
        begun,
        count: concerned.iter().map(|c| c.entries.len()).sum(),
        concerned,
    }
}

type Query = UrlQuery<FormData>;

/// `GET /{code}/departments/{id}/renaming`
pub(crate) async fn renaming(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<DepartmentAt>,
    UrlQuery(asked): Query,
) -> Result<Response, Problem> {
    look(&app, &person, Kind::Renaming, &at.body(), Some(at.id()), asked).await
}

/// `POST /{code}/departments/{id}/renaming`
pub(crate) async fn rename_it(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<DepartmentAt>,
    sent: FormData,
) -> Result<Response, Problem> {
    confirm(&app, &person, Kind::Renaming, &at.body(), Some(at.id()), sent).await
}

/// `GET /{code}/departments/{id}/split`
pub(crate) async fn splitting(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<DepartmentAt>,
    UrlQuery(asked): Query,
) -> Result<Response, Problem> {
    look(&app, &person, Kind::Split, &at.body(), Some(at.id()), asked).await
}

/// `POST /{code}/departments/{id}/split`
pub(crate) async fn split_it(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<DepartmentAt>,
    sent: FormData,
) -> Result<Response, Problem> {
    confirm(&app, &person, Kind::Split, &at.body(), Some(at.id()), sent).await
}

/// `GET /{code}/departments/merger`
pub(crate) async fn merger(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    UrlQuery(asked): Query,
) -> Result<Response, Problem> {
    look(&app, &person, Kind::Merger, &at, None, asked).await
}

/// `POST /{code}/departments/merger`
pub(crate) async fn merge_them(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    sent: FormData,
) -> Result<Response, Problem> {
    confirm(&app, &person, Kind::Merger, &at, None, sent).await
}
