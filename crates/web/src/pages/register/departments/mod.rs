//! Departments.

pub(crate) mod index;
