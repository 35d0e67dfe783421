//! Tables beside each other: two projects in a row, from the preview to the register and back.

use qingce_journeys::Sandbox;
use serde_json::{Value, json};

const REGISTER: &str = "信息化项目清单（单位：万元）,,,,,,\n填报单位：江西省水利厅,,,,,,\n\
    序号,项目名称,总投资,,序号,项目名称,总投资\n1,河湖平台,10.5,,4,灌区平台,40\n2,水文平台,20,,5,防汛平台,50\n\
    3,河湖平台,10.5,,6,水库平台,60\n合计,,191,,,,\n";

fn file(sandbox: &Sandbox, name: &str, text: &str) -> String {
    sandbox.folder().write(name, text).to_string_lossy().into_owned()
}

fn names(sandbox: &Sandbox) -> Vec<String> {
    let listed = sandbox.json(&["list", "--fields", "project_name,report_unit,invest_total"]);
    let line = |record: &Value| {
        let text = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
        format!("{} {} {}", text("project_name"), text("report_unit"), text("invest_total"))
    };
    listed["records"].as_array().into_iter().flatten().map(line).collect()
}

#[test]
fn two_projects_in_a_row_are_two_records() {
    let sandbox = Sandbox::new();
    let register = file(&sandbox, "左右两栏.csv", REGISTER);
    let tables = sandbox.json(&["preview", &register])["sheets"][0]["tables"].clone();
    let records = |at: usize| tables[at]["records"].clone();
    assert_eq!((records(0), records(1)), (json!(3), json!(3)), "each half is a table: {tables}");
    assert_eq!(tables[1]["values"][0]["cells"]["F"], "灌区平台", "the right half shows its own cells");
    assert!(tables[1]["values"][0]["cells"].get("B").is_none(), "and no others");

    let told = sandbox.json(&["import", &register]);
    let fates = &told["files"][0]["fates"];
    assert_eq!(fates["new"]["rows"], 5, "{told}");
    assert_eq!(fates["duplicate"]["rows"], 1, "the same row again is found across the halves");
    let findings = told["files"][0]["findings"].to_string();
    assert!(!findings.contains("total_differs"), "合计 on the left is the sum of both halves: {findings}");
    let expected = ["河湖平台 江西省水利厅 10.5", "灌区平台 江西省水利厅 40", "水文平台 江西省水利厅 20"];
    assert!(expected.iter().all(|line| names(&sandbox).contains(&(*line).to_owned())), "{:?}", names(&sandbox));

    let line = sandbox.qingce(&["list", "--format", "jsonl", "--where", "project_name = 防汛平台"]).exits(0).stdout();
    let record: Value = serde_json::from_str(&line).expect("one line, one record");
    let uid = record["_uid"].as_str().expect("a uid").to_owned();
    let history = sandbox.json(&["history", &uid]);
    let amount = history["sources"].as_array().into_iter().flatten().find(|source| source["field"] == "invest_total");
    assert_eq!(amount.map(|source| &source["cell"]), Some(&json!("G5")), "every value leads to its cell: {history}");

    let again = sandbox.json(&["import", &register]);
    assert_eq!(again["files"][0]["state"], "nothing_changed", "the same file again: {again}");
    let corrected = file(&sandbox, "左右两栏.csv", &REGISTER.replace("防汛平台,50", "防汛平台,55"));
    let told = sandbox.json(&["import", &corrected]);
    assert_eq!(told["files"][0]["fates"]["changed"]["rows"], 1, "a corrected right half updates: {told}");
    assert!(names(&sandbox).contains(&"防汛平台 江西省水利厅 55".to_owned()));
    sandbox.qingce(&["verify"]).exits(0);
    sandbox.qingce(&["undo", "2"]).exits(0);
    assert!(names(&sandbox).contains(&"防汛平台 江西省水利厅 50".to_owned()), "undone as one");
    sandbox.qingce(&["verify"]).exits(0);
}

#[test]
fn the_reading_of_one_half_can_be_corrected() {
    let sandbox = Sandbox::new();
    let register = file(&sandbox, "左右两栏.csv", REGISTER);
    let mut reading = sandbox.json(&["preview", &register]);
    let right = &mut reading["sheets"][0]["tables"][1];
    right["columns"][2]["field"] = "om_cost_year".into();
    right["row_kinds"] = json!([[6, "note"]]);
    let edited = file(&sandbox, "读法.json", &reading.to_string());
    sandbox.qingce(&["import", &register, "--reading", &edited]).exits(0);
    let listed = sandbox.json(&["list", "--fields", "project_name,invest_total,om_cost_year"]);
    let of = |name: &str| {
        listed["records"].as_array().into_iter().flatten().find(|record| record["project_name"] == name).cloned()
    };
    assert_eq!(of("灌区平台").map(|record| record["om_cost_year"].clone()), Some(json!("40")), "{listed}");
    assert_eq!(
        of("河湖平台").map(|record| record["invest_total"].clone()),
        Some(json!("10.5")),
        "the left is as it was"
    );
    assert_eq!(of("水库平台"), None, "a row that a person calls a note, in one half");
}

#[test]
fn what_is_said_of_a_row_says_which_half() {
    let sandbox = Sandbox::new();
    let faulty = "项目名称,总投资（万元）,项目状态,涉密分类,,项目名称,总投资（万元）,项目状态,涉密分类\n\
        河湖平台,1,在建,非涉密,,灌区平台,1,在建,非涉密\n水文平台,2,在建,非涉密,,灌区平台,3,在建,非涉密\n\
        雨情平台,4,在建,非涉密,,保密平台,9,在建,涉密\n";
    let told = sandbox.json(&["import", &file(&sandbox, "左右两栏.csv", faulty), "--unit", "江西省水利厅"]);
    let findings = told["files"][0]["findings"].as_array().expect("there are some").clone();
    let places = |code: &str| {
        let of = findings.iter().filter(|finding| finding["code"] == code);
        of.map(|finding| finding["place"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(places("same_name"), ["(csv)!F3"], "the right one of row 3: {told}");
    assert_eq!(places("classified_rows"), ["(csv)!F列"], "the refused row stands on the right");
}
