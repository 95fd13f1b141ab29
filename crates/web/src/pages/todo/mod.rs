//! What a person must do.

pub(crate) mod show;
