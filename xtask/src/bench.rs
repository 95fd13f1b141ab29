//! `cargo xtask bench`: the benchmarks, with the reference that they are compared to.
//!
//! Not here: what is measured; `bench/` holds that. The reference lives in a Python environment of its own under
//! the target folder, the system's Python stays as it is.

use std::path::{Path, PathBuf};

use crate::{assets, sh, sh::Stop};

/// Fixed, so that ratios of different days can be compared.
const OPENPYXL: &str = "3.1.5";

pub(crate) fn run(args: &[String]) -> Result<(), Stop> {
    assets::build()?;
    let mut bench = sh::cargo(["run", "--release", "--package", "gyokaku-bench", "--"]);
    bench.args(args);
    match python() {
        Ok(python) => {
            bench.env("GYOKAKU_PYTHON", python);
        }
        Err(stop) => {
            eprintln!(
                "{}\nopenpyxl could not be installed, so nothing is compared to it.",
                stop.why
            );
        }
    }
    sh::say("Building and running the benchmarks");
    sh::run(&mut bench)
}

/// A Python that has the reference installed.
fn python() -> Result<PathBuf, Stop> {
    let folder = sh::root().join("target/bench-python");
    let python = folder.join("bin/python");
    if !has_reference(&python) {
        let reference = format!("openpyxl=={OPENPYXL}");
        sh::say(format!("Installing {reference} into target/bench-python"));
        sh::output(
            sh::command("python3")
                .args(["-m", "venv", "--clear"])
                .arg(&folder),
        )?;
        sh::output(sh::command(&python).args(["-m", "pip", "install", "--quiet", &reference]))?;
    }
    Ok(python)
}

fn has_reference(python: &Path) -> bool {
    let version =
        sh::output(sh::command(python).args(["-c", "import openpyxl; print(openpyxl.__version__)"]));
    version.is_ok_and(|version| version.trim() == OPENPYXL)
}
