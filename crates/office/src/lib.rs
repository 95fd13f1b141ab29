//! What people do, whether they do it in the browser or on the command line.
//!
//! A use-case takes the store, who does it and the time, decides with `gyokaku-core`, and stores. Here are also
//! the things that it needs beside the store: mail, passwords, files that wait for a word.
//! Not here: addresses, forms and pages (`gyokaku-web`), options and exit codes (`gyokaku-cli`), and who may do
//! what (the caller has asked).

pub mod editions;
pub mod factor;
pub mod import;
pub mod mail;
pub mod password;
pub mod reminding;
