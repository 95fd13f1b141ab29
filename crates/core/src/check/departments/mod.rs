//! Rules of departments: who leads, who supports, and who nobody knows.
//!
//! Not here: the directory itself (`department`).

pub mod missing_lead;
pub mod unequal_marks;
pub mod unknown_department;

use super::rule::Rule;

/// The rules of this area, by code.
pub(crate) const RULES: &[Rule] = &[missing_lead::RULE, unequal_marks::RULE, unknown_department::RULE];
