//! A Python package in an environment of its own under the target folder; the system's Python stays as it is.
//!
//! Not here: which package, and what for; each task knows its own.

use std::path::{Path, PathBuf};

use crate::sh::{self, Stop};

/// A Python that has one package installed, in exactly this version.
pub(crate) fn with(folder: &str, package: &str, version: &str) -> Result<PathBuf, Stop> {
    let place = sh::root().join(folder);
    let python = place.join("bin/python");
    if !has(&python, package, version) {
        let wanted = format!("{package}=={version}");
        sh::say(format!("Installing {wanted} into {folder}"));
        sh::output(sh::command("python3").args(["-m", "venv", "--clear"]).arg(&place))?;
        sh::output(sh::command(&python).args(["-m", "pip", "install", "--quiet", &wanted]))?;
    }
    Ok(python)
}

fn has(python: &Path, package: &str, version: &str) -> bool {
    let ask = format!("import importlib.metadata; print(importlib.metadata.version('{package}'))");
    sh::output(sh::command(python).args(["-c", &ask])).is_ok_and(|found| found.trim() == version)
}
