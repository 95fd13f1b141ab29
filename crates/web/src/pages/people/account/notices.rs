//! `POST /account/notices`: whether a person wants notices by mail.

use axum::extract::State;
use axum::response::Redirect;

use crate::App;
use crate::error::Problem;
use crate::form::FormData;
use crate::person::Person;

pub(crate) async fn switch(
    State(app): State<App>,
    person: Person,
    form: FormData,
) -> Result<Redirect, Problem> {
    let are_wanted = form.has("notices");
    app.store()
        .switch_notices(&person.actor(), &app.now(), &person.body, &person.id, are_wanted)
        .await?;
    Ok(Redirect::to("/account?done=notices"))
}
