//! The office signs in.

pub(crate) mod new;
pub(crate) mod create;
pub(crate) mod discard;
