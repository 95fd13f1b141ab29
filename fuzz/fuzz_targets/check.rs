//! Any table is checked: its columns are certain, so every rule about figures may speak.
#![no_main]

use gyokaku_exchange::read::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(read) = read("fuzz.csv", text.as_bytes()) else { return };
    for verified in &read.report.verified {
        assert!(!verified.stated.trim().is_empty(), "a verified figure is one that is printed");
    }
});
