//! The journal (操作記録): who did what when, from what to what; whether its chain holds.

mod export;
mod filter;
mod index;
mod names;
mod verify;

use crate::access::{Access, Counted, Right, counted};
use crate::journal_text::Telling;
use crate::person::Person;
use crate::route::{Route, get, post};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let reads = Access::Body(Right::ReadJournal);
    vec![
        get("/{code}/journal", reads, index::index),
        post("/{code}/journal/verification", reads, verify::verify),
        post("/{code}/journal/export", reads, export::export),
    ]
}

/// How much of the entries a person is told: what stands in answers and the register, only whoever sees all of it anyway.
/// Who keeps the accounts does not.
fn telling(person: &Person) -> Telling {
    match counted(person) {
        Counted::All => Telling::Whole,
        Counted::OwnDepartments | Counted::HandedIn | Counted::Accepted => Telling::WithoutContents,
    }
}
