//! What was copied out of a spreadsheet, laid against the answers of a department.
//!
//! Invariant: every cell of the block ends as a change, as the same as before, or as skipped with the
//! reason; none is dropped. Nothing is stored here: a person sees it first.
//! Not here: workbooks (`gyokaku_exchange::survey`), what may be written when (`answer`).

use super::field::{Field, Values};
use super::own::OwnQuestion;
use crate::progress::Scale;
use crate::text::fold;

/// An answer as a row of the grid.
#[derive(Clone, Debug)]
pub struct Row {
    /// What the row is known by in a sheet: its number, its serial number, its title.
    pub names: Vec<String>,
    /// Why nothing can be written, if it cannot.
    pub closed_reason: Option<String>,
    /// The field at each column; none where this answer is not asked.
    pub fields: Vec<Option<Field>>,
    /// What is stored.
    pub values: Values,
}

/// The grid that a block is laid against.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its rows, as on the screen.
    pub rows: Vec<Row>,
    /// The heads of its columns, as on the screen.
    pub columns: Vec<String>,
    /// The scale of the year.
    pub scale: Scale,
    /// The questions of the office's own.
    pub own: Vec<OwnQuestion>,
}

/// How the rows of a block found those of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// From the chosen cell downwards.
    Position,
    /// By the numbers or titles that the block itself names.
    Name,
}

/// A value that would change. `new` is none where the cell of the block is blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The row of the grid.
    pub row: usize,
    /// The field.
    pub field: Field,
    /// What is stored.
    pub old: Option<String>,
    /// What it would be, in its canonical form.
    pub new: Option<String>,
}

/// Something of the block that is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The line of the block, from 1; none where it is about a whole column.
    pub line: Option<usize>,
    /// The row of the grid, where it is known.
    pub row: Option<usize>,
    /// The head of the column, or of the block's own.
    pub column: String,
    /// What stands there.
    pub typed: String,
    /// Why it is not taken, in Japanese.
    pub why: String,
}

/// What a block would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Laid {
    /// How its rows were found.
    pub by: Alignment,
    /// Whether its first line was read as heads of columns.
    pub has_head: bool,
    /// What would change.
    pub changes: Vec<Change>,
    /// What is not taken.
    pub skipped: Vec<Skipped>,
    /// How many cells say what is stored already.
    pub same: usize,
}

/// The cells of a text as a spreadsheet copies it: tabs between cells, lines between rows; a cell in
/// quotes may itself hold lines, tabs and doubled quotes.
pub fn cells(text: &str) -> Vec<Vec<String>> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut rows = vec![Vec::new()];
    let mut rest = text.strip_suffix('\n').unwrap_or(&text);
    loop {
        let (cell, after) = quoted(rest).unwrap_or_else(|| {
            let end = rest.find(['\t', '\n']).unwrap_or(rest.len());
            (rest[..end].to_owned(), &rest[end..])
        });
        if let Some(row) = rows.last_mut() {
            row.push(cell);
        }
        let mut chars = after.chars();
        match chars.next() {
            None => return rows,
            Some('\n') => rows.push(Vec::new()),
            Some(_) => {}
        }
        rest = chars.as_str();
    }
}

/// A cell in quotes and what follows it; none where the quote is only a character of the text.
fn quoted(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('"')?;
    let mut cell = String::new();
    let mut chars = inner.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c != '"' {
            cell.push(c);
        } else if chars.next_if(|(_, next)| *next == '"').is_some() {
            cell.push('"');
        } else {
            let after = &inner[at + 1..];
            return (after.is_empty() || after.starts_with(['\t', '\n'])).then_some((cell, after));
        }
    }
    None
}

/// Heads under which a sheet names its items.
const NAMES: [&str; 8] = [
    "番号",
    "通し番号",
    "no",
    "no.",
    "取組",
    "取組項目",
    "実施項目",
    "項目",
];

/// What a column of the block is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Column {
    /// It names the item.
    Name,
    /// It belongs to this column of the grid.
    Of(usize),
    /// It lies beyond the grid.
    Beyond,
    /// Its head is none of the grid's.
    Foreign(String),
}

