//! Lists of accounts that are being taken in, and the first passwords that they made, until these were handed over.
//!
//! Hashing a password takes tens of milliseconds, so a list of thousands takes minutes: it goes on beside the pages, one
//! password after the other, so that who signs in meanwhile waits for one at most. All is stored at once at the end.
//! Invariants: first passwords are in memory alone, for a while, and only for the session that asked for them; they are
//! in no log. Not here: what a list says (`gyokaku_core::account::roster`), and the pages.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use gyokaku_core::account::Account;
use gyokaku_office::password;
use gyokaku_store::{AccountWrites, Actor, NewPassword, StoreError, first_until};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::App;
use crate::error::Problem;
use crate::returned::Sender;
use crate::shelf::{Bounds, Shelf, WhenFull};

/// How many lists are taken in at once; each hashes one password at a time.
const AT_ONCE: usize = 1;

/// How many bytes a first password has on the shelf, with whose it is.
const BYTES_EACH: usize = 400;

/// How long a list of first passwords can be shown.
pub(crate) const LASTS: Duration = Duration::from_secs(60 * 60);

const KEPT: Bounds = Bounds {
    lasts: LASTS,
    most: 64,
    most_bytes: 16 * 1024 * 1024,
    full: WhenFull::Refuse,
};

/// Whose first password it is. It says nothing of itself in a log.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct FirstPassword {
    pub(crate) login: String,
    pub(crate) name: String,
    pub(crate) password: String,
}

impl std::fmt::Debug for FirstPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FirstPassword")
            .field("login", &self.login)
            .finish_non_exhaustive()
    }
}

/// How taking a list in ended.
#[derive(Clone, Debug)]
pub(crate) enum End {
    /// It is stored.
    Stored {
        /// How many accounts are new, were changed, and may sign in no longer.
        counts: [usize; 3],
        /// The first passwords of those that are new.
        passwords: Arc<Vec<FirstPassword>>,
        /// Until when they can be used, RFC 3339.
        until: String,
    },
    /// Nothing is stored, and why.
    Refused(String),
}

/// A list that is being taken in.
#[derive(Debug)]
pub(crate) struct Enrolment {
    sender: Sender,
    /// The hash of the session that asked.
    session: String,
    /// How many passwords it makes.
    pub(crate) all: usize,
    made: AtomicUsize,
    end: Mutex<Option<End>>,
}

impl Enrolment {
    /// How many passwords are made.
    pub(crate) fn made(&self) -> usize {
        self.made.load(Ordering::Relaxed)
    }

