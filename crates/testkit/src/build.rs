//! What many tests need to begin with, made in one line.
//!
//! Not here: plans, which each test makes with what it is about.

use gyokaku_core::round::approval::Approval;
use gyokaku_core::round::field::Question;
use gyokaku_core::round::{Deadlines, Key, Round, RoundState, day};

/// An open round that asks every question and needs approval; the last days are those of departments, heads and office.
///
/// # Panics
/// When the key or a day is none.
pub fn round(key: &str, title: &str, due: [&str; 3]) -> Round {
    let [department, head, office] = due.map(|on| day(on).unwrap_or_else(|| panic!("no day: {on}")));
    Round {
        key: Key::parse(key).unwrap_or_else(|| panic!("no key of a round: {key}")),
        revision: 0,
        title: title.to_owned(),
        own: Vec::new(),
        questions: Question::usual().collect(),
        approvals: vec![Approval::usual(head)],
        tolerance: gyokaku_core::round::USUAL_TOLERANCE,
        due: Deadlines { department, office },
        state: RoundState::Open,
        reason: None,
        opened_at: String::new(),
        opened_by: String::new(),
    }
}
