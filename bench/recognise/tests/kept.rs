//! What the recogniser must keep whatever else it learns: a changed digit is found, and digits without sense are not.
//!
//! Not here: how much it recognises; `cargo xtask bench recognise` prints that.

use gyokaku_exchange::read::read;
use gyokaku_recognise::disturb::{self, Text, mutations, scrambled};
use gyokaku_testkit::outside::Folder;

/// The samples; none where the folder is missing, which is noted as a test left out.
fn samples() -> Option<Vec<Text>> {
    Folder::Samples.path()?;
    Some(disturb::texts(Folder::Samples, "").expect("texts"))
}

#[test]
fn a_changed_digit_of_a_verified_figure_is_found() {
    let Some(samples) = samples() else { return };
    let (tried, missed) = mutations(&samples, 120);
    assert!(tried >= 60, "{tried}");
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn scrambled_digits_are_no_error() {
    let Some(samples) = samples() else { return };
    let mut errors = Vec::new();
    for sample in &samples {
        let Ok(read) = read("test.txt", scrambled(&sample.text).as_bytes()) else {
            continue;
        };
        errors.extend(
            disturb::errors_of_figures(&read.report).map(|f| format!("{} {}", sample.name, f.message)),
        );
    }
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}
