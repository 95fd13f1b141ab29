//! The accounts of a body (利用者), kept by its administrators.

pub(crate) mod create;
mod first;
pub(crate) mod form;
pub(crate) mod index;
pub(crate) mod new;
pub(crate) mod password;
pub(crate) mod roles;
pub(crate) mod show;
pub(crate) mod sign_out;
pub(crate) mod unlock;
pub(crate) mod update;
