//! `gyokaku-bench`: each benchmark beside a reference that is measured in the same run.
//!
//! What is printed are ratios: times of one machine say nothing about another. One benchmark is one
//! file. `gyokaku-bench NAME…` runs those whose names contain one of the words.
//! Not here: what is fast enough, and installing openpyxl.

mod accounts;
mod bare;
mod check_seeds;
mod closing;
mod deadline;
mod editing;
mod harness;
mod lineage;
mod openpyxl;
mod page;
mod paper;
mod read_text;
mod read_workbook;
mod register;
mod survey;
mod write_workbook;

use harness::Line;

/// A benchmark: its name, and what it measures.
type Benchmark = (&'static str, fn() -> Result<Vec<Line>, String>);

const ALL: [Benchmark; 12] = [
    ("read-workbook", read_workbook::run),
    ("write-workbook", write_workbook::run),
    ("read-text", read_text::run),
    ("check-seeds", check_seeds::run),
    ("register-page", page::run),
    ("survey", survey::run),
    ("deadline-day", deadline::run),
    ("closing", closing::run),
    ("editing", editing::run),
    ("lineage", lineage::run),
    ("paper", paper::run),
    ("accounts", accounts::run),
];

fn main() -> std::process::ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let mut failed = false;
    for (name, run) in ALL {
        if !wanted.is_empty() && !wanted.iter().any(|word| name.contains(word.as_str())) {
            continue;
        }
        match run() {
            Ok(lines) => lines.iter().for_each(|line| println!("{name:<15} {line}")),
            Err(why) => {
                eprintln!("{name}: {why}");
                failed = true;
            }
        }
    }
    std::process::ExitCode::from(u8::from(failed))
}
