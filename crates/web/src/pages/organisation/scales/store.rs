//! `POST /{code}/{plan}/scales`: the scale of a year as a person wants it; `…/removal`: back to the others.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::plan::Plan;
use gyokaku_core::progress::Scale;
use gyokaku_core::scale::{labels_lost, with_scale};

use super::form::{Row, grades, sent as sent_rows, with_blanks};
use super::show::{own, page, this_year, year_of, year_word};
use crate::App;
use crate::access::Sight;
use crate::error::Problem;
use crate::form::{FieldErrors, FormData, STALE};
use crate::loaded::{Loaded, load};
use crate::path::{PlanAt, UrlPath};
use crate::person::Person;
use crate::tab::Tab;

pub(crate) async fn store(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    sent: FormData,
) -> Result<Response, Problem> {
    let (loaded, now) = (load(&app, &at, &Sight::Working).await?, this_year(&app)?);
    let year = year_of(loaded.plan(), &sent.line("year"), now)
        .ok_or_else(|| Problem::Form("年度を一覧から選んでください。".into()))?;
    let rows = sent_rows(&sent);
    let mut wrongs = FieldErrors::default();
    let again = |rows: Vec<Row>, wrongs: FieldErrors| {
        let rows = with_blanks(rows);
        page(
            &loaded,
            &person,
            (year, now),
            rows,
            String::new(),
            &FormData::default(),
            wrongs,
        )
    };
    if sent.has("more") {
        return again(rows, wrongs);
    }
    let grades = grades(&rows, &mut wrongs);
    stale(&loaded, &sent, &mut wrongs);
    let scales = with_scale(&loaded.plan().scales, year, grades);
    if wrongs.is_empty() {
        in_use(loaded.plan(), &scales, &mut wrongs);
    }
    if !wrongs.is_empty() {
        return again(rows, wrongs);
    }
    put(&app, &person, &loaded, &with(&loaded, scales)).await?;
    let address = format!("{}?year={}", loaded.href_of(Tab::Scales), year_word(year));
    Ok(Redirect::to(&address).into_response())
}

pub(crate) async fn remove(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    sent: FormData,
) -> Result<Response, Problem> {
    let (loaded, now) = (load(&app, &at, &Sight::Working).await?, this_year(&app)?);
    let plan = loaded.plan();
    let year: Option<FiscalYear> = year_of(plan, &sent.line("year"), now)
        .ok_or_else(|| Problem::Form("年度を一覧から選んでください。".into()))?;
    let mut wrongs = FieldErrors::default();
    stale(&loaded, &sent, &mut wrongs);
    let mut scales = plan.scales.clone();
    if let Some(at) = scales.iter().position(|s| s.fiscal_year == year) {
        scales.remove(at);
    }
    in_use(plan, &scales, &mut wrongs);
    if !wrongs.is_empty() {
        let rows = own(&plan.scales, year)
            .map(|s| super::form::rows(&s.grades))
            .unwrap_or_default();
        return page(
            &loaded,
            &person,
            (year, now),
            rows,
            String::new(),
            &FormData::default(),
            wrongs,
        );
    }
    put(&app, &person, &loaded, &with(&loaded, scales)).await?;
    Ok(Redirect::to(&loaded.href_of(Tab::Scales)).into_response())
}

pub(super) fn stale(loaded: &Loaded, sent: &FormData, wrongs: &mut FieldErrors) {
    if sent.number("revision") != Some(loaded.stored().head.revision) {
        wrongs.add("", STALE);
    }
}

/// A label by which something was evaluated stays.
fn in_use(plan: &Plan, scales: &[Scale], wrongs: &mut FieldErrors) {
    let lost = labels_lost(plan, scales).into_iter();
    let lost: Vec<String> = lost
        .map(|(year, label, count)| format!("「{label}」（{}の評価{count}件）", year.show(plan.year_style)))
        .collect();
    if !lost.is_empty() {
        wrongs.add(
            "",
            format!(
                "評価に使われている区分がなくなります：{}。この区分を残すか、先に評価を直してください。",
                lost.join("、")
            ),
        );
    }
}

fn with(loaded: &Loaded, scales: Vec<Scale>) -> Plan {
    Plan {
        scales,
        ..loaded.plan().clone()
    }
}

/// Stores the plan as it was seen, with what the form changed.
pub(super) async fn put(app: &App, person: &Person, loaded: &Loaded, plan: &Plan) -> Result<(), Problem> {
    let revision = Some(loaded.stored().head.revision);
    let now = app.now();
    app.store()
        .put_plan(
            &person.actor(),
            &now,
            &loaded.code,
            &loaded.key,
            revision,
            plan,
            None,
        )
        .await?;
    Ok(())
}
