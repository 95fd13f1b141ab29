//! Workbooks that people fill in, and what those of the survey and of the register share: how rows are known, how a
//! sheet looks, where a cell stands that cannot be taken, and the file itself with such cells marked.
//!
//! Not here: what is asked and what a value means (`survey`, `register`).

mod fault;
pub(crate) mod identity;
pub mod mark;
pub(crate) mod parts;
pub(crate) mod seen;
pub(crate) mod sheet;
pub(crate) mod xml;

pub use fault::{Fault, FaultKind};
pub(crate) use fault::{MOST_STRAY, quoted, quoted_or_blank};
