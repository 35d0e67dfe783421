//! Updates of records: the modes, cells that changed here, accepted tags whose evidence changes.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use qingce_testkit::Book;
use serde_json::{Value, json};

use crate::dispatch::{Host, items};

/// The fields that vary, and the headers over them.
const FIELDS: [(&str, &str); 3] = [("invest_total", "总投资（万元）"), ("contractor", "承建单位"), ("remark", "备注")];

/// A register of one project, 平台甲, with some of the columns.
fn book(cells: &[(&str, &str)]) -> Book {
    Book::new().sheet("登记表", |paper| {
        let header = ["项目名称", "填报单位"].into_iter().chain(cells.iter().map(|(header, _)| *header));
        paper.row(1, 1, header.collect::<Vec<_>>());
        let row = ["平台甲", "省财政厅"].into_iter().chain(cells.iter().map(|(_, text)| *text));
        paper.row(2, 1, row.collect::<Vec<_>>());
    })
}

fn import(host: &Host, name: &str, cells: &[(&str, &str)], options: Value) -> Value {
    let mut request = options;
    request["file"] = host.saved(name, &book(cells)).into();
    host.call("import", request)
}

fn values(host: &Host) -> Value {
    let selection = json!({ "fields": ["invest_total", "contractor", "remark", "status"] });
    host.call("list", json!({ "selection": selection, "limit": 1 }))["rows"][0]["values"].clone()
}

fn uid(host: &Host) -> Value {
    host.call("list", json!({ "selection": {}, "limit": 1 }))["rows"][0]["uid"].clone()
}

fn type_into(host: &Host, field: &str, text: &str) {
    let cell = json!({ "uid": uid(host), "field": field, "text": text });
    host.call("edit", json!({ "cells": [cell] }));
}

fn filled() -> [(&'static str, &'static str); 3] {
    [("总投资（万元）", "100"), ("承建单位", "云帆软件"), ("备注", "原来的")]
}

#[test]
fn every_mode_is_told_and_taken_back() {
    for (mode, after, cells) in [
        ("replace_nonblank", json!({ "invest_total": "120", "contractor": "云帆软件", "remark": "原来的" }), [1, 0, 0]),
        ("replace_all", json!({ "invest_total": "120", "remark": "原来的" }), [1, 0, 1]),
        (
            "fill",
            json!({ "invest_total": "100", "contractor": "云帆软件", "remark": "原来的", "status": "在建" }),
            [0, 1, 0],
        ),
    ] {
        let host = Host::new();
        import(&host, "一.xlsx", &filled(), json!({}));
        let before = values(&host);
        let mut told = vec![("总投资（万元）", "120"), ("承建单位", "")];
        if mode == "fill" {
            told.push(("项目状态", "在建"));
        }
        let done = import(&host, "二.xlsx", &told, json!({ "merge": mode }));
        assert_eq!(values(&host), after, "{mode}: a column that is not in the file touches nothing");
        let counted = ["replaced", "filled", "cleared"].map(|kind| done["cells"][kind].clone());
        assert_eq!(counted, cells.map(Value::from), "{mode}: every cell is told: {done}");
        assert_eq!(done["merge"], mode, "the result says how it was done");
        host.call("undo", json!({ "batch": done["batch"] }));
        assert_eq!(values(&host), before, "{mode}: undo brings all of it back");
        assert_eq!(host.call("verify", json!({}))["problems"], json!([]), "{mode}: the register is sound");
    }
}

#[test]
fn what_a_person_changed_is_asked_and_stays_by_default() {
    let host = Host::new();
    import(&host, "一.xlsx", &filled(), json!({}));
    type_into(&host, "invest_total", "80");
    let told = [("总投资（万元）", "130"), ("备注", "新的")];
    let held = host.call("stage", json!({ "files": [{ "file": host.saved("二.xlsx", &book(&told)) }] }));
    let ask = |selection: Value| host.call("staged", json!({ "id": held["id"], "selection": selection, "limit": 9 }));
    let row = ask(json!({ "conflicting": true }))["rows"][0].clone();
    let conflict = &row["conflicts"][0];
    let shown = ["field", "ours", "theirs", "cell", "choice"].map(|key| conflict[key].clone());
    assert_eq!(shown, ["invest_total", "80", "130", "C2", "keep"].map(Value::from), "it is shown and asked: {row}");
    assert!(conflict["who"].is_string() && conflict["at"].is_string(), "with who changed it and when: {conflict}");
    assert_eq!(held["files"][0]["result"]["cells"]["kept"], 1, "and counted: {held}");
    host.call("promote", json!({ "id": held["id"] }));
    assert_eq!(values(&host)["invest_total"], "80", "nobody said that it may be overwritten");
    assert_eq!(values(&host)["remark"], "新的", "what nobody changed here is updated");
    let changes = host.call("record", json!({ "uid": uid(&host) }))["changes"].clone();
    let kept = items(&changes).iter().find(|change| change["what"] == "kept").cloned().unwrap_or_default();
    assert_eq!((&kept["old"], &kept["new"]), (&json!("80"), &json!("130")), "the journal tells the choice: {changes}");
    let again = import(&host, "三.xlsx", &[("总投资（万元）", "130")], json!({}));
    assert_eq!((&again["state"], &again["cells"]["kept"]), (&json!("nothing_changed"), &json!(1)), "kept is kept");
    let taken = import(&host, "四.xlsx", &[("总投资（万元）", "130")], json!({ "conflicts": "take" }));
    assert_eq!((&taken["conflicts"], &values(&host)["invest_total"]), (&json!(1), &json!("130")), "then it was said");
    let free = import(&host, "五.xlsx", &[("总投资（万元）", "140")], json!({}));
    assert_eq!(free["conflicts"], 0, "the last word is the file's now: {free}");
    host.call("undo", json!({ "batch": free["batch"] }));
    host.call("undo", json!({ "batch": taken["batch"] }));
    assert_eq!(values(&host)["invest_total"], "80", "undo brings the person's value back");
    let after = import(&host, "六.xlsx", &[("总投资（万元）", "150")], json!({}));
    assert_eq!(after["cells"]["kept"], 1, "and it is protected again: {after}");
}

