//! Calling other programs from the root of the workspace.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// What a step gives: nothing, or why it failed.
pub(crate) type Done = Result<(), String>;

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

/// A program that will run in the root of the workspace.
pub(crate) fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// The cargo that runs this program.
pub(crate) fn cargo_program() -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A program of the workspace as a profile (its folder: debug, release) builds it.
pub(crate) fn built(profile: &str, name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    root().join(target).join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Runs cargo and waits for it.
pub(crate) fn cargo(arguments: &[&str]) -> Done {
    let mut command = cargo_program();
    command.args(arguments);
    expect(&mut command, &format!("cargo {}", arguments.join(" ")))
}

/// Runs a program; anything but success is an error that names it.
pub(crate) fn expect(command: &mut Command, name: &str) -> Done {
    println!("\n$ {name}");
    let status = command.status().map_err(|error| format!("{name}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name} failed ({status})")) }
}

/// Whether a program is there and answers.
pub(crate) fn answers(name: &str, arguments: &[&str]) -> bool {
    let quiet = program(name).args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    quiet.is_ok_and(|status| status.success())
}

/// What a program says, if it is there and succeeds.
pub(crate) fn heard(name: &str, arguments: &[&str]) -> Option<String> {
    let done = program(name).args(arguments).stdin(Stdio::null()).output().ok()?;
    done.status.success().then(|| String::from_utf8_lossy(&done.stdout).into_owned())
}

/// Runs a program, shows what it prints as it comes, and gives it back with whether it succeeded.
pub(crate) fn listen(command: &mut Command, name: &str) -> Result<(String, bool), String> {
    println!("\n$ {name}");
    let failed = |error| format!("{name}: {error}");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(failed)?;
    let errors = child.stderr.take().map(|pipe| thread::spawn(move || echo(pipe, std::io::stderr())));
    let mut heard = child.stdout.take().map(|pipe| echo(pipe, std::io::stdout())).unwrap_or_default();
    if let Some(errors) = errors {
        heard.push_str(&errors.join().unwrap_or_default());
    }
    let status = child.wait().map_err(failed)?;
    Ok((heard, status.success()))
}

fn echo(from: impl Read, mut to: impl Write) -> String {
    let mut heard = String::new();
    let mut reader = BufReader::new(from);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        // Nobody may be listening any more; the count at the end must come all the same.
        let _closed = to.write_all(&line);
        heard.push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
    heard
}
