//! The mails of a round: one for each address, with what is open there.

use gyokaku_core::account::Account;
use gyokaku_core::body::BodyCode;
use gyokaku_core::department::Directory;
use gyokaku_core::plan::Plan;
use gyokaku_core::reminder::notice::MailKind;
use gyokaku_core::reminder::{
    Occasion, Recipient, Text, Unaddressed, open_departments, recipients, reminder_text,
};
use gyokaku_core::round::answer::Answer;
use gyokaku_core::round::{Round, day_in_japan};
use gyokaku_store::{Actor, NewReminder, Reminder, ReminderState, RoundAt, Scope, Store, StoreError};
use time::Date;
use uuid::Uuid;

/// What the mails of a round are written from.
#[derive(Clone, Copy, Debug)]
pub struct Letters<'a> {
    /// The body.
    pub code: &'a BodyCode,
    /// Its name.
    pub body: &'a str,
    /// The key of the plan.
    pub key: &'a str,
    /// The plan.
    pub plan: &'a Plan,
    /// The round.
    pub round: &'a Round,
    /// All its answers.
    pub answers: &'a [Answer],
    /// The departments.
    pub directory: &'a Directory,
    /// The accounts of the body.
    pub accounts: &'a [Account],
    /// Today in Japan.
    pub today: Date,
    /// Only what is overdue or due within so many days; everything open without it.
    pub within: Option<i32>,
    /// The address under which the staff open the pages; none where none is configured.
    pub public_url: Option<&'a str>,
    /// What the office adds.
    pub note: &'a str,
    /// Who writes.
    pub signature: &'a str,
}

/// A mail that would be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// To whom, about what.
    pub recipient: Recipient,
    /// Subject and text.
    pub text: Text,
}

impl Draft {
    /// As it goes into the queue.
    pub fn queued(&self) -> NewReminder {
        let shares = self.recipient.shares.iter();
        NewReminder {
            id: Uuid::now_v7().simple().to_string(),
            kind: MailKind::Reminder,
            accounts: self.recipient.accounts.clone(),
            mail: self.recipient.mail.clone(),
            subject: self.text.subject.clone(),
            content: self.text.text.clone(),
            departments: shares.map(|share| share.id.clone()).collect(),
        }
    }

    /// How many answers it asks for.
    pub fn open(&self) -> usize {
        self.recipient.shares.iter().map(|share| share.open.len()).sum()
    }
}

/// The mails, and the departments for which nobody can be written to.
pub fn letters(from: &Letters<'_>) -> (Vec<Draft>, Vec<Unaddressed>) {
    let open = open_departments(
        from.plan,
        from.round,
        from.answers,
        from.directory,
        from.accounts,
        from.today,
        from.within,
    );
    let found = recipients(&open);
    let plan = if from.plan.title.is_empty() {
        from.key
    } else {
        &from.plan.title
    };
    let drafts = found.mails.into_iter().map(|recipient| {
        let address = address(from, &recipient);
        let occasion = Occasion {
            body: from.body,
            plan,
            round: &from.round.title,
            deadline: from.round.due.department,
            today: from.today,
            address: &address,
            note: from.note,
            signature: from.signature,
        };
        Draft {
            text: reminder_text(&occasion, &recipient),
            recipient,
        }
    });
    (drafts.collect(), found.unaddressed)
}

/// Where to answer: the list of the department, or all that is to be done where there are several.
fn address(from: &Letters<'_>, recipient: &Recipient) -> String {
    let Some(base) = from.public_url else {
        return "行財政改革プラン台帳の「対応が必要なもの」の画面".to_owned();
    };
    match recipient.shares.as_slice() {
        [only] => format!(
            "{base}/{}/{}/rounds/{}/departments/{}",
            from.code, from.key, from.round.key, only.id
        ),
        _ => format!("{base}/todo"),
    }
}

/// Whether an address has got a reminder of this round today, or will get one that waits.
pub fn sent_today(known: &[Reminder], mail: &str, today: Date) -> bool {
    let on = |at: &Option<String>| at.as_deref().and_then(day_in_japan) == Some(today);
    known
        .iter()
        .filter(|r| r.mail.mail.eq_ignore_ascii_case(mail))
        .any(|r| match r.state {
            ReminderState::Sent => on(&r.tried_at),
            ReminderState::Waiting => true,
            ReminderState::Failed | ReminderState::Needless => false,
        })
}

/// What a nightly job wishes.
#[derive(Clone, Copy, Debug)]
pub struct Due<'a> {
    /// The round.
    pub at: RoundAt<'a>,
    /// Only what is overdue or due within so many days.
    pub within: i32,
    /// The address under which the staff open the pages.
    pub public_url: &'a str,
    /// Who writes; the body's name where it is empty.
    pub signature: &'a str,
}

/// What became of a wish.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queued {
    /// How many mails were queued.
    pub queued: usize,
    /// How many addresses have got one today already.
    pub already: usize,
    /// The departments for which nobody can be written to.
    pub unaddressed: Vec<String>,
}

/// Queues a mail for each address with something due, but no second one on the same day.
///
/// # Errors
/// There is no such round, or it takes no answers.
pub async fn queue_due(store: &Store, actor: &Actor, now: &str, due: &Due<'_>) -> Result<Queued, StoreError> {
    let at = due.at;
    let missing = || StoreError::NotFound {
        what: "この調査".into(),
    };
    let found = store.round_answers(at, Scope::All).await?.ok_or_else(missing)?;
    let body = store.body(at.body).await?.ok_or_else(missing)?;
    let stored = store.plan(at.body, at.plan).await?.ok_or_else(missing)?;
    let departments = store.departments(at.body).await?;
    let accounts: Vec<Account> = store
        .accounts(at.body)
        .await?
        .into_iter()
        .map(|s| s.account)
        .collect();
    let today = day_in_japan(now).ok_or_else(|| StoreError::Inconsistent {
        what: "時計の時刻を読み取れません。".into(),
    })?;
    let signature = match due.signature.trim() {
        "" => format!("{} 行財政改革 事務局", body.name),
        typed => typed.to_owned(),
    };
    let (drafts, unaddressed) = letters(&Letters {
        code: at.body,
        body: &body.name,
        key: at.plan,
        plan: &stored.plan,
        round: &found.round,
        answers: &found.answers,
        directory: &departments.directory,
        accounts: &accounts,
        today,
        within: Some(due.within),
        public_url: Some(due.public_url),
        note: "",
        signature: &signature,
    });
    let known = store.reminders(at).await?;
    let (already, fresh): (Vec<&Draft>, Vec<&Draft>) = drafts
        .iter()
        .partition(|draft| sent_today(&known, &draft.recipient.mail, today));
    let fresh: Vec<NewReminder> = fresh.into_iter().map(Draft::queued).collect();
    let queued = match fresh.is_empty() {
        true => 0,
        false => store.queue_reminders(actor, now, at, &fresh).await?.len(),
    };
    Ok(Queued {
        queued,
        already: already.len(),
        unaddressed: unaddressed.into_iter().map(|u| u.department).collect(),
    })
}
