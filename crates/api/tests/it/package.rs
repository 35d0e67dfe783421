//! Packages: carried away, worked on, merged back; what is refused, and what is never lost.

use std::path::Path;

use qingce_api::job::{Cancel, Job, Silent};
use qingce_api::office::Office;
use qingce_api::seeds::Seeds;
use qingce_api::{Code, Files, OpenOptions, ReaderCommand, Role};
use qingce_testkit::{Book, Sandbox};
use serde_json::{Value, json};

use crate::dispatch::{Host, items};

const PASSPHRASE: &str = "一句长长的口令";
const HEADER: [&str; 5] = ["项目名称", "填报单位", "项目状态", "总投资（万元）", "部署位置"];

/// Seeds whose passphrases cost little: what is tested is not how hard they are to guess.
fn cheap(sandbox: &Sandbox) -> Seeds {
    let text = Seeds::embedded().text("package.toml").expect("the seeds").replace("work = 16", "work = 1");
    assert!(text.contains("work = 1\n"), "the number stands there: {text}");
    std::fs::create_dir_all(sandbox.path("seeds")).expect("a folder");
    std::fs::write(sandbox.path("seeds/package.toml"), text).expect("a file");
    Seeds::from_folder(&sandbox.path("seeds"))
}

fn options(sandbox: &Sandbox, operator: &str) -> OpenOptions {
    OpenOptions {
        seeds: cheap(sandbox),
        reader: ReaderCommand::program(env!("CARGO_BIN_EXE_qingce-api-reader")),
        operator: operator.into(),
        role: Role::Owner,
        files: Files::default(),
    }
}

/// A machine with a register.
struct Desk {
    office: Office,
}

impl Desk {
    fn new(sandbox: &Sandbox, name: &str) -> Desk {
        Desk { office: Office::new(sandbox.path(&format!("{name}.db")), options(sandbox, name)) }
    }
    fn ask(&self, name: &str, request: Value) -> Result<Value, qingce_api::ApiError> {
        self.office.dispatch(name, request, Job { sink: &Silent, cancel: &Cancel::default() })
    }
    fn call(&self, name: &str, request: Value) -> Value {
        self.ask(name, request.clone()).unwrap_or_else(|why| unreachable!("{name} {request}: {why}"))
    }
    fn refused(&self, name: &str, request: Value) -> String {
        self.ask(name, request).expect_err("this must be refused").code
    }
    fn uid(&self, name: &str) -> String {
        let page = self.call("list", json!({ "selection": { "search": name }, "limit": 9 }));
        page["rows"][0]["uid"].as_str().unwrap_or_else(|| unreachable!("{name}: {page}")).to_owned()
    }
    fn value(&self, name: &str, field: &str) -> Value {
        self.call("list", json!({ "selection": { "search": name }, "limit": 9 }))["rows"][0]["values"][field].clone()
    }
    fn edit(&self, name: &str, field: &str, text: &str) {
        let done = self.call("edit", json!({ "cells": [{ "uid": self.uid(name), "field": field, "text": text }] }));
        assert_eq!(done["changed"], 1, "the edit is made: {done}");
    }
    fn sound(&self) {
        let told = self.call("verify", json!({}));
        assert_eq!(told["problems"], json!([]), "a register always tells what its journal tells");
    }
    fn make(&self, out: &str, team: &str, condition: &str) -> Value {
        let request = json!({ "out": out, "team": team, "condition": condition, "passphrase": PASSPHRASE });
        self.call("create_package", request)
    }
    fn open(&self, file: &str, to: &Path) -> Value {
        let to = to.to_string_lossy();
        self.call("open_package", json!({ "file": file, "passphrase": PASSPHRASE, "register": to }))
    }
    fn stage(&self, file: &str) -> Value {
        self.call("stage_merge", json!({ "file": file, "passphrase": PASSPHRASE }))
    }
    fn finish(&self, staged: &Value) -> Value {
        self.call("finish_merge", json!({ "id": staged["id"] }))
    }
}

