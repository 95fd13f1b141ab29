//! `/{code}/{plan}/rounds/{round}/reminders`: who would get a reminder, and what became of those sent.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::round::RoundState;
use gyokaku_store::{Reminder, ReminderState};
use time::Duration;

use super::super::frame::below_board;
use super::wish::{RANGES, Wished, wished};
use crate::App;
use crate::error::{Problem, html};
use crate::form::FormData;
use crate::path::{UrlPath, UrlQuery};
use crate::person::Person;
use crate::round_context::RoundPath;
use crate::session::{after, is_before};
use crate::show::page::Page;
use crate::show::time::clock;
use gyokaku_office::reminding::{Draft, sent_today};

/// After so many minutes without an outcome the sending of a mail was cut short.
pub(super) const CUT_SHORT: Duration = Duration::minutes(30);

#[derive(Template)]
#[template(path = "pages/year/rounds/reminders/index.html")]
pub(super) struct RemindersPage {
    page: Page,
    pub(super) answer: String,
    address: String,
    open: bool,
    /// From whom mails are sent; none where there is no mail server.
    from: Option<String>,
    /// What was said when nothing was sent.
    pub(super) refusal: Option<String>,
    /// How many were queued, or wait again, a moment ago.
    pub(super) queued: Option<usize>,
    ranges: Vec<(&'static str, &'static str, bool)>,
    note: String,
    signature: String,
    entries: Vec<Entry>,
    unaddressed: Vec<(String, usize)>,
    accounts: Option<String>,
    log: Vec<Outcome>,
    /// How many of the log can be sent again.
    again: usize,
}

struct Entry {
    mail: String,
    names: String,
    departments: String,
    open: usize,
    /// Whether a mail went to this address today.
    today: bool,
    draft: Draft,
    lines: usize,
}

struct Outcome {
    id: String,
    mail: String,
    /// What it was for.
    kind: &'static str,
    queued: String,
    by: String,
    state: &'static str,
    at: String,
    why: String,
    again: bool,
}

impl RemindersPage {
    /// Whether some address has got a mail today.
    fn some_today(&self) -> bool {
        self.entries.iter().any(|entry| entry.today)
    }
}

pub(crate) async fn index(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    UrlQuery(fields): UrlQuery<FormData>,
) -> Result<Response, Problem> {
    let wished = wished(&app, &path, &fields).await?;
    let mut page = page(&app, &person, &wished);
    page.queued = fields.line("queued").parse().ok();
    html(&page)
}

/// The page of a wish.
pub(super) fn page(app: &App, person: &Person, wished: &Wished) -> RemindersPage {
    let Wished {
        survey,
        wish,
        drafts,
        unaddressed,
        known,
    } = wished;
    let now = app.now();
    let old = after(&now, -CUT_SHORT);
    let log: Vec<Outcome> = known.iter().map(|r| outcome(r, &old)).collect();
    RemindersPage {
        page: below_board(survey, "提出のお願い", person),
        answer: answer(drafts, unaddressed.len()),
        address: format!("{}/reminders", survey.href()),
        open: survey.round.state == RoundState::Open,
        from: app
            .config()
            .mail
            .as_ref()
            .map(|server| server.from().address.to_string()),
        refusal: None,
        queued: None,
        ranges: RANGES
            .iter()
            .map(|(word, label, _)| (*word, *label, *word == wish.range))
            .collect(),
        note: wish.note.clone(),
        signature: wish.signature.clone(),
        entries: drafts
            .iter()
            .map(|draft| {
                let shares = &draft.recipient.shares;
                let departments: Vec<&str> = shares.iter().map(|s| s.department.as_str()).collect();
                Entry {
                    mail: draft.recipient.mail.clone(),
                    names: draft.recipient.names.join("、"),
                    departments: departments.join("、"),
                    open: draft.open(),
                    today: sent_today(known, &draft.recipient.mail, survey.today),
                    lines: (draft.text.text.lines().count() + 1).min(30),
                    draft: draft.clone(),
                }
            })
            .collect(),
        unaddressed: unaddressed
            .iter()
            .map(|u| (u.department.clone(), u.open))
            .collect(),
        accounts: crate::access::may(person, crate::access::Right::ManageAccounts, &survey.code(), None)
            .then(|| format!("/{}/accounts", survey.code())),
        again: log.iter().filter(|o| o.again).count(),
        log,
    }
}

fn answer(drafts: &[Draft], unaddressed: usize) -> String {
    let open: usize = drafts.iter().map(Draft::open).sum();
    let said = match drafts.len() {
        0 if unaddressed == 0 => return "提出をお願いするものはありません。".to_owned(),
        0 => return format!("未提出の回答がある{unaddressed}の課には、お願いを送れる宛先がありません。"),
        people => format!("{people}通のお願いで、{open}件の提出をお願いします。"),
    };
    match unaddressed {
        0 => said,
        some => format!("{said}{some}の課には宛先がありません。"),
    }
}

fn outcome(reminder: &Reminder, old: &str) -> Outcome {
    let tried = reminder.tried_at.as_deref();
    let is_cut = reminder.is_taken() && tried.is_some_and(|at| is_before(at, old));
    let (state, why) = match reminder.state {
        ReminderState::Waiting if is_cut => (
            "送信の途中で止まりました",
            Some("届いたかどうか分かりません。相手に確かめてから、もう一度送ってください。".to_owned()),
        ),
        ReminderState::Waiting if reminder.is_taken() => ("送信しています", None),
        ReminderState::Waiting => ("送信を待っています", reminder.why.clone()),
        ReminderState::Sent => ("送信しました", None),
        ReminderState::Failed => ("送れませんでした", reminder.why.clone()),
        ReminderState::Needless => ("不要になりました", reminder.why.clone()),
    };
    Outcome {
        id: reminder.mail.id.clone(),
        mail: reminder.mail.mail.clone(),
        kind: reminder.mail.kind.label(),
        queued: clock(&reminder.queued_at),
        by: reminder.queued_by.clone(),
        state,
        at: tried.map(clock).unwrap_or_default(),
        why: why.unwrap_or_default(),
        again: is_cut || reminder.state == ReminderState::Failed,
    }
}
