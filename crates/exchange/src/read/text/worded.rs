//! Registers whose columns are parted by spaces: `番号 取組名 担当課 目標額 評価`, and a row a line.
//!
//! The head says what each column holds, and a row is believed where its words fill the columns in one way
//! only: a department under 担当課, a figure under 目標額. Words left over belong to the text that they stand in. A row
//! that fits in no way or in several stays a line of text, so that no value gets the name of another column.

use gyokaku_core::document::{Block, Cell, Grid, GridForm, Place};
use gyokaku_core::fiscal_year::mentions;
use gyokaku_core::labels::department::is_department;
use gyokaku_core::labels::field::{Field, field};
use gyokaku_core::labels::grade::grade_of;
use gyokaku_core::labels::numbering::{Style, is_serial, label_only, labelled};
use gyokaku_core::labels::{is_total, year};

use super::Printed;
use super::line;
use super::values::{Word, is_value, span, words};

/// How many columns such a register may have.
const WIDEST: usize = 14;

/// How many words a row may have.
const LONGEST: usize = 40;

/// How many lines in a row may fit in no way without the register ending there.
const MISFITS: usize = 2;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Number,
    Text,
    Department,
    Value,
    Grade,
    Years,
    Word,
}

impl Slot {
    /// What a column with this head holds; none where its words are not known.
    fn of(head: &str) -> Option<Self> {
        if let Some((_, rest)) = year::header(head) {
            return Some(match field(&rest) {
                Some(Field::Grade) => Slot::Grade,
                Some(Field::Amount | Field::Effect) => Slot::Value,
                _ => Slot::Word,
            });
        }
        Some(match field(head)? {
            Field::Serial | Field::Number => Slot::Number,
            Field::Lead | Field::Support => Slot::Department,
            Field::Grade => Slot::Grade,
            Field::Schedule => Slot::Years,
            found if found.holds_figures() => Slot::Value,
            Field::UnitName | Field::Class => Slot::Word,
            _ => Slot::Text,
        })
    }

    /// Whether the column may hold a word, or a part of a text.
    fn holds(self, word: &str) -> bool {
        match self {
            Slot::Number => is_serial(word) || label_only(word).is_some(),
            Slot::Text => true,
            Slot::Department => word
                .split(['、', '，', ',', '・', '/', '／'])
                .all(|name| is_department(name.trim_start_matches(['◎', '○', '●']))),
            Slot::Value => is_value(word),
            Slot::Grade => grade_of(word).is_some() || is_nothing(word),
            Slot::Years => {
                !mentions(word).is_empty() || is_nothing(word) || ["随時", "毎年度", "通年"].contains(&word)
            }
            Slot::Word => !word.ends_with('。'),
        }
    }
}

fn is_nothing(word: &str) -> bool {
    matches!(word, "-" | "－" | "―" | "ー" | "—")
}

/// The register that starts at line `start` as blocks, and the line after it.
pub(super) fn table(lines: &[Printed<'_>], start: usize) -> Option<(Vec<Block>, usize)> {
    let (head, slots) = head(lines.get(start)?)?;
    let under = Heads {
        slots: &slots,
        spans: head.iter().map(|word| span(lines[start].text, word)).collect(),
    };
    let mut rows = vec![cells(
        &lines[start],
        head.into_iter().map(|word| vec![word]).collect(),
    )];
    let mut blocks = Vec::new();
    let (mut fitting, mut end, mut i) = (0, start + 1, start + 1);
    let mut misfits: Vec<usize> = Vec::new();
    while let Some(line) = lines.get(i).filter(|l| !l.text.contains(['\t', '|', '｜'])) {
        if line.is_blank() {
            // A blank line stands between rows where a row follows it.
            let goes_on = |n: usize| lines.get(n).is_some_and(|next| fit(next.text, &under).is_some());
            if !goes_on(i + 1) && !is_section(lines, i + 1, &under) {
                break;
            }
            i += 1;
            continue;
        }
        let row = fit(line.text, &under);
        fitting += usize::from(row.is_some());
        let total = || total(line.text, &under, &rows).filter(|_| misfits.is_empty());
        match row.or_else(total) {
            Some(columns) => {
                if !misfits.is_empty() {
                    blocks.push(ruled(std::mem::take(&mut rows)));
                    misfits
                        .drain(..)
                        .for_each(|n| line::blocks(&lines[n], &mut blocks));
                }
                rows.push(cells(line, columns));
                end = i + 1;
            }
            None if is_section(lines, i, &under) && misfits.is_empty() => {
                rows.push(vec![Cell::new(line.text.trim(), line.at())]);
            }
            None if fitting > 0 && misfits.len() < MISFITS => misfits.push(i),
            None => break,
        }
        i += 1;
    }
    if fitting < 2 {
        return None;
    }
    blocks.push(ruled(rows));
    Some((blocks, end))
}

fn ruled(rows: Vec<Vec<Cell>>) -> Block {
    Block::Table(Grid {
        rows,
        form: GridForm::Ruled,
    })
}

/// The words of a head and what their columns hold: a title, a number or a department beside it, and hardly a word
/// that is not known.
fn head(line: &Printed<'_>) -> Option<(Vec<Word>, Vec<Slot>)> {
    if line.text.contains(['。', '、', '\t', '|', '｜', '■', '※']) {
        return None;
    }
    let words = row_words(line.text);
    if !(3..=WIDEST).contains(&words.len())
        || words
            .iter()
            .any(|w| is_value(&w.text) || w.text.chars().count() > 16)
    {
        return None;
    }
    let fields: Vec<Option<Field>> = words.iter().map(|w| field(&w.text)).collect();
    let has = |wanted: &[Field]| fields.iter().flatten().any(|f| wanted.contains(f));
    let is_register = has(&[Field::Title, Field::TitleOrLevel, Field::TitleOrContent])
        && has(&[Field::Number, Field::Serial, Field::Lead]);
    let slots: Vec<Option<Slot>> = words.iter().map(|w| Slot::of(&w.text)).collect();
    let known = slots.iter().flatten().count();
    let numbers_in_front = fields
        .iter()
        .rposition(|f| matches!(f, Some(Field::Number | Field::Serial)))
        .is_none_or(|at| at <= 1);
    (is_register && numbers_in_front && known * 4 >= words.len() * 3).then(|| {
        let slots = slots.into_iter().map(|slot| slot.unwrap_or(Slot::Text)).collect();
        (words, slots)
    })
}

/// The words of a row; what stands in brackets belongs to the word before it.
fn row_words(line: &str) -> Vec<Word> {
    let mut joined: Vec<Word> = Vec::new();
    for word in words(line) {
        match joined.last_mut() {
            Some(last) if word.text.starts_with(['(', '（']) && !last.text.contains(['(', '（']) => {
                last.text.push_str(&word.text);
            }
            _ => joined.push(word),
        }
    }
    joined
}

/// The heads of a register: what their columns hold, and where they stand in their line.
struct Heads<'a> {
    slots: &'a [Slot],
    spans: Vec<(usize, usize)>,
}

