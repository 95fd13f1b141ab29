//! A document as the rules of figures see it: its tables along rows and columns, its lines of text, every figure once.
//!
//! Not here: which figures must agree (the rules), whether they do (`engine`).

pub(crate) mod axis;
pub(crate) mod listed;
pub(crate) mod locate;
pub(crate) mod placing;
mod remarks;
pub(crate) mod sheet;
pub(crate) mod taking_apart;
mod wrapped;
