//! Figures and the relations laid down between them: how a relation is worked out, told and printed.
//!
//! Not here: which relations there are (the rules).

pub(crate) mod evaluate;
pub(crate) mod ledger;
pub(crate) mod outcome;
pub(crate) mod print;
pub(crate) mod slip;
