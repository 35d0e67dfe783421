//! 年度对比: an earlier year's register as a baseline, what is new, gone and changed, a person's word.

use qingce_testkit::Book;
use serde_json::{Value, json};

use crate::dispatch::{Host, items};

const HEAD: [&str; 6] = ["填报单位", "项目名称", "项目编码", "项目状态", "总投资（万元）", "涉密分类"];
const UNIT: &str = "江西省水利厅";

fn saved(host: &Host, file: &str, rows: &[[&str; 5]]) -> String {
    let book = Book::new().sheet("登记表", |paper| {
        paper.row(1, 1, HEAD);
        for (at, [name, code, status, amount, secret]) in (2..).zip(rows) {
            paper.row(at, 1, [UNIT, name, code, status, amount, secret]);
        }
    });
    host.saved(file, &book)
}

/// Last year: 甲 stays, 乙 changes, 丙 is taken out of use, 丁 vanishes, 戊 is renamed; one row is 涉密.
fn two_years(host: &Host) -> Value {
    let then = [
        ["甲系统", "", "已建在用", "100", "非涉密"],
        ["乙系统", "", "在建", "200", "非涉密"],
        ["丙系统", "", "已建在用", "300", "非涉密"],
        ["丁系统", "", "已建在用", "400", "非涉密"],
        ["水库大坝安全监测平台", "", "已建在用", "500", "非涉密"],
        ["保密系统", "", "已建在用", "600", "涉密"],
    ];
    let now = [
        ["甲系统", "", "已建在用", "100", "非涉密"],
        ["乙系统", "", "已建在用", "250", "非涉密"],
        ["丙系统", "", "已停用", "300", "非涉密"],
        ["水库大坝安全监测系统", "", "已建在用", "500", "非涉密"],
        ["己系统", "", "拟建", "60", "非涉密"],
    ];
    let file = saved(host, "去年.xlsx", &then);
    let done = host.call("import_baseline", json!({ "file": file, "year": 2025 }));
    host.call("import", json!({ "file": saved(host, "今年.xlsx", &now) }));
    done
}

fn compare(host: &Host, more: &Value) -> Value {
    let mut request = json!({ "limit": 100 });
    for (name, value) in more.as_object().into_iter().flatten() {
        request[name] = value.clone();
    }
    host.call("compare_years", request)
}

fn names<'v>(page: &'v Value, key: &str) -> Vec<&'v str> {
    items(&page["rows"]).iter().filter_map(|row| row[key].as_str()).collect()
}

#[test]
fn what_is_new_gone_and_changed_adds_up() {
    let host = Host::new();
    let done = two_years(&host);
    assert_eq!((&done["state"], &done["fates"]["new"]["rows"]), (&json!("promoted"), &json!(5)), "{done}");
    assert_eq!(done["classified"][UNIT], 1, "a 涉密 row is refused in any year: {done}");
    assert!(host.sandbox.files_with("保密系统").is_empty(), "and nothing of it is kept");
    let page = compare(&host, &json!({}));
    let all = &page["all"];
    let sums =
        ["then", "gone", "new", "changed", "unchanged", "now", "aside"].map(|key| all[key]["rows"].as_i64().unwrap());
    assert_eq!(sums, [5, 3, 2, 1, 1, 4, 1], "{all}");
    let fen = |key: &str| all[key]["fen"].as_i64().unwrap();
    assert_eq!(
        fen("then") - fen("gone") + fen("new") + fen("moved") + fen("changed"),
        fen("now"),
        "amounts reconcile: {all}"
    );
    let listed = host.call("list", json!({ "selection": {}, "limit": 0 }));
    let register = all["now"]["rows"].as_u64().unwrap() + all["aside"]["rows"].as_u64().unwrap();
    assert_eq!(listed["total"], register, "在册 and 停用 are the register");
    let changed = compare(&host, &json!({ "fate": "changed" }));
    let changes = &changed["rows"][0]["changes"];
    assert_eq!(changes[0], json!({ "field": "status", "old": "在建", "new": "已建在用" }), "{changes}");
    assert_eq!(changes[1], json!({ "field": "invest_total", "old": "200", "new": "250" }), "{changes}");
    let gone = compare(&host, &json!({ "fate": "gone" }));
    assert_eq!(gone["rows"][0]["reason"], json!({ "kind": "status", "text": "已停用" }), "the unit says why: {gone}");
    let open = compare(&host, &json!({ "unexplained": true }));
    assert_eq!(names(&open, "name_then"), ["丁系统", "水库大坝安全监测平台"], "these are told as missing: {open}");
}

