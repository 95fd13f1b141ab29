//! Counts by grade in lines of running text: `S:4項目`, `S:0、A:3、B:1`, `達成12件、未達成3件`.
//!
//! Not here: tables (`readers::counts`, `readers::grades_down`).

use gyokaku_core::document::{Document, Place};
use gyokaku_core::figure::{Measure, figures};
use gyokaku_core::labels::grade::{grade_of, is_state};
use gyokaku_core::labels::is_total;
use gyokaku_core::progress::{ShareBase, StatedProgress, StatedShare};
use gyokaku_core::text::{fold, narrow, split_outside_brackets};

use crate::read::understand::parts::Parts;
use crate::read::understand::tables::flow;
use crate::read::understand::words::numbering::without_label;
use crate::read::understand::words::values::{count, percent};
use crate::read::understand::words::years;

/// Reads grades that stand in lines of running text; `known` is what tables tell, which no line repeats.
pub(crate) fn read(document: &Document, known: &[StatedProgress]) -> Parts {
    let mut parts = Parts::default();
    let mut title: Option<(String, Option<i64>)> = None;
    let mut whole: Vec<(String, Option<i64>)> = Vec::new();
    let mut shares: Vec<StatedShare> = Vec::new();
    let mut whole_at = Place::NOWHERE;
    let mut open: Option<usize> = None;
    for text in flow::texts(document) {
        let line = text.full.as_str();
        if let Some(said) = in_words(line) {
            finish((&mut whole, &mut shares), &whole_at, known, &mut parts.progress);
            let above = title.take();
            let path = said.title.or_else(|| above.as_ref().map(|t| t.0.clone()));
            open = said.total.is_none().then_some(parts.progress.len());
            let path: Vec<String> = path.into_iter().collect();
            let again = known
                .iter()
                .chain(&parts.progress)
                .any(|p| p.path == path && p.grades == said.grades);
            if again {
                continue;
            }
            parts.progress.push(StatedProgress {
                path,
                total: said.total.or(above.and_then(|t| t.1)),
                grades: said.grades,
                fiscal_year: years::only_year(line),
                at: text.at.clone(),
                ..StatedProgress::default()
            });
        } else if let Some(counts) = in_one_line(line) {
            finish((&mut whole, &mut shares), &whole_at, known, &mut parts.progress);
            let path: Vec<String> = title.take().map(|t| t.0).into_iter().collect();
            open = Some(parts.progress.len());
            parts.progress.push(StatedProgress {
                path,
                grades: counts,
                at: text.at.clone(),
                ..StatedProgress::default()
            });
        } else if let Some((label, number, share)) = counted(line) {
            if whole.is_empty() {
                whole_at = text.at.clone();
            }
            whole.push((label, Some(number)));
            shares.extend(share);
        } else {
            let before = parts.progress.len();
            finish((&mut whole, &mut shares), &whole_at, known, &mut parts.progress);
            if let (Some(total), Some(row)) = (total_of(line), parts.progress.get_mut(before)) {
                row.total = Some(total);
                continue;
            }
            if let Some(row) = open.and_then(|i| parts.progress.get_mut(i)) {
                counted_apart(line, row);
            }
            title = next_title(line, text.is_item() || text.may_head());
            if title.is_none() && text.text.trim().is_empty() {
                continue;
            }
            if title.is_some() && !has_total(line) {
                open = None;
            }
        }
    }
    finish((&mut whole, &mut shares), &whole_at, known, &mut parts.progress);
    parts
}

/// Counts of the plan as a whole, one grade a line.
fn finish(
    (whole, shares): (&mut Vec<(String, Option<i64>)>, &mut Vec<StatedShare>),
    at: &Place,
    known: &[StatedProgress],
    found: &mut Vec<StatedProgress>,
) {
    let (grades, shares) = (std::mem::take(whole), std::mem::take(shares));
    let again = known
        .iter()
        .chain(found.iter())
        .any(|p| p.path.is_empty() && p.grades == grades);
    if grades.len() >= 2 && !again {
        found.push(StatedProgress {
            grades,
            shares,
            at: at.clone(),
            ..StatedProgress::default()
        });
    }
}

