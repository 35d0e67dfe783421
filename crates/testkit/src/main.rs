//! What the tests and benchmarks read, as files: `samples FOLDER` and `register ROWS FILE`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use qingce_testkit::{register, samples};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["samples", folder] => write_samples(Path::new(folder)),
        ["register", rows, file] => match rows.parse() {
            Ok(rows) => register::generate(rows, &PathBuf::from(file)),
            Err(_) => return ExitCode::from(2),
        },
        _ => return ExitCode::from(2),
    };
    if done.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn write_samples(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    samples::all().iter().try_for_each(|sample| sample.write(folder))
}