#[test]
fn nothing_of_an_earlier_year_counts_in_this_one() {
    let host = Host::new();
    let figures = |host: &Host| {
        // The list of pairs has a count once somebody looked for them.
        host.call("duplicates", json!({ "limit": 1 }));
        let lists = host.call("lists", json!({}));
        let lists: Vec<Value> = items(&lists["lists"])
            .iter()
            .filter(|list| !list["key"].as_str().unwrap().starts_with("year"))
            .cloned()
            .collect();
        let told = ["progress", "batches", "overview", "duplicates", "suggestion_counts"].map(|name| {
            let request = if name == "duplicates" { json!({ "limit": 100 }) } else { json!({}) };
            let mut told = host.call(name, request);
            // When the rules ran last is no figure.
            told.as_object_mut().map(|told| told.remove("run_at"));
            told
        });
        (
            lists,
            told,
            host.call("list", json!({ "selection": {}, "limit": 100 })),
            host.call("grid", json!({ "selection": {}, "limit": 100 }))["total"].clone(),
        )
    };
    host.call("import", json!({ "file": host.workbook() }));
    host.call("tag", json!({}));
    let before = figures(&host);
    let file = saved(
        &host,
        "去年.xlsx",
        &[["甲系统", "", "已建在用", "100", "非涉密"], ["乙系统", "A-1", "在建", "二百", "非涉密"]],
    );
    let done = host.call("import_baseline", json!({ "file": file, "year": 2025 }));
    assert_eq!(done["fates"]["new"]["rows"], 2, "{done}");
    host.call("tag", json!({}));
    assert_eq!(figures(&host), before, "no list, rule or figure of this year knows of them");
    let verified = host.call("verify", json!({}));
    assert_eq!(verified["problems"], json!([]), "and the register is sound");
    host.call("undo", json!({ "batch": host.call("batches", json!({}))["batches"][0]["batch"] }));
    assert_eq!(
        host.call("baselines", json!({}))["years"][0]["records"]["rows"],
        2,
        "an undo of this year leaves them alone"
    );
}

#[test]
fn likeness_suggests_and_a_person_says() {
    let host = Host::new();
    two_years(&host);
    let pairs = host.call("year_pairs", json!({ "limit": 10 }));
    let pair = &pairs["pairs"][0];
    assert_eq!(
        (&pair["then"]["name_then"], &pair["now"]["name"]),
        (&json!("水库大坝安全监测平台"), &json!("水库大坝安全监测系统")),
        "{pairs}"
    );
    let of = |word: Value| json!({ "year": 2025, "uid": pair["then"]["uid_then"], "record": pair["now"]["uid"], "word": word, "why": "更名" });
    host.call("say_of_year", of(json!("same")));
    let page = compare(&host, &json!({ "search": "水库大坝" }));
    assert_eq!(
        (&page["total"], &page["rows"][0]["fate"], &page["rows"][0]["confirmed"]),
        (&json!(1), &json!("changed"), &json!(true)),
        "{page}"
    );
    assert_eq!(
        (&page["all"]["gone"]["rows"], &page["all"]["new"]["rows"]),
        (&json!(2), &json!(1)),
        "the account follows: {page}"
    );
    host.call("say_of_year", of(Value::Null));
    assert_eq!(compare(&host, &json!({}))["all"]["gone"]["rows"], 3, "a word is taken back");
    host.call("say_of_year", of(json!("different")));
    assert_eq!(host.call("year_pairs", json!({ "limit": 10 }))["total"], 0, "what was answered is not asked again");
    let missing = compare(&host, &json!({ "search": "丁系统" }));
    let gone = |why: &str| json!({ "year": 2025, "uid": missing["rows"][0]["uid_then"], "record": null, "word": "gone", "why": why });
    assert_eq!(
        host.try_call("say_of_year", gone(" ")).expect_err("a reason is what is asked for").code,
        "reason_missing"
    );
    host.call("say_of_year", gone("并入甲系统"));
    let told = compare(&host, &json!({ "search": "丁系统" }));
    assert_eq!(told["rows"][0]["reason"]["text"], "并入甲系统", "{told}");
    assert_eq!(told["all"]["unexplained"]["rows"], 1, "one is left to ask about");
}

