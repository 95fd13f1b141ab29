//! Changes in mid-plan (計画変更): proposed beside the item that they are about, decided on a page of their own.
//!
//! The list of all of them is a published table. Not here: what a proposal is and what a decision does
//! (`gyokaku_core::amendment`, `gyokaku_core::editing`).

mod decide;
mod propose;
mod show;

use crate::access::Access::Body;
use crate::access::Right;
use crate::route::{Route, get, post};

/// How many bytes a proposal may have: every field of an item at its longest, each character escaped.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let (proposes, edits) = (Body(Right::Propose), Body(Right::EditRegister));
    let of = |end: &str| format!("/{{code}}/{{plan}}{end}");
    vec![
        get(of("/amend"), proposes, propose::blank),
        post(of("/amend"), proposes, propose::add).holding(MOST_BYTES),
        get(of("/items/{id}/amend"), proposes, propose::of_item),
        post(of("/items/{id}/amend"), proposes, propose::change).holding(MOST_BYTES),
        get(of("/amendments/{id}"), Body(Right::SeeDrafts), show::show),
        post(of("/amendments/{id}"), edits, decide::decide),
        post(of("/amendments/{id}/withdrawal"), proposes, decide::withdraw),
    ]
}
