//! What both sides changed: asked, remembered, never decided without a word.

use qingce_testkit::Sandbox;
use serde_json::json;

use super::kit::{away, home};

#[test]
fn what_both_changed_is_asked_and_answers_outlive_the_program() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let (out, first) = away(&sandbox, &home);
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
    let (out, first) = away(&sandbox, &home);
    first.edit("河湖系统", "status", "已建在用");
    first.make(&out, "", "");
    home.call("undo", json!({ "batch": 1 }));
    let staged = home.stage(&out);
    let page = home.call("conflicts", json!({ "id": staged["id"], "limit": 9 }));
    assert_eq!((&page["total"], &page["conflicts"][0]["kind"]), (&json!(1), &json!("gone")), "never silently: {page}");
    home.call("decide_conflicts", json!({ "id": staged["id"], "choice": { "keep": "theirs" } }));
    home.finish(&staged);
    assert_eq!(home.value("河湖系统", "status"), "已建在用", "it is back, as they had it");
    assert_eq!(home.uid("河湖系统"), first.uid("河湖系统"), "the same project for ever");
    home.sound();
}
