//! What staff propose (職員提案) and what works well and is shared (好事例).
//!
//! A proposal goes from stage to stage; nothing of it is public before it is adopted, and never who made it. Not here:
//! opinions from outside (`crate::opinion`), changes of a plan in mid-plan (`crate::amendment`).

use time::Date;

use crate::fiscal_year::FiscalYear;

/// How far a proposal is (段階).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// It came in.
    #[default]
    Received,
    /// It is looked at.
    Screened,
    /// It was adopted.
    Adopted,
    /// It is done.
    Done,
    /// It was not adopted.
    Declined,
}

impl Stage {
    /// All of them, in the order of their course.
    pub const ALL: [Stage; 5] = [
        Stage::Received,
        Stage::Screened,
        Stage::Adopted,
        Stage::Done,
        Stage::Declined,
    ];

    /// The word in forms and tables of the store.
    pub const fn key(self) -> &'static str {
        match self {
            Stage::Received => "received",
            Stage::Screened => "screened",
            Stage::Adopted => "adopted",
            Stage::Done => "done",
            Stage::Declined => "declined",
        }
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Stage::Received => "受付",
            Stage::Screened => "審査中",
            Stage::Adopted => "採用",
            Stage::Done => "実施済み",
            Stage::Declined => "不採用",
        }
    }
}

/// A proposal of staff.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestion {
    /// Identity.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What is proposed.
    pub text: String,
    /// Who made it; never public.
    pub by: String,
    /// The department that it comes from or that would do it, as the office names it.
    pub department: String,
    /// On which day it came in.
    pub received_on: Option<Date>,
    /// How far it is.
    pub stage: Stage,
    /// What was said of it when it was judged; empty where nothing was.
    pub judged: String,
    /// What came of it; empty where nothing is said.
    pub result: String,
    /// The identities of the items that it belongs to or led to.
    pub items: Vec<String>,
}

impl Suggestion {
    /// Whether the public may know of it.
    pub fn is_public(&self) -> bool {
        matches!(self.stage, Stage::Adopted | Stage::Done)
    }

    /// Whether somebody has to judge it.
    pub fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Received | Stage::Screened)
    }
}

/// Something that works well, told for others to take over (好事例).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Practice {
    /// Identity.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The department that does it, as it is printed.
    pub department: String,
    /// The fiscal year that it is told of.
    pub fiscal_year: Option<FiscalYear>,
    /// What is done.
    pub text: String,
    /// What it brought; empty where nothing is said.
    pub result: String,
    /// What others have to mind who take it over; empty where nothing is said.
    pub hints: String,
    /// The identities of the items that it belongs to.
    pub items: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_is_public_once_it_is_adopted() {
        let public: Vec<Stage> = Stage::ALL
            .into_iter()
            .filter(|stage| {
                Suggestion {
                    stage: *stage,
                    ..Suggestion::default()
                }
                .is_public()
            })
            .collect();
        assert_eq!(public, [Stage::Adopted, Stage::Done]);
        assert!(Suggestion::default().is_open());
    }
}
