//! Word documents (.docx) → [`Document`].
//!
//! Headings and lists are written as a text writes them and then follow the rules of text, so that what a document
//! says is understood alike whatever it was written with. Not here: the format itself (`gyokaku_word`).

use gyokaku_core::document::{Document, Format};
use gyokaku_word::{Block, Error, Paragraph, Part, Parts};

use super::error::NotADocument;
use super::flow::{Flow, FlowCell};
use super::limits::MOST_CELLS;
use super::xlsx::package::{Main, Package};

/// Deeper headings look alike.
const MOST_LEVELS: u8 = 6;

/// Reads a Word document.
///
/// # Errors
/// Says what is wrong where it is damaged or too large.
pub(super) fn document(name: &str, mut package: Package<'_>) -> Result<Document, NotADocument> {
    let parts = parts(&mut package).map_err(of_word)?;
    let mut flow = Flow::of(name, Format::Word);
    for block in gyokaku_word::read(&parts, MOST_CELLS).map_err(refused)? {
        match block {
            Block::Paragraph(paragraph) => say(&mut flow, &paragraph)?,
            Block::Table(table) => flow.table(
                table
                    .cells
                    .into_iter()
                    .map(|cell| FlowCell {
                        row: cell.row,
                        column: cell.column,
                        rows: cell.rows,
                        columns: cell.columns,
                        text: shown(&cell.text.replace('\t', " ")),
                        struck: shown(&cell.struck),
                    })
                    .collect(),
            )?,
        }
    }
    flow.end()
}

/// Unpacks the parts that count.
fn parts(package: &mut Package<'_>) -> Result<Parts, NotADocument> {
    let Main {
        part,
        folder,
        relations,
    } = package.main("word/document.xml")?;
    let document = package.part(&part)?.ok_or_else(|| NotADocument::BrokenPart {
        part: part.clone(),
        source: None,
    })?;
    let mut related = |kind: &str| -> Result<Option<Part>, NotADocument> {
        let is_it = |said: &str| said.rsplit('/').next() == Some(kind);
        let of_kind = relations.iter().filter(|(_, r)| !r.is_outside && is_it(&r.kind));
        let target = of_kind.min_by_key(|(id, _)| *id).map(|(_, r)| r.target.clone());
        let target = target.unwrap_or_else(|| format!("{folder}/{kind}.xml"));
        Ok(package.part(&target)?.map(|xml| (target, xml)))
    };
    Ok(Parts {
        styles: related("styles")?,
        numbering: related("numbering")?,
        notes: [related("footnotes")?, related("endnotes")?],
        document: (part, document),
    })
}

/// What is wrong with an archive, as it is said of a Word document.
fn of_word(error: NotADocument) -> NotADocument {
    match error {
        NotADocument::BrokenWorkbook { part, source } => NotADocument::BrokenPart { part, source },
        other => other,
    }
}

fn say(flow: &mut Flow, paragraph: &Paragraph) -> Result<(), NotADocument> {
    flow.struck(&shown(&paragraph.struck));
    let text = shown(&paragraph.text);
    if text.trim().is_empty() {
        return flow.line("");
    }
    let mark = paragraph.mark.as_ref();
    if let Some(level) = paragraph.heading {
        let number = mark.filter(|mark| !mark.bullet).map_or("", |mark| &mark.text);
        let title = text.replace(['\n', '\t'], " ");
        return flow.line(&format!(
            "{} {number}{}",
            "#".repeat(level.min(MOST_LEVELS).into()),
            title.trim()
        ));
    }
    match mark {
        Some(mark) if mark.bullet => {
            // A bullet that a text does not know is one all the same.
            let indent = "  ".repeat(mark.depth.into());
            flow.line(&format!("{indent}・{}", text.trim_start()))
        }
        Some(mark) => flow.line(&format!("{}{}", mark.text, text.trim_start())),
        None => flow.line(&text),
    }
}

/// A text without blanks at its end and without what shows nothing.
fn shown(text: &str) -> String {
    super::binary::readable(text)
}

fn refused(error: Error) -> NotADocument {
    match error {
        Error::TooManyCells => NotADocument::TooManyCells {
            place: "文書の表".to_owned(),
            limit: MOST_CELLS,
        },
        Error::Broken { part, source } => NotADocument::BrokenPart { part, source },
    }
}
