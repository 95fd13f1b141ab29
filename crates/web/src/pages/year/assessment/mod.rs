//! One item in review (取組の確認): all departments' answers, all evaluators' grades, comments, history.
//!
//! Not here: the queue from which one comes (`queue`).

pub(crate) mod comment;
pub(crate) mod grade;
pub(crate) mod history;
mod page;
pub(crate) mod show;
