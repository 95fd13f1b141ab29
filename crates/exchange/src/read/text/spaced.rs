//! Tables whose columns are parted by spaces, with values that fell onto lines of their own.

use gyokaku_core::document::{Cell, Grid, GridForm, Place};
use gyokaku_core::labels::field::field;
use gyokaku_core::labels::grade::{grade_of, is_class, is_state};
use gyokaku_core::labels::year;
use gyokaku_core::text::fold;

use super::Printed;
use super::values::{
    Word, is_bracketed, is_label, is_value, labelled_values, only_values, pair_brackets, words,
};

/// How many lines may pass before the first row with a label and values: a text that only looks like
/// the head of a table is given up soon, so that the cost grows with the text and no faster.
const HEAD_START: usize = 48;

/// The table that starts at line `start`, and the line after it. It needs a head of at least three
/// words without the marks of a sentence, and at least one row of a label and two values.
pub(super) fn table(lines: &[Printed<'_>], start: usize) -> Option<(Grid, usize)> {
    let head = head(lines.get(start)?);
    let width = head.as_ref().map_or(0, Vec::len);
    let mut rows = Rows {
        rows: Vec::new(),
        stacked: false,
        labelled: 0,
    };
    let mut i = start;
    if let Some(head) = head {
        rows.push_words(&lines[i], head);
        i += 1;
    } else if labelled_values(lines[i].text).is_none()
        || lines.get(i + 1).is_none_or(|l| labelled_values(l.text).is_none())
    {
        return None;
    }
    let body = i;
    while let Some(line) = lines
        .get(i)
        .filter(|l| !l.is_blank() && !l.text.contains(['\t', '|']))
    {
        if i - start > HEAD_START && rows.labelled == 0 && !rows.rows.iter().skip(1).any(|row| row.len() >= 3)
        {
            return None;
        }
        if let Some((label, values)) = labelled_values(line.text) {
            rows.push_labelled(line, label, values);
        } else if let Some(row) = under_head(line.text, width) {
            rows.labelled += 1;
            rows.push_words(line, row);
        } else if let Some(values) = only_values(line.text).filter(|_| i > body) {
            rows.extend(line, values);
        } else if is_label(line.text) && leads_to_values(lines, i) {
            rows.label(line);
        } else {
            break;
        }
        i += 1;
    }
    let enough = if head_is_first(&rows.rows, body > start) {
        1
    } else {
        2
    };
    let stacked_rows = rows
        .rows
        .iter()
        .skip(body - start)
        .filter(|r| r.len() >= 3)
        .count();
    if rows.labelled.max(stacked_rows) < enough {
        return None;
    }
    if body > start {
        fit_head(&mut rows.rows, lines[start].text);
    }
    let form = if rows.stacked {
        GridForm::Stacked
    } else {
        GridForm::Spaced
    };
    Some((
        Grid {
            rows: rows.rows,
            form,
        },
        i,
    ))
}

/// Makes a head of more words than its rows have cells fit them: words that stand side by side and name nothing by
/// themselves are one head (終期 設定), where there are just so many of them. A head that fits in no way or in several
/// stays a line above the rows, so that no figure gets the name of another column.
fn fit_head(rows: &mut [Vec<Cell>], line: &str) {
    let Some((head, body)) = rows.split_first_mut() else {
        return;
    };
    let mut widths = body.iter().map(Vec::len).filter(|width| *width > 2);
    let Some(width) = widths.next().filter(|width| *width < head.len()) else {
        return;
    };
    if !widths.all(|other| other == width) {
        return;
    }
    let goes_on =
        |pair: &[Cell]| pair[0].text.ends_with(['・', '、', '/', '／']) || pair[1].text.starts_with('・');
    let joins: Vec<bool> = head
        .windows(2)
        .map(|pair| goes_on(pair) || pair.iter().all(|cell| names_nothing(&cell.text)))
        .collect();
    let possible = joins.iter().filter(|join| **join).count();
    if possible == 0 {
        return;
    }
    let first = head[0].at.clone();
    let cells = std::mem::take(head);
    if possible != cells.len() - width {
        head.push(Cell::new(line.trim(), first));
        return;
    }
    for (i, cell) in cells.into_iter().enumerate() {
        match head.last_mut().filter(|_| i > 0 && joins[i - 1]) {
            Some(before) => before.text.push_str(&cell.text),
            None => head.push(cell),
        }
    }
}

/// Whether a word of a head is none that is known: no field, no year, no grade, no class.
fn names_nothing(word: &str) -> bool {
    field(word).is_none()
        && year::header(word).is_none()
        && grade_of(word).is_none()
        && !is_state(&fold(word))
        && !is_class(word)
}

fn head_is_first(rows: &[Vec<Cell>], has_head: bool) -> bool {
    has_head && !rows.is_empty()
}

/// The words of a line that may be the head of a table.
fn head(line: &Printed<'_>) -> Option<Vec<Word>> {
    let text = line.text.trim();
    if text.contains(['。', '、', '：', '|', '\t', '※', '■', '#', '【']) || labelled_values(text).is_some()
    {
        return None;
    }
    let words = words(line.text);
    let short = words.iter().all(|w| w.text.chars().count() <= 12)
        && words.first().is_some_and(|w| !is_value(&w.text));
    (words.len() >= 3 && short && !text.starts_with(['-', '・', '•', '○', '◎', '('])).then_some(words)
}

/// Whether labels at `i` are followed, within three lines, by a line of values.
fn leads_to_values(lines: &[Printed<'_>], i: usize) -> bool {
    (i + 1..=i + 3)
        .find_map(|n| lines.get(n).filter(|l| !is_label(l.text)))
        .is_some_and(|l| only_values(l.text).is_some() && !l.text.trim_start().starts_with("- "))
}

/// A row read from its right end under a head of `width` columns: as many values as the head leaves
/// for figures, with one or two columns of words before them, or with none (`124 (100%) 8 (6.5%)`).
fn under_head(line: &str, width: usize) -> Option<Vec<Word>> {
    if width < 3 {
        return None;
    }
    let words = words(line);
    let label_end = words
        .iter()
        .rposition(|w| !is_value(&w.text))
        .map_or(0, |at| at + 1);
    let values = pair_brackets(words[label_end..].to_vec());
    let label = &words[..label_end];
    if values.len() < 2 || line.trim_start().starts_with(['■', '#', '※', '-', '・']) {
        return None;
    }
    let joined = |part: &[Word]| Word {
        text: part.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" "),
        column: part[0].column,
    };
    let mut row = match (label.len(), width.checked_sub(values.len())?) {
        (0, 0) => Vec::new(),
        (1.., 1) => vec![joined(label)],
        (2.., 2) => vec![label[0].clone(), joined(&label[1..])],
        _ => return None,
    };
    row.extend(values);
    Some(row)
}

struct Rows {
    rows: Vec<Vec<Cell>>,
    stacked: bool,
    labelled: usize,
}

impl Rows {
    fn push_words(&mut self, line: &Printed<'_>, words: Vec<Word>) {
        self.rows.push(words.into_iter().map(|w| cell(line, w)).collect());
    }

    fn push_labelled(&mut self, line: &Printed<'_>, label: Word, values: Vec<Word>) {
        self.labelled += 1;
        self.push_words(line, std::iter::once(label).chain(values).collect());
    }

    /// Values on a line of their own belong to the row above.
    fn extend(&mut self, line: &Printed<'_>, values: Vec<Word>) {
        self.stacked = true;
        let Some(row) = self.rows.last_mut() else { return };
        for value in values {
            match row.last_mut() {
                Some(last)
                    if is_bracketed(&value.text)
                        && !last.text.contains('\n')
                        && gyokaku_core::figure::figures(&last.text).len() == 1 =>
                {
                    last.text.push('\n');
                    last.text.push_str(&value.text);
                }
                _ => row.push(cell(line, value)),
            }
        }
    }

    /// A label on a line of its own starts a row, or goes on with the label above it.
    fn label(&mut self, line: &Printed<'_>) {
        self.stacked = true;
        let text = line.text.trim();
        if let Some([only]) = self.rows.last_mut().map(Vec::as_mut_slice) {
            only.text.push('\n');
            only.text.push_str(text);
            return;
        }
        let column = line.text.chars().take_while(|c| c.is_whitespace()).count() as u32 + 1;
        self.rows
            .push(vec![Cell::new(text, Place::at_line(line.number, column))]);
    }
}

fn cell(line: &Printed<'_>, word: Word) -> Cell {
    Cell::new(word.text, Place::at_line(line.number, word.column))
}
