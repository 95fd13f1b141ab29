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
                let point = Point {
                    text: without_label(&text.full),
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
        let said = without_label(&text.full);
        if self.tries.contains_key(&fold(&said)) || said.chars().count() < 3 {
            return;
        }
        self.tries.insert(fold(&said), self.review.try_next.len());
        self.review.try_next.push(Try {
            text: said,
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
            self.merging = false;
            return;
        }
        if bullet || text.text.starts_with(['○', '●', '◯']) {
            self.merging = false;
        }
        for entry in entries(text.text) {
            let Some((title, departments)) = titled(&entry) else {
                continue;
            };
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
    }
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

/// The title and the departments in the last brackets that hold any.
fn titled(entry: &str) -> Option<(String, Vec<String>)> {
    if label_only(entry).is_some() {
        return None;
    }
    let mut best: Option<(usize, Vec<String>)> = None;
    for (start, inner) in brackets(entry) {
        let names = split_outside_brackets(inner, &['・', '、', '，', ',']);
        if !names.is_empty() && names.iter().all(|n| is_department(n)) {
            best = Some((start, names.iter().map(|n| one_line(n)).collect()));
        }
    }
    let (title, departments) = match best {
        Some((start, names)) => (&entry[..start], names),
        None => (entry, Vec::new()),
    };
    let title = one_line(title);
    (!title.is_empty() && title.chars().count() <= 60).then_some((title, departments))
}

/// Brackets of any form that stand outside of others: where they start and what they hold.
fn brackets(text: &str) -> Vec<(usize, &str)> {
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
                    out.push((start, &text[inside..i]));
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
                vec!["経営課".into(), "財政課".into()]
            ))
        );
        assert_eq!(
            titled("意見交換 (仮) [秘書課]"),
            Some(("意見交換 (仮)".into(), vec!["秘書課".into()]))
        );
        assert_eq!(entries("窓口の充実[A課]      ○ 発信の充実 [B課]").len(), 2);
    }
}
