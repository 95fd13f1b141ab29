//! Sign-in of the office: one key, sessions in memory that end.
//!
//! Invariants: the key is compared in a time that does not depend on where it differs; a session
//! is never written down. Not here: accounts of persons.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The name of the cookie.
pub(crate) const COOKIE: &str = "gyokaku_session";

/// How many characters an office key has at least.
pub const SHORTEST_KEY: usize = 16;

const LASTS: Duration = Duration::from_secs(8 * 60 * 60);
const MOST: usize = 256;
const TRIES: usize = 10;
const TRIES_WITHIN: Duration = Duration::from_secs(60);

/// The sessions that are open, and the tries that failed of late.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    open: Mutex<HashMap<String, Instant>>,
    failed: Mutex<Vec<Instant>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is guarded is whole after every step, so a panic elsewhere does not spoil it.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How a try to sign in ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Try {
    /// The token of the new session.
    Open(String),
    /// Not the key.
    Wrong,
    /// Too many wrong keys within a minute.
    Wait,
}

impl Sessions {
    /// Opens a session when the key is the office's.
    pub(crate) fn open(&self, given: &str, key: &str, now: Instant) -> Try {
        let mut failed = locked(&self.failed);
        failed.retain(|at| now.saturating_duration_since(*at) < TRIES_WITHIN);
        // The right key opens whatever others tried: nobody can lock the office out. Against guessing
        // stands the length of the key (`SHORTEST_KEY`).
        if key.chars().count() < SHORTEST_KEY || !same(given.as_bytes(), key.as_bytes()) {
            if failed.len() >= TRIES {
                return Try::Wait;
            }
            failed.push(now);
            return Try::Wrong;
        }
        let token = format!(
            "{}{}",
            uuid::Uuid::new_v4().simple(),
            uuid::Uuid::new_v4().simple()
        );
        let mut open = locked(&self.open);
        open.retain(|_, until| *until > now);
        if open.len() >= MOST
            && let Some(oldest) = open
                .iter()
                .min_by_key(|(_, until)| **until)
                .map(|(token, _)| token.clone())
        {
            open.remove(&oldest);
        }
        open.insert(token.clone(), now + LASTS);
        Try::Open(token)
    }

    /// Whether a token belongs to an open session.
    pub(crate) fn is_open(&self, token: &str, now: Instant) -> bool {
        locked(&self.open).get(token).is_some_and(|until| *until > now)
    }

    /// Ends a session.
    pub(crate) fn close(&self, token: &str) {
        locked(&self.open).remove(token);
    }
}

/// Whether two texts are the same, in a time that depends on their lengths only.
fn same(given: &[u8], key: &[u8]) -> bool {
    let mut differs = given.len() ^ key.len();
    for (n, byte) in given.iter().enumerate() {
        differs |= usize::from(byte ^ key.get(n % key.len().max(1)).copied().unwrap_or(0));
    }
    std::hint::black_box(differs) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_opens_with_the_key_and_ends() {
        let (sessions, now) = (Sessions::default(), Instant::now());
        assert_eq!(sessions.open("x", "a long office key", now), Try::Wrong);
        assert_eq!(
            sessions.open("a long office keya long office key", "a long office key", now),
            Try::Wrong
        );
        assert_eq!(sessions.open("", "", now), Try::Wrong);
        let Try::Open(token) = sessions.open("a long office key", "a long office key", now) else {
            panic!("not opened")
        };
        assert!(sessions.is_open(&token, now));
        assert!(!sessions.is_open("", now));
        assert!(!sessions.is_open(&token, now + LASTS));
        sessions.close(&token);
        assert!(!sessions.is_open(&token, now));
    }

    #[test]
    fn guessing_is_slowed_down() {
        let (sessions, now) = (Sessions::default(), Instant::now());
        for _ in 0..TRIES {
            assert_eq!(sessions.open("x", "a long office key", now), Try::Wrong);
        }
        assert_eq!(sessions.open("x", "a long office key", now), Try::Wait);
        assert!(
            matches!(
                sessions.open("a long office key", "a long office key", now),
                Try::Open(_)
            ),
            "nobody locks the office out"
        );
        assert_eq!(
            sessions.open("x", "a long office key", now + TRIES_WITHIN),
            Try::Wrong
        );
        assert_eq!(sessions.open("short", "short", now + TRIES_WITHIN), Try::Wrong);
    }
}
