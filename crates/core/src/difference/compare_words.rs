//! What two plans say in words: the retrospective and the frame, point by point.
//!
//! Not here: items, sections and amounts (`compare`).

use super::shown::{Shown, mark, part};
use super::{Kind, Part};
use crate::editing::texts;
use crate::plan::{Group, Plan, Stated};
use crate::text::fold;

pub(super) fn compare_reviews(old: &Plan, new: &Plan) -> Part {
    let points = |plan: &Plan| {
        let plain = |list: &'static str, points: &[crate::review::Point]| {
            points
                .iter()
                .map(|p| {
                    (
                        list,
                        p.text.clone(),
                        p.at.clone(),
                        texts::backing_text(&p.notes, &p.evidence),
                    )
                })
                .collect::<Vec<_>>()
        };
        let items = |t: &crate::review::Try| {
            let item = |i: &crate::review::TryItem| {
                format!(
                    "{}{}（{}）{}",
                    mark(i.new, "新規 ").unwrap_or_default(),
                    i.title,
                    i.departments.join("、"),
                    i.merges.join("、")
                )
            };
            let backing = texts::backing_text(&t.notes, &t.evidence);
            let backing = Some(backing).filter(|text| !text.is_empty());
            let items = t.items.iter().map(item);
            backing.into_iter().chain(items).collect::<Vec<_>>().join("\n")
        };
        let mut all = plain("Keep", &plan.review.keep);
        all.extend(plain("Problem", &plan.review.problem));
        all.extend(
            plan.review
                .try_next
                .iter()
                .map(|t| ("Try", t.text.clone(), t.at.clone(), items(t))),
        );
        all
    };
    part(
        Kind::Review,
        &points(old),
        &points(new),
        |(list, text, ..)| (*list, fold(text)),
        |(_, text, at, items)| {
            Shown::new("", text, at)
                .field("内容", text.clone())
                .field("取組", items.clone())
        },
    )
}

pub(super) fn compare_frames(old: &Plan, new: &Plan) -> Part {
    let entries = |plan: &Plan| {
        let frame = &plan.frame;
        let mut all: Vec<(&'static str, String, Stated)> = Vec::new();
        let lists = [
            ("基本理念", &frame.ideals),
            ("基本テーマ", &frame.themes),
            ("推進体制", &frame.promotion),
            ("上位計画", &frame.higher_plans),
        ];
        for (list, stated) in lists {
            all.extend(stated.iter().map(|s| (list, String::new(), s.clone())));
        }
        let groups: [(&str, &[Group]); 5] = [
            ("社会情勢の変化", &frame.circumstances),
            ("視点・方向性", &frame.viewpoints),
            ("充実・強化する取組", &frame.directions),
            ("構成", &frame.chapters),
            ("引用する計画", &frame.cited),
        ];
        for (list, groups) in groups {
            for group in groups {
                all.push((
                    list,
                    String::new(),
                    Stated {
                        title: group.title.clone(),
                        text: texts::links_text(plan, &group.leads_to),
                        at: group.at.clone(),
                    },
                ));
                all.extend(
                    group
                        .points
                        .iter()
                        .map(|p| (list, group.title.clone(), p.clone())),
                );
            }
        }
        all
    };
    // A text without a title is known by itself: another text is another entry.
    let key = |s: &Stated| fold(if s.title.is_empty() { &s.text } else { &s.title });
    part(
        Kind::Frame,
        &entries(old),
        &entries(new),
        |(list, group, s)| (*list, fold(group), key(s)),
        |(list, _, s)| {
            let name = if s.title.is_empty() { &s.text } else { &s.title };
            Shown::new("", format!("{list}：{name}"), &s.at)
                .field("名称", s.title.clone())
                .field("内容", s.text.clone())
        },
    )
}