impl Heads<'_> {
    /// Whether no text has taken a word that a blank column would hold: a department, a figure, a grade.
    fn leaves_no_word(&self, words: &[Word], ends: &[usize]) -> bool {
        let starts = || std::iter::once(0).chain(ends.iter().copied());
        let columns = || starts().zip(ends).zip(self.slots);
        let blank: Vec<Slot> = columns()
            .filter(|((start, end), _)| start == *end)
            .map(|(_, slot)| *slot)
            .filter(|slot| matches!(slot, Slot::Department | Slot::Value | Slot::Grade))
            .collect();
        columns()
            .filter(|(_, slot)| **slot == Slot::Text)
            .flat_map(|((start, end), _)| &words[start..*end])
            .all(|word| !blank.iter().any(|slot| slot.holds(&word.text)))
    }

    /// Whether the words of each column stand nearer to its head than to any other; `spans` are the words of the row,
    /// `ends` where those of each column end.
    fn are_above(&self, spans: &[(usize, usize)], ends: &[usize]) -> bool {
        let mut start = 0;
        ends.iter().enumerate().all(|(column, end)| {
            let words = &spans[start..*end];
            start = *end;
            let (Some(first), Some(last)) = (words.first(), words.last()) else {
                return true;
            };
            let near =
                |head: &(usize, usize)| head.0.saturating_sub(last.1).max(first.0.saturating_sub(head.1));
            let own = near(&self.spans[column]);
            self.spans.iter().all(|head| near(head) >= own)
        })
    }
}

/// The words of a row by column, where they fill the columns in one way only: with no blank, else with as few blanks as
/// may be. Where wide gaps part them, the way counts in which they stand below their heads. Numbers and texts are never
/// blank.
fn fit(line: &str, under: &Heads<'_>) -> Option<Vec<Vec<Word>>> {
    let words = row_words(line);
    if !(2..=LONGEST).contains(&words.len()) || words.last().is_some_and(|w| w.text.ends_with('。')) {
        return None;
    }
    let ways = (0..=under.slots.len().saturating_sub(2).min(MOST_BLANKS))
        .map(|blanks| {
            let ways = ways(&words, under.slots, blanks)?.into_iter();
            Some(
                ways.filter(|ends| under.leaves_no_word(&words, ends))
                    .collect::<Vec<_>>(),
            )
        })
        .find(|ways| ways.as_ref().is_none_or(|ways| !ways.is_empty()))??;
    let ends = match ways.as_slice() {
        [only] => only,
        several if line.contains("  ") || line.contains('　') => {
            let spans: Vec<(usize, usize)> = words.iter().map(|word| span(line, word)).collect();
            let mut fitting = several.iter().filter(|ends| under.are_above(&spans, ends));
            fitting.next().filter(|_| fitting.next().is_none())?
        }
        _ => return None,
    };
    let starts = std::iter::once(0).chain(ends.iter().copied());
    Some(
        starts
            .zip(ends)
            .map(|(start, end)| words[start..*end].to_vec())
            .collect(),
    )
}

