//! 报送进度: states and their rules, deadlines, score, tree, lists of units.

use std::path::Path;

use qingce_testkit::Book;
use serde_json::{Value, json};

use crate::dispatch::{Host, items};

/// A register with one project, faulty where its amount is no number.
fn sheet(host: &Host, file: &str, unit: &str, amount: &str) -> String {
    let path = host.sandbox.path(file);
    Book::new()
        .sheet("登记表", |paper| {
            paper.row(1, 1, ["填报单位", "项目名称", "项目状态", "总投资（万元）", "涉密分类"]);
            paper.row(2, 1, [unit, "一号平台", "已建在用", amount, "非涉密"]);
        })
        .save(&path);
    path.to_string_lossy().into_owned()
}

fn line(host: &Host, name: &str) -> Value {
    let told = host.call("progress", json!({}));
    let found = items(&told["units"]).iter().chain(items(&told["others"])).find(|line| line["name"] == name);
    found.unwrap_or_else(|| unreachable!("{name} stands in no line")).clone()
}

#[test]
fn a_unit_goes_from_missing_to_verified() {
    let host = Host::new();
    let unit = "江西省水利厅";
    assert_eq!(line(&host, unit)["state"], "missing");
    let faulty = sheet(&host, "一.xlsx", unit, "约五百");
    host.call("import", json!({ "file": faulty, "allOrNothing": false }));
    let returned = line(&host, unit);
    assert_eq!((&returned["state"], &returned["cycles"]), (&json!("returned"), &json!(0)), "{returned}");
    assert!(returned["rule"].as_str().unwrap().contains("1 项待退回"), "the line says why: {}", returned["rule"]);
    let mended = sheet(&host, "二.xlsx", unit, "500");
    host.call("import", json!({ "file": mended, "allOrNothing": false }));
    let again = line(&host, unit);
    assert_eq!(
        (&again["state"], &again["cycles"]),
        (&json!("again"), &json!(1)),
        "it corrected what it had sent: {again}"
    );
    assert_eq!((&again["rows"], &again["faulty"]), (&json!(2), &json!(1)), "faults stay counted once mended");
    host.call("set_report_state", json!({ "units": ["省水利厅"], "state": "verified", "reason": "已核对" }));
    let verified = line(&host, unit);
    assert_eq!((&verified["state"], &verified["changed_since"]), (&json!("verified"), &json!(false)), "{verified}");
    host.call("set_report_state", json!({ "units": [unit], "state": null, "reason": "标错了" }));
    assert_eq!(line(&host, unit)["state"], "again", "what was said is taken back");
    let refused = host.try_call("set_report_state", json!({ "units": ["没有的单位"], "state": "zero", "reason": "" }));
    assert_eq!(refused.expect_err("nobody could find it again").code, "no_unit");
}

#[test]
fn what_is_late_is_told_and_scored() {
    let host = Host::new();
    let today = chrono::Local::now().date_naive();
    let day = |days: i64| (today + chrono::Days::new(100) - chrono::Days::new((100 + days).unsigned_abs())).to_string();
    assert_eq!(line(&host, "江西省教育厅")["score"], Value::Null, "no deadline, nothing to judge");
    host.call("set_deadline", json!({ "round": 1, "deadline": day(3), "units": [], "reason": "通知要求" }));
    let late = line(&host, "江西省教育厅");
    assert_eq!((&late["overdue"], &late["score"]["total"]), (&json!(3), &json!("0")), "{late}");
    let refused = host
        .try_call("set_deadline", json!({ "round": 1, "deadline": day(0), "units": ["江西省教育厅"], "reason": " " }));
    assert_eq!(refused.expect_err("another day needs a reason").code, "reason_missing");
    host.call(
        "set_deadline",
        json!({ "round": 1, "deadline": day(0), "units": ["江西省教育厅"], "reason": "来函申请" }),
    );
    let extended = line(&host, "江西省教育厅");
    assert_eq!((&extended["overdue"], &extended["extension"]["reason"]), (&json!(0), &json!("来函申请")), "{extended}");
    assert_eq!(extended["score"], Value::Null, "it may still report in time");
    let file = sheet(&host, "一.xlsx", "江西省水利厅", "500");
    host.call("import", json!({ "file": file, "allOrNothing": false }));
    let scored = line(&host, "江西省水利厅");
    let on_time = &items(&scored["score"]["parts"])[0];
    assert_eq!(on_time["told"], "超期 3 天；30×（15－3）÷（15－0）＝24", "a unit can follow it by hand");
    let points: f64 = items(&scored["score"]["parts"])
        .iter()
        .map(|part| part["points"].as_str().unwrap().parse::<f64>().unwrap())
        .sum();
    let total: f64 = scored["score"]["total"].as_str().unwrap().parse().unwrap();
    assert!((points - total).abs() < 0.001, "the parts add up: {}", scored["score"]);
    let rounds = host.call("set_deadline", json!({ "round": 1, "deadline": null, "units": [], "reason": "" }));
    assert_eq!(rounds["rounds"], json!([]), "a deadline is taken back");
}

