//! What a build needs besides Rust: a C compiler, for SQLite. Installed where that can be done without a question.

use std::io::Write;
use std::process::Stdio;

use crate::shell::{Done, answers, expect, program};

/// Makes sure that everything a build needs is there.
pub(crate) fn ensure() -> Done {
    if compiles_c() {
        return Ok(());
    }
    println!("缺少 C 编译器，正在安装 / No C compiler found, installing one");
    let packages = ["gcc", "libc6-dev"];
    if cfg!(target_os = "linux") && answers("apt-get", &["--version"]) {
        if answers("sh", &["-c", "test $(id -u) = 0"]) {
            apt(&["apt-get"], &packages)?;
        } else if answers("sudo", &["-n", "true"]) {
            apt(&["sudo", "-n", "apt-get"], &packages)?;
        }
    }
    if compiles_c() { Ok(()) } else { Err(what_to_do()) }
}

fn apt(words: &[&str], packages: &[&str]) -> Done {
    let call = |arguments: &[&str]| {
        let mut command = program(words[0]);
        command.args(&words[1..]).args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        expect(&mut command, &[words, arguments].concat().join(" "))
    };
    call(&["update", "-q"])?;
    call(&[&["install", "-y", "-q", "--no-install-recommends"], packages].concat())
}

/// Whether a C file with a header of the C library compiles.
fn compiles_c() -> bool {
    if cfg!(windows) {
        return true; // Rust for Windows brings or demands its own linker and compiler.
    }
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".into());
    let mut command = program(compiler);
    command.args(["-fsyntax-only", "-x", "c", "-"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return false };
    let written = child.stdin.take().is_some_and(|mut pipe| pipe.write_all(b"#include <stdio.h>\n").is_ok());
    written && child.wait().is_ok_and(|status| status.success())
}

fn what_to_do() -> String {
    "没有可用的 C 编译器，也无法自动安装。请安装后重试。Debian/Ubuntu：sudo apt-get install gcc libc6-dev\n\
     There is no working C compiler and none could be installed. Install one and try again."
        .into()
}