/// Lays a block against the grid. `start` is the cell chosen, row and column from 0; it decides where
/// the block does not say itself by heads or by numbers.
pub fn lay(block: &[Vec<String>], sheet: &Sheet, start: (usize, usize)) -> Laid {
    let width = block.iter().map(Vec::len).max().unwrap_or_default();
    let head = block.first().filter(|line| is_head(line, sheet));
    let body = &block[usize::from(head.is_some())..];
    let columns: Vec<Column> = match head {
        Some(head) => (0..width)
            .map(|at| by_head(head.get(at).map_or("", String::as_str), sheet))
            .collect(),
        None => by_position(body, width, sheet, start.1),
    };
    let named = columns.iter().position(|column| *column == Column::Name);
    let mut laid = Laid {
        by: named.map_or(Alignment::Position, |_| Alignment::Name),
        has_head: head.is_some(),
        changes: Vec::new(),
        skipped: foreign(&columns, body),
        same: 0,
    };
    let mut taken: Vec<usize> = Vec::new();
    for (at, cells) in body.iter().enumerate() {
        let line = at + 1 + usize::from(head.is_some());
        if cells.iter().all(|cell| cell.trim().is_empty()) && named.is_some() {
            continue;
        }
        let row = match named {
            Some(_) => columns
                .iter()
                .zip(cells)
                .filter(|(column, _)| **column == Column::Name)
                .find_map(|(_, cell)| row_named(cell, sheet)),
            None => Some(start.0 + at).filter(|row| *row < sheet.rows.len()),
        };
        let whole = |why: &str| Skipped {
            line: Some(line),
            row,
            column: String::new(),
            typed: cells
                .iter()
                .filter(|c| !c.trim().is_empty())
                .cloned()
                .collect::<Vec<_>>()
                .join("　"),
            why: why.to_owned(),
        };
        let Some(row) = row else {
            let why = match named {
                Some(_) => "この番号または名称の取組が、一覧に見当たりません。",
                None => "一覧の行数を超えています。",
            };
            laid.skipped.push(whole(why));
            continue;
        };
        if taken.contains(&row) {
            laid.skipped
                .push(whole("同じ取組の行が前にもあります。前の行を使います。"));
            continue;
        }
        taken.push(row);
        for (column, typed) in columns.iter().zip(cells) {
            place(&mut laid, sheet, line, row, column, typed);
        }
    }
    laid
}

/// Decides about one cell.
fn place(laid: &mut Laid, sheet: &Sheet, line: usize, row: usize, column: &Column, typed: &str) {
    let is_blank = typed.trim().is_empty();
    let known = &sheet.rows[row];
    let at = match column {
        Column::Of(at) => *at,
        Column::Beyond if !is_blank => {
            laid.skipped
                .push(skipped(line, row, "", typed, "一覧の列数を超えています。"));
            return;
        }
        Column::Name | Column::Foreign(_) | Column::Beyond => return,
    };
    let label = sheet.columns[at].as_str();
    let Some(field) = &known.fields[at] else {
        if !is_blank {
            let why = "この取組では、この欄はお尋ねしていません。";
            laid.skipped.push(skipped(line, row, label, typed, why));
        }
        return;
    };
    let old = known.values.get(field);
    let new = match field.read(typed, &sheet.scale, &sheet.own) {
        Ok(new) => new,
        Err(why) => {
            laid.skipped
                .push(skipped(line, row, label, typed, &why.to_string()));
            return;
        }
    };
    if new.as_ref() == old {
        laid.same += 1;
    } else if let Some(why) = &known.closed_reason {
        laid.skipped.push(skipped(line, row, label, typed, why));
    } else {
        laid.changes.push(Change {
            row,
            field: field.clone(),
            old: old.cloned(),
            new,
        });
    }
}

fn skipped(line: usize, row: usize, column: &str, typed: &str, why: &str) -> Skipped {
    Skipped {
        line: Some(line),
        row: Some(row),
        column: column.to_owned(),
        typed: typed.to_owned(),
        why: why.to_owned(),
    }
}

fn column_named(text: &str, sheet: &Sheet) -> Option<usize> {
    let wanted = fold(text);
    sheet
        .columns
        .iter()
        .position(|label| !wanted.is_empty() && fold(label) == wanted)
}

