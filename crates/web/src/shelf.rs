//! A shelf: things that are kept in memory for a while, few of them and not too large.
//!
//! Invariant: what a shelf holds is bounded in number and bytes before it grows. Not here: what the things are,
//! and who may have them.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How much a shelf holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// How long each thing is kept.
    pub(crate) lasts: Duration,
    /// How many things.
    pub(crate) most: usize,
    /// How many bytes all things have together.
    pub(crate) most_bytes: usize,
    /// What happens when there is no room.
    pub(crate) full: WhenFull,
}

/// What happens when there is no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhenFull {
    /// The new thing is refused, because somebody still waits for each of the others.
    Refuse,
    /// What was not asked for the longest makes room, because it can be made again.
    Forget,
}

/// There is no room for a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full;

/// Things that are kept for a while, what was not asked for the longest first.
#[derive(Debug)]
pub(crate) struct Shelf<K, V> {
    bounds: Bounds,
    things: Mutex<VecDeque<Thing<K, V>>>,
}

#[derive(Debug)]
struct Thing<K, V> {
    key: K,
    value: V,
    bytes: usize,
    until: Instant,
}

impl<K: PartialEq, V: Clone> Shelf<K, V> {
    /// An empty shelf.
    pub(crate) const fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            things: Mutex::new(VecDeque::new()),
        }
    }

    fn things(&self) -> MutexGuard<'_, VecDeque<Thing<K, V>>> {
        // Each step leaves the shelf whole, so a panic elsewhere does not spoil it.
        self.things.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a thing of so many bytes on the shelf, in the place of the one that has its key.
    pub(crate) fn put(&self, key: K, value: V, bytes: usize, now: Instant) -> Result<(), Full> {
        let mut things = self.things();
        things.retain(|thing| thing.key != key);
        self.add(&mut things, key, value, bytes, now)
    }

    /// Puts a thing on the shelf where none has its key; else gives the one that is there.
    pub(crate) fn put_first(&self, key: K, value: V, bytes: usize, now: Instant) -> Result<Option<V>, Full> {
        let mut things = self.things();
        let there = things.iter().find(|thing| thing.key == key && thing.until > now);
        match there {
            Some(thing) => Ok(Some(thing.value.clone())),
            None => self.add(&mut things, key, value, bytes, now).map(|()| None),
        }
    }

    fn add(
        &self,
        things: &mut VecDeque<Thing<K, V>>,
        key: K,
        value: V,
        bytes: usize,
        now: Instant,
    ) -> Result<(), Full> {
        let bounds = &self.bounds;
        things.retain(|thing| thing.until > now);
        if bytes > bounds.most_bytes {
            return Err(Full);
        }
        let mut held: usize = things.iter().map(|thing| thing.bytes).sum();
        while things.len() >= bounds.most || held.saturating_add(bytes) > bounds.most_bytes {
            match things.front() {
                Some(oldest) if bounds.full == WhenFull::Forget => held -= oldest.bytes,
                _ => return Err(Full),
            }
            things.pop_front();
        }
        things.push_back(Thing {
            key,
            value,
            bytes,
            until: now + bounds.lasts,
        });
        Ok(())
    }

    /// The thing of a key.
    pub(crate) fn get(&self, key: &K, now: Instant) -> Option<V> {
        let mut things = self.things();
        let at = things
            .iter()
            .position(|thing| thing.key == *key && thing.until > now)?;
        let thing = things.remove(at)?;
        let value = thing.value.clone();
        things.push_back(thing);
        Some(value)
    }

    /// Says that a thing has so many bytes now; without room it stays as it was counted.
    pub(crate) fn weigh(&self, key: &K, bytes: usize, now: Instant) -> Result<(), Full> {
        let mut things = self.things();
        things.retain(|thing| thing.until > now);
        let others: usize = things
            .iter()
            .filter(|thing| thing.key != *key)
            .map(|thing| thing.bytes)
            .sum();
        if others.saturating_add(bytes) > self.bounds.most_bytes {
            return Err(Full);
        }
        if let Some(thing) = things.iter_mut().find(|thing| thing.key == *key) {
            thing.bytes = bytes;
        }
        Ok(())
    }

    /// All things whose time is not over.
    pub(crate) fn all(&self, now: Instant) -> Vec<(K, V)>
    where
        K: Clone,
    {
        let things = self.things();
        let there = things.iter().filter(|thing| thing.until > now);
        there
            .map(|thing| (thing.key.clone(), thing.value.clone()))
            .collect()
    }

    /// Changes the thing of a key, where it is still there.
    pub(crate) fn change(&self, key: &K, change: impl FnOnce(&mut V)) {
        if let Some(thing) = self.things().iter_mut().find(|thing| thing.key == *key) {
            change(&mut thing.value);
        }
    }

    /// Keeps only the things for which `keep` holds; it is asked in the order in which they were last asked for.
    pub(crate) fn retain(&self, mut keep: impl FnMut(&K, &V) -> bool) {
        self.things().retain(|thing| keep(&thing.key, &thing.value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf(full: WhenFull) -> Shelf<u8, &'static str> {
        Shelf::new(Bounds {
            lasts: Duration::from_secs(60),
            most: 3,
            most_bytes: 10,
            full,
        })
    }

    #[test]
    fn what_is_waited_for_is_not_pushed_out() {
        let (shelf, now) = (shelf(WhenFull::Refuse), Instant::now());
        for key in 0..3 {
            assert_eq!(shelf.put(key, "a", 1, now), Ok(()));
        }
        assert_eq!(shelf.put(3, "d", 1, now), Err(Full));
        assert_eq!(shelf.put(0, "b", 1, now), Ok(()), "in its own place");
        assert_eq!(shelf.get(&0, now), Some("b"));
        let later = now + Duration::from_secs(60);
        assert_eq!(shelf.get(&0, later), None);
        assert_eq!(
            shelf.put(3, "d", 1, later),
            Ok(()),
            "those whose time is over make room"
        );
    }

    #[test]
    fn what_was_not_asked_for_the_longest_makes_room() {
        let (shelf, now) = (shelf(WhenFull::Forget), Instant::now());
        for key in 0..3 {
            assert_eq!(shelf.put(key, "a", 3, now), Ok(()));
        }
        assert_eq!(shelf.get(&0, now), Some("a"));
        assert_eq!(shelf.put(3, "d", 4, now), Ok(()));
        let there = |key| shelf.get(&key, now).is_some();
        assert_eq!([0, 1, 2, 3].map(there), [true, false, true, true]);
        assert_eq!(shelf.put(4, "e", 11, now), Err(Full), "larger than the shelf");
    }

    #[test]
    fn what_grows_is_counted_anew() {
        let (shelf, now) = (shelf(WhenFull::Refuse), Instant::now());
        assert_eq!(shelf.put(1, "a", 1, now), Ok(()));
        assert_eq!(shelf.put(2, "b", 1, now), Ok(()));
        assert_eq!(shelf.weigh(&1, 9, now), Ok(()));
        assert_eq!(shelf.weigh(&2, 2, now), Err(Full));
        assert_eq!(shelf.put(3, "c", 1, now), Err(Full));
        assert_eq!(shelf.all(now), [(1, "a"), (2, "b")]);
        let later = now + Duration::from_secs(60);
        assert_eq!(shelf.all(later), []);
    }

    #[test]
    fn things_are_changed_and_dropped() {
        let (shelf, now) = (shelf(WhenFull::Refuse), Instant::now());
        assert_eq!(shelf.put(1, "a", 1, now), Ok(()));
        shelf.change(&1, |value| *value = "b");
        shelf.change(&2, |value| *value = "c");
        assert_eq!(shelf.get(&1, now), Some("b"));
        assert_eq!(shelf.put_first(1, "d", 1, now), Ok(Some("b")), "who comes second");
        shelf.retain(|key, _| *key != 1);
        assert_eq!(shelf.get(&1, now), None);
        assert_eq!(shelf.put_first(1, "d", 1, now), Ok(None));
    }
}
