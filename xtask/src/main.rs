//! The two commands of the README, `cargo xtask run` and `cargo xtask test`, and what keeps the house: bench, samples.
//!
//! In here: which programs are called in which order. Not in here: anything the product does; it is called as users call it.
//!
//! The invariant: nothing needs to be done by hand before or after.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool of the command line")]

mod bench;
mod pages;
mod run;
mod setup;
mod shell;
mod test;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask run       set up, build, import the sample registers, tag, export all lists to out/, open the window on them
cargo xtask test      format, lints, docs, all tests, pages and windows too; the last line counts passed and failed
cargo xtask bench     speed and memory beside the bare libraries, as ratios [--rows N --runs N --million]
cargo xtask samples   write the sample registers to seeds/samples anew";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = arguments.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
    let done = match command {
        "run" => run::run(),
        "test" => test::run(rest),
        "bench" => bench::run(rest),
        "samples" => shell::cargo(&["run", "--package", "qingce-testkit", "--", "samples", "seeds/samples"]),
        _ => {
            println!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::FAILURE
        }
    }
}
