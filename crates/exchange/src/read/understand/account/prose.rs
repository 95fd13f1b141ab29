//! Running text that was taken, noted or left: headings, remarks, legends, sentences.
//!
//! Not here: what a value is (`understand::prose`).

use gyokaku_core::document::{Place, Spot};
use gyokaku_core::figure::{Measure, figures};
use gyokaku_core::labels::department::is_department;
use gyokaku_core::not_taken::Because;
use gyokaku_core::text::{fold, narrow};

use super::{Cover, Teller};
use crate::read::understand::tables::flow::{Form, Text, line};
use crate::read::understand::words::numbering::without_label;
use crate::read::understand::words::remark::{is_of_all, is_remark};
use crate::read::understand::words::years::period;

/// At most so many sentences lead to a table or a list.
const MOST_LEADING: usize = 3;

/// At most so many short lines head what comes below them.
const MOST_CAPTIONS: usize = 5;

/// A heading whose text stands above what is told.
#[derive(Clone, Debug)]
struct Open {
    level: u8,
    text: String,
    at: Place,
    /// Something below it was taken, or it is stated itself.
    taken: bool,
    /// The plan states the heading itself: what stands below speaks of that.
    named: bool,
    /// The item or section that it names.
    on: Option<String>,
    /// What stands below explains the document.
    legend: bool,
    /// It announces the period of the plan.
    period: bool,
}

/// What the lines above leave open.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    headings: Vec<Open>,
    /// Short lines that may head what comes next.
    captions: Vec<(String, Place)>,
    legend: bool,
    /// Sentences that may lead to what comes next.
    waiting: Vec<(String, Place)>,
    /// Something was taken.
    begun: bool,
    /// The line before was taken or noted: where it stands and what it speaks of.
    last: Option<(Place, Option<String>)>,
}

impl Lines {
    /// Takes the next line.
    pub(super) fn text(&mut self, text: &Text<'_>, teller: &mut Teller) {
        if is_furniture(text.text) {
            return;
        }
        if let Form::Heading(level) = text.form {
            self.heading(level, text, teller);
            return;
        }
        // A department alone on its line is a piece of a row, whoever else it is in charge of.
        let is_piece = is_department(text.text) && teller.stated.on_row(&text.at).is_empty();
        match teller.cover(text.text, &text.at) {
            Cover::Whole if is_piece => self.beside(text, teller),
            Cover::Whole => {
                teller.pass(&text.at);
                self.taken(teller);
                self.last = Some((text.at.clone(), teller.on(&text.at)));
            }
            Cover::Part(rest) => self.remainder(text, rest, teller),
            Cover::None => self.beside(text, teller),
        }
    }

    /// What a table means for the lines above it.
    pub(super) fn after_table(&mut self, taken: bool, teller: &mut Teller) {
        self.legend = false;
        self.last = None;
        if taken {
            self.taken(teller);
        } else {
            self.flush(teller);
        }
    }

    /// Whether the heading in force announces the period.
    pub(super) fn is_of_the_period(&self) -> bool {
        self.headings.last().is_some_and(|open| open.period)
            || self
                .captions
                .last()
                .is_some_and(|(text, _)| announces_period(text))
    }

    /// Ends the document.
    pub(super) fn end(&mut self, teller: &mut Teller) {
        self.flush(teller);
        self.close(0, teller);
    }

    fn heading(&mut self, level: u8, text: &Text<'_>, teller: &mut Teller) {
        if self.begun || !self.headings.is_empty() {
            self.leave_sentences(teller);
        }
        self.close(level, teller);
        self.legend = false;
        let stated = teller
            .stated
            .whole(text.text)
            .or_else(|| teller.stated.whole(&without_label(text.text)))
            .cloned();
        let taken = stated.is_some() || !matches!(teller.cover(text.text, &text.at), Cover::None);
        teller.pass(&text.at);
        if taken {
            self.taken(teller);
        }
        self.last = None;
        self.headings.push(Open {
            level,
            text: text.text.to_owned(),
            at: text.at.clone(),
            taken,
            named: stated.is_some(),
            on: stated.flatten(),
            legend: is_legend(text.text),
            period: announces_period(text.text),
        });
    }

    /// A line that states more than the values on it: the rest is a note.
    fn remainder(&mut self, text: &Text<'_>, rest: Option<usize>, teller: &mut Teller) {
        teller.pass(&text.at);
        self.taken(teller);
        let on = teller.on(&text.at);
        let behind = rest.filter(|_| !teller.is_of_prose(&text.at));
        let (said, at) = match behind {
            Some(start) => {
                let said = text.text[start..].trim_start_matches([
                    ' ', '　', ']', '］', ')', '）', '】', '〕', ':', '：', '\n', '、', '。',
                ]);
                let before = &text.text[..text.text.len() - said.len()];
                (said, below(&text.at, before.matches('\n').count()))
            }
            None => (text.text, text.at.clone()),
        };
        teller.note(on.clone(), said, &at);
        self.last = Some((text.at.clone(), on));
    }

