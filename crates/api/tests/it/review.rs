//! Suggestions, bulk decisions and changed rules on a generated register.

use std::collections::BTreeMap;
use std::sync::Mutex;

use qingce_api::job::{Cancel, Job, Progress, Sink};
use serde_json::{Value, json};

use crate::dispatch::{Host, items};

/// Keeps what a job told.
#[derive(Default)]
struct Told(Mutex<Vec<Progress>>);

impl Sink for Told {
    fn progress(&self, progress: Progress) {
        self.0.lock().expect("nobody panicked").push(progress);
    }
}

/// A register of generated projects, judged.
fn judged() -> Host {
    let host = Host::new();
    let file = host.path("登记表.xlsx");
    qingce_testkit::register::generate(300, std::path::Path::new(&file)).expect("a workbook can be written");
    host.call("import", json!({ "file": file }));
    host.call("tag", json!({}));
    host
}

fn rule(host: &Host, id: &str) -> Value {
    let rules = host.call("rules", json!({}));
    items(&rules["rules"]).iter().find(|rule| rule["line"]["id"] == id).expect("the seeds have it").clone()
}

fn change(rule: &Value) -> Value {
    json!({ "when": rule["line"]["when"], "reason": rule["line"]["reason"], "off": false })
}

/// The tags in force of every record.
fn tags(host: &Host) -> BTreeMap<String, Vec<Value>> {
    let page = host.call("list", json!({ "selection": { "fields": ["project_name"] }, "limit": 1000 }));
    let rows = items(&page["rows"]).iter();
    rows.map(|row| (row["uid"].to_string(), row["tags"].as_array().cloned().unwrap_or_default())).collect()
}

#[test]
fn what_would_be_is_what_a_run_says() {
    let host = judged();
    let run = host.call("tag", json!({}));
    let shapes = host.call("rules", json!({}));
    for told in items(&run["rules"]) {
        let shape = items(&shapes["rules"]).iter().find(|rule| rule["line"]["id"] == told["rule"]).expect("it was run");
        let same = host.call("try_rule", json!({ "rule": told["rule"], "change": change(shape), "limit": 10 }));
        let expected = json!({ "before": told["met"], "after": told["met"] });
        assert_eq!(same["met"], expected, "{}: rules over columns say what rules over records say", told["rule"]);
        assert_eq!(same["unknown"]["after"], told["unknown"], "{}: and so does 待核实", told["rule"]);
        assert_eq!((&same["total"], &same["tags"]), (&json!(0), &json!([])), "no change alters nothing");
    }
}

#[test]
fn a_change_alters_what_was_told_before() {
    let host = judged();
    let before = tags(&host);
    let c1 = rule(&host, "C1");
    let mut changed = change(&c1);
    changed["when"] = json!(format!("{} and 总投资 >= 4000", c1["line"]["when"].as_str().expect("a text")));
    let told = host.call("try_rule", json!({ "rule": "C1", "change": changed, "limit": 1000 }));
    assert!(told["met"]["after"].as_u64() < told["met"]["before"].as_u64(), "fewer meet more: {told}");
    assert_eq!(tags(&host), before, "asking changes nothing");
    let refused = host.try_call("save_rule", json!({ "rule": "C1", "change": changed, "why": " " }));
    assert_eq!(refused.expect_err("a change needs its reason").code, "reason_missing");
    let saved = host.call("save_rule", json!({ "rule": "C1", "change": changed, "why": "小项目先不动" }));
    let shape = items(&saved["rules"]).iter().find(|rule| rule["line"]["id"] == "C1").expect("still there");
    assert_eq!((&shape["line"]["revision"], &shape["changed"]["why"]), (&json!(1), &json!("小项目先不动")));
    assert_eq!(host.call("suggestion_counts", json!({}))["stale"], true, "the last run knew another rule");
    host.call("tag", json!({}));
    let after = tags(&host);
    for line in items(&told["affected"]) {
        let uid = line["uid"].to_string();
        for (list, tags) in [("gained", &after), ("lost", &before)] {
            for tag in items(&line[list]) {
                assert!(tags[&uid].contains(tag), "{uid} {list} {tag}: {line}");
            }
        }
    }
    let differ = before.iter().filter(|(uid, tags)| {
        let sorted = |tags: &[Value]| tags.iter().map(Value::to_string).collect::<std::collections::BTreeSet<_>>();
        sorted(tags) != sorted(&after[*uid])
    });
    assert_eq!(json!(differ.count()), told["total"], "every record that changed was told before");
    let page = host.call("suggestions", json!({ "filter": { "rule": "C1" }, "limit": 1 }));
    let said = items(&page["rows"][0]["tags"]["suggestions"]).iter().find(|s| s["rule"] == "C1").expect("it speaks");
    assert_eq!(
        (&said["version"], &said["revision"]),
        (&json!(1), &json!(1)),
        "a suggestion tells whose rule it rests on"
    );
    let restored = host.call("restore_rule", json!({ "rule": "C1", "why": "照省里的" }));
    assert_eq!(restored["rules"], host.call("rules", json!({}))["rules"]);
    assert_eq!(rule(&host, "C1"), c1, "the default again, to the letter");
    host.call("tag", json!({}));
    assert_eq!(tags(&host), before);
}

