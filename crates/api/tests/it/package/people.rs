//! What people said in a package comes back with who said it: decisions, answers of 查重, records made one, records taken out.

use qingce_testkit::{Book, Sandbox};
use serde_json::{Value, json};

use super::kit::{Desk, HEADER, away, file, home, team};
use crate::dispatch::items;

const TAG: &str = "上云迁移";
const OTHER: &str = "专网迁移";

impl Desk {
    fn decide(&self, name: &str, tag: &str, verdict: &str) {
        let request = json!({ "uid": self.uid(name), "tag": tag, "verdict": verdict, "reason": "核过" });
        self.call("decide", request);
    }
    /// Verdict and who, of a decision on a tag.
    fn decision(&self, name: &str, tag: &str) -> Option<(String, String)> {
        let record = self.call("record", json!({ "uid": self.uid(name) }));
        let found = items(&record["tags"]["decisions"]).iter().find(|decision| decision["tag"] == tag)?.clone();
        let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
        Some((text("verdict"), text("who")))
    }
    fn relate(&self, one: &str, other: &str, relation: &str) {
        let request = json!({ "one": self.uid(one), "other": self.uid(other), "relation": relation, "why": "看过" });
        self.call("relate", request);
    }
    /// Relation and who, of the only answer.
    fn answer(&self) -> Option<(String, String)> {
        let page = self.call("duplicates", json!({ "state": "answered", "limit": 9 }));
        let found = items(&page["rows"]).first()?["answer"].clone();
        let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
        Some((text("relation"), text("who")))
    }
    fn conflicts(&self, staged: &Value) -> Vec<Value> {
        items(&self.call("conflicts", json!({ "id": staged["id"], "limit": 99 }))["conflicts"]).to_vec()
    }
    fn say(&self, staged: &Value, number: u64, keep: &str) {
        let request = json!({ "id": staged["id"], "conflicts": [number], "choice": { "keep": keep } });
        self.call("decide_conflicts", request);
    }
    /// How many lines of a kind a merge would bring.
    fn coming(&self, staged: &Value, kind: &str) -> Value {
        let page = self.call("coming", json!({ "id": staged["id"], "kind": kind, "limit": 99 }));
        assert_eq!(page["total"], json!(items(&page["lines"]).len()), "all of them are on one page: {page}");
        page["total"].clone()
    }
    fn add(&self, name: &str) -> Value {
        let cells =
            json!([{ "field": "project_name", "text": name }, { "field": "report_unit", "text": "江西省水利厅" }]);
        self.call("add_record", json!({ "cells": cells }))
    }
    /// Makes the second part of the first, which keeps its name.
    fn make_one(&self, one: &str, other: &str) {
        let fields = json!([{ "field": "project_name", "take": "one" }]);
        self.call("merge_records", json!({ "one": one, "other": other, "fields": fields }));
    }
    fn total(&self) -> u64 {
        self.call("list", json!({ "selection": {}, "limit": 0 }))["total"].as_u64().expect("a count")
    }
}

fn said(verdict: &str, who: &str) -> Option<(String, String)> {
    Some((verdict.to_owned(), who.to_owned()))
}

