//! What stands beside the indicators: one small picture each.

use super::show::Beside;
use crate::charts::{Picture, Width, indicator};
use crate::loaded::Loaded;

/// How many indicators are drawn at most; the table below holds all.
const MOST_PICTURES: usize = 12;

pub(super) fn beside(loaded: &Loaded) -> Beside<'_> {
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
        ..Beside::default()
    }
}
