//! # level-count-mismatch
//!
//! A sentence counts what the plan lists, and the list has another number of entries.
//!
//! ## What it finds
//!
//! `3つの実施方針` where the plan has two sections that it calls 実施方針, and `12の取組項目` where the only
//! table with a column 取組項目 has eleven numbered rows. What is counted is known by its name: it is that
//! of a level of the plan or of a column, word for word.
//!
//! ## Example
//!
//! ```text
//! 3つの取組項目を進めます。
//!
//! 番号    取組項目    担当課
//! 1    窓口の集約    市民課
//! 2    広告収入の拡充    財政課
//!
//! 以上の取組を毎年度評価します。
//! ```
//!
//! Three are announced, the table has two.
//!
//! ## Why it matters
//!
//! The sentence is written once and the list is revised; readers count.
//!
//! ## What to do
//!
//! Count the entries and correct the sentence, or add what is missing in the list.
//!
//! ## When it stays silent
//!
//! Where the entries are not numbered from 1 without a gap, where the document ends with the last of
//! them (it may be cut), where several sections or tables have entries of the name, where the sentence speaks of
//! some of them only (うち, 残り, 各) or of about so many, and where it does not lay them out (のもと, を柱に, を
//! 定め): 2つの取組項目が完了しました is right whatever the list has.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::count_mismatch;
use crate::check::Context;
use crate::check::rule::{Rule, Run};
use crate::document::{Block, Place, Spot};
use crate::figure::{Measure, figures};
use crate::finding::{Finding, Report, Severity, Verified};
use crate::plan::Section;
use crate::tabular::{Segment, segments};
use crate::text::fold;

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E207",
    name: "level-count-mismatch",
    severity: Severity::Warning,
    summary: "本文の数が計画に挙げられた数と一致していません",
    run: Run::Words(find),
};

/// The entries of one name.
struct Entries {
    count: i128,
    first: Place,
}

/// Compares the counts of sentences with the entries of their names.
pub(crate) fn find(context: &Context<'_>, report: &mut Report) {
    // Few documents have such a sentence, and their tables are looked at for it alone.
    let (listed, table_cells) = (OnceCell::new(), OnceCell::new());
    for text in context.texts {
        for figure in figures(text.text) {
            let (Some(before), Some(behind)) = (
                text.text.get(..figure.range.start),
                text.text.get(figure.range.end..),
            ) else {
                continue;
            };
            let counts = figure.measure == Measure::Number && figure.places == 0 && !figure.approximate;
            // What is counted is looked for first: few figures count anything, and the rest reads whole sentences.
            let Some(noun) = counts.then(|| noun(behind)).flatten() else {
                continue;
            };
            if is_of_some(before) || !lays_out(behind) {
                continue;
            }
            let Some(known) = listed.get_or_init(|| entries(context)).get(&noun) else {
                continue;
            };
            if table_cells
                .get_or_init(|| cells(context))
                .contains(&text.at.whole_line())
            {
                continue;
            }
            let stated = text.text[figure.range.clone()].to_owned();
            let at = text.place(figure.range.start);
            if figure.value == known.count {
                report.verified.push(Verified {
                    rule: count_mismatch::RULE.verifies(),
                    at,
                    stated,
                });
            } else {
                report.findings.push(Finding {
                    rule: RULE.name,
                    severity: RULE.severity,
                    at,
                    related: vec![known.first.clone()],
                    stated: Some(stated),
                    computed: Some(known.count.to_string()),
                    message: format!("計画に挙げられているのは{}です。", known.count),
                    hint: "挙げられたものを数え、本文か一覧を直してください。".into(),
                });
            }
        }
    }
}

/// What `3つの…` counts, folded: the words up to the next particle or mark.
fn noun(behind: &str) -> Option<String> {
    let counter = behind.chars().next().filter(|c| *c != 'の');
    let rest = behind[counter.map_or(0, char::len_utf8)..].strip_prefix('の')?;
    let ends = |c: char| c.is_whitespace() || "をにはがとでのもへや」』、。，．・（）()：:".contains(c);
    let noun = rest.trim_start_matches(['「', '『']).split(ends).next()?;
    (noun.chars().count() >= 2).then(|| fold(noun))
}

/// Whether the words in front of a count say that it is of some of the entries, or of those of each.
fn is_of_some(before: &str) -> bool {
    let sentence = before.rsplit('。').next().unwrap_or(before);
    let open = [
        "うち",
        "残り",
        "残る",
        "ほか",
        "他",
        "各",
        "それぞれ",
        "ごと",
        "主な",
        "第",
        "新た",
        "前",
        "旧",
    ];
    open.iter().any(|word| sentence.contains(word))
        || sentence
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '－'))
}

/// Whether a sentence lays out what it counts (のもと, に基づき, を定め): of 2つの取組項目が完了した only a part is told.
fn lays_out(behind: &str) -> bool {
    const WORDS: [&str; 13] = [
        "もと",
        "の下",
        "基づ",
        "沿っ",
        "柱",
        "構成",
        "からな",
        "から成",
        "定め",
        "掲げ",
        "分け",
        "体系",
        "進め",
    ];
    let sentence = behind.split('。').next().unwrap_or(behind);
    WORDS.iter().any(|word| sentence.contains(word)) && !is_of_some(sentence)
}

