//! A package and a register of an older program: brought up to this one, merged, sound.

use std::path::Path;

use qingce_testkit::Sandbox;
use serde_json::{Value, json};

use super::kit::{Desk, file};

/// Copies of what the older program wrote: the register, and the package's path.
fn older(sandbox: &Sandbox) -> (Desk, String) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema-0009");
    for (kept, copy) in [("home.register", "清册.db"), ("team.qcp", "一组.qcp")] {
        std::fs::copy(from.join(kept), sandbox.path(copy)).expect("the fixture can be copied");
    }
    (Desk::new(sandbox, "清册"), file(sandbox, "一组.qcp"))
}

fn schema(package: &str) -> i64 {
    let bytes = std::fs::read(package).expect("the package");
    let line = bytes.split(|byte| *byte == b'\n').next().expect("a first line");
    let line: Value = serde_json::from_slice(line).expect("the first line is JSON");
    line["schema"].as_i64().expect("it tells its schema")
}

#[test]
fn a_package_of_an_older_program_is_upgraded_and_merged() {
    let sandbox = Sandbox::new();
    let (home, out) = older(&sandbox);
    let bytes = std::fs::read(&out).expect("the package");
    assert!(schema(&out) < qingce_store::Store::schema(), "the fixture must be older, or this proves nothing");
    home.sound();
    let staged = home.stage(&out);
    assert_eq!(
        ["state", "new", "changed", "conflicts", "checks", "attachments"].map(|key| staged[key].clone()),
        [json!("waiting"), json!(1), json!(2), json!(1), json!(3), json!(1)],
        "all that was done there is understood: {staged}"
    );
    let conflict = &home.call("conflicts", json!({ "id": staged["id"], "limit": 9 }))["conflicts"][0];
    assert_eq!(
        ["field", "base", "ours", "theirs"].map(|key| conflict[key].clone()),
        [json!("invest_total"), json!("50"), json!("60"), json!("55")],
        "and what both did is asked: {conflict}"
    );
    home.call("decide_conflicts", json!({ "id": staged["id"], "choice": { "keep": "theirs" } }));
    let done = home.finish(&staged);
    assert_eq!(done["state"], "merged", "{done}");
    home.sound();
    assert_eq!(home.value("河湖系统", "invest_total"), "55", "as decided");
    assert_eq!(home.value("河湖系统", "remark"), "现场所见", "what they wrote is in");
    assert_eq!(home.value("水情平台", "status"), "已停用", "what was found wrong is corrected");
    assert_eq!(home.value("水情平台", "remark"), "来电更正", "what was written here stays");
    home.uid("门禁系统");
    assert_eq!(home.stage(&out)["state"], "nothing_new", "twice changes nothing");
    assert_eq!(std::fs::read(&out).expect("the package"), bytes, "the stick's file is only read");
    home.call("undo", json!({ "batch": done["batch"] }));
    home.sound();
}

#[test]
fn a_package_of_an_older_program_is_worked_on_with_this_one() {
    let sandbox = Sandbox::new();
    let (home, out) = older(&sandbox);
    let team = Desk::new(&sandbox, "乙的电脑");
    team.open(&out, &sandbox.path("一组.db"));
    team.sound();
    team.edit("门禁系统", "remark", "用新程序补记");
    team.make(&out, "", "");
    assert_eq!(schema(&out), qingce_store::Store::schema(), "what goes back is of this program");
    let staged = home.stage(&out);
    home.call("decide_conflicts", json!({ "id": staged["id"], "choice": { "keep": "ours" } }));
    assert_eq!(home.finish(&staged)["state"], "merged", "{staged}");
    assert_eq!(home.value("门禁系统", "remark"), "用新程序补记", "work of both programs came in");
    assert_eq!(home.value("河湖系统", "invest_total"), "60", "as decided");
    home.sound();
}
