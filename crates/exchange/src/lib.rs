//! Bytes to the domain and back: documents are read into [`gyokaku_core::document::Document`] and
//! understood as a [`gyokaku_core::plan::Plan`]; tables are written as Excel, CSV, JSON and HTML;
//! a survey goes out as a workbook to be filled in and comes back ([`survey`]), and so does a register ([`register`]); lists of accounts and departments are read by their heads ([`listing`]); plans go out and come in as StratML ([`stratml`]), and in the
//! shape of the national review of programmes ([`programmes`]).
//!
//! Not here: files and the network (bytes come in, bytes go out), storing, pages.

pub mod listing;
pub mod programmes;
pub mod read;
pub mod register;
pub mod shape;
pub mod stratml;
pub mod survey;
pub mod typed;
pub mod workbook;
pub mod write;