#[test]
fn an_edit_taken_back_protects_no_more() {
    let host = Host::new();
    import(&host, "一.xlsx", &filled(), json!({}));
    type_into(&host, "remark", "手工");
    type_into(&host, "remark", "再改");
    host.call("undo_edit", json!({}));
    let kept = import(&host, "二.xlsx", &[("备注", "报来")], json!({}));
    assert_eq!(kept["cells"]["kept"], 1, "the edit before the one taken back holds: {kept}");
    host.call("undo_edit", json!({}));
    let free = import(&host, "三.xlsx", &[("备注", "报来")], json!({}));
    assert_eq!(
        (&free["conflicts"], &values(&host)["remark"]),
        (&json!(0), &json!("报来")),
        "no hand is in it any more"
    );
}

#[test]
fn the_figures_follow_each_choice() {
    let host = Host::new();
    import(&host, "一.xlsx", &filled(), json!({}));
    type_into(&host, "invest_total", "80");
    let held = host
        .call("stage", json!({ "files": [{ "file": host.saved("二.xlsx", &book(&[("总投资（万元）", "130")])) }] }));
    let rows = |held: &Value, fate: &str| held["files"][0]["result"]["fates"][fate]["rows"].clone();
    assert_eq!(rows(&held, "unchanged"), 1, "as long as it is kept, nothing changes: {held}");
    let (id, cell) = (held["id"].clone(), uid(&host));
    let taken = host.call("choose_staged", json!({ "id": id, "uid": cell, "field": "invest_total", "choice": "take" }));
    assert_eq!((rows(&taken, "changed"), rows(&taken, "unchanged")), (json!(1), Value::Null), "now it is a change");
    assert_eq!(taken["files"][0]["result"]["cells"], json!({ "replaced": 1, "filled": 0, "cleared": 0, "kept": 0 }));
    let grown = taken["after"]["records"]["fen"].as_i64().zip(taken["before"]["records"]["fen"].as_i64());
    assert_eq!(grown.map(|(after, before)| after - before), Some(50_000_000), "50 万元 more: {taken}");
    let back = host.call("choose_staged", json!({ "id": id, "choice": "keep" }));
    assert_eq!(rows(&back, "unchanged"), 1, "all kept again: {back}");
    host.call("choose_staged", json!({ "id": id, "choice": "take" }));
    let done = host.call("promote", json!({ "id": id }));
    assert_eq!(done["files"][0]["result"]["state"], "promoted", "{done}");
    assert_eq!(done["files"][0]["result"]["cells"], taken["files"][0]["result"]["cells"], "what was foretold happened");
    assert_eq!(values(&host)["invest_total"], "130", "what was taken is in");
}

#[test]
fn another_mode_compares_again() {
    let host = Host::new();
    import(&host, "一.xlsx", &filled(), json!({}));
    let held = host.call("stage", json!({ "files": [{ "file": host.saved("二.xlsx", &book(&[("备注", "新的")])) }] }));
    let filled = host.call("merge_staged", json!({ "id": held["id"], "merge": "fill" }));
    assert_eq!((&filled["merge"], &filled["files"][0]["result"]["cells"]["replaced"]), (&json!("fill"), &json!(0)));
    assert_eq!(filled["files"][0]["result"]["fates"]["unchanged"]["rows"], 1, "nothing is empty here: {filled}");
}

