//! Effect amounts.

pub(crate) mod show;
