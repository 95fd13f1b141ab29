//! `cargo xtask`: the tasks of this workspace, one file each.
//!
//! Here is only the choice between them. Not here: anything that the program itself needs when it runs; that is
//! in `crates/`. This crate has no dependencies, so that the first `cargo xtask` answers within seconds.

mod assets;
mod bench;
mod demo;
mod fuzz;
mod packages;
mod postgres;
mod python;
mod rules;
mod sh;
mod test;

use std::process::ExitCode;

const TASKS: &str = "\
Tasks of the workspace:

  cargo xtask demo [--port N]                build everything and serve the sample bodies
  cargo xtask test                           install what the tests need, run all checks and tests
  cargo xtask bench                          run the benchmarks beside their references
  cargo xtask bench recognise [PART…]        how well printed relations are recognised, as one table
  cargo xtask rules [--check]                write docs/rules from the rules' comments, or only compare
  cargo xtask fuzz [--smoke] [--seconds N]   feed the readers with broken input
  cargo xtask postgres -- COMMAND…           run a command beside a throw-away PostgreSQL
  cargo xtask help                           this list
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (task, rest) = match args.split_first() {
        Some((task, rest)) => (task.as_str(), rest),
        None => ("help", &[][..]),
    };
    let outcome = match task {
        "demo" => demo::run(rest),
        "test" => test::run(rest),
        "bench" => bench::run(rest),
        "rules" => rules::run(rest),
        "fuzz" => fuzz::run(rest),
        "postgres" => postgres::run(rest),
        "help" | "--help" | "-h" => {
            print!("{TASKS}");
            Ok(())
        }
        other => Err(sh::Stop::call(format!("There is no task `{other}`.\n\n{TASKS}"))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("xtask: {}", stop.why.trim_end());
            ExitCode::from(stop.status)
        }
    }
}
