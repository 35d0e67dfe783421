//! The picture of a sheet: what is drawn, folded and withheld.

use qingce_testkit::Book;
use serde_json::{Value, json};

use crate::dispatch::{Host, items};

/// What must never be seen: in a 涉密 row, below a header of passwords, in a remark that tells an account.
const UNSEEN: [&str; 3] = ["暗河工程", "Zq7!winter", "root/Abc#2024"];

fn book() -> Book {
    let book = Book::new().sheet("登记表", |paper| {
        paper.row(1, 1, ["附件2 政务信息化项目登记表"]);
        paper.row(2, 1, ["填报单位：江西省水利厅"]);
        paper.row(3, 1, ["项目名称", "总投资", "建设状况", "管理员密码", "涉密分类", "批次色标"]);
        for at in 4..40 {
            let name = format!("平台{at}号");
            paper.row(at, 1, [name.as_str(), "120", "在建", UNSEEN[1], "非涉密", "部署在本厅机房"]);
        }
        paper.row(10, 1, [UNSEEN[0], "66", "在建", "x", "涉密", "y"]);
        paper.row(30, 1, [UNSEEN[0], "66", "在建", "x", "涉密", "y"]);
        paper.row(12, 1, ["平台12号", "很多", "在建", "x", "非涉密", "登录账号：root/Abc#2024"]);
        paper.row(40, 1, ["合计", "4000"]);
    });
    book.sheet("填表说明", |paper| {
        paper.row(1, 1, ["一、本表由各单位填写，每个项目填一行，金额以万元为单位。"]);
        paper.row(2, 1, ["二、涉密项目不在本表填报。"]);
        paper.row(3, 1, [UNSEEN[0], "涉密"]);
        paper.row(4, 1, ["项目", "是否涉密"]);
        paper.row(5, 1, [UNSEEN[0], "是"]);
    })
}

fn draw(host: &Host, request: Value) -> Value {
    let mut asked = json!({ "file": host.saved("登记表.xlsx", &book()), "picture": [] });
    asked.as_object_mut().expect("it is one").extend(request.as_object().expect("it is one").clone());
    host.call("preview", asked)
}

fn row(picture: &Value, row: u32) -> Option<&Value> {
    items(&picture["rows"]).iter().find(|drawn| drawn["row"] == row)
}

#[test]
fn nothing_withheld_is_in_a_picture() {
    let host = Host::new();
    let told = draw(&host, json!({ "picture": [{ "sheet": "登记表", "from": 1, "to": 100 }] }));
    let text = told.to_string();
    for unseen in UNSEEN {
        assert!(!text.contains(unseen), "{unseen} must not leave the program");
    }
    let picture = &told["sheets"][0]["picture"];
    let classified = row(picture, 10).expect("the place of the row is shown");
    assert_eq!((&classified["classified"], &classified["cells"]), (&json!(true), &json!({})), "its content is not");
    assert_eq!(row(picture, 4).map(|row| &row["withheld"]), Some(&json!([4])), "a cell below a header of passwords");
    assert_eq!(row(picture, 12).map(|row| &row["withheld"]), Some(&json!([4, 6])), "and a remark with an account");
    let notes = &told["sheets"][1]["picture"];
    assert!(
        row(notes, 1).is_some_and(|row| row["cells"]["A"].is_string()),
        "a sheet that is not read is shown: {notes}"
    );
    assert_eq!(row(notes, 3).map(|row| &row["classified"]), Some(&json!(true)), "but for what is marked");
}

#[test]
fn long_runs_of_records_are_folded_and_counted() {
    let host = Host::new();
    let told = draw(&host, json!({}));
    let picture = &told["sheets"][0]["picture"];
    let fold = &picture["folds"][0];
    assert_eq!((&fold["from"], &fold["to"]), (&json!(16), &json!(38)), "all but the first twelve and the last: {fold}");
    assert_eq!((&fold["kinds"]["record"], &fold["classified"]), (&json!(23), &json!(1)), "what is hidden is counted");
    let shown = items(&picture["rows"]).len() as u64;
    assert_eq!(shown + 23, 40, "a row is shown or folded");
    assert_eq!(row(picture, 40).map(|row| &row["kind"]), Some(&json!("subtotal")), "every row has its kind");
    let open = draw(&host, json!({ "picture": [{ "sheet": "登记表", "from": 20, "to": 22 }] }));
    assert!(row(&open["sheets"][0]["picture"], 21).is_some(), "rows that are asked for are shown");
    assert_eq!(open["sheets"][0]["picture"]["folds"].as_array().map(Vec::len), Some(2), "the rest stays folded");
}

#[test]
fn columns_tell_how_sure_they_are() {
    let host = Host::new();
    let told = draw(&host, json!({}));
    let sheet = &told["sheets"][0];
    let looks = items(&sheet["picture"]["looks"][0]);
    let certainty: Vec<&str> = looks.iter().filter_map(|look| look["certainty"].as_str()).collect();
    assert_eq!(certainty, ["sure", "look", "sure", "out", "sure", "extra"], "no unit is stated: somebody must look");
    assert_eq!(looks[1]["doubtful"], 1, "one amount is no number: {}", looks[1]);
    assert_eq!(looks[1]["choices"][0]["field"], "invest_total", "what the header means comes first");
    assert!(items(&looks[3]["choices"]).is_empty(), "a column of passwords is offered for nothing");
    assert_eq!(sheet["tables"][0]["classified"], 2, "refused rows are counted");
    let counts = &sheet["picture"]["counts"];
    assert!(counts["must_fix"].as_u64() > Some(0), "remarks are counted by weight: {counts}");
}

#[test]
fn a_header_pointed_at_and_a_remembered_reading_are_told() {
    let host = Host::new();
    let told = draw(&host, json!({ "headers": [{ "sheet": "登记表", "tables": [[4]] }] }));
    assert_eq!(told["sheets"][0]["reading"]["tables"][0]["header_rows"], json!([4]), "the header is where she pointed");
    let file = host.saved("登记表.xlsx", &book());
    let batch = host.call("import", json!({ "file": file }))["batch"].clone();
    let again = draw(&host, json!({}));
    let from = &again["sheets"][0]["tables"][0]["remembered_from"];
    assert_eq!((&from["batch"], &from["file"]), (&batch, &json!("登记表.xlsx")), "where the reading comes from");
}

#[test]
fn a_classified_card_is_not_drawn() {
    let host = Host::new();
    let card = Book::new().sheet("项目卡", |paper| {
        paper.row(1, 1, ["项目名称", UNSEEN[0], "填报单位", "江西省水利厅"]);
        paper.row(2, 1, ["总投资（万元）", "66", "项目状态", "在建"]);
        paper.row(3, 1, ["涉密分类", "涉密", "部署位置", "部门自建机房"]);
    });
    let told = host.call("preview", json!({ "file": host.saved("卡.xlsx", &card), "picture": [] }));
    assert_eq!(told["sheets"][0]["tables"][0]["classified"], 1, "else the test would show nothing: {told}");
    assert!(!told.to_string().contains(UNSEEN[0]), "nothing of it is in the picture");
}
