//! The booklet (冊子): the office chooses its parts and their order, waits beside a page that says so, and receives
//! a PDF.
//!
//! Nothing is stored. What is in it is loaded as the pages beside it load what they show. Not here: which parts
//! there are (`gyokaku_core::booklet`), typesetting (`gyokaku_paper`), seats and what waits (`printing`).

mod content;
mod create;
mod new;
mod show;

use serde::Deserialize;

use crate::access::Access::Body;
use crate::access::Right;
use crate::loaded::Loaded;
use crate::path::{Code, PlanAt, PlanKey};
use crate::person::{Person, Viewer};
use crate::returned::Sender;
use crate::route::{Route, get, post};
use crate::show::page::Page;
use crate::tab::Tab;
use crate::upload::UploadId;

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let reads = Body(Right::SeeDrafts);
    let of = |end: &str| format!("/{{code}}/{{plan}}/booklet{end}");
    vec![
        get(of(""), reads, new::new),
        post(of(""), reads, create::create),
        get(of("/{upload}"), reads, show::show),
        get(of("/{upload}/file"), reads, show::file),
    ]
}

/// `/{code}/{plan}/booklet/{upload}`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct BookletPath {
    code: Code,
    plan: PlanKey,
    upload: UploadId,
}

impl BookletPath {
    fn plan(&self) -> PlanAt {
        PlanAt {
            code: self.code,
            plan: self.plan.clone(),
        }
    }
}

/// The address of the form.
fn href(at: &PlanAt) -> String {
    format!("/{}/{}/booklet", at.code, at.plan)
}

/// The person as who asked for a booklet at this address.
fn sender(at: &PlanAt, person: &Person) -> Sender {
    Sender::of(person, href(at))
}

/// The frame of these pages, which lie below the plan.
fn frame(loaded: &Loaded, viewer: &Viewer) -> Page {
    let mut page = loaded.page(Tab::Plan).seen_by(viewer);
    page.title = format!("冊子｜{}", page.title);
    page.below = true;
    page
}
