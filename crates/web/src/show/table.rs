//! The one table on screen: a [`Table`] of the domain with its links, marks and downloads.
//!
//! Not here: choosing rows or computing figures; what is shown is what is in the table.

use askama::Template;
use gyokaku_core::money::{Rounding, Unit};
use gyokaku_core::progress::Tone;
use gyokaku_core::table::{Cell, ColumnKind, RowKind, Table, Value};

use super::places::{Marks, anchor, sentence};

/// A table with all that its markup needs.
#[derive(Debug, Template)]
#[template(path = "show/table.html")]
pub(crate) struct Shown {
    /// The prefix of identities, unique on the page.
    pub(crate) id: String,
    /// The name of the table.
    pub(crate) name: &'static str,
    /// The caption.
    pub(crate) caption: String,
    /// The unit of amounts.
    pub(crate) unit: Option<&'static str>,
    /// The heads.
    pub(crate) heads: Vec<Head>,
    /// The rows.
    pub(crate) rows: Vec<Line>,
    /// Where the table can be had as a file.
    pub(crate) downloads: Vec<(String, &'static str)>,
    /// What findings say, for those who hear the page: identity and text.
    pub(crate) notes: Vec<(String, String)>,
    /// Whether rows stay rows on a narrow window, because there are few columns.
    pub(crate) slim: bool,
}

/// The head of a column.
#[derive(Debug)]
pub(crate) struct Head {
    /// The label.
    pub(crate) label: String,
    /// The label as it stands beside each value on a narrow window.
    pub(crate) beside: String,
    /// A word beside the label, for grades.
    pub(crate) word: Option<&'static str>,
    /// The class.
    pub(crate) class: &'static str,
}

/// A row.
#[derive(Debug)]
pub(crate) struct Line {
    /// The class: what the row is, and its depth.
    pub(crate) class: String,
    /// The cells.
    pub(crate) cells: Vec<Shape>,
}

/// A cell.
#[derive(Debug)]
pub(crate) struct Shape {
    /// The text; empty for a blank.
    pub(crate) text: String,
    /// The class.
    pub(crate) class: &'static str,
    /// Whether it names its row.
    pub(crate) head: bool,
    /// Whether an empty text is no blank of the document.
    pub(crate) silent: bool,
    /// A word beside a grade's sign.
    pub(crate) word: Option<&'static str>,
    /// Where the cell leads.
    pub(crate) href: Option<String>,
    /// The findings at the cell: identity of the note, class, sign, text.
    pub(crate) marks: Vec<Mark>,
}

/// A finding beside its figure.
#[derive(Debug)]
pub(crate) struct Mark {
    /// The identity of the note that says it.
    pub(crate) note: String,
    /// Its class.
    pub(crate) class: &'static str,
    /// Its word.
    pub(crate) word: &'static str,
    /// What it says.
    pub(crate) text: String,
}

/// What a table's cells lead to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links<'a> {
    /// The address of the plan: `/041009/keiei-2016`.
    pub(crate) plan: &'a str,
    /// The address of the source that places speak of.
    pub(crate) source: Option<&'a str>,
    /// The grades of the plan: label and tone.
    pub(crate) grades: &'a [(String, Tone)],
    /// The address of the table without its ending; none for a table without downloads.
    pub(crate) file: Option<&'a str>,
    /// The query of the page, with `?`, or empty.
    pub(crate) query: &'a str,
}

/// The word of a tone.
pub(crate) fn tone_word(tone: Tone) -> &'static str {
    match tone {
        Tone::Ahead => "上回った",
        Tone::Steady => "計画通り",
        Tone::Behind => "遅れ",
        Tone::Neutral => "対象外",
    }
}

/// The class of a tone.
pub(crate) fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Ahead => "grade ahead",
        Tone::Steady => "grade steady",
        Tone::Behind => "grade behind",
        Tone::Neutral => "grade neutral",
    }
}

/// A value as text; empty for a blank.
pub(crate) fn words(value: &Value, unit: Option<Unit>) -> String {
    let minus = |text: String| text.replace('-', "−");
    match value {
        Value::Blank => String::new(),
        Value::Text(text) => text.clone(),
        Value::Count(count) => minus(gyokaku_core::money::grouped(*count)),
        Value::Yen(yen) => minus(gyokaku_core::money::grouped(
            yen.in_unit(unit.unwrap_or_default(), Rounding::HalfUp),
        )),
        Value::Share(share) => share.shown().map(|s| minus(s) + "%").unwrap_or_default(),
        Value::Decimal(number) => minus(number.to_string()),
    }
}

/// A cell's year column is a name, not a quantity: no commas.
fn is_year(key: &str) -> bool {
    key == "fiscal_year" || key == "year"
}

/// Whether a cell of a column that parts the rows says what the row above says.
fn repeats(table: &Table, row: usize, cell: usize) -> bool {
    let parts = table
        .columns
        .get(cell)
        .is_some_and(|c| c.key.starts_with("level_") || c.key == "vintage" || c.key == "field");
    let value = |row: usize| {
        table
            .rows
            .get(row)
            .and_then(|r| r.cells.get(cell))
            .map(|c| &c.value)
    };
    parts && row > 0 && value(row) == value(row - 1)
}

