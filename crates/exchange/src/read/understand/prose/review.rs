//! A review as Keep, Problem, Try, where each Try leads to new and existing items.
//!
//! Not here: grades.

use gyokaku_core::labels::department::is_department;
use std::collections::HashMap;

use gyokaku_core::document::Document;
use gyokaku_core::review::{Point, Review, Try, TryItem};
use gyokaku_core::text::{fold, split_outside_brackets};

use crate::read::understand::tables::flow::{self, Form, Text};
use crate::read::understand::words::cut::one_line;
use crate::read::understand::words::numbering::{label_only, labelled, without_label};
use crate::read::understand::words::remark::{REMARKS, is_of_all, is_remark};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Nothing,
    Keep,
    Problem,
    Try,
    /// Below one Try: its new or its existing items.
    Items {
        new: bool,
    },
}

/// Reads the review.
pub(crate) fn read(document: &Document) -> Review {
    let mut reader = Reader {
        review: Review::default(),
        tries: HashMap::new(),
        part: Part::Nothing,
        current: None,
        merging: false,
    };
    for text in flow::texts(document) {
        reader.text(&text);
    }
    reader.review
}

struct Reader {
    review: Review,
    tries: HashMap<String, usize>,
    part: Part,
    current: Option<usize>,
    /// Whether entries are existing items merged into the item above.
    merging: bool,
}

impl Reader {
    fn text(&mut self, text: &Text<'_>) {
        let line = text.text.trim();
        if !text.is_item()
            && let Some(part) = part(line)
        {
            self.part = part;
            self.merging = false;
            return;
        }
        if self.part == Part::Nothing {
            return;
        }
        if !text.is_item() && is_remark(line) {
            self.note(line);
            return;
        }
        let folded = fold(line);
        if folded
            .trim_matches(['[', ']', '【', '】', '(', ')'])
            .ends_with("の集約")
            && folded.contains("既存")
        {
            self.merging = true;
            return;
        }
        if matches!(text.form, Form::Heading(_)) && self.heading(text, &folded) {
            return;
        }
        match self.part {
            Part::Keep | Part::Problem if text.is_item() => {
                let (said, notes) = noted(&text.full);
                let point = Point {
                    text: without_label(&said),
                    notes,
                    at: text.at.clone(),
                    ..Point::default()
                };
                let list = if self.part == Part::Keep {
                    &mut self.review.keep
                } else {
                    &mut self.review.problem
                };
                list.push(point);
            }
            Part::Try if text.is_item() || labelled(line).is_some_and(|l| !l.title.is_empty()) => {
                self.point(text)
            }
            Part::Items { new } => self.items(text, new),
            _ => {}
        }
    }

    /// A line that remarks on the point above it, or on an item that this point leads to.
    fn note(&mut self, line: &str) {
        let Review {
            keep,
            problem,
            try_next,
        } = &mut self.review;
        let led = self.current.filter(|_| matches!(self.part, Part::Items { .. }));
        let led = led.and_then(|at| try_next.get(at)?.items.last());
        let remark = remark(line);
        // What is remarked on an item names it, as a point leads to several; その他 speaks of the point.
        let said = match led.filter(|_| !is_of_all(line)) {
            Some(item) => format!("{}：{remark}", item.title),
            None => remark,
        };
        let notes = match self.part {
            Part::Nothing => None,
            Part::Keep => keep.last_mut().map(|point| &mut point.notes),
            Part::Problem => problem.last_mut().map(|point| &mut point.notes),
            Part::Try => try_next.last_mut().map(|point| &mut point.notes),
            Part::Items { .. } => self
                .current
                .and_then(|at| try_next.get_mut(at))
                .map(|point| &mut point.notes),
        };
        if let Some(notes) = notes.filter(|notes| notes.len() < MOST_NOTES) {
            notes.push(said);
        }
    }

