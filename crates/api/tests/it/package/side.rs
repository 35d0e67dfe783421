//! One side of a merge: a machine on which somebody works, and a plain list of what was done there. What is to be after
//! all merges follows from those lists alone.

use std::collections::{BTreeMap, BTreeSet};

use qingce_testkit::{Book, Sandbox};
use serde_json::{Value, json};

use super::kit::{Desk, file};
use super::plan::{Act, Scope};
use crate::dispatch::items;

/// The fields that are worked on, the texts they may have, and what makes a text a greater one.
const FIELDS: [(&str, [&str; 4], &str); 3] = [
    ("remark", ["", "甲", "乙", "丙"], "续"),
    ("contractor", ["", "丁公司", "戊公司", "己公司"], "分部"),
    ("invest_total", ["", "55", "60", "100"], "5"),
];
/// The unit of the smaller scope.
const UNIT: &str = "江西省水利厅";
/// The record that came by hand, so that it can go.
const BY_HAND: &str = "学籍系统";

/// Records that are decided on, the tag, and what may be decided; the first is nothing.
const DECIDED: [&str; 3] = ["水情平台", "河湖系统", "门户网站"];
const TAG: &str = "上云迁移";
const VERDICTS: [&str; 3] = ["", "accept", "reject"];
/// What may be said of two of them.
const RELATIONS: [&str; 3] = ["", "different", "unsure"];
/// Two records that may be made one, the first of which stays.
const PAIR: [&str; 2] = ["甲项目", "乙项目"];

/// What records are, by name; what people found of them and attached; what they decided and answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    pub cells: BTreeMap<String, BTreeMap<String, String>>,
    pub checks: BTreeMap<String, BTreeSet<String>>,
    pub attached: BTreeMap<String, BTreeSet<String>>,
    pub words: BTreeMap<String, String>,
}

/// A machine and what was done on it.
pub struct Side<'a> {
    sandbox: &'a Sandbox,
    pub desk: Desk,
    /// A word that is in everything that this side makes.
    name: String,
    pub told: Told,
    uids: BTreeMap<String, String>,
    /// Records that were added here, with their batches.
    added: Vec<(String, i64)>,
    /// Records that something was done to here.
    touched: BTreeSet<String>,
    /// What something was decided or answered of here.
    said: BTreeSet<String>,
    count: usize,
}

/// The office's register before anything is carried away.
pub fn office(sandbox: &Sandbox) -> Side<'_> {
    let desk = Desk::new(sandbox, "清册");
    let book = Book::new().sheet("登记表", |paper| {
        paper.row(1, 1, ["项目名称", "填报单位", "项目状态", "总投资（万元）", "备注", "承建单位", "联系地点"]);
        paper.row(2, 1, ["水情平台", UNIT, "在建", "100", "乙", "", "一楼"]);
        paper.row(3, 1, ["河湖系统", UNIT, "在建", "60", "", "戊公司", ""]);
        paper.row(4, 1, ["门户网站", "江西省教育厅", "已建在用", "80", "", "", ""]);
        paper.row(5, 1, [PAIR[0], UNIT, "在建", "10", "", "", ""]);
        paper.row(6, 1, [PAIR[1], UNIT, "在建", "10", "", "", ""]);
    });
    let path = sandbox.path("登记表.xlsx");
    book.save(&path);
    desk.call("import", json!({ "file": path.to_string_lossy() }));
    let mut side = Side::new(sandbox, desk, "家");
    let unit = BTreeMap::from([("invest_total", "70"), ("report_unit", "江西省教育厅")]);
    side.add(BY_HAND, &unit);
    side.decide(0, 1, false);
    side.relate(0, 2, false);
    side.look();
    side.said.clear();
    side
}

