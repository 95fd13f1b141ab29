//! `cargo xtask demo`: from a fresh clone to a page in the browser.
//!
//! Not here: the port, the sample bodies, the sign-ins; `gyokaku demo` chooses and prints them. All arguments are
//! handed on to it as they are.

use crate::assets;
use crate::sh::{self, Stop};

pub(crate) fn run(args: &[String]) -> Result<(), Stop> {
    assets::build()?;
    sh::say("Building Gyokaku; the first time takes some minutes");
    sh::run(&mut sh::cargo(["build", "--release", "--package", "gyokaku-cli"]))?;

    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let program = sh::root().join(target).join("release").join("gyokaku");
    sh::say("Starting the demo; Ctrl+C ends it");
    let mut demo = sh::command(&program);
    demo.arg("demo").args(args);
    replace(&mut demo)
}

/// Becomes the program, so that a signal reaches it and nothing is left between it and the terminal.
#[cfg(unix)]
fn replace(command: &mut std::process::Command) -> Result<(), Stop> {
    use std::os::unix::process::CommandExt;
    let cause = command.exec();
    Err(format!(
        "{} could not be started: {cause}.",
        command.get_program().to_string_lossy()
    )
    .into())
}

#[cfg(not(unix))]
fn replace(command: &mut std::process::Command) -> Result<(), Stop> {
    sh::run(command)
}
