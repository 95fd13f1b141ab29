//! The one renderer of a table as HTML: for a page of the web server and for a file that needs nothing
//! else (no script, no font, no network).
//!
//! What a column is and does for its rows is said by the column itself; nothing is guessed by a key.
//! Everything is escaped. Heads are `<th scope>`, the title is the caption, a blank says so to a screen
//! reader and looks different from a zero. Not here: where cells lead and which findings stand at them
//! (the caller's [`View`] says so).

use std::fmt::Write;

use gyokaku_core::progress::Tone;
use gyokaku_core::table::shown::{Shown, words};
use gyokaku_core::table::{Column, ColumnKind, ColumnPart, Row, RowKind, Table};

use super::markup::escaped;

/// A grade with the word that says what it means; empty where only the plan itself could say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeWord {
    /// The sign or letter.
    pub label: String,
    /// At a glance.
    pub tone: Tone,
    /// The word.
    pub word: String,
}

/// A finding beside its figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The identity of the note that says it.
    pub note: String,
    /// Its class.
    pub class: &'static str,
    /// Its word.
    pub word: &'static str,
    /// What it says.
    pub text: String,
}

/// Where a cell leads, and what stands at it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// The address.
    pub href: Option<String>,
    /// The findings.
    pub marks: Vec<Mark>,
}

/// What a table is shown with.
pub struct View<'a> {
    /// The prefix of identities, unique on the page.
    pub id: &'a str,
    /// The grades, with the words that stand beside their signs.
    pub grades: &'a [GradeWord],
    /// What is beside a cell, by the number of its row and of its column.
    pub beside: &'a mut dyn FnMut(usize, usize) -> Beside,
}

