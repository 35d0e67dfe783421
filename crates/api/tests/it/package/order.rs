//! Copies merged in any order.

use qingce_testkit::Sandbox;
use serde_json::{Value, json};

use super::kit::{Desk, file, home, team};
use crate::dispatch::items;

/// A small number that follows from those before it.
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

const NAMES: [&str; 3] = ["水情平台", "河湖系统", "学籍系统"];
const FIELDS: [&str; 3] = ["contractor", "remark", "deploy_detail"];

/// Random edits in one copy; what each cell is at the end.
fn worked(desk: &Desk, random: &mut u64, told: &mut std::collections::BTreeMap<(String, String), Vec<String>>) {
    let mut last = std::collections::BTreeMap::new();
    for _ in 0..4 {
        let (name, field) = (NAMES[next(random) % 3], FIELDS[next(random) % 3]);
        let text = ["", "甲", "乙", "丙"][next(random) % 4];
        desk.call("edit", json!({ "cells": [{ "uid": desk.uid(name), "field": field, "text": text }] }));
        last.insert((name.to_owned(), field.to_owned()), text.to_owned());
    }
    for (cell, text) in last {
        told.entry(cell).or_default().push(text);
    }
}

/// Merges a package; a conflict is decided by the greater text, whoever has it.
fn merged_by_rule(home: &Desk, package: &str) {
    let staged = home.stage(package);
    if staged["state"] == "nothing_new" {
        return;
    }
    let page = home.call("conflicts", json!({ "id": staged["id"], "limit": 999 }));
    for conflict in items(&page["conflicts"]) {
        let text = |side: &str| conflict[side].as_str().unwrap_or_default().to_owned();
        let keep = if text("ours") >= text("theirs") { "ours" } else { "theirs" };
        let choice = json!({ "id": staged["id"], "conflicts": [conflict["number"]], "choice": { "keep": keep } });
        home.call("decide_conflicts", choice);
    }
    assert_eq!(home.finish(&staged)["state"], "merged", "every conflict was decided");
}

/// Over random edits of 2 to 5 copies, merged forwards, backwards and one of them twice: one result, no edit lost.
#[test]
fn copies_merge_in_any_order() {
    for seed in 0..4u64 {
        let (mut random, copies) = (seed * 77 + 5, 2 + seed as usize);
        let sandbox = Sandbox::new();
        let home = home(&sandbox);
        let mut told = std::collections::BTreeMap::new();
        let packages: Vec<String> = (0..copies)
            .map(|n| {
                let out = file(&sandbox, &format!("{n}.qcp"));
                home.make(&out, &format!("{n}组"), "总投资 > 0");
                let desk = team(&sandbox, &format!("{n}组"), &out);
                worked(&desk, &mut random, &mut told);
                desk.make(&out, "", "");
                out
            })
            .collect();
        let twin = Desk::new(&sandbox, "另一册");
        std::fs::create_dir(sandbox.path("另一处")).expect("a folder");
        let kept = home.call("backup", json!({}))["file"].clone();
        std::fs::copy(kept.as_str().expect("a path"), sandbox.path("另一处/清册.db")).expect("a copy of the register");
        twin.call("open_register", json!({ "file": file(&sandbox, "另一处/清册.db") }));
        packages.iter().for_each(|package| merged_by_rule(&home, package));
        packages.iter().rev().for_each(|package| merged_by_rule(&twin, package));
        merged_by_rule(&twin, &packages[0]);
        let state = |desk: &Desk| {
            let page = desk.call("list", json!({ "selection": { "sort": ["project_name"] }, "limit": 9 }));
            items(&page["rows"]).iter().map(|row| row["values"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(state(&home), state(&twin), "the order of the sticks must not matter (seed {seed})");
        for ((name, field), texts) in told {
            let wanted = texts.iter().max().cloned().unwrap_or_default();
            let held = home.value(&name, &field).as_str().unwrap_or_default().to_owned();
            assert_eq!(
                held, wanted,
                "{name} {field}: no edit is lost, by the rule that decides (seed {seed}: {texts:?})"
            );
        }
        home.sound();
        twin.sound();
    }
}
