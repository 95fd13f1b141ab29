//! Work on documents beside the serving of pages: few at once, nobody waits without a limit, and what the public asks for
//! is kept.
//!
//! Invariants: no document is read on a thread that serves pages. Documents that come in, workbooks, sources that are
//! looked at and documents that are checked again have seats of their own, so that a hostile document keeps nobody from
//! the workbook of a department, and readers nobody from their work. One body reads one document at a time. A page
//! that shows what checking found reads nothing: that is stored with the document. Not here: how long reading one
//! document may take (`gyokaku_exchange`).

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use gyokaku_core::body::BodyCode;
use gyokaku_exchange::read::Read;
use gyokaku_exchange::read::{NotADocument, read};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::error::Problem;
use crate::pending::Kept;
use crate::shelf::{Bounds, Shelf, WhenFull};
use crate::show::document::Shown;

/// How many documents that come in are read at once.
const IMPORTS_AT_ONCE: usize = 2;
/// How many workbooks are read or written at once, how many wait, and how long.
const WORKBOOKS: (usize, usize, Duration) = (2, 32, Duration::from_secs(30));
/// The same of sources that are looked at; most looks find what was kept.
const SOURCES: (usize, usize, Duration) = (1, 8, Duration::from_secs(20));
/// The sources that were looked at are kept for the next who looks, in bytes of what is shown of them.
const KEPT: Bounds = Bounds {
    lasts: Duration::from_secs(6 * 60 * 60),
    most: 64,
    most_bytes: 64 << 20,
    full: WhenFull::Forget,
};

/// What is known of a source that is looked at: its body, its identity, and whether what was found in it is shown.
pub(crate) type Look = (BodyCode, String, bool);

/// All work on documents.
#[derive(Debug)]
pub(crate) struct Reading {
    imports: Arc<Semaphore>,
    /// Whose turn it is within a body.
    turns: Mutex<HashMap<BodyCode, Arc<Semaphore>>>,
    workbooks: Seats,
    sources: Seats,
    checks: Arc<Semaphore>,
    shown: Arc<Shelf<Look, Arc<Shown>>>,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            imports: Arc::new(Semaphore::new(IMPORTS_AT_ONCE)),
            turns: Mutex::default(),
            workbooks: Seats::new(WORKBOOKS),
            sources: Seats::new(SOURCES),
            checks: Arc::new(Semaphore::new(1)),
            shown: Arc::new(Shelf::new(KEPT)),
        }
    }
}

/// Seats with a queue that has an end.
#[derive(Debug)]
struct Seats {
    seats: Arc<Semaphore>,
    queue: Semaphore,
    longest: Duration,
}

impl Seats {
    fn new((seats, waiting, longest): (usize, usize, Duration)) -> Self {
        Self {
            seats: Arc::new(Semaphore::new(seats)),
            queue: Semaphore::new(waiting),
            longest,
        }
    }

    /// A seat as soon as one is free.
    async fn seat(&self) -> Result<OwnedSemaphorePermit, NotRead> {
        let _place = self.queue.try_acquire().map_err(|_| NotRead::Crowded)?;
        let seat = timeout(self.longest, self.seats.clone().acquire_owned()).await;
        seat.map_err(|_| NotRead::Crowded)?
            .map_err(|e| NotRead::Program(e.to_string()))
    }
}

/// Why a document was not read, or other work on documents not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotRead {
    /// It is no document.
    #[error("{0}")]
    Document(NotADocument),
    /// Too many wait.
    #[error("too many wait for work on documents")]
    Crowded,
    /// The program failed; its message is for the log.
    #[error("{0}")]
    Program(String),
}

impl From<NotRead> for Problem {
    fn from(why: NotRead) -> Self {
        match why {
            NotRead::Document(why) => Problem::Unreadable(why.to_string()),
            NotRead::Crowded => Problem::Reading,
            NotRead::Program(_) => Problem::internal(why),
        }
    }
}

/// Does work off the threads that serve pages. The seats are free when it ends, even if nobody waits for it any more.
async fn seated<T, F>(seats: impl Send + 'static, work: F) -> Result<T, NotRead>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let work = move || {
        let _seats = seats;
        work()
    };
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|e| NotRead::Program(e.to_string()))
}

