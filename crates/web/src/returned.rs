//! Workbooks that departments sent back and that wait for a word: kept in memory, few and not for long.
//!
//! Invariants: nothing here is stored; nobody but the person who sent a file gets it back, and only
//! under the address of the round (and department) that it was sent to; one body's files keep no other body's out.
//! Not here: what they say, and files on their way in (`arrivals`).

use std::sync::Arc;
use std::time::{Duration, Instant};

use gyokaku_core::body::BodyCode;
use uuid::Uuid;

use crate::error::Problem;
use crate::person::Person;
use crate::shelf::{Bounds, Shelf, WhenFull};

/// How large one file may be, in bytes; a department's workbook of a hundred items has less than a tenth.
pub(crate) const MOST_BYTES_EACH: usize = 8 * 1024 * 1024;
/// How many files are taken at once.
pub(crate) const MOST_FILES: usize = 100;
/// How large all files of one sending may be together, in bytes.
pub(crate) const MOST_BYTES_TOGETHER: usize = 32 * 1024 * 1024;

/// How many sendings of one person wait; the oldest makes room.
const MOST_OF_A_PERSON: usize = 4;
/// How many bytes of one body wait.
const MOST_BYTES_OF_A_BODY: usize = 128 * 1024 * 1024;
const SENDINGS: Bounds = Bounds {
    lasts: Duration::from_secs(60 * 60),
    most: 4096,
    most_bytes: 256 * 1024 * 1024,
    full: WhenFull::Refuse,
};

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

impl Sender {
    /// A person at an address.
    pub(crate) fn of(person: &Person, href: String) -> Self {
        Self {
            body: person.body,
            person: person.id.clone(),
            href,
        }
    }
}

#[derive(Clone, Debug)]
struct Sending {
    sender: Sender,
    files: Vec<File>,
}

/// All that wait.
#[derive(Debug)]
pub(crate) struct Returned {
    sendings: Shelf<Uuid, Sending>,
}

impl Default for Returned {
    fn default() -> Self {
        Self {
            sendings: Shelf::new(SENDINGS),
        }
    }
}

fn size(files: &[File]) -> usize {
    files.iter().map(|file| file.bytes.len()).sum()
}

impl Returned {
    /// Keeps files until their time is over or the same person has sent others.
    pub(crate) fn keep(&self, sender: Sender, files: Vec<File>, now: Instant) -> Result<Uuid, Problem> {
        let is_own = |s: &Sending| s.sender.body == sender.body && s.sender.person == sender.person;
        let mut own = 0usize;
        self.sendings.retain(|_, sending| {
            own += usize::from(is_own(sending));
            true
        });
        let mut surplus = (own + 1).saturating_sub(MOST_OF_A_PERSON);
        self.sendings.retain(|_, sending| {
            let goes = surplus > 0 && is_own(sending);
            surplus -= usize::from(goes);
            !goes
        });
        let (id, bytes) = (Uuid::new_v4(), size(&files));
        let others = self.sendings.all(now);
        let of_the_body = others
            .iter()
            .filter(|(_, other)| other.sender.body == sender.body);
        let held: usize = of_the_body.map(|(_, other)| size(&other.files)).sum();
        if held + bytes > MOST_BYTES_OF_A_BODY {
            return Err(Problem::Arriving);
        }
        self.sendings
            .put(id, Sending { sender, files }, bytes, now)
            .map_err(|_| Problem::Arriving)?;
        Ok(id)
    }

    /// The files of a sending, for who sent them; to others they are not there.
    pub(crate) fn get(&self, id: Uuid, sender: &Sender, now: Instant) -> Option<Vec<File>> {
        let sending = self.sendings.get(&id, now)?;
        (sending.sender == *sender).then_some(sending.files)
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
        assert!(returned.get(id, &sender("a1"), now + SENDINGS.lasts).is_none());
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
        for n in 0..MOST_BYTES_OF_A_BODY / MOST_BYTES_TOGETHER - 1 {
            let files = vec![file(MOST_BYTES_TOGETHER)];
            returned.keep(sender(&format!("b{n}")), files, now).expect("room");
        }
        let last = returned.keep(sender("c"), vec![file(MOST_BYTES_TOGETHER)], now);
        assert!(matches!(last, Err(Problem::Arriving)));
        assert!(ids[1..].iter().all(here), "nobody else lost anything");
        let elsewhere = Sender {
            body: "042099".parse().expect("a code"),
            ..sender("a1")
        };
        let files = vec![file(MOST_BYTES_TOGETHER)];
        assert!(
            returned.keep(elsewhere, files, now).is_ok(),
            "another body has room"
        );
    }
}