impl<'a> Side<'a> {
    pub fn new(sandbox: &'a Sandbox, desk: Desk, name: &str) -> Side<'a> {
        let name = name.to_owned();
        let (told, uids, added, touched, said) = Default::default();
        let mut side = Side { sandbox, desk, name, told, uids, added, touched, said, count: 0 };
        side.look();
        side
    }

    /// Reads what is there.
    fn look(&mut self) {
        (self.told, self.uids) = seen(&self.desk);
    }

    /// What a scope is as a condition.
    pub fn condition(scope: Scope) -> String {
        match scope {
            Scope::Whole => String::new(),
            Scope::All => "总投资 > 0".into(),
            Scope::Unit => format!("report_unit = {UNIT}"),
        }
    }

    /// Does something. What is done `later` to a cell only makes its text greater.
    pub fn act(&mut self, act: &Act, later: bool) {
        match act {
            Act::Edit { record, field, text } => self.edit(*record, *field, *text, later),
            Act::Check { record, field, verdict, text } => self.check(*record, *field, *verdict, *text, later),
            Act::Attach { record } => self.attach(*record),
            Act::Add => {
                self.count += 1;
                let name = format!("{}新增{}", self.name, self.count);
                self.add(&name, &BTreeMap::from([("report_unit", UNIT)]));
            }
            Act::Decide { record, verdict } => self.decide(*record, *verdict, later),
            Act::Relate { pair, relation } => self.relate(*pair, *relation, later),
            Act::MakeOne => self.make_one(),
            Act::TakeBack => {
                let last = self.added.pop_if(|(name, _)| !self.touched.contains(name));
                last.into_iter().for_each(|(name, batch)| self.undo(&name, batch));
            }
            Act::Remove => {
                let at = self.added.iter().position(|(name, _)| name == BY_HAND && !self.touched.contains(name));
                let gone = at.map(|at| self.added.remove(at));
                gone.into_iter().for_each(|(name, batch)| self.undo(&name, batch));
            }
        }
    }

    fn record(&mut self, number: usize) -> (String, String) {
        let free: Vec<_> = self.uids.iter().filter(|(name, _)| !PAIR.contains(&name.as_str())).collect();
        let (name, uid) = free[number % free.len()];
        self.touched.insert(name.clone());
        (name.clone(), uid.clone())
    }

    fn next(&self, name: &str, field: usize, text: usize, later: bool) -> String {
        let (key, texts, more) = FIELDS[field];
        if later { format!("{}{more}", self.told.cells[name][key]) } else { texts[text].to_owned() }
    }

    fn edit(&mut self, record: usize, field: usize, text: usize, later: bool) {
        let (name, uid) = self.record(record);
        let (key, text) = (FIELDS[field].0, self.next(&name, field, text, later));
        self.desk.call("edit", json!({ "cells": [{ "uid": uid, "field": key, "text": text }] }));
        self.told.cells.entry(name).or_default().insert(key.to_owned(), text);
    }

    fn check(&mut self, record: usize, field: usize, verdict: usize, text: usize, later: bool) {
        let (name, uid) = self.record(record);
        let key = FIELDS[field].0;
        self.count += 1;
        let note = format!("{}第{}次", self.name, self.count);
        let word = ["right", "unseen", "wrong"][verdict];
        let mut found = json!({ "field": key, "verdict": word, "note": note });
        if verdict == 2 {
            let text = self.next(&name, field, text, later);
            found["text"] = json!(text);
            self.told.cells.entry(name.clone()).or_default().insert(key.to_owned(), text);
        }
        self.desk.call("check", json!({ "uid": uid, "checks": [found] }));
        self.told.checks.entry(name).or_default().insert(note);
    }

    fn attach(&mut self, record: usize) {
        let (name, uid) = self.record(record);
        self.count += 1;
        let photo = format!("{}{}.png", self.name, self.count);
        let bytes = [b"\x89PNG\r\n\x1a\n", photo.as_bytes()].concat();
        std::fs::write(self.sandbox.path(&photo), bytes).expect("a photo");
        self.desk.call("attach", json!({ "uid": uid, "file": file(self.sandbox, &photo) }));
        self.told.attached.entry(name).or_default().insert(photo);
    }

    /// Whether something may be said now: later, only where nothing was said before, for two words are not one greater one.
    fn may_say(&mut self, key: &str, later: bool) -> bool {
        self.said.insert(key.to_owned()) || !later
    }

    fn said(&mut self, key: String, word: &str) {
        let said = (!word.is_empty()).then(|| (key.clone(), word.to_owned()));
        self.told.words.remove(&key);
        self.told.words.extend(said);
    }

    fn decide(&mut self, record: usize, verdict: usize, later: bool) {
        let (name, verdict) = (DECIDED[record], VERDICTS[verdict]);
        let Some(uid) = self.uids.get(name).cloned() else { return };
        if (verdict.is_empty() && !self.told.words.contains_key(name)) || !self.may_say(name, later) {
            return;
        }
        if verdict.is_empty() {
            // The decision before it, if there was one, holds again.
            self.desk.call("undo_decision", json!({ "uid": uid, "tag": TAG }));
        } else {
            self.desk.call("decide", json!({ "uid": uid, "tag": TAG, "verdict": verdict, "reason": "核过" }));
        }
        let record = self.desk.call("record", json!({ "uid": uid }));
        let holds = items(&record["tags"]["decisions"]).first().map_or("", |one| one["verdict"].as_str().unwrap_or(""));
        self.said(name.to_owned(), holds);
    }

    fn relate(&mut self, pair: usize, relation: usize, later: bool) {
        let (names, relation) = ([DECIDED[pair], DECIDED[pair + 1]], RELATIONS[relation]);
        let uids = names.map(|name| self.uids.get(name).cloned());
        let key = between(names[0], names[1]);
        if uids.contains(&None) || !self.may_say(&key, later) {
            return;
        }
        let word = (!relation.is_empty()).then_some(relation);
        self.desk.call("relate", json!({ "one": uids[0], "other": uids[1], "relation": word }));
        self.said(key, relation);
    }

    fn make_one(&mut self) {
        if !self.uids.contains_key(PAIR[1]) {
            return;
        }
        let fields = json!([{ "field": "project_name", "take": "one" }]);
        let [one, other] = PAIR.map(|name| self.uids[name].clone());
        self.desk.call("merge_records", json!({ "one": one, "other": other, "fields": fields }));
        self.told.cells.remove(PAIR[1]);
        self.uids.remove(PAIR[1]);
    }

    fn add(&mut self, name: &str, more: &BTreeMap<&str, &str>) {
        let cell = |(field, text): (&&str, &&str)| json!({ "field": field, "text": text });
        let mut cells: Vec<Value> = more.iter().map(cell).collect();
        cells.push(json!({ "field": "project_name", "text": name }));
        let done = self.desk.call("add_record", json!({ "cells": cells }));
        let text = |field: &str| (field.to_owned(), more.get(field).copied().unwrap_or_default().to_owned());
        self.told.cells.insert(name.to_owned(), FIELDS.iter().map(|(key, ..)| text(key)).collect());
        self.uids.insert(name.to_owned(), done["uid"].as_str().expect("a new record").to_owned());
        self.added.push((name.to_owned(), done["batch"].as_i64().expect("a batch")));
    }

    fn undo(&mut self, name: &str, batch: i64) {
        self.desk.call("undo", json!({ "batch": batch }));
        self.told.cells.remove(name);
        self.uids.remove(name);
    }
}

/// What an answer is about, whoever was named first.
fn between(one: &str, other: &str) -> String {
    format!("{}、{}", one.min(other), one.max(other))
}

/// What is in a register, and the uids of its records.
fn seen(desk: &Desk) -> (Told, BTreeMap<String, String>) {
    let (mut told, mut uids) = (Told::default(), BTreeMap::new());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for row in items(&desk.call("list", json!({ "selection": {}, "limit": 99 }))["rows"]) {
        let name = text(&row["values"]["project_name"]);
        let cell = |(key, ..): &(&str, [&str; 4], &str)| ((*key).to_owned(), text(&row["values"][*key]));
        told.cells.insert(name.clone(), FIELDS.iter().map(cell).collect());
        let sheet = desk.call("check_sheet", json!({ "uid": row["uid"] }));
        let found = items(&sheet["lines"]).iter().flat_map(|line| items(&line["found"])).map(|one| text(&one["note"]));
        let found: BTreeSet<String> = found.collect();
        let attached: BTreeSet<String> = items(&sheet["attachments"]).iter().map(|one| text(&one["name"])).collect();
        uids.insert(name.clone(), text(&row["uid"]));
        told.checks.extend((!found.is_empty()).then(|| (name.clone(), found)));
        told.attached.extend((!attached.is_empty()).then_some((name.clone(), attached)));
        let record = desk.call("record", json!({ "uid": row["uid"] }));
        let decided = items(&record["tags"]["decisions"]).iter().map(|one| (name.clone(), text(&one["verdict"])));
        told.words.extend(decided);
    }
    let name = |uid: &Value| uids.iter().find(|(_, known)| *known == uid).map(|(name, _)| name.clone());
    for row in items(&desk.call("duplicates", json!({ "state": "answered", "limit": 99 }))["rows"]) {
        let answer = &row["answer"];
        let names = name(&answer["one"]).zip(name(&answer["other"]));
        told.words.extend(names.map(|(one, other)| (between(&one, &other), text(&answer["relation"]))));
    }
    (told, uids)
}

/// What is in a register.
pub fn told(desk: &Desk) -> Told {
    seen(desk).0
}

/// What must be after all merges: of every cell the greatest text that somebody made of it, or what stood there; every
/// record that somebody has and nobody took away, or that one took away and another worked on; every check and every photo;
/// of every decision and answer what of every cell.
pub fn expected(base: &Told, home: &Told, copies: &[Told]) -> Told {
    let mut all = Told::default();
    let names = [base, home].into_iter().chain(copies).flat_map(|side| side.cells.keys());
    for name in names.cloned().collect::<BTreeSet<String>>() {
        let none = BTreeMap::new();
        let was = base.cells.get(&name);
        let sides: Vec<_> = std::iter::once(home).chain(copies).filter_map(|side| side.cells.get(&name)).collect();
        let worked_on = |side: &Told| {
            side.cells.get(&name).is_some_and(|cells| Some(cells) != was)
                || side.checks.contains_key(&name)
                || side.attached.contains_key(&name)
        };
        if was.is_some() && !home.cells.contains_key(&name) && !copies.iter().any(worked_on) {
            continue;
        }
        if name == PAIR[1] && sides.len() <= copies.len() {
            continue;
        }
        let cells = FIELDS.iter().map(|(key, ..)| {
            let old = was.unwrap_or(&none).get(*key);
            let new = sides.iter().filter_map(|cells| cells.get(*key)).filter(|text| Some(*text) != old).max();
            ((*key).to_owned(), new.or(old).cloned().unwrap_or_default())
        });
        all.cells.insert(name.clone(), cells.collect());
        for side in [home].into_iter().chain(copies) {
            let of = |told: &BTreeMap<String, BTreeSet<String>>| told.get(&name).cloned();
            of(&side.checks).into_iter().for_each(|more| all.checks.entry(name.clone()).or_default().extend(more));
            of(&side.attached).into_iter().for_each(|more| all.attached.entry(name.clone()).or_default().extend(more));
        }
    }
    let keys = [base, home].into_iter().chain(copies).flat_map(|side| side.words.keys());
    for key in keys.cloned().collect::<BTreeSet<String>>() {
        let of = |side: &Told| side.words.get(&key).cloned().unwrap_or_default();
        // A copy that does not carry a record says nothing of it.
        let carried = |side: &&Told| key.split('、').all(|name| side.cells.contains_key(name));
        let sides = std::iter::once(home).chain(copies).filter(carried);
        let word = sides.map(of).filter(|word| *word != of(base)).max().unwrap_or_else(|| of(base));
        all.words.extend((!word.is_empty()).then_some((key, word)));
    }
    all
}
