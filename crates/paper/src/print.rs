//! From data to a PDF: the typesetter is called here and nowhere else.
//!
//! Not here: what is printed (`grid`, `booklet`), what the typesetter sees of the world (`world`).

use std::panic::{AssertUnwindSafe, catch_unwind};

use gyokaku_core::fiscal_year::day_in_words;
use typst::diag::SourceDiagnostic;
use typst::ecow::EcoVec;
use typst::foundations::{Content, NativeElement, Selector, StyleChain};
use typst::introspection::Introspector;
use typst::model::{Document as _, HeadingElem};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::fonts::Fonts;
use crate::grid::Setter;
use crate::letters::{Letters, Replaced};
use crate::measure::Measure;
use crate::shape::{Document, Listed, Part, Running, What};
use crate::slim::slim;
use crate::world::Printing;
use crate::{Fault, Imprint, Prepared, Printed};

/// What the typesetter remembers of earlier documents: nothing that the last one did not need.
const REMEMBERED: usize = 0;

/// How many parts are typeset together.
const PARTS_OF_A_SECTION: usize = 8;

/// Prepares the parts that are made with a setter.
pub(crate) fn prepare(
    title: &str,
    imprint: &Imprint,
    make: impl FnOnce(&mut Setter<'_>) -> Result<Vec<Part>, Fault>,
) -> Result<Prepared, Fault> {
    let fonts = Fonts::embedded().ok_or(Fault::NoFonts)?;
    let mut setter = Setter {
        measure: Measure::of(fonts.gothic()),
        letters: Letters::new(fonts),
    };
    let parts = make(&mut setter)?;
    let mut line = |text: &str, part: &str| {
        setter
            .letters
            .printable(text, || part.to_owned())
            .replace('\n', " ")
    };
    let document = Document {
        title: line(title, "表題"),
        day: (imprint.day.year(), imprint.day.month().into(), imprint.day.day()),
        running: Running {
            city: line(&imprint.city, "団体名"),
            plan: line(&imprint.plan, "計画名"),
            state: line(&imprint.state, "版の表示"),
            day: day_in_words(imprint.day),
            before: 0,
            all: 0,
        },
        parts,
        replaced: setter.letters.told().iter().map(Replaced::on_paper).collect(),
    };
    let identity = serde_json::to_vec(&document).map_err(|error| Fault::Program(error.to_string()))?;
    Ok(Prepared {
        identity,
        sections: sections(document),
        replaced: setter.letters.replaced(),
    })
}

impl Prepared {
    /// All that the document is made of: where it is the same, the PDF is the same.
    pub fn identity(&self) -> &[u8] {
        &self.identity
    }

    /// Prints it.
    ///
    /// # Errors
    /// [`Fault::NoFonts`], or a fault of the program.
    pub fn print(self) -> Result<Printed, Fault> {
        let fonts = Fonts::embedded().ok_or(Fault::NoFonts)?;
        let Self {
            identity,
            sections,
            replaced,
        } = self;
        // As long as the document itself, and asked for by nobody any more.
        drop(identity);
        // A panic of the typesetter is a fault of one document, not of the program.
        let (pdf, sheets) = catch_unwind(AssertUnwindSafe(|| set(fonts, sections)))
            .unwrap_or_else(|_| Err(Fault::Program("the typesetter broke off".to_owned())))?;
        Ok(Printed {
            pdf,
            sheets,
            replaced,
        })
    }
}

/// Typesets the sections one after the other and puts their sheets together, so that what one of them took is free
/// before the next begins. A document of several sections, or with contents, is typeset twice: first to learn where each part begins.
fn set(fonts: &'static Fonts, mut sections: Vec<Document>) -> Result<(Vec<u8>, usize), Fault> {
    let mut parts = sections.iter().flat_map(|section| &section.parts);
    let has_contents = parts.any(|part| matches!(part.what, What::Contents(_)));
    if sections.len() > 1 || has_contents {
        number(fonts, &mut sections)?;
    }
    let mut pages = EcoVec::new();
    let mut about = None;
    for section in sections {
        let document = typeset(fonts, &section)?;
        drop(section);
        pages.extend(document.pages().iter().map(slim));
        about.get_or_insert_with(|| document.info().clone());
        drop(document);
        comemo::evict(REMEMBERED);
    }
    let document = PagedDocument::new(pages, about.unwrap_or_default());
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]);
    let options = PdfOptions {
        standards: standards.map_err(|fault| Fault::Program(fault.message().to_string()))?,
        creator: typst::foundations::Smart::Custom(Some("Gyokaku".to_owned())),
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|faults| Fault::Program(said(&faults)))?;
    let sheets = document.pages().len();
    drop(document);
    comemo::evict(REMEMBERED);
    Ok((pdf, sheets))
}

