//! `POST /{code}/{plan}/rounds/{round}/reminders/file`: the chosen texts as one text file, to be sent by hand.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::index::page;
use super::wish::{chosen, wished};
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::{Problem, html};
use crate::file_name::{attachment, fitting_name};
use crate::form::FormData;
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::RoundPath;
use gyokaku_core::journal::Export;
use gyokaku_office::reminding::Draft;

pub(crate) async fn file(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    fields: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::ManageRounds, &path.code.0, None)?;
    let wished = wished(&app, &path, &fields).await?;
    let chosen = chosen(&wished.drafts, &fields);
    if chosen.is_empty() {
        let mut page = page(&app, &person, &wished);
        page.refusal =
            Some("宛先が選ばれていません。宛先を選んでから、もう一度保存してください。".to_owned());
        return Ok((StatusCode::BAD_REQUEST, html(&page)?).into_response());
    }
    let export = Export::Reminders {
        round: path.round.0,
        mails: chosen.len() as u64,
    };
    let plan = path.plan.as_str();
    app.store()
        .record(&actor, &app.now(), &path.code.0, Some(plan), export)
        .await?;
    let name = format!("{}_{plan}_{}_reminders.txt", path.code, path.round.0);
    let called = fitting_name(&format!("提出のお願い_{}.txt", path.round.0));
    let heads = attachment("text/plain; charset=utf-8", &called, &name);
    Ok((heads, text(&chosen)).into_response())
}

/// One text after the other, as the text editor of Windows likes it: with a mark at the start and both
/// characters of a line end.
fn text(drafts: &[&Draft]) -> String {
    let one = |draft: &&Draft| {
        format!(
            "宛先：{}（{}）\n件名：{}\n\n{}",
            draft.recipient.mail,
            draft.recipient.names.join("、"),
            draft.text.subject,
            draft.text.text
        )
    };
    let rule = format!("\n{}\n\n", "=".repeat(60));
    let all: Vec<String> = drafts.iter().map(one).collect();
    format!("\u{FEFF}{}", all.join(&rule)).replace('\n', "\r\n")
}
