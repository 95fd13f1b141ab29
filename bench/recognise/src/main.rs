//! `recognise`: prints how well the printed relations of each material are recognised.
//!
//! `recognise PART…` measures only the parts whose names contain one of the words; `--total` leaves out the lines of
//! single files. Not here: the measures (`gyokaku_recognise`).

use std::time::Instant;

use gyokaku_recognise::tally::{Line, print};
use gyokaku_recognise::{aggrecol, disturb, documents, faults, growth, relations, review};
use gyokaku_testkit::outside::Folder;

/// A part: its name, and what it measures.
type Part = (&'static str, fn() -> Result<Vec<Line>, String>);

const PARTS: [Part; 8] = [
    ("relations", relations::measure),
    ("faults", faults::measure),
    ("samples", || documents::measure("samples", Folder::Samples)),
    ("seeds", || documents::measure("seeds", Folder::Seeds)),
    ("aggrecol", aggrecol::measure),
    ("rs2024", review::measure),
    ("disturb", disturb::measure),
    ("growth", growth::measure),
];

fn main() -> std::process::ExitCode {
    let (options, wanted): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|word| word.starts_with("--"));
    if let Some(other) = options.iter().find(|option| *option != "--total") {
        eprintln!("There is no option {other}; there is --total.");
        return std::process::ExitCode::from(2);
    }
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|word| name.contains(word.as_str()));
    let mut is_whole = true;
    for (name, measure) in PARTS.into_iter().filter(|(name, _)| is_wanted(name)) {
        let begun = Instant::now();
        match measure() {
            Ok(lines) => {
                let from = if options.is_empty() {
                    0
                } else {
                    lines.len().saturating_sub(1)
                };
                print!("{}", print(name, &lines[from..]));
                println!("({:.1} s)\n", begun.elapsed().as_secs_f64());
            }
            // A material that is missing is said where its figures would stand.
            Err(why) => {
                println!("{name}: not measured: {why}\n");
                is_whole = false;
            }
        }
    }
    std::process::ExitCode::from(u8::from(!is_whole))
}
