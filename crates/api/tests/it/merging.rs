//! Two records made one: what each field gets, what is kept, what comes back.

use qingce_testkit::Book;
use serde_json::{Value, json};

use crate::dispatch::{Host, items};

const HEADER: [&str; 6] = ["项目名称", "填报单位", "总投资（万元）", "部署位置", "承建单位", "备注"];

fn book(rows: &[[&str; 6]]) -> Book {
    Book::new().sheet("登记表", |paper| {
        paper.row(1, 1, HEADER);
        for (at, row) in (2..).zip(rows) {
            paper.row(at, 1, *row);
        }
    })
}

const ONE: [&str; 6] = ["办公系统", "省财政厅", "100", "部门自建机房", "云帆软件", ""];
const OTHER: [&str; 6] = ["协同办公平台", "省财政厅", "120", "部门自建机房", "", "后报的"];

struct Pair {
    host: Host,
    one: Value,
    other: Value,
}

impl Pair {
    /// Two records of two files.
    fn new() -> Pair {
        let host = Host::new();
        for (name, row) in [("一.xlsx", ONE), ("二.xlsx", OTHER)] {
            let file = host.saved(name, &book(&[row]));
            host.call("import", json!({ "file": file }));
        }
        let uid = |name: &str| {
            let page = host.call("list", json!({ "selection": {}, "limit": 9 }));
            let found = items(&page["rows"]).iter().find(|row| row["values"]["project_name"] == name).cloned();
            found.unwrap_or_else(|| unreachable!("{name} is in {page}"))["uid"].clone()
        };
        let (one, other) = (uid(ONE[0]), uid(OTHER[0]));
        Pair { host, one, other }
    }
    fn merge(&self, more: Value) -> Value {
        let mut request = json!({ "one": self.one, "other": self.other });
        for (key, value) in more.as_object().into_iter().flatten() {
            request[key] = value.clone();
        }
        self.host.call("merge_records", request)
    }
    fn record(&self, uid: &Value) -> Value {
        self.host.call("record", json!({ "uid": uid }))
    }
    fn import(&self, name: &str, rows: &[[&str; 6]]) -> Value {
        let file = self.host.saved(name, &book(rows));
        self.host.call("import", json!({ "file": file }))
    }
    fn sound(&self) {
        assert_eq!(self.host.call("verify", json!({}))["problems"], json!([]), "the register is what its journal says");
    }
    fn count(&self) -> Value {
        self.host.call("list", json!({ "selection": {}, "limit": 0 }))["total"].clone()
    }
}

/// A record without what rises with every change or tells of the past.
fn state(record: &Value) -> Value {
    let mut state = record.clone();
    state["changes"] = Value::Null;
    state["record"]["revision"] = Value::Null;
    state
}

#[test]
fn what_is_filled_stays_and_both_are_remembered() {
    let pair = Pair::new();
    let look = pair.merge(json!({ "dryRun": true }));
    assert_eq!((&look["set"], pair.count()), (&Value::Null, json!(2)), "a look writes nothing: {look}");
    let done = pair.merge(json!({ "fields": [{ "field": "invest_total", "take": "one" }], "why": "同一份合同" }));
    let values = pair.record(&pair.one)["record"]["values"].clone();
    for (field, value) in
        [("project_name", "协同办公平台"), ("invest_total", "100"), ("contractor", "云帆软件"), ("remark", "后报的")]
    {
        assert_eq!(values[field], value, "{field}: chosen, else filled, else the later: {done}");
    }
    assert_eq!(pair.count(), 1, "they are one now");
    let record = pair.record(&pair.other);
    assert_eq!(record["record"]["uid"], pair.one, "who asks for the other finds what it became");
    let source = |field: &str| {
        let found = items(&record["sources"]).iter().find(|source| source["field"] == field).cloned();
        found.unwrap_or_default()["file"].clone()
    };
    assert_eq!(
        (source("contractor"), source("remark")),
        (json!("一.xlsx"), json!("二.xlsx")),
        "each leads to its cell"
    );
    let absorbed = &record["merged"][0];
    assert_eq!(absorbed["record"]["values"]["invest_total"], "120", "what was not taken is shown: {absorbed}");
    assert!(items(&absorbed["sources"]).iter().all(|s| s["file"] == "二.xlsx"), "with where it stood: {absorbed}");
    let told: Vec<&Value> = items(&record["changes"]).iter().map(|change| &change["what"]).collect();
    assert!(told.contains(&&json!("merged")) && told.contains(&&json!("kept")), "its history tells it: {told:?}");
    pair.sound();
}

