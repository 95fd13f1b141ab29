//! `cargo xtask fuzz`: feeds the readers with broken input, through cargo-fuzz.
//!
//! Not here: the targets; they are in `fuzz/fuzz_targets`, outside the workspace, since they need another profile.

use crate::sh::{self, Stop};

/// How long each target runs, in seconds, where nothing is said.
const SECONDS: u64 = 60;
const SMOKE_SECONDS: u64 = 10;

pub(crate) fn run(args: &[String]) -> Result<(), Stop> {
    let mut smoke = false;
    let mut seconds = None;
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--smoke" => smoke = true,
            "--seconds" => {
                let number = args
                    .next()
                    .and_then(|text| text.parse::<u64>().ok())
                    .filter(|number| *number > 0);
                seconds =
                    Some(number.ok_or_else(|| Stop::call("`--seconds` takes a whole number above 0."))?);
            }
            other => return Err(Stop::call(format!("`cargo xtask fuzz` knows no `{other}`."))),
        }
    }
    let targets = targets();
    if targets.is_empty() {
        sh::say("There are no fuzz targets in fuzz/fuzz_targets");
        return Ok(());
    }
    if sh::which("cargo-fuzz").is_none() {
        if smoke {
            sh::say(
                "cargo-fuzz is not installed, so the fuzz targets are left out (cargo install cargo-fuzz --locked)",
            );
            return Ok(());
        }
        sh::say("Installing cargo-fuzz");
        sh::run(&mut sh::cargo(["install", "cargo-fuzz", "--locked"]))?;
    }
    let seconds = seconds.unwrap_or(if smoke { SMOKE_SECONDS } else { SECONDS });
    for target in targets {
        sh::say(format!("Fuzzing {target} for {seconds} s"));
        let mut fuzz = sh::cargo([
            "fuzz",
            "run",
            &target,
            "--",
            &format!("-max_total_time={seconds}"),
        ]);
        // The sanitizers are behind a switch that the stable compiler opens only this way.
        sh::run(fuzz.env("RUSTC_BOOTSTRAP", "1"))?;
    }
    Ok(())
}

/// The names of the targets, in alphabetical order.
pub(crate) fn targets() -> Vec<String> {
    let files = std::fs::read_dir(sh::root().join("fuzz/fuzz_targets"))
        .into_iter()
        .flatten()
        .flatten();
    let mut names: Vec<String> = files
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names
}
