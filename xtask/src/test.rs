//! `cargo xtask test`: everything that must hold before a change is taken in.
//!
//! Not here: the tests. A step that does not hold does not keep the later ones from running, so that one run shows
//! all there is to mend. The tests come last, and so do the closing lines of their runner.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::sh::{self, Stop};
use crate::{assets, fuzz, packages, postgres, rules};

pub(crate) fn run(args: &[String]) -> Result<(), Stop> {
    if let Some(other) = args.first() {
        return Err(Stop::call(format!(
            "`cargo xtask test` runs everything and takes no `{other}`. For one test: \
             cargo xtask postgres -- cargo test -p CRATE NAME"
        )));
    }
    let begun = Instant::now();
    let missing = packages::install();
    let mut steps = Steps::default();

    steps.cargo("format", ["fmt", "--all", "--check"]);
    steps.step("assets", assets::build);
    steps.cargo(
        "clippy",
        ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
    );
    steps.step("rule pages", || rules::run(&["--check".to_owned()]));
    if sh::which("cargo-deny").is_some() {
        steps.cargo("licences", ["deny", "check", "licenses", "bans", "sources"]);
    }
    if !fuzz::targets().is_empty() {
        steps.step("fuzz", || fuzz::run(&["--smoke".to_owned()]));
    }
    steps.cargo("doc tests", ["test", "--doc", "--workspace"]);
    steps.step("tests", tests);

    let seconds = begun.elapsed().as_secs();
    let left_out = LeftOut::read();
    if steps.failed.is_empty() && missing.is_empty() {
        println!(
            "xtask test: all {} steps hold ({}), {seconds} s{left_out}",
            steps.names.len(),
            steps.names.join(", ")
        );
        return Ok(());
    }
    let mut why = format!(
        "{} of {} steps hold, {seconds} s.",
        steps.held(),
        steps.names.len()
    );
    if !steps.failed.is_empty() {
        why += &format!(" To mend: {}.", steps.failed.join(", "));
    }
    if !missing.is_empty() {
        why += &format!(" Missing, so not everything was tested: {}.", missing.join(", "));
    }
    why += &left_out.to_string();
    Err(why.into())
}

/// What the tests read from the environment, save for the database and what is beside the repository, which they find.
pub(crate) fn environment() -> Vec<(&'static str, PathBuf)> {
    Vec::from_iter(packages::chromium().map(|browser| ("GYOKAKU_CHROMIUM", browser)))
}

/// Where tests that are left out note it, as `test`, a tab, and why; `gyokaku_testkit::outside` writes it.
fn left_out_file() -> PathBuf {
    sh::root().join("target/left-out.txt")
}

/// The tests that were left out because something that they need is not there.
#[derive(Default)]
struct LeftOut {
    tests: BTreeSet<String>,
    why: BTreeSet<String>,
}

impl LeftOut {
    /// As the tests noted it; no file is none.
    fn read() -> Self {
        Self::of(&std::fs::read_to_string(left_out_file()).unwrap_or_default())
    }

    fn of(noted: &str) -> Self {
        let noted = noted.lines().filter_map(|line| line.split_once('\t'));
        let (tests, why) = noted.map(|(test, why)| (test.to_owned(), why.to_owned())).unzip();
        Self { tests, why }
    }
}

impl std::fmt::Display for LeftOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.tests.is_empty() {
            return Ok(());
        }
        let why: Vec<&str> = self.why.iter().map(String::as_str).collect();
        write!(
            f,
            "; {} tests left out, whole or in part ({})",
            self.tests.len(),
            why.join("; ")
        )
    }
}

/// All tests but those in comments, which nextest does not run.
fn tests() -> Result<(), Stop> {
    // Of an earlier run.
    let _ = std::fs::remove_file(left_out_file());
    let mut command = runner();
    command
        .envs(environment())
        .env("GYOKAKU_LEFT_OUT", left_out_file());
    match postgres::Cluster::start() {
        Ok(cluster) => sh::run(command.env("GYOKAKU_TEST_POSTGRES", cluster.url())),
        // The other tests are worth running all the same; the step does not hold.
        Err(stop) => sh::run(&mut command).and(Err(stop)),
    }
}

fn runner() -> Command {
    if sh::which("cargo-nextest").is_some() {
        return sh::cargo([
            "nextest",
            "run",
            "--workspace",
            "--no-fail-fast",
            "--no-tests=pass",
        ]);
    }
    sh::say("cargo-nextest is not installed; cargo test runs the tests instead");
    sh::cargo([
        "test",
        "--workspace",
        "--lib",
        "--bins",
        "--tests",
        "--no-fail-fast",
    ])
}

/// The steps so far, and those of them that did not hold.
#[derive(Default)]
struct Steps {
    names: Vec<&'static str>,
    failed: Vec<&'static str>,
}

impl Steps {
    fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<(), Stop>) {
        sh::say(name);
        self.names.push(name);
        if let Err(stop) = work() {
            eprintln!("{name}: {}", stop.why);
            self.failed.push(name);
        }
    }

    fn cargo<'a>(&mut self, name: &'static str, args: impl IntoIterator<Item = &'a str>) {
        self.step(name, || sh::run(&mut sh::cargo(args)));
    }

    fn held(&self) -> usize {
        self.names.len() - self.failed.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_left_out_are_counted_once_each() {
        assert_eq!(LeftOut::of("").to_string(), "");
        let noted = "reads_a\tno documents\nreads_b\tno documents\nreads_a\tChromium is missing\n";
        assert_eq!(
            LeftOut::of(noted).to_string(),
            "; 2 tests left out, whole or in part (Chromium is missing; no documents)"
        );
    }
}