    /// A line on which no value stands.
    fn beside(&mut self, text: &Text<'_>, teller: &mut Teller) {
        let said = text.text.trim();
        let heading = self.headings.last().cloned();
        if is_remark(said) {
            let near = self.last.as_ref().filter(|(at, _)| is_near(at, &text.at));
            let on = match near.filter(|_| !is_of_all(said)) {
                Some((_, on)) => on.clone(),
                None => heading.and_then(|open| open.on),
            };
            self.noted(on, text, teller);
        } else if self.legend || heading.as_ref().is_some_and(|open| open.legend) {
            self.noted(None, text, teller);
        } else if is_legend(said) && text.may_head() {
            self.legend = true;
            self.captions.push((said.to_owned(), text.at.clone()));
        } else if teller.period.is_some() && period(said) == teller.period {
            self.taken(teller);
            self.noted(None, text, teller);
        } else if (text.may_head() && !is_sentence(said)) || declares_unit(said) {
            self.captions.push((said.to_owned(), text.at.clone()));
        } else if heading.as_ref().is_some_and(|open| open.named) {
            let on = heading.and_then(|open| open.on);
            self.noted(on, text, teller);
        } else if let Some((_, Some(on))) = self.last.clone().filter(|_| !text.is_item()) {
            self.noted(Some(on), text, teller);
        } else {
            self.last = None;
            self.waiting.push((text.full.clone(), text.at.clone()));
            // What nothing stands above introduces the document.
            let introduces = self.headings.is_empty() && !self.begun;
            if self.waiting.len() > MOST_LEADING && !introduces {
                self.flush(teller);
            }
        }
    }

    fn noted(&mut self, on: Option<String>, text: &Text<'_>, teller: &mut Teller) {
        self.taken(teller);
        let said = match text.full == text.text {
            true => text.text,
            false => text.full.as_str(),
        };
        teller.note(on.clone(), said, &text.at);
        self.last = Some((text.at.clone(), on));
    }

    /// Something was taken: what stands right above it was its heading. Many short lines, a department among them, or a
    /// line that ends in an amount are of a table or a row that was not read.
    fn taken(&mut self, teller: &mut Teller) {
        let are_pieces = self.captions.iter().any(|(text, _)| is_department(text));
        let heads = if are_pieces { 0 } else { MOST_CAPTIONS };
        let others = self.captions.len().saturating_sub(heads);
        let nearest = self.captions.split_off(others);
        let values = nearest.into_iter().filter(|(text, _)| ends_in_a_value(text));
        self.captions.extend(values);
        self.leave_captions(teller);
        for (text, at) in std::mem::take(&mut self.waiting) {
            teller.note(None, &text, &at);
        }
        self.begun = true;
        self.headings.iter_mut().for_each(|open| open.taken = true);
    }

    /// Short lines and sentences that headed nothing.
    fn flush(&mut self, teller: &mut Teller) {
        self.leave_captions(teller);
        self.leave_sentences(teller);
    }

    /// Short lines that headed nothing.
    fn leave_captions(&mut self, teller: &mut Teller) {
        for (text, at) in std::mem::take(&mut self.captions) {
            let has_figures = text.chars().any(|c| narrow(c).is_ascii_digit());
            let because = if has_figures {
                Because::Row
            } else {
                Because::Heading
            };
            teller.leave(&text, because, &at);
        }
    }

    /// Sentences that led to nothing.
    fn leave_sentences(&mut self, teller: &mut Teller) {
        for (text, at) in std::mem::take(&mut self.waiting) {
            teller.leave(&text, Because::Text, &at);
        }
    }

    /// Closes the headings from a level on.
    fn close(&mut self, level: u8, teller: &mut Teller) {
        while self.headings.last().is_some_and(|open| open.level >= level) {
            if let Some(open) = self.headings.pop().filter(|open| !open.taken) {
                teller.leave(&open.text, Because::Heading, &open.at);
            }
        }
    }
}

/// Whether a line is a page number or a rule.
fn is_furniture(text: &str) -> bool {
    let folded = fold(text);
    let page = folded.trim_matches(['-', 'p', '.', '頁', '/', '~', '—', '(', ')']);
    page.chars().count() <= 7 && page.chars().all(|c| c.is_ascii_digit() || c == '/')
        || !folded.chars().any(char::is_alphanumeric)
}

/// Whether a line declares the unit of a table.
fn declares_unit(text: &str) -> bool {
    text.contains("単位") && text.chars().count() <= 20
}

/// Whether a heading announces explanations of the document.
fn is_legend(text: &str) -> bool {
    let folded = fold(text);
    let plain = folded.trim_matches([
        '<', '>', '【', '】', '[', ']', '(', ')', '《', '》', '■', ':', '＜', '＞',
    ]);
    matches!(plain, "凡例" | "注記" | "備考" | "注意事項" | "留意事項")
}

/// Whether a heading announces the period of the plan.
fn announces_period(text: &str) -> bool {
    let folded = fold(text);
    ["計画期間", "推進期間", "取組期間", "実施期間"]
        .iter()
        .any(|word| folded.contains(word))
}

/// Whether a line ends in an amount or a share, as a row of a table does and no heading: 事業費　4,200.
fn ends_in_a_value(text: &str) -> bool {
    let text = text.trim_end();
    figures(text).last().is_some_and(|figure| {
        let printed = &text[figure.range.clone()];
        let is_value = figure.measure != Measure::Number || printed.contains([',', '，']);
        is_value && figure.range.end == text.len()
    })
}

/// Whether a line ends as a sentence does, with or without its full stop.
fn is_sentence(text: &str) -> bool {
    text.ends_with(['。', '．', 'る', 'た', 'す', 'く', 'だ', 'い', 'ん', '、'])
}

/// Whether a line stands right behind another.
fn is_near(before: &Place, here: &Place) -> bool {
    match (line(before), line(here)) {
        (Some(before), Some(here)) => here.saturating_sub(before) <= 2,
        _ => false,
    }
}

/// The place so many lines below.
fn below(at: &Place, lines: usize) -> Place {
    match &at.spot {
        Spot::Line { line, column } if lines > 0 => at.moved_to(Spot::Line {
            line: line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX)),
            column: *column,
        }),
        _ => at.clone(),
    }
}
