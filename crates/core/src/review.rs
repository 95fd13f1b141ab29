//! The review (振り返り): Keep, Problem, Try.

use crate::document::Place;

/// A review of a period, as Keep, Problem, Try.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// What went well and goes on.
    pub keep: Vec<Point>,
    /// What was a problem.
    pub problem: Vec<Point>,
    /// What is tried next, each with the items that it leads to.
    pub try_next: Vec<Try>,
}

impl Review {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.keep.is_empty() && self.problem.is_empty() && self.try_next.is_empty()
    }
}

/// One point of a review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// What is said, without its number.
    pub text: String,
    /// What the office notes beside it (注), an entry each.
    pub notes: Vec<String>,
    /// The names of the indicators that show it (根拠).
    pub evidence: Vec<String>,
    /// Where.
    pub at: Place,
}

/// What has notes and indicators beside it.
pub trait Backed {
    /// Its notes and its indicators.
    fn backing(&mut self) -> [&mut Vec<String>; 2];
}

impl Backed for Point {
    fn backing(&mut self) -> [&mut Vec<String>; 2] {
        [&mut self.notes, &mut self.evidence]
    }
}

impl Backed for Try {
    fn backing(&mut self) -> [&mut Vec<String>; 2] {
        [&mut self.notes, &mut self.evidence]
    }
}

/// One point of Try.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Try {
    /// What is said, without its number.
    pub text: String,
    /// The items it leads to.
    pub items: Vec<TryItem>,
    /// What the office notes beside it (注), an entry each.
    pub notes: Vec<String>,
    /// The names of the indicators that show it (根拠).
    pub evidence: Vec<String>,
    /// Where.
    pub at: Place,
}

/// An item that a Try leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TryItem {
    /// The title as printed.
    pub title: String,
    /// Whether it is a new item.
    pub new: bool,
    /// The departments printed with it.
    pub departments: Vec<String>,
    /// Existing items merged into it ([既存取組の集約]), as printed.
    pub merges: Vec<String>,
    /// Where.
    pub at: Place,
}
