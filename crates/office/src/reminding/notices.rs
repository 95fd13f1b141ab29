//! Notices: the mails that tell of a deed, composed for the queue, and those that are gathered once a day.
//!
//! They go where reminders go, one for each address; who refused notices gets none that can be refused, and nobody is told
//! of what they did themselves. Not here: the words (`gyokaku_core::reminder::notice`), the sending (`sending`).

use std::collections::BTreeSet;

use gyokaku_core::account::deputation::Deputation;
use gyokaku_core::account::{Account, Role};
use gyokaku_core::body::BodyCode;
use gyokaku_core::department::Directory;
use gyokaku_core::plan::Plan;
use gyokaku_core::reminder::notice::{MailKind, Notice, notice_text};
use gyokaku_core::reminder::{
    Department, OpenItem, Person, Recipient, approvers, department_with, open_item, recipients,
};
use gyokaku_core::round::answer::Answer;
use gyokaku_core::round::approval::Rank;
use gyokaku_core::round::{Level, Round, RoundState, day_in_japan};
use gyokaku_store::{Actor, NewReminder, Reminder, ReminderState, RoundAt, Store, StoreError};
use time::Date;
use uuid::Uuid;

/// What notices of a round are composed from.
#[derive(Clone, Copy, Debug)]
pub struct Notices<'a> {
    /// The round.
    pub at: RoundAt<'a>,
    /// The name of the body.
    pub body: &'a str,
    /// The plan.
    pub plan: &'a Plan,
    /// The round.
    pub round: &'a Round,
    /// The departments.
    pub directory: &'a Directory,
    /// The accounts of the body.
    pub accounts: &'a [Account],
    /// The deputies of heads.
    pub deputations: &'a [Deputation],
    /// Who does without notices.
    pub refused: &'a BTreeSet<String>,
    /// Today in Japan.
    pub today: Date,
    /// The address under which the staff open the pages; none where none is configured.
    pub public_url: Option<&'a str>,
}

/// What was done.
#[derive(Clone, Copy, Debug, Default)]
pub struct Deed<'a> {
    /// What for.
    pub kind: MailKind,
    /// What was said with it.
    pub comment: &'a str,
    /// The name of who did it.
    pub by: &'a str,
    /// Their account, which is told nothing.
    pub account: &'a str,
    /// Whether the department itself did it, so that it is for the office.
    pub from_department: bool,
}

impl Notices<'_> {
    /// One mail for each address to which one of these answers matters.
    pub fn of(&self, deed: &Deed<'_>, answers: &[&Answer]) -> Vec<NewReminder> {
        let mut ids: Vec<&str> = answers.iter().map(|a| a.department.as_str()).collect();
        let place = |id: &str| self.directory.departments.iter().position(|d| d.id == id);
        ids.sort_by_key(|id| (place(id).unwrap_or(usize::MAX), *id));
        ids.dedup();
        let departments = ids.into_iter().map(|id| {
            let own = answers.iter().filter(|a| a.department == id);
            self.department(deed, id, own.map(|a| open_item(self.plan, a)).collect())
        });
        let found = recipients(&departments.collect::<Vec<_>>());
        let is_told = |account: &String| {
            let is_refused = deed.kind.may_be_switched_off() && self.refused.contains(account);
            !is_refused && account != deed.account
        };
        let told = found
            .mails
            .iter()
            .filter(|mail| mail.accounts.iter().any(is_told));
        told.map(|mail| self.mail(deed, mail)).collect()
    }

    /// A department with those to whom a notice of this kind goes.
    fn department(&self, deed: &Deed<'_>, id: &str, open: Vec<OpenItem>) -> Department {
        let all = department_with(self.directory, self.accounts, id, self.today, open);
        let persons = |found: Vec<&Account>| found.into_iter().map(Person::from).collect();
        let staff = match deed.kind {
            MailKind::Comment if deed.from_department => persons(self.office()),
            MailKind::Reminder | MailKind::Opening | MailKind::Returned | MailKind::Comment => return all,
            MailKind::Waiting(rank) => {
                let standing = (self.accounts, self.deputations);
                persons(approvers(self.directory, standing, id, rank, self.today))
            }
            MailKind::WaitingOffice => persons(self.office()),
        };
        Department {
            staff,
            deputies: Vec::new(),
            heads: Vec::new(),
            ..all
        }
    }

    /// Who is of the office today.
    fn office(&self) -> Vec<&Account> {
        let is_office =
            |one: &&Account| one.enabled && one.holding(self.today).any(|g| g.role == Role::Office);
        self.accounts.iter().filter(is_office).collect()
    }

    fn mail(&self, deed: &Deed<'_>, to: &Recipient) -> NewReminder {
        let only = match to.shares.as_slice() {
            [only] => only.department.as_str(),
            _ => "",
        };
        let items = to.shares.iter().flat_map(|share| {
            let of = if only.is_empty() {
                share.department.as_str()
            } else {
                ""
            };
            share.open.iter().map(move |item| {
                let parts = [of, item.number.as_str(), item.title.as_str()];
                let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                parts.join(" ")
            })
        });
        let level = match deed.kind {
            MailKind::Waiting(rank) => Some(Level::Approval(rank)),
            MailKind::WaitingOffice => Some(Level::Office),
            MailKind::Comment => None,
            MailKind::Reminder | MailKind::Opening | MailKind::Returned => Some(Level::Department),
        };
        let plan = match self.plan.title.as_str() {
            "" => self.at.plan,
            title => title,
        };
        let text = notice_text(&Notice {
            kind: deed.kind,
            body: self.body,
            plan,
            round: &self.round.title,
            department: only,
            due: level.map(|level| self.round.due_of(level)),
            answers: items.collect(),
            comment: deed.comment,
            by: deed.by,
            address: &self.address(deed.kind, to),
        });
        NewReminder {
            id: Uuid::now_v7().simple().to_string(),
            kind: deed.kind,
            accounts: to.accounts.clone(),
            mail: to.mail.clone(),
            subject: text.subject,
            content: text.text,
            departments: to.shares.iter().map(|share| share.id.clone()).collect(),
        }
    }

    /// Where to go on: the list of the department, the review of the round, or all that is to be done.
    fn address(&self, kind: MailKind, to: &Recipient) -> String {
        let Some(base) = self.public_url else {
            return "行財政改革プラン台帳の「対応が必要なもの」の画面".to_owned();
        };
        let round = format!(
            "{base}/{}/{}/rounds/{}",
            self.at.body, self.at.plan, self.round.key
        );
        match (kind, to.shares.as_slice()) {
            (MailKind::Waiting(_) | MailKind::WaitingOffice, _) => format!("{round}/review"),
            (_, [only]) => format!("{round}/departments/{}", only.id),
            _ => format!("{base}/todo"),
        }
    }
}

