//! Attachments of answers (根拠資料), meetings and items: added, received, removed, and all of a plan for the office.
//!
//! Not here: the lists on the pages of what they hang on (`crate::attachments`), who may (`access`), what is taken
//! (`gyokaku_core::attachment`).

mod add;
mod all;
mod download;
mod expire;
mod mark;
mod owned;
mod remove;

use gyokaku_core::attachment::MOST_BYTES;

use crate::access::Access::{Body, Department, Released};
use crate::access::Right;
use crate::route::{MOST_BYTES_OF_A_FORM, Route, get, post};

/// Room for a file and the words around it, and for as much again: who sends more than is taken is told so at the field.
const ROOM: usize = 2 * MOST_BYTES + MOST_BYTES_OF_A_FORM;

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let edits = Body(Right::EditRegister);
    let of = |end: &str| format!("/{{code}}/{{plan}}/{end}");
    let answer = of("rounds/{round}/departments/{department}/items/{item}/attachments");
    let (meeting, item) = (of("meetings/{id}/attachments"), of("items/{id}/attachments"));
    vec![
        get(answer.as_str(), Department(Right::SeeDrafts), add::of_answer),
        post(answer.as_str(), Department(Right::Attach), add::to_answer).holding(ROOM),
        get(meeting.as_str(), edits, add::of_meeting),
        post(meeting.as_str(), edits, add::to_meeting).holding(ROOM),
        get(item.as_str(), edits, add::of_item),
        post(item.as_str(), edits, add::to_item).holding(ROOM),
        get(of("attachments"), edits, all::show),
        post(of("attachments"), edits, expire::expire),
        get(of("attachments/{id}"), Released, download::download),
        post(of("attachments/{id}/mark"), edits, mark::mark),
        get(of("attachments/{id}/removal"), Body(Right::Attach), remove::ask),
        post(
            of("attachments/{id}/removal"),
            Body(Right::Attach),
            remove::remove,
        ),
    ]
}
