//! Open data (公開データ): the catalogue of a plan's data sets, and all their files at addresses that never change.
//!
//! Everything here is of what is released, also for who sees drafts: a draft is no open data. Not here: what a data
//! set holds (`gyokaku_core::dataset`), how a file is written (`gyokaku_exchange::write::data`), tables as they are
//! shown (`tables`).

mod file;
mod filed;
mod show;

use crate::access::Access::Published;
use crate::route::{Route, get};

pub(crate) use self::filed::Kept;

/// What the address of a plan ends in on the page of the catalogue.
pub(crate) const WORD: &str = "/data";

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let of = |end: &str| format!("/{{code}}/{{plan}}{WORD}{end}");
    vec![
        get(of(""), Published, show::show),
        get(of("/{file}"), Published, file::show),
    ]
}