#[test]
fn accepted_tags_that_lose_their_ground_are_told() {
    let host = Host::new();
    let ground =
        [("总投资（万元）", "600"), ("部署位置", "部门自建机房"), ("项目状态", "已建在用"), ("涉密分类", "非涉密")];
    import(&host, "一.xlsx", &ground, json!({}));
    host.call("tag", json!({}));
    let record = host.call("record", json!({ "uid": uid(&host) }));
    let met = items(&record["tags"]["suggestions"])
        .iter()
        .find(|said| said["met"] == true && items(&said["evidence"]).iter().any(|line| line[0] == "deploy_location"));
    let tag = met.map(|said| said["tag"].clone()).unwrap_or_else(|| panic!("a rule looks at 部署位置: {record}"));
    host.call("decide", json!({ "uid": uid(&host), "tag": tag, "verdict": "accept", "reason": "核实过" }));
    let moved = [("部署位置", "政务云"), ("承建单位", "云帆软件")];
    let held = host.call("stage", json!({ "files": [{ "file": host.saved("二.xlsx", &book(&moved)) }] }));
    let page = host.call("staged", json!({ "id": held["id"], "selection": { "evident": true }, "limit": 9 }));
    let of = |field: &str| {
        let change = items(&page["rows"][0]["changes"]).iter().find(|change| change["field"] == field).cloned();
        change.unwrap_or_default()["tags"].clone()
    };
    assert_eq!(of("deploy_location"), json!([tag]), "the change says which tag rests on it: {page}");
    assert_eq!(of("contractor"), json!([]), "on this one none does");
    let told = &held["files"][0]["result"]["evidence"];
    assert_eq!((&told[0]["tag"], &told[0]["field"]), (&tag, &json!("deploy_location")), "so does the result: {told}");
    host.call("promote", json!({ "id": held["id"] }));
    let after = host.call("record", json!({ "uid": uid(&host) }));
    assert_eq!(after["tags"]["decisions"][0]["verdict"], "accept", "a decision is a person's");
}

#[test]
fn a_fault_that_a_person_mended_does_not_come_back_with_the_old_file() {
    let host = Host::new();
    let faulty = [("总投资（万元）", "约八十"), ("备注", "原来的")];
    import(&host, "一.xlsx", &faulty, json!({}));
    let remarked = |host: &Host| {
        let record = host.call("record", json!({ "uid": uid(host) }));
        items(&record["findings"]).iter().filter(|f| f["field"] == "invest_total").count()
    };
    assert!(remarked(&host) > 0, "the amount cannot be read");
    type_into(&host, "invest_total", "80");
    assert_eq!(remarked(&host), 0, "a person mended it");
    import(&host, "二.xlsx", &[("总投资（万元）", "约八十"), ("备注", "新的")], json!({}));
    assert_eq!(
        (values(&host)["remark"].clone(), remarked(&host)),
        (json!("新的"), 0),
        "its remark is about another value"
    );
}

#[derive(Debug, Clone)]
enum Step {
    Edit(usize, u8),
    Import(Vec<Option<u8>>, &'static str),
}

/// Over random edits and files: a value whose last word is a person's is there after every import that asked nothing.
#[test]
fn no_value_changed_by_hand_is_overwritten_without_a_choice() {
    let text = |n: u8| if n == 0 { String::new() } else { n.to_string() };
    let step = prop_oneof![
        (0..FIELDS.len(), 0..4u8).prop_map(|(field, value)| Step::Edit(field, value)),
        (
            proptest::collection::vec(proptest::option::of(0..4u8), FIELDS.len()),
            proptest::sample::select(vec!["replace_nonblank", "replace_all", "fill"]),
        )
            .prop_map(|(cells, mode)| Step::Import(cells, mode)),
    ];
    let steps = proptest::collection::vec(step, 2..7);
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let checked = runner.run(&steps, |steps| {
        let host = Host::new();
        import(&host, "始.xlsx", &[("总投资（万元）", "9"), ("承建单位", "9"), ("备注", "9")], json!({}));
        let mut by_hand: [Option<Value>; 3] = Default::default();
        for (number, step) in steps.iter().enumerate() {
            match step {
                Step::Edit(field, value) => {
                    let key = FIELDS[*field].0;
                    let before = values(&host)[key].clone();
                    type_into(&host, key, &text(*value));
                    let after = values(&host)[key].clone();
                    if before != after {
                        by_hand[*field] = Some(after);
                    }
                }
                Step::Import(cells, mode) => {
                    let told: Vec<(&str, String)> = FIELDS
                        .iter()
                        .zip(cells)
                        .filter_map(|((_, header), value)| value.map(|value| (*header, text(value))))
                        .collect();
                    let told: Vec<(&str, &str)> = told.iter().map(|(header, text)| (*header, text.as_str())).collect();
                    import(&host, &format!("{number}.xlsx"), &told, json!({ "merge": mode }));
                    for ((key, _), value) in FIELDS.iter().zip(&by_hand) {
                        if let Some(value) = value {
                            prop_assert_eq!(&values(&host)[*key], value, "{}: nobody said so", key);
                        }
                    }
                }
            }
        }
        prop_assert_eq!(&host.call("verify", json!({}))["problems"], &json!([]), "the register is sound");
        Ok(())
    });
    checked.expect("a person's word stands until somebody takes another for it");
}
