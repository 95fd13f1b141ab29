//! Releasing a plan to the public (公開) and taking it back, with a look at it beforehand as the public will see it.

mod create;
mod preview;
pub(crate) mod show;
mod withdraw;

use crate::access::Access::Body;
use crate::access::Right;
use crate::route::{Route, get, post};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let releases = Body(Right::Release);
    let of = |end: &str| format!("/{{code}}/{{plan}}/release{end}");
    vec![
        get(of(""), releases, show::show),
        post(of(""), releases, create::create),
        post(of("/withdrawal"), releases, withdraw::withdraw),
        post(of("/preview"), releases, preview::begin),
        post(of("/preview/end"), releases, preview::end),
    ]
}
