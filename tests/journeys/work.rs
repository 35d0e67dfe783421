//! The main job from end to end on the sample registers: correct, tag, decide, export, take back.

use qingce_journeys::{Sandbox, root};
use qingce_testkit::Book;
use serde_json::Value;

fn with_samples() -> Sandbox {
    let sandbox = Sandbox::new();
    let mut words = vec!["import".to_owned()];
    for entry in std::fs::read_dir(root().join("seeds/samples")).expect("the samples are there").flatten() {
        words.push(entry.path().to_string_lossy().into_owned());
    }
    words[1..].sort();
    sandbox.qingce(&words).exits(0);
    sandbox
}

fn records(sandbox: &Sandbox, condition: &str) -> Vec<Value> {
    let told = sandbox.json(&["list", "--where", condition]);
    told["records"].as_array().cloned().unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A register of two projects as a department sends it, and again with one amount corrected.
fn register(sandbox: &Sandbox, name: &str, amount: f64) -> String {
    let path = sandbox.path(name);
    Book::new()
        .sheet("登记表", |paper| {
            paper.row(1, 1, ["项目名称", "填报单位", "项目状态", "总投资（万元）"]);
            paper.row(2, 1, ["灌区用水计量平台", "江西省水利厅", "在建"]).put(2, 4, amount);
            paper.row(3, 1, ["水文资料整编系统（一期）", "江西省水利厅", "在用"]).put(3, 4, 80.5);
        })
        .save(&path);
    path.to_string_lossy().into_owned()
}

#[test]
fn a_field_is_edited_with_a_reason_and_taken_back() {
    let sandbox = with_samples();
    sandbox.qingce(&["tag"]).exits(0);
    let uid = text(&records(&sandbox, "tag 上云迁移 and 总投资 > 0")[0]["_uid"]);
    let was = || sandbox.json(&["history", &uid])["record"].clone();
    let before = was();
    sandbox.qingce(&["edit", &uid, "部署位置=省级政务云"]).exits(2).tells("还缺：--reason");
    sandbox.qingce(&["edit", &uid, "没有这个字段=1", "--reason", "试"]).exits(1).tells("没有这个字段");
    sandbox.qingce(&["edit", &uid, "部署位置", "--reason", "试"]).exits(2).tells("部署位置");
    sandbox.qingce(&["edit", &uid, "部署位置=省级政务云", "--reason", "试", "--dry-run"]).exits(0).tells("没有保存");
    let secret = ["edit", &uid, "备注=账号admin 密码Abc12345", "总投资=1", "--reason", "试"];
    sandbox.qingce(&secret).exits(1).tells("账号或口令");
    assert_eq!(was(), before, "nothing was written so far, not even what could have been");
    let words = ["edit", &uid, "部署位置=省级政务云", "invest_total=约一百", "--reason", "单位来电更正"];
    let told = sandbox.qingce(&words).exits(0).tells("部署位置：").tells("记入日志").tells("[逻辑性]");
    let after = was();
    assert_eq!(after["deploy_location"], "省级政务云", "{}", told.report());
    let tags = after["_tags"].to_string();
    assert!(tags.contains("已上云") && !tags.contains("上云迁移"), "it is judged at once: {tags}");
    let history = sandbox.json(&["history", &uid]);
    let reasons: Vec<&Value> =
        history["changes"].as_array().into_iter().flatten().map(|change| &change["why"]).collect();
    assert!(reasons.contains(&&"单位来电更正".into()), "the journal knows why: {history}");
    sandbox.qingce(&["edit", &uid, "部署位置=省级政务云", "--reason", "试"]).exits(0).tells("没有要改的");
    sandbox.qingce(&["edit", "--undo"]).exits(0).tells("已撤销：2 处");
    assert_eq!(was(), before, "as it was, tags and marks with it");
    sandbox.qingce(&["edit", "--undo"]).exits(1).tells("没有可以撤销的手工修改");
    sandbox.qingce(&["verify"]).exits(0);
}

#[test]
fn a_corrected_register_shows_old_and_new_and_can_be_taken_back() {
    let sandbox = Sandbox::new();
    sandbox.qingce(&["import", &register(&sandbox, "一报.xlsx", 120.0)]).exits(0);
    let before = records(&sandbox, "");
    let told = sandbox.json(&["import", &register(&sandbox, "二报.xlsx", 125.5)]);
    let fates = &told["files"][0]["fates"];
    assert_eq!(
        (&fates["changed"]["rows"], &fates["unchanged"]["rows"]),
        (&1.into(), &1.into()),
        "one was corrected: {fates}"
    );
    let changed = &records(&sandbox, "project_name matches 灌区")[0];
    let uid = text(&changed["_uid"]);
    assert_eq!(changed["invest_total"], "125.5");
    let history = sandbox.json(&["history", &uid]);
    let change = history["changes"].as_array().into_iter().flatten().find(|change| change["field"] == "invest_total");
    let change = change.unwrap_or_else(|| unreachable!("the journal tells the change: {history}"));
    assert_eq!((text(&change["old"]), text(&change["new"])), ("120".into(), "125.5".into()), "old → new: {change}");
    let batch = told["files"][0]["batch"].to_string();
    sandbox.qingce(&["undo", &batch]).exits(0).tells("恢复 1 个项目");
    let values =
        |records: Vec<Value>| records.into_iter().map(|record| text(&record["invest_total"])).collect::<Vec<_>>();
    assert_eq!(values(records(&sandbox, "")), values(before), "undo gives back what was");
    sandbox.qingce(&["undo", &batch]).exits(1);
    sandbox.qingce(&["verify"]).exits(0);
}

#[test]
fn decisions_outlive_every_run_of_the_rules() {
    let sandbox = with_samples();
    sandbox.qingce(&["tag"]).exits(0);
    let cloud = records(&sandbox, "tag 上云迁移");
    assert!(cloud.len() > 5, "the samples hold systems that should move: {}", cloud.len());
    let uid = text(&cloud[0]["_uid"]);
    sandbox.qingce(&["decide", &uid, "上云迁移", "reject", "--reason", "随省级统建系统下线"]).exits(0);
    sandbox.qingce(&["decide", &text(&cloud[1]["_uid"]), "汇聚就绪", "accept", "--reason", "已现场核实"]).exits(0);
    for _ in 0..2 {
        sandbox.qingce(&["tag"]).exits(0);
        let still = records(&sandbox, "tag 上云迁移");
        assert_eq!(still.len(), cloud.len() - 1, "a rejected suggestion stays rejected");
        assert!(still.iter().all(|record| record["_uid"] != uid.as_str()), "it is the one that was rejected");
        let ready = records(&sandbox, "tag 汇聚就绪");
        assert!(
            ready.iter().any(|record| record["_uid"] == cloud[1]["_uid"]),
            "an accepted tag stays, whatever rules say"
        );
    }
    let history = sandbox.json(&["history", &uid]);
    assert_eq!(history["tags"]["decisions"][0]["reason"], "随省级统建系统下线", "the reason is kept: {history}");
}

#[test]
fn every_list_is_exported_and_the_register_comes_back_unchanged() {
    let sandbox = with_samples();
    sandbox.qingce(&["tag"]).exits(0);
    let lists = sandbox.json(&["lists"]);
    let keys: Vec<String> = lists["lists"].as_array().into_iter().flatten().map(|list| text(&list["key"])).collect();
    for key in ["register", "cloud", "network", "upgrade", "ready", "zombie", "statistics"] {
        assert!(keys.contains(&key.to_owned()), "{key} is one of the lists an office sends: {keys:?}");
        let told = sandbox.json(&["export", key, "--out", &format!("{key}.xlsx")]);
        assert!(told["records"].as_u64().is_some_and(|records| records > 0), "the samples have rows for {key}: {told}");
    }
    let before = records(&sandbox, "");
    let register = sandbox.path("register.xlsx").to_string_lossy().into_owned();
    let told = sandbox.json(&["import", &register]);
    assert_eq!(
        told["files"][0]["state"], "nothing_changed",
        "what was exported is what is there: {}",
        told["files"][0]["fates"]
    );
    assert_eq!(told["files"][0]["fates"]["unchanged"]["rows"], before.len(), "every project was found again");
    assert_eq!(records(&sandbox, ""), before, "nothing changed, not even in passing");
}

#[test]
fn the_exported_register_opens_elsewhere_with_the_same_uids() {
    let sandbox = with_samples();
    sandbox.qingce(&["export", "register", "--out", "台账.xlsx"]).exits(0);
    let other = Sandbox::new();
    other.qingce(&["import", &sandbox.path("台账.xlsx").to_string_lossy()]).exits(0);
    let uids = |sandbox: &Sandbox| {
        let mut uids: Vec<String> = records(sandbox, "").iter().map(|record| text(&record["_uid"])).collect();
        uids.sort();
        uids
    };
    assert_eq!(uids(&other), uids(&sandbox), "a uid is for ever and everywhere");
}

#[test]
fn the_blank_form_needs_no_question() {
    let sandbox = Sandbox::new();
    sandbox.qingce(&["template", "--out", "空白表.xlsx"]).exits(0);
    let told = sandbox.json(&["preview", &sandbox.path("空白表.xlsx").to_string_lossy()]);
    let tables: Vec<&Value> = told["sheets"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|sheet| sheet["tables"].as_array().into_iter().flatten())
        .collect();
    assert_eq!(tables.len(), 1, "one sheet is to be filled in, the others explain: {told}");
    let unknown: Vec<&Value> =
        tables[0]["columns"].as_array().into_iter().flatten().filter(|column| column["reason"] == "no_field").collect();
    assert!(unknown.is_empty(), "the program knows its own form: {unknown:?}");
}

#[test]
fn a_rule_is_switched_off_by_the_office_and_restored() {
    let sandbox = with_samples();
    let met = |sandbox: &Sandbox| {
        let run = sandbox.json(&["tag"]);
        let rules = run["rules"].as_array().cloned().unwrap_or_default();
        rules.iter().find(|rule| rule["rule"] == "D1").map(|rule| rule["met"].clone())
    };
    let before = met(&sandbox);
    assert!(before.is_some(), "the samples are judged by every rule");
    sandbox.qingce(&["rules", "--off", "D1"]).exits(2);
    sandbox.qingce(&["rules", "--off", "no_such_rule", "--why", "试"]).exits(1);
    sandbox.qingce(&["rules", "--off", "D1", "--why", "本年不统计"]).exits(0);
    assert_eq!(met(&sandbox), None, "a rule that is off is not run");
    let told = sandbox.json(&["rules", "--default", "D1", "--why", "照省里的"]);
    let shape = told["rules"].as_array().into_iter().flatten().find(|rule| rule["line"]["id"] == "D1").cloned();
    assert_eq!(shape.map(|shape| shape["changed"].clone()), Some(Value::Null), "as the seeds have it");
    assert_eq!(met(&sandbox), before, "and it says what it said");
    sandbox.qingce(&["verify"]).exits(0);
}
