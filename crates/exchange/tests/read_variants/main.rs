//! Documents of bodies that do not exist, which name and lay out the same things in other ways: what each looks like,
//! and what is understood of it.
//!
//! A tab stands as `⇥`. A sheet is written a row a line with `|` between its cells, as the workbook reader lays it out:
//! `>` continues the cell to the left, `^` the one above, `⏎` breaks a line inside a cell. `UPDATE_EXPECT=1` renews what
//! is understood. Not here: where it was found; that is in `snapshots` and `read_seeds`.

mod amounts;
mod any_text;
mod budgets;

mod cell_a_line;
mod counts;
mod forms;
mod identity;
mod lines;
mod outlines;
mod reviews;
mod spaces;
mod support;
mod years;
