//! 报送进度 and 年度对比 as an office lives them: a list of units, deadlines, reports, last year's register, the lists.

use qingce_journeys::Sandbox;
use qingce_testkit::Book;

fn register(sandbox: &Sandbox, file: &str, rows: &[[&str; 3]]) -> String {
    let path = sandbox.path(file);
    Book::new()
        .sheet("登记表", |paper| {
            paper.row(1, 1, ["填报单位", "项目名称", "项目状态", "总投资（万元）", "涉密分类"]);
            for (at, [name, status, amount]) in (2..).zip(rows) {
                paper.row(at, 1, ["江西省水利厅", name, status, amount, "非涉密"]);
            }
        })
        .save(&path);
    path.to_string_lossy().into_owned()
}

#[test]
fn a_list_of_units_a_deadline_and_a_score() {
    let sandbox = Sandbox::new();
    let list = sandbox.path("名单.xlsx");
    Book::new()
        .sheet("名单", |paper| {
            paper.put(1, 1, "应报单位名单");
            paper.row(2, 1, ["单位名称", "单位代码", "主管部门", "单位类别"]);
            paper.row(3, 1, ["江西省样例研究院", "901", "江西省科学技术厅", "省直部门"]);
            paper.row(4, 1, ["", "902", "", "省直部门"]);
        })
        .save(&list);
    let list = list.to_string_lossy().into_owned();
    sandbox.qingce(&["units", "import", &list]).exits(4).tells("名单!A4");
    sandbox.qingce(&["progress", "deadline", "2020-12-31", "--reason", "通知要求"]).exits(0);
    sandbox.qingce(&["import", &register(&sandbox, "水利厅.xlsx", &[["河湖管理平台", "在建", "约三百万"]])]).exits(0);
    sandbox.qingce(&["progress", "--unit", "江西省水利厅"]).exits(0).tells("退回修改").tells("差错率　1÷1＝100%");
    sandbox.qingce(&["progress", "--unit", "江西省样例研究院"]).exits(0).tells("超期");
    let out = sandbox.path("催报清单.xlsx").to_string_lossy().into_owned();
    let told = sandbox.json(&["export", "urge", "--out", &out]);
    let progress = sandbox.json(&["progress"]);
    let units = progress["units"].as_array().expect("units are listed").len();
    assert_eq!(told["records"], units, "all of them are due: one has faults, the others did not report");
    sandbox.qingce(&["progress", "say", "zero", "江西省教育厅", "--reason", "来函说明"]).exits(0).tells("零报告");
}

#[test]
fn last_year_is_compared_and_counts_nowhere() {
    let sandbox = Sandbox::new();
    let now = register(&sandbox, "今年.xlsx", &[["河湖管理平台", "已建在用", "300"], ["新平台", "拟建", "50"]]);
    let then = register(&sandbox, "去年.xlsx", &[["河湖管理平台", "在建", "200"], ["旧系统", "已建在用", "80"]]);
    sandbox.qingce(&["import", &now]).exits(0);
    let before = sandbox.qingce(&["list", "--format", "jsonl"]).exits(0).stdout();
    sandbox.qingce(&["baseline", "import", &then, "--year", "2025"]).exits(0).tells("2025 年的清册");
    assert_eq!(
        sandbox.qingce(&["list", "--format", "jsonl"]).exits(0).stdout(),
        before,
        "this year's register is as it was"
    );
    let told = sandbox.json(&["baseline", "compare"]);
    let rows = |key: &str| told["all"][key]["rows"].as_i64().expect("a count");
    assert_eq!(["then", "gone", "new", "changed", "now"].map(rows), [2, 1, 1, 1, 2], "{told}");
    sandbox.qingce(&["baseline", "compare"]).exits(0).tells("总投资：200 → 300").tells("原因未说明");
    let out = sandbox.path("年度对比表.xlsx").to_string_lossy().into_owned();
    sandbox.qingce(&["export", "years", "--out", &out]).exits(0);
    sandbox.qingce(&["verify"]).exits(0);
    sandbox.qingce(&["baseline", "undo", "1"]).exits(0);
    sandbox.qingce(&["baseline", "compare"]).exits(0).tells("还没有导入往年清册");
}
