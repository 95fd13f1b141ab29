//! What stands beside the indicators: one small picture each.

use super::show::Beside;
use crate::access::{Right, has};
use crate::charts::{Picture, Width, indicator};
use crate::loaded::Loaded;
use crate::person::Viewer;

/// How many indicators are drawn at most; the table below holds all.
const MOST_PICTURES: usize = 48;

pub(super) fn beside<'a>(loaded: &'a Loaded, viewer: &Viewer) -> Beside<'a> {
    let all = loaded.plan().indicators.iter().enumerate();
    let drawn = all.filter(|(_, one)| indicator::draw(Width::Wide, "", one).is_some());
    let pictures = drawn.take(MOST_PICTURES).map(|(n, one)| {
        let picture = Picture::draw(&format!("indicator-{n}"), |width, id| {
            indicator::draw(width, id, one).unwrap_or_default()
        });
        (format!("{}（{}）", one.name, one.unit), picture)
    });
    Beside {
        pictures: pictures.collect(),
        next: next(loaded, viewer),
        ..Beside::default()
    }
}

/// Where indicators are kept by hand, for who may.
pub(super) fn next(loaded: &Loaded, viewer: &Viewer) -> Option<(String, &'static str)> {
    let may = has(viewer, Right::EditRegister, &loaded.code);
    may.then(|| (format!("{}/indicators/edit", loaded.href()), "指標を入力する"))
}
