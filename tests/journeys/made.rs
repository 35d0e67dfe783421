//! Registers laid out as departments send them, against what a careful clerk reads out of them.

use std::path::{Path, PathBuf};

use qingce_journeys::{Sandbox, registers};
use serde_json::Value;

/// The registers and their truths.
fn made() -> Vec<(PathBuf, Value)> {
    let Some(folder) = registers("made") else { return Vec::new() };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is readable").flatten() {
        let truth = entry.path();
        let name = truth.to_string_lossy().into_owned();
        if let Some(register) = name.strip_suffix(".truth.json") {
            let text = std::fs::read_to_string(&truth).expect("the truth is readable");
            found.push((PathBuf::from(register), serde_json::from_str(&text).expect("the truth is JSON")));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(!found.is_empty(), "a folder of registers holds some");
    found
}

/// The records of a register, one JSON object each.
fn records(sandbox: &Sandbox) -> Vec<Value> {
    let listed = sandbox.qingce(&["list", "--format", "jsonl"]).exits(0).stdout();
    listed.lines().map(|line| serde_json::from_str(line).expect("jsonl holds one object per line")).collect()
}

fn name(record: &Value) -> String {
    let text = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
    format!("{}|{}", text("project_name"), text("system_name"))
}

/// Everything in which a record differs from its truth.
fn differences(record: &Value, truth: &Value) -> Vec<String> {
    let mut keys: Vec<&String> =
        truth.as_object().into_iter().chain(record.as_object()).flat_map(|o| o.keys()).collect();
    keys.sort();
    keys.dedup();
    let own = keys.into_iter().filter(|key| !key.starts_with('_'));
    own.filter(|key| record[key.as_str()] != truth[key.as_str()])
        .map(|key| format!("{}: {key} is {} and should be {}", name(truth), record[key], truth[key]))
        .collect()
}

fn check(register: &Path, truth: &Value) -> Vec<String> {
    let sandbox = Sandbox::new();
    let told = sandbox.json(&["import".as_ref(), register.as_os_str()]);
    let file = &told["files"][0];
    let records = records(&sandbox);
    let expected = truth["records"].as_array().expect("the truth has records");
    let mut wrong = Vec::new();
    if records.len() != expected.len() {
        wrong.push(format!("{} records, should be {}", records.len(), expected.len()));
    }
    let classified: i64 =
        file["classified"].as_object().into_iter().flat_map(|o| o.values()).filter_map(Value::as_i64).sum();
    if Some(classified) != truth["classified"].as_i64() {
        wrong.push(format!("{classified} rows refused as 涉密, should be {}", truth["classified"]));
    }
    let mut left = records;
    for truth in expected {
        let found = left.iter().position(|record| name(record) == name(truth));
        match found {
            Some(at) => wrong.extend(differences(&left.remove(at), truth)),
            None => wrong.push(format!("{} is missing", name(truth))),
        }
    }
    wrong.extend(left.iter().map(|record| format!("{} is no project", name(record))));
    wrong
}

#[test]
fn made_registers_give_their_truth() {
    let mut wrong = Vec::new();
    for (register, truth) in made() {
        let file = register.file_name().unwrap_or_default().to_string_lossy().into_owned();
        wrong.extend(check(&register, &truth).into_iter().map(|what| format!("{file}: {what}")));
    }
    assert!(wrong.is_empty(), "a clerk must not find one wrong value ({}):\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn nothing_secret_is_written_anywhere() {
    for (register, truth) in made() {
        let sandbox = Sandbox::new();
        let file = register.to_string_lossy().into_owned();
        sandbox.qingce(&["preview", &file]).exits(0);
        sandbox.qingce(&["import", &file]).exits(0);
        sandbox.qingce(&["tag"]).exits(0);
        sandbox.qingce(&["backup"]).exits(0);
        sandbox.qingce(&["export", "register", "--out", "汇总台账.xlsx"]).exits(0);
        let forbidden = ["secrets", "must_not_store"].map(|key| truth[key].as_array().cloned().unwrap_or_default());
        for text in forbidden.iter().flatten().filter_map(Value::as_str) {
            let leaked = sandbox.folder().files_with(text);
            assert!(leaked.is_empty(), "“{text}” must be in no file, and is in {leaked:?}");
        }
        let kept = truth["records"][0]["build_unit"].as_str().unwrap_or_default();
        assert!(!sandbox.folder().files_with(kept).is_empty(), "the search must find what may be stored: {kept}");
    }
}

#[test]
fn importing_again_changes_nothing() {
    for (register, _) in made() {
        let sandbox = Sandbox::new();
        sandbox.json(&["import".as_ref(), register.as_os_str()]);
        let before = records(&sandbox);
        let told = sandbox.json(&["import".as_ref(), register.as_os_str()]);
        assert_eq!(
            told["files"][0]["state"],
            "nothing_changed",
            "{}: the register holds all of it",
            register.display()
        );
        for fate in ["new", "changed"] {
            let rows = &told["files"][0]["fates"][fate];
            assert!(rows.is_null(), "{}: the same file again has nothing {fate}: {rows}", register.display());
        }
        assert_eq!(records(&sandbox), before, "{}: nothing changes, not even in passing", register.display());
    }
}