#[test]
fn decisions_come_back_with_who_made_them_and_differing_ones_are_asked() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    home.decide("水情平台", TAG, "accept");
    home.decide("水情平台", OTHER, "accept");
    let (out, first) = away(&sandbox, &home);
    assert_eq!(first.decision("水情平台", TAG), said("accept", "清册"), "what was decided goes along");
    first.decide("水情平台", TAG, "reject");
    first.call("undo_decision", json!({ "uid": first.uid("水情平台"), "tag": OTHER }));
    first.decide("河湖系统", TAG, "reject");
    first.make(&out, "", "");
    home.decide("河湖系统", TAG, "postpone");
    let before = (home.decision("水情平台", TAG), home.decision("水情平台", OTHER), home.decision("河湖系统", TAG));

    let staged = home.stage(&out);
    let (came, open) = (&staged["decisions"], home.conflicts(&staged));
    assert_eq!((came, open.len()), (&json!(2), 1), "changed and taken back; both decided: {staged}");
    let told = [&open[0]["kind"], &open[0]["field"], &open[0]["ours"], &open[0]["theirs"], &open[0]["based"]];
    let wanted = [&json!("decision"), &json!(TAG), &json!("postpone"), &json!("reject"), &json!(true)];
    assert_eq!(told, wanted, "by tag, with both words: {open:?}");
    home.say(&staged, 0, "theirs");
    let done = home.finish(&staged);
    home.sound();
    assert_eq!(home.decision("水情平台", TAG), said("reject", "一组的电脑"), "with who decided it");
    assert_eq!(home.decision("水情平台", OTHER), None, "what they took back is taken back");
    assert_eq!(home.decision("河湖系统", TAG), said("reject", "一组的电脑"), "as the person said");
    assert_eq!(home.stage(&out)["state"], "nothing_new", "twice is once");
    let receipt = std::fs::read_to_string(done["receipt"].as_str().expect("a receipt")).expect("it is there");
    assert!(receipt.contains("本册“暂缓”，外业包“否决”，定为“否决”"), "in the words of people: {receipt}");

    home.call("undo", json!({ "batch": done["batch"] }));
    home.sound();
    let after = (home.decision("水情平台", TAG), home.decision("水情平台", OTHER), home.decision("河湖系统", TAG));
    assert_eq!(after, before, "undo brings back what was decided, and by whom");
}

#[test]
fn answers_go_out_and_come_back() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    home.relate("水情平台", "河湖系统", "unsure");
    let (out, first) = away(&sandbox, &home);
    first.sound();
    assert_eq!(first.answer(), said("unsure", "清册"), "what was answered goes along");
    first.relate("河湖系统", "水情平台", "phase");
    first.make(&out, "", "");
    let staged = home.stage(&out);
    assert_eq!((&staged["answers"], &staged["conflicts"]), (&json!(1), &json!(0)), "only they said another word");
    let done = home.finish(&staged);
    home.sound();
    assert_eq!(home.answer(), said("phase", "一组的电脑"), "with who said it");
    home.call("undo", json!({ "batch": done["batch"] }));
    home.sound();
    assert_eq!(home.answer(), said("unsure", "清册"), "the word before stands again");

    home.relate("水情平台", "河湖系统", "phase");
    let staged = home.stage(&out);
    let open = home.conflicts(&staged);
    assert_eq!(open.len(), 1, "the later phase of which: both said something else: {staged}");
    assert_eq!((&open[0]["kind"], &open[0]["other"]["name"].is_string()), (&json!("answer"), &true), "{open:?}");
    assert_ne!(open[0]["ours"], open[0]["theirs"], "the direction is told");
    home.say(&staged, 0, "ours");
    home.finish(&staged);
    assert_eq!(home.answer(), said("phase", "清册"), "as the person said");
    home.sound();
}

#[test]
fn records_made_one_there_are_made_one_here_and_two_again_by_undo() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    home.decide("河湖系统", TAG, "accept");
    let (out, first) = away(&sandbox, &home);
    let (one, other) = (first.uid("水情平台"), first.uid("河湖系统"));
    first.call("check", json!({ "uid": other, "checks": [{ "field": "status", "verdict": "right" }] }));
    first.make_one(&one, &other);
    first.make(&out, "", "");
    let staged = home.stage(&out);
    let told = [&staged["mergings"], &staged["taken_out"], &staged["conflicts"]];
    assert_eq!(told, [&json!(1), &json!(0), &json!(0)], "one merging: {staged}");
    let done = home.finish(&staged);
    home.sound();
    assert_eq!(home.total(), 2, "two are one");
    assert_eq!(
        home.call("record", json!({ "uid": other }))["record"]["uid"],
        json!(one),
        "the other's uid leads to it"
    );
    assert_eq!(home.decision("水情平台", TAG), said("accept", "清册"), "no decision is lost");
    let sheet = home.call("check_sheet", json!({ "uid": one }));
    assert_eq!(sheet["counts"]["right"], 1, "what was found of the other is found of it: {sheet}");
    assert_eq!(home.stage(&out)["state"], "nothing_new", "twice is once");
    home.call("undo", json!({ "batch": done["batch"] }));
    home.sound();
    assert_eq!(home.total(), 3, "two again");
    assert_eq!(home.decision("河湖系统", TAG), said("accept", "清册"), "with its own decision");
}