/// How many cells of a row may be blank.
const MOST_BLANKS: usize = 3;

/// The ways in which words fill columns with so many blanks: where the words of each column end. None where there are
/// too many to look at.
fn ways(words: &[Word], slots: &[Slot], blanks: usize) -> Option<Vec<Vec<usize>>> {
    let mut search = Search {
        words,
        slots,
        ends: Vec::new(),
        found: Vec::new(),
        steps: 0,
    };
    search.go_on(0, blanks);
    (search.steps <= Search::MOST_STEPS).then_some(search.found)
}

/// A search for the ways in which words fill columns.
struct Search<'a> {
    words: &'a [Word],
    slots: &'a [Slot],
    /// Where the words of each column end so far.
    ends: Vec<usize>,
    found: Vec<Vec<usize>>,
    steps: usize,
}

impl Search<'_> {
    const MOST_STEPS: usize = 600;

    fn go_on(&mut self, at: usize, blanks: usize) {
        self.steps += 1;
        if self.steps > Self::MOST_STEPS {
            return;
        }
        let Some(slot) = self.slots.get(self.ends.len()).copied() else {
            if at == self.words.len() && blanks == 0 {
                self.found.push(self.ends.clone());
            }
            return;
        };
        let left = self.slots.len() - self.ends.len() - 1;
        let room = (self.words.len() - at + blanks).saturating_sub(left);
        let longest = if slot == Slot::Text { room } else { 1 };
        for taken in 1..=longest.min(self.words.len() - at) {
            if !slot.holds(&self.words[at + taken - 1].text) {
                break;
            }
            // A number alone is no text: the column that it stands in has no head.
            if slot == Slot::Text
                && taken == 1
                && Slot::Number.holds(&self.words[at].text)
                && self.ends.is_empty()
            {
                continue;
            }
            self.ends.push(at + taken);
            self.go_on(at + taken, blanks);
            self.ends.pop();
        }
        if blanks > 0 && !matches!(slot, Slot::Text | Slot::Number) {
            self.ends.push(at);
            self.go_on(at, blanks - 1);
            self.ends.pop();
        }
    }
}

/// Whether a line between the rows names the section of the next one: by a mark or a word of a level in front, or by
/// the number under which that of the next row stands.
fn is_section(lines: &[Printed<'_>], i: usize, under: &Heads<'_>) -> bool {
    let text = lines.get(i).map_or("", |line| line.text.trim());
    if text.is_empty()
        || text.chars().count() > 40
        || text.contains(['。', '、'])
        || text.starts_with(['※', '・'])
    {
        return false;
    }
    let Some(next) = lines.get(i + 1).and_then(|next| fit(next.text, under)) else {
        return false;
    };
    let below = next.iter().flatten().next().map_or("", |word| word.text.as_str());
    text.starts_with(['■', '【', '●', '◆'])
        || labelled(text).is_some_and(|found| match &found.style {
            Style::Word(_) | Style::Ordinal(_) | Style::Roman => true,
            // 1 収入をふやす above 1-1 or 101.
            _ => below
                .strip_prefix(found.label.trim_end_matches(['.', '．']))
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || "-－.‐".contains(c))),
        })
}

/// The words of a total by column: its name under the first text, and a figure in each column in which the rows above
/// have figures.
fn total(line: &str, under: &Heads<'_>, rows: &[Vec<Cell>]) -> Option<Vec<Vec<Word>>> {
    let words = row_words(line);
    let (name, values) = words.split_first()?;
    let fits = is_total(&name.text) && values.iter().all(|word| is_value(&word.text));
    if !fits {
        return None;
    }
    let text = under.slots.iter().position(|slot| *slot == Slot::Text)?;
    let holds_values = |at: &usize| {
        let cells = rows.iter().skip(1).filter_map(|row| row.get(*at));
        let mut said = cells.filter(|cell| !cell.is_blank()).peekable();
        let is_known = under.slots[*at] == Slot::Value;
        is_known || *at > text && said.peek().is_some() && said.all(|cell| is_value(&cell.text))
    };
    let columns: Vec<usize> = (0..under.slots.len()).filter(holds_values).collect();
    // A dash may stand where rows have a word.
    let from = columns.first()?;
    let all: Vec<usize> = (*from..under.slots.len()).collect();
    let columns = [&columns, &all]
        .into_iter()
        .find(|columns| columns.len() == values.len())?;
    let column = |at: usize| match columns.iter().position(|column| *column == at) {
        _ if at == text => vec![name.clone()],
        Some(value) => vec![values[value].clone()],
        None => Vec::new(),
    };
    Some((0..under.slots.len()).map(column).collect())
}

fn cells(line: &Printed<'_>, columns: Vec<Vec<Word>>) -> Vec<Cell> {
    columns
        .into_iter()
        .map(|words| {
            let at = words
                .first()
                .map_or_else(|| line.at(), |w| Place::at_line(line.number, w.column));
            let text: Vec<&str> = words.iter().map(|w| w.text.as_str()).collect();
            Cell::new(text.join(" "), at)
        })
        .collect()
}
