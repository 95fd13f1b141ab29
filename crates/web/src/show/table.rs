//! A table on screen: the one rendering of the domain's [`Table`] with the links of this server, the
//! findings beside their figures, and where it can be had as a file.
//!
//! Not here: the markup of a table (`gyokaku_exchange::write::html`), choosing rows, computing figures.

use std::collections::HashMap;

use askama::Template;
use gyokaku_core::department::Role;
use gyokaku_core::document::DocumentId;
pub(crate) use gyokaku_core::table::shown::words;
use gyokaku_core::table::{ColumnPart, Row, Table, Value};
use gyokaku_exchange::write::html::{self, Beside, Mark, View};
pub(crate) use gyokaku_exchange::write::html::{GradeWord, tone_class};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::places::{Marks, anchor, sentence};

/// A table with what stands around it.
#[derive(Debug, Template)]
#[template(path = "show/table.html")]
pub(crate) struct Shown {
    /// The prefix of identities, unique on the page.
    id: String,
    /// The name of the table.
    name: &'static str,
    /// The table itself.
    html: String,
    /// Where the table can be had as a file.
    pub(crate) downloads: Vec<(String, &'static str)>,
    /// What findings say, for those who hear the page: identity and text.
    notes: Vec<(String, String)>,
    /// What stands under the table: the rules by which its figures were made.
    rules: Vec<String>,
    /// Whether rows stay rows on a narrow window, because there are few columns.
    slim: bool,
}

/// A source that cells lead to, with what does not fit in it.
#[derive(Debug)]
pub(crate) struct Cited<'a> {
    /// Which document it is.
    pub(crate) document: DocumentId,
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
    /// The grades of the plan.
    pub(crate) grades: &'a [GradeWord],
    /// The address of the table without its ending; none for a table without downloads.
    pub(crate) file: Option<&'a str>,
    /// The query of the page, with `?`, or empty.
    pub(crate) query: &'a str,
    /// Where the name of a row leads that is no item, by the number of the row.
    pub(crate) names: &'a [Option<String>],
}

impl Links<'_> {
    /// Where a cell leads: to its item, to the items of its department, or to the line of the document
    /// that its figure rests on.
    fn href(&self, table: &Table, at: usize, row: &Row, n: usize) -> Option<String> {
        let column = table.columns.get(n)?;
        let cell = row.cells.get(n)?;
        let heads = column.kind == gyokaku_core::table::ColumnKind::Name;
        if let Some(Some(own)) = self.names.get(at).filter(|_| heads) {
            return Some(own.clone());
        }
        match (column.part, &row.item) {
            (ColumnPart::Leads, Some(item)) => return Some(format!("{}/items/{item}", self.plan)),
            (ColumnPart::Department(role), _) => return self.of_department(table, row, &cell.value, role),
            _ => {}
        }
        if !column.kind.is_figure() || cell.value == Value::Blank {
            return None;
        }
        let (source, at) = cell
            .from
            .iter()
            .find_map(|place| Some((self.cited(place)?, anchor(place)?)))?;
        Some(source.to(&at))
    }

    fn of_department(&self, table: &Table, row: &Row, value: &Value, role: Option<Role>) -> Option<String> {
        if matches!(value, Value::Blank | Value::Count(0)) {
            return None;
        }
        let by = ColumnPart::Department(None);
        let at = table.columns.iter().position(|column| column.part == by)?;
        let name = words(&row.cells.get(at)?.value, None);
        let name = utf8_percent_encode(&name, NON_ALPHANUMERIC);
        let role = match role {
            None => "",
            Some(Role::Lead) => "&role=lead",
            Some(Role::Support) => "&role=support",
        };
        Some(format!("{}/items?department={name}{role}", self.plan))
    }

    fn cited(&self, place: &gyokaku_core::document::Place) -> Option<&Cited<'_>> {
        let document = place.document.as_ref()?;
        self.sources.iter().find(|source| source.document == *document)
    }
}

impl Shown {
    /// A table with its links and marks.
    pub(crate) fn of(id: &str, table: &Table, links: &Links<'_>) -> Self {
        let mut notes = Vec::new();
        let is_marked = links.sources.iter().any(|s| !s.marks.is_empty());
        let mut marked_row = None;
        let mut beside = |at: usize, n: usize| {
            let Some(row) = table.rows.get(at) else {
                return Beside::default();
            };
            let href = links.href(table, at, row, n);
            let mut marks = Vec::new();
            let places = row
                .cells
                .get(n)
                .filter(|_| is_marked)
                .map(|cell| cell.from.iter());
            for place in places.into_iter().flatten() {
                let Some(source) = links.cited(place) else {
                    continue;
                };
                // A finding about the line as a whole stands at the first cell of its row.
                let whole = match marked_row == Some(at) {
                    true => &[],
                    false => source.marks.on_line(place),
                };
                if !whole.is_empty() {
                    marked_row = Some(at);
                }
                for finding in source.marks.at(place).iter().chain(whole) {
                    let note = format!("{id}-note-{}", notes.len());
                    let text = sentence(finding);
                    notes.push((note.clone(), text.clone()));
                    marks.push(Mark {
                        note,
                        class: finding.severity.key(),
                        word: finding.severity.label(),
                        text,
                    });
                }
            }
            Beside { href, marks }
        };
        let mut view = View {
            id,
            grades: links.grades,
            beside: &mut beside,
        };
        let html = html::table(table, &mut view);
        let downloads = links
            .file
            .map(|file| downloads(file, links.query))
            .unwrap_or_default();
        Shown {
            id: id.to_owned(),
            name: table.name,
            slim: html::width(table) <= 3,
            html,
            downloads,
            notes,
            rules: table.notes.clone(),
        }
    }
}

/// The addresses of a table as a file.
pub(crate) fn downloads(file: &str, query: &str) -> Vec<(String, &'static str)> {
    let more = if query.is_empty() { "?" } else { "&" };
    vec![
        (format!("{file}.xlsx{query}"), "Excel"),
        (format!("{file}.pdf{query}"), "PDF"),
        (format!("{file}.csv{query}"), "CSV"),
        (
            format!("{file}.csv{query}{more}encoding=cp932"),
            "CSV（Shift_JIS）",
        ),
        (format!("{file}.json{query}"), "JSON"),
    ]
}