#[test]
fn what_was_found_of_one_that_never_came_is_found_of_the_one_it_became_part_of() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let (out, first) = away(&sandbox, &home);
    let (one, between, last) = (first.uid("水情平台"), first.add("甲项目"), first.add("乙项目"));
    let (between, last) = (between["uid"].as_str().expect("it"), last["uid"].as_str().expect("it"));
    first.call("check", json!({ "uid": between, "checks": [{ "field": "status", "verdict": "right" }] }));
    // 河湖系统 goes into one that goes into one that is here; another found one does so, too.
    first.make_one(between, &first.uid("河湖系统"));
    first.make_one(&one, between);
    first.make_one(&one, last);
    first.make(&out, "", "");
    let staged = home.stage(&out);
    let told = [&staged["new"], &staged["mergings"], &staged["conflicts"]];
    assert_eq!(told, [&json!(0), &json!(1), &json!(0)], "one of ours became part of another: {staged}");
    let done = home.finish(&staged);
    home.sound();
    assert_eq!(home.total(), 2, "two are one");
    assert_eq!(home.call("record", json!({ "uid": between }))["record"]["uid"], json!(one), "it leads to it");
    let sheet = home.call("check_sheet", json!({ "uid": one }));
    assert_eq!(sheet["counts"]["right"], 1, "what was found of it is not lost: {sheet}");
    assert_eq!(home.stage(&out)["state"], "nothing_new", "twice is once");
    home.call("undo", json!({ "batch": done["batch"] }));
    home.sound();
    assert_eq!(home.total(), 3, "two again");
}

#[test]
fn two_teams_that_made_the_same_two_one_agree() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let (first, second) = (file(&sandbox, "一组.qcp"), file(&sandbox, "二组.qcp"));
    for (out, one, other) in [(&first, "水情平台", "河湖系统"), (&second, "河湖系统", "水情平台")] {
        home.make(out, "组", "report_unit = 江西省水利厅");
        let desk = team(&sandbox, one, out);
        desk.make_one(&desk.uid(one), &desk.uid(other));
        desk.make(out, "", "");
    }
    let staged = home.stage(&first);
    home.finish(&staged);
    let staged = home.stage(&second);
    assert_eq!(staged["state"], "nothing_new", "they are one already, and nobody took out what another worked on");
    assert_eq!(home.total(), 2, "one of the two is left");
    home.sound();
}

#[test]
fn what_one_made_one_and_another_changed_is_asked() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let (out, first) = away(&sandbox, &home);
    first.make_one(&first.uid("水情平台"), &first.uid("河湖系统"));
    first.make(&out, "", "");
    home.edit("河湖系统", "contractor", "甲公司");
    let staged = home.stage(&out);
    let open = home.conflicts(&staged);
    assert_eq!((open.len(), &open[0]["kind"]), (1, &json!("removed")), "delete against update: {open:?}");
    assert_eq!(open[0]["ours_by"]["who"], "清册", "who changed it here");
    assert_eq!(home.refused("finish_merge", json!({ "id": staged["id"] })), "conflicts_open", "nobody wins silently");
    home.say(&staged, 0, "ours");
    home.finish(&staged);
    assert_eq!((home.total(), home.value("河湖系统", "contractor")), (3, json!("甲公司")), "it stays, as it is");
    home.sound();
}

