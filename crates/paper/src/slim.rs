//! Sheets as they are kept until all of them are typeset: the same items at the same places, without the frames that only
//! held them together while they were laid out, and with runs of text in one piece.
//!
//! Not here: frames that mean something (a clip, a turn, a label, a place elsewhere in the order of reading), which stay.

use typst::layout::{Frame, FrameItem, GroupItem, Point};
use typst::text::{Glyph, TextItem};
use typst_layout::Page;

/// A sheet with its items in as few frames as there can be.
pub(crate) fn slim(page: &Page) -> Page {
    Page {
        frame: slim_frame(&page.frame),
        ..page.clone()
    }
}

fn slim_frame(frame: &Frame) -> Frame {
    let mut items = Vec::new();
    gather(frame, Point::zero(), &mut items);
    for (_, item) in &mut items {
        if let FrameItem::Text(text) = item {
            text.glyphs.shrink_to_fit();
        }
    }
    let mut slim = Frame::new(frame.size(), frame.kind());
    if frame.has_baseline() {
        slim.set_baseline(frame.baseline());
    }
    slim.push_multiple(items);
    slim
}

/// The items of a frame in the order in which they are drawn, places counted from its corner at `at`.
fn gather(frame: &Frame, at: Point, items: &mut Vec<(Point, FrameItem)>) {
    for (place, item) in frame.items() {
        let place = at + *place;
        match item {
            FrameItem::Group(group) if only_holds(group) => gather(&group.frame, place, items),
            FrameItem::Group(group) => {
                let group = GroupItem {
                    frame: slim_frame(&group.frame),
                    ..group.clone()
                };
                items.push((place, FrameItem::Group(group)));
            }
            FrameItem::Text(text) => match items.last_mut() {
                Some((before, FrameItem::Text(last))) if goes_on(last, *before, text, place) => {
                    append(last, text)
                }
                _ => items.push((place, item.clone())),
            },
            // A copy has no room to spare, as what grew while it was laid out has.
            other => items.push((place, other.clone())),
        }
    }
}

/// Whether a group does nothing but hold its items together.
fn only_holds(group: &GroupItem) -> bool {
    group.transform.is_identity()
        && group.clip.is_none()
        && group.label.is_none()
        && group.parent.is_none()
        && group.frame.kind().is_soft()
}

/// Whether a run of text stands right behind another on its line and looks the same: they were parted where the writing
/// changes (kanji and kana), which matters only while they are laid out.
fn goes_on(last: &TextItem, before: Point, text: &TextItem, place: Point) -> bool {
    let room = usize::from(u16::MAX);
    before.y == place.y
        && (before.x + last.width()).approx_eq(place.x)
        && last.font == text.font
        && last.size == text.size
        && last.fill == text.fill
        && last.stroke == text.stroke
        && last.lang == text.lang
        && last.region == text.region
        && last.text.len() + text.text.len() <= room
}

/// Puts a run behind another.
fn append(last: &mut TextItem, text: &TextItem) {
    // Both are no longer than this counts, as was looked at before.
    let behind = u16::try_from(last.text.len()).unwrap_or(u16::MAX);
    let glyphs = text.glyphs.iter().map(|glyph| Glyph {
        range: glyph.range.start.saturating_add(behind)..glyph.range.end.saturating_add(behind),
        ..glyph.clone()
    });
    last.glyphs.extend(glyphs);
    last.text.push_str(&text.text);
}
