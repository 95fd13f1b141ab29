//! What the recogniser must keep whatever else it learns: a changed digit of a verified figure is found.
//!
//! Not here: how much it recognises; `cargo xtask bench recognise` prints that.

use gyokaku_recognise::disturb::{self, Text, mutations};
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
    assert!(tried >= 50, "{tried}");
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
