//! A document comes in.

mod choice;
mod choose;
pub(crate) mod create;
mod discard;
pub(crate) mod fix;
mod left;
mod new;
mod offer;
mod show;
mod store;
mod view;

use crate::access::{Access, Right};
use crate::pending::MOST_BYTES_EACH;
use crate::route::{MOST_BYTES_OF_A_FORM, Route, get, post};

/// Room for the document and the words around it.
const MOST_BYTES: usize = MOST_BYTES_EACH + MOST_BYTES_OF_A_FORM;

/// The routes of these pages.
pub(crate) fn routes() -> Vec<Route> {
    let imports = Access::Own(Right::Import);
    vec![
        get("/import", imports, new::new),
        post("/import", imports, create::create).holding(MOST_BYTES),
        get("/import/{id}", imports, show::show),
        post("/import/{id}", imports, store::store),
        post("/import/{id}/choice", imports, choose::choose),
        post("/import/{id}/discard", imports, discard::discard),
    ]
}
