//! Notices (お知らせ) of what is done on the pages: composed and queued right after the deed.
//!
//! Only where a mail server is configured. The deed is done whatever becomes of its notice: one that cannot be queued is
//! logged, as what it tells stands on the pages all the same. Not here: to whom and in what words
//! (`gyokaku_office::reminding`, `gyokaku_core::reminder::notice`).

use gyokaku_core::account::Account;
use gyokaku_core::reminder::notice::MailKind;
use gyokaku_core::round::answer::Answer;
use gyokaku_office::reminding::{Deed, Notices};
use gyokaku_store::{RoundAt, Scope, StoreError};

use crate::App;
use crate::loaded::Loaded;
use crate::person::Person;

/// What was done to which answers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told<'a> {
    pub(crate) kind: MailKind,
    /// The answers by item and department; all of the round where there are none.
    pub(crate) answers: &'a [(String, String)],
    pub(crate) comment: &'a str,
    /// Whether the department itself says it, so that it is for the office.
    pub(crate) from_department: bool,
}

/// Queues the notices of a deed of a person.
pub(crate) async fn tell(app: &App, person: &Person, loaded: &Loaded, at: RoundAt<'_>, told: Told<'_>) {
    if app.config().mail.is_none() {
        return;
    }
    match queued(app, person, loaded, at, told).await {
        Ok(0) => {}
        Ok(_) => app.wake(),
        // A round that takes no answers just now sends nothing.
        Err(StoreError::NotNow(_)) => {}
        Err(error) => tracing::warn!(round = %at.round, "a notice was not queued: {error}"),
    }
}

async fn queued(
    app: &App,
    person: &Person,
    loaded: &Loaded,
    at: RoundAt<'_>,
    told: Told<'_>,
) -> Result<usize, StoreError> {
    let (store, now) = (app.store(), app.now());
    let Some(today) = gyokaku_core::round::day_in_japan(&now) else {
        return Ok(0);
    };
    let mut departments: Vec<String> = told.answers.iter().map(|(_, d)| d.clone()).collect();
    departments.sort_unstable();
    departments.dedup();
    let scope = match departments.is_empty() {
        true => Scope::All,
        false => Scope::Departments(&departments),
    };
    let Some(found) = store.round_answers(at, scope).await? else {
        return Ok(0);
    };
    let is_told = |answer: &&Answer| {
        let is_it =
            |(item, department): &(String, String)| *item == answer.item && *department == answer.department;
        told.answers.is_empty() || told.answers.iter().any(is_it)
    };
    let answers: Vec<&Answer> = found.answers.iter().filter(is_told).collect();
    let directory = store.departments(at.body).await?.directory;
    let accounts = store.accounts(at.body).await?;
    let accounts: Vec<Account> = accounts.into_iter().map(|one| one.account).collect();
    let deputations = store.deputations(at.body, today).await?;
    let refused = store.notices_refused(at.body).await?;
    let notices = Notices {
        at,
        body: &loaded.body_name,
        plan: loaded.plan(),
        round: &found.round,
        directory: &directory,
        accounts: &accounts,
        deputations: &deputations,
        refused: &refused,
        today,
        public_url: app.config().public_url.as_deref(),
    };
    let deed = Deed {
        kind: told.kind,
        comment: told.comment,
        by: &person.name,
        account: &person.id,
        from_department: told.from_department,
    };
    let mails = notices.of(&deed, &answers);
    if mails.is_empty() {
        return Ok(0);
    }
    let queued = store.queue_reminders(&person.actor(), &now, at, &mails).await?;
    Ok(queued.len())
}
