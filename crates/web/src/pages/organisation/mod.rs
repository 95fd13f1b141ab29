//! The organisation behind the plans: departments over time, who is in charge, the scales of grades.

pub(crate) mod charges;
pub(crate) mod directory;
pub(crate) mod scales;
