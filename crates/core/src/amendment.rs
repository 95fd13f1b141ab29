//! Changes of a plan before it ends (計画変更): proposed by somebody, decided on a day, part of the register from then on.
//!
//! A proposal holds what stood when it was made beside what shall stand, field by field, so that nobody decides on words
//! that have changed meanwhile. Invariant: what was decided is never decided again; only what was approved is public.
//! Not here: doing it (`crate::editing`), who may propose and who decides.

use time::Date;

use crate::editing::ItemField;

/// How many proposals of a plan may wait for a decision.
pub const MOST_OPEN: usize = 500;

/// How many of them one item may have.
pub const MOST_OPEN_OF_ITEM: usize = 20;

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AmendmentKind {
    /// Fields of an item.
    Change,
    /// An item is added.
    Add,
    /// An item ends before the plan does.
    Retire,
}

impl AmendmentKind {
    /// All of them, in the order of a choice.
    pub const ALL: [AmendmentKind; 3] = [AmendmentKind::Change, AmendmentKind::Add, AmendmentKind::Retire];

    /// The word in forms and tables of the store.
    pub const fn key(self) -> &'static str {
        match self {
            AmendmentKind::Change => "change",
            AmendmentKind::Add => "add",
            AmendmentKind::Retire => "retire",
        }
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            AmendmentKind::Change => "内容の変更",
            AmendmentKind::Add => "取組項目の追加",
            AmendmentKind::Retire => "取りやめ",
        }
    }
}

/// How far a proposal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AmendmentState {
    /// It waits for a decision.
    Open,
    /// It was approved and is done.
    Approved,
    /// It was not approved.
    Declined,
    /// Who made it took it back.
    Withdrawn,
}

impl AmendmentState {
    /// All of them.
    pub const ALL: [AmendmentState; 4] = [
        AmendmentState::Open,
        AmendmentState::Approved,
        AmendmentState::Declined,
        AmendmentState::Withdrawn,
    ];

    /// The word in forms and tables of the store.
    pub const fn key(self) -> &'static str {
        match self {
            AmendmentState::Open => "open",
            AmendmentState::Approved => "approved",
            AmendmentState::Declined => "declined",
            AmendmentState::Withdrawn => "withdrawn",
        }
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            AmendmentState::Open => "決定待ち",
            AmendmentState::Approved => "決定",
            AmendmentState::Declined => "不採用",
            AmendmentState::Withdrawn => "取下げ",
        }
    }
}

/// A field that a proposal changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmendedField {
    /// The field.
    pub field: ItemField,
    /// What stood there when it was proposed, as [`ItemField::text`] gives it; empty for a blank.
    pub old: String,
    /// What shall stand there, likewise.
    pub new: String,
}

/// How it was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// On which day.
    pub on: Date,
    /// By whom: a meeting, a headquarters, a person.
    pub by: String,
    /// What was said with it; empty where nothing was.
    pub note: String,
}

/// A change in mid-plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amendment {
    /// Identity.
    pub id: String,
    /// What is changed.
    pub kind: AmendmentKind,
    /// The item; of one that is added the identity that it will have.
    pub item: String,
    /// What the item was called when it was proposed.
    pub name: String,
    /// The section of an item that is added.
    pub section: Option<String>,
    /// The fields that are changed, or those of the item that is added.
    pub fields: Vec<AmendedField>,
    /// Why.
    pub reason: String,
    /// From which day on it holds.
    pub holds_from: Date,
    /// When it was proposed.
    pub proposed_on: Date,
    /// By whom, as the journal names them.
    pub proposed_by: String,
    /// How far it is.
    pub state: AmendmentState,
    /// How it was decided; none while it waits or where it was taken back.
    pub decided: Option<Decision>,
}

impl Amendment {
    /// Whether it waits for a decision.
    pub fn is_open(&self) -> bool {
        self.state == AmendmentState::Open
    }

    /// Whether the public may know of it.
    pub fn is_public(&self) -> bool {
        self.state == AmendmentState::Approved
    }
}