#[test]
fn sums_of_the_tree_are_those_of_the_register() {
    let host = Host::new();
    for (file, unit) in [("一.xlsx", "江西省水利厅水文局"), ("二.xlsx", "南昌市东湖区教育局"), ("三.xlsx", "某公司")]
    {
        let file = sheet(&host, file, unit, "500");
        host.call("import", json!({ "file": file, "allOrNothing": false }));
    }
    let told = host.call("progress", json!({}));
    let nodes = items(&told["tree"]);
    let of = |name: &str| nodes.iter().find(|node| node["name"] == name).unwrap_or_else(|| unreachable!("{name}"));
    let listed = host.call("list", json!({ "selection": {}, "limit": 0 }));
    assert_eq!((&nodes[0]["records"], &nodes[0]["fen"]), (&listed["total"], &json!(1_500_000_000)), "{}", nodes[0]);
    assert_eq!(of("南昌市")["records"], 1, "a county counts in its city");
    assert_eq!(nodes[0]["units"], items(&told["units"]).len(), "every expected unit once");
    assert_eq!(of("某公司")["records"], 1, "who was not expected counts as well");
}

fn roster(host: &Host, rows: &[[&str; 5]]) -> String {
    let path = host.sandbox.path("名单.xlsx");
    Book::new()
        .sheet("名单", |paper| {
            paper.put(1, 1, "全省信息化项目普查登记应报单位名单");
            paper.row(3, 1, ["序号", "单位全称", "单位编码", "归口部门", "报送截止日期"]);
            paper.row(4, 1, ["一、省直部门", "", "", "", ""]);
            for (at, row) in (5..).zip(rows) {
                paper.row(at, 1, *row);
            }
        })
        .save(Path::new(&path));
    path.to_string_lossy().into_owned()
}

#[test]
fn a_list_of_units_is_read_whatever_its_layout() {
    let host = Host::new();
    let file = roster(
        &host,
        &[
            ["1", "江西省教育厅", "105001", "", "2099-12-31"],
            ["2", "江西省样例研究院", "105900", "省科技厅", "2099年11月30日"],
            ["3", "江西省样例研究院", "105900", "", ""],
            ["4", "", "105901", "江西省教育厅", ""],
            ["5", "江西省样例中心", "", "", "年底前"],
        ],
    );
    let tried = host.call("import_units", json!({ "file": file, "dryRun": true }));
    assert_eq!(tried["kept"], false);
    let told = host.call("import_units", json!({ "file": file }));
    assert_eq!(told["rows"], tried["rows"], "what was told beforehand is what is done");
    let fates: Vec<&str> = items(&told["rows"]).iter().map(|row| row["fate"].as_str().unwrap()).collect();
    assert_eq!(fates, ["changed", "added", "rejected", "rejected", "added"], "{told}");
    let found: Vec<(&str, u64, u64)> = items(&told["findings"])
        .iter()
        .map(|finding| {
            (finding["code"].as_str().unwrap(), finding["row"].as_u64().unwrap(), finding["column"].as_u64().unwrap())
        })
        .collect();
    assert!(found.contains(&("unit_list_twice", 7, 2)), "名单!B7: {found:?}");
    assert!(found.contains(&("unit_list_no_name", 8, 2)), "名单!B8: {found:?}");
    assert!(found.iter().any(|(_, row, column)| (*row, *column) == (9, 5)), "年底前 is no day, 名单!E9: {found:?}");
    let host = host.reopened();
    let added = line(&host, "江西省样例研究院");
    assert_eq!((&added["code"], &added["above"]), (&json!("105900"), &json!("江西省科学技术厅")), "{added}");
    assert_eq!((&added["deadline"], &added["own"]), (&json!("2099-11-30"), &json!(true)), "{added}");
    let again = host.call("import_units", json!({ "file": file }));
    assert_eq!(again["fates"]["unchanged"], 3, "the same list again changes nothing: {again}");
    let tree = host.call("progress", json!({}));
    let nodes = items(&tree["tree"]);
    let at = nodes.iter().position(|node| node["name"] == "江西省样例研究院").unwrap();
    assert!(
        nodes[..at]
            .iter()
            .rev()
            .any(|node| node["name"] == "江西省科学技术厅" && node["depth"].as_u64() < nodes[at]["depth"].as_u64()),
        "it stands below whom it names"
    );
}

