//! The chapters of the plan that a document lists: `…の構成`, `目次`, and the numbered lines below.
//!
//! Not here: the chapters of the document itself, which are its headings.

use gyokaku_core::document::Document;
use gyokaku_core::plan::{Group, Stated};
use gyokaku_core::text::fold;

use crate::read::understand::tables::flow::{self, Text};
use crate::read::understand::words::cut::one_line;
use crate::read::understand::words::numbering::{Style, labelled};

/// Reads the list of chapters; empty where the document has none, or one without numbers.
pub(crate) fn read(document: &Document) -> Vec<Group> {
    let mut chapters: Vec<Group> = Vec::new();
    // The style of the highest number, and the block of the line before, once the list is announced.
    let mut open: Option<(Option<Style>, usize)> = None;
    for text in flow::texts(document) {
        let Some((highest, before)) = open.as_mut() else {
            if text.may_head() && announces(text.text) {
                open = Some((None, text.block));
            }
            continue;
        };
        let Some(found) = labelled(&text.full).filter(|_| text.block == *before + 1 && is_entry(&text))
        else {
            break;
        };
        *before = text.block;
        let said = Stated {
            title: String::new(),
            text: one_line(&text.full),
            at: text.at.clone(),
        };
        let highest = highest.get_or_insert_with(|| found.style.clone());
        match chapters.last_mut().filter(|_| *highest != found.style) {
            Some(chapter) => chapter.points.push(said),
            None => chapters.push(Group {
                title: said.text,
                at: said.at,
                ..Group::default()
            }),
        }
    }
    if chapters.len() < 2 {
        chapters.clear();
    }
    chapters
}

/// Whether a heading announces the chapters of a plan.
fn announces(text: &str) -> bool {
    let folded = fold(text);
    let of_a_plan = ["プラン", "計画", "大綱", "方針"]
        .iter()
        .any(|word| folded.contains(word));
    folded == "目次" || (of_a_plan && (folded.ends_with("の構成") || folded.ends_with("の目次")))
}

fn is_entry(text: &Text<'_>) -> bool {
    text.full.chars().count() <= 60 && !text.text.ends_with('。')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::text::layout;

    #[test]
    fn chapters_hold_the_lines_numbered_below_them() {
        let text = "改革大綱の構成\n\n- 1. 趣旨\n- 2. 現状\n- (1)財政\n- (2)組織\n\n次の段落です。\n";
        let found: Vec<(String, usize)> = read(&layout("a.txt", text))
            .into_iter()
            .map(|chapter| (chapter.title, chapter.points.len()))
            .collect();
        assert_eq!(found, [("1. 趣旨".to_owned(), 0), ("2. 現状".to_owned(), 2)]);
    }
}
