//! `/{code}/{plan}/rounds/{round}/lock`: stops a round from taking answers for a while, and lets it again.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::round::{Round, RoundState};
use gyokaku_store::StoreError;

use super::frame::below_board;
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData, STALE};
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::{Part, RoundContext, RoundPath, load_round};
use crate::show::page::Page;

/// How many characters a reason has at most.
pub(super) const LONGEST_REASON: usize = 300;

#[derive(Template)]
#[template(path = "pages/year/rounds/lock.html")]
struct LockPage {
    page: Page,
    address: String,
    round: Round,
    /// Whether the round is locked now.
    locked: bool,
    closed: bool,
    reason: String,
    wrong: FieldErrors,
    refusal: Option<String>,
}

fn page(survey: &RoundContext, person: &Person, reason: String) -> LockPage {
    let locked = survey.round.state == RoundState::Locked;
    let title = if locked {
        "受付の再開"
    } else {
        "受付の停止"
    };
    LockPage {
        page: below_board(survey, title, person),
        address: format!("{}/lock", survey.href()),
        locked,
        closed: survey.round.state == RoundState::Closed,
        round: survey.round.clone(),
        reason,
        wrong: FieldErrors::default(),
        refusal: None,
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
) -> Result<Response, Problem> {
    let survey = load_round(&app, &path, &Part::All).await?;
    html(&page(&survey, &person, String::new()))
}

/// Why a reason cannot be taken.
pub(super) fn fault(reason: &str) -> Option<&'static str> {
    match reason.chars().count() {
        0 => Some("理由を入力してください。担当課の画面と操作記録に残ります。"),
        n if n > LONGEST_REASON => Some("理由は300文字以内にしてください。"),
        _ => None,
    }
}

pub(crate) async fn change(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    fields: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::ManageRounds, &path.code.0, None)?;
    let survey = load_round(&app, &path, &Part::All).await?;
    let mut shown = page(&survey, &person, fields.lines("reason"));
    if let Some(words) = fault(&shown.reason) {
        shown.wrong.add("reason", words);
        return Ok((StatusCode::BAD_REQUEST, html(&shown)?).into_response());
    }
    // What the button said that was pressed, whatever has become of the round since.
    let state = match fields.line("to").as_str() {
        "open" => RoundState::Open,
        _ => RoundState::Locked,
    };
    let round = Round {
        state,
        reason: Some(shown.reason.clone()),
        ..survey.round.clone()
    };
    let changed = app
        .store()
        .change_round(
            &actor,
            &app.now(),
            path.at(),
            fields.number("revision").unwrap_or_default(),
            &round,
        )
        .await;
    shown.refusal = Some(match changed {
        Ok(_) => return Ok(Redirect::to(&survey.href()).into_response()),
        Err(StoreError::Conflict { .. }) => STALE.to_owned(),
        Err(StoreError::NotNow(why)) => why.to_string(),
        Err(other) => return Err(other.into()),
    });
    Ok((StatusCode::CONFLICT, html(&shown)?).into_response())
}
