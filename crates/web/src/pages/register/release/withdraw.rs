//! `POST /{code}/{plan}/release/withdrawal`: takes back what is public or will be, with a reason.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::release::{Refusal, reason};

use super::show::{Releasing, Typed, page};
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::Problem;
use crate::form::{FieldErrors, FormData};
use crate::path::{PlanAt, UrlPath};
use crate::person::Person;
use crate::tab::Tab;

pub(crate) async fn withdraw(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::Release, &at.code.0, None)?;
    let releasing = Releasing::load(&app, &at).await?;
    let refusal = match reason(form.raw("why")) {
        Ok(why) => {
            let of = (&releasing.loaded.code, releasing.loaded.key.as_str());
            let numbers = app.store().withdraw(&actor, &app.now(), of, &why).await?;
            if !numbers.is_empty() {
                return Ok(Redirect::to(&format!(
                    "{}?did=withdrawn",
                    releasing.loaded.href_of(Tab::Release)
                ))
                .into_response());
            }
            Refusal::NothingStands
        }
        Err(refusal) => refusal,
    };
    let typed = Typed {
        why: form.raw("why").to_owned(),
        wrong: FieldErrors::one("why", refusal.words()),
        ..Typed::default()
    };
    page(&app, &person, &releasing, typed).await
}
