//! What everybody reads: the bodies, a plan with its tables and pictures, its editions.

pub(crate) mod body;
pub(crate) mod editions;
pub(crate) mod findings;
pub(crate) mod item;
pub(crate) mod plan;
pub(crate) mod source;
pub(crate) mod start;
pub(crate) mod tables;
