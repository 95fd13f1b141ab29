//! Workbooks that departments sent back and that wait for a word: kept in memory, few and not for long.
//!
//! Invariants: nothing here is stored; nobody but the person who sent a file gets it back, and only
//! under the address of the round (and department) that it was sent to. Not here: what they say.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use gyokaku_core::body::BodyCode;
use uuid::Uuid;

use crate::error::Problem;

/// How large one file may be, in bytes; a department's workbook of a hundred items has less than a tenth.
pub(crate) const MOST_BYTES_EACH: usize = 8 * 1024 * 1024;
/// How many files are taken at once.
pub(crate) const MOST_FILES: usize = 100;
/// How large all files of one sending may be together, in bytes.
pub(crate) const MOST_BYTES_TOGETHER: usize = 32 * 1024 * 1024;

/// How much all sendings together may hold, in bytes.
const MOST_BYTES: usize = 192 * 1024 * 1024;
/// How many sendings of one person wait; the oldest makes room.
const MOST_OF_A_PERSON: usize = 4;
const LASTS: Duration = Duration::from_secs(60 * 60);

/// A file as it came.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// Its name, without its folder.
    pub(crate) name: String,
    pub(crate) bytes: Arc<Vec<u8>>,
}

/// Who sent something, and to which address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sender {
    pub(crate) body: BodyCode,
    /// The identity of the account.
    pub(crate) person: String,
    /// The address that it was sent to.
    pub(crate) href: String,
}

#[derive(Debug)]
struct Sending {
    at: Instant,
    sender: Sender,
    files: Vec<File>,
}

/// All that wait.
#[derive(Debug)]
pub(crate) struct Returned {
    sendings: Mutex<HashMap<Uuid, Sending>>,
    /// How many sendings may come in at once.
    arriving: tokio::sync::Semaphore,
}

impl Default for Returned {
    fn default() -> Self {
        Self {
            sendings: Mutex::default(),
            arriving: tokio::sync::Semaphore::new(8),
        }
    }
}

fn size(files: &[File]) -> usize {
    files.iter().map(|file| file.bytes.len()).sum()
}

impl Returned {
    fn sendings(&self) -> MutexGuard<'_, HashMap<Uuid, Sending>> {
        // Each step leaves the map whole, so a panic elsewhere does not spoil it.
        self.sendings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for files that are about to arrive.
    pub(crate) fn arrive(&self) -> Result<tokio::sync::SemaphorePermit<'_>, Problem> {
        self.arriving.try_acquire().map_err(|_| Problem::Busy)
    }

    /// Keeps files until their time is over or the same person has sent others.
    pub(crate) fn keep(&self, sender: Sender, files: Vec<File>, now: Instant) -> Result<Uuid, Problem> {
        let mut sendings = self.sendings();
        sendings.retain(|_, sending| sending.at + LASTS > now);
        let mut own: Vec<(Instant, Uuid)> = sendings
            .iter()
            .filter(|(_, s)| s.sender.body == sender.body && s.sender.person == sender.person)
            .map(|(id, s)| (s.at, *id))
            .collect();
        own.sort_unstable();
        for (_, id) in own.iter().rev().skip(MOST_OF_A_PERSON - 1) {
            sendings.remove(id);
        }
        let held: usize = sendings.values().map(|s| size(&s.files)).sum();
        if held + size(&files) > MOST_BYTES {
            return Err(Problem::Busy);
        }
        let id = Uuid::new_v4();
        let at = now;
        sendings.insert(id, Sending { at, sender, files });
        Ok(id)
    }

    /// The files of a sending, for who sent them; to others they are not there.
    pub(crate) fn get(&self, id: Uuid, sender: &Sender, now: Instant) -> Option<Vec<File>> {
        self.sendings()
            .get(&id)
            .filter(|s| s.at + LASTS > now && s.sender == *sender)
            .map(|s| s.files.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(person: &str) -> Sender {
        Sender {
            body: "041009".parse().expect("a code"),
            person: person.into(),
            href: "/041009/keiei/rounds/2019/departments/d1".into(),
        }
    }

    fn file(size: usize) -> File {
        File {
            name: "a.xlsx".into(),
            bytes: Arc::new(vec![0; size]),
        }
    }

    #[test]
    fn only_the_sender_gets_it_back_and_not_for_long() {
        let (returned, now) = (Returned::default(), Instant::now());
        let id = returned.keep(sender("a1"), vec![file(1)], now).expect("room");
        assert!(returned.get(id, &sender("a1"), now).is_some());
        assert!(returned.get(id, &sender("a2"), now).is_none());
        let elsewhere = Sender {
            href: "/041009/keiei/rounds/2019/departments/d2".into(),
            ..sender("a1")
        };
        assert!(returned.get(id, &elsewhere, now).is_none());
        assert!(returned.get(id, &sender("a1"), now + LASTS).is_none());
    }

    #[test]
    fn a_person_holds_few_and_all_together_are_bounded() {
        let (returned, now) = (Returned::default(), Instant::now());
        let later = |n: usize| now + Duration::from_secs(n as u64);
        let ids: Vec<Uuid> = (0..MOST_OF_A_PERSON + 1)
            .map(|n| {
                returned
                    .keep(sender("a1"), vec![file(1)], later(n))
                    .expect("room")
            })
            .collect();
        let here = |id: &Uuid| returned.get(*id, &sender("a1"), later(9)).is_some();
        assert!(
            !here(&ids[0]) && ids[1..].iter().all(here),
            "the oldest made room"
        );
        for n in 0..MOST_BYTES / MOST_BYTES_TOGETHER - 1 {
            let files = vec![file(MOST_BYTES_TOGETHER)];
            returned.keep(sender(&format!("b{n}")), files, now).expect("room");
        }
        let last = returned.keep(sender("c"), vec![file(MOST_BYTES_TOGETHER)], now);
        assert!(matches!(last, Err(Problem::Busy)));
        assert!(ids[1..].iter().all(here), "nobody else lost anything");
    }
}
