//! `POST /{code}/{plan}/rounds`: opens a round, after its scale and the choices of departments were kept.
//!
//! Scale, choices and round are stored one after the other; whatever is stored stays true if the next
//! is refused, and the page comes back with everything chosen.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::reminder::notice::MailKind;
use gyokaku_core::round::{Level, Round};
use gyokaku_core::scale::{Template, with_scale};
use gyokaku_store::{Actor, RoundAt, StoreError};

use super::choices::{Chosen, chosen};
use super::new::refused;
use super::preview;
use super::typed::Typed;
use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::Problem;
use crate::form::{FormData, STALE};
use crate::loaded::{Loaded, load};
use crate::notices::{Told, tell};
use crate::path::{PlanAt, UrlPath};
use crate::person::Person;
use crate::round_context::scale_of;
use crate::tab::Tab;

/// Why a round was not opened.
enum Refusal {
    /// In words for the person, who keeps what was chosen.
    Words(String),
    Problem(Problem),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict { .. } => Refusal::Words(STALE.to_owned()),
            StoreError::NotNow(why) => Refusal::Words(why.to_string()),
            other => Refusal::Problem(other.into()),
        }
    }
}

pub(crate) async fn create(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    fields: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::ManageRounds, &at.code.0, None)?;
    demand_for(&person, Right::ManageDepartments, &at.code.0, None)?;
    demand_for(&person, Right::ManageScales, &at.code.0, None)?;
    let loaded = load(&app, &at, &Sight::Working).await?;
    let typed = Typed::of(&fields);
    let round = match typed.round(loaded.plan()) {
        Ok(round) => round,
        Err(wrong) => return refused(&app, &loaded, &person, typed, wrong),
    };
    match open(&app, &actor, &loaded, &round, &fields).await {
        Ok(()) => {
            let at_round = RoundAt {
                body: &loaded.code,
                plan: &loaded.key,
                round: round.key,
            };
            let told = Told {
                kind: MailKind::Opening,
                answers: &[],
                comment: "",
                from_department: false,
            };
            // Who is asked for what was due before is not told by a mail to everybody at once: the office was warned.
            if round.due_of(Level::Department) >= app.today()? {
                tell(&app, &person, &loaded, at_round, told).await;
            }
            let board = format!("{}/{}?opened=1", loaded.href_of(Tab::Rounds), round.key);
            Ok(Redirect::to(&board).into_response())
        }
        Err(Refusal::Problem(problem)) => Err(problem),
        Err(Refusal::Words(words)) => {
            // What was stored meanwhile is loaded anew.
            let loaded = load(&app, &at, &Sight::Working).await?;
            let page = preview::show(&app, &person, &loaded, &typed, &round, &fields, Some(words)).await?;
            Ok((StatusCode::BAD_REQUEST, page).into_response())
        }
    }
}

async fn open(
    app: &App,
    actor: &Actor,
    loaded: &Loaded,
    round: &Round,
    fields: &FormData,
) -> Result<(), Refusal> {
    let mut stored = app.store().departments(&loaded.code).await?;
    let plan = loaded.plan();
    let kept = stored.charges_of(&loaded.key).to_vec();
    let Chosen {
        opening,
        charges,
        unknown,
        unknown_names,
        contradicts,
        ..
    } = chosen(plan, &stored.directory, &kept, round.key.year, fields);
    if unknown > 0 {
        return Err(Refusal::Words(
            "選ばれた課は、この団体の課名簿にありません。まだ始めていません。課を選び直してください。"
                .to_owned(),
        ));
    }
    if contradicts {
        return Err(Refusal::Words(
            "照会しないものに「あわせて照会する課」が入力されています。まだ始めていません。どちらかを直してください。".to_owned(),
        ));
    }
    if let Some(names) = unknown_names {
        let words = names.words();
        return Err(Refusal::Words(format!("{words}まだ始めていません。")));
    }
    if !opening.open.is_empty() {
        return Err(Refusal::Words(format!(
            "担当の決まっていないものが{}件あります。まだ始めていません。課を選ぶか、「今回は対象にしない」を選んでください。",
            opening.open.len()
        )));
    }
    if opening.answers.is_empty() {
        return Err(Refusal::Words(
            "たずねる課が1つもないため、始められません。まだ何も保存していません。".to_owned(),
        ));
    }
    if scale_of(plan, round.key).grades.is_empty() {
        let Some(template) = Template::of(&fields.line("scale")) else {
            return Err(Refusal::Words(
                "評価区分を選んでください。まだ始めていません。".to_owned(),
            ));
        };
        let mut with = plan.clone();
        with.scales = with_scale(&plan.scales, None, template.grades());
        let revision = loaded.stored().head.revision;
        app.store()
            .put_plan(
                actor,
                &app.now(),
                &loaded.code,
                &loaded.key,
                Some(revision),
                &with,
                None,
            )
            .await?;
    }
    if charges != kept {
        let mut charges = charges;
        charges.sort();
        stored.charges.insert(loaded.key.clone(), charges);
        app.store()
            .put_departments(actor, &app.now(), &loaded.code, &stored)
            .await?;
    }
    let answers = opening.answers;
    app.store()
        .open_round(actor, &app.now(), &loaded.code, &loaded.key, round, &answers)
        .await?;
    Ok(())
}
