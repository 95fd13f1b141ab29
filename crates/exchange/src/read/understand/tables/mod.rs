//! The form of a document: its running text in order, its tables with their heads, one row led to its columns.
//!
//! Not here: heads, columns, eras and units of tables (`gyokaku_core::tabular`), what a table tells (`kinds`, `readers`).

pub(crate) mod flow;
pub(crate) mod index;
pub(crate) mod record;
pub(crate) mod table;
pub(crate) mod transpose;
