//! Keep, Problem, Try.

pub(crate) mod show;
