//! Rules of names: one thing, one name.
//!
//! Not here: names of departments (`departments`).

pub mod plan_cited_under_two_names;
pub mod spelling_varies;
