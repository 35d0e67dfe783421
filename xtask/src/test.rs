//! `cargo xtask test`: everything that must hold, in one command. All steps run, whatever fails; the last line counts.
//!
//! A step that is no test (format, lints, docs) counts as one failed where it fails.

use std::path::Path;
use std::process::Command;

use crate::shell::{Done, answers, built, cargo_program, listen, program};
use crate::{pages, setup};

/// Results of tests.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Count {
    passed: u32,
    failed: u32,
}

/// One step: what it is called, what is run, and whether its output counts tests.
struct Step {
    name: String,
    command: Command,
    counts: bool,
}

/// Runs every step. Arguments go to the runner of Rust tests, e.g. a filter.
pub(crate) fn run(arguments: &[String]) -> Done {
    setup::ensure()?;
    pages::libraries()?;
    setup::ensure_tests()?;
    let mut count = Count::default();
    let mut broken = Vec::new();
    for mut step in rust(arguments).into_iter().chain(of_pages()?).chain(windows()?) {
        let (heard, done) = listen(&mut step.command, &step.name)?;
        let found = if step.counts { counted(&heard) } else { Count::default() };
        count.passed += found.passed;
        count.failed += found.failed;
        if !done {
            broken.push(step.name);
            count.failed += u32::from(found.failed == 0);
        }
    }
    println!();
    broken.iter().for_each(|name| println!("failed: {name}"));
    println!("{} passed, {} failed", count.passed, count.failed);
    if broken.is_empty() { Ok(()) } else { Err("not all is well".into()) }
}

/// Format, lints, tests and documentation of the Rust side. The command line is built with them: journeys and pages use it.
fn rust(arguments: &[String]) -> Vec<Step> {
    let nextest = answers("cargo", &["nextest", "--version"]);
    let runner = if nextest { ["nextest", "run"].as_slice() } else { ["test"].as_slice() };
    let mut steps = vec![
        cargo(&["fmt", "--all", "--check"]),
        cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]),
        cargo(&["build", "--package", "qingce-cli"]),
    ];
    let mut tests = cargo(&[runner, &["--workspace", "--no-fail-fast"]].concat());
    tests.command.args(arguments);
    steps.push(Step { counts: true, ..tests });
    if nextest {
        steps.push(Step { counts: true, ..cargo(&["test", "--workspace", "--doc", "--quiet"]) });
    }
    steps.push(cargo(&["doc", "--workspace", "--no-deps", "--quiet"]));
    steps
}

/// Lints and tests of the pages, and the pages in Chromium over `qingce serve`.
fn of_pages() -> Result<Vec<Step>, String> {
    let step = |script: &str, counts| {
        let mut command = pages::npm(&["run", script])?;
        command.env("QINGCE", built("debug", "qingce"));
        Ok(Step { name: format!("npm run {script}"), command, counts })
    };
    let scripts = [("lint", false), ("build", false), ("test", true), ("test:browser", true)];
    scripts.into_iter().map(|(script, counts)| step(script, counts)).collect()
}

/// The real window, optimised as it is shipped, on a display in memory with a bus of its own.
fn windows() -> Result<Vec<Step>, String> {
    let build = cargo(&["build", "--profile", "bench", "--package", "qingce-desktop"]);
    let npm = pages::npm(&["run", "test:desktop"])?;
    let mut command = program("dbus-run-session");
    command.args(["--", "xvfb-run", "-a", "-s", "-screen 0 1600x1000x24"]).arg(npm.get_program()).args(npm.get_args());
    command.current_dir(npm.get_current_dir().unwrap_or(Path::new("ui")));
    command.envs(npm.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("QINGCE_DESKTOP", built("release", "qingce-desktop"));
    command.env("TAURI_DRIVER", setup::driver()?);
    let name = "npm run test:desktop".to_owned();
    if cfg!(target_os = "linux") { Ok(vec![build, Step { name, command, counts: true }]) } else { Ok(vec![build]) }
}

fn cargo(words: &[&str]) -> Step {
    let mut command = cargo_program();
    command.args(words).env("RUSTDOCFLAGS", "-D warnings").env("QINGCE_BIN", built("debug", "qingce"));
    Step { name: format!("cargo {}", words.join(" ")), command, counts: false }
}

/// Adds up the summary lines of cargo test, of nextest, which shows indented what cargo test says of one test, and of vitest.
fn counted(output: &str) -> Count {
    let mut count = Count::default();
    let of_rust =
        |line: &str| line.starts_with("test result:") || (line.contains("Summary [") && line.contains("run:"));
    let of_pages = |line: &str| line.trim_start().starts_with("Tests  ");
    for line in output.lines().filter(|line| of_rust(line) || of_pages(line)) {
        let words: Vec<&str> = line.split([' ', ',', ';', '(', '|']).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            let Ok(number) = pair[0].parse::<u32>() else { continue };
            match pair[1] {
                "passed" => count.passed += number,
                "failed" | "timed" => count.failed += number,
                _ => {}
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_of_both_runners_are_counted() {
        let cargo = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s\n\
                     test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(counted(cargo), Count { passed: 14, failed: 1 }, "every summary counts");
        let nextest = "     Summary [   3.149s] 104 tests run: 101 passed (1 slow), 2 failed, 1 timed out, 0 skipped";
        assert_eq!(counted(nextest), Count { passed: 101, failed: 3 }, "a test that hangs has failed");
        let vitest = " Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 41 passed | 2 skipped (44)";
        assert_eq!(counted(vitest), Count { passed: 41, failed: 1 }, "tests are counted, files of tests are not");
        let shown = "    test result: FAILED. 0 passed; 1 failed; 0 ignored";
        assert_eq!(counted(shown), Count::default(), "nextest counts that test itself");
        assert_eq!(counted("test a::passed ... ok"), Count::default(), "names of tests are no summaries");
    }
}
