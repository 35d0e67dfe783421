//! The map of the house, held: who may name which library, which rooms meet, how long a file may be.

use std::fs;
use std::path::{Path, PathBuf};

use qingce_journeys::root;

/// A library and the rooms that may name it.
const LIBRARIES: [(&str, &[&str]); 8] = [
    ("calamine", &["crates/sheets/", "tests/", "bench/"]),
    ("rust_xlsxwriter", &["crates/sheets/", "crates/testkit/", "bench/"]),
    ("rusqlite", &["crates/store/", "bench/"]),
    ("axum", &["crates/serve/"]),
    ("rust_embed", &["crates/serve/"]),
    ("tauri", &["src-tauri/"]),
    ("clap", &["crates/cli/"]),
    ("indicatif", &["crates/cli/"]),
];

/// Rooms and the rooms they may depend on, tests aside.
const ROOMS: [(&str, &[&str]); 9] = [
    ("crates/core", &[]),
    ("crates/sheets", &["qingce-core"]),
    ("crates/store", &["qingce-core"]),
    ("crates/api", &["qingce-core", "qingce-sheets", "qingce-store"]),
    ("crates/serve", &["qingce-api"]),
    ("crates/cli", &["qingce-api", "qingce-core", "qingce-serve"]),
    ("src-tauri", &["qingce-api", "qingce-core", "qingce-serve"]),
    ("crates/testkit", &["qingce-core"]),
    ("xtask", &[]),
];

/// Lines a source file may have; about 200 are wanted.
const LONGEST_FILE: usize = 700;

/// Lines the window may have in all: it has no logic.
const WINDOW_LINES: usize = 800;

/// All sources of the workspace with their paths from its root, `/` between folders.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> =
        ["crates", "src-tauri", "tests", "xtask", "bench"].iter().map(|room| root().join(room)).collect();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("the workspace is readable").flatten() {
            let path = entry.path();
            if path.is_dir() && !path.ends_with("target") {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("sources are UTF-8");
                found.push((from_root(&path), text));
            }
        }
    }
    assert!(found.len() > 40, "the tests of this file must see the house");
    found
}

fn from_root(path: &Path) -> String {
    let relative = path.strip_prefix(root()).expect("BUG: the path lies in the workspace");
    relative.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Whether code (not a comment) names a library.
fn names(source: &str, library: &str) -> bool {
    source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .any(|line| line.contains(&format!("{library}::")) || line.contains(&format!("use {library};")))
}

#[test]
fn libraries_stay_in_their_rooms() {
    assert!(names("    use calamine::Reader;", "calamine") && !names("//! calamine::Reader", "calamine"));
    let mut wrong = Vec::new();
    for (path, source) in sources() {
        for (library, rooms) in LIBRARIES {
            if !rooms.iter().any(|room| path.starts_with(room)) && names(&source, library) {
                wrong.push(format!("{path} names {library}"));
            }
        }
    }
    assert!(wrong.is_empty(), "a library that is named in one room can be replaced there:\n{}", wrong.join("\n"));
}

#[test]
fn rooms_depend_only_downwards() {
    for (room, allowed) in ROOMS {
        let manifest = fs::read_to_string(root().join(room).join("Cargo.toml")).expect("every room has a manifest");
        let own = manifest.split("[dev-dependencies]").next().unwrap_or_default();
        let dependencies = own.lines().filter_map(|line| line.split(['.', ' ', '=']).next());
        for dependency in dependencies.filter(|name| name.starts_with("qingce-")) {
            assert!(
                allowed.contains(&dependency),
                "{room} must not depend on {dependency}: move what is used twice down"
            );
        }
    }
}

#[test]
fn files_stay_short() {
    let long: Vec<String> = sources()
        .into_iter()
        .map(|(path, source)| (path, source.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "a file that is read must fit a head:\n{}", long.join("\n"));
}

#[test]
fn the_window_has_no_logic() {
    let window = sources().into_iter().filter(|(path, _)| path.starts_with("src-tauri/"));
    let lines: usize = window.map(|(_, source)| source.lines().count()).sum();
    assert!(lines > 100 && lines <= WINDOW_LINES, "what more than a window does belongs below: {lines} lines");
}

#[test]
fn no_source_is_forgotten() {
    let sources = sources();
    let roots = ["lib.rs", "main.rs", "mod.rs", "build.rs"];
    for (path, _) in &sources {
        let (folder, file) = path.rsplit_once('/').expect("sources lie in folders");
        let own_program = ["/tests", "/src/bin", "/fuzz_targets"].iter().any(|end| folder.ends_with(end));
        if (roots.contains(&file) && file != "mod.rs") || own_program {
            continue;
        }
        let (name, parent) = match file {
            "mod.rs" => folder.rsplit_once('/').map(|(parent, name)| (name, parent)).expect("modules lie in folders"),
            _ => (file.trim_end_matches(".rs"), folder),
        };
        let inside = |candidate: &str| {
            let direct = roots.iter().any(|r| candidate == format!("{parent}/{r}"));
            direct || candidate == format!("{parent}.rs")
        };
        let declared = sources
            .iter()
            .filter(|(candidate, _)| inside(candidate))
            .any(|(_, source)| source.lines().any(|line| line.trim_end_matches(';').ends_with(&format!("mod {name}"))));
        assert!(declared, "{path} is compiled by nobody: its tests would never run");
    }
}

#[test]
fn modules_say_what_they_are_for() {
    for (path, source) in sources().into_iter().filter(|(path, _)| !path.ends_with("/tests.rs")) {
        assert!(source.starts_with("//!"), "{path} must open by saying what it is for");
    }
    for room in ["manager", "service", "helper", "util", "utils", "common", "types", "models"] {
        for (path, _) in sources() {
            let parts: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
            assert!(!parts.contains(&room), "{path}: a room is called by what it holds");
        }
    }
}
