//! 查重 seen from a host: likely pairs with what says so, answers that are never asked again, nothing merged by itself.

use qingce_testkit::Book;
use serde_json::{Value, json};

use crate::dispatch::{Host, items};

const HEADERS: [&str; 6] = ["项目名称", "填报单位", "建设单位", "总投资（万元）", "批复文号", "审批时间"];

/// One project from three units, its second phase, its maintenance, and one that only sounds alike.
fn three_registers(host: &Host) {
    let rows: [(&str, &[[&str; 6]]); 3] = [
        (
            "水利厅.xlsx",
            &[
                [
                    "江西省河湖长制综合管理平台（一期）建设项目",
                    "江西省水利厅",
                    "江西省水利厅",
                    "1286.35",
                    "赣样信〔2021〕35号",
                    "2021-06",
                ],
                ["省河湖长制综合管理平台二期", "江西省水利厅", "", "640.2", "", "2023-03"],
                ["河湖长制综合管理平台运维服务项目", "江西省水利厅", "", "96", "", "2023-05"],
            ],
        ),
        (
            "监测中心.xlsx",
            &[[
                "河湖长制管理系统一期",
                "江西省水文监测中心",
                "江西省水利厅",
                "1286.35",
                "赣样信[2021]35号",
                "2021-06-18",
            ]],
        ),
        (
            "林业局.xlsx",
            &[
                ["河湖长制综合管理平台", "江西省林业局", "江西省水利厅", "1286.35", "", "2021"],
                ["林长制综合管理平台", "江西省林业局", "江西省林业局", "900.5", "", "2020-02"],
            ],
        ),
    ];
    for (file, rows) in rows {
        let book = Book::new().sheet("登记表", |paper| {
            paper.row(1, 1, HEADERS);
            for (at, row) in (2u32..).zip(rows) {
                paper.row(at, 1, *row);
            }
        });
        let path = host.saved(file, &book);
        host.call("import", json!({ "file": path }));
    }
}

fn names(pair: &Value) -> (String, String) {
    let name = |record: &Value| record["values"]["project_name"].as_str().expect("a name").to_owned();
    (name(&pair["one"]), name(&pair["other"]))
}

fn pairs(host: &Host, ask: Value) -> Vec<Value> {
    items(&host.call("duplicates", ask)["rows"]).to_vec()
}

#[test]
fn one_project_of_three_units_is_seen_and_phases_are_told() {
    let host = Host::new();
    three_registers(&host);
    let same = pairs(&host, json!({ "relation": "same", "limit": 50 }));
    let told: Vec<(String, String)> = same.iter().map(names).collect();
    assert_eq!(same.len(), 3, "each two of the three units, and nothing else: {told:?}");
    let phase = pairs(&host, json!({ "relation": "phase", "limit": 50 }));
    let of_first = phase.iter().map(names).find(|(_, other)| other.contains("（一期）")).expect("二期 of 一期");
    assert!(of_first.0.ends_with("二期"), "the later one is the phase of the earlier: {of_first:?}");
    let maintenance = pairs(&host, json!({ "relation": "maintenance", "limit": 50 }));
    assert!(
        maintenance.iter().all(|pair| names(pair).0.contains("运维")),
        "maintenance is of the other: {maintenance:?}"
    );
    assert!(!maintenance.is_empty(), "and it is seen");
    let forest = pairs(&host, json!({ "selection": { "condition": "总投资 = 900.5" }, "limit": 50 }));
    assert!(forest.iter().all(|pair| pair["relation"] == "unsure"), "林长制 is not 河长制: {forest:?}");
    let weights = items(&same[0]["evidence"]).iter().map(|line| line["weight"].as_f64().expect("a weight"));
    assert!(weights.sum::<f64>() > 5.0, "every field tells its weight: {}", same[0]);
}

#[test]
fn an_answer_is_never_asked_again() {
    let host = Host::new();
    three_registers(&host);
    let open = host.call("duplicates", json!({ "limit": 50 }));
    let before = host.call("list", json!({ "selection": {}, "limit": 0 }))["total"].clone();
    let first = &open["rows"][0];
    let (one, other) = (&first["one"]["uid"], &first["other"]["uid"]);
    let done = host.call("relate", json!({ "one": other, "other": one, "relation": "same", "why": "同一批复" }));
    assert_eq!(done["before"], Value::Null, "nobody was asked before");
    let left = host.call("duplicates", json!({ "limit": 50 }));
    assert_eq!(left["total"].as_u64(), open["total"].as_u64().map(|n| n - 1), "one question less: {left}");
    let answered = &host.call("duplicates", json!({ "state": "answered", "limit": 50 }))["rows"][0];
    assert_eq!((&answered["one"]["uid"], &answered["other"]["uid"]), (other, one), "as it was said");
    assert_eq!(
        host.call("list", json!({ "selection": {}, "limit": 0 }))["total"],
        before,
        "nothing is merged by itself"
    );
    // The file with the first record is taken back and imported again: new records, the same projects.
    let batches = host.call("batches", json!({}));
    for batch in items(&batches["batches"]) {
        host.call("undo", json!({ "batch": batch["batch"] }));
    }
    three_registers(&host);
    let again = host.call("duplicates", json!({ "limit": 50 }));
    assert_eq!(again["total"], left["total"], "what was answered before the undo is not asked again: {again}");
    let answered = &host.call("duplicates", json!({ "state": "answered", "limit": 50 }))["rows"][0];
    let taken = json!({ "one": answered["one"]["uid"], "other": answered["other"]["uid"], "relation": null });
    assert_eq!(host.call("relate", taken)["before"]["why"], "同一批复", "an answer is taken back");
    assert_eq!(host.call("duplicates", json!({ "limit": 0 }))["total"], open["total"], "then it is asked again");
    assert_eq!(host.call("verify", json!({}))["problems"], json!([]), "the journal tells all of it");
}

#[test]
fn answers_count_for_the_rules() {
    let host = Host::new();
    let book = Book::new().sheet("登记表", |paper| {
        paper.row(1, 1, HEADERS);
        paper.row(2, 1, ["财政资金监管系统", "江西省财政厅", "", "120.5", "", "2020"]);
        paper.row(3, 1, ["财政资金监管平台", "江西省财政厅", "", "33", "", "2016"]);
    });
    let path = host.saved("财政厅.xlsx", &book);
    host.call("import", json!({ "file": path }));
    let suspected = || {
        host.call("tag", json!({}));
        host.call("list", json!({ "selection": { "condition": "tag 疑似重复" }, "limit": 0 }))["total"].as_u64()
    };
    assert_eq!(suspected(), Some(2), "equal cores of one unit are suspected");
    let pair = &host.call("duplicates", json!({ "limit": 1 }))["rows"][0];
    let (one, other) = (&pair["one"]["uid"], &pair["other"]["uid"]);
    host.call("relate", json!({ "one": one, "other": other, "relation": "different" }));
    assert_eq!(suspected(), Some(0), "what a person told apart is suspected no more");
    host.call("relate", json!({ "one": one, "other": other, "relation": "same" }));
    assert_eq!(suspected(), Some(2), "what a person called the same is");
}