/// The class of a tone.
pub const fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Ahead => "grade ahead",
        Tone::Steady => "grade steady",
        Tone::Behind => "grade behind",
        Tone::Neutral => "grade neutral",
    }
}

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{margin:2rem;font-family:'BIZ UDPGothic','Yu Gothic UI',Meiryo,'Noto Sans JP',sans-serif;line-height:1.6}\
table{border-collapse:collapse;font-size:.9rem}\
caption{text-align:left;font-size:1.2rem;font-weight:bold;padding-block:.5rem}\
th,td{border:1px solid #8c8c8c;padding:.25rem .5rem;vertical-align:top;text-align:left;font-weight:normal;white-space:pre-line}\
thead th{position:sticky;top:0;background:Canvas;font-weight:bold;border-bottom-width:2px}\
.figure{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\
.word,.unit,.aside{margin-inline-start:.5em;font-weight:normal;font-size:.85em}\
.again .value{opacity:.55}\
.group th,.group td,.total th,.total td{font-weight:bold}\
.total th,.total td{border-top-width:2px}\
.level-1>.head{padding-inline-start:1.5rem}.level-2>.head{padding-inline-start:2.5rem}\
.level-3>.head{padding-inline-start:3.5rem}.level-4>.head{padding-inline-start:4.5rem}.level-5>.head{padding-inline-start:5.5rem}\
.hear{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}\
@media print{thead{display:table-header-group}tr{break-inside:avoid}}";

/// A page that stands alone, in UTF-8.
pub fn page(table: &Table) -> String {
    let title = escaped(&table.title);
    let summary = match table.summary.is_empty() {
        true => String::new(),
        false => format!("<p>{}</p>\n", escaped(&table.summary)),
    };
    let mut view = View {
        id: "table",
        grades: &[],
        beside: &mut |_, _| Beside::default(),
    };
    let body = self::table(table, &mut view);
    let notes: String = table
        .notes
        .iter()
        .map(|note| format!("<p>{}</p>\n", escaped(note)))
        .collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"ja\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{summary}{body}{notes}</main>\n</body>\n</html>\n"
    )
}

/// The table alone: caption, head, rows.
pub fn table(table: &Table, view: &mut View<'_>) -> String {
    let drawn = Drawn::of(table, view.grades);
    let mut out = String::with_capacity(1024 + table.rows.len() * table.columns.len() * 64);
    let _ = write!(
        out,
        "<table role=\"table\">\n<caption id=\"{}-caption\">{}",
        escaped(view.id),
        escaped(&table.title)
    );
    if let Some(unit) = drawn.shown.unit {
        let _ = write!(out, "<span class=\"unit\">（単位：{}）</span>", unit.name());
    }
    out.push_str("</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">");
    for at in &drawn.shown.columns {
        drawn.head(*at, &mut out);
    }
    out.push_str("</tr></thead>\n<tbody role=\"rowgroup\">");
    for (at, row) in table.rows.iter().enumerate() {
        drawn.block(at, &mut out);
        drawn.row(at, row, view, &mut out);
    }
    out.push_str("\n</tbody>\n</table>\n");
    out
}

/// How many columns of a table are shown.
pub fn width(table: &Table) -> usize {
    Shown::of(table).columns.len()
}

/// A table with the grades that its plan explains.
struct Drawn<'a> {
    shown: Shown<'a>,
    grades: &'a [GradeWord],
}

impl<'a> Drawn<'a> {
    fn of(table: &'a Table, grades: &'a [GradeWord]) -> Self {
        Self {
            shown: Shown::of(table),
            grades,
        }
    }

    fn grade(&self, label: &str) -> Option<&'a GradeWord> {
        self.grades.iter().find(|known| known.label == label.trim())
    }

    /// The head of a column: its class, label and the word of the grade that it counts.
    fn head(&self, n: usize, out: &mut String) {
        let Some(column) = self.shown.column(n) else {
            return;
        };
        let grade = self.grade(&column.label);
        let class = match (grade, column.kind) {
            (Some(grade), _) => format!("figure {}", tone_class(grade.tone)),
            (None, ColumnKind::Name) => "head".to_owned(),
            (None, kind) if kind.is_figure() => "figure".to_owned(),
            (None, _) => String::new(),
        };
        let label = self.shown.head(column);
        let _ = write!(
            out,
            "<th scope=\"col\" role=\"columnheader\" class=\"{class}\">{}",
            escaped(&label)
        );
        if let Some(grade) = grade.filter(|grade| !grade.word.is_empty()) {
            let _ = write!(out, "<span class=\"word\">{}</span>", escaped(&grade.word));
        }
        out.push_str("</th>");
    }

    /// The label as it stands beside each value on a narrow window.
    fn label(&self, column: &Column) -> String {
        match self.grade(&column.label).filter(|grade| !grade.word.is_empty()) {
            Some(grade) => escaped(&format!("{} {}", column.label, grade.word)),
            None => escaped(&column.label),
        }
    }

    /// The heading of a block of rows, where a row begins one.
    fn block(&self, at: usize, out: &mut String) {
        let Some(heading) = self.shown.block(at) else {
            return;
        };
        let _ = write!(
            out,
            "\n<tr role=\"row\" class=\"group level-0\"><th scope=\"rowgroup\" role=\"rowheader\" class=\"head across\" colspan=\"{}\"><span class=\"heading\"><span class=\"value\">{}</span></span></th></tr>",
            self.shown.columns.len(),
            escaped(&heading)
        );
    }

    fn row(&self, at: usize, row: &Row, view: &mut View<'_>, out: &mut String) {
        let kind = match row.kind {
            RowKind::Row => "row",
            RowKind::Group => "group",
            RowKind::Total => "total",
        };
        let _ = write!(
            out,
            "\n<tr role=\"row\" class=\"{kind} level-{}\">",
            row.level.min(5)
        );
        let is_across = self.shown.across && row.kind == RowKind::Group;
        for n in &self.shown.columns {
            let Some(column) = self.shown.column(*n) else {
                continue;
            };
            let heads = column.kind == ColumnKind::Name;
            match (is_across, heads) {
                (true, false) => continue,
                (true, true) => {
                    let _ = write!(
                        out,
                        "<th scope=\"rowgroup\" role=\"rowheader\" class=\"head across\" colspan=\"{}\"><span class=\"heading\">",
                        self.shown.columns.len()
                    );
                    self.cell(at, *n, column, view, out);
                    self.asides(row, out);
                    out.push_str("</span></th>");
                }
                (false, true) => {
                    let _ = write!(
                        out,
                        "<th scope=\"row\" role=\"rowheader\" class=\"head\" data-label=\"{}\">",
                        self.label(column)
                    );
                    self.cell(at, *n, column, view, out);
                    out.push_str("</th>");
                }
                (false, false) => {
                    let _ = write!(
                        out,
                        "<td role=\"cell\" class=\"{}\" data-label=\"{}\">",
                        self.class(at, *n, column),
                        self.label(column)
                    );
                    self.cell(at, *n, column, view, out);
                    out.push_str("</td>");
                }
            }
        }
        out.push_str("</tr>");
    }

    /// The grade that a cell of words names.
    fn grade_of(&self, text: &str, column: &Column) -> Option<&'a GradeWord> {
        self.grade(text).filter(|_| !column.kind.is_figure())
    }

    fn class(&self, at: usize, n: usize, column: &Column) -> &'static str {
        let text = self.shown.text(at, n, column);
        let figure = column.kind.is_figure();
        let repeats = self.shown.repeats(at, n, column);
        match (self.grade_of(&text, column), figure, text.chars().count()) {
            (None, false, 0) => "none",
            (Some(grade), ..) => tone_class(grade.tone),
            (None, false, _) if repeats => "again",
            (None, true, _) => "figure",
            (None, false, 1..=8) => "short",
            (None, false, 9..=40) => "text",
            (None, false, _) => "long",
        }
    }

    fn cell(&self, at: usize, n: usize, column: &Column, view: &mut View<'_>, out: &mut String) {
        let text = self.shown.text(at, n, column);
        let beside = (view.beside)(at, n);
        let heads = column.kind == ColumnKind::Name;
        let is_entry = self
            .shown
            .table
            .rows
            .get(at)
            .is_some_and(|row| row.kind == RowKind::Row);
        // A heading says nothing about its columns; that is not a blank of the document.
        let silent = text.is_empty() && !column.kind.is_figure() && (heads || !is_entry);
        match (text.is_empty(), beside.href) {
            (true, _) if silent => {}
            (true, _) => out.push_str(
                "<span class=\"blank\" aria-hidden=\"true\">–</span><span class=\"hear\">記載なし</span>",
            ),
            (false, Some(href)) => {
                let _ = write!(out, "<a href=\"{}\">{}</a>", escaped(&href), escaped(&text));
            }
            (false, None) => {
                let _ = write!(out, "<span class=\"value\">{}</span>", escaped(&text));
            }
        }
        if let Some(grade) = self
            .grade_of(&text, column)
            .filter(|grade| !grade.word.is_empty())
        {
            let _ = write!(out, "<span class=\"word\">{}</span>", escaped(&grade.word));
        }
        for mark in beside.marks {
            let _ = write!(
                out,
                "<button type=\"button\" class=\"mark {}\" aria-describedby=\"{}\" title=\"{}\"><span aria-hidden=\"true\">！</span><span class=\"hear\">{}</span></button>",
                mark.class,
                escaped(&mark.note),
                escaped(&mark.text),
                mark.word
            );
        }
    }

    /// What a heading of rows says of itself beside its title: who leads (◎), who supports (○), which plans
    /// it refers to.
    fn asides(&self, row: &Row, out: &mut String) {
        for (column, cell) in self.shown.table.columns.iter().zip(&row.cells) {
            let ColumnPart::Beside(aside) = column.part else {
                continue;
            };
            let text = escaped(&words(&cell.value, None));
            if text.is_empty() {
                continue;
            }
            out.push_str("<span class=\"aside\">");
            if let Some(sign) = aside.sign() {
                let _ = write!(out, "<span class=\"sign\" aria-hidden=\"true\">{sign}</span>");
            }
            let _ = write!(out, "<span class=\"word\">{}</span> {text}</span>", aside.word());
        }
    }
}
