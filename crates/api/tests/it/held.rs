//! Imports held between comparison and promotion: what is told of them, and what they may not do.

use qingce_api::job::{Cancel, Job, Silent};
use qingce_testkit::Book;
use serde_json::{Value, json};

use crate::dispatch::{Host, items};

const HEADER: [&str; 6] = ["项目名称", "填报单位", "项目状态", "总投资（万元）", "部署位置", "涉密分类"];

/// A register of one sheet: name, unit, status and amount of each row.
fn book(rows: &[[&str; 4]]) -> Book {
    Book::new().sheet("登记表", |paper| {
        paper.row(1, 1, HEADER);
        for (at, [name, unit, status, amount]) in (2..).zip(rows) {
            paper.row(at, 1, [*name, *unit, *status, *amount, "省政务云", "非涉密"]);
        }
    })
}

fn stage(host: &Host, files: &[&str]) -> Value {
    let files: Vec<Value> = files.iter().map(|file| json!({ "file": file })).collect();
    host.call("stage", json!({ "files": files }))
}

fn rows(host: &Host, id: &Value, fate: &str) -> Value {
    host.call("staged", json!({ "id": id, "selection": { "fate": fate }, "limit": 100 }))
}

#[test]
fn what_waits_is_told_by_fate_and_nothing_is_stored() {
    let host = Host::new();
    let first =
        host.saved("一.xlsx", &book(&[["平台甲", "省财政厅", "在建", "100"], ["平台乙", "省财政厅", "在建", "50"]]));
    host.call("import", json!({ "file": first }));
    let corrected = [
        ["平台甲", "省财政厅", "已建在用", "120"],
        ["平台乙", "省财政厅", "在建", "50"],
        ["平台丙", "省财政厅", "在建", "约八十"],
        ["平台丙", "省财政厅", "在建", "约八十"],
        ["", "省财政厅", "在建", "7"],
    ];
    let second = host.saved("二.xlsx", &book(&corrected));
    let held = stage(&host, &[&second]);
    let (id, result) = (&held["id"], &held["files"][0]["result"]);
    for (fate, count) in [("new", 1), ("changed", 1), ("unchanged", 1), ("duplicate", 1), ("rejected", 1)] {
        assert_eq!(result["fates"][fate]["rows"], count, "{fate} is told as an import tells it: {result}");
        assert_eq!(rows(&host, id, fate)["total"], count, "the page of {fate} holds as many as the figure says");
    }
    let changed = rows(&host, id, "changed")["rows"][0].clone();
    let fields: Vec<&str> = items(&changed["changes"]).iter().filter_map(|c| c["field"].as_str()).collect();
    assert_eq!(fields, ["status", "invest_total"], "exactly the cells that differ: {changed}");
    assert_eq!(
        changed["changes"][1],
        json!({ "field": "invest_total", "old": "100", "new": "120", "cell": "D2", "text": null, "tags": [] }),
        "old and new value with the cell it stands in"
    );
    assert_eq!(rows(&host, id, "rejected")["rows"][0]["values"]["report_unit"], "江西省财政厅", "who is to be asked");
    let figures = |at: &str| (held[at]["records"]["rows"].clone(), held[at]["records"]["fen"].clone());
    assert_eq!(figures("before"), (json!(2), json!(150_000_000)), "what the register holds");
    assert_eq!(figures("after"), (json!(3), json!(170_000_000)), "one more, and 20 万元 more of a changed one");
    assert_eq!(host.call("batches", json!({}))["batches"].as_array().map(Vec::len), Some(1), "nothing is stored yet");
    let none = host.call("staged", json!({ "id": id, "selection": { "search": "平台丁" }, "limit": 9 }));
    assert_eq!(none["total"], 0, "a name that no row has");
    let found = host.call("staged", json!({ "id": id, "selection": { "search": "财政厅" }, "limit": 2 }));
    assert_eq!((&found["total"], items(&found["rows"]).len()), (&json!(3), 2), "records of the unit, page by page");
    let done = host.call("promote", json!({ "id": id }));
    assert_eq!(done["files"][0]["result"]["state"], "promoted", "{done}");
    assert_eq!(done["after"], held["after"], "the register holds what was foretold");
}