/// The office's register with three projects of two units.
fn home(sandbox: &Sandbox) -> Desk {
    let desk = Desk::new(sandbox, "清册");
    let book = Book::new().sheet("登记表", |paper| {
        paper.row(1, 1, HEADER);
        paper.row(2, 1, ["水情平台", "江西省水利厅", "在建", "100", "部门自建机房"]);
        paper.row(3, 1, ["河湖系统", "江西省水利厅", "在建", "50", "部门自建机房"]);
        paper.row(4, 1, ["学籍系统", "江西省教育厅", "已建在用", "80", "部门自建机房"]);
    });
    let path = sandbox.path("登记表.xlsx");
    book.save(&path);
    desk.call("import", json!({ "file": path.to_string_lossy() }));
    desk
}

/// A team that opened a package.
fn team(sandbox: &Sandbox, name: &str, package: &str) -> Desk {
    let desk = Desk::new(sandbox, &format!("{name}的电脑"));
    desk.open(package, &sandbox.path(&format!("{name}.db")));
    desk
}

fn file(sandbox: &Sandbox, name: &str) -> String {
    sandbox.path(name).to_string_lossy().into_owned()
}

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
fn what_both_changed_is_asked_and_answers_outlive_the_program() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let out = file(&sandbox, "一组.qcp");
    home.make(&out, "一组", "report_unit = 江西省水利厅");
    let first = team(&sandbox, "一组", &out);
    first.edit("水情平台", "invest_total", "110");
    first.edit("水情平台", "status", "已建在用");
    first.edit("河湖系统", "invest_total", "60");
    first.make(&out, "", "");
    home.edit("水情平台", "invest_total", "120");
    home.edit("水情平台", "status", "已建在用");
    home.edit("河湖系统", "invest_total", "70");
    let staged = home.stage(&out);
    assert_eq!((&staged["conflicts"], &staged["same"]), (&json!(2), &json!(1)), "equal changes are one: {staged}");
    let page = home.call("conflicts", json!({ "id": staged["id"], "limit": 1 }));
    let conflict = &page["conflicts"][0];
    assert_eq!(
        [&conflict["field"], &conflict["base"], &conflict["ours"], &conflict["theirs"], &conflict["theirs_by"]["who"]],
        [&json!("invest_total"), &json!("100"), &json!("120"), &json!("110"), &json!("一组的电脑")],
        "base, ours, theirs and who: {page}"
    );
    assert_eq!(home.refused("finish_merge", json!({ "id": staged["id"] })), "conflicts_open", "nobody wins silently");
    let typed = json!({ "id": staged["id"], "conflicts": [0], "choice": { "keep": "text", "text": "115" } });
    assert_eq!(home.call("decide_conflicts", typed)["undecided"], 1, "one is left");
    home.call("discard_merge", json!({ "id": staged["id"] }));
    let again = home.stage(&out);
    assert_eq!(again["undecided"], 1, "what was said is remembered: {again}");
    let all = json!({ "id": again["id"], "choice": { "keep": "ours" } });
    assert_eq!(home.call("decide_conflicts", all)["undecided"], 0, "the rest at once");
    home.edit("学籍系统", "invest_total", "90");
    assert_eq!(home.finish(&again)["state"], "compared_again", "the register is not what was compared");
    assert_eq!(home.finish(&again)["state"], "merged", "then it is");
    assert_eq!(home.value("水情平台", "invest_total"), "115", "as typed");
    assert_eq!(home.value("河湖系统", "invest_total"), "70", "as kept");
    home.sound();
    assert_eq!(home.stage(&out)["state"], "nothing_new", "what was decided is not asked again");

    first.edit("水情平台", "invest_total", "100");
    first.make(&out, "", "");
    let back = home.stage(&out);
    assert_eq!(
        back["conflicts"], 1,
        "a correction after the merge counts, although it says what stood at first: {back}"
    );
    let first_merge = home.call("package", json!({}))["merged"][0]["conflicts"].as_array().map(Vec::len);
    assert_eq!(first_merge, Some(2), "the register keeps what was decided");
}

