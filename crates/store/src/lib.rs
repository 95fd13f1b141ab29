//! The register in a database: SQLite inside the program, or PostgreSQL when several servers share it.
//!
//! Invariants, written as absences: no write without an actor; no write without its journal entry in
//! the same transaction; no statement that is not bound to one body, except the list of bodies,
//! the journal, and the question whether anybody has an account; no clock (the time comes in as RFC 3339 text); no figure computed here that the
//! domain can compute.
//!
//! Not here: what a plan means and how two plans are merged (`gyokaku-core`), who may do what
//! (`gyokaku-web`).

mod account;
mod attachment;
mod backup;
mod contents;
mod database;
mod dates;
mod department;
mod deputation;
mod editing;
mod edition;
mod error;
mod factor;
mod finding;
mod journal;
mod layout;
mod migration;
mod place;
mod plan;
mod read;
mod release;
mod report;
mod round;
mod seal;
mod search;
mod session;
mod submission;
mod together;
mod trail;
mod typed;
mod verify;
mod words;
mod write;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use gyokaku_core::body::BodyCode;
use gyokaku_core::document::DocumentId;
use gyokaku_core::plan::{Period, Plan};

use database::{Db, Engine, Transaction, Value};
use sqlx::FromRow;

pub use account::{
    AccountWrites, Credentials, FIRST_LASTS, FormerHolder, NewPassword, StoredAccount, first_until,
};
pub use attachment::{
    AttachedBy, Holding, MOST_LISTED, MOST_REMOVED_LISTED, NewAttachment, PageOf, PlanAttachments,
};
pub use backup::{Backup, Existing, Progress, Restored, Stage, Watch};
pub use contents::Contents;
pub use department::Departments;
pub use deputation::MOST_DEPUTIES;
pub use editing::{Clash, ItemWrite, ItemWritten, MOST_OF_HISTORY, OpenOpinion};
pub use edition::{EditionHead, NewEdition};
pub use error::StoreError;
pub use factor::{PendingSignIn, SecondFactor};
pub use finding::{Handled, finding_key};
pub use gyokaku_core::reminder::ReminderState;
pub use journal::JournalFilter;
pub use layout::LayoutHead;
pub use plan::table_label;
pub use read::Whole;
pub use release::{NewRelease, Released};
pub use report::Checked;
pub use round::{
    AnswerAt, Approved, Comment, Conflict, FieldChange, GivenGrade, Moved, NewReminder, Reminder,
    RoundAnswers, RoundAt, Saved, Scope, ToMove, WaitingReminder,
};
pub use seal::{JournalKey, SHORTEST_KEY};
pub use search::Hit;
pub use session::{Counted, Lockout, OpenSession, RefusedTries, SessionHead, Uncounted};
pub use submission::{Fate, Full, MOST_AT_ONCE, MOST_SUBMISSIONS, Received, Sender, Submission};
pub use together::{LeftBy, Writer};
pub use trail::Trailed;
pub use verify::{Anchor, Verified};

/// Who writes. The store takes no write without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The name of the person or program.
    pub name: String,
    /// The role in which they act.
    pub role: String,
}

impl Actor {
    /// Somebody of the public, whom nobody knows.
    pub(crate) fn public() -> Self {
        Actor {
            name: "意見募集の受付".to_owned(),
            role: "public".to_owned(),
        }
    }
}

/// A body and its plans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The local government code.
    pub code: BodyCode,
    /// The name as shown.
    pub name: String,
    /// The plans, by key.
    pub plans: Vec<PlanHead>,
}

/// What is known of a plan without loading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanHead {
    /// The key within the body, as in addresses: `keiei-2016`.
    pub key: String,
    /// The title as printed.
    pub title: String,
    /// The fiscal years, where printed.
    pub period: Option<Period>,
    /// The revision; 1 for a plan stored once.
    pub revision: i64,
    /// How many items it has.
    pub items: i64,
    /// When it was last written, RFC 3339.
    pub imported_at: String,
    /// How many editions of its years are frozen.
    pub editions: i64,
}

/// A whole plan as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPlan {
    /// Its head.
    pub head: PlanHead,
    /// All that is known about it.
    pub plan: Plan,
    /// The documents it came from, in the order read.
    pub sources: Vec<SourceHead>,
}

impl StoredPlan {
    /// The stored document that another one takes the place of: the last of the same file name. None for
    /// a document that is stored already, and for one whose name is new.
    pub fn earlier_version(&self, source: &NewSource<'_>) -> Option<DocumentId> {
        let id = source.document();
        let is_known = self.sources.iter().any(|s| s.id == id.as_str());
        let earlier = self.sources.iter().rev().find(|s| s.name == source.name);
        earlier
            .filter(|_| !is_known)
            .map(|s| DocumentId::new(s.id.as_str()))
    }
}

/// A document without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct SourceHead {
    /// Its identity within the body, made from its contents.
    pub id: String,
    /// The file's name.
    pub name: String,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// How many bytes.
    pub size: i64,
    /// When it was first read, RFC 3339.
    pub read_at: String,
}

