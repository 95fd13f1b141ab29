//! Counts by grade that stand in lines or down the rows: `S:4項目`, `S:0、A:3、B:1`, `成果あり(B) | 12項目`.
//!
//! Not here: tables with a column for each grade (`progress`).

use gyokaku_core::document::{Document, Place};
use gyokaku_core::figure::{Measure, figures};
use gyokaku_core::plan::Plan;
use gyokaku_core::progress::StatedProgress;
use gyokaku_core::text::{fold, narrow, split_outside_brackets};

use super::flow;
use super::numbering::without_label;
use super::progress::{count, is_sum};
use super::scale::{grade_mark, scale};
use super::tables::Table;
use super::words::{bracketed, one_line, without_brackets};

/// Reads grades down the rows of a table of two columns.
pub(super) fn read_tables(tables: &[Table<'_>], taken: &[bool], plan: &mut Plan) {
    for (table, _) in tables.iter().zip(taken).filter(|(_, t)| !**t) {
        let mut found: Vec<(String, String, Option<i64>)> = Vec::new();
        let (mut total, mut others, mut at) = (None, 0, Place::Nowhere);
        for row in &table.rows {
            let said: Vec<_> = row.iter().filter(|c| !c.is_blank()).collect();
            let [name, figure, ..] = said.as_slice() else {
                continue;
            };
            if is_sum(&name.text) {
                total = count(&figure.text);
            } else if let Some((label, meaning)) = grade_of_row(&name.text) {
                if found.is_empty() {
                    at = name.at.clone();
                }
                found.push((label, meaning, count(&figure.text)));
            } else {
                others += 1;
            }
        }
        if found.len() < 2 || others > 0 || found.iter().all(|(.., n)| n.is_none()) {
            continue;
        }
        let grades = found.iter().map(|(l, _, n)| (l.clone(), *n)).collect();
        plan.progress.push(StatedProgress {
            grades,
            total,
            fiscal_year: super::answers::year_of(table),
            at: at.clone(),
            ..StatedProgress::default()
        });
        plan.scales
            .push(scale(found.into_iter().map(|(l, m, _)| (l, m)).collect(), at));
    }
}

/// `成果あり(B)`, `B(成果あり)`, `◎ 上回った`.
fn grade_of_row(text: &str) -> Option<(String, String)> {
    let line = one_line(text);
    let plain = without_brackets(&line).trim().to_owned();
    if let Some(inner) = bracketed(&line) {
        if let Some(label) = grade_mark(&inner).filter(|l| l.chars().count() == 1) {
            return Some((label, plain));
        }
        if let Some(label) = grade_mark(&plain).filter(|l| l.chars().count() == 1) {
            return Some((label, inner));
        }
    }
    if let Some((mark, rest)) = line.split_once([' ', '　', ':', '：'])
        && let Some(label) = grade_mark(mark).filter(|l| l.chars().count() == 1)
    {
        return Some((label, rest.trim_start_matches([':', '：', ' ', '　']).to_owned()));
    }
    grade_mark(&plain).map(|label| (label, String::new()))
}

/// Reads grades that stand in lines of running text.
pub(super) fn read_lines(document: &Document, plan: &mut Plan) {
    let mut title: Option<String> = None;
    let mut whole: Vec<(String, Option<i64>)> = Vec::new();
    let mut whole_at = Place::Nowhere;
    let mut open: Option<usize> = None;
    for text in flow::texts(document) {
        let line = text.full.as_str();
        if let Some(counts) = in_one_line(line) {
            finish(&mut whole, &whole_at, plan);
            let path: Vec<String> = title.take().into_iter().collect();
            open = Some(plan.progress.len());
            plan.progress.push(StatedProgress {
                path,
                grades: counts,
                at: text.at.clone(),
                ..StatedProgress::default()
            });
        } else if let Some((label, number)) = counted(line) {
            if whole.is_empty() {
                whole_at = text.at.clone();
            }
            whole.push((label, Some(number)));
        } else {
            finish(&mut whole, &whole_at, plan);
            if let Some(row) = open.and_then(|i| plan.progress.get_mut(i)) {
                counted_apart(line, row);
            }
            title = next_title(line, text.is_item() || text.may_head());
            if title.is_some() && !has_total(line) {
                open = None;
            }
        }
    }
    finish(&mut whole, &whole_at, plan);
}

/// Counts of the plan as a whole, one grade a line.
fn finish(whole: &mut Vec<(String, Option<i64>)>, at: &Place, plan: &mut Plan) {
    let grades = std::mem::take(whole);
    if grades.len() >= 2 {
        plan.progress.push(StatedProgress {
            grades,
            at: at.clone(),
            ..StatedProgress::default()
        });
    }
}

/// `S:特に良好 … 4項目(4.7%)`: the grade and its count.
fn counted(line: &str) -> Option<(String, i64)> {
    let (head, rest) = line.trim().split_once([':', '：', ' ', '　'])?;
    let label = grade_mark(head).filter(|l| l.chars().count() == 1)?;
    let found = figures(rest);
    let figure = found.iter().find(|f| {
        f.measure == Measure::Number
            && (f.counter.starts_with("項目")
                || f.counter.starts_with('件')
                || f.counter.starts_with("取組")
                || f.counter.starts_with("事業"))
    })?;
    let after = figure.range.end + figure.counter.len();
    let only = rest[after..]
        .trim_start()
        .chars()
        .next()
        .is_none_or(|c| matches!(narrow(c), '(' | '、' | '。'));
    only.then(|| figure.whole().map(|n| (label, n))).flatten()
}

/// `S:0、A:3、B:1、C:2`: all grades of a part.
fn in_one_line(line: &str) -> Option<Vec<(String, Option<i64>)>> {
    let parts = split_outside_brackets(line, &['、', '，', ',', ' ', '　', '／', '/']);
    if parts.len() < 2 || parts.len() > 8 {
        return None;
    }
    parts
        .iter()
        .map(|part| {
            let (label, number) = part.split_once([':', '：', '＝', '='])?;
            Some((grade_mark(label)?, Some(count(number)?)))
        })
        .collect()
}

/// `対象外項目4項目`, `合計10項目` below the grades of a part.
fn counted_apart(line: &str, row: &mut StatedProgress) {
    for figure in figures(line).into_iter().filter(|f| f.measure == Measure::Number) {
        let before = fold(line[..figure.range.start].trim_end_matches([':', '：', ' ']));
        let Some(number) = figure.whole() else { continue };
        if before.ends_with("合計") || before.ends_with("全体") {
            row.total = Some(number);
        } else if (before.ends_with("対象外項目") || before.ends_with("対象外"))
            && !row.grades.iter().any(|(l, _)| l == "対象外")
        {
            row.grades.push(("対象外".to_owned(), Some(number)));
        }
    }
}

fn has_total(line: &str) -> bool {
    fold(line).starts_with("合計")
}

/// The title of the part that comes next; a total may stand in front of it on the same line.
fn next_title(line: &str, may_head: bool) -> Option<String> {
    if let Some((_, behind)) = line.split_once(" - ").filter(|_| has_total(line)) {
        return Some(without_label(behind));
    }
    (may_head
        && !line.contains(['。', ':', '：', '…'])
        && figures(line).is_empty()
        && line.chars().count() <= 40)
        .then(|| without_label(line))
}
