//! `/{code}/{plan}/rounds`: the rounds of a plan, each with how far it is.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::round::board::Count;
use gyokaku_core::round::{Round, RoundState, day_shown, days_in_words, days_left};
use gyokaku_core::table::board::summary;

use super::frame::is_office;
use crate::App;
use crate::access::{Right, Sight, may};
use crate::error::{Problem, html};
use crate::loaded::load;
use crate::path::{PlanAt, UrlPath};
use crate::person::{Person, Reach, Viewer};
use crate::show::page::Page;
use crate::tab::Tab;

#[derive(Template)]
#[template(path = "pages/year/rounds/index.html")]
struct RoundsPage {
    page: Page,
    answer: String,
    rows: Vec<Row>,
    /// Where a new round is opened; none for who may not.
    new: Option<String>,
    /// Where the year's turn is made, once a year is closed.
    turn: Option<String>,
    /// Where all attachments of the plan are; none for who may not keep them.
    attachments: Option<String>,
    /// Whether the counts are those of the viewer's departments only.
    own: bool,
}

struct Row {
    href: String,
    title: String,
    year: String,
    state: &'static str,
    reason: Option<String>,
    due: String,
    left: String,
    count: Count,
}

pub(crate) async fn index(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    let (body, plan) = (&at.code.0, at.plan.as_str());
    let rounds = app.store().rounds(body, Some(plan)).await?;
    let own: Option<Vec<String>> = match person.reach(Right::SeeDrafts) {
        Reach::All => None,
        Reach::Departments(some) => Some(some.into_iter().collect()),
    };
    let today = app.today()?;
    let counts = app
        .store()
        .answer_counts(body, plan, today, own.as_deref())
        .await?;
    let row = |round: &Round| Row {
        href: format!("{}/{}", loaded.href_of(Tab::Rounds), round.key),
        title: round.title.clone(),
        year: round.key.show(loaded.plan().year_style),
        state: round.state.label(),
        reason: round.reason.clone().filter(|_| round.state == RoundState::Locked),
        due: day_shown(round.due.department),
        left: match round.state {
            RoundState::Open => days_in_words(days_left(round.due.department, today)),
            RoundState::Locked | RoundState::Closed => String::new(),
        },
        count: counts.get(&round.key).copied().unwrap_or_default(),
    };
    let rounds: Vec<&Round> = rounds.iter().map(|(_, round)| round).collect();
    let running: Vec<&&Round> = rounds.iter().filter(|r| r.state != RoundState::Closed).collect();
    let said = match (rounds.is_empty(), running.as_slice()) {
        (true, _) => {
            "まだ調査を始めていません。始めると、担当課ごとの回答の状況がここに並びます。".to_owned()
        }
        (false, []) => format!("{}回の調査があり、すべて確定済みです。", rounds.len()),
        (false, [one]) => {
            let count = counts.get(&one.key).copied().unwrap_or_default();
            format!(
                "「{}」が{}です。{}",
                one.title,
                one.state.label(),
                summary(&count, 0)
            )
        }
        (false, several) => format!("{}の調査が進んでいます。", several.len()),
    };
    html(&RoundsPage {
        page: loaded.page(Tab::Rounds).seen_by(&Viewer::from(&person)),
        answer: said,
        rows: rounds.iter().map(|round| row(round)).collect(),
        new: is_office(&person, body).then(|| format!("{}/new", loaded.href_of(Tab::Rounds))),
        turn: (is_office(&person, body) && rounds.iter().any(|r| r.state == RoundState::Closed))
            .then(|| format!("{}/turn", loaded.href())),
        attachments: may(&person, Right::EditRegister, body, None)
            .then(|| format!("{}/attachments", loaded.href())),
        own: own.is_some(),
    })
}
