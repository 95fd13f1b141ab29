//! The approvals (承認) that stand between a department and the office: none, or up to three, one after the other.
//!
//! A round names each (課長, 部長, 副市長) and gives it a day. The first is for the heads of the department, each further
//! one for those one step higher in the directory. Not here: how an answer moves (`answer::next`), who holds
//! what (`account::deputation`, `gyokaku_web::access`).

use time::Date;

/// What the only approval of a round is called unless the office says otherwise.
pub const USUAL_APPROVER: &str = "所属長";

/// How many characters the name of an approver has at most.
pub const LONGEST_APPROVER: usize = 20;

/// Which of the approvals, the lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rank {
    /// By the head of the department.
    First,
    /// By the head one step above it.
    Second,
    /// By the head two steps above it.
    Third,
}

impl Rank {
    /// Every rank, the lowest first.
    pub const ALL: [Rank; 3] = [Rank::First, Rank::Second, Rank::Third];

    /// How many approvals come before it; as many steps above the department is it held at least.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The rank before which so many approvals come.
    pub fn of(index: usize) -> Option<Self> {
        Self::ALL.get(index).copied()
    }
}

/// One approval of a round.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Approval {
    /// Who approves, as the city calls them: 課長.
    pub name: String,
    /// The last day; the day itself still counts.
    pub due: Date,
}

impl Approval {
    /// The approval as it was before rounds named it.
    pub fn usual(due: Date) -> Self {
        Self {
            name: USUAL_APPROVER.to_owned(),
            due,
        }
    }
}
