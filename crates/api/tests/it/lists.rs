//! Lists as they are counted, shown and written.

use std::path::Path;

use qingce_api::Code;
use qingce_testkit::{Book, texts_of};
use serde_json::{Value, json};

use crate::dispatch::{Host, items};

fn text_of(value: &Value) -> &str {
    value.as_str().expect("a text")
}

pub fn exports(host: &Host) {
    let lists = host.call("lists", json!({}));
    for list in items(&lists["lists"]) {
        let out = host.path(&format!("{}.xlsx", list["key"].as_str().expect("keys are texts")));
        let done = host.call("export", json!({ "list": list["key"], "out": out, "unit": "江西省信息中心" }));
        assert_eq!(done["title"], list["title"], "a list has one title");
        assert!(Path::new(&out).is_file(), "the list {list} was written");
    }
    let out = host.path("空白登记表.xlsx");
    host.call("template", json!({ "out": out }));
    assert!(Path::new(&out).is_file(), "the blank form was written");
    let unit = json!({ "unit": "江西省财政厅" });
    let gone = host.try_call("return_unit", json!({ "unit": "江西省教育厅", "out": out }));
    assert!(gone.expect_err("nothing came from there").is(Code::ReturnNothing), "it says so");
    let folder = host.path("退回");
    let back = host.call("return_unit", json!({ "unit": "江西省财政厅", "out": folder, "deadline": "2026-06-30" }));
    let file = back["files"][0]["file"].as_str().expect("a path");
    assert!(Path::new(file).is_file() && back["cycle"] == 1, "what goes back was written: {back}");
    let told = host.call("returns", unit);
    assert_eq!(told["returns"][0]["deadline"], "2026-06-30", "and is kept");
    assert_eq!(told["files"][0]["batch"], back["files"][0]["batch"], "it may go back again while faults stand: {told}");
}

pub fn own_lists(host: &Host) {
    let mut list = host.call("list_definition", json!({ "list": "register" }));
    list["sheet"] = json!("在用系统");
    list["scope"] = json!("status = 已建在用");
    assert!(text_of(&list["title"]).starts_with("江西省"), "a title is shown as it is printed: {list}");
    let before = host.call("lists", json!({}));
    let kept = host.call("save_list", json!({ "definition": list }));
    assert_ne!(kept["id"], "register", "a list of the seeds is never overwritten");
    assert_eq!(kept["title"], list["title"], "and so it stays in sight");
    let lists = host.call("lists", json!({}));
    let own = items(&lists["lists"]).last().expect("it is there").clone();
    assert_eq!((&own["own"], &own["rows"]), (&json!(true), &json!(1)), "the list tells its rows: {own}");
    let shown = host.call("preview_list", json!({ "definition": kept, "unit": "江西省信息中心", "rows": 5 }));
    let data: Vec<&Value> = items(&shown["rows"]).iter().filter(|row| row["kind"] == "data").collect();
    assert_eq!((data.len(), &shown["fen"]), (1, &json!(120_500_000)), "what is laid out is what is exported: {shown}");
    let sums: Vec<&Value> = items(&shown["columns"]).iter().map(|column| &column["total"]).collect();
    assert!(sums.contains(&&json!(120_500_000.0)), "and so is its sum: {sums:?}");
    let out = host.path("在用系统.xlsx");
    let narrowed = json!({ "list": kept["id"], "out": out, "definition": kept });
    assert_eq!(host.call("export", narrowed)["records"], 1, "the scope of the definition holds");
    let groups = host.call("list_definition", json!({ "list": "statistics" }));
    let shown = host.call("preview_list", json!({ "definition": groups, "rows": 5 }));
    assert_eq!(items(&shown["rows"]).len(), 1, "one unit, one row: {shown}");
    let twice = host.try_call(
        "save_list",
        json!({ "definition": { "id": "", "sheet": "在用系统", "title": "x", "kind": "projects", "column": [] } }),
    );
    assert!(twice.expect_err("its name is taken").is(Code::NameTaken), "two tabs of one name confuse");
    let left = host.call("remove_list", json!({ "list": kept["id"] }));
    let keys = |told: &Value| items(&told["lists"]).iter().map(|list| list["key"].clone()).collect::<Vec<_>>();
    assert_eq!(keys(&left), keys(&before), "a list goes and nothing else does");
}

/// Two projects that are likely one, and a third.
fn alike(host: &Host) -> String {
    let book = Book::new().sheet("登记表", |paper| {
        paper.row(1, 1, ["项目名称", "填报单位", "总投资（万元）"]);
        paper.row(2, 1, ["智慧水务综合管理平台建设项目", "江西省水利厅", "100"]);
        paper.row(3, 1, ["智慧水务综合管理平台项目", "江西省水利厅", "100"]);
        paper.row(4, 1, ["档案数字化加工", "江西省财政厅", "7"]);
    });
    host.saved("一.xlsx", &book)
}

