//! The grid and its edits as a window asks for them.

use serde_json::{Value, json};

use crate::dispatch::{Host, items};

/// Every command of the grid, called once on a register of two projects.
pub(crate) fn grid_and_edits(host: &Host) {
    let page = window(host);
    assert_eq!((&page["total"], &page["all"]), (&json!(2), &json!(2)), "{page}");
    assert_eq!(page["sums"]["invest_total"], json!({ "count": 1, "sum": "120.5" }), "what was not read has no sum");
    let row = &page["rows"][1];
    assert_eq!(row["unread"], json!(["invest_total"]), "约八十 is told as no amount: {row}");
    assert!(items(&row["findings"]).iter().any(|f| f["field"] == "invest_total"), "and remarked on: {row}");
    let uid = row["record"]["uid"].clone();
    typed(host, &uid);
    taken_back(host, &uid);
    many(host);
    views(host);
    let distinct = host.call("distinct", json!({ "selection": {}, "field": "status", "search": "在", "limit": 9 }));
    assert_eq!(distinct["total"], 2, "已建在用 and 在建: {distinct}");
    let sums = host.call("sums", json!({ "selection": {}, "sums": ["invest_total"], "offset": 1, "limit": 1 }));
    assert_eq!(sums["sums"]["invest_total"]["count"], 0, "a window of one record without amount: {sums}");
    let groups = host.call("groups", json!({ "selection": { "sort": ["status"] }, "field": "status" }));
    let grouped: u64 = items(&groups["groups"]).iter().filter_map(|group| group["records"].as_u64()).sum();
    let remarked = host.call("remarked", json!({ "selection": {} }));
    let faulty = host.call("list", json!({ "selection": { "condition": "must_fix > 0" }, "limit": 0 }));
    assert_eq!(Some(grouped), window(host)["total"].as_u64(), "every row is in a group: {groups}");
    assert_eq!(remarked["must_fix"], faulty["total"], "a number is that of the rows it leads to: {remarked}");
    let out = host.path("视图.xlsx");
    let wanted = json!({ "fields": ["project_name", "invest_total"], "sort": ["-project_name"], "search": "样例" });
    let done = host.call("export_view", json!({ "selection": wanted, "title": "在用未上云", "out": out }));
    assert_eq!(done["records"], 2, "the view as it stands: {done}");
}

fn window(host: &Host) -> Value {
    let selection = json!({ "sort": ["project_name"], "fields": ["project_name", "invest_total", "remark"] });
    host.call("grid", json!({ "selection": selection, "limit": 10, "sums": ["invest_total"] }))
}

fn typed(host: &Host, uid: &Value) {
    let cell = |revision: u64, field: &str, text: &str| json!({ "uid": uid, "revision": revision, "field": field, "text": text });
    let look = host.call("edit", json!({ "cells": [cell(1, "invest_total", "80万元")], "dryRun": true }));
    assert_eq!((&look["seq"], &look["cells"][0]["new"]), (&Value::Null, &json!("80")), "a look writes nothing: {look}");
    let refused = host.call(
        "edit",
        json!({ "cells": [cell(1, "secret_class", "涉密"), cell(1, "remark", "账号admin 密码Abc12345")] }),
    );
    let codes: Vec<&Value> = items(&refused["refused"]).iter().map(|r| &r["code"]).collect();
    assert_eq!(codes, ["edit_classified", "edit_credential"], "what an import refuses is refused here: {refused}");
    assert_eq!(refused["seq"], Value::Null);
    let nameless = host.call("edit", json!({ "cells": [cell(1, "project_name", "")] }));
    assert_eq!(nameless["refused"][0]["code"], "edit_name_missing", "a project has a name: {nameless}");
    let done = host.call("edit", json!({ "cells": [cell(1, "invest_total", "80万元")], "why": "电话核实" }));
    assert_eq!(done["changed"], 1, "{done}");
    let stale = host.call("edit", json!({ "cells": [cell(1, "remark", "晚了")] }));
    assert_eq!(stale["conflicts"][0]["revision"], 2, "told, never an overwrite: {stale}");
    let row = &window(host)["rows"][1];
    assert_eq!((&row["record"]["values"]["invest_total"], &row["unread"]), (&json!("80"), &json!([])), "{row}");
    let about = |f: &&Value| f["field"] == "invest_total";
    assert_eq!(items(&row["findings"]).iter().filter(about).count(), 0, "a remark on the old text is gone: {row}");
    let record = host.call("record", json!({ "uid": uid }));
    assert_eq!(record["edits"][0]["field"], "invest_total", "a value of a person is told as such: {record}");
    assert_eq!(items(&record["changes"]).last().expect("there is one")["why"], "电话核实", "the journal says why");
}

