//! The yearly review of existing programmes (既存事業の点検): what the department says of its own programme, what is said from
//! outside, and what is decided.
//!
//! Not here: grades of items (`crate::progress`), indicators with their values (`crate::indicator`).

use crate::fiscal_year::FiscalYear;
use crate::money::Yen;

/// What is decided of a programme (見直しの方向).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// More is done.
    Expanded,
    /// It goes on as it is.
    Kept,
    /// It is done better.
    Improved,
    /// Less is done.
    Reduced,
    /// It is put together with another one.
    Merged,
    /// It ends.
    Ended,
}

impl Verdict {
    /// All of them, in the order of a table of results.
    pub const ALL: [Verdict; 6] = [
        Verdict::Expanded,
        Verdict::Kept,
        Verdict::Improved,
        Verdict::Reduced,
        Verdict::Merged,
        Verdict::Ended,
    ];

    /// The word in forms and tables of the store.
    pub const fn key(self) -> &'static str {
        match self {
            Verdict::Expanded => "expanded",
            Verdict::Kept => "kept",
            Verdict::Improved => "improved",
            Verdict::Reduced => "reduced",
            Verdict::Merged => "merged",
            Verdict::Ended => "ended",
        }
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Verdict::Expanded => "拡充",
            Verdict::Kept => "継続",
            Verdict::Improved => "改善",
            Verdict::Reduced => "縮小",
            Verdict::Merged => "統合",
            Verdict::Ended => "廃止・終了",
        }
    }
}

/// What was said and decided of a programme in a year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Appraisal {
    /// Identity.
    pub id: String,
    /// What the programme is called.
    pub programme: String,
    /// The fiscal year that is looked at.
    pub fiscal_year: Option<FiscalYear>,
    /// The department, as it is printed.
    pub department: String,
    /// What it was to reach and what it reached, in words; empty where nothing is said.
    pub measured: String,
    /// What the department says of it.
    pub own: String,
    /// What is said from outside; none while nothing is.
    pub outside: Option<String>,
    /// What is decided; none while nothing is.
    pub verdict: Option<Verdict>,
    /// Why.
    pub reason: String,
    /// By how much a budget changes, in yen; negative where less is spent.
    pub amount: Option<Yen>,
    /// The identities of the items that it belongs to.
    pub items: Vec<String>,
}
