//! `GET /{code}/{plan}/attachments/{id}`: the file of an attachment, always to be kept and never to be shown in the page.
//!
//! What hangs on an answer goes to who sees the answer; what hangs on a meeting or an item to who sees it there. Whatever
//! the public does not see today is written down. To everybody else it is not there.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::attachment::{ASCII_STEM, Attached, Attachment, Owner};
use gyokaku_store::{AnswerAt, RoundAt, Scope};

use crate::App;
use crate::access::{Sight, sees, shows, sight};
use crate::error::Problem;
use crate::file_name::attachment as file_heads;
use crate::loaded::load;
use crate::path::{PlanAt, PlanPartAt, UrlPath};
use crate::person::Viewer;

pub(super) async fn download(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<PlanPartAt>,
) -> Result<Response, Problem> {
    let plan_at = at.plan();
    let of = (&at.code.0, at.plan.as_str());
    let sight = sight(&viewer, &plan_at);
    if sight != Sight::Working {
        // What was taken back says so, whatever is asked for.
        load(&app, &plan_at, &sight).await?;
    }
    let found = app.store().attachment(of, &at.id).await?;
    let attachment = found
        .filter(|one| one.removed.is_none())
        .ok_or(Problem::NotFound)?;
    let Attached::File { name, kind, .. } = &attachment.attached else {
        return Err(Problem::NotFound);
    };
    let is_public = demand_seen(&app, &viewer, (&plan_at, sight), &attachment).await?;
    if let Some(person) = viewer.person.as_ref().filter(|_| !is_public) {
        app.store()
            .record_received(&person.actor(), &app.now(), of, &attachment)
            .await?;
    }
    let content = app.store().attachment_content(of, &attachment.id).await?;
    let content = content.ok_or(Problem::NotFound)?;
    let plain = format!("{ASCII_STEM}.{}", kind.ending());
    Ok((file_heads(kind.media_type(), name, &plain), content).into_response())
}

/// Demands that the viewer sees what it hangs on; gives whether the public sees it today.
async fn demand_seen(
    app: &App,
    viewer: &Viewer,
    (at, sight): (&PlanAt, Sight),
    attachment: &Attachment,
) -> Result<bool, Problem> {
    let owner = &attachment.owner;
    if let Some((round, department)) = owner.of_answer() {
        let person = viewer.person.as_ref().ok_or(Problem::NotFound)?;
        let place = AnswerAt {
            at: RoundAt {
                body: &at.code.0,
                plan: at.plan.as_str(),
                round,
            },
            item: owner.element(),
            department,
        };
        let scope = Scope::One(place.item, place.department);
        let found = app.store().round_answers(place.at, scope).await?;
        let answer = found.and_then(|found| found.answers.into_iter().next());
        let state = answer.map(|answer| answer.state).ok_or(Problem::NotFound)?;
        return match sees(person, &at.code.0, department, state) {
            true => Ok(false),
            false if person.body == at.code.0 => Err(Problem::Forbidden),
            false => Err(Problem::NotFound),
        };
    }
    let loaded = load(app, at, &sight).await?;
    let (plan, id) = (loaded.plan(), owner.element());
    let (is_there, is_closed) = match owner {
        Owner::Meeting(_) => match plan.meetings.iter().find(|meeting| meeting.id == id) {
            Some(meeting) => (true, meeting.closed),
            None => (false, true),
        },
        _ => (plan.item(id).is_some(), false),
    };
    // What it hung on may be gone from the register; who works on the plan still finds it in the list of all.
    let is_seen = (is_there || sight == Sight::Working) && shows(&sight, loaded.released_at(), attachment);
    if !is_seen {
        return Err(Problem::NotFound);
    }
    match sight {
        Sight::Released => Ok(true),
        Sight::Preview(_) => Ok(false),
        Sight::Working if is_closed || !is_there || !attachment.may_be_seen() => Ok(false),
        Sight::Working => {
            let open = app
                .store()
                .open_release(app.today()?, &at.code.0, &loaded.key)
                .await?;
            Ok(open.is_some_and(|(_, release)| attachment.is_in_release_of(&release.made_at)))
        }
    }
}
