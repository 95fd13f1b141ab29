//! What kind of table each table is, by its head and the values below.
//!
//! Not here: reading the rows (`readers`).

pub(crate) mod register_columns;
