//! Scales that a document defines line by line: `◎ : 目標を上回った`.
//!
//! Not here: scales in tables (`readers::grades_down`), single definitions (`words::grades`).

use gyokaku_core::document::{Document, Place};
use gyokaku_core::progress::Scale;

use crate::read::understand::tables::flow::{self, Text};
use crate::read::understand::words::grades::{definition, definitions, scale, without_count};

/// The scales that the document defines line by line.
pub(crate) fn defined(document: &Document) -> Vec<Scale> {
    let mut out: Vec<Scale> = Vec::new();
    let mut run: Vec<(String, String)> = Vec::new();
    let mut at = Place::NOWHERE;
    let mut close = |run: &mut Vec<(String, String)>, at: &Place| {
        let grades = std::mem::take(run);
        if grades.len() >= 2 {
            let found = scale(grades, at.clone());
            if !out.iter().any(|known| known.grades == found.grades) {
                out.push(found);
            }
        }
    };
    for text in flow::texts(document) {
        let Text { full, at: here, .. } = &text;
        let inline = definitions(full);
        if inline.len() >= 2 {
            close(&mut run, &at);
            at = here.clone();
            run.extend(inline);
            close(&mut run, &at);
            continue;
        }
        match definition(full) {
            Some((label, meaning)) if !run.iter().any(|(known, _)| *known == label) => {
                if run.is_empty() {
                    at = here.clone();
                }
                run.push((label, without_count(&meaning)));
            }
            _ => close(&mut run, &at),
        }
    }
    close(&mut run, &at);
    out
}
