//! Any bytes through the whole of reading: layout, meaning, check.
#![no_main]

use gyokaku_exchange::read::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = read("fuzz.txt", bytes);
});
