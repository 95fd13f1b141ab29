//! `POST /{code}/accounts/list/{upload}/application`: begins to take in what was seen.

use std::time::{Duration, Instant};

use axum::extract::State;
use axum::response::Redirect;
use gyokaku_core::account::Account;
use uuid::Uuid;

use super::look::{Looked, file, look};
use super::{ListPath, href, sender};
use crate::App;
use crate::access::{Right, demand_for};
use crate::enrolment::{Asker, Wish, begin};
use crate::error::Problem;
use crate::form::FormData;
use crate::path::UrlPath;
use crate::person::Person;

/// How long the answer waits for a short list, so that its end is the next thing that is seen.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often it looks.
const LOOKS: Duration = Duration::from_millis(20);

pub(crate) async fn apply(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<ListPath>,
    form: FormData,
) -> Result<Redirect, Problem> {
    let code = path.code.0;
    let actor = demand_for(&person, Right::ManageAccounts, &code, None)?;
    let (id, sender) = (path.upload.id(), sender(code, &person));
    let next = format!("{}/passwords", path.href());
    // A second click finds the first at work, though the accounts are others by now.
    let begun = app
        .enrolments()
        .get(id, &sender, &person.session_hash, Instant::now());
    if begun.is_some_and(|begun| !matches!(begun.end(), Some(crate::enrolment::End::Refused(_)))) {
        return Ok(Redirect::to(&next));
    }
    let Some(file) = file(&app, &person, &path) else {
        return Ok(Redirect::to(&format!("{}?expired=1", href(code))));
    };
    let stops = form.has("stop");
    let looked = look(&app, &person, &path, &file, stops).await?;
    let looked = looked.map_err(Problem::Unreadable)?;
    if !looked.outcome.faults.is_empty() || looked.digest != form.raw("seen") {
        let stop = if stops { "&stop=1" } else { "" };
        return Ok(Redirect::to(&format!("{}?changed=1{stop}", path.href())));
    }
    let asker = Asker {
        sender,
        session: person.session_hash.clone(),
        actor,
    };
    let begun = begin(&app, id, asker, wish(looked))?;
    let since = Instant::now();
    while begun.end().is_none() && since.elapsed() < PATIENCE {
        tokio::time::sleep(LOOKS).await;
    }
    Ok(Redirect::to(&next))
}

/// What was seen, as it is stored.
fn wish(looked: Looked) -> Wish {
    let (outcome, revisions) = (looked.outcome, looked.revisions);
    let stopped = outcome.stopped.len();
    let seen = |new: Account| {
        let revision = revisions.get(&new.id).copied().unwrap_or_default();
        (new, revision)
    };
    let added = outcome.added.into_iter().map(|account| Account {
        id: Uuid::now_v7().simple().to_string(),
        ..account
    });
    Wish {
        added: added.collect(),
        changed: outcome
            .changed
            .into_iter()
            .chain(outcome.stopped)
            .map(|one| seen(one.new))
            .collect(),
        stopped,
    }
}
