//! The frame of the pages of a round: the way back, and who may do what beside it.

use gyokaku_core::body::BodyCode;

use crate::access::{Right, may};
use crate::loaded::Loaded;
use crate::person::{Person, Viewer};
use crate::round_context::RoundContext;
use crate::show::page::Page;
use crate::tab::Tab;

/// The page of a round, one step below its board.
pub(super) fn below_board(survey: &RoundContext, title: &str, person: &Person) -> Page {
    let mut page = of_rounds(&survey.loaded, title, person).under(survey.href(), survey.round.title.clone());
    page.title = format!("{title}｜{}", page.title);
    page
}

/// A page below the list of rounds.
pub(super) fn of_rounds(loaded: &Loaded, title: &str, person: &Person) -> Page {
    let mut page = loaded
        .page(Tab::Rounds)
        .under(loaded.href_of(Tab::Rounds), Tab::Rounds.label());
    page.title = format!("{title}｜{}｜{}", loaded.title(), loaded.body_name);
    page.below = true;
    page.seen_by(&Viewer::from(person))
}

/// Whether a person keeps the rounds of a body.
pub(super) fn is_office(person: &Person, body: &BodyCode) -> bool {
    may(person, Right::ManageRounds, body, None)
}
