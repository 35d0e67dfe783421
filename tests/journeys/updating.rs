//! Updates that ask and records that become one, by the real program: what a person wrote stands, and all of it comes back.

use std::time::Duration;

use qingce_journeys::Sandbox;
use serde_json::Value;

const HEADER: &str = "项目名称,填报单位,总投资（万元）,承建单位";

fn import(sandbox: &Sandbox, name: &str, row: &str) -> String {
    sandbox.folder().write(name, format!("{HEADER}\n{row}\n").as_str()).to_string_lossy().into_owned()
}

fn uids(sandbox: &Sandbox) -> Vec<String> {
    let told = sandbox.json(&["list"]);
    let records = told["records"].as_array().cloned().unwrap_or_default();
    records.iter().filter_map(|record| record["_uid"].as_str().map(str::to_owned)).collect()
}

fn amount(sandbox: &Sandbox) -> Value {
    sandbox.json(&["list"])["records"][0]["invest_total"].clone()
}

#[test]
fn what_a_person_wrote_is_kept_and_told_by_the_exit_code() {
    let sandbox = Sandbox::new();
    sandbox.qingce(&["import", &import(&sandbox, "一.csv", "平台甲,江西省财政厅,100,")]).exits(0);
    let uid = uids(&sandbox).remove(0);
    sandbox.qingce(&["edit", &uid, "总投资=80", "--reason", "合同核实"]).exits(0);
    let second = import(&sandbox, "二.csv", "平台甲,江西省财政厅,130,云帆软件");
    sandbox.qingce(&["import", &second]).exits(4).tells("保留现值");
    assert_eq!(amount(&sandbox), "80", "nobody said that it may be overwritten");
    sandbox.qingce(&["import", &second, "--conflicts", "take"]).exits(0).tells("采用来值");
    assert_eq!(amount(&sandbox), "130", "then it was said");
    sandbox.qingce(&["undo", "3"]).exits(0);
    assert_eq!(amount(&sandbox), "80", "undo brings the person's value back");
    sandbox.qingce(&["verify"]).exits(0);
}

#[test]
fn a_merging_ended_at_any_moment_is_whole_or_not_at_all() {
    for moment in 0..6 {
        let sandbox = Sandbox::new();
        sandbox.qingce(&["import", &import(&sandbox, "一.csv", "办公系统,江西省财政厅,100,云帆软件")]).exits(0);
        sandbox.qingce(&["import", &import(&sandbox, "二.csv", "协同办公平台,江西省财政厅,120,")]).exits(0);
        let pair = uids(&sandbox);
        let mut child = sandbox.start(&["merge", &pair[0], &pair[1]]);
        std::thread::sleep(Duration::from_millis(15 * moment));
        // It may have come to its end already: that is one of the moments.
        child.kill().ok();
        child.wait().expect("an ended program can be waited for");
        sandbox.qingce(&["verify"]).exits(0);
        if uids(&sandbox).len() == 2 {
            sandbox.qingce(&["merge", &pair[0], &pair[1]]).exits(0).tells("已合并");
        }
        assert_eq!(uids(&sandbox), pair[..1], "the first one stays");
        let told = sandbox.json(&["history", &pair[1]]);
        let set = told["merged"][0]["set"].to_string();
        sandbox.qingce(&["merge", "--undo", &set]).exits(0).tells("恢复原样");
        assert_eq!(uids(&sandbox).len(), 2, "both are back");
        sandbox.qingce(&["verify"]).exits(0);
    }
}
