//! Documents that came in and wait for a person's word. Kept in memory only, few and not for long.
//!
//! Invariant: nothing here is stored; what is dropped from here is gone, and nothing else is touched.

use std::sync::Arc;
use std::time::{Duration, Instant};

use gyokaku_core::body::BodyCode;
use gyokaku_exchange::read::Read;
use uuid::Uuid;

use crate::error::Problem;
use crate::form::FormData;
use crate::pages::import::fix::Fixes;
use crate::shelf::{Bounds, Shelf, WhenFull};

/// How large one document may be, in bytes.
pub(crate) const MOST_BYTES_EACH: usize = 64 * 1024 * 1024;

const UPLOADS: Bounds = Bounds {
    lasts: Duration::from_secs(60 * 60),
    most: 16,
    most_bytes: 192 * 1024 * 1024,
    full: WhenFull::Refuse,
};
const ENDS: Bounds = Bounds {
    lasts: Duration::from_secs(60 * 60),
    most: 4096,
    most_bytes: usize::MAX,
    full: WhenFull::Forget,
};

/// A document that came in.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    pub(crate) name: String,
    pub(crate) bytes: Arc<Vec<u8>>,
    pub(crate) body: BodyCode,
    pub(crate) body_name: String,
    pub(crate) state: State,
    /// The form as it was last sent; empty before.
    pub(crate) chosen: FormData,
    /// Single readings that were corrected.
    pub(crate) fixes: Fixes,
}

/// How far reading it is.
#[derive(Clone, Debug)]
pub(crate) enum State {
    /// Still being read.
    Reading,
    /// Not a document, and why.
    Unreadable(String),
    /// Understood.
    Ready(Arc<Read>),
}

/// How storing a document stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Another click is storing it.
    Storing,
    /// It was stored; the address of its plan.
    Stored(String),
}

/// All that wait.
#[derive(Debug)]
pub(crate) struct Pending {
    uploads: Shelf<Uuid, Upload>,
    /// Those that are being stored, or were: a second click finds the same end.
    ends: Shelf<Uuid, End>,
    /// How many documents may come in at once.
    arriving: tokio::sync::Semaphore,
}

impl Default for Pending {
    fn default() -> Self {
        Self {
            uploads: Shelf::new(UPLOADS),
            ends: Shelf::new(ENDS),
            arriving: tokio::sync::Semaphore::new(2),
        }
    }
}

impl Pending {
    /// A place for a document that is about to arrive.
    pub(crate) fn arrive(&self) -> Result<tokio::sync::SemaphorePermit<'_>, Problem> {
        self.arriving.try_acquire().map_err(|_| Problem::Busy)
    }

    /// Keeps a document until it is stored, dropped, or its time is over.
    pub(crate) fn keep(&self, upload: Upload, now: Instant) -> Result<Uuid, Problem> {
        let (id, bytes) = (Uuid::new_v4(), upload.bytes.len());
        self.uploads
            .put(id, upload, bytes, now)
            .map_err(|_| Problem::Busy)?;
        Ok(id)
    }

    /// Notes how reading ended.
    pub(crate) fn done(&self, id: Uuid, state: State) {
        self.uploads.change(&id, |upload| upload.state = state);
    }

    /// Keeps what a person chose for a document.
    pub(crate) fn chose(&self, id: Uuid, chosen: FormData, fixes: Fixes) {
        self.uploads.change(&id, |upload| {
            upload.chosen = chosen;
            upload.fixes = fixes;
        });
    }

    /// A document that waits, for people of its body; to others it is not there.
    pub(crate) fn get(&self, id: Uuid, body: BodyCode, now: Instant) -> Result<Upload, Problem> {
        self.uploads
            .get(&id, now)
            .filter(|upload| upload.body == body)
            .ok_or(Problem::Expired)
    }

    /// Claims the storing of a document; who comes second learns how the first stands.
    pub(crate) fn claim(&self, id: Uuid, now: Instant) -> Result<(), End> {
        match self.ends.put_first(id, End::Storing, 0, now) {
            Ok(Some(end)) => Err(end),
            _ => Ok(()),
        }
    }

    /// Gives a claim back: nothing was stored.
    pub(crate) fn release(&self, id: Uuid) {
        self.ends.retain(|known, _| *known != id);
    }

    /// Notes where a document was stored, and drops it.
    pub(crate) fn stored(&self, id: Uuid, body: BodyCode, address: String) {
        self.ends.change(&id, |end| *end = End::Stored(address));
        self.discard(id, body);
    }

    /// Where a document of a body was stored, if it was.
    pub(crate) fn address(&self, id: Uuid, body: BodyCode, now: Instant) -> Option<String> {
        match self.ends.get(&id, now) {
            // The address begins with the body that it belongs to.
            Some(End::Stored(address)) if address.starts_with(&format!("/{body}/")) => Some(address),
            _ => None,
        }
    }

    /// Drops a document of a body.
    pub(crate) fn discard(&self, id: Uuid, body: BodyCode) {
        self.uploads
            .retain(|known, upload| *known != id || upload.body != body);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upload(size: usize) -> Upload {
        Upload {
            name: "a.txt".into(),
            bytes: Arc::new(vec![0; size]),
            body: "041009".parse().expect("a code"),
            body_name: "仙台市".into(),
            state: State::Reading,
            chosen: FormData::default(),
            fixes: Fixes::default(),
        }
    }

    #[test]
    fn few_and_not_for_long() {
        let (pending, now) = (Pending::default(), Instant::now());
        let first = pending.keep(upload(1), now).expect("room");
        for _ in 1..UPLOADS.most {
            pending.keep(upload(1), now).expect("room");
        }
        assert!(matches!(pending.keep(upload(1), now), Err(Problem::Busy)));
        let own = upload(1).body;
        assert!(pending.get(first, own, now).is_ok());
        let other = "042099".parse().expect("a code");
        assert!(matches!(pending.get(first, other, now), Err(Problem::Expired)));
        pending.discard(first, other);
        assert!(pending.get(first, own, now).is_ok(), "not theirs to drop");
        assert!(matches!(
            pending.get(first, own, now + UPLOADS.lasts),
            Err(Problem::Expired)
        ));
        assert!(
            pending.keep(upload(1), now + UPLOADS.lasts).is_ok(),
            "those whose time is over make room"
        );
    }

    #[test]
    fn bytes_are_bounded() {
        let (pending, now) = (Pending::default(), Instant::now());
        for _ in 0..3 {
            pending.keep(upload(MOST_BYTES_EACH), now).expect("room");
        }
        assert!(matches!(pending.keep(upload(1), now), Err(Problem::Busy)));
    }
}