#[test]
fn what_is_gone_here_and_changed_there_is_a_conflict() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let out = file(&sandbox, "一组.qcp");
    home.make(&out, "一组", "report_unit = 江西省水利厅");
    let first = team(&sandbox, "一组", &out);
    first.edit("河湖系统", "status", "已建在用");
    first.make(&out, "", "");
    home.call("undo", json!({ "batch": 1 }));
    let staged = home.stage(&out);
    let page = home.call("conflicts", json!({ "id": staged["id"], "limit": 9 }));
    assert_eq!((&page["total"], &page["conflicts"][0]["gone"]), (&json!(1), &json!(true)), "never silently: {page}");
    home.call("decide_conflicts", json!({ "id": staged["id"], "choice": { "keep": "theirs" } }));
    home.finish(&staged);
    assert_eq!(home.value("河湖系统", "status"), "已建在用", "it is back, as they had it");
    assert_eq!(home.uid("河湖系统"), first.uid("河湖系统"), "the same project for ever");
    home.sound();
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

#[test]
fn files_that_are_no_packages_are_told_apart() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let out = file(&sandbox, "一组.qcp");
    home.make(&out, "一组", "report_unit = 江西省水利厅");
    let whole = std::fs::read(&out).expect("the package");
    assert!(!whole.windows(12).any(|part| part == "水情平台".as_bytes()), "nothing of its records is readable");
    let ask = |bytes: &[u8], passphrase: &str| {
        let path = file(&sandbox, "试.qcp");
        std::fs::write(&path, bytes).expect("a file");
        home.refused("stage_merge", json!({ "file": path, "passphrase": passphrase }))
    };
    assert_eq!(ask(&whole, "另一句长长的口令"), "passphrase_wrong", "and told as such");
    assert_eq!(ask(b"PK\x03\x04 a workbook", PASSPHRASE), "package_foreign", "another kind of file");
    assert_eq!(ask(b"", PASSPHRASE), "package_foreign", "nothing at all");
    for part in 0..20 {
        let mut altered = whole.clone();
        let at = part * (whole.len() - 1) / 19;
        altered[at] ^= 0x10;
        let code = ask(&altered, PASSPHRASE);
        let told = ["package_damaged", "package_foreign", "package_too_new"].contains(&code.as_str());
        assert!(told, "byte {at} altered: {code}");
        assert!(at < 200 || code == "package_damaged", "byte {at} altered is damage, not {code}");
        let cut = &whole[..at];
        let code = ask(cut, PASSPHRASE);
        assert!(["package_damaged", "package_foreign"].contains(&code.as_str()), "cut at {at}: {code}");
    }
    let line = whole.iter().position(|byte| *byte == b'\n').expect("the first line");
    let newer = String::from_utf8_lossy(&whole[..line]).replace("\"format\":1", "\"format\":2");
    assert_eq!(ask(&[newer.as_bytes(), &whole[line..]].concat(), PASSPHRASE), "package_too_new", "a newer program's");
    let missing = json!({ "file": file(&sandbox, "没有.qcp"), "passphrase": PASSPHRASE });
    assert_eq!(home.refused("stage_merge", missing), "package_missing", "a stick that is not in");
    home.sound();
    assert_eq!(home.call("package", json!({}))["merged"], json!([]), "nothing of it came in");
    let left: Vec<_> =
        std::fs::read_dir(sandbox.root()).expect("the folder").flatten().map(|e| e.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("private")), "no plain text is left: {left:?}");
}

#[test]
fn what_may_not_be_overwritten_is_not() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let (out, other) = (file(&sandbox, "一组.qcp"), file(&sandbox, "登记表.xlsx"));
    home.make(&out, "一组", "");
    let ask = |out: &str, team: &str, passphrase: &str| {
        home.refused("create_package", json!({ "out": out, "team": team, "passphrase": passphrase }))
    };
    assert_eq!(ask(&out, "二组", PASSPHRASE), "package_exists", "it may be somebody's work");
    assert_eq!(ask(&other, "二组", PASSPHRASE), "package_exists", "whatever it is");
    assert_eq!(ask(&file(&sandbox, "二组.qcp"), "二组", "短"), "passphrase_short");
    assert_eq!(ask(&file(&sandbox, "二组.qcp"), " ", PASSPHRASE), "team_missing");
    assert_eq!(ask(&file(&sandbox, "没有/二组.qcp"), "二组", PASSPHRASE), "stick_gone", "a folder that is not there");
    let request = json!({ "file": out, "passphrase": PASSPHRASE, "register": file(&sandbox, "清册.db") });
    assert_eq!(home.refused("open_package", request), "register_exists", "never over a register");
}

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

