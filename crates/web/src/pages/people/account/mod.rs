//! A person's own account.

pub(crate) mod password;
pub(crate) mod show;
pub(crate) mod sign_out;
