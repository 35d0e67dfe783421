//! `cargo xtask run`: the main job on the sample registers, as a newcomer would do it by hand, then the window on them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{Done, built, cargo_program, expect, program, root};
use crate::{pages, setup};

/// Exit code of `qingce import` where some rows could not be records; the import itself is done.
const REJECTED_ROWS: i32 = 4;

/// Sets up, builds, imports, tags, exports, tells what lies in `out/`, and opens the window where there is a display.
pub(crate) fn run() -> Done {
    setup::ensure()?;
    let program_file = build()?;
    let out = root().join("out");
    fs::create_dir_all(&out).map_err(|error| format!("out/: {error}"))?;
    let register = out.join("清册.db");
    clear(&register);
    let call = |arguments: &[&str]| {
        let mut command = program(&program_file);
        command.args(arguments).env("QINGCE_DB", &register);
        (command, format!("qingce {}", arguments.join(" ")))
    };
    import(call)?;
    let (mut tag, name) = call(&["tag"]);
    expect(&mut tag, &name)?;
    let lists = lists(call)?;
    for (key, title) in &lists {
        let (mut export, name) = call(&["export", key, "--out", &format!("out/{title}.xlsx")]);
        expect(&mut export, &name)?;
    }
    for arguments in [["template", "--out", "out/空白登记表.xlsx"].as_slice(), &["verify"]] {
        let (mut command, name) = call(arguments);
        expect(&mut command, &name)?;
    }
    tell(&out);
    window(&register)
}

/// Builds the command line and gives its path. The dev profile: it is there three times sooner.
fn build() -> Result<PathBuf, String> {
    let mut cargo = cargo_program();
    cargo.args(["build", "--package", "qingce-cli"]);
    expect(&mut cargo, "cargo build --package qingce-cli")?;
    Ok(built("debug", "qingce"))
}

/// Opens the window on the register and waits until it is closed.
fn window(register: &Path) -> Done {
    pages::build()?;
    let display =
        ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|v| !v.is_empty()));
    if cfg!(target_os = "linux") && !display {
        println!("\n没有显示器，窗口不打开。在浏览器里用 / No display, so no window. In a browser:");
        println!("  target/debug/qingce serve --db out/清册.db");
        return Ok(());
    }
    let mut cargo = cargo_program();
    cargo.args(["build", "--package", "qingce-desktop"]);
    expect(&mut cargo, "cargo build --package qingce-desktop")?;
    let mut window = program(built("debug", "qingce-desktop"));
    expect(window.arg("--db").arg(register), "qingce-desktop --db out/清册.db")
}

/// Takes away the register of an earlier run, so that every run shows the same.
fn clear(register: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = register.as_os_str().to_owned();
        name.push(suffix);
        // Not there on the first run.
        let _absent = fs::remove_file(name);
    }
}

fn import(call: impl Fn(&[&str]) -> (Command, String)) -> Done {
    let folder = root().join("seeds/samples");
    let entries = fs::read_dir(&folder).map_err(|error| format!("seeds/samples: {error}"))?;
    let mut names: Vec<String> =
        entries.flatten().map(|entry| format!("seeds/samples/{}", entry.file_name().to_string_lossy())).collect();
    names.sort();
    let arguments: Vec<&str> = std::iter::once("import").chain(names.iter().map(String::as_str)).collect();
    let (mut import, name) = call(&arguments);
    println!("\n$ {name}");
    let status = import.status().map_err(|error| format!("{name}: {error}"))?;
    match status.code() {
        Some(0 | REJECTED_ROWS) => Ok(()),
        _ => Err(format!("{name} failed ({status})")),
    }
}

/// Keys and titles of all lists that can be exported.
fn lists(call: impl Fn(&[&str]) -> (Command, String)) -> Result<Vec<(String, String)>, String> {
    let (mut command, name) = call(&["lists", "--json"]);
    let told = command.output().map_err(|error| format!("{name}: {error}"))?;
    let lists: serde_json::Value = serde_json::from_slice(&told.stdout).map_err(|error| format!("{name}: {error}"))?;
    let text = |list: &serde_json::Value, key: &str| list[key].as_str().map(str::to_owned);
    let found: Option<Vec<_>> = lists["lists"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|list| Some((text(list, "key")?, text(list, "title")?)))
        .collect();
    found.filter(|lists| told.status.success() && !lists.is_empty()).ok_or_else(|| format!("{name}: no lists"))
}

fn tell(out: &Path) {
    println!("\n完成。示例登记表已导入、研判、导出 / Done: the sample registers are imported, tagged and exported:");
    let mut files: Vec<_> = fs::read_dir(out).into_iter().flatten().flatten().collect();
    files.sort_by_key(|entry| entry.file_name());
    for file in files {
        let bytes = file.metadata().map_or(0, |metadata| metadata.len());
        println!("  out/{}  {} KB", file.file_name().to_string_lossy(), bytes.div_ceil(1024));
    }
    println!("\n继续 / Go on:  target/debug/qingce list --db out/清册.db --where '部署位置 = 部门自建机房'");
}
