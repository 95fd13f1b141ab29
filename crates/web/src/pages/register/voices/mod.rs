//! Councils, meetings, consultations of the public and opinions: pages of each, and their forms.
//!
//! The lists of them are published tables (`tables`). Not here: what their fields are (`gyokaku_core::editing::VoiceField`),
//! who may answer an opinion (`access`).

mod answer;
mod consultation;
mod form;
mod group;
mod meeting;
mod opinion;
mod send;

use axum::extract::State;
use gyokaku_core::editing::VoiceKind;
use gyokaku_core::opinion::{Handling, Opinion};
use gyokaku_core::progress::Tone;
use gyokaku_core::table::opinions::handled;

use crate::App;
use crate::access::Access::{Body, Released};
use crate::access::Right;
use crate::charts::shares::{self, Bar, Part};
use crate::charts::{Picture, Width};
use crate::form::FormData;
use crate::path::{PlanAt, PlanPartAt, UrlPath, UrlQuery};
use crate::person::Person;
use crate::route::{Route, get, post};

pub(crate) use answer::asked_of;
pub(super) use opinion::Card;
pub(crate) use send::Lately;

/// How opinions were taken, as a picture; none where less than two ways are told apart.
pub(super) fn taken_picture(opinions: &[&Opinion]) -> Option<Picture> {
    let taken = handled(opinions);
    let part = |(handling, count): &(Handling, i64)| Part {
        label: handling.label().to_owned(),
        tone: match handling {
            Handling::Adopted => Tone::Ahead,
            Handling::AdoptedInPart | Handling::Covered => Tone::Steady,
            Handling::NotAdopted => Tone::Behind,
            Handling::Considered | Handling::Answered => Tone::Neutral,
        },
        count: Some(*count),
        apart: false,
    };
    let total = taken.iter().map(|(_, count)| count).sum();
    let bar = Bar {
        label: "対応区分".to_owned(),
        total,
        evaluated: total,
        parts: taken.iter().map(part).collect(),
    };
    let draw =
        |width: Width, id: &str| shares::draw(width, id, "意見への対応の件数", std::slice::from_ref(&bar));
    (taken.len() > 1).then(|| Picture::draw("taken", draw))
}

/// How many bytes a form may have: every field at its longest, each character written as three escaped bytes.
const MOST_BYTES: usize = 1024 * 1024;

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let edits = Body(Right::EditRegister);
    let mut routes = Vec::new();
    for kind in VoiceKind::ALL {
        let of = |end: &str| format!("/{{code}}/{{plan}}/{}{end}", kind.key());
        let blank = move |State(app): State<App>,
                          person: Person,
                          UrlPath(at): UrlPath<PlanAt>,
                          UrlQuery(asked): UrlQuery<form::Asked>| {
            form::blank(app, person, at, kind, asked)
        };
        let create = move |State(app): State<App>,
                           person: Person,
                           UrlPath(at): UrlPath<PlanAt>,
                           sent: FormData| form::create(app, person, at, kind, sent);
        let edit = move |State(app): State<App>, person: Person, UrlPath(at): UrlPath<PlanPartAt>| {
            form::edit(app, person, at, kind)
        };
        let write = move |State(app): State<App>,
                          person: Person,
                          UrlPath(at): UrlPath<PlanPartAt>,
                          sent: FormData| form::write(app, person, at, kind, sent);
        routes.extend([
            get(of("/new"), edits, blank),
            post(of("/new"), edits, create).holding(MOST_BYTES),
            get(of("/{id}/edit"), edits, edit),
            post(of("/{id}/edit"), edits, write).holding(MOST_BYTES),
        ]);
    }
    let of = |end: &str| format!("/{{code}}/{{plan}}/{end}");
    routes.extend([
        get(of("meetings/{id}"), Released, meeting::show),
        get(of("opinions/{id}"), Released, opinion::show),
        get(of("opinions/{id}/answer"), Body(Right::Propose), answer::show),
        post(of("opinions/{id}/answer"), Body(Right::Propose), answer::save).holding(MOST_BYTES),
        get(of("consultations/{id}"), Released, consultation::show),
        post(of("consultations/{id}"), Released, send::send),
        get(of("consultations/{id}/received"), edits, group::show),
        post(of("consultations/{id}/received"), edits, group::group).holding(MOST_BYTES),
    ]);
    routes
}
