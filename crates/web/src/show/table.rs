//! The one table on screen: a [`Table`] of the domain with its links, marks and downloads.
//!
//! Not here: choosing rows or computing figures; what is shown is what is in the table.

use std::collections::HashMap;

use askama::Template;
use gyokaku_core::money::{Rounding, Unit};
use gyokaku_core::progress::Tone;
use gyokaku_core::table::{Cell, ColumnKind, RowKind, Table, Value};

use super::places::{Marks, anchor, sentence};
use crate::origins::Origins;

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
    /// What stands under the table: the rules by which its figures were made.
    pub(crate) rules: Vec<String>,
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
    pub(crate) word: Option<String>,
    /// The class.
    pub(crate) class: &'static str,
}

/// A row.
#[derive(Debug)]
pub(crate) struct Line {
    /// The class: what the row is, and its depth.
    pub(crate) class: String,
    /// The cells; one for a row that is a heading from edge to edge.
    pub(crate) cells: Vec<Shape>,
    /// What stands beside a heading from edge to edge: a sign, its word, the text.
    pub(crate) asides: Vec<(&'static str, &'static str, String)>,
    /// Whether the row is a heading from edge to edge.
    pub(crate) spans: bool,
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
    pub(crate) word: Option<String>,
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

/// A grade with the word that says what it means; empty where only the plan itself could say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GradeWord {
    /// The sign or letter.
    pub(crate) label: String,
    /// At a glance.
    pub(crate) tone: Tone,
    /// The word.
    pub(crate) word: String,
}

/// A source that cells lead to, with what does not fit in it.
#[derive(Debug)]
pub(crate) struct Cited<'a> {
    /// Its address.
    pub(crate) href: String,
    /// The findings in it, by place.
    pub(crate) marks: Marks<'a>,
    /// The pages on which its lines stand, for a document that is drawn in pages; those of the page
    /// that is shown are not in it.
    pub(crate) elsewhere: HashMap<String, usize>,
}

impl Cited<'_> {
    /// The address of a line.
    pub(crate) fn to(&self, anchor: &str) -> String {
        match self.elsewhere.get(anchor) {
            Some(page) => format!("{}?lines={page}#{anchor}", self.href),
            None => format!("{}#{anchor}", self.href),
        }
    }
}

/// What a table's cells lead to.
#[derive(Clone, Debug)]
pub(crate) struct Links<'a> {
    /// The address of the plan: `/041009/keiei-2016`.
    pub(crate) plan: &'a str,
    /// The sources that places speak of.
    pub(crate) sources: &'a [Cited<'a>],
    /// Which of them a place speaks of.
    pub(crate) origins: &'a Origins<'a>,
    /// The grades of the plan.
    pub(crate) grades: &'a [GradeWord],
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

/// The name of an occasion as shown: kinds that have no occasion before them need no brackets.
pub(crate) fn occasion(name: &str) -> String {
    if name.starts_with('（') {
        name.replace(['（', '）'], "")
    } else {
        name.to_owned()
    }
}

/// A cell with nothing but words.
fn plain(text: String, class: &'static str) -> Shape {
    Shape {
        text,
        class,
        head: true,
        silent: false,
        word: None,
        href: None,
        marks: Vec::new(),
    }
}

