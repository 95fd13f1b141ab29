//! The directory of departments (課名簿) of a body: who there is, who became whom, who has what.
//!
//! Not here: the departments as one plan prints them (`departments`).

pub(crate) mod alias;
pub(crate) mod change;
pub(crate) mod edit;
mod held;
pub(crate) mod index;
pub(crate) mod known;
mod preview;
pub(crate) mod propose;
mod succession;
