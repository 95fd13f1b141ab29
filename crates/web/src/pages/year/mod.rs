//! The work of a year: what is to be done, rounds, answers, their review, closing.

pub(crate) mod answers;
pub(crate) mod assessment;
mod calendar;
pub(crate) mod closing;
pub(crate) mod review;
pub(crate) mod rounds;
pub(crate) mod todo;
mod turn;
pub(crate) mod workbook;

use crate::route::Route;

/// An address below a round.
fn round(end: &str) -> String {
    format!("/{{code}}/{{plan}}/rounds/{{round}}{end}")
}

/// The routes of the group.
pub(crate) fn routes() -> Vec<Route> {
    [
        todo::routes(),
        rounds::routes(),
        turn::routes(),
        calendar::routes(),
        answers::routes(),
        review::routes(),
        assessment::routes(),
        workbook::routes(),
        closing::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