#[test]
fn what_was_taken_out_there_goes_unless_somebody_worked_on_it_here() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let (out, first) = away(&sandbox, &home);
    let added: Vec<Value> = ["甲项目", "乙项目"].iter().map(|name| first.add(name)["batch"].clone()).collect();
    first.decide("甲项目", TAG, "accept");
    first.make(&out, "", "");
    let staged = home.stage(&out);
    assert_eq!((&staged["new"], &staged["decisions"]), (&json!(2), &json!(1)), "found there, decided there: {staged}");
    home.finish(&staged);
    assert_eq!((home.total(), home.decision("甲项目", TAG)), (5, said("accept", "一组的电脑")), "both are here");
    for batch in added {
        first.call("undo", json!({ "batch": batch }));
    }
    first.make(&out, "", "");
    home.edit("乙项目", "contractor", "乙公司");
    let staged = home.stage(&out);
    let open = home.conflicts(&staged);
    assert_eq!((&staged["taken_out"], open.len()), (&json!(1), 1), "one goes, one is asked: {staged}");
    assert_eq!((&open[0]["kind"], &open[0]["name"]), (&json!("removed"), &json!("乙项目")), "{open:?}");
    home.say(&staged, 0, "theirs");
    let done = home.finish(&staged);
    home.sound();
    assert_eq!(home.total(), 3, "both are gone");
    assert_eq!(home.stage(&out)["state"], "nothing_new", "twice is once");
    home.call("undo", json!({ "batch": done["batch"] }));
    home.sound();
    assert_eq!((home.total(), home.value("乙项目", "contractor")), (5, json!("乙公司")), "back as they were");
    assert_eq!(home.decision("甲项目", TAG), said("accept", "一组的电脑"), "with what was decided on them");
}

#[test]
fn what_would_come_in_is_seen_before_it_is_in() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let out = file(&sandbox, "一组.qcp");
    home.make(&out, "一组", "");
    let first = team(&sandbox, "一组", &out);
    first.add("甲项目");
    first.edit("水情平台", "contractor", "乙公司");
    first.edit("水情平台", "remark", "看过");
    first.decide("水情平台", TAG, "reject");
    first.relate("水情平台", "学籍系统", "different");
    first.make_one(&first.uid("水情平台"), &first.uid("河湖系统"));
    first.make(&out, "", "");
    let staged = home.stage(&out);
    for kind in ["new", "cells", "taken_out", "mergings", "decisions", "answers"] {
        assert_eq!(home.coming(&staged, kind), staged[kind], "the lines of {kind} are as many as were told: {staged}");
    }
    let page = home.call("coming", json!({ "id": staged["id"], "kind": "cells", "offset": 0, "limit": 1 }));
    let line = &page["lines"][0];
    assert_eq!((&line["record"]["name"], &line["said"]["who"]), (&json!("水情平台"), &json!("一组的电脑")), "{line}");
    assert_eq!(home.total(), 3, "seeing it brings nothing in");
    home.finish(&staged);
    assert_eq!(home.refused("coming", json!({ "id": staged["id"], "limit": 1 })), "merge_gone", "it is in");
    home.sound();
}

#[test]
fn what_two_teams_found_is_shown_as_likely_one() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    for name in ["一组", "二组"] {
        let out = file(&sandbox, &format!("{name}.qcp"));
        home.make(&out, name, "report_unit = 江西省水利厅");
        let desk = team(&sandbox, name, &out);
        desk.add(if name == "一组" {
            "全省水库大坝安全监测平台"
        } else {
            "全省水库大坝安全监测平台项目"
        });
        desk.make(&out, "", "");
        let staged = home.stage(&out);
        home.finish(&staged);
    }
    assert_eq!(home.total(), 5, "nobody made them one unasked");
    let page = home.call("duplicates", json!({ "state": "open", "limit": 9 }));
    let name = |side: &str| page["rows"][0][side]["values"]["project_name"].as_str().unwrap_or_default().to_owned();
    let told =
        (&page["total"], &page["rows"][0]["relation"], name("one").contains("大坝"), name("other").contains("大坝"));
    assert_eq!(told, (&json!(1), &json!("same"), true, true), "查重 shows the two: {page}");
}