/// Every command of packages and of work on site, through the router and the declared types.
pub fn packages_and_checks(host: &Host, uid: &str) {
    let out = host.path("二组.qcp");
    let request = json!({ "out": out, "team": "二组", "condition": "status = 在建", "passphrase": PASSPHRASE });
    host.call("create_package", request);
    let staged = host.call("stage_merge", json!({ "file": out, "passphrase": PASSPHRASE }));
    assert_eq!(staged["state"], "nothing_new", "nobody worked on it: {staged}");
    host.call("package", json!({}));
    let checks = json!([{ "field": "status", "verdict": "unseen", "note": "没有人" }]);
    host.call("check", json!({ "uid": uid, "checks": checks }));
    let sheet = host.call("check_sheet", json!({ "uid": uid }));
    assert_eq!(sheet["counts"]["unseen"], 1, "what was found: {sheet}");
    let page = host.call("checked", json!({ "selection": {}, "state": "begun", "limit": 5 }));
    assert_eq!((&page["total"], items(&page["rows"]).len()), (&json!(1), 1), "one is begun: {page}");
    std::fs::write(host.sandbox.path("a.pdf"), "%PDF-1.7").expect("a scan");
    let scan = host.call("attach", json!({ "uid": uid, "file": host.path("a.pdf") }));
    host.call("attachment", json!({ "uid": scan["uid"] }));
    host.call("detach", json!({ "uid": scan["uid"] }));
    let added = host.call("add_record", json!({ "cells": [{ "field": "project_name", "text": "手工一项" }] }));
    host.call("undo", json!({ "batch": added["batch"] }));
    for (why, note) in [("edit_credential", "账号admin密码abc123"), ("edit_classified", "机密")] {
        let checks = json!([{ "field": "status", "verdict": "right", "note": note }]);
        let refused = host.try_call("check", json!({ "uid": uid, "checks": checks })).expect_err(why);
        assert_eq!(refused.code, why, "what may not be kept may not be noted");
    }
    std::fs::write(host.sandbox.path("a.exe"), "MZ").expect("a program");
    let refused = host.try_call("attach", json!({ "uid": uid, "file": host.path("a.exe") })).expect_err("no photo");
    assert!(refused.is(Code::AttachmentKind), "{refused}");
    merged(host, uid);
}

fn merged(host: &Host, uid: &str) {
    let options = options(&host.sandbox, "三组");
    let out = host.path("三组.qcp");
    host.call("create_package", json!({ "out": out, "team": "三组", "passphrase": PASSPHRASE }));
    let office = Office::new(host.sandbox.path("别处.db"), options);
    let ask = |name: &str, request: Value| {
        let done = office.dispatch(name, request, Job { sink: &Silent, cancel: &Cancel::default() });
        done.unwrap_or_else(|why| unreachable!("{name}: {why}"))
    };
    ask("open_package", json!({ "file": out, "passphrase": PASSPHRASE, "register": host.path("三组.db") }));
    let cell = |text: &str| json!({ "cells": [{ "uid": uid, "field": "remark", "text": text }] });
    ask("edit", cell("三组写的"));
    ask("create_package", json!({ "out": out, "passphrase": PASSPHRASE }));
    host.call("edit", cell("这里写的"));
    let staged = host.call("stage_merge", json!({ "file": out, "passphrase": PASSPHRASE }));
    host.call("conflicts", json!({ "id": staged["id"], "offset": 0, "limit": 9 }));
    host.call("discard_merge", json!({ "id": staged["id"] }));
    let staged = host.call("stage_merge", json!({ "file": out, "passphrase": PASSPHRASE }));
    host.call("decide_conflicts", json!({ "id": staged["id"], "conflicts": [0], "choice": { "keep": "theirs" } }));
    let done = host.call("finish_merge", json!({ "id": staged["id"] }));
    assert_eq!(done["state"], "merged", "{done}");
    host.call("undo", json!({ "batch": done["batch"] }));
}
