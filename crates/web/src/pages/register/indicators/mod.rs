//! Indicators.

pub(crate) mod show;
