//! A person signs in and out.

pub(crate) mod create;
pub(crate) mod discard;
pub(crate) mod new;
