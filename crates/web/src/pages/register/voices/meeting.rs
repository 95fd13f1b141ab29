//! `/{code}/{plan}/meetings/{id}`: a meeting with its agenda, its papers, its minutes, and the opinions with their answers.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::council::Meeting;
use gyokaku_core::editing::meeting_called;
use gyokaku_core::opinion::Opinion;
use gyokaku_core::table::opinions::answered;
use gyokaku_store::PageOf;

use super::form::{Asked, TAB, notice_of};
use super::opinion::Card;
use crate::App;
use crate::access::{Right, has, shows, sight};
use crate::attachments::Attachments;
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
    /// What hangs on it, as far as it is seen.
    attachments: Attachments,
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
    let sight = sight(&viewer, &plan_at);
    let loaded = load(&app, &plan_at, &sight).await?;
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
    let edits = has(&viewer, Right::EditRegister, &loaded.code);
    let href = format!("{}/meetings/{}", loaded.href(), meeting.id);
    let of = (&loaded.code, loaded.key.as_str());
    let attached = app.store().attachments(of, PageOf::Meeting(&meeting.id)).await?;
    let seen = attached
        .iter()
        .filter(|one| shows(&sight, loaded.released_at(), one));
    let shown = MeetingPage {
        page,
        attachments: Attachments::of(&loaded, seen, &href, (edits, true)),
        href,
        answer: match opinions.is_empty() {
            true => format!("議題は{}件です。意見の記録はありません。", meeting.agenda.len()),
            false => format!("議題は{}件です。{}。", meeting.agenda.len(), answered(&opinions)),
        },
        title,
        notice: notice_of(&asked),
        meeting,
        on: meeting.on.map(day_of).unwrap_or_default(),
        cards: opinions.iter().map(|o| Card::of(&loaded, o, false)).collect(),
        edits,
        adds: format!("{}/opinions/new?of=meeting:{}", loaded.href(), meeting.id),
    };
    Ok(html(&shown)?.into_response())
}
