//! The work of a year: what is to be done, rounds, answers, their review, closing.

pub(crate) mod answers;
pub(crate) mod assessment;
pub(crate) mod closing;
pub(crate) mod review;
pub(crate) mod rounds;
pub(crate) mod todo;
pub(crate) mod workbook;
