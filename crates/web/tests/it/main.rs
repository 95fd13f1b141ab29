//! The pages as a browser or a script asks for them; one program for all tests, linked with the server once.
//!
//! A file here is what is tested (`rounds`, `review`); `common` and the folders are what the tests share. One file's
//! tests: `cargo nextest run -p gyokaku-web rounds::`. Not here: tests of single functions, which stand beside them.

mod access;
mod accounts;
mod accounts_list;
mod amendments;
mod answering;
mod answering_browser;
mod answering_support;
mod approval;
mod approval_browser;
mod april_browser;
mod attachments;
mod attachments_browser;
mod browser;
mod calendar;
mod common;
mod connections;
mod directory;
mod effects_by_hand;
mod factor;
mod findings;
mod frame_links;
mod grid;
mod handover;
mod import;
mod indicators_by_hand;
mod journal;
mod lineage;
mod lineage_browser;
#[path = "../../../office/tests/mail_support/mod.rs"]
mod mail_support;
mod open_data;
mod own_questions;
mod pages;
mod paper;
mod pictures;
mod register_browser;
mod register_workbook;
mod reminders;
mod requests;
mod review;
mod review_browser;
mod review_support;
mod rounds;
mod scales;
mod story_browser;
mod turn;
mod turns_browser;
mod visit;
mod voices;
mod voices_browser;
mod words;
mod workbook;
mod workbook_browser;
mod workbook_support;
mod year;
mod year_support;
