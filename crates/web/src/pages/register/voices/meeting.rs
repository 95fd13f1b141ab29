//! `/{code}/{plan}/meetings/{id}`: a meeting with its agenda, its papers, its minutes, and the opinions with their answers.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::council::Meeting;
use gyokaku_core::editing::meeting_called;
use gyokaku_core::opinion::Opinion;
use gyokaku_core::table::opinions::answered;

use super::form::{Asked, TAB, notice_of};
use super::opinion::Card;
use crate::App;
use crate::access::{Right, has, sight};
use crate::error::{Problem, html};
use crate::loaded::load;
use crate::path::{PlanPartAt, UrlPath, UrlQuery};
use crate::person::Viewer;
use crate::show::page::Page;
use crate::show::time::day_of;

#[derive(Template)]
#[template(path = "pages/register/voices/meeting.html")]
struct MeetingPage<'a> {
    page: Page,
    href: String,
    title: String,
    answer: String,
    notice: Option<&'static str>,
    meeting: &'a Meeting,
    on: String,
    cards: Vec<Card>,
    edits: bool,
    /// Where an opinion of it is added.
    adds: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<PlanPartAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let plan_at = at.plan();
    let loaded = load(&app, &plan_at, &sight(&viewer, &plan_at)).await?;
    let plan = loaded.plan();
    let meeting = plan.meetings.iter().find(|meeting| meeting.id == at.id);
    let meeting = meeting.ok_or(Problem::NotFound)?;
    let of = |o: &&Opinion| o.meeting.as_deref() == Some(&meeting.id);
    let opinions: Vec<&Opinion> = plan.opinions.iter().filter(of).collect();
    let title = meeting_called(plan, meeting);
    let mut page = loaded
        .page(TAB)
        .seen_by(&viewer)
        .under(loaded.href_of(TAB), TAB.label());
    page.title = format!("{title}｜{}", page.title);
    page.below = true;
    let shown = MeetingPage {
        page,
        href: format!("{}/meetings/{}", loaded.href(), meeting.id),
        answer: match opinions.is_empty() {
            true => format!("議題は{}件です。意見の記録はありません。", meeting.agenda.len()),
            false => format!("議題は{}件です。{}。", meeting.agenda.len(), answered(&opinions)),
        },
        title,
        notice: notice_of(&asked),
        meeting,
        on: meeting.on.map(day_of).unwrap_or_default(),
        cards: opinions.iter().map(|o| Card::of(&loaded, o, false)).collect(),
        edits: has(&viewer, Right::EditRegister, &loaded.code),
        adds: format!("{}/opinions/new?of=meeting:{}", loaded.href(), meeting.id),
    };
    Ok(html(&shown)?.into_response())
}
