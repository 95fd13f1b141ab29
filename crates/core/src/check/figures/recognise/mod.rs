//! Recognising which printed figures others determine, by evidence and without words.
//!
//! *A relation is believed on evidence that would still be there if the figure in question were another.*
//! `frame` lays figures out in rows and columns, in more ways than one; `schema` tries along each frame
//! what a line of it may be of its other lines; `weigh` asks of each figure what the rest of its schema
//! proves about it; `tell` names the wrong one. Labels only make a schema likelier.
//! Not here: relations that the rules lay down by words and heads (the files of rules), printing
//! (`engine::print`).

mod frame;
mod number;
mod schema;
mod tell;
mod weigh;

#[cfg(test)]
mod tests;

use super::model::sheet::Sheets;
use crate::check::reading::not_understood;
use crate::finding::Report;

/// Adds to a report what the frames of a document prove and its rules have not said.
pub(crate) fn recognise(all: &mut Sheets, report: &mut Report) {
    let text = frame::pieces(all);
    let numbers = number::Numbers::of(&all.ledger);
    prove(all, &text, numbers, report);
}

/// In larger documents one slip hides little of what proves the others.
const MOST_LOOKED_AT_AGAIN: usize = 5_000;

fn prove(all: &Sheets, text: &[Vec<frame::Piece>], mut numbers: number::Numbers, report: &mut Report) {
    numbers.name_rates(frame::rates(all).into_iter());
    let claims = claims(all, text, &numbers);
    if numbers.are_spent() {
        report.findings.extend(
            all.ledger
                .entries
                .first()
                .map(|first| not_understood::in_part(&first.at)),
        );
    }
    let weighed = weigh::Weighed::of(&claims, &numbers);
    let verdicts = weighed.verdicts();
    let wrong = match all.ledger.entries.len() {
        ..=MOST_LOOKED_AT_AGAIN => tell::surely_wrong(all, &weighed, &verdicts),
        _ => Vec::new(),
    };
    if wrong.is_empty() {
        return tell::tell(all, &weighed, &verdicts, wrong, report);
    }
    // What hangs on a figure that is surely wrong is looked at with the one that is due in its place.
    let mended = numbers.with(wrong.iter().map(tell::Wrong::mended));
    let claims = self::claims(all, text, &mended);
    if mended.are_spent() {
        return tell::tell(all, &weighed, &verdicts, Vec::new(), report);
    }
    let weighed = weigh::Weighed::of(&claims, &mended);
    tell::tell(all, &weighed, &weighed.verdicts(), wrong, report);
}

/// What the frames of a document may say of its figures.
fn claims(all: &Sheets, text: &[Vec<frame::Piece>], numbers: &number::Numbers) -> Vec<schema::Claim> {
    let frames = frame::of(all, text, numbers);
    let said = all.prose.iter().flat_map(|prose| prose.figures.iter().copied());
    let constants = schema::Constants::of(said, numbers);
    let mut claims = Vec::new();
    for frame in &frames {
        schema::claims(frame, numbers, &constants, &mut claims);
    }
    for joined in frame::joined_tables(all) {
        schema::across(&joined, numbers, &constants, &mut claims);
    }
    numbers.spend_on(&mut claims, |claims| schema::grouped(&frames, numbers, claims));
    numbers.spend_on(&mut claims, |claims| {
        schema::tallied(all, &frames, numbers, claims)
    });
    numbers.spend_on(&mut claims, |claims| schema::listed(all, text, numbers, claims));
    numbers.spend_on(&mut claims, |claims| schema::restated(&frames, numbers, claims));
    numbers.spend_on(&mut claims, |claims| schema::repeated(text, numbers, claims));
    numbers.spend_on(&mut claims, |claims| schema::told(all, &frames, numbers, claims));
    claims
}
