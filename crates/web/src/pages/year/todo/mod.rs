//! What a person must do, by what they are to the plan.

mod administrator;
mod committee;
mod department;
mod head;
mod inherited;
mod office;
mod show;
mod voices;

use crate::access::Access::SignedIn;
use crate::route::{Route, get};

use gyokaku_core::round::Round;
use gyokaku_store::Body;

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    vec![get("/todo", SignedIn, show::show)]
}

/// The title of a plan of a body; its key where it has none.
pub(crate) fn plan_title<'a>(body: &'a Body, key: &'a str) -> &'a str {
    let head = body.plans.iter().find(|plan| plan.key == key);
    head.map(|plan| plan.title.as_str())
        .filter(|title| !title.is_empty())
        .unwrap_or(key)
}

/// `/041009/keiei-2016/rounds/2019`
fn round_href(body: &Body, plan: &str, round: &Round) -> String {
    format!("/{}/{plan}/rounds/{}", body.code, round.key)
}
