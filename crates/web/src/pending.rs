//! Documents that came in and wait for a person's word. Kept in memory only, few and not for long.
//!
//! Invariants: nothing here is stored; what is dropped from here is gone, and nothing else is touched. A document is
//! counted by all that is held of it, not by its file alone. A person has a few places and a body some, so that
//! nobody's documents keep another's out; of the same person's the oldest makes room.

use std::fmt::{Debug, Write};
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

/// How many documents of one person wait; the oldest makes room.
const MOST_OF_A_PERSON: usize = 4;
/// How many of one body.
const MOST_OF_A_BODY: usize = 12;
/// How many bytes are held of the documents of one body.
const MOST_BYTES_OF_A_BODY: usize = 256 << 20;

const UPLOADS: Bounds = Bounds {
    lasts: Duration::from_secs(60 * 60),
    most: 48,
    most_bytes: 512 << 20,
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
    /// The identity of the account that sent it.
    pub(crate) person: String,
    /// When it came, RFC 3339.
    pub(crate) came_at: String,
    pub(crate) state: State,
    /// The form as it was last sent; empty before.
    pub(crate) chosen: FormData,
    /// Single readings that were corrected.
    pub(crate) fixes: Fixes,
    /// How many of those that came before it there were, and how many bytes are held of it.
    pub(crate) order: u64,
    pub(crate) held: usize,
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

/// A document as it was read, without what nobody asks of it while it waits, and how many bytes are held of it.
#[derive(Debug)]
pub(crate) struct Kept {
    read: Read,
    bytes: usize,
}

impl Kept {
    /// What is kept of a document that was read. Weighing it takes a while: not on a thread that serves pages.
    pub(crate) fn of(mut read: Read) -> Self {
        // Its lines are shown; its structure was needed to understand it, and would be most of what is held.
        read.document.blocks = Vec::new();
        Self {
            bytes: weight(&read),
            read,
        }
    }
}

/// About how many bytes something holds: as many as it takes to write all of it down.
fn weight(of: &impl Debug) -> usize {
    struct Count(usize);
    impl Write for Count {
        fn write_str(&mut self, part: &str) -> std::fmt::Result {
            self.0 += part.len();
            Ok(())
        }
    }
    let mut count = Count(0);
    // Counting does not fail.
    let _ = write!(count, "{of:?}");
    count.0
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
    /// How many have come so far.
    came: std::sync::atomic::AtomicU64,
}

impl Default for Pending {
    fn default() -> Self {
        Self {
            uploads: Shelf::new(UPLOADS),
            ends: Shelf::new(ENDS),
            came: std::sync::atomic::AtomicU64::new(0),
        }
    }
}

const TOO_MUCH: &str = "読み取った内容が多く、確認の間に置いておける量を超えました。何も保存していません。文書を分けるか、確認を待っているほかの文書を保存または取りやめてから、もう一度お送りください。";

impl Pending {
    /// Keeps a document until it is stored, dropped, or its time is over.
    pub(crate) fn keep(&self, mut upload: Upload, now: Instant) -> Result<Uuid, Problem> {
        let id = Uuid::new_v4();
        upload.order = self.came.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        upload.held = upload.bytes.len();
        let own = self.of(upload.body, &upload.person, now);
        for (oldest, _) in own.iter().take((own.len() + 1).saturating_sub(MOST_OF_A_PERSON)) {
            self.discard(*oldest, upload.body);
        }
        let body = upload.body;
        let others = self.uploads.all(now);
        let others = others.iter().filter(|(_, other)| other.body == body);
        let (count, held) = others.fold((0, 0), |(count, held), (_, other)| (count + 1, held + other.held));
        if count >= MOST_OF_A_BODY || held + upload.held > MOST_BYTES_OF_A_BODY {
            return Err(Problem::Busy);
        }
        let bytes = upload.held;
        self.uploads
            .put(id, upload, bytes, now)
            .map_err(|_| Problem::Busy)?;
        Ok(id)
    }

    /// The documents of a person that wait, in the order in which they came.
    pub(crate) fn of(&self, body: BodyCode, person: &str, now: Instant) -> Vec<(Uuid, Upload)> {
        let mut own = self.uploads.all(now);
        own.retain(|(_, upload)| upload.body == body && upload.person == person);
        own.sort_by_key(|(_, upload)| upload.order);
        own
    }

    /// Notes that a document was read. What is held of it now is counted; where there is no room for that, older ones
    /// of the same person make room, and where that is not enough it is not kept.
    pub(crate) fn read(&self, id: Uuid, kept: Kept, now: Instant) {
        let Some(upload) = self.uploads.get(&id, now) else {
            return;
        };
        let held = upload.bytes.len() + kept.bytes;
        let mut older: Vec<Uuid> = self
            .of(upload.body, &upload.person, now)
            .into_iter()
            .filter(|(_, other)| other.order < upload.order)
            .map(|(id, _)| id)
            .rev()
            .collect();
        loop {
            let others = self.uploads.all(now);
            let of_the_body: usize = others
                .iter()
                .filter(|(other, one)| *other != id && one.body == upload.body)
                .map(|(_, one)| one.held)
                .sum();
            if of_the_body + held <= MOST_BYTES_OF_A_BODY && self.uploads.weigh(&id, held, now).is_ok() {
                break;
            }
            let Some(oldest) = older.pop() else {
                return self.refuse(id, TOO_MUCH.to_owned(), now);
            };
            self.discard(oldest, upload.body);
        }
        let read = Arc::new(kept.read);
        self.uploads.change(&id, |upload| {
            upload.held = held;
            upload.state = State::Ready(read);
        });
    }

    /// Notes why a document is not read; nothing is held of it any more.
    pub(crate) fn refuse(&self, id: Uuid, why: String, now: Instant) {
        self.uploads.change(&id, |upload| {
            upload.bytes = Arc::default();
            upload.held = 0;
            upload.state = State::Unreadable(why);
        });
        // Less always fits.
        let _ = self.uploads.weigh(&id, 0, now);
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

    const NAME: &str = "register.csv";
    const REGISTER: &str = "番号,取組項目,主担当課\n1,使用料の見直し,契約課\n2,窓口の集約,市民課\n";

    fn body(code: &str) -> BodyCode {
        code.parse().expect("a code")
    }

    fn upload(code: &str, person: &str, size: usize) -> Upload {
        Upload {
            name: NAME.into(),
            bytes: Arc::new(vec![0; size]),
            body: body(code),
            body_name: "仙台市".into(),
            person: person.into(),
            came_at: "2026-11-20T10:00:00Z".into(),
            state: State::Reading,
            chosen: FormData::default(),
            fixes: Fixes::default(),
            order: 0,
            held: 0,
        }
    }

    fn kept(bytes: usize) -> Kept {
        let read = gyokaku_exchange::read::read(NAME, REGISTER.as_bytes()).expect("a document");
        Kept {
            bytes,
            ..Kept::of(read)
        }
    }

    #[test]
    fn few_and_not_for_long() {
        let (pending, now) = (Pending::default(), Instant::now());
        let own = body("041009");
        let first = pending.keep(upload("041009", "a1", 1), now).expect("room");
        assert!(pending.get(first, own, now).is_ok());
        let other = body("042099");
        assert!(matches!(pending.get(first, other, now), Err(Problem::Expired)));
        pending.discard(first, other);
        assert!(pending.get(first, own, now).is_ok(), "not theirs to drop");
        assert!(matches!(
            pending.get(first, own, now + UPLOADS.lasts),
            Err(Problem::Expired)
        ));
    }

    #[test]
    fn the_oldest_of_a_person_makes_room_and_nobody_elses_does() {
        let (pending, now) = (Pending::default(), Instant::now());
        let elsewhere = pending.keep(upload("042099", "z", 1), now).expect("room");
        let colleague = pending.keep(upload("041009", "a2", 1), now).expect("room");
        let own: Vec<Uuid> = (0..MOST_OF_A_PERSON + 1)
            .map(|_| pending.keep(upload("041009", "a1", 1), now).expect("room"))
            .collect();
        let listed: Vec<Uuid> = pending
            .of(body("041009"), "a1", now)
            .into_iter()
            .map(|(id, _)| id)
            .collect();
        assert_eq!(listed, own[1..], "in the order in which they came");
        assert!(pending.get(colleague, body("041009"), now).is_ok());
        assert!(pending.get(elsewhere, body("042099"), now).is_ok());
    }

    #[test]
    fn a_body_takes_only_its_part() {
        let (pending, now) = (Pending::default(), Instant::now());
        for n in 0..MOST_OF_A_BODY {
            let one = upload("041009", &format!("a{}", n / MOST_OF_A_PERSON), 1);
            pending.keep(one, now).expect("room");
        }
        let late = pending.keep(upload("041009", "late", 1), now);
        assert!(matches!(late, Err(Problem::Busy)));
        assert!(
            pending.keep(upload("042099", "z", 1), now).is_ok(),
            "another body has room"
        );
        assert!(
            pending
                .keep(upload("041009", "late", 1), now + UPLOADS.lasts)
                .is_ok(),
            "those whose time is over make room"
        );
    }

    #[test]
    fn a_document_is_counted_by_what_is_held_of_it() {
        let (pending, now) = (Pending::default(), Instant::now());
        let own = body("041009");
        let ready = |id| match pending.get(id, own, now) {
            Ok(upload) => matches!(upload.state, State::Ready(_)),
            Err(_) => false,
        };
        let half = MOST_BYTES_OF_A_BODY / 2;
        let first = pending.keep(upload("041009", "a1", 1), now).expect("room");
        pending.read(first, kept(half), now);
        let second = pending.keep(upload("041009", "a1", 1), now).expect("room");
        pending.read(second, kept(half), now);
        assert!(!ready(first) && ready(second), "the older one made room");
        let third = pending.keep(upload("041009", "a2", 1), now).expect("room");
        pending.read(third, kept(half), now);
        assert!(ready(second) && !ready(third), "a colleague's does not");
        let refused = pending.get(third, own, now).expect("it says why");
        assert!(matches!(refused.state, State::Unreadable(_)));
        assert_eq!(refused.bytes.len(), 0, "nothing is held of it");
        let elsewhere = pending.keep(upload("042099", "z", 1), now).expect("room");
        pending.read(elsewhere, kept(half), now);
        let there = pending
            .get(elsewhere, body("042099"), now)
            .expect("another body's");
        assert!(matches!(there.state, State::Ready(_)));
    }

    #[test]
    fn what_is_held_grows_with_what_was_read() {
        let of_rows = |rows: usize| {
            let row = "1,使用料の見直し,契約課\n".repeat(rows);
            let text = format!("番号,取組項目,主担当課\n{row}");
            let read = gyokaku_exchange::read::read(NAME, text.as_bytes()).expect("a document");
            Kept::of(read).bytes
        };
        let (few, many) = (of_rows(10), of_rows(1000));
        assert!(many > 50 * few, "{few} and {many}");
        assert!(
            many > 1000 * size_of::<gyokaku_core::document::Line>(),
            "at least what its lines take"
        );
    }
}