#[test]
fn a_merging_taken_back_brings_both_back_exactly() {
    let pair = Pair::new();
    pair.host.call("tag", json!({}));
    let tag = tag_of(&pair);
    let decide = |uid: &Value, verdict: &str| {
        pair.host.call("decide", json!({ "uid": uid, "tag": tag, "verdict": verdict, "reason": "核实过" }));
    };
    decide(&pair.other, "accept");
    let before = [pair.record(&pair.one), pair.record(&pair.other)].map(|record| state(&record));
    let done = pair.merge(json!({}));
    let kept = pair.record(&pair.one)["tags"]["decisions"].clone();
    assert_eq!((&kept[0]["verdict"], &kept[0]["reason"]), (&json!("accept"), &json!("核实过")), "no decision is lost");
    pair.sound();
    let told = |set: &Value| {
        let sets = pair.host.call("journal", json!({ "kind": "merge", "limit": 9 }))["sets"].clone();
        items(&sets).iter().find(|line| line["set"] == *set).map(|line| line["taken_back"].clone())
    };
    assert_eq!(told(&done["set"]), Some(json!(false)), "it is in force, and the journal offers to take it back");
    pair.host.call("undo_merge", json!({ "set": done["set"] }));
    assert_eq!(told(&done["set"]), Some(json!(true)), "and says so when it was taken back");
    let after = [pair.record(&pair.one), pair.record(&pair.other)].map(|record| state(&record));
    assert_eq!(after, before, "values, sources, tags, decisions, remarks: all as it was");
    pair.sound();
    let again = pair.host.try_call("undo_merge", json!({ "set": done["set"] }));
    assert_eq!(again.expect_err("it is taken back").code, "merge_unknown");
    let second = pair.merge(json!({}));
    pair.sound();
    assert!(second["set"].as_i64() > done["set"].as_i64(), "and it may be merged again: {second}");
}

fn tag_of(pair: &Pair) -> Value {
    let record = pair.record(&pair.one);
    let met = items(&record["tags"]["suggestions"]).first().cloned();
    met.unwrap_or_else(|| unreachable!("some rule says something: {record}"))["tag"].clone()
}

#[test]
fn decisions_that_differ_are_asked() {
    let pair = Pair::new();
    pair.host.call("tag", json!({}));
    let tag = tag_of(&pair);
    for (uid, verdict) in [(&pair.one, "reject"), (&pair.other, "accept")] {
        pair.host.call("decide", json!({ "uid": uid, "tag": tag, "verdict": verdict, "reason": verdict }));
    }
    let look = pair.merge(json!({ "dryRun": true }));
    assert_eq!(look["decisions"][0]["take"], Value::Null, "nobody said which holds: {look}");
    let request = json!({ "one": pair.one, "other": pair.other });
    let refused = pair.host.try_call("merge_records", request).expect_err("a decision would be lost");
    assert_eq!(refused.code, "decisions_differ");
    let done = pair.merge(json!({ "decisions": [{ "tag": tag, "take": "other" }] }));
    assert_eq!(pair.record(&pair.one)["tags"]["decisions"][0]["verdict"], "accept", "as chosen");
    pair.sound();
    pair.host.call("undo_merge", json!({ "set": done["set"] }));
    assert_eq!(pair.record(&pair.one)["tags"]["decisions"][0]["verdict"], "reject", "its own again");
    assert_eq!(pair.record(&pair.other)["tags"]["decisions"][0]["verdict"], "accept", "its own again");
    pair.sound();
}

