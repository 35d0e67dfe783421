//! Calling the program: exit codes, wrong usage, JSON shapes, what is told where.

use qingce_journeys::{Sandbox, root};

fn sample(name: &str) -> String {
    root().join("seeds/samples").join(name).to_string_lossy().into_owned()
}

#[test]
fn wrong_usage_is_told_in_chinese() {
    let sandbox = Sandbox::new();
    for (arguments, told) in [
        (vec!["imprt"], "没有这个命令：imprt"),
        (vec![], "没有写要做什么"),
        (vec!["import"], "还缺：<文件>"),
        (vec!["list", "--wher", "x"], "没有这个选项：--wher"),
        (vec!["list", "--format", "xml"], "不能是“xml”"),
        (vec!["undo", "三"], "不能是“三”"),
        (vec!["decide", "uid", "上云迁移", "accept"], "还缺：--reason"),
    ] {
        let run = sandbox.qingce(&arguments).exits(2).tells(told);
        let english =
            ["error:", "Usage", "required", "unexpected"].into_iter().find(|word| run.stderr().contains(word));
        assert_eq!(english, None, "a clerk reads Chinese\n{}", run.report());
    }
}

#[test]
fn refusals_are_told_with_what_to_do() {
    let sandbox = Sandbox::new();
    sandbox.qingce(&["list"]).exits(1).tells("清册");
    sandbox.qingce(&["import", "没有这个文件.xlsx"]).exits(1).tells("没有这个文件.xlsx");
    let picture = sandbox.folder().write("登记表.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    sandbox.qingce(&["import", &picture.to_string_lossy()]).exits(1).tells("图片");
    sandbox.qingce(&["import", &sample("01_标准表头.xlsx")]).exits(0);
    sandbox.qingce(&["list", "--where", "没有这个字段 = 1"]).exits(1).tells("不是字段");
    sandbox.qingce(&["list", "--where", "总投资 = 很多"]).exits(1).tells("不能作“总投资”的取值");
    sandbox.qingce(&["list", "--where", "(总投资 > 1"]).exits(1).tells("第 9 个字");
    sandbox.qingce(&["decide", "no-uid", "没有这个标签", "accept", "--reason", "x"]).exits(1).tells("可用的标签");
    sandbox.qingce(&["export", "nolist", "--out", "x.xlsx"]).exits(1).tells("nolist");
    sandbox.qingce(&["history", "no-uid"]).exits(1).tells("no-uid");
    sandbox.qingce(&["undo", "99"]).exits(1).tells("99");
    let told = sandbox.qingce(&["undo", "99", "--json"]).exits(1).json();
    assert!(told["error"]["code"].is_string() && told["error"]["text"].is_string(), "machines get the code: {told}");
}

#[test]
fn rejected_rows_have_their_exit_code() {
    let sandbox = Sandbox::new();
    let text = "项目名称,填报单位,总投资（万元）\n河湖平台,江西省水利厅,12\n,江西省水利厅,15\n";
    let file = sandbox.folder().write("登记表.csv", text).to_string_lossy().into_owned();
    let told = sandbox.qingce(&["import", &file, "--json"]).exits(4).json();
    let fates = &told["files"][0]["fates"];
    assert_eq!(fates["new"]["rows"], 1, "the other rows are stored: {fates}");
    assert_eq!(fates["rejected"]["rows"], 1, "a row without a name cannot be a project: {fates}");
    assert_eq!(fates["rejected"]["wan"], "15", "its amount is accounted for: {fates}");
    assert_eq!(told["files"][0]["read"]["wan"], "27", "read = the sum of fates");
}

#[test]
fn all_or_nothing_stores_nothing() {
    let sandbox = Sandbox::new();
    let file = sample("01_标准表头.xlsx");
    sandbox.qingce(&["import", &file, "--all-or-nothing"]).exits(1).tells("必须改正");
    sandbox.qingce(&["list"]).exits(0).tells("共 0 个项目");
    sandbox.qingce(&["import", &file]).exits(0);
    sandbox.qingce(&["list", "--where", "to_return = 是"]).exits(0).tells("共 2 个项目");
}

#[test]
fn preview_has_the_shape_that_is_promised() {
    let sandbox = Sandbox::new();
    let told = sandbox.json(&["preview", &sample("04_分单位小计_金额元.xlsx")]);
    let table = &told["sheets"][0]["tables"][0];
    assert_eq!(told["sheets"][0]["name"], "汇总");
    assert_eq!(told["sheets"][0]["hidden"], false);
    assert_eq!(table["header_rows"], serde_json::json!([3]), "rows as Excel counts them");
    assert_eq!(table["records"], 9);
    assert_eq!(
        (&table["rows"]["section"], &table["rows"]["subtotal"]),
        (&3.into(), &4.into()),
        "every row has its kind"
    );
    let amount = table["columns"].as_array().into_iter().flatten().find(|column| column["field"] == "invest_total");
    let amount = amount.unwrap_or_else(|| unreachable!("总投资 must be found: {table}"));
    assert_eq!(
        (&amount["column"], &amount["header"]),
        (&"L".into(), &"投资金额".into()),
        "columns as Excel names them"
    );
    assert_eq!(amount["money"], serde_json::json!(["yuan", "line"]), "the unit stands above the table");
    assert!(!sandbox.register().exists(), "a preview stores nothing");
}

#[test]
fn a_reading_can_be_saved_edited_and_given_back() {
    let sandbox = Sandbox::new();
    let text = "事项,哪里报的,花费\n河湖平台,江西省水利厅,12\n";
    let file = sandbox.folder().write("登记表.csv", text).to_string_lossy().into_owned();
    sandbox.qingce(&["import", &file]).exits(1);
    let mut reading = sandbox.json(&["preview", &file]);
    let columns = &mut reading["sheets"][0]["tables"][0]["columns"];
    for (at, field) in ["project_name", "report_unit", "invest_total"].into_iter().enumerate() {
        columns[at]["field"] = field.into();
    }
    let edited = sandbox.folder().write("读法.json", reading.to_string()).to_string_lossy().into_owned();
    let seen = sandbox.json(&["preview", &file, "--reading", &edited]);
    let column = &seen["sheets"][0]["tables"][0]["columns"][2];
    assert_eq!(
        column["field"], "invest_total",
        "a person sees what the corrected reading does before importing: {seen}"
    );
    let mut other = reading.clone();
    other["sheets"][0]["name"] = "没有的表".into();
    let other = sandbox.folder().write("别的.json", other.to_string()).to_string_lossy().into_owned();
    sandbox.qingce(&["preview", &file, "--reading", &other]).exits(1);
    sandbox.qingce(&["import", &file, "--reading", &edited]).exits(0);
    let listed = sandbox.json(&["list", "--fields", "project_name,report_unit,invest_total"]);
    let record = &listed["records"][0];
    assert_eq!(record["project_name"], "河湖平台", "a person knows what a column means: {listed}");
    assert_eq!(record["invest_total"], "12");
    let again = sandbox.json(&["preview", &file]);
    assert_eq!(again["sheets"][0]["tables"][0]["remembered"], true, "the layout is remembered once it was imported");
}

#[test]
fn lists_give_canonical_values_with_their_source() {
    let sandbox = Sandbox::new();
    sandbox.qingce(&["import", &sample("04_分单位小计_金额元.xlsx")]).exits(0);
    let told =
        sandbox.qingce(&["list", "--format", "jsonl", "--where", "project_name matches 农村客运"]).exits(0).stdout();
    let record: serde_json::Value = serde_json::from_str(&told).expect("one line, one record");
    assert_eq!(record["invest_total"], "1471.6", "amounts in 元 are kept in 万元, exactly");
    assert!(record["network_types"].is_array(), "several codes are an array: {record}");
    assert_eq!(record["_source"]["sheet"], "汇总");
    assert!(record["_uid"].as_str().is_some_and(|uid| uid.len() == 36), "a uid for ever: {record}");
    let csv = sandbox.qingce(&["list", "--format", "csv", "--fields", "项目名称,总投资"]).exits(0).stdout();
    assert!(csv.starts_with("\u{feff}项目名称,总投资,_uid\n"), "Excel opens it as it is: {csv}");
    assert_eq!(csv.lines().count(), 10, "a header and nine projects");
}
