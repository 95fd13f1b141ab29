//! `/{code}/{plan}/rounds/{round}/settings`: title, questions and days of a round that runs.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::round::{Round, RoundState};
use gyokaku_store::StoreError;

use super::board::deadlines;
use super::frame::below_board;
use super::own::{OwnRow, in_running, shown};
use super::typed::{LevelField, QuestionBox, Typed, approvals, boxes, days};
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData, STALE};
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::{Part, RoundContext, RoundPath, load_round};
use crate::show::page::Page;

#[derive(Template)]
#[template(path = "pages/year/rounds/settings.html")]
struct SettingsPage {
    page: Page,
    answer: String,
    address: String,
    closed: bool,
    typed: Typed,
    questions: Vec<QuestionBox>,
    own: Vec<OwnRow>,
    wrong: FieldErrors,
    /// What was said when the settings were not stored.
    refusal: Option<String>,
}

impl SettingsPage {
    fn levels(&self) -> Vec<LevelField<'_>> {
        days(&self.typed)
    }

    fn approvals(&self) -> Vec<(&'static str, &'static str, bool)> {
        approvals(&self.typed)
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
) -> Result<Response, Problem> {
    let survey = load_round(&app, &path, &Part::All).await?;
    let typed = Typed::of_round(&survey.round);
    html(&page(&survey, &person, typed, FieldErrors::default(), None))
}

fn page(
    survey: &RoundContext,
    person: &Person,
    typed: Typed,
    wrong: FieldErrors,
    refusal: Option<String>,
) -> SettingsPage {
    SettingsPage {
        page: below_board(survey, "設定", person),
        answer: format!(
            "「{}」の設定です。いまの期限は、{}",
            survey.round.title,
            deadlines(survey)
        ),
        address: format!("{}/settings", survey.href()),
        closed: survey.round.state == RoundState::Closed,
        questions: boxes(&typed.questions),
        own: shown(&typed.own),
        typed,
        wrong,
        refusal,
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
    let mut typed = Typed::of(&fields);
    let stored = &survey.round;
    (typed.year, typed.term) = (stored.key.year.western().to_string(), stored.key.term.key());
    in_running(&mut typed.own, &stored.own);
    let refused = |typed: Typed, wrong: FieldErrors, why: Option<String>, status: StatusCode| {
        Ok((status, html(&page(&survey, &person, typed, wrong, why))?).into_response())
    };
    let round = match typed.round(survey.plan()) {
        Ok(round) => round,
        Err(wrong) => return refused(typed, wrong, None, StatusCode::BAD_REQUEST),
    };
    let round = Round {
        state: stored.state,
        reason: stored.reason.clone(),
        ..round
    };
    let changed = app
        .store()
        .change_round(&actor, &app.now(), path.at(), typed.revision, &round)
        .await;
    match changed {
        Ok(_) => Ok(Redirect::to(&survey.href()).into_response()),
        Err(StoreError::Conflict { stored, .. }) => {
            typed.revision = stored.unwrap_or(typed.revision);
            refused(
                typed,
                FieldErrors::default(),
                Some(STALE.to_owned()),
                StatusCode::CONFLICT,
            )
        }
        Err(StoreError::NotNow(why)) => refused(
            typed,
            FieldErrors::default(),
            Some(why.to_string()),
            StatusCode::CONFLICT,
        ),
        Err(other) => Err(other.into()),
    }
}
