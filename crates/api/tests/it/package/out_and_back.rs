//! A part goes out and comes back, two copies of it do, a register is carried whole.

use qingce_testkit::{Book, Sandbox};
use serde_json::{Value, json};

use super::kit::{Desk, HEADER, PASSPHRASE, file, home, team};

#[test]
fn a_part_goes_out_and_comes_back() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let out = file(&sandbox, "一组.qcp");
    let made = home.make(&out, "一组", "report_unit = 江西省水利厅");
    assert_eq!((&made["records"], &made["back"]), (&json!(2), &json!(false)), "the scope and nothing else: {made}");
    let first = team(&sandbox, "一组", &out);
    first.sound();
    let state = first.call("package", json!({}));
    assert_eq!(state["package"]["team"], "一组", "it knows that it is a package: {state}");
    assert_eq!(first.call("list", json!({ "selection": {}, "limit": 9 }))["total"], 2, "the records of the scope");
    assert_eq!(first.refused("undo", json!({ "batch": 1 })), "batch_carried", "what was carried is no import");

    let uid = first.uid("水情平台");
    let found = json!({ "uid": uid, "checks": [
        { "field": "status", "verdict": "wrong", "text": "已建在用", "note": "已上线" },
        { "field": "deploy_location", "verdict": "right" },
    ] });
    let checked = first.call("check", found);
    assert_eq!(checked["edit"]["changed"], 1, "the right value is an edit: {checked}");
    assert_eq!(checked["sheet"]["counts"], json!({ "right": 1, "wrong": 1, "unseen": 0 }), "both are checked");
    std::fs::write(sandbox.path("机房.png"), b"\x89PNG\r\n\x1a\nphoto").expect("a photo");
    let photo = first.call("attach", json!({ "uid": uid, "file": file(&sandbox, "机房.png") }));
    let cells =
        json!([{ "field": "project_name", "text": "门禁系统" }, { "field": "report_unit", "text": "江西省水利厅" }]);
    assert!(first.call("add_record", json!({ "cells": cells }))["uid"].is_string(), "a project that nobody reported");
    first.sound();
    let back = first.make(&out, "", "");
    assert_eq!((&back["back"], &back["records"]), (&json!(true), &json!(3)), "the same package goes back: {back}");

    home.edit("水情平台", "invest_total", "120");
    let staged = home.stage(&out);
    assert_eq!(
        [
            &staged["state"],
            &staged["new"],
            &staged["changed"],
            &staged["conflicts"],
            &staged["checks"],
            &staged["attachments"]
        ],
        [&json!("waiting"), &json!(1), &json!(1), &json!(0), &json!(2), &json!(1)],
        "what came is told before anything is done: {staged}"
    );
    assert_eq!(home.value("水情平台", "status"), "在建", "nothing is in before it is finished");
    let done = home.finish(&staged);
    assert_eq!(done["state"], "merged", "{done}");
    assert_eq!(home.value("水情平台", "status"), "已建在用", "what they changed is in");
    assert_eq!(home.value("水情平台", "invest_total"), "120", "what we changed stays");
    home.uid("门禁系统");
    let kept = home.call("attachment", json!({ "uid": photo["uid"] }));
    assert_eq!(kept["about"]["sha256"], photo["sha256"], "the photo came along");
    home.sound();
    let receipt = std::fs::read_to_string(sandbox.path("一组.回执.txt")).expect("a receipt on the stick");
    assert!(receipt.contains("新增项目 1 个") && receipt.contains("附件 1 份"), "it tells what came in: {receipt}");

    let again = home.stage(&out);
    assert_eq!(again["state"], "nothing_new", "the same package twice changes nothing: {again}");
    let undone = home.call("undo", json!({ "batch": done["batch"] }));
    assert_eq!((&undone["removed"], &undone["restored"]), (&json!(1), &json!(1)), "a merge is undone like an import");
    assert_eq!(home.value("水情平台", "status"), "在建", "it is as it was");
    home.sound();
    let anew = home.stage(&out);
    assert_eq!(
        (&anew["new"], &anew["changed"], &anew["checks"]),
        (&json!(1), &json!(1), &json!(2)),
        "and may come again: {anew}"
    );
}

#[test]
fn two_copies_of_one_package_are_told_apart() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let out = file(&sandbox, "一组.qcp");
    home.make(&out, "一组", "report_unit = 江西省水利厅");
    let (one, two) = (team(&sandbox, "甲", &out), team(&sandbox, "乙", &out));
    one.edit("水情平台", "invest_total", "110");
    two.edit("水情平台", "status", "停用");
    two.edit("河湖系统", "invest_total", "55");
    let (first, second) = (file(&sandbox, "甲.qcp"), file(&sandbox, "乙.qcp"));
    one.make(&first, "", "");
    two.make(&second, "", "");
    let staged = home.stage(&first);
    home.finish(&staged);
    let staged = home.stage(&second);
    assert_eq!(
        (&staged["changed"], &staged["conflicts"]),
        (&json!(2), &json!(0)),
        "the copy counts from the beginning"
    );
    home.finish(&staged);
    assert_eq!(home.value("水情平台", "invest_total"), "110", "the work of the first stays");
    assert_eq!(home.value("河湖系统", "invest_total"), "55", "the work of the second is in");
    home.sound();
}

#[test]
fn a_register_is_carried_whole_and_merged_upwards() {
    let sandbox = Sandbox::new();
    let county = home(&sandbox);
    county.edit("水情平台", "invest_total", "130");
    let out = file(&sandbox, "整册.qcp");
    assert_eq!(county.make(&out, "移交", "")["package"]["whole"], true, "without a scope it is all");
    let moved = Desk::new(&sandbox, "新电脑");
    let to = file(&sandbox, "新.db");
    moved.call("open_package", json!({ "file": out, "passphrase": PASSPHRASE, "register": to, "settle": true }));
    assert_eq!(moved.call("package", json!({}))["package"], Value::Null, "it moved in");
    let journal = |desk: &Desk| desk.call("journal", json!({ "limit": 9 }))["total"].clone();
    assert_eq!(journal(&moved), journal(&county), "with its whole history");
    moved.sound();

    let city = Desk::new(&sandbox, "市");
    let book = Book::new().sheet("登记表", |paper| {
        paper.row(1, 1, HEADER);
        paper.row(2, 1, ["水情平台", "江西省水利厅", "在建", "100", ""]);
    });
    let path = sandbox.path("市.xlsx");
    book.save(&path);
    city.call("import", json!({ "file": path.to_string_lossy() }));
    let staged = city.stage(&out);
    assert_eq!(
        [&staged["common"], &staged["new"], &staged["conflicts"]],
        [&json!(false), &json!(2), &json!(1)],
        "found by unit and name, a gap filled, a difference asked: {staged}"
    );
    city.call("decide_conflicts", json!({ "id": staged["id"], "choice": { "keep": "theirs" } }));
    city.finish(&staged);
    assert_eq!(city.value("水情平台", "invest_total"), "130", "as decided");
    city.sound();
    county.edit("学籍系统", "invest_total", "81");
    let next = file(&sandbox, "次月.qcp");
    county.make(&next, "上报", "");
    let staged = city.stage(&next);
    assert_eq!(
        [&staged["common"], &staged["changed"], &staged["conflicts"], &staged["new"]],
        [&json!(true), &json!(1), &json!(0), &json!(0)],
        "the next time only what was done since counts: {staged}"
    );
    city.finish(&staged);
    city.sound();
}
