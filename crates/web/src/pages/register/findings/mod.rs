//! Findings.

pub(crate) mod index;
