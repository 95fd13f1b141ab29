//! Documents changed on purpose: what a changed digit, scrambled digits, labels without sense and another layout do.
//!
//! Each change is the same in every run. A verified figure is one promise: another digit in it would be found. Digits
//! without sense must give no error; words without sense and another layout should leave what is verified as it is.
//! Not here: how a text is changed (`ways`).

mod ways;

use gyokaku_core::document::{Place, Spot};
use gyokaku_core::finding::{Finding, Report, Severity, Verified};
use gyokaku_exchange::read::read;
use gyokaku_testkit::outside::{Folder, documents};

pub use ways::{Changed, bars, blank_lines, cell_a_line, nonsense, scrambled, spaces, with_character};

use crate::figure::same;
use crate::material::{folder, name, text};
use crate::relations::line_of;
use crate::tally::{Line, Measure, findings};

/// A text and its name.
#[derive(Clone, Debug)]
pub struct Text {
    /// The name of the file.
    pub name: String,
    /// What stands in it.
    pub text: String,
}

/// The texts of a folder.
///
/// # Errors
/// Says what is missing.
pub fn texts(of: Folder, below: &str) -> Result<Vec<Text>, String> {
    documents(&folder(of, below)?)
        .iter()
        .filter(|path| path.extension().is_some_and(|kind| kind == "txt"))
        .map(|path| {
            Ok(Text {
                name: name(path),
                text: text(path)?,
            })
        })
        .collect()
}

/// The report on a text, which is empty where it is refused.
fn report(text: &str) -> Report {
    read("test.txt", text.as_bytes()).map_or_else(|_| Report::default(), |read| read.report)
}

/// The lines of all disturbances.
///
/// # Errors
/// Says what is missing.
pub fn measure() -> Result<Vec<Line>, String> {
    let samples = texts(Folder::Samples, "")?;
    let relations = texts(Folder::Cases, "relations")?;
    let mut lines = Vec::new();
    for (of, texts) in [("samples", &samples), ("cases/relations", &relations)] {
        let (tried, missed) = mutations(texts, MOST);
        lines.push(
            Line::of(format!("one digit changed, {of}"))
                .with("found", Measure::Of(tried - missed.len(), tried))
                .noted(missed.iter().take(3).cloned().collect::<Vec<_>>().join("; ")),
        );
    }
    let (mut errors, mut years, mut verified) = (0, 0, 0);
    for text in &samples {
        let report = report(&scrambled(&text.text));
        let of_figures = errors_of_figures(&report).count();
        errors += of_figures;
        years += findings(&report, Severity::Error) - of_figures;
        verified += report.verified.len();
    }
    lines.push(
        Line::of("digits scrambled, samples")
            .with("errors of figures", Measure::Count(errors))
            .with("errors of years", Measure::Count(years))
            .with("verified by chance", Measure::Count(verified)),
    );
    for (of, texts) in [("samples", &samples), ("cases/relations", &relations)] {
        for (way, change) in WAYS {
            let (mut stay, mut all) = (0, 0);
            for text in texts {
                let (of_text, of_all) = staying(&text.text, change);
                stay += of_text;
                all += of_all;
            }
            lines.push(Line::of(format!("{way}, {of}")).with("verified that stay", Measure::Of(stay, all)));
        }
    }
    Ok(lines)
}

/// The most changes of digits that are tried on one material.
const MOST: usize = 600;

/// A change of a text that keeps its figures.
pub type Way = fn(&str) -> Changed;

/// The changes that should leave what is verified as it is.
const WAYS: [(&str, Way); 5] = [
    ("labels without sense", nonsense),
    ("blank lines put in", blank_lines),
    ("tabs to spaces", spaces),
    ("tabs to bars", bars),
    ("tabs to lines", cell_a_line),
];

/// The errors of a report that are not about years: those scrambled digits contradict for good reason.
pub fn errors_of_figures(report: &Report) -> impl Iterator<Item = &Finding> {
    let is_of_years = |rule: &str| {
        ["year-", "era-", "period-", "step-"]
            .iter()
            .any(|word| rule.starts_with(word))
    };
    let errors = report.findings.iter().filter(|f| f.severity == Severity::Error);
    errors.filter(move |f| !is_of_years(f.rule))
}

/// How many verified figures were changed in one digit each, at most so many in all texts together, and the changes
/// that did not become a finding at the figure.
pub fn mutations(texts: &[Text], most: usize) -> (usize, Vec<String>) {
    let verified: Vec<(&Text, Report)> = texts.iter().map(|text| (text, report(&text.text))).collect();
    let figures: Vec<(&Text, Place, String)> = verified
        .iter()
        .flat_map(|(text, report)| {
            let of_text = report.verified.iter();
            of_text.map(|v| (*text, v.at.clone(), v.stated.clone()))
        })
        .filter(|(_, at, stated)| line_of(at).is_some() && stated.contains(|c: char| c.is_ascii_digit()))
        .collect();
    // Evenly over all documents, where there are more than are tried.
    let step = figures.len().div_ceil(most.max(1)).max(1);
    let mut missed = Vec::new();
    let mut tried = 0;
    for (turn, (text, at, stated)) in figures.iter().step_by(step).enumerate() {
        tried += 1;
        if let Some(changed) = is_missed(text, at, stated, turn) {
            missed.push(format!("{} {at}: {stated} as {changed}", text.name));
        }
    }
    (tried, missed)
}

/// The figure with one digit changed, where that is not found at its place. The turn chooses digit and step.
fn is_missed(text: &Text, at: &Place, stated: &str, turn: usize) -> Option<String> {
    let Spot::Line { line, column } = at.spot else {
        return None;
    };
    let digits: Vec<(usize, u32)> = stated
        .chars()
        .enumerate()
        .filter_map(|(i, c)| Some((i, c.to_digit(10)?)))
        .collect();
    let (offset, digit) = *digits.get(turn % digits.len().max(1))?;
    let by = char::from_digit((digit + [1, 4, 9][turn % 3]) % 10, 10)?;
    let changed: String = stated
        .chars()
        .enumerate()
        .map(|(i, c)| if i == offset { by } else { c })
        .collect();
    let column_of_digit = column + u32::try_from(offset).unwrap_or_default();
    let report = report(&with_character(&text.text, line, column_of_digit, by));
    let is_found = report.findings.iter().any(|f| {
        matches!(f.at.spot, Spot::Line { line: l, column: c } if (l, c) == (line, column))
            && f.stated.as_deref().is_some_and(|s| s.contains(&changed))
    });
    (!is_found).then_some(changed)
}

/// How many of the verified figures of a text are still verified after a change, and how many could be.
pub fn staying(text: &str, change: Way) -> (usize, usize) {
    let before = report(text).verified;
    let changed = change(text);
    let mut after = report(&changed.text).verified;
    let (mut stay, mut all) = (0, 0);
    for verified in &before {
        let Some(lines) = line_of(&verified.at).and_then(|line| changed.lines_of(line)) else {
            continue;
        };
        all += 1;
        let is_it = |v: &Verified| {
            line_of(&v.at).is_some_and(|line| lines.contains(&line)) && same(&v.stated, &verified.stated)
        };
        if let Some(at) = after.iter().position(is_it) {
            after.swap_remove(at);
            stay += 1;
        }
    }
    (stay, all)
}
