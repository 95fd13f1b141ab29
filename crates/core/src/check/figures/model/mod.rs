//! A document as the rules of figures see it: its tables along rows and columns, its lines of text, every figure once.
//!
//! Not here: which figures must agree (the rules), whether they do (`engine`).

pub(crate) mod axis;
pub(crate) mod heads;
pub(crate) mod locate;
pub(crate) mod placing;
pub(crate) mod sheet;
