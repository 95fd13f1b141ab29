//! From data to a PDF: the typesetter is called here and nowhere else.
//!
//! Not here: what is printed (`grid`, `booklet`), what the typesetter sees of the world (`world`).

use std::panic::{AssertUnwindSafe, catch_unwind};

use gyokaku_core::fiscal_year::day_in_words;
use typst::diag::SourceDiagnostic;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::fonts::Fonts;
use crate::grid::Setter;
use crate::letters::{Letters, Replaced};
use crate::measure::Measure;
use crate::shape::{Document, Part, Running};
use crate::world::Printing;
use crate::{Fault, Imprint, Prepared, Printed};

/// What the typesetter remembers of earlier documents: nothing that the last one did not need.
const REMEMBERED: usize = 1;

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
        },
        parts,
        replaced: setter.letters.told().iter().map(Replaced::on_paper).collect(),
    };
    let data = serde_json::to_vec(&document).map_err(|error| Fault::Program(error.to_string()))?;
    Ok(Prepared {
        data,
        replaced: setter.letters.replaced(),
    })
}

impl Prepared {
    /// All that the document is made of: where it is the same, the PDF is the same.
    pub fn identity(&self) -> &[u8] {
        &self.data
    }

    /// Prints it.
    ///
    /// # Errors
    /// [`Fault::NoFonts`], or a fault of the program.
    pub fn print(self) -> Result<Printed, Fault> {
        let fonts = Fonts::embedded().ok_or(Fault::NoFonts)?;
        // A panic of the typesetter is a fault of one document, not of the program.
        let (pdf, sheets) = catch_unwind(AssertUnwindSafe(|| set(fonts, self.data)))
            .unwrap_or_else(|_| Err(Fault::Program("the typesetter broke off".to_owned())))?;
        Ok(Printed {
            pdf,
            sheets,
            replaced: self.replaced,
        })
    }
}

fn set(fonts: &'static Fonts, data: Vec<u8>) -> Result<(Vec<u8>, usize), Fault> {
    let without = || Fault::Program("a template has no name".to_owned());
    let world = Printing::new(fonts, data).ok_or_else(without)?;
    let set = typst::compile::<PagedDocument>(&world).output;
    let document = set.map_err(|faults| Fault::Program(said(&faults)))?;
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

fn said(faults: &[SourceDiagnostic]) -> String {
    let faults: Vec<String> = faults.iter().map(|fault| fault.message.to_string()).collect();
    faults.join("; ")
}