    /// A heading inside the review. Whether it was one.
    fn heading(&mut self, text: &Text<'_>, folded: &str) -> bool {
        let plain = fold(&without_label(text.text));
        if let Some(known) = self.tries.get(&plain) {
            self.current = Some(*known);
            self.part = Part::Nothing;
            // Items follow under a heading of their own; until then nothing belongs to this Try.
            self.part = Part::Items { new: false };
            self.merging = false;
            return true;
        }
        if self.current.is_some()
            && (folded.starts_with("新規") || folded.starts_with("既存"))
            && folded.contains("取組")
        {
            self.part = Part::Items {
                new: folded.starts_with("新規"),
            };
            self.merging = false;
            return true;
        }
        if text.text.starts_with(['○', '●', '◯']) {
            return false;
        }
        if !folded.contains("try") && !folded.contains("取組が必要") {
            if matches!(text.form, Form::Heading(1)) {
                self.current = None;
            }
            self.part = Part::Nothing;
        }
        true
    }

    fn point(&mut self, text: &Text<'_>) {
        let (said, notes) = noted(&text.full);
        let said = without_label(&said);
        if self.tries.contains_key(&fold(&said)) || said.chars().count() < 3 {
            return;
        }
        self.tries.insert(fold(&said), self.review.try_next.len());
        self.review.try_next.push(Try {
            text: said,
            notes,
            at: text.at.clone(),
            ..Try::default()
        });
    }

    fn items(&mut self, text: &Text<'_>, new: bool) {
        let Some(current) = self.current.and_then(|c| self.review.try_next.get_mut(c)) else {
            return;
        };
        let bullet = matches!(text.marker, "○" | "●" | "◯" | "〇");
        let marked = text.is_item() || text.text.starts_with(['○', '●', '◯']);
        if !marked {
            let line = text.text.trim();
            // What stands below merged items says what they come to; a sentence below a point that leads to nothing says
            // what is tried.
            let into = current.items.last().filter(|_| self.merging);
            let said = match into.map(|item| format!("{}：{}", item.title, one_line(line))) {
                Some(said) => Some(said),
                None if current.items.is_empty() && line.ends_with('。') => Some(one_line(line)),
                None => None,
            };
            let said = said.filter(|_| text.form == Form::Paragraph && current.notes.len() < MOST_NOTES);
            current.notes.extend(said);
            self.merging = false;
            return;
        }
        if bullet || text.text.starts_with(['○', '●', '◯']) {
            self.merging = false;
        }
        let (said, below) = noted(text.text);
        let mut remarks = Vec::new();
        for entry in entries(&said) {
            let Some((title, departments, behind)) = titled(&entry) else {
                continue;
            };
            remarks.extend(behind.map(|behind| (title.clone(), behind)));
            match current.items.last_mut().filter(|_| self.merging) {
                Some(into) => into.merges.push(title),
                None => current.items.push(TryItem {
                    title,
                    new,
                    departments,
                    merges: Vec::new(),
                    at: text.at.clone(),
                }),
            }
        }
        // What is remarked on an item names it: a point leads to several.
        if let Some(last) = current.items.last() {
            remarks.extend(below.into_iter().map(|remark| (last.title.clone(), remark)));
        }
        let remarks = remarks
            .into_iter()
            .map(|(title, remark)| format!("{title}：{remark}"));
        current.notes.extend(remarks);
        current.notes.truncate(MOST_NOTES);
    }
}

/// So many remarks of one point are kept beside it; the rest stay what the document says beside its values.
const MOST_NOTES: usize = 50;

/// What is said in the first lines of an entry, and the remarks below it.
fn noted(text: &str) -> (String, Vec<String>) {
    let lines: Vec<&str> = text.lines().collect();
    // The first line is what is remarked on, whatever it begins with.
    let first = lines.iter().skip(1).position(|line| is_remark(line.trim()));
    let (said, remarks) = lines.split_at(first.map_or(lines.len(), |at| at + 1));
    let mut notes: Vec<String> = Vec::new();
    for line in remarks
        .iter()
        .map(|line| line.trim())
        .filter(|line| !line.is_empty())
    {
        match notes.last_mut().filter(|_| !is_remark(line)) {
            Some(last) => last.push_str(line),
            None => notes.push(remark(line)),
        }
    }
    notes.truncate(MOST_NOTES);
    (said.join("\n"), notes)
}

