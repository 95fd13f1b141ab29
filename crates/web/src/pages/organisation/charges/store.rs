//! `POST /{code}/{plan}/charges`: what a person decided holds from the year on.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::department::ChargeDecision;
use gyokaku_core::text::each_once;

use super::show::{Subject, chosen, page};
use crate::App;
use crate::error::Problem;
use crate::form::{FieldErrors, FormData, STALE};
use crate::path::{PlanAt, UrlPath};
use crate::person::Person;

pub(crate) async fn store(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    sent: FormData,
) -> Result<Response, Problem> {
    let subject = Subject::load(&app, &at, &sent.line("year")).await?;
    let mut wrongs = FieldErrors::default();
    if sent.number("revision") != Some(subject.all.revision) {
        wrongs.add("", STALE);
    }
    let mut departments = subject.all.clone();
    let charges = departments.charges.entry(subject.loaded.key.clone()).or_default();
    charges.retain(|c| !sent.has(&Subject::drop_field(c)));
    for (field, duty) in subject.open() {
        let Some(departments) = chosen(&subject, &sent, &field, &mut wrongs) else {
            continue;
        };
        // Of several that were decided, those of which it is known what they have become stay.
        let directory = &subject.all.directory;
        let kept = directory.charged(subject.charges(), (&duty.item, &duty.label), subject.year);
        let departments = each_once(kept.into_iter().chain(departments));
        charges.retain(|c| (&c.item, &c.label, c.from) != (&duty.item, &duty.label, subject.year));
        charges.push(ChargeDecision {
            item: duty.item,
            label: duty.label,
            from: subject.year,
            departments,
        });
    }
    if !wrongs.is_empty() {
        return page(&subject, &person, &sent, wrongs);
    }
    let now = app.now();
    app.store()
        .put_departments(&person.actor(), &now, &at.code.0, &departments)
        .await?;
    let address = format!("{}/charges?year={}", subject.loaded.href(), subject.year);
    Ok(Redirect::to(&address).into_response())
}