/// Learns how many sheets each section has, and tells all of them; the contents learn where what is listed stands.
fn number(fonts: &'static Fonts, sections: &mut [Document]) -> Result<(), Fault> {
    let (mut all, mut found) = (0, Vec::new());
    for section in sections.iter_mut() {
        section.running.before = all;
        let document = typeset(fonts, section)?;
        found.extend(headings(&document).into_iter().map(|sheet| sheet + all));
        all += document.pages().len();
        drop(document);
        comemo::evict(REMEMBERED);
    }
    for section in sections.iter_mut() {
        section.running.all = all;
        for part in &mut section.parts {
            if let What::Contents(lines) = &mut part.what {
                for (line, sheet) in lines.iter_mut().zip(&found) {
                    line.sheet = *sheet;
                }
            }
        }
    }
    Ok(())
}

/// The sheets on which the headings stand that contents list.
fn headings(document: &PagedDocument) -> Vec<usize> {
    let introspector = document.introspector();
    let found = introspector.query(&Selector::Elem(HeadingElem::ELEM, None));
    let outlined = found.iter().filter(|content| {
        let heading = content.to_packed::<HeadingElem>();
        heading.is_some_and(|heading| heading.outlined.get(StyleChain::default()))
    });
    let sheet = |content: &Content| introspector.page(content.location()?).map(|page| page.get());
    outlined.filter_map(sheet).collect()
}

fn typeset(fonts: &'static Fonts, section: &Document) -> Result<PagedDocument, Fault> {
    let data = serde_json::to_vec(section).map_err(|error| Fault::Program(error.to_string()))?;
    let without = || Fault::Program("a template has no name".to_owned());
    let world = Printing::new(fonts, data).ok_or_else(without)?;
    let set = typst::compile::<PagedDocument>(&world).output;
    set.map_err(|faults| Fault::Program(said(&faults)))
}

/// A document in sections of not too many parts each; what is listed in its contents is known before.
fn sections(mut document: Document) -> Vec<Document> {
    let mut listed = Vec::new();
    for part in &document.parts {
        if matches!(part.what, What::Cover(_) | What::Contents(_)) {
            continue;
        }
        let mut list = |level, text: String| {
            listed.push(Listed {
                level,
                text,
                sheet: 0,
            })
        };
        if !part.heading.is_empty() {
            list(1, part.heading.clone());
        }
        if let What::Item(sheet) = &part.what {
            list(
                2,
                format!("{}\u{3000}{}", sheet.number, sheet.title)
                    .trim()
                    .to_owned(),
            );
        }
    }
    for part in &mut document.parts {
        if let What::Contents(lines) = &mut part.what {
            lines.clone_from(&listed);
        }
    }
    let replaced = std::mem::take(&mut document.replaced);
    let parts = std::mem::take(&mut document.parts);
    let mut sections: Vec<Document> = Vec::new();
    let mut left = parts.into_iter().peekable();
    while left.peek().is_some() {
        sections.push(Document {
            title: document.title.clone(),
            day: document.day,
            running: document.running.clone(),
            parts: left.by_ref().take(PARTS_OF_A_SECTION).collect(),
            replaced: Vec::new(),
        });
    }
    if let Some(last) = sections.last_mut() {
        last.replaced = replaced;
    }
    sections
}

fn said(faults: &[SourceDiagnostic]) -> String {
    let faults: Vec<String> = faults.iter().map(|fault| fault.message.to_string()).collect();
    faults.join("; ")
}