#[test]
fn a_rule_that_is_off_suggests_nothing() {
    let host = judged();
    let mut class = change(&rule(&host, "CK1"));
    class["when"] = json!("tag 上云迁移 and 总投资 >= 100");
    host.call("save_rule", json!({ "rule": "CK1", "change": class, "why": "大项目先看" }));
    let mut off = change(&rule(&host, "C1"));
    off["off"] = json!(true);
    let told = host.call("try_rule", json!({ "rule": "C1", "change": off, "limit": 0 }));
    assert_eq!(told["met"]["after"], 0, "{told}");
    let downstream =
        items(&told["tags"]).iter().any(|change| change["tag"].as_str().is_some_and(|t| t.starts_with("迁移分类/")));
    assert!(downstream, "the classes that rest on its tag fall with it, and that is told: {told}");
    host.call("save_rule", json!({ "rule": "C1", "change": off, "why": "本年不做" }));
    let run = host.call("tag", json!({}));
    assert!(items(&run["rules"]).iter().all(|rule| rule["rule"] != "C1"), "it was not run");
}

#[test]
fn what_is_no_condition_is_a_sentence() {
    let host = judged();
    let c1 = change(&rule(&host, "C1"));
    for (when, code) in [
        ("涉密分类 = ", "condition_wrong"),
        ("没有这个字段 = 1", "condition_field"),
        ("总投资 > 许多", "condition_value"),
        ("行政区划 = 南昌", "condition_several"),
        ("tag 迁移分类", "rule_circle"),
    ] {
        let mut wrong = c1.clone();
        wrong["when"] = json!(when);
        let refused = host.try_call("try_rule", json!({ "rule": "C1", "change": wrong, "limit": 0 }));
        let refused = refused.expect_err("it may not be saved");
        assert_eq!(refused.code, code, "{when}: {refused}");
        let sentence = refused.sentence(&host.register.desk().messages);
        assert!(sentence.contains("条件") && !sentence.contains(code), "a clerk reads words, not codes: {sentence}");
        let refused = host.try_call("save_rule", json!({ "rule": "C1", "change": wrong, "why": "试" }));
        assert_eq!(refused.expect_err("nor kept").code, code);
    }
    let read =
        host.call("read_condition", json!({ "condition": "总投资 >= 500 and 部署位置 in (部门自建机房;运营商IDC)" }));
    assert_eq!(read["form"]["groups"][1][0]["values"], json!(["部门自建机房", "运营商IDC"]), "{read}");
    let back = host.call("read_condition", json!({ "form": read["form"] }));
    assert_eq!(back, read, "there and back");
    let rich = host.call("read_condition", json!({ "condition": "not 部署位置 = 部门自建云" }));
    assert_eq!(rich["form"], Value::Null, "too rich for rows, still a condition: {rich}");
    let form =
        json!({ "join": "and", "groups": [[{ "field": "invest_total", "operator": "at_least", "values": ["多"] }]] });
    let refused = host.try_call("read_condition", json!({ "form": form })).expect_err("no amount");
    assert!(refused.params.contains(&("row".into(), "1".into())), "the form marks the row: {refused}");
}

