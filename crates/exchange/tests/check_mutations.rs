//! What is verified would be a finding if one of its digits were another; and no damaged document is too much.

mod check_support;

use check_support::{documents, folder, line_and_column, report};
use gyokaku_core::check::{Subject, check};
use gyokaku_core::finding::Report;
use gyokaku_core::plan::Plan;
use gyokaku_exchange::read::text::layout;

/// The report on a text without understanding it, which figures do not need and which takes most of the time.
fn on_figures(text: &str) -> Report {
    check(Subject {
        document: &layout("test.txt", text),
        plan: &Plan::default(),
    })
}

fn all() -> Vec<std::path::PathBuf> {
    let folders = [
        folder("GYOKAKU_SEEDS", "seeds"),
        folder("GYOKAKU_SAMPLES", "samples"),
    ];
    folders
        .into_iter()
        .flatten()
        .flat_map(|f| documents(&f))
        .collect()
}

/// The text with the character at a line and column (both from 1) replaced.
fn with_character(text: &str, line: u32, column: u32, by: char) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let index = line as usize - 1;
    lines[index] = lines[index]
        .chars()
        .enumerate()
        .map(|(i, c)| if i + 1 == column as usize { by } else { c })
        .collect();
    lines.join("\n")
}

#[test]
fn every_digit_of_every_verified_figure_counts() {
    let mut misses = Vec::new();
    let mut tried = 0;
    for path in all() {
        let text = std::fs::read_to_string(&path).expect("a document");
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        for figure in on_figures(&text).verified {
            let (line, column) = line_and_column(&figure.at);
            let printed: String = text
                .split('\n')
                .nth(line as usize - 1)
                .expect("a line")
                .chars()
                .skip(column as usize - 1)
                .take(figure.stated.chars().count())
                .collect();
            assert_eq!(
                printed, figure.stated,
                "{name} line {line}: the place points at the figure"
            );
            for (offset, digit) in figure
                .stated
                .chars()
                .enumerate()
                .filter(|(_, c)| c.is_ascii_digit())
            {
                let value = digit.to_digit(10).expect("a digit");
                for step in [1, 4, 9] {
                    let by = char::from_digit((value + step) % 10, 10).expect("a digit");
                    let stated: String = figure
                        .stated
                        .chars()
                        .enumerate()
                        .map(|(i, c)| if i == offset { by } else { c })
                        .collect();
                    let mutated = with_character(&text, line, column + offset as u32, by);
                    let found = on_figures(&mutated).findings;
                    tried += 1;
                    let hit = found.iter().any(|f| {
                        line_and_column(&f.at) == (line, column)
                            && f.stated.as_deref().is_some_and(|s| s.contains(&stated))
                    });
                    if !hit {
                        let instead: Vec<String> = found
                            .iter()
                            .map(|f| format!("{:?} {:?}", line_and_column(&f.at), f.stated))
                            .collect();
                        misses.push(format!(
                            "{name} line {line}: {} as {stated} ({}) gives {instead:?}",
                            figure.stated, figure.rule
                        ));
                    }
                }
            }
        }
    }
    assert!(
        misses.is_empty(),
        "{} of {tried} changes missed:\n{}",
        misses.len(),
        misses.join("\n")
    );
}

#[test]
fn damaged_documents_are_survived() {
    for path in all() {
        let text = std::fs::read_to_string(&path).expect("a document");
        let lines: Vec<&str> = text.split('\n').collect();
        // Every third line away, blank, or without one of its cells; the end cut off anywhere.
        for turn in 0..3 {
            let without: Vec<&str> = lines
                .iter()
                .enumerate()
                .filter(|(i, _)| i % 3 != turn)
                .map(|(_, l)| *l)
                .collect();
            report(&without.join("\n"));
            let blank: Vec<&str> = lines
                .iter()
                .enumerate()
                .map(|(i, l)| if i % 3 == turn { "" } else { *l })
                .collect();
            report(&blank.join("\n"));
            let narrower: Vec<String> = lines
                .iter()
                .map(|l| {
                    l.split('\t')
                        .enumerate()
                        .filter(|(i, _)| i % 3 != turn)
                        .map(|(_, c)| c)
                        .collect::<Vec<_>>()
                        .join("\t")
                })
                .collect();
            report(&narrower.join("\n"));
            let blanked: Vec<String> = lines
                .iter()
                .map(|l| {
                    l.split('\t')
                        .enumerate()
                        .map(|(i, c)| if i % 3 == turn { "" } else { c })
                        .collect::<Vec<_>>()
                        .join("\t")
                })
                .collect();
            report(&blanked.join("\n"));
        }
        let characters: Vec<char> = text.chars().collect();
        for end in (0..characters.len()).step_by(characters.len() / 40 + 1) {
            report(&characters[..end].iter().collect::<String>());
        }
    }
}