/// Who notes what is gathered.
fn program() -> Actor {
    Actor {
        name: "お知らせの準備".to_owned(),
        role: "program".to_owned(),
    }
}

/// Whether an address has got a notice of a kind today, or will get one that waits.
fn is_told_today(known: &[Reminder], kind: MailKind, mail: &str, today: Date) -> bool {
    let of_kind = known
        .iter()
        .filter(|r| r.mail.kind == kind && r.mail.mail.eq_ignore_ascii_case(mail));
    of_kind
        .into_iter()
        .any(|r| r.state == ReminderState::Waiting || day_in_japan(&r.queued_at) == Some(today))
}

/// Queues, once a day for each address, what waits for approvals and for the office in a body; gives how many mails.
///
/// # Errors
/// The store, or a clock that gives no point in time.
pub async fn queue_waiting(
    store: &Store,
    now: &str,
    body: &BodyCode,
    public_url: Option<&str>,
) -> Result<usize, StoreError> {
    let today = day_in_japan(now).ok_or_else(|| StoreError::Inconsistent {
        what: "時計の時刻を読み取れません。".into(),
    })?;
    let rounds = store.open_answers(body, None).await?;
    let waits = |round: &Round, answer: &Answer| {
        let level = answer.state.waits_for(round);
        !matches!(level, None | Some(Level::Department))
    };
    let is_due = |(_, round, answers): &&(String, Round, Vec<Answer>)| {
        round.state == RoundState::Open && answers.iter().any(|answer| waits(round, answer))
    };
    if rounds.iter().filter(is_due).count() == 0 {
        return Ok(0);
    }
    let Some(named) = store.body(body).await? else {
        return Ok(0);
    };
    let directory = store.departments(body).await?.directory;
    let accounts = store.accounts(body).await?;
    let accounts: Vec<Account> = accounts.into_iter().map(|one| one.account).collect();
    let deputations = store.deputations(body, today).await?;
    let refused = store.notices_refused(body).await?;
    let mut queued = 0;
    for (plan, round, answers) in rounds.iter().filter(is_due) {
        let Some(stored) = store.plan(body, plan).await? else {
            continue;
        };
        let at = RoundAt {
            body,
            plan,
            round: round.key,
        };
        let notices = Notices {
            at,
            body: &named.name,
            plan: &stored.plan,
            round,
            directory: &directory,
            accounts: &accounts,
            deputations: &deputations,
            refused: &refused,
            today,
            public_url,
        };
        let known = store.reminders(at).await?;
        let kinds = Rank::ALL.map(|rank| (MailKind::Waiting(rank), Level::Approval(rank)));
        let kinds = kinds
            .into_iter()
            .chain([(MailKind::WaitingOffice, Level::Office)]);
        let mut mails = Vec::new();
        for (kind, level) in kinds {
            let waiting = answers.iter().filter(|a| a.state.waits_for(round) == Some(level));
            let waiting: Vec<&Answer> = waiting.collect();
            let deed = Deed {
                kind,
                ..Deed::default()
            };
            let new = notices.of(&deed, &waiting).into_iter();
            mails.extend(new.filter(|new| !is_told_today(&known, kind, &new.mail, today)));
        }
        if !mails.is_empty() {
            queued += store.queue_reminders(&program(), now, at, &mails).await?.len();
        }
    }
    Ok(queued)
}
