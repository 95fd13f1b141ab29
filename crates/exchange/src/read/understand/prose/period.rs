//! The period of a plan: stated as its own, by a table of years, by its title, by what stands below it.
//!
//! A period that stands with the name or the department of one item is the schedule of that item. Not here: the
//! schedules themselves (`schedule`).

use gyokaku_core::document::Document;
use gyokaku_core::fiscal_year::mentions;
use gyokaku_core::labels::field::{Field, field};
use gyokaku_core::labels::year::squeezed;
use gyokaku_core::plan::Period;
use gyokaku_core::text::fold;

use crate::read::understand::tables::flow::{self, Text};
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::numbering::{self, labelled};
use crate::read::understand::words::titles::is_about_the_document;
use crate::read::understand::words::years::period;

/// The period that a document states for its plan.
pub(crate) fn read(document: &Document, tables: &[Table<'_>], title: &str) -> Option<Period> {
    let texts: Vec<Text<'_>> = flow::texts(document).collect();
    stated(&texts)
        .or_else(|| by_table(tables))
        .or_else(|| the_only_one(title))
        .or_else(|| below_title(&texts))
        .or_else(|| of_heading(&texts))
        .or_else(|| by_totals(tables))
}

/// Words that name the period of a plan.
const OF_PLANS: [&str; 8] = [
    "計画期間",
    "推進期間",
    "対象期間",
    "計画の期間",
    "推進の期間",
    "大綱の期間",
    "プランの期間",
    "改革期間",
];

/// Words that name the period of a plan or that of one item.
const OF_ITEMS_TOO: [&str; 2] = ["取組期間", "実施期間"];

/// So many texts around a period are looked at for the item that it belongs to.
const NEAR: usize = 5;

/// A period that the document states as the plan's: under 計画期間, or in a sentence with it. Where what may be the
/// period of an item is several, none is that of the plan.
fn stated(texts: &[Text<'_>]) -> Option<Period> {
    let mut under = None;
    let mut several: Vec<Period> = Vec::new();
    for (n, text) in texts.iter().enumerate() {
        let folded = fold(text.text);
        if text.text.trim_start().starts_with(['※', '＊']) || folded.starts_with("現行") {
            continue;
        }
        let found = if let Some((surely, after)) = named(text.text, &folded) {
            let found = folded.get(after..).and_then(period).or_else(|| period(text.text));
            under = (found.is_none() && text.may_head()).then_some(surely);
            found.map(|found| (surely, found))
        } else if let Some(surely) = under {
            let found = period(text.text).map(|found| (surely, found));
            under = under.filter(|_| found.is_none() && text.text.chars().count() < 4);
            found
        } else {
            None
        };
        match found.map(|(surely, period)| (surely, is_of_an_item(texts, n), period)) {
            Some((true, false, period)) => return Some(period),
            Some((true, true, period) | (false, false, period)) if !several.contains(&period) => {
                several.push(period);
            }
            _ => {}
        }
    }
    match several.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// Whether a text names a period, whether surely that of a plan, and where its name ends.
fn named(text: &str, folded: &str) -> Option<(bool, usize)> {
    let find = |words: &[&str]| words.iter().find_map(|w| folded.find(w).map(|at| at + w.len()));
    find(&OF_PLANS)
        .map(|at| (true, at))
        .or_else(|| find(&OF_ITEMS_TOO).map(|at| (false, at)))
        // 期間 alone names it at the start of a line.
        .or_else(|| {
            fold(&numbering::without_label(text))
                .starts_with("期間")
                .then_some((false, 0))
        })
}

/// Whether a text stands with what only an item has: its name or its department in a line nearby, or a number and a
/// title right above that are of no chapter.
fn is_of_an_item(texts: &[Text<'_>], n: usize) -> bool {
    let end = (n + NEAR).min(texts.len());
    let near = &texts[n.saturating_sub(NEAR)..end];
    if near.iter().any(|text| is_told_of_an_item(text.text)) {
        return true;
    }
    let is_chapter_itself = labelled(texts[n].text).is_some();
    let above = texts[n.saturating_sub(NEAR)..n].iter().rev();
    !is_chapter_itself
        && above
            .filter(|text| text.may_head())
            .find_map(|text| labelled(text.text))
            .is_some_and(|found| {
                let of_the_plan = ["期間", "計画", "プラン", "大綱", "目的", "推進", "基本"];
                !found.title.is_empty()
                    && !is_about_the_document(&found.title)
                    && !of_the_plan.iter().any(|word| found.title.contains(word))
            })
}

/// Whether a line tells of an item by a name in front of it: 担当課：財政課, 取組名 公用車の削減.
fn is_told_of_an_item(text: &str) -> bool {
    let name = text
        .trim_start_matches(['・', '●', '○', '■', '【', '［', '[', '〔', ' ', '　'])
        .split(['：', ':', '　', ' ', '\t', '】', '］', ']', '〕'])
        .next()
        .unwrap_or_default();
    matches!(
        field(name),
        Some(Field::Lead | Field::Title | Field::Support | Field::Number)
    ) && name.chars().count() >= 2
}

/// A line of nothing but years near the title: （令和5年度～令和9年度）.
fn below_title(texts: &[Text<'_>]) -> Option<Period> {
    in_front(texts, 8)
        .filter(|t| t.text.chars().count() <= 30 && !t.text.starts_with('※'))
        .find_map(|t| {
            let found = period(t.text)?;
            let line = squeezed(t.text);
            let only = line.chars().all(|c| {
                c.is_ascii_digit()
                    || ('０'..='９').contains(&c)
                    || c.is_ascii_alphabetic()
                    || "令和平成昭元年度～〜~-－―から（）()・/ 　".contains(c)
            });
            only.then_some(found)
        })
}

/// The first texts that do not stand with an item.
fn in_front<'t, 'd>(texts: &'t [Text<'d>], first: usize) -> impl Iterator<Item = &'t Text<'d>> {
    (0..texts.len().min(first))
        .filter(|n| !is_of_an_item(texts, *n))
        .map(|n| &texts[n])
}

/// The period of a heading near the front that names the plan: 実施計画（令和5〜9年度）.
fn of_heading(texts: &[Text<'_>]) -> Option<Period> {
    in_front(texts, 12)
        .filter(|t| {
            t.may_head()
                && ["プラン", "計画", "大綱", "期間"]
                    .iter()
                    .any(|w| t.text.contains(w))
        })
        .filter(|t| !t.text.contains("現行") && !t.text.contains("実績"))
        .find_map(|t| the_only_one(t.text))
}

/// The period of a title that names no other one.
fn the_only_one(title: &str) -> Option<Period> {
    let found = period(title)?;
    let years = mentions(&squeezed(title))
        .into_iter()
        .filter_map(|m| m.fiscal_year());
    years.into_iter().all(|y| found.contains(y)).then_some(found)
}

/// A table of years under a heading of the period.
fn by_table(tables: &[Table<'_>]) -> Option<Period> {
    tables.iter().find_map(|table| {
        let named = table
            .about()
            .take(2)
            .any(|t| ["計画期間", "推進期間"].iter().any(|w| fold(t).contains(w)));
        let years: Vec<_> = table.columns().iter().filter_map(|c| c.year).collect();
        match (named, years.iter().min(), years.iter().max()) {
            (true, Some(from), Some(to)) => Some(Period { from: *from, to: *to }),
            _ => None,
        }
    })
}

/// The period printed with a grand total: 合計額 (R4~R9).
fn by_totals(tables: &[Table<'_>]) -> Option<Period> {
    tables
        .iter()
        .flat_map(|t| t.columns())
        .filter(|c| c.field == Some(Field::Total))
        .find_map(|c| period(&c.label))
}