fn is_name_head(text: &str) -> bool {
    let wanted = fold(text);
    NAMES.iter().any(|name| fold(name) == wanted)
}

/// A line of heads names at least one column of the grid, and none of its cells is an item.
fn is_head(line: &[String], sheet: &Sheet) -> bool {
    line.iter().any(|cell| column_named(cell, sheet).is_some())
        && !line.iter().any(|cell| row_named(cell, sheet).is_some())
}

fn by_head(head: &str, sheet: &Sheet) -> Column {
    match column_named(head, sheet) {
        Some(at) => Column::Of(at),
        None if is_name_head(head) => Column::Name,
        None => Column::Foreign(head.trim().to_owned()),
    }
}

/// Without heads, leading columns that name known items are names; the others go from the chosen
/// column on to the right.
fn by_position(body: &[Vec<String>], width: usize, sheet: &Sheet, start: usize) -> Vec<Column> {
    let is_name = |at: usize| {
        let cells = body
            .iter()
            .filter_map(|line| line.get(at))
            .filter(|cell| !cell.trim().is_empty());
        let (mut all, mut known) = (0, 0);
        for cell in cells {
            all += 1;
            known += usize::from(row_named(cell, sheet).is_some());
        }
        // One foreign number among known ones is still a column of numbers.
        known > 0 && known * 2 > all
    };
    let names = (0..width.saturating_sub(1)).take_while(|at| is_name(*at)).count();
    (0..width)
        .map(|at| match at.checked_sub(names) {
            None => Column::Name,
            Some(from) if start + from < sheet.columns.len() => Column::Of(start + from),
            Some(_) => Column::Beyond,
        })
        .collect()
}

/// The row that a text names; none where it names several, for then it names none.
fn row_named(text: &str, sheet: &Sheet) -> Option<usize> {
    let wanted = fold(text);
    if wanted.is_empty() {
        return None;
    }
    let mut found = sheet
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.names.iter().any(|name| fold(name) == wanted))
        .map(|(at, _)| at);
    let first = found.next();
    first.filter(|_| found.next().is_none())
}

