//! A document comes in.

use super::{MOST_BYTES_OF_A_FORM, Route, get, post};
use crate::access::{Access, Right};
use crate::pages::import;
use crate::pending::MOST_BYTES_EACH;

/// Room for the document and the words around it.
const MOST_BYTES: usize = MOST_BYTES_EACH + MOST_BYTES_OF_A_FORM;

pub(super) fn routes() -> Vec<Route> {
    let imports = Access::Own(Right::Import);
    vec![
        get("/import", imports, import::new::new),
        post("/import", imports, import::create::create).holding(MOST_BYTES),
        get("/import/{id}", imports, import::show::show),
        post("/import/{id}", imports, import::store::store),
        post("/import/{id}/choice", imports, import::choose::choose),
        post("/import/{id}/discard", imports, import::discard::discard),
    ]
}
