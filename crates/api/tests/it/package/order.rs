//! Copies of a register, worked on at random and merged in any order: one result, no edit lost, and each merge is whole.

use std::collections::BTreeMap;

use proptest::prelude::*;
use qingce_testkit::Sandbox;
use serde_json::{Value, json};

use super::kit::{Desk, file, team};
use super::plan::{Plan, plan};
use super::side::{Side, expected, office, told};
use crate::dispatch::items;

/// Plans that are tried; each is about ten registers.
const CASES: u32 = 4;
/// Smaller plans that are tried where one fails.
const SHRINK: u32 = 12;

/// Merges a package; a conflict is decided by the greater text, whoever has it, and what was worked on outlives what
/// was taken away. Gives the batch; none where it brought nothing.
fn merged_by_rule(home: &Desk, package: &str) -> Option<Value> {
    let staged = home.stage(package);
    if staged["state"] == "nothing_new" {
        return None;
    }
    let page = home.call("conflicts", json!({ "id": staged["id"], "limit": 999 }));
    for conflict in items(&page["conflicts"]) {
        let text = |side: &str| conflict[side].as_str().unwrap_or_default().to_owned();
        let theirs = conflict["kind"] == "gone" || text("theirs") > text("ours");
        let keep = if theirs { "theirs" } else { "ours" };
        let choice = json!({ "id": staged["id"], "conflicts": [conflict["number"]], "choice": { "keep": keep } });
        home.call("decide_conflicts", choice);
    }
    let done = home.finish(&staged);
    assert_eq!(done["state"], "merged", "every conflict was decided");
    home.sound();
    Some(done["batch"].clone())
}

/// Everything that the register says of its records, as it was before and is to be after.
fn everything(desk: &Desk) -> BTreeMap<String, Value> {
    let page = desk.call("list", json!({ "selection": {}, "limit": 99 }));
    let rows = items(&page["rows"]).iter().map(|row| {
        let mut row = row.clone();
        let uid = row["uid"].as_str().expect("a uid").to_owned();
        let mut sheet = desk.call("check_sheet", json!({ "uid": uid }));
        // How often it was written: an undo is a writing like another.
        for of in [&mut row, &mut sheet] {
            of.as_object_mut().expect("an object").remove("revision").expect("a revision");
        }
        (uid, json!({ "row": row, "sheet": sheet }))
    });
    rows.collect()
}

/// The same with who decided and answered what.
fn all_words(desk: &Desk) -> BTreeMap<String, Value> {
    let mut all = everything(desk);
    let decisions = |uid: &String| desk.call("record", json!({ "uid": uid }))["tags"]["decisions"].clone();
    all.iter_mut().for_each(|(uid, told)| told["decisions"] = decisions(uid));
    let answered = desk.call("duplicates", json!({ "state": "answered", "limit": 99 }));
    all.extend(items(&answered["rows"]).iter().map(|row| {
        let answer = row["answer"].clone();
        (format!("{} {}", answer["one"], answer["other"]), answer)
    }));
    all
}

/// Asserts that two registers say the same, telling only what differs.
fn same(left: &BTreeMap<String, Value>, right: &BTreeMap<String, Value>, why: &str) {
    let told = |of: &BTreeMap<String, Value>, key: &String| of.get(key).map(|told| format!("{told:#}"));
    for key in left.keys().chain(right.keys()) {
        let (left, right) = (told(left, key).unwrap_or_default(), told(right, key).unwrap_or_default());
        let differs = left.lines().zip(right.lines()).find(|(left, right)| left != right);
        assert!(left == right, "{why}: {key}: {differs:?}");
    }
}

/// A register as it is now, at another desk.
fn twin_of(sandbox: &Sandbox, home: &Desk) -> Desk {
    let twin = Desk::new(sandbox, "另一册");
    let copy = sandbox.path("另一处/清册.db");
    std::fs::create_dir(sandbox.path("另一处")).expect("a folder");
    let kept = home.call("backup", json!({}))["file"].clone();
    std::fs::copy(kept.as_str().expect("a path"), &copy).expect("a copy of the register");
    twin.call("open_register", json!({ "file": copy.to_string_lossy() }));
    twin
}

fn holds(plan: &Plan) {
    let sandbox = Sandbox::new();
    let mut home = office(&sandbox);
    let base = home.told.clone();
    let (mut packages, mut copies) = (Vec::new(), Vec::new());
    for (n, carried) in plan.copies.iter().enumerate() {
        let out = file(&sandbox, &format!("{n}.qcp"));
        home.desk.make(&out, &format!("{n}组"), &Side::condition(carried.scope));
        let mut side = Side::new(&sandbox, team(&sandbox, &format!("{n}组"), &out), &format!("{n}组"));
        carried.first.iter().for_each(|act| side.act(act, false));
        side.desk.make(&out, "", "");
        let first = file(&sandbox, &format!("{n}-先.qcp"));
        std::fs::rename(&out, &first).expect("another name");
        carried.later.iter().for_each(|act| side.act(act, true));
        side.desk.make(&out, "", "");
        side.desk.sound();
        assert_eq!(told(&side.desk), side.told, "the list of what was done is what is there");
        packages.push([first, out]);
        copies.push(side.told);
    }
    plan.home.iter().for_each(|act| home.act(act, false));
    let wanted = expected(&base, &home.told, &copies);
    let home = home.desk;
    let twin = twin_of(&sandbox, &home);

    plan.order.iter().for_each(|at| _ = merged_by_rule(&home, &packages[*at][1]));
    assert_eq!(told(&home), wanted, "no edit is lost and none is invented");

    let mut came = vec![0; packages.len()];
    let mut last = None;
    for at in &plan.other {
        let package = &packages[*at][usize::from(came[*at] == 1)];
        came[*at] += 1;
        let before = all_words(&twin);
        match merged_by_rule(&twin, package) {
            Some(batch) => last = Some((before, batch, package)),
            None => same(&all_words(&twin), &before, "what brings nothing changes nothing"),
        }
    }
    same(&everything(&twin), &everything(&home), "the order of the sticks must not matter");
    if let Some((before, batch, package)) = last {
        twin.call("undo", json!({ "batch": batch }));
        twin.sound();
        same(&all_words(&twin), &before, "an undone merge leaves nothing behind");
        merged_by_rule(&twin, package);
        assert_eq!(told(&twin), wanted, "and may come again");
    }
}

/// Few plans here; as many as `PROPTEST_CASES` says where somebody looks for more.
fn config() -> ProptestConfig {
    let told = ProptestConfig::default();
    let cases = std::env::var_os("PROPTEST_CASES").map_or(CASES, |_| told.cases);
    ProptestConfig { cases, max_shrink_iters: SHRINK, failure_persistence: None, ..told }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn copies_merge_in_any_order(plan in plan()) {
        holds(&plan);
    }
}