/// The names under which the plan has numbered entries, folded, with how many; none where it is not sure.
fn entries(context: &Context<'_>) -> HashMap<String, Entries> {
    let plan = context.subject.plan;
    let mut found: HashMap<String, Option<Entries>> = HashMap::new();
    let mut levels: HashMap<String, Vec<&Section>> = HashMap::new();
    for section in plan.sections.iter().filter(|s| !s.level.is_empty()) {
        levels.entry(fold(&section.level)).or_default().push(section);
    }
    for (name, sections) in levels {
        let together = sections.windows(2).all(|pair| pair[0].parent == pair[1].parent);
        let labels = sections.iter().map(|s| s.label.as_str());
        let whole = together && are_numbered(labels) && goes_on(context, &sections[sections.len() - 1].at);
        found.insert(
            name,
            whole.then(|| Entries {
                count: sections.len() as i128,
                first: sections[0].at.clone(),
            }),
        );
    }
    for block in &context.subject.document.blocks {
        let Block::Table(grid) = block else { continue };
        for segment in segments(grid) {
            for (name, rows) in columns(&segment, context) {
                // A name that two tables bear, or a level and a table, is not surely of either.
                let again = found.contains_key(&name);
                found.insert(name, rows.filter(|_| !again));
            }
        }
    }
    found
        .into_iter()
        .filter_map(|(name, entries)| Some((name, entries?)))
        .collect()
}

/// The columns of a table by name, with their rows where all of them are numbered.
fn columns(segment: &Segment<'_>, context: &Context<'_>) -> Vec<(String, Option<Entries>)> {
    let Some(head) = &segment.head else {
        return Vec::new();
    };
    let number = head.columns.iter().position(|column| column.names_rows);
    let last = segment
        .rows
        .last()
        .and_then(|row| row.first())
        .map(|cell| &cell.at);
    let named = head
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| !column.label.is_empty() && !column.names_rows);
    named
        .map(|(at, column)| {
            let filled: Vec<_> = segment
                .rows
                .iter()
                .filter(|row| row.get(at).is_some_and(|cell| !cell.is_blank()))
                .collect();
            let numbers = filled.iter().map(|row| {
                number
                    .and_then(|n| row.get(n))
                    .map_or("", |cell| cell.text.as_str())
            });
            let whole = filled.len() == segment.rows.len()
                && are_numbered(numbers)
                && last.is_some_and(|at| goes_on(context, at));
            let entries = filled.first().filter(|_| whole).map(|row| Entries {
                count: filled.len() as i128,
                first: row[at].at.clone(),
            });
            (fold(&column.label), entries)
        })
        .collect()
}

/// Whether labels count from 1 without a gap, at least to 2: 実施方針1, 実施方針2.
fn are_numbered<'a>(labels: impl Iterator<Item = &'a str>) -> bool {
    let mut last = 0u32;
    for label in labels {
        let folded = fold(label);
        let digits: Vec<&str> = folded
            .split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .collect();
        let [only] = digits.as_slice() else { return false };
        if only.parse() != Ok(last + 1) {
            return false;
        }
        last += 1;
    }
    last >= 2
}

/// Whether the document says something behind the line of this place, so that it was not cut off there.
fn goes_on(context: &Context<'_>, at: &Place) -> bool {
    let here = at.whole_line();
    let lines = &context.subject.document.lines;
    lines
        .iter()
        .position(|line| line.at.whole_line() == here)
        .is_some_and(|found| lines[found + 1..].iter().any(|line| !line.text.trim().is_empty()))
}

/// The lines that hold cells of tables, whose figures are not of sentences.
fn cells(context: &Context<'_>) -> HashSet<Place> {
    let grids = context
        .subject
        .document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(grid) => Some(grid),
            _ => None,
        });
    grids
        .flat_map(|grid| grid.rows.iter().flatten())
        .filter(|cell| !matches!(cell.at.spot, Spot::Nowhere))
        .map(|cell| cell.at.whole_line())
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{findings, report_with, said, verified};
    use crate::document::Place;
    use crate::plan::{Plan, Section};

    const TABLE: &str =
        "2つの取組項目を進める。\n番号\t取組項目\t担当課\n1\t窓口の集約\t市民課\n2\t広告\t財政課\n以上";

    fn plan(labels: &[&str]) -> Plan {
        let section = |(i, label): (usize, &&str)| Section {
            id: format!("s{i}"),
            level: "実施方針".into(),
            label: (*label).into(),
            at: Place::line(2 + i as u32),
            ..Section::default()
        };
        Plan {
            sections: labels.iter().enumerate().map(section).collect(),
            ..Plan::default()
        }
    }

    #[test]
    fn the_rows_of_the_column_of_that_name() {
        assert!(verified(TABLE).contains(&"count 1 2".to_owned()));
        assert_eq!(
            findings(&TABLE.replace("2つの", "3つの")),
            ["level-count-mismatch 1 3 2"]
        );
    }

    #[test]
    fn the_sections_of_the_level_of_that_name() {
        let text = "3つの実施方針を定める。\n実施方針1 効率\n実施方針2 財政\n以上";
        let both = report_with(text, &plan(&["実施方針1", "実施方針2"]));
        assert_eq!(said(&both), ["level-count-mismatch 1 3 2"]);
        let gap = report_with(text, &plan(&["実施方針1", "実施方針3"]));
        assert!(said(&gap).is_empty());
    }

    #[test]
    fn what_is_not_surely_counted_whole() {
        for front in ["各部の", "うち", "約"] {
            assert!(findings(&TABLE.replace("2つの", &format!("{front}3つの"))).is_empty());
        }
        for rest in ["が完了した。", "で目標を達成した。", "を新たに進める。"] {
            let some = TABLE.replace("2つの取組項目を進める。", &format!("1つの取組項目{rest}"));
            assert!(findings(&some).is_empty(), "{some}");
        }
        // The document may have been cut in the table.
        assert!(findings(&TABLE.replace("2つの", "3つの").replace("\n以上", "")).is_empty());
        assert!(findings(&TABLE.replace("2つの取組項目", "3つの取組項目群")).is_empty());
    }
}
