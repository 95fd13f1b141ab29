//! The register as a workbook (Excelで編集): received, changed outside, looked at, taken back in.
//!
//! Nothing is stored before the person has seen what would change; then all that was chosen is one act. Not here:
//! files (`gyokaku_exchange::register`), the act (`gyokaku_core::editing::Together`), a department's answers
//! (`pages/year/workbook`).

mod apply;
mod create;
mod download;
mod look;
mod marked;
mod new;
mod refusal;
mod show;

use serde::Deserialize;
use uuid::Uuid;

use crate::access::Access::Body;
use crate::access::Right;
use crate::loaded::Loaded;
use crate::path::{Code, PlanAt, PlanKey};
use crate::person::{Person, Viewer};
use crate::returned::{MOST_BYTES_EACH, Sender};
use crate::route::{MOST_BYTES_OF_A_FORM, Route, get, post};
use crate::show::page::Page;
use crate::tab::ITEMS;
use crate::upload::UploadId;

/// What the file is called on the screen.
const CALLED: &str = "台帳のExcel";

/// How many bytes the boxes of a page may have as a form: each names a change of a field.
const MOST_BYTES_OF_CHOICES: usize = 2 * 1024 * 1024;

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let edits = Body(Right::EditRegister);
    let of = |end: &str| format!("/{{code}}/{{plan}}/grid/workbook{end}");
    vec![
        get(of(""), edits, new::new),
        get(of(".xlsx"), edits, download::xlsx),
        post(of(""), edits, create::create).holding(MOST_BYTES_EACH + MOST_BYTES_OF_A_FORM),
        get(of("/{upload}"), edits, show::show),
        get(of("/{upload}/marked"), edits, marked::marked),
        post(of("/{upload}/application"), edits, apply::apply).holding(MOST_BYTES_OF_CHOICES),
    ]
}

/// `/{code}/{plan}/grid/workbook/{upload}`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ReturnedPath {
    code: Code,
    plan: PlanKey,
    upload: UploadId,
}

impl From<ReturnedPath> for (PlanAt, Uuid) {
    fn from(path: ReturnedPath) -> Self {
        let (code, plan) = (path.code, path.plan);
        (PlanAt { code, plan }, path.upload.id())
    }
}

/// Which items are asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    section: String,
    /// Set where the file was no longer kept.
    expired: Option<String>,
}

/// The address at which workbooks are handed in.
fn href(at: &PlanAt) -> String {
    format!("/{}/{}/grid/workbook", at.code, at.plan)
}

/// The person as the sender of a file to this address.
fn sender(at: &PlanAt, person: &Person) -> Sender {
    Sender::of(person, href(at))
}

/// The frame of these pages, which lie below the grid.
fn frame(loaded: &Loaded, person: &Person, title: &str) -> Page {
    let mut page = loaded
        .page(ITEMS)
        .seen_by(&Viewer::from(person))
        .under(loaded.href_of(ITEMS), ITEMS.label())
        .under(format!("{}/grid", loaded.href()), "表で編集");
    page.title = format!("{title}｜{}", page.title);
    page.below = true;
    page
}