#[test]
fn a_bulk_decision_is_tried_done_and_taken_back() {
    let host = judged();
    let figures = |host: &Host| {
        let counts = host.call("suggestion_counts", json!({}));
        let tags =
            items(&counts["tags"]).iter().find(|line| line["tag"] == "上云迁移").expect("it is suggested").clone();
        tags["states"].clone()
    };
    let before = figures(&host);
    let filter = json!({ "state": "open", "selection": { "condition": "总投资 >= 100", "sort": ["-invest_total"] } });
    let page = host.call(
        "suggestions",
        json!({ "filter": { "tag": "上云迁移", "state": "open", "selection": filter["selection"] }, "limit": 5 }),
    );
    let mut ask =
        json!({ "tag": "上云迁移", "verdict": "reject", "reason": "列入下年", "filter": filter, "dryRun": true });
    let trial = host.call("decide_many", ask.clone());
    assert_eq!(
        (&trial["decided"], &trial["amount"]),
        (&page["total"], &page["amount"]),
        "the list and its bulk are one"
    );
    assert_eq!(trial["examples"][0], page["rows"][0]["title"], "the preview names whom it means");
    assert_eq!(figures(&host), before, "a trial decides nothing");
    ask["dryRun"] = json!(false);
    let done = host.call("decide_many", ask.clone());
    assert_eq!(done["decided"], trial["decided"], "what was shown is what is done");
    let after = figures(&host);
    assert_eq!(after["rejected"], done["decided"], "{after}");
    let undone = host.call("undo_decisions", json!({ "set": done["set"] }));
    assert_eq!(undone["withdrawn"], done["decided"]);
    assert_eq!(figures(&host), before, "as if nothing had been decided");
    assert_eq!(host.call("verify", json!({}))["problems"], json!([]), "and the journal tells both");
    for (verdict, more, code) in [
        ("reject", json!({}), "reason_missing"),
        ("postpone", json!({}), "postpone_missing"),
        ("postpone", json!({ "until": "明年" }), "day_wrong"),
    ] {
        let mut ask = json!({ "tag": "上云迁移", "verdict": verdict, "uids": [] });
        more.as_object().into_iter().flatten().for_each(|(key, value)| ask[key] = value.clone());
        assert_eq!(host.try_call("decide_many", ask).expect_err("a word needs its reason").code, code);
    }
}

#[test]
fn a_bulk_decision_tells_how_far_it_is_and_can_be_stopped() {
    let host = judged();
    let before = tags(&host);
    let ask = json!({ "tag": "上云迁移", "verdict": "reject", "reason": "列入下年", "filter": { "state": "open" } });
    let (cancel, told) = (Cancel::default(), Told::default());
    cancel.cancel();
    let job = Job { sink: &told, cancel: &cancel };
    let stopped = qingce_api::commands::dispatch(&host.register, "decide_many", ask.clone(), job);
    assert_eq!(stopped.expect_err("it was stopped").code, "cancelled");
    assert_eq!(tags(&host), before, "nothing of it was decided");
    let (cancel, told) = (Cancel::default(), Told::default());
    let job = Job { sink: &told, cancel: &cancel };
    qingce_api::commands::dispatch(&host.register, "decide_many", ask, job).expect("it was decided");
    let told = told.0.into_inner().expect("nobody panicked");
    let rises = told.windows(2).all(|pair| pair[0].done < pair[1].done);
    assert!(!told.is_empty() && rises, "a person sees it go on: {told:?}");
    assert!(told.iter().all(|one| one.total.is_some_and(|total| one.done <= total)), "and to where: {told:?}");
}