#[test]
fn remarks_are_filtered_and_counted() {
    let host = Host::new();
    let file = host
        .saved("一.xlsx", &book(&[["平台甲", "省财政厅", "在建", "约八十"], ["平台乙", "省财政厅", "在建", "很多"]]));
    let held = stage(&host, &[&file]);
    let ask = |selection: Value| {
        host.call("staged_findings", json!({ "id": held["id"], "selection": selection, "limit": 1 }))
    };
    let all = ask(json!({}));
    let counted: u64 = items(&all["counts"]).iter().filter_map(|count| count["count"].as_u64()).sum();
    assert_eq!(all["total"], counted, "the counts by kind are all remarks: {all}");
    assert_eq!(all["total"], held["files"][0]["result"]["findings_total"], "as many as the result told");
    let amounts = ask(json!({ "field": "invest_total" }));
    assert!(amounts["total"].as_u64() >= Some(2), "both amounts are remarked: {amounts}");
    assert_eq!(items(&amounts["findings"]).len(), 1, "a page is as long as asked for");
    let none = ask(json!({ "code": "no_such_code" }));
    assert_eq!(none["total"], 0, "a filter that nothing meets tells nothing");
    let remarked = host.call("staged", json!({ "id": held["id"], "selection": { "remarked": true }, "limit": 9 }));
    assert_eq!(remarked["total"], 2, "rows with remarks that matter: {remarked}");
}

#[test]
fn a_register_that_changed_meanwhile_is_compared_again() {
    let host = Host::new();
    let file = host.saved("一.xlsx", &book(&[["平台甲", "省财政厅", "在建", "100"]]));
    let other = host.saved("二.xlsx", &book(&[["平台甲", "省财政厅", "在建", "90"]]));
    let held = stage(&host, &[&file]);
    host.call("import", json!({ "file": other }));
    let again = host.call("promote", json!({ "id": held["id"] }));
    assert_eq!(again["state"], "compared_again", "what the person saw is not true any more: {again}");
    assert_eq!(again["files"][0]["result"]["fates"]["changed"]["rows"], 1, "it is a change now, not a new project");
    assert_eq!(host.call("promote", json!({ "id": held["id"] }))["state"], "promoted", "then it is what was seen");
    let page = host.call("list", json!({ "selection": {}, "limit": 9 }));
    assert_eq!((&page["total"], &page["rows"][0]["values"]["invest_total"]), (&json!(1), &json!("100")), "{page}");
}

#[test]
fn what_leaves_records_alone_does_not_compare_again() {
    let host = Host::new();
    let file = host.saved("一.xlsx", &book(&[["平台甲", "省财政厅", "在建", "100"]]));
    host.call("import", json!({ "file": file }));
    let other = host.saved("二.xlsx", &book(&[["平台乙", "省财政厅", "在建", "90"]]));
    let held = stage(&host, &[&other]);
    let off = json!({ "when": "总投资 > 0", "reason": "试", "off": true });
    host.call("save_rule", json!({ "rule": "C1", "change": off, "why": "本年不做" }));
    let uid = host.call("list", json!({ "selection": {}, "limit": 1 }))["rows"][0]["uid"].clone();
    let word = json!({ "tag": "上云迁移", "verdict": "reject", "reason": "列入下年", "uids": [uid] });
    let decided = host.call("decide_many", word);
    host.call("undo_decisions", json!({ "set": decided["set"] }));
    let done = host.call("promote", json!({ "id": held["id"] }));
    assert_eq!(done["state"], "promoted", "a rule and a word on a tag change nothing of what was compared: {done}");
}

