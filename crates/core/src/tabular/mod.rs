//! One understanding of tables: where a head begins, how deep it is, what each column is about, which unit holds.
//!
//! The reader of a document (`exchange::read::understand`) and its checker (`check::figures`) take both
//! from here, so they cannot disagree about a table. [`segments`] cuts a grid where a head is known by
//! its words; [`Segment::parts`] cuts a segment further where rows of words stand above values, which is
//! enough to see figures in their columns. A head that is not seen stays unknown: its rows are rows.
//! Not here: what a single label says (`labels`), what kind of table it is and what its rows tell (the reader),
//! which figures must agree (`check`).

mod column;
mod cut;
pub mod eras;
mod head;
mod head_rows;
mod paths;
pub(crate) mod rows;
pub mod unit;
pub mod values;

pub use column::Column;
pub use cut::{Part, Segment, segments, single};
pub use head::Head;
pub use rows::RowLabel;
