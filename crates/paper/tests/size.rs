//! What large documents cost: memory has a bound, whatever is printed.

mod given;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use std::time::Instant;

use given::{booklet, booklet_of, imprint, ordinary_sheet, register};
use gyokaku_paper::{MOST_ROWS, Paper, Prepared};

/// What the process took at most beside its program's own file, in megabytes; none where the system does not say.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kibibytes = |key: &str| {
        let line = status.lines().find(|line| line.starts_with(key))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok()
    };
    Some(kibibytes("VmHWM:")?.saturating_sub(kibibytes("RssFile:")?) / 1024)
}

#[test]
fn a_booklet_of_500_items_takes_less_than_400_megabytes() {
    let before = Instant::now();
    // As the pages do it: what the booklet was made of is gone before it is typeset.
    let prepared = gyokaku_paper::booklet(&booklet_of(500, &ordinary_sheet()), &imprint());
    let printed = prepared.and_then(Prepared::print).expect("a PDF");
    println!(
        "{} sheets, {:?}, {:?} MB",
        printed.sheets,
        before.elapsed(),
        most_memory()
    );
    assert!(printed.sheets > 500);
    assert!(
        most_memory().is_none_or(|most| most < 400),
        "{:?} MB",
        most_memory()
    );
}

#[test]
fn a_table_of_the_most_rows_takes_less_than_450_megabytes() {
    let of = register(MOST_ROWS - MOST_ROWS.div_ceil(9));
    let before = Instant::now();
    let printed = gyokaku_paper::table(&of, &imprint(), Paper::Fitting)
        .and_then(Prepared::print)
        .expect("a PDF");
    println!(
        "{} sheets, {:?}, {:?} MB",
        printed.sheets,
        before.elapsed(),
        most_memory()
    );
    assert!(
        most_memory().is_none_or(|most| most < 450),
        "{:?} MB",
        most_memory()
    );
}

#[test]
fn a_booklet_of_124_items_is_there_in_seconds() {
    let of = booklet(124);
    let before = Instant::now();
    gyokaku_paper::booklet(&of, &imprint())
        .and_then(Prepared::print)
        .expect("a PDF");
    println!("{:?}, {:?} MB", before.elapsed(), most_memory());
}
