//! The binary `gyokaku`: the command line, the clock, and the wiring of the other crates.
//!
//! Not here: anything that reads, checks, stores or shows; each command calls the crate that does.

mod clock;
mod commands;
mod database;
mod diagnostics;
mod failure;
mod logging;
mod mail;
mod sample;

use std::process::ExitCode;

use clap::Parser;

use commands::Command;

/// A document is read as very many small texts, which the allocator of the system serves more slowly.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 行財政改革プランの台帳
#[derive(Parser)]
#[command(
    name = "gyokaku",
    version,
    about = "行財政改革プランを読み、確かめ、台帳として保ち、表を公開します。",
    disable_help_subcommand = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers; anything else is a call that cannot be used.
            let status = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return ExitCode::from(status);
        }
    };
    match arguments.command.run() {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            eprintln!("gyokaku: {failure}");
            ExitCode::from(2)
        }
    }
}
