//! The register by hand (編集), beside what it is about: an item in its boxes, many items as a grid, the outline with
//! what is done to its parts, the history of each, a new plan.
//!
//! Not here: what an act does and which fields there are (`gyokaku_core::editing`), how typed text becomes a value
//! (`gyokaku_exchange::typed`).

mod act;
mod amounts;
mod boxes;
mod ends;
pub(super) mod fields;
pub(super) mod grid;
mod history;
mod indicators;
mod item;
mod new;
mod outline;
mod outlook;
mod paste;
mod settings;

pub(super) use act::new_id;
pub(super) use boxes::line;
pub(super) use new::put;
pub(super) use settings::Setting;

use crate::access::Access::Body;
use crate::access::Right;
use crate::loaded::Loaded;
use crate::person::{Person, Viewer};
use crate::route::{Route, get, post};
use crate::show::page::Page;
use crate::tab::Tab;

/// How many bytes a grid may have as a form: every field of the items of one page at its longest that is usual, each
/// character written as three escaped bytes.
const MOST_BYTES_OF_A_GRID: usize = 16 * 1024 * 1024;

/// The frame of a page of editing, which lies below a page of the plan.
pub(super) fn frame(loaded: &Loaded, person: &Person, tab: Tab, title: &str) -> Page {
    let mut page = loaded.page(tab).seen_by(&Viewer::from(person));
    if tab != Tab::Plan {
        page = page.under(loaded.href_of(tab), tab.label());
    }
    page.title = format!("{title}｜{}", page.title);
    page.below = true;
    page
}

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let edits = Body(Right::EditRegister);
    let of = |end: &str| format!("/{{code}}/{{plan}}{end}");
    vec![
        get("/{code}/plans/new", edits, new::new),
        post("/{code}/plans", edits, new::create),
        get(of("/edit"), edits, outline::show),
        post(of("/edit"), edits, act::act).holding(MOST_BYTES_OF_A_GRID),
        post(of("/edit/settings"), edits, settings::settings),
        get(of("/texts"), edits, settings::texts),
        post(of("/texts"), edits, settings::write_texts).holding(MOST_BYTES_OF_A_GRID / 4),
        get(of("/items/{id}/edit"), edits, item::show),
        post(of("/items/{id}/edit"), edits, item::save).holding(MOST_BYTES_OF_A_GRID / 8),
        get(of("/grid"), edits, grid::show),
        post(of("/grid"), edits, grid::save).holding(MOST_BYTES_OF_A_GRID),
        get(of("/grid/paste"), edits, paste::blank),
        post(of("/grid/paste"), edits, paste::show).holding(MOST_BYTES_OF_A_GRID),
        get(of("/amounts"), edits, amounts::show),
        post(of("/amounts"), edits, amounts::save).holding(MOST_BYTES_OF_A_GRID / 4),
        get(of("/outlook"), edits, outlook::show),
        post(of("/outlook"), edits, outlook::save),
        get(of("/indicators/edit"), edits, indicators::show),
        post(of("/indicators/edit"), edits, indicators::save).holding(MOST_BYTES_OF_A_GRID / 4),
        get(of("/history"), Body(Right::SeeDrafts), history::show),
    ]
}
