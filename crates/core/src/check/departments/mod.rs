//! Rules of departments: who leads, who supports, and who nobody knows.
//!
//! Not here: the directory itself (`department`).

pub mod missing_lead;
pub mod unequal_marks;
pub mod unknown_department;
