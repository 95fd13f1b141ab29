//! How much of a file is taken in, so that memory and time are bounded before they are spent.
//!
//! Not here: limits that only one format knows (rows of a sheet, sizes inside a zip archive).

/// The largest file that is accepted, in bytes.
pub(super) const MOST_BYTES: usize = 64 << 20;
/// The largest running text that is accepted, in bytes once decoded; a register is far smaller.
pub(super) const MOST_TEXT: usize = 16 << 20;
/// The most lines of a text.
pub(super) const MOST_LINES: usize = 400_000;
/// The most cells of a document, blanks between them included.
pub(super) const MOST_CELLS: usize = 2_000_000;
/// The most characters of one line or one cell.
pub(super) const LONGEST: usize = 200_000;
