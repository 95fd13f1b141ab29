//! The pages in five groups; in each a module for each noun, a file for each action, its template beside it.

pub(crate) mod import;
pub(crate) mod organisation;
pub(crate) mod people;
pub(crate) mod register;
pub(crate) mod year;
