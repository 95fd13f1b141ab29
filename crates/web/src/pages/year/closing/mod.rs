//! Closing a round (確定) and opening a closed one for a correction (訂正).

pub(crate) mod close;
mod page;
mod prepared;
pub(crate) mod reopen;
pub(crate) mod show;
