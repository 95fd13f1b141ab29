//! Reading documents beside the serving of pages: few at once, and the last ones kept.
//!
//! Invariant: no document is read on a thread that serves pages, and never more than a few at a time,
//! whoever asks; so a large document makes others wait for their document, not for their page. A page
//! that shows what checking found reads nothing: that is stored with the document.

use std::sync::Arc;
use std::time::{Duration, Instant};

use gyokaku_exchange::read::{NotADocument, Read, read};
use tokio::sync::Semaphore;

use crate::shelf::{Bounds, Shelf, WhenFull};

/// How many documents are read at once.
const AT_ONCE: usize = 2;
/// The documents that were read are kept for the next page, in bytes of the documents.
const KEPT: Bounds = Bounds {
    lasts: Duration::from_secs(60 * 60),
    most: 4,
    most_bytes: 16 << 20,
    full: WhenFull::Forget,
};
/// Documents above this size are not kept.
const LARGEST_KEPT: usize = 4 << 20;

/// All reading of documents.
#[derive(Debug)]
pub(crate) struct Reading {
    places: Arc<Semaphore>,
    kept: Shelf<String, Arc<Read>>,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(AT_ONCE)),
            kept: Shelf::new(KEPT),
        }
    }
}

/// Why a document was not read.
#[derive(Debug)]
pub(crate) enum NotRead {
    /// It is no document.
    Document(NotADocument),
    /// The program failed; its message is for the log.
    Program(String),
}

impl Reading {
    /// Reads a document as soon as there is a place.
    pub(crate) async fn read(&self, name: String, bytes: Arc<Vec<u8>>) -> Result<Read, NotRead> {
        self.run(move || read(&name, &bytes))
            .await
            .map_err(NotRead::Program)?
            .map_err(NotRead::Document)
    }

    /// Does work on documents as soon as there is a place.
    ///
    /// # Errors
    /// When the work panics; the message is for the log.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T, String>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let place = self.places.clone().acquire_owned().await;
        let place = place.map_err(|e| e.to_string())?;
        let work = move || {
            // The place is given back when the work ends, even if nobody waits for it any more.
            let _place = place;
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(|e| e.to_string())
    }

    /// Reads a stored document; its identity is made from its contents, so what was read stays true.
    pub(crate) async fn stored(&self, id: &str, name: String, bytes: Vec<u8>) -> Result<Arc<Read>, NotRead> {
        if let Some(known) = self.kept.get(&id.to_owned(), Instant::now()) {
            return Ok(known);
        }
        let size = bytes.len();
        let read = Arc::new(self.read(name, Arc::new(bytes)).await?);
        if size <= LARGEST_KEPT {
            // Without room it is read again the next time.
            let _ = self.kept.put(id.to_owned(), read.clone(), size, Instant::now());
        }
        Ok(read)
    }
}
