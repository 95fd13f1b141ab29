//! Reading documents beside the serving of pages: few at once, and the last ones kept.
//!
//! Invariant: no document is read on a thread that serves pages, and never more than a few at a time,
//! whoever asks; so a large document makes others wait for their document, not for their page.

use std::sync::{Arc, Mutex, PoisonError};

use gyokaku_exchange::read::{NotADocument, Read, read};
use tokio::sync::Semaphore;

/// How many documents are read at once.
const AT_ONCE: usize = 2;
/// How many documents that were read are kept for the next page.
const KEPT: usize = 4;
/// Documents above this size are not kept.
const LARGEST_KEPT: usize = 4 << 20;

/// All reading of documents.
#[derive(Debug)]
pub(crate) struct Reading {
    places: Arc<Semaphore>,
    kept: Mutex<Vec<(String, Arc<Read>)>>,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(AT_ONCE)),
            kept: Mutex::default(),
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
        if let Some(known) = self.known(id) {
            return Ok(known);
        }
        let small = bytes.len() <= LARGEST_KEPT;
        let read = Arc::new(self.read(name, Arc::new(bytes)).await?);
        if small {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.retain(|(known, _)| known != id);
            if kept.len() >= KEPT {
                kept.remove(0);
            }
            kept.push((id.to_owned(), read.clone()));
        }
        Ok(read)
    }

    fn known(&self, id: &str) -> Option<Arc<Read>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter()
            .find(|(known, _)| known == id)
            .map(|(_, read)| read.clone())
    }
}
