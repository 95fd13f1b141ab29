//! CSV → [`Document`]: comma, semicolon or tab, quotes as in RFC 4180, ragged rows as they are.
//!
//! Rows and columns are counted as a spreadsheet counts them when it opens the file, so a place is
//! `name!B3`; the file's name without its extension stands for the sheet. Not here: encodings
//! (`bytes`), and which rows are a table (`rows`).

use gyokaku_core::document::{Document, Format, Oddity, OddityKind, Place};

use super::error::NotADocument;
use super::limits::{LONGEST, MOST_CELLS, MOST_LINES};
use super::rows::{self, SheetCell, SheetRow};

mod thousands;

/// Reads decoded text, in which `\n` alone ends a line, as comma-separated values.
///
/// # Errors
/// Too many rows or cells, or a cell that is too long.
pub(super) fn document(name: &str, text: &str) -> Result<Document, NotADocument> {
    let sheet = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut document = Document {
        name: name.to_owned(),
        format: Format::Csv,
        ..Document::default()
    };
    let (delimiter, text) = separated(text);
    let mut records = records(text, delimiter, sheet)?;
    if delimiter == ',' {
        let split = thousands::split(&mut records);
        document.oddities.extend(split.iter().map(|row| {
            Oddity {
                kind: OddityKind::SplitThousands,
                text: row
                    .cells
                    .iter()
                    .map(|cell| cell.text.as_str())
                    .collect::<Vec<_>>()
                    .join(","),
                at: Place::cell(
                    sheet.to_owned(),
                    row.row,
                    row.cells.first().map_or(0, |cell| cell.column),
                ),
            }
        }));
    }
    document.oddities.extend(records.open_quote);
    rows::layout(sheet, records.rows, Vec::new(), &mut document)?;
    if document.blocks.is_empty() && document.oddities.is_empty() {
        return Err(NotADocument::Blank);
    }
    Ok(document)
}

/// The rows of a text that is comma-separated, semicolon-separated or tab-separated.
///
/// # Errors
/// Too many rows or cells, or a cell that is too long.
pub(crate) fn rows(text: &str, sheet: &str) -> Result<Vec<SheetRow>, NotADocument> {
    let (delimiter, text) = separated(text);
    Ok(records(text, delimiter, sheet)?.rows)
}

/// The separator of a text, and the text behind a line that only names it.
fn separated(text: &str) -> (char, &str) {
    declared(text).unwrap_or_else(|| (delimiter(text), text))
}

/// What a text in cells holds.
#[derive(Debug)]
struct Records {
    /// The rows that hold text, each with its number as a spreadsheet would show it.
    rows: Vec<SheetRow>,
    /// The numbers of rows in which a bare figure of three digits follows a shorter one, neither in quotes.
    like_thousands: Vec<u32>,
    /// A quote that never closes.
    open_quote: Option<Oddity>,
}

/// How often a separator occurs in a line outside quotes.
pub(super) fn separators(line: &str, delimiter: char) -> usize {
    let mut quoted = false;
    line.chars()
        .filter(|c| {
            quoted ^= *c == '"';
            *c == delimiter && !quoted
        })
        .count()
}

/// The separator that a first line `sep=;` names, as Excel follows it, and what stands after that line's text.
fn declared(text: &str) -> Option<(char, &str)> {
    let line = text.split('\n').next()?;
    let named = line.trim_matches('"').strip_prefix("sep=")?;
    let mut chars = named.chars();
    match (chars.next(), chars.next()) {
        (Some(delimiter @ (',' | ';' | '\t')), None) => Some((delimiter, &text[line.len()..])),
        _ => None,
    }
}

/// The separator that occurs in the most of the first lines, and most alike in them.
fn delimiter(text: &str) -> char {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(50)
        .collect();
    let score = |delimiter: char| {
        let counts: Vec<usize> = lines.iter().map(|line| separators(line, delimiter)).collect();
        let most = counts.iter().copied().max().unwrap_or(0);
        let alike = counts.iter().filter(|c| **c == most && most > 0).count();
        (alike, counts.iter().filter(|c| **c > 0).count())
    };
    // The comma is last, so it wins where two are equal.
    [';', '\t', ',']
        .into_iter()
        .max_by_key(|d| score(*d))
        .unwrap_or(',')
}