/// `計　67件`: the total below grades, and nothing else.
fn total_of(line: &str) -> Option<i64> {
    let found = figures(line);
    let [figure, ..] = found.as_slice() else {
        return None;
    };
    let label = line[..figure.range.start].trim_matches([' ', '　', '：', ':', '…', '・']);
    let behind = line[figure.range.end..]
        .strip_prefix(figure.counter.as_str())?
        .trim();
    let only = figure.measure == Measure::Number && (behind.is_empty() || behind.starts_with(['(', '（']));
    figure.whole().filter(|_| only && is_total(label))
}

/// `S:特に良好 … 4項目(4.7%)`: the grade, its count and the share behind it.
fn counted(line: &str) -> Option<(String, i64, Option<StatedShare>)> {
    let (head, rest) = line.trim().split_once([':', '：', ' ', '　'])?;
    let label = grade_of(head)?;
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
    let count = figure.whole().filter(|_| only)?;
    let behind = found.iter().find(|f| f.range.start >= after);
    let share = behind.and_then(percent).map(|percent| StatedShare {
        label: label.clone(),
        percent,
        of: ShareBase::default(),
    });
    Some((label, count, share))
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
            Some((grade_of(label)?, Some(count(number)?)))
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
fn next_title(line: &str, may_head: bool) -> Option<(String, Option<i64>)> {
    if let Some((_, behind)) = line.split_once(" - ").filter(|_| has_total(line)) {
        return Some((without_label(behind), None));
    }
    // 基本目標1「…」（24項目）
    if let Some((title, total)) = titled_with_count(line).filter(|_| may_head) {
        return Some((title, Some(total)));
    }
    (may_head
        && !line.contains(['。', ':', '：', '…'])
        && figures(line).is_empty()
        && line.chars().count() <= 40)
        .then(|| (without_label(line), None))
}

/// A title with the count of its items in brackets or behind it: `柱1 市民との協働　15取組`.
fn titled_with_count(line: &str) -> Option<(String, i64)> {
    let found = figures(line);
    let last = found
        .last()
        .filter(|f| f.measure == Measure::Number && counts_items(&f.counter))?;
    let after = line[last.range.end..]
        .chars()
        .skip_while(|c| last.counter.contains(*c))
        .collect::<String>();
    let front = line[..last.range.start].trim_end_matches(['(', '（', '：', ':', ' ', '　', '…', '全', '計']);
    let title = without_label(front);
    let title = title.trim_matches(['「', '」']).trim();
    let closed = after.trim_matches(['）', ')', ' ', '　']).is_empty();
    let length = title.chars().count();
    let ours =
        (3..=40).contains(&length) && !title.contains(['。', '、', '：', ':']) && figures(title).is_empty();
    (closed && ours && !is_total(title))
        .then(|| last.whole().map(|n| (title.to_owned(), n)))
        .flatten()
}

fn counts_items(counter: &str) -> bool {
    ["項目", "件", "取組", "事業", "細目", "施策"]
        .iter()
        .any(|w| counter.starts_with(w))
}

/// Grades with their counts in running text.
struct Said {
    title: Option<String>,
    total: Option<i64>,
    grades: Vec<(String, Option<i64>)>,
}

/// `達成12件、概ね達成20件、未達成3件`, `「達成」が47取組、…`, `柱1 …　15取組（達成10、一部達成4）`, `A:4、B:15　合計24項目`,
/// `62件 うち達成 51件`: at least two grades, or one grade out of a total.
fn in_words(line: &str) -> Option<Said> {
    let line = &without_label(line);
    let found: Vec<_> = figures(line)
        .into_iter()
        .filter(|f| f.measure == Measure::Number)
        .collect();
    let mut out = Said {
        title: None,
        total: None,
        grades: Vec::new(),
    };
    let mut end = 0;
    let mut first = None;
    for figure in &found {
        let between = line.get(end..figure.range.start)?;
        let after = &line[figure.range.end..];
        let counted = counts_items(&figure.counter)
            || figure.counter.is_empty()
            || after.starts_with(['、', '，', ',', '）', ')', ' ', '　', '。', '/', '／', '(', '（']);
        let number = figure.whole().filter(|_| counted)?;
        end = figure.range.end;
        match label_before(between) {
            Label::Grade(label) => {
                if out.grades.iter().any(|(known, _)| *known == label) {
                    return None;
                }
                first.get_or_insert(figure.range.start - between.len());
                out.grades.push((label, Some(number)));
            }
            Label::Total => out.total = Some(number),
            Label::Other if out.grades.is_empty() && counts_items(&figure.counter) => {
                // The count in front of the grades is that of all; what stands before it may be a title.
                out.total = Some(number);
                let front = without_label(
                    line[..figure.range.start].trim_end_matches(['：', ':', ' ', '　', '（', '(', '全']),
                );
                let front = front.trim_matches(['「', '」', ' ', '　']).to_owned();
                let length = front.chars().count();
                let is_title = (3..=40).contains(&length)
                    && !front.contains(['。', '、', 'は', '：', ':'])
                    && figures(&front).is_empty();
                out.title = is_title
                    .then_some(front)
                    .filter(|t| !is_total(t) && !fold(t).contains("年度") && !fold(t).ends_with("うち"));
            }
            Label::Other => return None,
        }
    }
    if out.grades.len() >= 2 && out.total.is_none() && out.title.is_none() {
        // 柱1 市民との協働：達成10件、未達成3件
        let start = first.unwrap_or(0);
        let front = line.get(..start).unwrap_or_default();
        if let Some((title, _)) = line.split_once(['：', ':']).filter(|(t, rest)| {
            front.is_empty()
                && rest.contains(['、', '，', ' ', '　'])
                && !matches!(label_before(t), Label::Grade(_))
        }) {
            out.title =
                Some(without_label(title)).filter(|t| t.chars().count() >= 3 && figures(t).is_empty());
        }
    }
    let part = out.grades.len() == 1 && out.total.is_some() && line.contains("うち") && !line.ends_with('。');
    let plain = !line.chars().any(|c| c == '円');
    (plain && (out.grades.len() >= 2 || part)).then_some(out)
}

enum Label {
    Grade(String),
    Total,
    Other,
}

/// The word right before a count: a grade, a total, or something else.
fn label_before(between: &str) -> Label {
    let text = between.trim_end_matches([' ', '　']);
    let text = text.trim_end_matches(['：', ':', '＝', '=', '…', '・', ' ', '　', '約']);
    let text = ["が", "は", "の", "で"]
        .iter()
        .find_map(|w| text.strip_suffix(w))
        .unwrap_or(text);
    let text = text.trim_end_matches(['」', '】', '』', ' ', '　']);
    let start = text
        .rfind([
            '、', '，', ',', '「', '【', '『', '（', '(', ')', '）', ' ', '　', '。', '：', ':', '／', '/',
            '・',
        ])
        .map_or(0, |i| i + text[i..].chars().next().map_or(1, char::len_utf8));
    let word = text[start..]
        .trim_start_matches("うち")
        .trim_start_matches("件")
        .trim_start_matches("項目")
        .trim_start_matches("取組")
        .trim();
    let folded = fold(word);
    if is_total(word) || folded == "全" {
        return Label::Total;
    }
    match grade_of(word).or_else(|| is_state(&folded).then(|| word.to_owned())) {
        Some(label) => Label::Grade(label),
        None => Label::Other,
    }
}
