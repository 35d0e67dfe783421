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

/// What records are, by name; what people found of them and attached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    pub cells: BTreeMap<String, BTreeMap<String, String>>,
    pub checks: BTreeMap<String, BTreeSet<String>>,
    pub attached: BTreeMap<String, BTreeSet<String>>,
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
    });
    let path = sandbox.path("登记表.xlsx");
    book.save(&path);
    desk.call("import", json!({ "file": path.to_string_lossy() }));
    let mut side = Side::new(sandbox, desk, "家");
    let unit = BTreeMap::from([("invest_total", "70"), ("report_unit", "江西省教育厅")]);
    side.add(BY_HAND, &unit);
    side.look();
    side
}

impl<'a> Side<'a> {
    pub fn new(sandbox: &'a Sandbox, desk: Desk, name: &str) -> Side<'a> {
        let name = name.to_owned();
        let (told, uids, added, touched) = Default::default();
        let mut side = Side { sandbox, desk, name, told, uids, added, touched, count: 0 };
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
            Act::TakeBack if later => {}
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
        let (name, uid) = self.uids.iter().nth(number % self.uids.len()).expect("some record is there");
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
        told.attached.extend((!attached.is_empty()).then_some((name, attached)));
    }
    (told, uids)
}

/// What is in a register.
pub fn told(desk: &Desk) -> Told {
    seen(desk).0
}

/// What must be after all merges: of every cell the greatest text that somebody made of it, or what stood there; every
/// record that somebody has and nobody took away, or that one took away and another worked on; every word and every photo.
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
    all
}