/// One entry for each column of the block that is none of the grid's and not empty.
fn foreign(columns: &[Column], body: &[Vec<String>]) -> Vec<Skipped> {
    let mut found = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let Column::Foreign(head) = column else { continue };
        let filled: Vec<&String> = body
            .iter()
            .filter_map(|line| line.get(at))
            .filter(|cell| !cell.trim().is_empty())
            .collect();
        if filled.is_empty() {
            continue;
        }
        found.push(Skipped {
            line: None,
            row: None,
            column: head.clone(),
            typed: filled
                .iter()
                .map(|c| c.as_str())
                .take(3)
                .collect::<Vec<_>>()
                .join("、"),
            why: format!("記入欄ではない列のため、{}件を取り込みません。", filled.len()),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::{Grade, Tone};

    fn sheet() -> Sheet {
        let grade = |label: &str| Grade {
            label: label.into(),
            definition: String::new(),
            rank: 1,
            tone: Tone::Steady,
            evaluated: true,
        };
        let row = |number: &str, title: &str| Row {
            names: vec![number.into(), title.into()],
            closed_reason: None,
            fields: vec![Some(Field::Grade), Some(Field::Done), Some(Field::EffectActual)],
            values: Values::new(),
        };
        let mut rows = vec![row("1-1", "予算編成"), row("1-2", "使用料"), row("2-1", "研修")];
        rows[0].values.insert(Field::Grade, "○".into());
        rows[2].closed_reason = Some("提出済みです。".into());
        rows[1].fields[2] = None;
        Sheet {
            rows,
            columns: vec!["進捗状況".into(), "取組実績".into(), "効果額（実績）".into()],
            own: Vec::new(),
            scale: Scale {
                grades: vec![grade("◎"), grade("○"), grade("△")],
                ..Scale::default()
            },
        }
    }

    fn laid(text: &str, start: (usize, usize)) -> Laid {
        lay(&cells(text), &sheet(), start)
    }

    fn told(laid: &Laid) -> Vec<(usize, String, Option<&str>)> {
        laid.changes
            .iter()
            .map(|c| (c.row, c.field.key(), c.new.as_deref()))
            .collect()
    }

    #[test]
    fn cells_as_a_spreadsheet_copies_them() {
        assert_eq!(
            cells("a\t\"b\n\"\"c\"\"\td\"\te\r\n\tf\r\n"),
            [vec!["a", "b\n\"c\"\td", "e"], vec!["", "f"]]
        );
        // A quote inside a text is only a character.
        assert_eq!(cells("\"窓口\"の統合\t1"), [vec!["\"窓口\"の統合", "1"]]);
        assert_eq!(cells("\"unclosed\tb\nc"), [vec!["\"unclosed", "b"], vec!["c"]]);
        assert_eq!(cells(""), [vec![""]]);
        assert_eq!(cells("a\n\nb"), [vec!["a"], vec![""], vec!["b"]]);
    }

    #[test]
    fn a_block_goes_down_and_right_from_the_chosen_cell() {
        let found = laid("〇\t\"一行目\n二行目\"\t1,234千円\n△\t窓口\t5\n", (0, 0));
        assert_eq!(found.by, Alignment::Position);
        assert_eq!(
            told(&found),
            [
                (0, "done".into(), Some("一行目\n二行目")),
                (0, "effect_actual".into(), Some("1234000")),
                (1, "grade".into(), Some("△")),
                (1, "done".into(), Some("窓口"))
            ]
        );
        assert_eq!(found.same, 1, "the grade of the first is there already");
        assert_eq!(found.skipped.len(), 1, "an amount is not asked at the second");
        assert!(found.skipped[0].why.contains("お尋ねしていません"));
    }

    #[test]
    fn what_is_not_taken_says_why() {
        let found = laid("S\t実施\t約3億円\t余り\n×\n△\t終えた\n五行目\n", (0, 0));
        let why: Vec<(Option<usize>, &str)> =
            found.skipped.iter().map(|s| (s.line, s.why.as_str())).collect();
        assert_eq!(why.len(), 7, "{why:?}");
        assert!(why[0].1.contains("評価区分にありません"));
        assert!(why[1].1.contains("金額として読み取れません"));
        assert!(why[2].1.contains("列数を超えています"));
        assert_eq!(why[4], (Some(3), "提出済みです。"));
        assert_eq!(why[6], (Some(4), "一覧の行数を超えています。"));
        assert_eq!(told(&found), [(0, "done".into(), Some("実施"))]);
    }

    #[test]
    fn numbers_and_heads_find_their_own_rows_and_columns() {
        // Sorted otherwise, with the title between, from whatever cell was chosen.
        let found = laid("1-2\t使用料\t△\n1-1\t予算編成\t◎\n9-9\t知らない\t○\n", (2, 0));
        assert_eq!((found.by, found.has_head), (Alignment::Name, false));
        assert_eq!(
            told(&found),
            [(1, "grade".into(), Some("△")), (0, "grade".into(), Some("◎"))]
        );
        assert!(found.skipped[0].why.contains("見当たりません"));

        let found = laid(
            "取組実績\t番号\t前年度\t進捗状況\n統合\t１－２\t◎\t\n二度\t1-2\t\t\n",
            (0, 2),
        );
        assert_eq!((found.by, found.has_head), (Alignment::Name, true));
        assert_eq!(told(&found), [(1, "done".into(), Some("統合"))]);
        assert_eq!(found.same, 1, "a blank grade that is blank");
        let why: Vec<&str> = found.skipped.iter().map(|s| s.why.as_str()).collect();
        assert!(
            why[0].contains("記入欄ではない列") && why[1].contains("前の行を使います"),
            "{why:?}"
        );

        // One column of numbers is contents, not names.
        let found = laid("1-1\n1-2\n", (0, 1));
        assert_eq!(found.by, Alignment::Position);
        assert_eq!(found.changes.len(), 2);
    }

    #[test]
    fn a_blank_is_a_change_that_is_seen() {
        let found = laid("\t実施", (0, 0));
        assert_eq!(
            told(&found),
            [(0, "grade".into(), None), (0, "done".into(), Some("実施"))]
        );
    }
}
