//! `cargo xtask bench`: the benchmarks, with the reference that they are compared to.
//!
//! Not here: what is measured; `bench/` holds that.

use crate::{assets, postgres, python, sh, sh::Stop};

/// Fixed, so that ratios of different days can be compared.
const OPENPYXL: &str = "3.1.5";

pub(crate) fn run(args: &[String]) -> Result<(), Stop> {
    if let Some(("recognise", wanted)) = args.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return recognise(wanted);
    }
    assets::build()?;
    let mut bench = sh::cargo(["run", "--release", "--package", "gyokaku-bench", "--"]);
    bench.args(args);
    match python::with("target/bench-python", "openpyxl", OPENPYXL) {
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
    let cluster = postgres::Cluster::start();
    match &cluster {
        Ok(cluster) => {
            bench.env("GYOKAKU_BENCH_POSTGRES", cluster.url());
        }
        Err(stop) => eprintln!("{}\nOnly SQLite is measured.", stop.why),
    }
    sh::say("Building and running the benchmarks");
    sh::run(&mut bench)
}

/// How well printed relations are recognised. It links neither the pages nor the database and has a profile of its
/// own, because whoever changes the recogniser runs it after every change.
fn recognise(wanted: &[String]) -> Result<(), Stop> {
    let mut bench = sh::cargo([
        "run",
        "--quiet",
        "--profile",
        "measure",
        "--package",
        "gyokaku-recognise",
        "--",
    ]);
    sh::run(bench.args(wanted))
}