/// `{name}` of a template; `{00FC…}` of a workbook's own parts is no such thing.
fn unfilled(text: &str) -> Option<&str> {
    let names = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    names.into_iter().find(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
}

fn holds_no_placeholder(host: &Host, lists: &[Value], unit: &str) {
    for list in lists {
        let key = text_of(&list["key"]);
        let definition = host.call("list_definition", json!({ "list": key }));
        let told = format!("{} {}", text_of(&list["title"]), text_of(&list["sheet"]));
        assert_eq!(unfilled(&told), None, "{key} in the rail");
        assert_eq!(unfilled(text_of(&definition["title"])), None, "{key} where its title is edited");
        let shown = host.call("preview_list", json!({ "definition": definition, "unit": unit, "rows": 60 }));
        for part in ["title", "context", "columns", "rows", "notes", "subtotal", "total", "empty"] {
            let texts = shown[part].as_array().cloned().unwrap_or_else(|| vec![shown[part].clone()]);
            for text in texts.iter().filter_map(Value::as_str) {
                assert_eq!(unfilled(text), None, "{key}, {part} of the preview");
            }
        }
        let out = host.path(&format!("{key}.xlsx"));
        let done = host.call("export", json!({ "list": key, "out": out, "unit": unit }));
        assert_eq!(done["records"], shown["records"], "{key}: what is written is what was shown");
        if !list["rows"].is_null() && list["key"] != "statistics" {
            assert_eq!(list["rows"], done["records"], "{key}: and what was counted");
        }
        assert_unfilled(&out);
    }
}

fn assert_unfilled(file: &str) {
    for (part, text) in texts_of(Path::new(file)) {
        assert_eq!(unfilled(&text), None, "{file}, {part}");
        assert!(!text.contains("：年") && !text.contains("： 年"), "{file}, {part}: half a line");
    }
}

#[test]
fn no_template_shows_through() {
    let host = Host::new();
    for unit in ["", "江西省信息中心"] {
        let lists = host.call("lists", json!({}));
        holds_no_placeholder(&host, items(&lists["lists"]), unit);
        let form = host.path("空白表.xlsx");
        host.call("template", json!({ "out": form }));
        assert_unfilled(&form);
        host.call("import", json!({ "file": alike(&host) }));
        host.call("tag", json!({}));
        host.call("set_setting", json!({ "key": "region", "value": "" }));
    }
}

#[test]
fn a_title_goes_on_following_the_region() {
    let host = Host::new();
    let mut list = host.call("list_definition", json!({ "list": "cloud" }));
    assert_eq!(list["title"], "江西省政务云迁移清单");
    list["sheet"] = json!("云");
    list["title"] = json!("江西省上云一览");
    let kept = host.call("save_list", json!({ "definition": list }));
    assert_eq!(kept["title"], "江西省上云一览", "it is shown as it was written");
    host.call("set_setting", json!({ "key": "region", "value": "赣州市" }));
    let again = host.call("list_definition", json!({ "list": kept["id"] }));
    assert_eq!(again["title"], "赣州市上云一览", "nobody wants to write titles twice");
}

#[test]
fn the_list_of_pairs_shows_pairs() {
    let host = Host::new();
    host.call("import", json!({ "file": alike(&host) }));
    let rows = || {
        let lists = host.call("lists", json!({}));
        items(&lists["lists"]).iter().find(|list| list["key"] == "duplicates").expect("the seeds have it")["rows"]
            .clone()
    };
    assert_eq!(rows(), Value::Null, "nobody looked for pairs yet, and the rail waits for nobody");
    let definition = host.call("list_definition", json!({ "list": "duplicates" }));
    let shown = host.call("preview_list", json!({ "definition": definition, "unit": "", "rows": 60 }));
    assert_eq!((&shown["records"], &shown["fen"]), (&json!(2), &json!(200_000_000)), "one pair of two: {shown}");
    assert_eq!(items(&shown["rows"]).len(), 2, "the third project is like no other: {shown}");
    assert!(
        items(&shown["columns"]).iter().all(|column| column["total"].is_null()),
        "a project stands in several pairs"
    );
    assert_eq!(rows(), 2, "now it is known");
    let first = host.call("preview_list", json!({ "definition": definition, "unit": "", "rows": 1 }));
    assert_eq!((items(&first["rows"]).len(), &first["whole"]), (1, &json!(false)), "as many as asked for");
    assert_eq!(first["records"], 2, "and the count of all");
}
