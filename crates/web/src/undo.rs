//! The last acts of a person on a plan, with what undoes each, in memory for a while.
//!
//! What is forgotten here (after an hour, or when another server of the same installation answers) is still in the
//! history. Not here: whether an act can still be undone, which the register decides.

use std::time::{Duration, Instant};

use gyokaku_core::editing::{Act, Back, Deed, Done, Refusal};
use gyokaku_store::{Actor, StoreError};
use uuid::Uuid;

use crate::App;
use crate::error::Problem;
use crate::loaded::Loaded;
use crate::person::Person;
use crate::shelf::{Bounds, Shelf, WhenFull};

/// How many acts of one person on one plan.
const MOST: usize = 20;

/// How many bytes the acts of one person on one plan have together.
const MOST_BYTES: usize = 1 << 20;

/// What is kept of all people.
const KEPT: Bounds = Bounds {
    lasts: Duration::from_secs(60 * 60),
    most: 200,
    most_bytes: 8 << 20,
    full: WhenFull::Forget,
};

/// An act that can be undone.
#[derive(Clone, Debug)]
pub(crate) struct Undoable {
    /// What was done, in words.
    pub(crate) words: String,
    /// What undoes it.
    pub(crate) by: Act,
    /// What it is known by on the page that offers it.
    pub(crate) mark: String,
    bytes: usize,
}

/// The acts of everybody.
#[derive(Debug)]
pub(crate) struct Undo {
    kept: Shelf<String, Vec<Undoable>>,
}

impl Default for Undo {
    fn default() -> Self {
        Self {
            kept: Shelf::new(KEPT),
        }
    }
}

/// Does an act on the register, with the way back kept for who did it. The refusal of the domain is told.
///
/// # Errors
/// There is no such plan any more; the store fails.
pub(crate) async fn act(
    app: &App,
    person: &Person,
    actor: &Actor,
    loaded: &Loaded,
    act: &Act,
) -> Result<Result<(), Refusal>, Problem> {
    let of = (&loaded.code, loaded.key.as_str());
    match app.store().act(actor, &app.now(), of, act).await {
        Ok(Ok(done)) => {
            app.undo().note(person, loaded, act.deed(), done);
            Ok(Ok(()))
        }
        Ok(Err(refusal)) => Ok(Err(refusal)),
        Err(StoreError::Conflict { stored: None, .. }) => Err(Problem::NotFound),
        Err(other) => Err(other.into()),
    }
}

fn key(person: &Person, loaded: &Loaded) -> String {
    format!("{} {} {}", person.owner(), loaded.code, loaded.key)
}

impl Undo {
    /// Notes an act that was done; what was before one that has no way back cannot be undone any more.
    fn note(&self, person: &Person, loaded: &Loaded, deed: Deed, done: Done) {
        let by = match done.back {
            Back::By(by) => *by,
            Back::Never => return self.keep(person, loaded, Vec::new()),
            Back::Nothing => return,
        };
        let words = match done.name.is_empty() {
            true => deed.label().to_owned(),
            false => format!("{}：{}", deed.label(), done.name),
        };
        // Its text is about as long as what it holds.
        let bytes = format!("{by:?}").len();
        let mark = Uuid::now_v7().simple().to_string();
        let mut acts = self.of(person, loaded);
        acts.push(Undoable {
            words,
            by,
            mark,
            bytes,
        });
        // The oldest go; what comes after an act that is too large could not be undone over it, so nothing is left then.
        let mut held: usize = acts.iter().map(|act| act.bytes).sum();
        while acts.len() > MOST || held > MOST_BYTES {
            held -= acts.remove(0).bytes;
        }
        self.keep(person, loaded, acts);
    }

    /// The acts of a person on a plan, the last one last.
    fn of(&self, person: &Person, loaded: &Loaded) -> Vec<Undoable> {
        self.kept
            .get(&key(person, loaded), Instant::now())
            .unwrap_or_default()
    }

    fn keep(&self, person: &Person, loaded: &Loaded, acts: Vec<Undoable>) {
        let bytes = acts.iter().map(|act| act.bytes).sum();
        // What is too large to be kept has no way back here.
        let _ = self.kept.put(key(person, loaded), acts, bytes, Instant::now());
    }

    /// What would be undone next.
    pub(crate) fn next(&self, person: &Person, loaded: &Loaded) -> Option<Undoable> {
        self.of(person, loaded).pop()
    }

    /// Forgets the last act, where it is still the one with this mark: it was undone, or cannot be.
    pub(crate) fn forget(&self, person: &Person, loaded: &Loaded, mark: &str) {
        let mut acts = self.of(person, loaded);
        if acts.last().is_some_and(|act| act.mark == mark) {
            acts.pop();
            self.keep(person, loaded, acts);
        }
    }
}
