//! Papers for those who decide and those who are asked (説明資料), as PDF: of a plan for the head of the body and for the
//! assembly, of an item for an answer in the assembly (議会答弁).
//!
//! They are made of what the person sees. Not here: what they say (`gyokaku_core::brief`), typesetting
//! (`gyokaku_paper`), the answer sheets of a round (`year::answers`).

pub(super) mod content;
mod show;

use crate::access::Access::Body;
use crate::access::Right;
use crate::route::{Route, get};

/// The routes of these papers.
pub(super) fn routes() -> Vec<Route> {
    let reads = Body(Right::SeeDrafts);
    vec![
        get("/{code}/{plan}/briefs/head.pdf", reads, show::head),
        get("/{code}/{plan}/briefs/assembly.pdf", reads, show::assembly),
        get("/{code}/{plan}/items/{id}/brief.pdf", reads, show::item),
    ]
}