#[test]
fn a_list_of_units_is_taken_back_whole() {
    let host = Host::new();
    let before = host.call("progress", json!({}))["units"].clone();
    let said = json!({ "units": ["江西省教育厅"], "state": "zero", "reason": "来函说明" });
    host.call("set_report_state", said);
    let first = roster(&host, &[["1", "江西省教育厅", "105001", "", "2099-12-31"]]);
    let first = host.call("import_units", json!({ "file": first }));
    let host = host.reopened();
    let second = roster(
        &host,
        &[["1", "江西省教育厅", "105777", "", "2099-11-30"], ["2", "江西省样例研究院", "105900", "", "2099-11-30"]],
    );
    let second = host.call("import_units", json!({ "file": second }));
    let host = host.reopened();
    host.call(
        "set_deadline",
        json!({ "round": 1, "deadline": "2099-10-31", "units": ["江西省教育厅"], "reason": "又改" }),
    );
    let undone = host.call("undo_reporting", json!({ "set": second["set"] }));
    assert_eq!(undone["left"], json!(["江西省教育厅"]), "what was changed again since is left: {undone}");
    assert_eq!(undone["back"], 3, "two lines of units and one deadline: {undone}");
    let host = host.reopened();
    assert_eq!(line(&host, "江西省教育厅")["code"], "105001", "as the list before said");
    assert_eq!(line(&host, "江西省教育厅")["deadline"], "2099-10-31", "the newer word holds");
    assert_eq!(line(&host, "江西省教育厅")["said"]["reason"], "来函说明", "nothing else was touched");
    let sets = host.call("journal", json!({ "limit": 50 }));
    let taken_back = |set: &Value| {
        items(&sets["sets"]).iter().find(|s| s["set"] == *set).expect("it stands there")["taken_back"].clone()
    };
    assert_eq!(taken_back(&second["set"]), false, "a part of it holds still");
    assert_eq!(taken_back(&first["set"]), false);
    host.call("undo_reporting", json!({ "set": first["set"] }));
    let host = host.reopened();
    let units = host.call("progress", json!({}))["units"].clone();
    let names = |units: &Value| {
        items(units).iter().map(|unit| (unit["name"].clone(), unit["code"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(names(&units), names(&before), "all the seeds say again");
    assert_eq!(host.call("verify", json!({}))["problems"], json!([]), "and the journal is whole");
    let twice = host.call("undo_reporting", json!({ "set": first["set"] }));
    assert_eq!(twice["back"], 0, "nothing is taken back twice: {twice}");
    let wrong = host.try_call("undo_reporting", json!({ "set": 99 })).expect_err("there is no such set");
    assert_eq!(wrong.code, "reporting_unknown");
}

#[test]
fn a_workbook_without_units_is_refused() {
    let host = Host::new();
    let path = host.sandbox.path("菜单.xlsx");
    let dishes = |paper: &mut qingce_testkit::Paper| {
        paper.row(1, 1, ["菜名", "价格"]);
        paper.row(2, 1, ["豆腐", "12"]);
        paper.row(3, 1, ["青菜", "8"]);
    };
    Book::new().sheet("菜单", |paper| dishes(paper)).save(&path);
    let refused = host.try_call("import_units", json!({ "file": path.to_string_lossy() }));
    assert_eq!(refused.expect_err("no column holds names of units").code, "no_unit_table");
}

#[test]
fn the_units_are_exported_as_three_lists() {
    let host = Host::new();
    let file = sheet(&host, "一.xlsx", "江西省水利厅", "约五百");
    host.call("import", json!({ "file": file, "allOrNothing": false }));
    let told = host.call("progress", json!({}));
    let expected = items(&told["units"]).len();
    let lists = host.call("lists", json!({}));
    for (list, rows) in [("progress", expected), ("urge", expected), ("score", expected)] {
        let title = items(&lists["lists"]).iter().find(|title| title["key"] == list).expect("the seeds have it");
        assert_eq!(title["rows"], rows, "{list} counts its rows before it is written");
        let out = host.sandbox.path(&format!("{list}.xlsx"));
        let told = host.call("export", json!({ "list": list, "out": out.to_string_lossy(), "unit": "" }));
        assert_eq!(told["records"], rows, "{told}");
        let definition = host.call("list_definition", json!({ "list": list }));
        let shown = host.call("preview_list", json!({ "definition": definition, "rows": 5 }));
        assert_eq!(
            (&shown["records"], &shown["whole"]),
            (&json!(rows), &json!(false)),
            "the preview shows the same list"
        );
    }
}