impl Shown {
    /// The cells of a row with the heads of their columns.
    fn labelled<'a>(&'a self, row: &'a Line) -> impl Iterator<Item = (&'a Shape, &'a str)> {
        row.cells.iter().zip(self.heads.iter().map(|h| h.beside.as_str()))
    }

    /// How many columns a heading from edge to edge spans.
    fn width(&self) -> usize {
        self.heads.len()
    }

    /// A table with its links and marks.
    pub(crate) fn of(id: &str, table: &Table, links: &Links<'_>) -> Self {
        let grade_of = |label: &str| links.grades.iter().find(|known| known.label == label);
        let word_of = |grade: &GradeWord| Some(grade.word.clone()).filter(|word| !word.is_empty());
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
        // On screen an occasion is a heading of its rows; the file has it in every row.
        let occasion_at = table.column("vintage").filter(|_| table.name == "effects");
        // A column that holds nothing at all is not shown; the file has it, so that its form stays the
        // same. What only headings say stands in the headings.
        let is_empty = |cell: Option<&Cell>| match cell.map(|c| &c.value) {
            None | Some(Value::Blank) => true,
            Some(Value::Text(text)) => text.trim().is_empty(),
            Some(_) => false,
        };
        let is_heading = |kind: RowKind| table.name == "register" && kind == RowKind::Group;
        let holds: Vec<bool> = (0..table.columns.len())
            .map(|n| {
                Some(n) == head_at
                    || (Some(n) != occasion_at
                        && !table
                            .rows
                            .iter()
                            .all(|row| is_heading(row.kind) || is_empty(row.cells.get(n))))
            })
            .collect();
        let heads: Vec<Head> = table
            .columns
            .iter()
            .enumerate()
            .filter(|(n, _)| holds.get(*n) == Some(&true))
            .map(|(n, column)| {
                let grade = grade_of(column.label.trim());
                let word = grade.and_then(word_of);
                Head {
                    label: column.label.clone(),
                    beside: word
                        .as_ref()
                        .map_or_else(|| column.label.clone(), |word| format!("{} {word}", column.label)),
                    word,
                    class: match (grade.map(|g| g.tone), column.kind) {
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
        let is_marked = links.sources.iter().any(|s| !s.marks.is_empty());
        let mut last_occasion = None;
        for (at, row) in table.rows.iter().enumerate() {
            let named = occasion_at.and_then(|n| row.cells.get(n)).map(|c| &c.value);
            if let Some(Value::Text(name)) = named
                && last_occasion != Some(name)
            {
                last_occasion = Some(name);
                if !name.trim().is_empty() {
                    rows.push(Line {
                        class: "group level-0".to_owned(),
                        cells: vec![plain(occasion(name), "head")],
                        asides: Vec::new(),
                        spans: true,
                    });
                }
            }
            let spans = is_heading(row.kind);
            let mut line_marked = false;
            let cells = row
                .cells
                .iter()
                .enumerate()
                .filter(|(n, _)| match spans {
                    true => Some(*n) == head_at,
                    false => holds.get(*n) == Some(&true),
                })
                .map(|(n, cell)| {
                    let column = table.columns.get(n);
                    let figure = column.is_some_and(|c| c.kind == ColumnKind::Figure);
                    let mut text = match (&cell.value, column) {
                        (Value::Count(year), Some(column)) if is_year(&column.key) => year.to_string(),
                        (value, _) => words(value, table.unit),
                    };
                    text.retain(|c| !gyokaku_core::text::is_invisible(c));
                    let grade = if figure { None } else { grade_of(text.trim()) };
                    let tone = grade.map(|g| g.tone);
                    let to_item = row
                        .item
                        .as_ref()
                        .filter(|_| Some(n) == link_at)
                        .map(|item| format!("{}/items/{item}", links.plan));
                    let cited = |place| links.sources.get(links.origins.at(row, place)?);
                    let to_source = || {
                        let (source, at) = cell
                            .from
                            .iter()
                            .find_map(|place| Some((cited(place)?, anchor(place)?)))?;
                        (figure && !text.is_empty()).then(|| source.to(&at))
                    };
                    let href = to_item.or_else(to_source);
                    let mut found = Vec::new();
                    if is_marked {
                        for place in &cell.from {
                            let Some(source) = cited(place) else { continue };
                            let whole = if line_marked {
                                &[]
                            } else {
                                source.marks.on_line(place)
                            };
                            line_marked |= !whole.is_empty();
                            for finding in source.marks.at(place).iter().chain(whole) {
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
                        word: grade.and_then(word_of),
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
                asides: if spans { asides(table, row) } else { Vec::new() },
                spans,
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
            rules: table.notes.clone(),
        }
    }
}

/// What a section of the register says of itself beside its title: who leads it (◎), who supports it
/// (○), which plans it refers to.
fn asides(table: &Table, row: &gyokaku_core::table::Row) -> Vec<(&'static str, &'static str, String)> {
    [
        ("lead", "◎", "主担当"),
        ("support", "○", "関係課"),
        ("references", "", "関連計画"),
    ]
    .into_iter()
    .filter_map(|(key, sign, word)| {
        let cell = row.cells.get(table.column(key)?)?;
        let mut text = words(&cell.value, None);
        text.retain(|c| !gyokaku_core::text::is_invisible(c));
        (!text.is_empty()).then_some((sign, word, text))
    })
    .collect()
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
