//! `cargo xtask bench`: the product beside the bare libraries, measured in one run. The measuring lives in `bench/`.

use crate::setup;
use crate::shell::{Done, built, cargo, expect, program};

/// Builds with the bench profile and measures. Arguments go to the benchmark: `--rows N --runs N --million`.
pub(crate) fn run(arguments: &[String]) -> Done {
    setup::ensure()?;
    cargo(&["build", "--profile", "bench", "--package", "qingce-cli", "--package", "qingce-bench"])?;
    let mut bench = program(built("release", "qingce-bench"));
    bench.arg("--qingce").arg(built("release", "qingce")).args(arguments);
    expect(&mut bench, "qingce-bench")
}