#[test]
fn classes_follow_a_word_on_their_tag_at_once() {
    let host = judged();
    let classed = |host: &Host| {
        let page = host.call("suggestions", json!({ "filter": { "tag": "迁移分类" }, "limit": 0 }));
        page["total"].as_u64().expect("a count")
    };
    let (counted, before) = (classed(&host), tags(&host));
    let filter = json!({ "state": "unknown", "tag": "迁移分类" });
    let waiting = host.call("suggestions", json!({ "filter": filter, "limit": 1 }));
    let uid = waiting["rows"][0]["title"]["uid"].clone();
    let speaks = |tags: &Value| items(&tags["suggestions"]).iter().any(|said| said["tag"] == "迁移分类");
    assert!(speaks(&waiting["rows"][0]["tags"]), "a class waits for what is missing: {waiting}");
    let word = json!({ "uid": uid, "tag": "上云迁移", "verdict": "reject", "reason": "机房随楼停用" });
    let rejected = host.call("decide", word);
    assert!(!speaks(&rejected), "without the tag there is no class to ask for: {rejected}");
    assert_eq!(classed(&host), counted - 1, "and the list of 研判 says so at once");
    assert_eq!(host.call("suggestion_counts", json!({}))["stale"], false, "nothing waits for a run");
    let back = host.call("undo_decision", json!({ "uid": uid, "tag": "上云迁移" }));
    assert!(speaks(&back), "taken back, it waits again: {back}");
    assert_eq!(tags(&host), before, "as if nothing had been said");
    let again = host.try_call("undo_decision", json!({ "uid": uid, "tag": "上云迁移" }));
    assert_eq!(again.expect_err("it was taken back").code, "decision_unknown");
    assert_eq!(host.call("verify", json!({}))["problems"], json!([]), "the journal tells all of it");
}

#[test]
fn an_edited_project_is_judged_at_once() {
    let host = judged();
    let page = host.call("suggestions", json!({ "filter": { "tag": "上云迁移", "state": "open" }, "limit": 1 }));
    let uid = page["rows"][0]["title"]["uid"].clone();
    let cell = |text: &str| json!({ "cells": [{ "uid": uid, "field": "deploy_location", "text": text }] });
    assert_eq!(host.call("edit", cell("省级政务云"))["changed"], 1, "it moved");
    let tags = tags(&host)[&uid.to_string()].clone();
    assert!(!tags.contains(&json!("上云迁移")) && tags.contains(&json!("已上云")), "it is on the cloud: {tags:?}");
    let counts = host.call("suggestion_counts", json!({}));
    assert_eq!(counts["stale"], false, "no run is needed for it");
    let total = host.call("suggestions", json!({ "filter": { "tag": "上云迁移", "state": "open" }, "limit": 0 }));
    assert_eq!(json!(total["total"].as_u64().map(|n| n + 1)), page["total"], "one waits less");
    host.call("edit", json!({ "cells": [{ "uid": uid, "field": "project_name", "text": "另一个名字" }] }));
    assert_eq!(host.call("suggestion_counts", json!({}))["stale"], true, "likely twins are counted by a run");
    assert_eq!(host.call("verify", json!({}))["problems"], json!([]), "the counts of the rules follow");
}

#[test]
fn what_is_missing_leads_to_its_records() {
    let host = judged();
    let counts = host.call("suggestion_counts", json!({}));
    assert_eq!(counts["stale"], false, "nothing changed since the run");
    let all = host.call("suggestions", json!({ "filter": { "state": "unknown" }, "limit": 1 }));
    assert_eq!(all["total"], counts["unknown"], "待核实 leads to its records");
    for line in items(&counts["missing"]) {
        let filter = json!({ "state": "unknown", "missing": line["field"] });
        let page = host.call("suggestions", json!({ "filter": filter, "limit": 1 }));
        assert_eq!(page["total"], line["records"], "and so does each missing field: {line}");
        let evidence = items(&page["rows"][0]["tags"]["suggestions"]).iter().flat_map(|said| items(&said["evidence"]));
        let empty = evidence.into_iter().any(|pair| pair[0] == line["field"] && pair[1].is_null());
        assert!(empty, "the row shows what is missing: {line}");
    }
    for line in items(&counts["rules"]) {
        let filter = json!({ "rule": line["rule"], "state": "open" });
        let page = host.call("suggestions", json!({ "filter": filter, "limit": 0 }));
        assert_eq!(page["total"], line["states"]["open"], "a rule's count leads to its records: {line}");
    }
    let spread = json!({ "filter": { "tag": "上云迁移" }, "fields": ["report_unit"] });
    let spread = host.call("suggestion_spread", spread);
    let sum: u64 = items(&spread["fields"][0]).iter().filter_map(|pair| pair[1].as_u64()).sum();
    let total = host.call("suggestions", json!({ "filter": { "tag": "上云迁移" }, "limit": 0 }))["total"].as_u64();
    assert_eq!(Some(sum), total, "every project has a unit, so the units add up");
}
