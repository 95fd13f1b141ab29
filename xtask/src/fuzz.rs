//! `cargo xtask fuzz`: feeds the readers with broken input, through cargo-fuzz.
//!
//! Not here: the targets; they are in `fuzz/fuzz_targets`, outside the workspace, since they need another profile.

use crate::sh::{self, Stop};

/// How long each target runs, in seconds, where nothing is said.
const SECONDS: u64 = 60;
/// How many inputs a smoke run tries. Its seed is fixed: a test must not pass today and fail tomorrow.
const SMOKE_RUNS: u64 = 2_000;

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
    let limits = if smoke {
        vec!["-seed=1".to_owned(), format!("-runs={SMOKE_RUNS}")]
    } else {
        vec![format!("-max_total_time={}", seconds.unwrap_or(SECONDS))]
    };
    for target in targets {
        sh::say(format!("Fuzzing {target} with {}", limits.join(" ")));
        let mut fuzz = sh::cargo(["fuzz", "run", &target, "--"]);
        fuzz.args(&limits);
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