impl Shown {
    /// The cells of a row with the heads of their columns.
    fn labelled<'a>(&'a self, row: &'a Line) -> impl Iterator<Item = (&'a Shape, &'a str)> {
        row.cells.iter().zip(self.heads.iter().map(|h| h.beside.as_str()))
    }

    /// A table with its links and marks.
    pub(crate) fn of(id: &str, table: &Table, links: &Links<'_>, marks: &Marks<'_>) -> Self {
        let tone_of = |label: &str| {
            links
                .grades
                .iter()
                .find(|(known, _)| known == label)
                .map(|(_, tone)| *tone)
        };
        // The cell that names its row, and the one that leads to its item.
        let head_at = match table.name {
            "crosswalk" | "review" => None,
            _ => ["title", "field", "name"]
                .into_iter()
                .find_map(|key| table.column(key)),
        };
        let link_at = ["title", "item", "new"]
            .into_iter()
            .find_map(|key| table.column(key));
        // A column that holds nothing at all is not shown; the file has it, so that its form stays the same.
        let is_empty = |cell: Option<&Cell>| match cell.map(|c| &c.value) {
            None | Some(Value::Blank) => true,
            Some(Value::Text(text)) => text.trim().is_empty(),
            Some(_) => false,
        };
        let holds: Vec<bool> = (0..table.columns.len())
            .map(|n| !table.rows.iter().all(|row| is_empty(row.cells.get(n))))
            .collect();
        let heads: Vec<Head> = table
            .columns
            .iter()
            .enumerate()
            .filter(|(n, _)| holds.get(*n) == Some(&true))
            .map(|(n, column)| {
                let tone = tone_of(column.label.trim());
                Head {
                    label: column.label.clone(),
                    beside: tone.map_or_else(
                        || column.label.clone(),
                        |t| format!("{} {}", column.label, tone_word(t)),
                    ),
                    word: tone.map(tone_word),
                    class: match (tone, column.kind) {
                        (Some(Tone::Ahead), _) => "figure grade ahead",
                        (Some(Tone::Steady), _) => "figure grade steady",
                        (Some(Tone::Behind), _) => "figure grade behind",
                        (Some(Tone::Neutral), _) => "figure grade neutral",
                        (None, ColumnKind::Figure) => "figure",
                        (None, ColumnKind::Text) if Some(n) == head_at => "head",
                        (None, ColumnKind::Text) => "",
                    },
                }
            })
            .collect();
        let mut notes = Vec::new();
        let mut rows = Vec::with_capacity(table.rows.len());
        for (at, row) in table.rows.iter().enumerate() {
            let mut line_marked = false;
            let cells = row
                .cells
                .iter()
                .enumerate()
                .filter(|(n, _)| holds.get(*n) == Some(&true))
                .map(|(n, cell)| {
                    let column = table.columns.get(n);
                    let figure = column.is_some_and(|c| c.kind == ColumnKind::Figure);
                    let mut text = match (&cell.value, column) {
                        (Value::Count(year), Some(column)) if is_year(&column.key) => year.to_string(),
                        (value, _) => words(value, table.unit),
                    };
                    text.retain(|c| !gyokaku_core::text::is_invisible(c));
                    let tone = if figure { None } else { tone_of(text.trim()) };
                    let to_item = row
                        .item
                        .as_ref()
                        .filter(|_| Some(n) == link_at)
                        .map(|item| format!("{}/items/{item}", links.plan));
                    let to_source = || {
                        let source = links.source?;
                        let at = cell.from.iter().find_map(anchor)?;
                        (figure && !text.is_empty()).then(|| format!("{source}#{at}"))
                    };
                    let href = to_item.or_else(to_source);
                    let mut found = Vec::new();
                    if !marks.is_empty() {
                        for place in &cell.from {
                            let whole = if line_marked { &[] } else { marks.on_line(place) };
                            line_marked |= !whole.is_empty();
                            for finding in marks.at(place).iter().chain(whole) {
                                let note = format!("{id}-note-{}", notes.len());
                                let text = sentence(finding);
                                notes.push((note.clone(), text.clone()));
                                found.push(Mark {
                                    note,
                                    class: finding.severity.key(),
                                    word: finding.severity.label(),
                                    text,
                                });
                            }
                        }
                    }
                    let class = match (tone, figure, text.chars().count()) {
                        (Some(tone), ..) => tone_class(tone),
                        (None, true, _) => "figure",
                        (None, false, 0..=8) => "short",
                        (None, false, 9..=40) => "",
                        (None, false, _) => "long",
                    };
                    let head = Some(n) == head_at;
                    let class = match (head, figure, text.is_empty()) {
                        (true, ..) => "head",
                        (false, false, true) => "none",
                        (false, false, false) if tone.is_none() && repeats(table, at, n) => "again",
                        _ => class,
                    };
                    // A heading says nothing about its columns; that is not a blank of the document.
                    let silent = text.is_empty() && !figure && (head || row.kind != RowKind::Row);
                    Shape {
                        text,
                        class,
                        head,
                        silent,
                        word: tone.map(tone_word),
                        href,
                        marks: found,
                    }
                })
                .collect();
            let kind = match row.kind {
                RowKind::Row => "row",
                RowKind::Group => "group",
                RowKind::Total => "total",
            };
            rows.push(Line {
                class: format!("{kind} level-{}", row.level.min(5)),
                cells,
            });
        }
        let downloads = links
            .file
            .map(|file| downloads(file, links.query))
            .unwrap_or_default();
        Shown {
            id: id.to_owned(),
            name: table.name,
            caption: table.title.clone(),
            unit: table.unit.map(Unit::name),
            slim: heads.len() <= 3,
            heads,
            rows,
            downloads,
            notes,
        }
    }
}

/// The addresses of a table as a file.
pub(crate) fn downloads(file: &str, query: &str) -> Vec<(String, &'static str)> {
    let more = if query.is_empty() { "?" } else { "&" };
    vec![
        (format!("{file}.xlsx{query}"), "Excel"),
        (format!("{file}.csv{query}"), "CSV"),
        (
            format!("{file}.csv{query}{more}encoding=cp932"),
            "CSV（Shift_JIS）",
        ),
        (format!("{file}.json{query}"), "JSON"),
    ]
}
