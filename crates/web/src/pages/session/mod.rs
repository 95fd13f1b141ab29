//! The office signs in.

pub(crate) mod create;
pub(crate) mod discard;
pub(crate) mod new;
