//! What the tests of all crates share: plans and reports as text, a round to begin with, and what they need from
//! outside of the repository.
//!
//! Only tests and benchmarks depend on this crate. Not here: any expectation, and anything that a program needs.

mod build;
pub mod outside;
mod plan_text;
mod report_text;
mod words;

pub use build::round;
pub use plan_text::{plan_as_facts, plan_as_text, plan_without_places};
pub use report_text::{report_as_facts, report_as_text};