#[test]
fn rows_of_either_update_the_merged_record() {
    let pair = Pair::new();
    pair.merge(json!({}));
    let same = pair.import("三.xlsx", &[ONE, OTHER]);
    assert_eq!(same["state"], "nothing_changed", "both rows are known, and what was chosen stays: {same}");
    assert_eq!(same["fates"]["new"], Value::Null, "no record comes back by the back door");
    let mut later = OTHER;
    (later[3], later[5]) = ("运营商IDC", "又一年");
    let done = pair.import("四.xlsx", &[later]);
    assert_eq!(done["fates"]["changed"]["rows"], 1, "the row of the absorbed record changes the merged one: {done}");
    assert!(items(&done["findings"]).iter().any(|finding| finding["code"] == "merged_record"), "and says so: {done}");
    let values = pair.record(&pair.one)["record"]["values"].clone();
    assert_eq!((&values["remark"], &values["deploy_location"]), (&json!("又一年"), &json!("运营商IDC")), "{values}");
    let mut first = ONE;
    first[2] = "999";
    let kept = pair.import("五.xlsx", &[first]);
    assert_eq!(kept["cells"]["kept"].as_u64(), Some(2), "where both differed a person chose: name, amount: {kept}");
    pair.sound();
}

#[test]
fn two_rows_of_one_file_meet_in_one_record() {
    let pair = Pair::new();
    pair.merge(json!({}));
    let (mut first, mut second) = (ONE, OTHER);
    (first[4], second[4]) = ("甲公司", "乙公司");
    let done = pair.import("三.xlsx", &[first, second]);
    assert_eq!(done["state"], "promoted", "{done}");
    assert_eq!(pair.record(&pair.one)["record"]["values"]["contractor"], "甲公司", "the first row of a file counts");
    assert!(done["cells"]["kept"].as_u64() >= Some(1), "and what the second says is asked: {done}");
    pair.sound();
    let taken = pair
        .host
        .call("import", json!({ "file": pair.host.saved("四.xlsx", &book(&[first, second])), "conflicts": "take" }));
    assert_eq!(taken["state"], "promoted", "{taken}");
    assert_eq!(pair.record(&pair.one)["record"]["values"]["contractor"], "乙公司", "then the second was taken");
    pair.sound();
    pair.host.call("undo", json!({ "batch": taken["batch"] }));
    assert_eq!(pair.record(&pair.one)["record"]["values"]["contractor"], "甲公司", "both rows are taken back as one");
    pair.sound();
}

#[test]
fn what_rests_on_a_merging_is_taken_back_first() {
    let pair = Pair::new();
    let done = pair.merge(json!({}));
    let undo = |batch: i64| pair.host.try_call("undo", json!({ "batch": batch }));
    for batch in [1, 2] {
        assert_eq!(undo(batch).expect_err("its project was merged").code, "batch_merged");
    }
    let cell = json!({ "uid": pair.one, "field": "remark", "text": "手工" });
    pair.host.call("edit", json!({ "cells": [cell] }));
    let refused = pair.host.try_call("undo_merge", json!({ "set": done["set"] }));
    assert_eq!(refused.expect_err("an edit rests on it").code, "merge_overlaid");
    pair.host.call("undo_edit", json!({}));
    pair.host.call("undo_merge", json!({ "set": done["set"] }));
    assert!(undo(2).is_ok(), "then the import may go as well");
    pair.sound();
}

#[test]
fn nothing_follows_from_two_pairs() {
    let pair = Pair::new();
    let third = ["视频会议平台", "省财政厅", "77", "", "", ""];
    pair.import("三.xlsx", &[third]);
    let page = pair.host.call("list", json!({ "selection": { "condition": "项目名称 = 视频会议平台" }, "limit": 1 }));
    let third = page["rows"][0]["uid"].clone();
    pair.host.call("relate", json!({ "one": pair.other, "other": third, "relation": "different" }));
    let related = |uid: &Value| items(&pair.record(uid)["changes"]).iter().filter(|c| c["what"] == "related").count();
    assert_eq!((related(&pair.other), related(&third), related(&pair.one)), (1, 1, 0), "an answer is told of both");
    let done = pair.merge(json!({}));
    let answered = pair.host.call("duplicates", json!({ "state": "answered", "limit": 9 }));
    assert_eq!(answered["total"], 0, "what was said of the absorbed record is said of no other: {answered}");
    pair.host.call("undo_merge", json!({ "set": done["set"] }));
    let answered = pair.host.call("duplicates", json!({ "state": "answered", "limit": 9 }));
    assert_eq!(answered["total"], 1, "and holds again once it is back: {answered}");
}
