//! What a build needs besides Rust: a C compiler for SQLite, WebKit for the window, Node.js for the pages, and for tests
//! Chromium, a display in memory and a driver of windows. Installed where that can be done without a question.

use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;

use crate::shell::{Done, answers, expect, heard, program, root};

/// The oldest Node.js that builds the pages.
const NODE: (u32, u32) = (20, 19);
/// What is fetched where the system's is older.
const NODE_PACKAGE: &str = "node@22";
/// The version of the driver of windows.
const DRIVER: &str = "^2";

/// Something that must be there, how it shows, and the packages of Debian that bring it.
struct Need {
    there: fn() -> bool,
    packages: &'static [&'static str],
}

const C_COMPILER: Need = Need { there: compiles_c, packages: &["gcc", "libc6-dev"] };

const WINDOW: Need = Need {
    there: || answers("pkg-config", &["--exists", "webkit2gtk-4.1", "libsoup-3.0", "dbus-1"]),
    packages: &["pkg-config", "libwebkit2gtk-4.1-dev", "libdbus-1-dev"],
};

/// With packages for npm as well; which Node.js they bring may be too old, see [`node`].
const NPM: Need = Need { there: || answers("npm", &["--version"]), packages: &["npm"] };

const CHINESE: Need = Need {
    there: || heard("fc-list", &[":lang=zh-cn", "family"]).is_some_and(|fonts| !fonts.trim().is_empty()),
    packages: &["fontconfig", "fonts-wqy-microhei"],
};

const CHROMIUM: Need = Need { there: || answers("chromium", &["--version"]), packages: &["chromium"] };

const DISPLAY: Need = Need {
    there: || {
        let asked = [("xvfb-run", "--help"), ("WebKitWebDriver", "--help"), ("dbus-run-session", "--version")];
        asked.iter().all(|(name, argument)| answers(name, &[argument]))
    },
    packages: &["xvfb", "xauth", "webkit2gtk-driver", "dbus-daemon"],
};

/// Makes sure that everything a build of the programs needs is there.
pub(crate) fn ensure() -> Done {
    all(&[C_COMPILER, WINDOW])
}

/// Makes sure that the pages can be built.
pub(crate) fn ensure_pages() -> Done {
    all(&[NPM])?;
    node().map(|_| ())
}

/// Makes sure that pages and windows can be tested.
pub(crate) fn ensure_tests() -> Done {
    all(&[CHINESE, CHROMIUM, DISPLAY])?;
    driver().map(|_| ())
}

fn all(needs: &[Need]) -> Done {
    if !cfg!(target_os = "linux") {
        return Ok(()); // Elsewhere the system brings the window, and Rust demands its own linker and compiler.
    }
    let missing: Vec<&Need> = needs.iter().filter(|need| !(need.there)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages).copied().collect();
    println!("缺少软件包，正在安装 / Packages are missing, installing them: {}", packages.join(" "));
    if answers("apt-get", &["--version"]) {
        if answers("sh", &["-c", "test $(id -u) = 0"]) {
            apt(&["apt-get"], &packages)?;
        } else if answers("sudo", &["-n", "true"]) {
            apt(&["sudo", "-n", "apt-get"], &packages)?;
        }
    }
    if missing.iter().all(|need| (need.there)()) { Ok(()) } else { Err(what_to_do(&packages)) }
}

fn apt(words: &[&str], packages: &[&str]) -> Done {
    let call = |arguments: &[&str]| {
        let mut command = program(words[0]);
        command.args(&words[1..]).args(["-o", "DPkg::Lock::Timeout=300"]).args(arguments);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        expect(&mut command, &[words, arguments].concat().join(" "))
    };
    call(&["update", "-q"])?;
    call(&[&["install", "-y", "-q", "--no-install-recommends"], packages].concat())
}

/// The folder of a Node.js that is new enough: none where the system's is.
pub(crate) fn node() -> Result<Option<PathBuf>, String> {
    let is_new = |version: &str| {
        let mut numbers = version.trim().trim_start_matches('v').split('.').map_while(|part| part.parse().ok());
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= NODE
    };
    if heard("node", &["--version"]).is_some_and(|version| is_new(&version)) {
        return Ok(None);
    }
    let tools = root().join("target/tools");
    let folder = tools.join("node_modules/node/bin");
    if !folder.join("node").exists() {
        println!("Node.js 太旧，正在取一个新的 / Node.js is too old, fetching a newer one");
        std::fs::create_dir_all(&tools).map_err(|error| format!("target/tools: {error}"))?;
        let mut npm = program("npm");
        npm.args(["install", "--no-save", "--prefix"]).arg(&tools).arg(NODE_PACKAGE);
        expect(&mut npm, &format!("npm install --prefix target/tools {NODE_PACKAGE}"))?;
    }
    Ok(Some(folder))
}

/// The driver of windows, built once.
pub(crate) fn driver() -> Result<PathBuf, String> {
    let tools = root().join("target/tools");
    let driver = tools.join("bin/tauri-driver");
    if !driver.exists() {
        let mut cargo = crate::shell::cargo_program();
        cargo.args(["install", "tauri-driver", "--version", DRIVER, "--locked", "--root"]).arg(&tools);
        expect(&mut cargo, "cargo install tauri-driver --root target/tools")?;
    }
    Ok(driver)
}

/// Whether a C file with a header of the C library compiles.
fn compiles_c() -> bool {
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".into());
    let mut command = program(compiler);
    command.args(["-fsyntax-only", "-x", "c", "-"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return false };
    let written = child.stdin.take().is_some_and(|mut pipe| pipe.write_all(b"#include <stdio.h>\n").is_ok());
    written && child.wait().is_ok_and(|status| status.success())
}

fn what_to_do(packages: &[&str]) -> String {
    format!(
        "缺少软件包，也无法自动安装。请安装后重试。Debian/Ubuntu：sudo apt-get install {0}\n\
         Packages are missing and could not be installed. Install them and try again: {0}",
        packages.join(" ")
    )
}