fn records(text: &str, delimiter: char, sheet: &str) -> Result<Records, NotADocument> {
    let mut found = Records {
        rows: Vec::new(),
        like_thousands: Vec::new(),
        open_quote: None,
    };
    let mut leads = false;
    let mut current = SheetRow {
        row: 0,
        cells: Vec::new(),
    };
    let (mut column, mut rest, mut cells, mut quotes_close) = (0u32, text, 0usize, true);
    loop {
        let quoted = rest.strip_prefix('"').filter(|_| quotes_close);
        let (value, after) = match quoted {
            Some(quoted) => match closed(quoted, delimiter) {
                Some((value, after)) => (value, after),
                // The quote never closes: half a file, or a quote too many. From here quotes are plain characters.
                None => {
                    quotes_close = false;
                    let (value, after) = plain(quoted, delimiter);
                    found.open_quote = Some(Oddity {
                        kind: OddityKind::OpenQuote,
                        text: value.trim().to_owned(),
                        at: Place::cell(sheet.to_owned(), current.row, column),
                    });
                    (value, after)
                }
            },
            None => plain(rest, delimiter),
        };
        let is_bare = quoted.is_none();
        if leads && is_bare && thousands::follows(&value) && found.like_thousands.last() != Some(&current.row)
        {
            found.like_thousands.push(current.row);
        }
        leads = is_bare && thousands::leads(&value);
        if value.len() > LONGEST && value.chars().count() > LONGEST {
            let at = Place::cell(sheet.to_owned(), current.row, column);
            return Err(NotADocument::TooLong { at, limit: LONGEST });
        }
        cells += 1;
        if cells > MOST_CELLS {
            return Err(NotADocument::TooManyCells {
                place: sheet.to_owned(),
                limit: MOST_CELLS,
            });
        }
        if !value.trim().is_empty() {
            let figure = is_figure(&value);
            current.cells.push(SheetCell {
                column,
                text: trimmed(value),
                figure,
                exact: None,
            });
        }
        let mut left = after.chars();
        let ended = match left.next() {
            Some(c) if c == delimiter => {
                column += 1;
                false
            }
            _ => true,
        };
        rest = left.as_str();
        if ended {
            let row = current.row;
            if row as usize >= MOST_LINES * 3 {
                return Err(NotADocument::TooManyLines {
                    limit: MOST_LINES * 3,
                });
            }
            let full = std::mem::replace(
                &mut current,
                SheetRow {
                    row: row + 1,
                    cells: Vec::new(),
                },
            );
            if !full.cells.is_empty() {
                found.rows.push(full);
            }
            (column, leads) = (0, false);
            if rest.is_empty() {
                return Ok(found);
            }
        }
    }
}

/// The value of a quoted field and what follows its closing quote (a separator or the end of the
/// line); characters between the two belong to the value, as spreadsheets read it.
fn closed(quoted: &str, delimiter: char) -> Option<(String, &str)> {
    let (mut value, mut rest) = (String::new(), quoted);
    loop {
        let at = rest.find('"')?;
        value.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                value.push('"');
                rest = after;
            }
            None => break,
        }
    }
    let (tail, after) = plain(rest, delimiter);
    value.push_str(&tail);
    Some((value, after))
}

fn plain(rest: &str, delimiter: char) -> (String, &str) {
    let end = rest.find([delimiter, '\n']).unwrap_or(rest.len());
    (rest[..end].to_owned(), &rest[end..])
}

/// The value without blanks around it, and without the apostrophe that keeps a spreadsheet from
/// running it as a formula.
fn trimmed(value: String) -> String {
    // Full-width blanks in front are an indentation that a person typed.
    let kept = value.trim_end().trim_start_matches([' ', '\t']);
    // `="001"` keeps a spreadsheet from dropping the zeros; it shows 001.
    if let Some(inner) = kept.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'))
        && !inner.contains('"')
    {
        return inner.to_owned();
    }
    match kept.strip_prefix('\'') {
        Some(rest)
            if rest
                .trim_start()
                .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) =>
        {
            rest.to_owned()
        }
        _ if kept.len() == value.len() => value,
        _ => kept.to_owned(),
    }
}

/// Whether a value is nothing but a figure.
pub(super) fn is_figure(text: &str) -> bool {
    let text = text.trim();
    text.contains(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c))
        && text.chars().all(|c| {
            c.is_ascii_digit()
                || ('０'..='９').contains(&c)
                || matches!(
                    c,
                    ',' | '.'
                        | '%'
                        | '¥'
                        | '￥'
                        | '-'
                        | '+'
                        | '△'
                        | '▲'
                        | '−'
                        | '，'
                        | '．'
                        | '％'
                        | '('
                        | ')'
                )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        let rows = records(text, delimiter(text), "a").unwrap().rows;
        rows.into_iter()
            .map(|r| {
                r.cells
                    .into_iter()
                    .map(|c| format!("{}:{}", c.column, c.text))
                    .collect()
            })
            .collect()
    }

    #[test]
    fn quotes_and_breaks() {
        assert_eq!(
            read("a,\"b\"\"c\",\"d\ne\"\n,x\n"),
            [vec!["0:a", "1:b\"c", "2:d\ne"], vec!["1:x"]]
        );
    }

    #[test]
    fn text_kept_from_becoming_a_number() {
        assert_eq!(
            read("=\"001\",\"=\"\"0,02\"\"\",=A1,\"=\"\"a\"\"&\"\"b\"\"\"\n"),
            [vec!["0:001", "1:0,02", "2:=A1", "3:=\"a\"&\"b\""]]
        );
    }

    #[test]
    fn a_quote_that_never_closes_swallows_nothing() {
        assert_eq!(
            read("a,b\n1,\"half\n2,c\n"),
            [vec!["0:a", "1:b"], vec!["0:1", "1:half"], vec!["0:2", "1:c"]]
        );
        let found = document("a.csv", "a,b\n1,\"half\n2,c\n").unwrap().oddities;
        assert_eq!((found[0].kind, &*found[0].text), (OddityKind::OpenQuote, "half"));
        assert_eq!(found[0].at.to_string(), "a!B2");
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_does() {
        let rows = records("a,b\n\n\"x\ny\",z\n1,2\n", ',', "a").unwrap().rows;
        assert_eq!(rows.iter().map(|r| r.row).collect::<Vec<_>>(), [0, 2, 3]);
    }
}