async fn free(seats: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, NotRead> {
    let seat = seats.clone().acquire_owned().await;
    seat.map_err(|e| NotRead::Program(e.to_string()))
}

impl Reading {
    /// Reads a document that came in as soon as it is its turn: in a body one after the other. How many wait is bounded
    /// where they are kept (`pending`).
    ///
    /// # Errors
    /// It is no document; a fault of the program.
    pub(crate) async fn import(
        &self,
        body: BodyCode,
        name: String,
        bytes: Arc<Vec<u8>>,
    ) -> Result<Kept, NotRead> {
        let own = {
            let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            turns
                .entry(body)
                .or_insert_with(|| Arc::new(Semaphore::new(1)))
                .clone()
        };
        let turn = free(&own).await?;
        let seat = free(&self.imports).await?;
        seated((turn, seat), move || read(&name, &bytes).map(Kept::of))
            .await?
            .map_err(NotRead::Document)
    }

    /// Reads a stored document again, to check it.
    ///
    /// # Errors
    /// It is no document; a fault of the program.
    pub(crate) async fn check(&self, name: String, bytes: Vec<u8>) -> Result<Read, NotRead> {
        let seat = free(&self.checks).await?;
        seated(seat, move || read(&name, &bytes))
            .await?
            .map_err(NotRead::Document)
    }

    /// Reads or writes a workbook, or does the like, while somebody waits for it.
    ///
    /// # Errors
    /// Too many wait; a fault of the program.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T, NotRead>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let seat = self.workbooks.seat().await?;
        seated(seat, work).await
    }

    /// What is shown of a stored document. Its identity is made from its contents, so what was read stays true; it is
    /// loaded and read when it is its turn and nobody before has.
    ///
    /// # Errors
    /// It is no document, or not there; too many wait; a fault of the program.
    pub(crate) async fn shown(
        &self,
        look: Look,
        load: impl Future<Output = Result<(String, Vec<u8>), Problem>>,
        show: impl FnOnce(Read) -> Shown + Send + 'static,
    ) -> Result<Arc<Shown>, Problem> {
        if let Some(known) = self.shown.get(&look, Instant::now()) {
            return Ok(known);
        }
        let seat = self.sources.seat().await?;
        if let Some(known) = self.shown.get(&look, Instant::now()) {
            return Ok(known);
        }
        let (name, bytes) = load.await?;
        let kept = self.shown.clone();
        let work = move || -> Result<Arc<Shown>, NotADocument> {
            let shown = Arc::new(show(read(&name, &bytes)?));
            // Without room it is read again the next time.
            let _ = kept.put(look, shown.clone(), shown.weight(), Instant::now());
            Ok(shown)
        };
        Ok(seated(seat, work).await?.map_err(NotRead::Document)?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn body(code: &str) -> BodyCode {
        code.parse().expect("a code")
    }

    #[tokio::test]
    async fn a_queue_has_an_end_and_a_wait_too() {
        let seats = Seats::new((1, 1, Duration::from_millis(500)));
        let first = seats.seat().await.expect("a seat");
        let (waited, refused) = tokio::join!(seats.seat(), async {
            let begun = Instant::now();
            (seats.seat().await, begun.elapsed())
        });
        assert!(matches!(waited, Err(NotRead::Crowded)), "waited for long enough");
        assert!(matches!(refused.0, Err(NotRead::Crowded)), "the queue is full");
        assert!(refused.1 < seats.longest, "which is told at once");
        drop(first);
        assert!(seats.seat().await.is_ok());
    }

    #[tokio::test]
    async fn what_is_asked_for_twice_is_read_once() {
        let reading = Reading::default();
        let (told, asked) = mpsc::channel();
        let look = || (body("041009"), "d1".to_owned(), true);
        for _ in 0..3 {
            let told = told.clone();
            let load = async {
                let _ = told.send(());
                Ok(("a.txt".to_owned(), "見出し\n本文".as_bytes().to_vec()))
            };
            let shown = reading.shown(look(), load, |read| Shown::of(&read, &[])).await;
            assert_eq!(shown.expect("a document").all, 2);
        }
        assert_eq!(asked.try_iter().count(), 1);
    }

    #[tokio::test]
    async fn readers_of_sources_keep_nobody_from_workbooks() {
        let reading = Arc::new(Reading::default());
        let (end, ended) = mpsc::channel::<()>();
        let slow = {
            let reading = reading.clone();
            tokio::spawn(async move {
                let load = async { Ok(("a.txt".to_owned(), b"a".to_vec())) };
                let show = move |read: Read| {
                    let _ = ended.recv();
                    Shown::of(&read, &[])
                };
                let look = (body("041009"), "slow".to_owned(), true);
                reading.shown(look, load, show).await.map(|shown| shown.all)
            })
        };
        while reading.sources.seats.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(reading.run(|| 1).await.expect("a workbook"), 1);
        let import = reading.import(body("041009"), "a.txt".into(), Arc::new(b"a".to_vec()));
        assert!(import.await.is_ok());
        end.send(()).expect("it waits");
        assert_eq!(slow.await.expect("it ends").expect("a document"), 1);
    }
}
