//! Figures and years in any text.
#![no_main]

use gyokaku_core::{figure, fiscal_year, labels};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for figure in figure::figures(text) {
        assert!(text.get(figure.range.clone()).is_some_and(|printed| !printed.is_empty()));
        let _ = figure.whole();
    }
    let _ = figure::cell(text);
    for mention in fiscal_year::mentions(text) {
        let _ = (mention.fiscal_year(), mention.disagrees());
    }
    let _ = fiscal_year::parse(text);
    let _ = labels::unit::declared(text);
});
