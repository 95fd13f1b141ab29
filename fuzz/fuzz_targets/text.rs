//! Any text is laid out: no panic, and a place for every line.
#![no_main]

use gyokaku_exchange::read::text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let document = text::layout("fuzz.txt", input);
    let lines = input.split('\n').count();
    assert!(document.lines.len() <= lines + 1);
});
