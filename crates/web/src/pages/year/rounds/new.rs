//! `/{code}/{plan}/rounds/new`: the form of a new round; with `step=preview` what it would ask.
//!
//! The form is sent by GET, so that going back, reloading and signing in again lose nothing.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::plan::Plan;
use gyokaku_core::round::opening::{proposal, usual_year};
use gyokaku_core::round::{Key, Round, Term};
use time::Date;

use super::frame::of_rounds;
use super::own::{OwnRow, shown};
use super::preview;
use super::typed::{LevelField, QuestionBox, Typed, approvals, boxes, days};
use crate::App;
use crate::access::Sight;
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::loaded::{Loaded, load};
use crate::path::{PlanAt, UrlPath, UrlQuery, query};
use crate::person::Person;
use crate::show::page::Page;
use crate::tab::Tab;

#[derive(Template)]
#[template(path = "pages/year/rounds/new.html")]
struct NewPage {
    page: Page,
    address: String,
    typed: Typed,
    wrong: FieldErrors,
    years: Vec<(String, String)>,
    terms: Vec<(String, String)>,
    questions: Vec<QuestionBox>,
    own: Vec<OwnRow>,
    /// The round whose settings were copied.
    before: Option<String>,
}

impl NewPage {
    fn levels(&self) -> Vec<LevelField<'_>> {
        days(&self.typed)
    }

    fn approvals(&self) -> Vec<(&'static str, &'static str, bool)> {
        approvals(&self.typed)
    }

    /// The year that is chosen, or the first.
    fn chosen_year(&self) -> Option<&(String, String)> {
        let chosen = self.years.iter().find(|(value, _)| *value == self.typed.year);
        chosen.or_else(|| self.years.first())
    }
}

pub(crate) async fn new(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    UrlQuery(fields): UrlQuery<FormData>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    // A link may say the year alone; a form says its term as well.
    if !fields.has("term") {
        let rounds = app.store().rounds(&at.code.0, Some(at.plan.as_str())).await?;
        let rounds: Vec<Round> = rounds.into_iter().map(|(_, round)| round).collect();
        let before = rounds.iter().max_by_key(|round| round.key);
        let before = before.filter(|_| fields.line("from") != "none");
        let asked = fields.line("year").parse().ok().and_then(FiscalYear::new);
        let typed = fresh(loaded.plan(), &rounds, before, asked, app.today()?);
        let before = before.map(|round| round.title.clone());
        return html(&page(
            &app,
            &loaded,
            &person,
            typed,
            FieldErrors::default(),
            before,
        )?);
    }
    let typed = Typed::of(&fields);
    match typed.round(loaded.plan()) {
        Ok(round) if fields.line("step") == "preview" => {
            preview::show(&app, &person, &loaded, &typed, &round, &fields, None).await
        }
        Ok(_) => html(&page(
            &app,
            &loaded,
            &person,
            typed,
            FieldErrors::default(),
            None,
        )?),
        Err(_) if fields.line("step") != "preview" => html(&page(
            &app,
            &loaded,
            &person,
            typed,
            FieldErrors::default(),
            None,
        )?),
        Err(wrong) => refused(&app, &loaded, &person, typed, wrong),
    }
}

/// The form again, with what is wrong and all that was typed.
pub(super) fn refused(
    app: &App,
    loaded: &Loaded,
    person: &Person,
    typed: Typed,
    wrong: FieldErrors,
) -> Result<Response, Problem> {
    let page = page(app, loaded, person, typed, wrong, None)?;
    Ok((StatusCode::BAD_REQUEST, html(&page)?).into_response())
}

fn fresh(
    plan: &Plan,
    rounds: &[Round],
    before: Option<&Round>,
    asked: Option<FiscalYear>,
    today: Date,
) -> Typed {
    let usual = || usual_year(plan, rounds, today).or(plan.period.map(|p| p.from));
    let year = asked.or_else(usual);
    let Some(year) = year else {
        return Typed::default();
    };
    let key = Key {
        year,
        term: Term::Year,
    };
    Typed::of_round(&proposal(key, before, today))
}

fn page(
    app: &App,
    loaded: &Loaded,
    person: &Person,
    typed: Typed,
    wrong: FieldErrors,
    before: Option<String>,
) -> Result<NewPage, Problem> {
    let plan = loaded.plan();
    let terms = Term::ALL.map(|term| match term {
        Term::Year => (term.key(), "年度全体".to_owned()),
        term => (term.key(), term.label()),
    });
    Ok(NewPage {
        page: of_rounds(loaded, "調査を始める", person),
        address: format!("{}/new", loaded.href_of(Tab::Rounds)),
        years: years(plan, app.today()?)
            .into_iter()
            .map(|year| (year.western().to_string(), year.show(plan.year_style)))
            .collect(),
        terms: terms.to_vec(),
        questions: boxes(&typed.questions),
        own: shown(&typed.own),
        typed,
        wrong,
        before,
    })
}

/// The years that can be asked about: those of the plan up to this one, and at least the last two.
fn years(plan: &Plan, today: Date) -> Vec<FiscalYear> {
    let Some(now) = FiscalYear::of_day(today) else {
        return Vec::new();
    };
    let from = plan.period.map_or(now.western() - 4, |p| p.from.western());
    let first = from.min(now.western() - 1);
    let last = plan
        .period
        .map_or(now.western(), |p| p.from.western().max(now.western()));
    (first..=last).rev().filter_map(FiscalYear::new).collect()
}

/// The address of the form with everything that was typed.
pub(super) fn address_of(loaded: &Loaded, typed: &Typed) -> String {
    let fields = typed.fields();
    let pairs = fields.iter().map(|(name, value)| (&**name, value.as_str()));
    format!("{}/new?{}", loaded.href_of(Tab::Rounds), query(pairs))
}
