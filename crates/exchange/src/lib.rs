//! Bytes to the domain and back: documents are read into [`gyokaku_core::document::Document`] and
//! understood as a [`gyokaku_core::plan::Plan`]; tables are written as Excel, CSV, JSON and HTML.
//!
//! Not here: files and the network (bytes come in, bytes go out), storing, pages.

pub mod read;
pub mod shape;
pub mod write;