#[test]
fn a_file_of_an_earlier_year_is_told_again_and_taken_back() {
    let host = Host::new();
    let first =
        saved(&host, "一.xlsx", &[["甲系统", "", "在建", "100", "非涉密"], ["乙系统", "", "在建", "200", "非涉密"]]);
    let second =
        saved(&host, "二.xlsx", &[["甲系统", "", "在建", "150", "非涉密"], ["丙系统", "", "在建", "300", "非涉密"]]);
    let one = host.call("import_baseline", json!({ "file": first, "year": 2024 }));
    assert_eq!(host.call("import_baseline", json!({ "file": first, "year": 2024 }))["state"], "nothing_changed");
    let two = host.call("import_baseline", json!({ "file": second, "year": 2024 }));
    let fates = ["new", "changed"].map(|fate| two["fates"][fate]["rows"].as_i64().unwrap());
    assert_eq!(fates, [1, 1], "{two}");
    let year = |host: &Host| host.call("baselines", json!({}))["years"].clone();
    assert_eq!(
        year(&host)[0]["records"],
        json!({ "rows": 3, "fen": 650_000_000 }),
        "a project counts once, as told last"
    );
    let refused = host.try_call("undo_baseline", json!({ "batch": one["batch"] }));
    assert_eq!(refused.expect_err("the second rests on it").code, "batch_overlaid");
    let left = host.call("undo_baseline", json!({ "batch": two["batch"] }));
    assert_eq!(left["years"][0]["records"], json!({ "rows": 2, "fen": 300_000_000 }), "it is as it was: {left}");
    host.call("undo_baseline", json!({ "batch": one["batch"] }));
    assert_eq!(year(&host), json!([]), "nothing is left of the year");
    assert_eq!(compare(&host, &json!({}))["year"], Value::Null, "and nothing to compare with");
    let refused = host.try_call("import_baseline", json!({ "file": first, "year": 20_255 }));
    assert_eq!(refused.expect_err("a typing error").code, "year_wrong");
}

#[test]
fn the_comparison_is_exported() {
    let host = Host::new();
    two_years(&host);
    let lists = host.call("lists", json!({}));
    for (list, rows) in [("years", 6), ("year_sums", 1)] {
        let title = items(&lists["lists"]).iter().find(|title| title["key"] == list).expect("the seeds have it");
        assert_eq!(title["rows"], rows, "{list}");
        let done = host.call("export", json!({ "list": list, "out": host.path("对比.xlsx"), "unit": "" }));
        assert_eq!(done["records"], rows, "{done}");
        let definition = host.call("list_definition", json!({ "list": list }));
        let shown = host.call("preview_list", json!({ "definition": definition, "rows": 100 }));
        assert!(shown["context"][1].as_str().unwrap().contains("2025"), "which year is told: {}", shown["context"]);
        let difference = items(&shown["columns"])
            .iter()
            .find(|column| column["header"] == "增减")
            .map(|column| column["total"].clone());
        if let Some(total) = difference {
            // 60 new, 300 + 400 gone, 50 more; the renamed one is gone and new.
            assert_eq!(total, json!((60.0 - 300.0 - 400.0 + 50.0) * 1_000_000.0), "增减 adds up to the difference");
        }
    }
}
