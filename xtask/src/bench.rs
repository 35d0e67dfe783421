//! `cargo xtask bench`: the product beside the bare libraries, measured in one run. The programs live in `tests/bench`.

use crate::setup;
use crate::shell::{Done, cargo_program, expect};

/// Builds with the bench profile and measures. Arguments go to the benchmark: `--rows N`.
pub(crate) fn run(arguments: &[String]) -> Done {
    setup::ensure()?;
    let mut cargo = cargo_program();
    cargo.args(["bench", "--package", "qingce-journeys", "--bench", "register", "--"]).args(arguments);
    expect(&mut cargo, "cargo bench --package qingce-journeys --bench register")
}