    /// How it ended, where it did.
    pub(crate) fn end(&self) -> Option<End> {
        self.end.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn ends(&self, end: End) {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = Some(end);
    }
}

/// What is taken in.
#[derive(Debug, Default)]
pub(crate) struct Wish {
    /// Accounts that are new, with their identities.
    pub(crate) added: Vec<Account>,
    /// Accounts as they will be, with the revision that was seen.
    pub(crate) changed: Vec<(Account, i64)>,
    /// How many of those may sign in no longer because they are not in the list.
    pub(crate) stopped: usize,
}

/// Who asks for it.
#[derive(Clone, Debug)]
pub(crate) struct Asker {
    pub(crate) sender: Sender,
    /// The hash of the session.
    pub(crate) session: String,
    /// As the journal has it.
    pub(crate) actor: Actor,
}

/// All lists that are being taken in, or were.
#[derive(Debug)]
pub(crate) struct Enrolments {
    kept: Shelf<Uuid, Arc<Enrolment>>,
    running: Arc<Semaphore>,
}

impl Default for Enrolments {
    fn default() -> Self {
        Self {
            kept: Shelf::new(KEPT),
            running: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Enrolments {
    /// The taking in of a list, for the session that asked for it; to others it is not there.
    pub(crate) fn get(
        &self,
        id: Uuid,
        sender: &Sender,
        session: &str,
        now: Instant,
    ) -> Option<Arc<Enrolment>> {
        let found = self.kept.get(&id, now)?;
        (found.sender == *sender && found.session == session).then_some(found)
    }

    /// Forgets the first passwords of a list.
    pub(crate) fn forget(&self, id: Uuid, sender: &Sender) {
        self.kept
            .retain(|known, one| *known != id || one.sender != *sender);
    }
}

/// Begins to take a list in; a second click finds the first at work, and one that was refused begins anew.
///
/// # Errors
/// `Busy` where too many lists wait.
pub(crate) fn begin(app: &App, id: Uuid, asker: Asker, wish: Wish) -> Result<Arc<Enrolment>, Problem> {
    let of = app.enrolments();
    of.kept
        .retain(|known, one| *known != id || !matches!(one.end(), Some(End::Refused(_))));
    let enrolment = Arc::new(Enrolment {
        sender: asker.sender.clone(),
        session: asker.session.clone(),
        all: wish.added.len(),
        made: AtomicUsize::new(0),
        end: Mutex::new(None),
    });
    let bytes = wish.added.len().saturating_mul(BYTES_EACH);
    let known = of.kept.put_first(id, enrolment.clone(), bytes, Instant::now());
    if let Some(known) = known.map_err(|_| Problem::Busy)? {
        return Ok(known);
    }
    let (app, at_work) = (app.clone(), enrolment.clone());
    tokio::spawn(async move {
        let (own, progress) = (app.clone(), at_work.clone());
        // A panic in the work must not leave the person waiting.
        let work = tokio::spawn(async move { take_in(&own, &progress, &asker, wish).await });
        let end = work.await.unwrap_or_else(|error| {
            tracing::error!("taking in a list of accounts: {error}");
            Err(Problem::internal("taking in a list of accounts"))
        });
        at_work.ends(end.unwrap_or_else(|problem| End::Refused(words(problem))));
    });
    Ok(enrolment)
}

/// What is said of what did not work.
fn words(problem: Problem) -> String {
    match problem {
        Problem::NotNow(words) => words,
        other => {
            tracing::error!("taking in a list of accounts: {other:?}");
            "途中で問題が起きたため、取り込んでいません。しばらくしてから、もう一度確認の画面から取り込んでください。".to_owned()
        }
    }
}

/// Makes the passwords and stores everything at once.
async fn take_in(app: &App, enrolment: &Enrolment, asker: &Asker, wish: Wish) -> Result<End, Problem> {
    let running = app.enrolments().running.clone();
    let _turn = running.acquire_owned().await.map_err(Problem::internal)?;
    let mut made: Vec<(FirstPassword, String)> = Vec::with_capacity(wish.added.len());
    for account in &wish.added {
        let first = password::first();
        let phc = password::hashed(first.clone()).await?;
        let first = FirstPassword {
            login: account.login.clone(),
            name: account.name.clone(),
            password: first,
        };
        made.push((first, phc));
        enrolment.made.fetch_add(1, Ordering::Relaxed);
    }
    let new = wish.added.iter().zip(&made);
    let writes = AccountWrites {
        new: new
            .map(|(account, (_, phc))| (account, NewPassword::First(phc)))
            .collect(),
        changed: wish
            .changed
            .iter()
            .map(|(account, seen)| (account, *seen))
            .collect(),
    };
    let body = &asker.sender.body;
    let now = app.now();
    let written = app
        .store()
        .write_accounts(&asker.actor, &now, body, &writes)
        .await;
    let changed = written.map_err(not_as_seen)?;
    Ok(End::Stored {
        counts: [made.len(), changed.saturating_sub(wish.stopped), wish.stopped],
        passwords: Arc::new(made.into_iter().map(|(first, _)| first).collect()),
        until: first_until(&now)?,
    })
}

/// What somebody else did in between is no fault of the program.
pub(crate) fn not_as_seen(error: StoreError) -> Problem {
    match error {
        StoreError::Conflict { .. } | StoreError::UnknownAccount => Problem::NotNow(
            "確認している間に、ほかの画面で利用者が変わりました。何も保存していません。もう一度確認してください。".to_owned(),
        ),
        StoreError::LoginTaken { .. } | StoreError::UnknownDepartment | StoreError::LastAdministrator => {
            Problem::NotNow(format!("{}何も保存していません。", error.message()))
        }
        other => other.into(),
    }
}