#[test]
fn files_of_one_go_follow_each_other() {
    let host = Host::new();
    let one = host.saved("一.xlsx", &book(&[["平台甲", "省财政厅", "在建", "100"]]));
    let two =
        host.saved("二.xlsx", &book(&[["平台甲", "省财政厅", "在建", "100"], ["平台乙", "省财政厅", "在建", "5"]]));
    let broken = host.path("三.xlsx");
    std::fs::write(&broken, b"PK\x03\x04 no workbook").expect("the sandbox is writable");
    let held = stage(&host, &[&one, &two, &broken]);
    assert!(
        held["files"][2]["refused"]["code"].is_string(),
        "a file that cannot be read is told, the others wait: {held}"
    );
    let part = host.call("promote", json!({ "id": held["id"], "files": [0] }));
    assert_eq!(part["files"][0]["result"]["state"], "promoted", "the file that was chosen: {part}");
    assert_eq!(
        part["files"][1]["result"]["fates"]["unchanged"]["rows"], 1,
        "the one that waits is compared with what the first brought: {part}"
    );
    let all = host.call("promote", json!({ "id": held["id"] }));
    assert_eq!(all["state"], "promoted", "{all}");
    assert_eq!(host.call("list", json!({ "selection": {}, "limit": 0 }))["total"], 2, "no project is there twice");
    let gone = host.try_call("staged", json!({ "id": held["id"], "selection": {}, "limit": 1 }));
    assert_eq!(gone.expect_err("all of it was promoted").code, "import_gone", "nothing is held longer than it waits");
}

#[test]
fn two_files_at_once_do_not_double_a_project() {
    let host = Host::new();
    let one = host.saved("一.xlsx", &book(&[["平台甲", "省财政厅", "在建", "100"]]));
    let two = host.saved("二.xlsx", &book(&[["平台甲", "省财政厅", "已建在用", "100"]]));
    let held = stage(&host, &[&one, &two]);
    let done = host.call("promote", json!({ "id": held["id"] }));
    assert_eq!(done["state"], "promoted", "{done}");
    assert_eq!(host.call("list", json!({ "selection": {}, "limit": 0 }))["total"], 1, "the second file changed it");
    assert_eq!(host.call("verify", json!({}))["problems"], json!([]), "the journal tells both");
}

#[test]
fn all_or_nothing_stores_nothing_of_any_file() {
    let host = Host::new();
    let good = host.saved("一.xlsx", &book(&[["平台甲", "省财政厅", "在建", "100"]]));
    let faulty = host.saved("二.xlsx", &book(&[["平台乙", "省财政厅", "在建", "很多"]]));
    let held = stage(&host, &[&good, &faulty]);
    let refused = host.call("promote", json!({ "id": held["id"], "allOrNothing": true }));
    assert_eq!(refused["state"], "refused", "an amount must be fixed: {refused}");
    assert_eq!(host.call("list", json!({ "selection": {}, "limit": 0 }))["total"], 0, "nothing means no file at all");
    host.call("discard", json!({ "id": held["id"] }));
    let gone = host.try_call("promote", json!({ "id": held["id"] })).expect_err("it was given up");
    assert_eq!(gone.code, "import_gone", "a discarded import cannot come back");
}

#[test]
fn a_cancelled_staging_holds_nothing() {
    let host = Host::new();
    let file = host.saved("一.xlsx", &book(&[["平台甲", "省财政厅", "在建", "100"]]));
    let cancel = Cancel::default();
    cancel.cancel();
    let request = json!({ "files": [{ "file": file }] });
    let job = Job { sink: &Silent, cancel: &cancel };
    let ended = qingce_api::commands::dispatch(&host.register, "stage", request, job);
    assert_eq!(ended.expect_err("it was cancelled").code, "cancelled", "a cancel is told as such");
    let none = host.try_call("staged", json!({ "id": 1, "selection": {}, "limit": 1 }));
    assert_eq!(none.expect_err("nothing is held").code, "import_gone", "a cancelled job leaves nothing behind");
}