/// A document that comes in with a plan.
#[derive(Clone, Copy, Debug)]
pub struct NewSource<'a> {
    /// The file's name, without its folder.
    pub name: &'a str,
    /// The bytes as they came.
    pub bytes: &'a [u8],
    /// What checking it found; without it, the document is checked when the pages are next served.
    pub checked: Option<Checked<'a>>,
}

impl NewSource<'_> {
    /// The identity that the document has in the store: the first thirty-two digits of the digest of
    /// its bytes, far beyond a chance or a forged collision within one body.
    pub fn document(&self) -> DocumentId {
        DocumentId::new(&journal::sha256(self.bytes)[..32])
    }
}

/// An entry of the journal.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct JournalEntry {
    /// 1 for the first; without gaps.
    pub sequence: i64,
    /// When, RFC 3339, as the writer's clock said.
    pub at: String,
    /// Who.
    pub actor: String,
    /// In which role.
    pub role: String,
    /// What was done: `body.put`, `plan.put`.
    pub what: String,
    /// The code of the body, where one was concerned.
    #[sqlx(rename = "body_code")]
    pub body: Option<String>,
    /// The key of the plan, where one was concerned.
    #[sqlx(rename = "plan_key")]
    pub plan: Option<String>,
    /// The event as JSON, as stored; [`JournalEntry::event`] reads it.
    pub summary: String,
    /// The hash of the entry before; 64 zeros for the first.
    pub prev: String,
    /// The hash of this entry.
    pub hash: String,
}

/// Whether the journal's chain of hashes holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JournalState {
    /// Every entry follows from the one before, and the last is the one that the head names.
    Holds {
        /// How many entries.
        entries: i64,
        /// The hash of the last; it may be written down elsewhere as proof.
        last: String,
    },
    /// The chain breaks.
    Broken {
        /// The first entry that does not follow.
        sequence: i64,
        /// What does not fit, in Japanese.
        why: String,
    },
}

/// The register. Cheap to clone; all clones share the connections.
#[derive(Clone, Debug)]
pub struct Store {
    db: Db,
    statements: Arc<AtomicU64>,
    /// With what entries of the journal are sealed.
    key: Option<JournalKey>,
}

impl Store {
    /// Opens `sqlite:FILE` (made where it is missing), `sqlite::memory:` or `postgres://…`, and brings
    /// its schema up to date. A newer or foreign database is refused and left as it is.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let store = Store {
            db: Db::connect(url).await?,
            statements: Arc::default(),
            key: None,
        };
        let ready = async {
            migration::migrate(&store.db, &store.statements).await?;
            store.db.write_ahead().await
        };
        if let Err(error) = ready.await {
            store.close().await;
            return Err(error);
        }
        Ok(store)
    }

    /// Opens a database as [`Store::open`] does, but makes no file where there is none.
    pub async fn open_existing(url: &str) -> Result<Self, StoreError> {
        match database::file_of(url) {
            Some(path) if !path.exists() => Err(StoreError::Missing { path }),
            _ => Self::open(url).await,
        }
    }

    /// Opens a database that is there and leaves it as it is, also one of an earlier version: for a copy of it
    /// ([`Store::backup`]) and for looking whether it is whole ([`Store::verify`]), and for nothing else.
    ///
    /// # Errors
    /// Where there is none, or it cannot be opened.
    pub async fn open_as_it_is(url: &str) -> Result<Self, StoreError> {
        match database::file_of(url) {
            Some(path) if !path.exists() => return Err(StoreError::Missing { path }),
            _ => {}
        }
        Ok(Store {
            db: Db::connect(url).await?,
            statements: Arc::default(),
            key: None,
        })
    }

    /// The same store, which seals entries of the journal with a key from now on, and looks at seals with it.
    #[must_use]
    pub fn sealing(mut self, key: Option<JournalKey>) -> Self {
        self.key = key;
        self
    }

    /// How many statements were executed since the store was opened, begin and end of transactions included.
    pub fn queries(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Asks the database and writes to it, so that one is told from another that only answers: a full disk, a standby.
    pub async fn beat(&self) -> Result<(), StoreError> {
        let sql = "SELECT MAX(version) FROM gyokaku_schema";
        let _: Vec<(Option<i64>,)> = self.named("gyokaku_schema", sql, vec![]).await?;
        let sql = "INSERT INTO pulse (id, beats) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET beats = pulse.beats + 1";
        self.run(sql, vec![]).await.map(drop)
    }

    /// Closes all connections after their work in hand. What comes later is refused.
    pub async fn close(&self) {
        self.db.close().await;
    }

    fn engine(&self) -> Engine {
        self.db.engine()
    }

    async fn reading(&self) -> Result<Transaction, StoreError> {
        self.db.reading(&self.statements).await
    }

    async fn writing(&self) -> Result<Transaction, StoreError> {
        let tx = self.db.writing(&self.statements).await?;
        Ok(tx.sealing(self.key.clone()))
    }

    async fn named<T: typed::Named>(
        &self,
        table: &'static str,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Vec<T>, StoreError> {
        self.db.named(&self.statements, table, sql, values).await
    }

    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<u64, StoreError> {
        self.db.run(&self.statements, sql, values).await
    }
}

#[cfg(test)]
mod tests;
