//! `POST /{code}/{plan}/turn`: what was chosen of the turn, all of it or nothing.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::turn::{Chosen, act};

use super::show::{digest, page, rounds, year_of};
use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::Problem;
use crate::form::{FieldErrors, FormData, STALE};
use crate::loaded::load;
use crate::path::{PlanAt, UrlPath};
use crate::person::Person;
use crate::undo;

pub(crate) async fn make(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    form: FormData,
) -> Result<Response, Problem> {
    demand_for(&person, Right::ManageRounds, &at.code.0, None)?;
    let actor = demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    let loaded = load(&app, &at, &Sight::Working).await?;
    let rounds = rounds(&app, &loaded).await?;
    let year = year_of(&app, &loaded, &rounds, form.raw("year"))?;
    if form.raw("seen") != digest(loaded.plan(), year) {
        let wrong = FieldErrors::one("", STALE);
        return page(&app, &person, &loaded, &rounds, year, wrong, "").await;
    }
    let owned = |name: &str| form.all(name).into_iter().map(str::to_owned).collect();
    let chosen = Chosen {
        ends: owned("end"),
        renumbers: form.has("renumber"),
        carries: owned("carry"),
    };
    let to = |did: &str| format!("{}/turn?year={}&did={did}", loaded.href(), year.western());
    let Some(act) = act(loaded.plan(), year, &chosen) else {
        return Ok(Redirect::to(&to("nothing")).into_response());
    };
    match undo::act(&app, &person, &actor, &loaded, &act).await? {
        Ok(()) => Ok(Redirect::to(&to(act.deed().word())).into_response()),
        Err(refusal) => {
            // What somebody else changed meanwhile is shown as it stands now.
            let loaded = load(&app, &at, &Sight::Working).await?;
            let wrong = FieldErrors::one("", refusal.words());
            page(&app, &person, &loaded, &rounds, year, wrong, "").await
        }
    }
}