fn taken_back(host: &Host, uid: &Value) {
    let total = |host: &Host| window(host)["rows"][1]["record"]["values"]["invest_total"].clone();
    let undone = host.call("undo_edit", json!({}));
    assert_eq!((undone["changed"].clone(), total(host)), (json!(1), json!("约八十")), "the text as it was: {undone}");
    let row = &window(host)["rows"][1];
    assert!(items(&row["findings"]).iter().any(|f| f["code"] == "money_unreadable"), "with its remark: {row}");
    host.call("redo_edit", json!({}));
    assert_eq!(total(host), "80", "and again as edited");
    let edited = json!({ "cells": [{ "uid": uid, "field": "remark", "text": "附注" }] });
    host.call("edit", edited);
    host.call("undo_edit", json!({}));
    host.call("undo_edit", json!({}));
    assert_eq!(total(host), "约八十", "edits are taken back one by one");
    let nothing = host.try_call("undo_edit", json!({})).expect_err("all are taken back");
    assert_eq!(nothing.code, "nothing_to_take_back");
}

fn many(host: &Host) {
    let selection = json!({ "condition": "status = 在建" });
    let asked =
        |dry: bool| json!({ "selection": selection, "field": "arch", "text": "B/S", "dryRun": dry, "why": "统一" });
    let look = host.call("edit_selection", asked(true));
    assert_eq!((&look["records"], &look["seq"]), (&json!(1), &Value::Null), "the count before it is done: {look}");
    let done = host.call("edit_selection", asked(false));
    assert_eq!((&done["records"], done["seq"].is_i64()), (&json!(1), true), "{done}");
    let again = host.call("edit_selection", asked(false));
    assert_eq!(
        (&again["changed"], &again["unchanged"], &again["seq"]),
        (&json!(0), &json!(1), &Value::Null),
        "{again}"
    );
    let of_journal = |host: &Host| host.call("journal", json!({ "limit": 9 }))["sets"].clone();
    let set = done["seq"].clone();
    assert_eq!(
        host.call("undo_edit", json!({ "set": set }))["changed"],
        1,
        "a set of the journal is taken back as such"
    );
    let line = items(&of_journal(host)).iter().find(|line| line["set"] == set).cloned().unwrap_or_default();
    assert_eq!(line["taken_back"], true, "and told as taken back: {line}");
    let twice = host.try_call("undo_edit", json!({ "set": set })).expect_err("once is enough");
    assert_eq!(twice.code, "nothing_to_take_back");
}

fn views(host: &Host) {
    let view = json!({ "name": "在建项目", "condition": "status = 在建", "search": "", "sort": ["-invest_total"],
        "columns": [{ "key": "project_name", "width": 240 }, { "key": "tags" }], "frozen": 1 });
    let saved = host.call("save_view", json!({ "view": view }));
    assert_eq!((&saved["views"][0]["view"], &saved["views"][0]["records"]), (&view, &json!(1)), "{saved}");
    let mut renamed = view;
    renamed["name"] = json!("在建");
    let saved = host.call("save_view", json!({ "view": renamed, "formerly": "在建项目" }));
    assert_eq!(items(&saved["views"]).len(), 1, "a view that is renamed is not two: {saved}");
    assert_eq!(host.call("views", json!({})), saved, "views are kept in the register");
    let wrong = host.try_call("save_view", json!({ "view": { "name": "坏", "condition": "总投资 >" } }));
    assert_eq!(wrong.expect_err("it could not be shown").code, "condition_wrong");
    assert_eq!(host.call("remove_view", json!({ "name": "在建" }))["views"], json!([]));
}
