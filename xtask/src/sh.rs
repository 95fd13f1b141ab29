//! Running other programs and saying so.
//!
//! Not here: which programs, and what for; each task knows its own. Nothing goes through a shell.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a task ended early: a sentence for the person, and the exit status.
#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) why: String,
    pub(crate) status: u8,
}

impl Stop {
    /// The task was called in a way that it does not understand.
    pub(crate) fn call(why: impl Into<String>) -> Stop {
        Stop {
            why: why.into(),
            status: 2,
        }
    }
}

impl From<String> for Stop {
    fn from(why: String) -> Stop {
        Stop { why, status: 1 }
    }
}

/// The folder that holds the workspace.
pub(crate) fn root() -> PathBuf {
    // Cargo tells at run time where this crate lies; a folder that was moved after the build is found all the same.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&here)
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default()
}

/// Tells the person what happens next. Standard output belongs to the programs that are run.
pub(crate) fn say(text: impl AsRef<str>) {
    eprintln!("── {}", text.as_ref());
}

/// A command that starts in the workspace's folder.
///
/// What Cargo set for this very crate is taken out of the environment: some build scripts watch those variables
/// and would compile anew each time one changes between `cargo build` and `cargo xtask`.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
    command
}

/// `cargo` with these arguments, in the workspace's folder.
pub(crate) fn cargo<'a>(args: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = command("cargo");
    command.args(args);
    command
}

/// Runs a command with its output in sight.
pub(crate) fn run(command: &mut Command) -> Result<(), Stop> {
    let status = command
        .status()
        .map_err(|cause| format!("`{}` could not be started: {cause}.", words(command)))?;
    if status.success() {
        return Ok(());
    }
    let status_byte = status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(1);
    Err(Stop {
        why: format!("`{}` did not succeed ({status}).", words(command)),
        status: status_byte,
    })
}

/// Runs a command out of sight and gives its standard output. What it complained of becomes part of the reason.
pub(crate) fn output(command: &mut Command) -> Result<String, Stop> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|cause| format!("`{}` could not be started: {cause}.", words(command)))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!(
        "`{}` did not succeed ({}).\n{}",
        words(command),
        output.status,
        complaint.trim_end()
    )
    .into())
}

/// Where a program lies on the search path, if it is there.
pub(crate) fn which(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// Whether this process runs as the superuser.
pub(crate) fn is_root() -> bool {
    output(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// A command as one would type it.
fn words(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| arg.to_string_lossy().into_owned()));
    words.join(" ")
}