/// A remark without the mark in front of it.
fn remark(line: &str) -> String {
    let plain = line.trim().trim_start_matches(REMARKS).trim_start();
    one_line(plain)
}

/// Which part a line opens: `Keep できたこと`, `## Problem`, `Try 次に…`.
fn part(line: &str) -> Option<Part> {
    let folded = fold(line);
    let plain = folded.trim_start_matches(['#', '■', '【', '<', '(', '「']);
    let word: String = plain.chars().take_while(char::is_ascii_alphabetic).collect();
    let short = line.chars().count() <= 40 && !line.ends_with('。');
    match word.as_str() {
        "keep" | "k" if short => Some(Part::Keep),
        "problem" | "p" if short => Some(Part::Problem),
        "try" | "t" if short => Some(Part::Try),
        _ => None,
    }
    .filter(|_| word.len() > 1 || matches!(plain.chars().nth(1), None | Some(':' | '(' | '】' | '>')))
}

/// Two items on one line are parted by a second mark.
fn entries(text: &str) -> Vec<String> {
    let text = text.split('\n').next().unwrap_or(text);
    text.split(['○', '●', '◯'])
        .map(str::trim)
        .filter(|t| !t.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The title, the departments in the last brackets that hold any, and what stands behind them.
fn titled(entry: &str) -> Option<(String, Vec<String>, Option<String>)> {
    if label_only(entry).is_some() {
        return None;
    }
    let mut best: Option<(usize, usize, Vec<String>)> = None;
    for (start, inner, end) in brackets(entry) {
        let names = split_outside_brackets(inner, &['・', '、', '，', ',']);
        if !names.is_empty() && names.iter().all(|n| is_department(n)) {
            best = Some((start, end, names.iter().map(|n| one_line(n)).collect()));
        }
    }
    let (title, departments, behind) = match best {
        Some((start, end, names)) => (&entry[..start], names, remark(&entry[end..])),
        None => (entry, Vec::new(), String::new()),
    };
    let title = one_line(title);
    let behind = Some(behind).filter(|behind| behind.chars().any(char::is_alphanumeric));
    (!title.is_empty() && title.chars().count() <= 60).then_some((title, departments, behind))
}

/// Brackets of any form that stand outside of others: where they start, what they hold, and where they end.
fn brackets(text: &str) -> Vec<(usize, &str, usize)> {
    let mut out = Vec::new();
    let (mut depth, mut start, mut inside) = (0usize, 0, 0);
    for (i, c) in text.char_indices() {
        match c {
            '[' | '［' | '(' | '（' => {
                if depth == 0 {
                    (start, inside) = (i, i + c.len_utf8());
                }
                depth += 1;
            }
            ']' | '］' | ')' | '）' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    out.push((start, &text[inside..i], i + c.len_utf8()));
                }
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_a_title_and_departments() {
        assert_eq!(
            titled("手順の見直し [BPR] [経営課・財政課] 先行実施"),
            Some((
                "手順の見直し [BPR]".into(),
                vec!["経営課".into(), "財政課".into()],
                Some("先行実施".into())
            ))
        );
        assert_eq!(
            titled("意見交換 (仮) [秘書課]"),
            Some(("意見交換 (仮)".into(), vec!["秘書課".into()], None))
        );
        assert_eq!(entries("窓口の充実[A課]      ○ 発信の充実 [B課]").len(), 2);
    }

    #[test]
    fn remarks_below_an_entry_are_notes() {
        let (said, notes) = noted("窓口の充実 [市民課]\n※外部の目を\n　加える\n⇒先に始めた");
        assert_eq!(said, "窓口の充実 [市民課]");
        assert_eq!(notes, ["外部の目を加える", "先に始めた"]);
        let (said, notes) = noted("一つ目\n続き");
        assert_eq!((said.as_str(), notes.len()), ("一つ目\n続き", 0));
    }
}
