//! Reference data, an earlier year and settings, called once each.

use qingce_api::Code;
use qingce_testkit::Book;
use serde_json::{Value, json};

use crate::dispatch::{Host, items};

pub fn reference(host: &Host) {
    let told = host.call("reference", json!({}));
    let status = items(&told["lists"]).iter().find(|list| list["list"] == "status").expect("the seeds have it").clone();
    assert_eq!(status["fields"], json!(["项目状态"]), "a list tells whose it is");
    let spelling = json!({ "spelling": { "list": "status", "code": "在建", "spellings": ["正在搞"] } });
    host.call("change_reference", json!({ "change": spelling, "why": "财政厅这样写" }));
    assert!(host.register.is_outdated(), "the host opens the register anew");
    let taken = json!({ "spelling": { "list": "status", "code": "拟建", "spellings": ["在建"] } });
    let refused = host.try_call("change_reference", json!({ "change": taken, "why": "" })).expect_err("it is a code");
    assert!(refused.is(Code::NameTaken), "one spelling, one code: {refused}");
    let field = json!({ "field": {
        "key": "", "header": "芯片", "group": "其他", "type": "text", "need": "optional", "synonyms": ["CPU厂家"],
    } });
    let added = host.call("change_reference", json!({ "change": field, "why": "新表要填" }));
    assert_eq!(added["key"], "own_1", "nobody has to think of a key: {added}");
    for (header, why) in [("项目名称", "a column could not be told apart"), (" ", "a field has a name")] {
        let field =
            json!({ "field": { "key": "", "header": header, "group": "", "type": "text", "need": "optional" } });
        host.try_call("change_reference", json!({ "change": field, "why": "" })).expect_err(why);
    }
    let unit = json!({ "unit": { "name": "江西省样例研究院", "aliases": ["样例院"] } });
    host.call("change_reference", json!({ "change": unit, "why": "" }));
    host.call("restore_reference", json!({ "kind": "unit", "key": "江西省样例研究院", "why": "写错了" }));
    let units = json!({ "units": ["江西省教育厅"], "state": "zero", "reason": "来函说明" });
    let progress = host.call("set_report_state", units);
    let line = items(&progress["units"]).iter().find(|line| line["name"] == "江西省教育厅").expect("it is expected");
    assert_eq!((&line["state"], &line["said"]["who"]), (&json!("zero"), &json!("尤清册")), "{line}");
    let deadline = json!({ "round": 1, "deadline": "2099-12-31", "units": [], "reason": "通知要求" });
    assert_eq!(host.call("set_deadline", deadline)["rounds"][0]["deadline"], "2099-12-31");
    let list = Book::new().sheet("名单", |paper| {
        paper.row(1, 1, ["单位名称", "单位代码"]);
        paper.row(2, 1, ["江西省教育厅", "105001"]);
        paper.row(3, 1, ["江西省财政厅", "106001"]);
    });
    let units = host.call("import_units", json!({ "file": host.saved("名单.xlsx", &list), "dryRun": true }));
    assert_eq!(units["fates"]["changed"], 2, "both are known, their codes are not: {units}");
    let taken = host.call("import_units", json!({ "file": host.path("名单.xlsx") }));
    let back = host.call("undo_reporting", json!({ "set": taken["set"] }));
    assert_eq!((&back["back"], &back["left"]), (&json!(2), &json!([])), "a list goes as it came, whole: {back}");
    earlier_year(host);
    settings(host);
}

fn earlier_year(host: &Host) {
    let done = host.call("import_baseline", json!({ "file": host.workbook(), "year": 2024 }));
    let page = host.call("compare_years", json!({ "year": 2024, "limit": 10 }));
    assert_eq!(page["all"]["then"]["rows"], done["fates"]["new"]["rows"], "all of them are 在册: {page}");
    host.call("year_pairs", json!({ "year": 2024, "limit": 10 }));
    let uid = page["rows"][0]["uid_then"].as_str().expect("it was there").to_owned();
    host.call("say_of_year", json!({ "year": 2024, "uid": uid, "record": null, "word": null, "why": "" }));
    let listed = host.call("baselines", json!({}));
    assert_eq!(host.call("undo_baseline", json!({ "batch": listed["batches"][0]["batch"] }))["years"], json!([]));
}

fn settings(host: &Host) {
    let catalogue = host.call("catalogue", json!({}));
    let field =
        |key: &str| items(&catalogue["fields"]).iter().find(|f| f["key"] == key).expect("the seeds have it").clone();
    assert!(items(&field("status")["codes"]).contains(&json!("在建")), "a form offers the codes of a list");
    assert_eq!(field("invest_total")["type"], "money", "a form knows the type of a field");
    let before = host.call("setting", json!({ "key": "region" }));
    assert_eq!(before["value"], Value::Null, "nobody set it yet");
    host.call("set_setting", json!({ "key": "region", "value": "南昌市" }));
    assert_eq!(host.call("setting", json!({ "key": "region" }))["value"], "南昌市", "a setting is kept");
}
