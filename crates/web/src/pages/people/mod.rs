//! The people who work here: signing in, their accounts, and the journal of what they did.

pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod journal;
pub(crate) mod session;
