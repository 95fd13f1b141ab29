//! What became of answers that were approved, accepted or sent back together, in words.

use gyokaku_core::round::answer::Transition;
use gyokaku_store::Moved;

use super::item_name;
use crate::round_context::RoundContext;

/// What is told after answers were moved.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// How many went through.
    pub(crate) done: String,
    /// Those that did not, each with why.
    pub(crate) kept: Vec<(String, String)>,
}

impl Outcome {
    /// The outcome of a deed.
    pub(crate) fn of(survey: &RoundContext, deed: Transition, moved: &[Moved]) -> Self {
        let done = moved.iter().filter(|one| one.outcome.is_ok()).count();
        let word = past(deed);
        let kept: Vec<(String, String)> = moved
            .iter()
            .filter_map(|one| {
                let why = one.outcome.as_ref().err()?;
                let (number, title) = item_name(survey, &one.item);
                let name = format!("{number} {title}（{}）", survey.department(&one.department));
                Some((name.trim().to_owned(), why.to_string()))
            })
            .collect();
        let rest = match kept.len() {
            0 => String::new(),
            n => format!("{n}件はそのままにしてあります。理由は次のとおりです。"),
        };
        Self {
            done: match done {
                0 => rest,
                n => format!("{n}件を{word}{rest}"),
            },
            kept,
        }
    }
}

impl Outcome {
    /// What is told where the last answer of the queue was dealt with on its own page.
    pub(crate) fn after(word: &str) -> Option<Self> {
        let deed = match word {
            "approval" => Transition::Approve,
            "acceptance" => Transition::Accept,
            "return" => Transition::Return,
            _ => return None,
        };
        Some(Self {
            done: past(deed).to_owned(),
            kept: Vec::new(),
        })
    }
}

/// The word for what was done.
pub(crate) fn past(deed: Transition) -> &'static str {
    match deed {
        Transition::Approve => "承認しました。",
        Transition::Accept => "確認済みにしました。",
        Transition::Return => "差し戻しました。",
        Transition::Save | Transition::Submit | Transition::Withdraw => "処理しました。",
    }
}
