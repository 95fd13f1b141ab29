//! Printing beside the serving of pages: few documents at once, and nobody waits without a limit.
//!
//! Invariant: nothing is typeset on a thread that serves pages. Tables and single sheets have seats of their
//! own, so that a booklet keeps nobody from a table. What is typeset cannot be stopped, but it is bounded
//! (`gyokaku_paper::MOST_ROWS`, `MOST_SHEETS`), and its seat is free when it ends. Not here: what is printed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use gyokaku_paper::{Fault, Imprint, Prepared, Printed};
use gyokaku_store::EditionHead;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use uuid::Uuid;

use crate::App;
use crate::error::Problem;
use crate::formats::Called;
use crate::loaded::Loaded;
use crate::returned::Sender;
use crate::shelf::{Bounds, Shelf, WhenFull};

/// How many tables are typeset at once.
const TABLES_AT_ONCE: usize = 2;
/// How many booklets.
const BOOKLETS_AT_ONCE: usize = 1;
/// How long somebody waits for a table, with the wait for a seat.
const LONGEST: Duration = Duration::from_secs(20);

/// How many booklets wait or are kept until they are received. One of 500 items has some megabytes.
const BOOKLETS: Bounds = Bounds {
    lasts: Duration::from_secs(60 * 60),
    most: 24,
    most_bytes: usize::MAX,
    full: WhenFull::Refuse,
};

/// How many finished ones are kept of them, so that there is room for those who wait.
const MOST_FINISHED: usize = 12;

/// Tables and sheets that were printed are kept for the next who asks.
const KEPT: Bounds = Bounds {
    lasts: Duration::from_secs(60 * 60),
    most: 64,
    most_bytes: 16 << 20,
    full: WhenFull::Forget,
};

/// How far a booklet is.
#[derive(Clone, Debug)]
pub(crate) enum Job {
    /// It waits for its seat, or is being typeset.
    Waiting,
    /// It is there, under the name that it was asked for.
    Done(Arc<Printed>, Called),
    /// It cannot be had, and why.
    Refused(String),
}

/// All printing.
#[derive(Debug)]
pub(crate) struct Printing {
    tables: Arc<Semaphore>,
    booklets: Arc<Semaphore>,
    jobs: Shelf<Uuid, (Sender, Job)>,
    /// What many ask for is typeset once, by the digest of all that it is made of.
    kept: Arc<Shelf<[u8; 32], Arc<Printed>>>,
}

impl Default for Printing {
    fn default() -> Self {
        Self {
            tables: Arc::new(Semaphore::new(TABLES_AT_ONCE)),
            booklets: Arc::new(Semaphore::new(BOOKLETS_AT_ONCE)),
            jobs: Shelf::new(BOOKLETS),
            kept: Arc::new(Shelf::new(KEPT)),
        }
    }
}

impl Printing {
    /// Prints a table or a sheet while somebody waits for it.
    ///
    /// # Errors
    /// What cannot be printed, in words; too many who print; a fault of the program.
    pub(crate) async fn table<F>(&self, prepare: F) -> Result<Arc<Printed>, Problem>
    where
        F: FnOnce() -> Result<Prepared, Fault> + Send + 'static,
    {
        let kept = self.kept.clone();
        let work = move || {
            let prepared = prepare()?;
            let identity: [u8; 32] = Sha256::digest(prepared.identity()).into();
            if let Some(known) = kept.get(&identity, Instant::now()) {
                return Ok(known);
            }
            let printed = Arc::new(prepared.print()?);
            // Without room it is printed again the next time.
            let _ = kept.put(identity, printed.clone(), printed.pdf.len(), Instant::now());
            Ok(printed)
        };
        timeout(LONGEST, run(self.tables.clone(), work))
            .await
            .map_err(|_| Problem::Printing)?
    }

    /// A booklet, for who asked for it; to others it is not there.
    pub(crate) fn job(&self, id: Uuid, sender: &Sender, now: Instant) -> Option<Job> {
        let (own, job) = self.jobs.get(&id, now)?;
        (own == *sender).then_some(job)
    }

    /// The booklet that somebody waits for already; nobody waits for two of one plan.
    pub(crate) fn waiting(&self, sender: &Sender, now: Instant) -> Option<Uuid> {
        let mut found = None;
        self.jobs.retain(|id, (own, job)| {
            if own == sender && matches!(job, Job::Waiting) {
                found = Some(*id);
            }
            true
        });
        found.filter(|id| self.jobs.get(id, now).is_some())
    }
}

/// Lets a booklet be printed beside the pages, and gives the identity under which it can be asked for. It takes the
/// place of the one that the same person was given before.
///
/// # Errors
/// Where too many wait.
pub(crate) fn begin<F>(app: &App, sender: Sender, called: Called, prepare: F) -> Result<Uuid, Problem>
where
    F: FnOnce() -> Result<Prepared, Fault> + Send + 'static,
{
    let printing = app.printing();
    // What is finished gives way, the oldest first; what somebody waits for stays.
    let mut finished = 0_usize;
    printing.jobs.retain(|_, (_, job)| {
        finished += usize::from(!matches!(job, Job::Waiting));
        true
    });
    let mut surplus = finished.saturating_sub(MOST_FINISHED);
    printing.jobs.retain(|_, (_, job)| {
        let goes = surplus > 0 && !matches!(job, Job::Waiting);
        surplus -= usize::from(goes);
        !goes
    });
    let id = Uuid::new_v4();
    printing
        .jobs
        .put(id, (sender.clone(), Job::Waiting), 0, Instant::now())
        .map_err(|_| Problem::Printing)?;
    // Only now that there is one in its place.
    printing.jobs.retain(|key, (own, _)| *key == id || *own != sender);
    let (seats, app) = (printing.booklets.clone(), app.clone());
    tokio::spawn(async move {
        let end = match run(seats, || prepare()?.print()).await {
            Ok(printed) => Job::Done(Arc::new(printed), called),
            Err(Problem::Form(why)) => Job::Refused(why),
            Err(other) => {
                tracing::error!("printing a booklet: {other:?}");
                Job::Refused(
                    "PDFを組む途中で、プログラムの不具合がありました。管理者に知らせてください。".to_owned(),
                )
            }
        };
        app.printing().jobs.change(&id, |(_, job)| *job = end);
    });
    Ok(id)
}

async fn run<T, F>(seats: Arc<Semaphore>, work: F) -> Result<T, Problem>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, Fault> + Send + 'static,
{
    let seat = seats.acquire_owned().await.map_err(Problem::internal)?;
    let work = move || {
        // The seat is free when the work ends, even if nobody waits for it any more.
        let _seat = seat;
        work()
    };
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(Problem::internal)?.map_err(|fault| match fault {
        Fault::Program(_) => Problem::internal(fault),
        other => Problem::Form(other.to_string()),
    })
}

/// What stands on every sheet of a plan: what it is of, and whether the public sees the same.
///
/// # Errors
/// Where the clock cannot be read.
pub(crate) fn imprint(app: &App, loaded: &Loaded, of: &str) -> Result<Imprint, Problem> {
    let state = loaded.on_paper();
    Ok(Imprint {
        city: loaded.body_name.clone(),
        plan: loaded.title().to_owned(),
        state: match of.is_empty() {
            true => state.to_owned(),
            false => format!("{of}　{state}"),
        },
        day: app.today()?,
    })
}

/// The year and the number of an edition: 「令和6年度　第2版」.
pub(crate) fn edition_words(loaded: &Loaded, head: &EditionHead) -> String {
    let year = head.round.show(loaded.plan().year_style);
    format!("{year}　第{}版", head.number)
}
