//! From one plan to the next (計画の引継ぎ): a new plan out of the old one, and what became of each item.
//!
//! Not here: the crosswalk as everybody reads it (`tables`), likely pairs (`gyokaku_core::lineage`).

mod decide;
mod next;
mod show;

use crate::access::Access::Body;
use crate::access::Right;
use crate::route::{Route, get, post};

/// How many bytes the form of a page may have: what became of every item of a large plan.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let edits = Body(Right::EditRegister);
    let of = |end: &str| format!("/{{code}}/{{plan}}{end}");
    vec![
        get(of("/next"), edits, next::show),
        post(of("/next"), edits, next::create),
        get(of("/lineage"), edits, show::show),
        post(of("/lineage"), edits, decide::decide).holding(MOST_BYTES),
    ]
}