#[test]
fn what_was_kept_stands_in_the_journal() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let (out, first) = away(&sandbox, &home);
    first.edit("水情平台", "contractor", "乙公司");
    first.make(&out, "", "");
    home.edit("水情平台", "contractor", "甲公司");
    let staged = home.stage(&out);
    home.say(&staged, 0, "ours");
    let done = home.finish(&staged);
    assert_eq!(done["state"], "merged", "a decision to keep is a merge, too: {done}");
    let page = home.call("journal", json!({ "limit": 1 }));
    let changes = home.call("changes", json!({ "set": page["sets"][0]["set"], "limit": 9 }));
    let kept = &items(&changes["changes"])[0];
    let told = [&kept["what"], &kept["field"], &kept["old"], &kept["new"]];
    let wanted = [&json!("kept"), &json!("contractor"), &json!("甲公司"), &json!("乙公司")];
    assert_eq!(told, wanted, "what stood against what, and what was said: {changes}");
    assert_eq!(home.stage(&out)["state"], "nothing_new", "and it is not asked again");
    home.sound();
}

#[test]
fn a_record_found_by_name_is_known_by_both_uids_ever_after() {
    let sandbox = Sandbox::new();
    let county = home(&sandbox);
    let city = Desk::new(&sandbox, "市");
    let path = sandbox.path("市.xlsx");
    let book = Book::new().sheet("登记表", |paper| {
        paper.row(1, 1, HEADER);
        paper.row(2, 1, ["水情平台", "江西省水利厅", "在建", "100", ""]);
    });
    book.save(&path);
    city.call("import", json!({ "file": path.to_string_lossy() }));
    let uid = county.uid("水情平台");
    county.call("check", json!({ "uid": uid, "checks": [{ "field": "status", "verdict": "right" }] }));
    county.decide("水情平台", TAG, "reject");
    let out = file(&sandbox, "上报.qcp");
    county.make(&out, "上报", "");
    let staged = city.stage(&out);
    let done = city.finish(&staged);
    assert_ne!(city.uid("水情平台"), uid, "it has a uid of its own here");
    assert_eq!(
        city.call("record", json!({ "uid": uid }))["record"]["uid"],
        json!(city.uid("水情平台")),
        "and is known by theirs"
    );
    assert_eq!(city.decision("水情平台", TAG), said("reject", "清册"), "what was decided is decided on it");
    let sheet = city.call("check_sheet", json!({ "uid": city.uid("水情平台") }));
    assert_eq!(sheet["counts"]["right"], 1, "what was found of it is found of it: {sheet}");
    county.edit("水情平台", "contractor", "丙公司");
    let next = file(&sandbox, "次月.qcp");
    county.make(&next, "上报", "");
    let staged = city.stage(&next);
    assert_eq!(
        (&staged["changed"], &staged["conflicts"]),
        (&json!(1), &json!(0)),
        "a change of it, no stranger: {staged}"
    );
    let second = city.finish(&staged);
    assert_eq!(city.value("水情平台", "contractor"), "丙公司");
    city.sound();
    for batch in [&second["batch"], &done["batch"]] {
        city.call("undo", json!({ "batch": batch }));
    }
    city.sound();
    assert_eq!((city.total(), city.decision("水情平台", TAG)), (1, None), "all of it is taken back");
    assert_eq!(city.refused("record", json!({ "uid": uid })), "record_unknown", "and forgotten");
}
