//! One item in review (取組の確認): all departments' answers, all evaluators' grades, comments, history.
//!
//! Not here: the queue from which one comes (`queue`).

mod comment;
mod grade;
mod history;
mod mend;
mod page;
mod part;
mod settle;
mod show;

use super::answers::MOST_BYTES;
use super::round;
use crate::access::Access::Body;
use crate::access::Right;
use crate::route::{Route, get, post};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let sees = Body(Right::SeeDrafts);
    let item = |end: &str| round(&format!("/items/{{item}}{end}"));
    vec![
        get(item(""), sees, show::show),
        get(item("/history"), sees, history::show),
        post(item("/comments"), Body(Right::Comment), comment::comment),
        post(item("/comments/settlement"), Body(Right::Comment), settle::settle),
        post(item("/mending"), Body(Right::Mend), mend::mend).holding(MOST_BYTES),
        post(item("/grades"), Body(Right::Grade), grade::put),
    ]
}
