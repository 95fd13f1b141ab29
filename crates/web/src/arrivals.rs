//! Files on their way in: how many at once, and how many bytes of them are held before they are whole.
//!
//! Invariants: what comes slowly holds no more than what has come of it; one person's files never keep another
//! person's out, and one body's not another body's. How long a file may take is said elsewhere (`router::Limits`).
//! Not here: files that have come (`pending`, `returned`).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gyokaku_core::body::BodyCode;

use crate::error::Problem;
use crate::person::Person;

/// How much comes in at once.
#[derive(Clone, Copy, Debug)]
struct Room {
    /// How many requests of one person.
    of_a_person: usize,
    /// How many bytes of one person.
    bytes_of_a_person: usize,
    /// How many bytes of one body.
    bytes_of_a_body: usize,
    /// How many bytes in all.
    bytes: usize,
}

const ROOM: Room = Room {
    of_a_person: 2,
    bytes_of_a_person: 96 << 20,
    bytes_of_a_body: 160 << 20,
    bytes: 320 << 20,
};

/// Everything that is on its way in.
#[derive(Debug, Default)]
pub(crate) struct Arrivals(Arc<Mutex<UnderWay>>);

#[derive(Debug, Default)]
struct UnderWay {
    next: u64,
    coming: Vec<Coming>,
}

#[derive(Debug)]
struct Coming {
    number: u64,
    body: BodyCode,
    person: String,
    bytes: usize,
}

/// A request whose files are on their way in; what it holds is counted until it is dropped.
#[derive(Debug)]
pub(crate) struct Arriving {
    all: Arc<Mutex<UnderWay>>,
    number: u64,
}

fn opened(all: &Mutex<UnderWay>) -> MutexGuard<'_, UnderWay> {
    all.lock().unwrap_or_else(PoisonError::into_inner)
}

impl UnderWay {
    fn bytes(&self, of: impl Fn(&Coming) -> bool) -> usize {
        self.coming
            .iter()
            .filter(|one| of(one))
            .map(|one| one.bytes)
            .sum()
    }
}

impl Arrivals {
    /// Begins to take in files of a person.
    ///
    /// # Errors
    /// `Arriving` where as many of the person are under way as may be.
    pub(crate) fn begin(&self, person: &Person) -> Result<Arriving, Problem> {
        self.of(person.body, &person.id)
    }

    fn of(&self, body: BodyCode, person: &str) -> Result<Arriving, Problem> {
        let mut under_way = opened(&self.0);
        let own = under_way.coming.iter();
        let own = own.filter(|one| one.body == body && one.person == person).count();
        if own >= ROOM.of_a_person {
            return Err(Problem::Arriving);
        }
        let number = under_way.next;
        under_way.next += 1;
        under_way.coming.push(Coming {
            number,
            body,
            person: person.to_owned(),
            bytes: 0,
        });
        Ok(Arriving {
            all: self.0.clone(),
            number,
        })
    }
}

impl Arriving {
    /// So many more bytes have come.
    ///
    /// # Errors
    /// `Arriving` where there is no room for them.
    pub(crate) fn take(&self, bytes: usize) -> Result<(), Problem> {
        let mut under_way = opened(&self.all);
        let Some(at) = under_way.coming.iter().position(|one| one.number == self.number) else {
            return Err(Problem::Arriving);
        };
        let Some(own) = under_way.coming.get(at) else {
            return Err(Problem::Arriving);
        };
        let of_the_body = under_way.bytes(|one| one.body == own.body);
        let of_the_person = under_way.bytes(|one| one.body == own.body && one.person == own.person);
        let has_room = of_the_person + bytes <= ROOM.bytes_of_a_person
            && of_the_body + bytes <= ROOM.bytes_of_a_body
            && under_way.bytes(|_| true) + bytes <= ROOM.bytes;
        if !has_room {
            return Err(Problem::Arriving);
        }
        if let Some(own) = under_way.coming.get_mut(at) {
            own.bytes += bytes;
        }
        Ok(())
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        let mut under_way = opened(&self.all);
        let number = self.number;
        under_way.coming.retain(|one| one.number != number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(code: &str) -> BodyCode {
        code.parse().expect("a code")
    }

    #[test]
    fn who_sends_slowly_keeps_nobody_else_out() {
        let arrivals = Arrivals::default();
        let own = body("041009");
        let slow: Vec<Arriving> = (0..ROOM.of_a_person)
            .map(|_| arrivals.of(own, "a1").expect("room"))
            .collect();
        assert!(matches!(arrivals.of(own, "a1"), Err(Problem::Arriving)));
        for person in 0..100 {
            let other = arrivals.of(own, &format!("b{person}")).expect("room");
            other.take(1 << 20).expect("room");
        }
        drop(slow);
        assert!(arrivals.of(own, "a1").is_ok(), "what is over makes room");
    }

    #[test]
    fn a_person_and_a_body_take_only_their_part() {
        let arrivals = Arrivals::default();
        let (own, other) = (body("041009"), body("042099"));
        let first = arrivals.of(own, "a1").expect("room");
        first.take(ROOM.bytes_of_a_person).expect("room");
        assert!(matches!(first.take(1), Err(Problem::Arriving)));
        let second = arrivals.of(own, "a2").expect("room");
        let rest = ROOM.bytes_of_a_body - ROOM.bytes_of_a_person;
        second.take(rest).expect("room");
        assert!(
            matches!(second.take(1), Err(Problem::Arriving)),
            "the body's part"
        );
        let elsewhere = arrivals.of(other, "a1").expect("room");
        elsewhere
            .take(ROOM.bytes_of_a_person)
            .expect("room for another body");
        drop(first);
        assert!(second.take(1).is_ok());
    }
}
