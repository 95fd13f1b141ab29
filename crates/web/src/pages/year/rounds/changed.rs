//! A plan that changes while a round is running, on the board: items that ended (取りやめ), items that came.
//!
//! What has ended leaves the round by itself, because the register says so; here the office decides that a last report is
//! wanted all the same, and adds what came to the round. Not here: retiring and adding (`pages/register/editing`).

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::plan::{Item, Retirement};
use gyokaku_core::round::opening::{Opening, addition, opening};

use crate::App;
use crate::access::{Right, demand_for};
use crate::error::Problem;
use crate::form::FormData;
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::{Part, RoundContext, RoundPath, load_round};

/// An item that ended while it is asked about.
pub(super) struct Ended {
    pub(super) item: String,
    pub(super) href: String,
    pub(super) name: String,
    /// 取りやめ（令和8年11月28日、事業の終了）
    pub(super) why: String,
    /// Where its answers stand.
    pub(super) answers: String,
    /// Whether the office wants them all the same.
    pub(super) wanted: bool,
}

/// The items that came into the plan since the round was opened.
pub(super) struct Added {
    /// Each with its address and the departments that would be asked; empty where one is not decided.
    pub(super) items: Vec<(String, String, String)>,
    /// How many can be added.
    pub(super) ready: usize,
    /// How many answers that would be.
    pub(super) answers: usize,
    /// How many wait for a decision of who is in charge.
    pub(super) undecided: usize,
    /// Where that is decided.
    pub(super) charges: String,
}

/// The items of the round that have ended, in the order of the answers.
pub(super) fn ended(survey: &RoundContext) -> Vec<Ended> {
    let mut found: Vec<Ended> = Vec::new();
    for answer in &survey.answers {
        let retired = answer
            .retired
            .as_ref()
            .filter(|retired| retired.on <= survey.today);
        let Some(retired) = retired else { continue };
        let stands = format!(
            "{}：{}",
            survey.department(&answer.department),
            answer.state.label()
        );
        match found.iter_mut().find(|one| one.item == answer.item) {
            Some(one) => {
                one.answers.push('、');
                one.answers.push_str(&stands);
            }
            None => found.push(Ended {
                item: answer.item.clone(),
                href: survey.href_of_review(&answer.item),
                name: survey
                    .item(&answer.item)
                    .map_or_else(|| answer.item.clone(), Item::called),
                why: Retirement::words(retired),
                answers: stands,
                wanted: answer.wanted_despite == Some(retired.on),
            }),
        }
    }
    found
}

/// What adding the items that came since would ask; nothing where none came.
async fn more(app: &App, survey: &RoundContext) -> Result<Opening, Problem> {
    let (code, key) = (survey.code(), &survey.loaded.key);
    let since = &survey.round.opened_at;
    let mut added: BTreeSet<String> = app
        .store()
        .items_added_since(&code, key, since)
        .await?
        .into_iter()
        .collect();
    for answer in &survey.answers {
        added.remove(&answer.item);
    }
    if added.is_empty() {
        return Ok(Opening::default());
    }
    let whole = opening(
        survey.plan(),
        &survey.directory,
        &survey.charges,
        survey.round.key.year,
        &BTreeSet::new(),
    );
    Ok(addition(whole, &added))
}

/// The items that came since; none where there are none.
pub(super) async fn added(app: &App, survey: &RoundContext) -> Result<Option<Added>, Problem> {
    let more = more(app, survey).await?;
    if more.answers.is_empty() && more.open.is_empty() {
        return Ok(None);
    }
    let undecided: BTreeSet<&str> = more.open.iter().map(|one| one.item.as_str()).collect();
    let (ready, answers) = (more.items(), more.answers.len());
    let asked = |item: &str| {
        let own = more.answers.iter().filter(|one| one.item == item);
        let names: Vec<&str> = own.map(|one| survey.department(&one.department)).collect();
        names.join("、")
    };
    let is_meant = |item: &&Item| {
        undecided.contains(item.id.as_str()) || more.answers.iter().any(|one| one.item == item.id)
    };
    let items = survey.plan().items.iter().filter(is_meant).map(|item| {
        let href = format!("{}/items/{}", survey.loaded.href(), item.id);
        (href, item.called(), asked(&item.id))
    });
    let charges = format!(
        "{}/charges?year={}",
        survey.loaded.href(),
        survey.round.key.year.western()
    );
    Ok(Some(Added {
        items: items.collect(),
        ready,
        answers,
        undecided: undecided.len(),
        charges,
    }))
}

/// What was done before this page.
pub(super) fn done(word: &str, is_office: bool) -> Option<String> {
    let said = match word {
        "wanted" => {
            "取りやめになった取組の回答を求めることにしました。担当課の「対応が必要なもの」に表示されます。"
        }
        "unwanted" => "取りやめになった取組の回答を求めないことにしました。記入された内容は残っています。",
        "added" => "取組項目をこの調査に追加しました。担当課の「対応が必要なもの」に表示されます。",
        "nothing" => {
            "追加できる取組項目はありませんでした。ほかの画面で先に追加されたか、担当する課が決まっていません。"
        }
        _ => return None,
    };
    is_office.then(|| said.to_owned())
}

/// `POST …/ended`: whether the answers of an item that ended are wanted all the same.
pub(crate) async fn want(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::ManageRounds, &path.code.0, None)?;
    let (item, is_wanted) = (form.line("item"), !form.raw("wanted").is_empty());
    app.store()
        .want_of_ended(&actor, &app.now(), path.at(), &item, is_wanted)
        .await?;
    let word = if is_wanted { "wanted" } else { "unwanted" };
    Ok(back(&path, word))
}

/// `POST …/additions`: adds the items that came since to the round.
pub(crate) async fn add(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::ManageRounds, &path.code.0, None)?;
    let survey = load_round(&app, &path, &Part::All).await?;
    let answers = more(&app, &survey).await?.answers;
    let added = app
        .store()
        .extend_round(&actor, &app.now(), path.at(), &answers)
        .await?;
    Ok(back(&path, if added > 0 { "added" } else { "nothing" }))
}

/// The board, with what was done.
fn back(path: &RoundPath, done: &str) -> Response {
    let board = format!(
        "/{}/{}/rounds/{}?done={done}",
        path.code.0,
        path.plan.as_str(),
        path.round.0
    );
    Redirect::to(&board).into_response()
}
