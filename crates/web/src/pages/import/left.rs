//! What of a document was not taken, a page of it, and what a person chose to keep of it as notes of the plan.
//!
//! Not here: why it was not taken (`gyokaku_exchange::read`).

use std::collections::HashSet;

use gyokaku_core::not_taken::NotTaken;
use gyokaku_core::plan::{Annotation, Plan};

use super::fix::Fixes;
use super::view::View;
use crate::show::places::anchor;
use crate::show::table::Cited;

/// How many lines are offered on one page.
const MOST_EACH: usize = 100;

/// What was not taken, a page of it.
pub(super) struct Left {
    pub(super) all: usize,
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) rows: Vec<LeftRow>,
    pub(super) sentence: String,
    pub(super) turns: Vec<(&'static str, String)>,
    /// This page, as a button says it.
    pub(super) here: String,
    /// Whether the person is at it.
    pub(super) is_open: bool,
}

/// A line or a cell that was not taken.
pub(super) struct LeftRow {
    pub(super) n: usize,
    pub(super) text: String,
    pub(super) because: &'static str,
    pub(super) place: String,
    pub(super) href: Option<String>,
    pub(super) kept: bool,
}

/// A page of what was not taken; none where everything was.
pub(super) fn left(not_taken: &[NotTaken], fixes: &Fixes, view: View, cited: &[Cited<'_>]) -> Option<Left> {
    let all = not_taken.len();
    if all == 0 {
        return None;
    }
    let pages = all.div_ceil(MOST_EACH);
    let page = view.left.clamp(1, pages);
    let (first, end) = ((page - 1) * MOST_EACH, (page * MOST_EACH).min(all));
    let at = |left| {
        let view = View {
            fix: None,
            left,
            ..view
        };
        view.words()
    };
    let rows = not_taken.iter().enumerate().skip(first).take(end - first);
    let rows = rows.map(|(n, left)| LeftRow {
        n,
        text: left.text.clone(),
        because: left.because.label(),
        place: left.at.to_string(),
        href: cited
            .first()
            .and_then(|document| Some(document.to(&anchor(&left.at)?))),
        kept: fixes.is_kept(n),
    });
    let sentence = match pages {
        1 => format!("{all}件"),
        _ => format!(
            "{all}件のうち、{}件目から{end}件目までを表示しています。",
            first + 1
        ),
    };
    let turns = [
        (page > 1).then(|| ("前の件", at(page - 1))),
        (page < pages).then(|| ("次の件", at(page + 1))),
    ];
    Some(Left {
        all,
        first,
        end,
        rows: rows.collect(),
        sentence,
        turns: turns.into_iter().flatten().collect(),
        here: at(page),
        is_open: view.left > 0,
    })
}

/// The plan with what was chosen to be kept, as notes at its end. What was kept when the document came in before,
/// and is stored, is no less stated by it now.
pub(super) fn with_kept(mut plan: Plan, not_taken: &[NotTaken], fixes: &Fixes, stored: &Plan) -> Plan {
    let before: HashSet<&str> = stored.annotations.iter().map(|note| note.text.as_str()).collect();
    let kept = not_taken
        .iter()
        .enumerate()
        .filter(|(n, left)| fixes.is_kept(*n) || before.contains(left.text.as_str()));
    plan.annotations.extend(kept.map(|(_, left)| Annotation {
        on: None,
        text: left.text.clone(),
        at: left.at.clone(),
    }));
    plan
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::FormData;
    use gyokaku_core::document::Place;
    use gyokaku_core::not_taken::Because;

    #[test]
    fn what_was_chosen_becomes_a_note_of_the_plan() {
        let left = |line: u32, text: &str| NotTaken {
            text: text.into(),
            because: Because::Text,
            at: Place::line(line),
        };
        let not_taken = [left(3, "前文"), left(9, "後文")];
        let form: FormData = [("left_first", "0"), ("left_end", "2"), ("n1", "on")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into_iter()
            .collect();
        let mut fixes = Fixes::default();
        fixes.keep_from(&form, not_taken.len());
        let plan = with_kept(Plan::default(), &not_taken, &fixes, &Plan::default());
        let notes: Vec<(&str, &Place)> = plan
            .annotations
            .iter()
            .map(|a| (a.text.as_str(), &a.at))
            .collect();
        assert_eq!(notes, [("後文", &Place::line(9))]);
        let again = with_kept(Plan::default(), &not_taken, &Fixes::default(), &plan);
        assert_eq!(again.annotations, plan.annotations, "what is stored stays stated");
        let offered = super::left(&not_taken, &fixes, View::default(), &[]).expect("two lines");
        assert_eq!(
            offered.rows.iter().map(|row| row.kept).collect::<Vec<_>>(),
            [false, true]
        );
    }
}
