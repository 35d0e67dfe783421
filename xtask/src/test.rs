//! `cargo xtask test`: everything that must hold, in one command. All steps run, whatever fails; the last line counts.
//!
//! A step that is no test (format, lints, docs) counts as one failed where it fails.

use std::process::Command;

use crate::setup;
use crate::shell::{Done, answers, built, cargo_program, listen};

/// Results of tests.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Count {
    passed: u32,
    failed: u32,
}

/// Runs every step. Arguments go to the test runner, e.g. a filter.
pub(crate) fn run(arguments: &[String]) -> Done {
    setup::ensure()?;
    let nextest = answers("cargo", &["nextest", "--version"]);
    let runner: &[&str] = if nextest {
        &["nextest", "run", "--workspace", "--no-fail-fast"]
    } else {
        &["test", "--workspace", "--no-fail-fast"]
    };
    let mut count = Count::default();
    let mut broken = Vec::new();
    let steps: [(&[&str], &[String], bool); 6] = [
        (&["fmt", "--all", "--check"], &[], false),
        (&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"], &[], false),
        (&["build", "--package", "qingce-cli"], &[], false),
        (runner, arguments, true),
        (if nextest { &["test", "--workspace", "--doc", "--quiet"] } else { &[] }, &[], true),
        (&["doc", "--workspace", "--no-deps", "--quiet"], &[], false),
    ];
    for (words, more, counts) in steps.into_iter().filter(|(words, _, _)| !words.is_empty()) {
        let name = format!("cargo {}", words.join(" "));
        let mut command: Command = cargo_program();
        command.args(words).args(more).env("RUSTDOCFLAGS", "-D warnings").env("QINGCE_BIN", built("debug", "qingce"));
        let (heard, done) = listen(&mut command, &name)?;
        let found = if counts { counted(&heard) } else { Count::default() };
        count.passed += found.passed;
        count.failed += found.failed;
        if !done {
            broken.push(name);
            count.failed += u32::from(found.failed == 0);
        }
    }
    println!();
    broken.iter().for_each(|name| println!("failed: {name}"));
    println!("{} passed, {} failed", count.passed, count.failed);
    if broken.is_empty() { Ok(()) } else { Err("not all is well".into()) }
}

/// Adds up the summary lines of cargo test and of nextest, which shows indented what cargo test says of one test.
fn counted(output: &str) -> Count {
    let mut count = Count::default();
    let summaries =
        |line: &&str| line.starts_with("test result:") || (line.contains("Summary [") && line.contains("run:"));
    for line in output.lines().filter(summaries) {
        let words: Vec<&str> = line.split([' ', ',', ';', '(']).filter(|word| !word.is_empty()).collect();
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
        let shown = "    test result: FAILED. 0 passed; 1 failed; 0 ignored";
        assert_eq!(counted(shown), Count::default(), "nextest counts that test itself");
        assert_eq!(counted("test a::passed ... ok"), Count::default(), "names of tests are no summaries");
    }
}
