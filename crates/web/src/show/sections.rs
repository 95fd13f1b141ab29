//! Sections to choose from, each as deep as it lies.

use gyokaku_core::plan::{Plan, Section};

/// A section in a list of all: its number and its title, as deep as it lies.
pub(crate) fn indented(section: &Section) -> String {
    format!("{}{}", "　".repeat(usize::from(section.depth)), section.called())
}

/// The sections of a plan as choices: value, words, whether chosen.
pub(crate) fn choices(plan: &Plan, chosen: &str) -> Vec<(String, String, bool)> {
    let of = |s: &Section| (s.id.clone(), indented(s), s.id == chosen);
    plan.sections.iter().map(of).collect()
}
