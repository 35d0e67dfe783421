//! Every command answered once on a small register, and what is refused.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;

use qingce_api::commands::{NAMES, dispatch};
use qingce_api::job::{Cancel, Job, Silent};
use qingce_api::seeds::Seeds;
use qingce_api::{ApiError, Code, Files, OpenOptions, ReaderCommand, Register, Role};
use qingce_testkit::{Book, Sandbox};
use serde_json::{Value, json};

/// A host with a register in a folder of its own, which notes the commands that were called.
pub struct Host {
    pub sandbox: Sandbox,
    pub register: Register,
    called: RefCell<BTreeSet<String>>,
}

/// Whether request and answer survive the types that the list declares for them.
fn round_trip<T: serde::Serialize + serde::de::DeserializeOwned>(told: &Value) -> Value {
    let typed: T = serde_json::from_value(told.clone()).expect("what is sent has the declared type");
    serde_json::to_value(typed).expect("declared types are JSON")
}

macro_rules! typed {
    ($($(#[$doc:meta])* $name:ident($request:ty) -> $answer:ty;)*) => {
        fn typed(name: &str, request: &Value, answer: &Value) -> (Value, Value) {
            match name {
                $(stringify!($name) => (round_trip::<$request>(request), round_trip::<$answer>(answer)),)*
                other => unreachable!("{other} is no command"),
            }
        }
    };
}
qingce_api::with_commands!(typed);

/// Whether everything that was sent is there; parameters that were left out have been filled in.
fn holds(typed: &Value, sent: &Value) -> bool {
    match (typed, sent) {
        (Value::Object(typed), Value::Object(sent)) => {
            sent.iter().all(|(key, value)| typed.get(key).is_some_and(|typed| holds(typed, value)))
        }
        (Value::Array(typed), Value::Array(sent)) => {
            typed.len() == sent.len() && typed.iter().zip(sent).all(|(typed, sent)| holds(typed, sent))
        }
        _ => typed == sent,
    }
}

impl Host {
    pub fn new() -> Host {
        Host::of(Sandbox::new())
    }

    /// The same register as a host opens it after its reference data changed.
    pub fn reopened(self) -> Host {
        let Host { sandbox, register, .. } = self;
        drop(register);
        Host::of(sandbox)
    }

    fn of(sandbox: Sandbox) -> Host {
        let options = OpenOptions {
            seeds: Seeds::embedded(),
            reader: ReaderCommand::program(env!("CARGO_BIN_EXE_qingce-api-reader")),
            operator: "尤清册".into(),
            role: Role::Owner,
            files: Files::default(),
        };
        let register = Register::open(&sandbox.path("清册.db"), options).expect("a register can be begun");
        Host { sandbox, register, called: RefCell::default() }
    }

    pub fn try_call(&self, name: &str, request: Value) -> Result<Value, ApiError> {
        dispatch(&self.register, name, request, Job { sink: &Silent, cancel: &Cancel::default() })
    }

    pub fn call(&self, name: &str, request: Value) -> Value {
        let answer = self.try_call(name, request.clone()).unwrap_or_else(|why| unreachable!("{name}: {why}"));
        let (asked, answered) = typed(name, &request, &answer);
        assert_eq!(answered, answer, "the answer of {name} is all in its declared type");
        assert!(holds(&asked, &request), "every parameter of {name} is in its declared type: {request} {asked}");
        self.called.borrow_mut().insert(name.into());
        answer
    }

    /// Three projects in three rows, one of them 涉密; the amount of one is no number.
    pub fn workbook(&self) -> String {
        let book = Book::new().sheet("登记表", |paper| {
            paper.row(1, 1, ["项目名称", "填报单位", "项目状态", "总投资（万元）", "部署位置", "涉密分类"]);
            paper.row(2, 1, ["样例业务平台", "江西省财政厅", "已建在用", "120.5", "部门自建机房", "非涉密"]);
            paper.row(3, 1, ["样例数据系统", "江西省财政厅", "在建", "约八十", "省政务云", "非涉密"]);
            paper.row(4, 1, ["样例保密系统", "江西省财政厅", "在建", "10", "部门自建机房", "涉密"]);
        });
        self.saved("登记表.xlsx", &book)
    }

    /// The path of a workbook written to the sandbox.
    pub fn saved(&self, name: &str, book: &Book) -> String {
        let path = self.sandbox.path(name);
        book.save(&path);
        text(&path)
    }

    pub fn path(&self, name: &str) -> String {
        text(&self.sandbox.path(name))
    }
}

pub fn items(list: &Value) -> &[Value] {
    list.as_array().expect("a list is an array")
}

pub fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[test]
fn every_command_answers_in_its_declared_type() {
    let host = Host::new();
    let batch = import(&host);
    held(&host);
    records_and_tags(&host);
    figures(&host);
    alike(&host);
    crate::editing::grid_and_edits(&host);
    crate::lists::exports(&host);
    crate::lists::own_lists(&host);
    crate::reference::reference(&host);
    journal(&host);
    upkeep(&host, &batch);
    samples(&host);
    away(&host);
    let called = host.called.borrow();
    let forgotten: Vec<&&str> = NAMES.iter().filter(|name| !called.contains(**name)).collect();
    assert!(forgotten.is_empty(), "a command that no test calls may be broken: {forgotten:?}");
}

/// Packages and checks, on a register of their own.
fn away(host: &Host) {
    let other = Host::new();
    other.call("import", json!({ "file": other.workbook() }));
    let page = other.call("list", json!({ "selection": { "condition": "总投资 > 100" }, "limit": 1 }));
    crate::package::packages_and_checks(&other, page["rows"][0]["uid"].as_str().expect("a uid"));
    host.called.borrow_mut().extend(other.called.take());
}

fn import(host: &Host) -> Value {
    let file = host.workbook();
    let seen = host.call("preview", json!({ "file": file, "rows": 1 }));
    assert_eq!(seen["sheets"][0]["tables"][0]["kinds"]["record"], 3, "all records are seen: {seen}");
    assert_eq!(items(&seen["sheets"][0]["tables"][0]["shown"]).len(), 1, "as many as asked for");
    let mut reading = seen["sheets"][0]["reading"].clone();
    reading["tables"][0]["columns"][4]["field"] = Value::Null;
    let corrected = host.call("preview", json!({ "file": file, "readings": [reading] }));
    let column = &corrected["sheets"][0]["reading"]["tables"][0]["columns"][4];
    assert_eq!(column["field"], Value::Null, "a corrected reading is the one shown: {column}");
    let kept = host.path("读法.json");
    host.call("save_reading", json!({ "out": kept, "readings": [corrected["sheets"][0]["reading"]] }));
    let text = std::fs::read_to_string(&kept).expect("the file was written");
    let told: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(told["sheets"][0], corrected["sheets"][0]["reading"], "a kept reading is given back as it was");
    let refused = host.call("import", json!({ "file": file, "allOrNothing": true }));
    assert_eq!(refused["state"], "refused", "an amount must be fixed, and all or nothing was asked: {refused}");
    let done = host.call("import", json!({ "file": file }));
    assert_eq!(done["state"], "promoted", "the host's register is filled: {done}");
    assert_eq!(done["fates"]["new"]["rows"], 2, "fates are told by their names: {done}");
    assert_eq!(done["classified"]["江西省财政厅"], 1, "refused rows are counted by unit: {done}");
    let batches = host.call("batches", json!({}));
    assert_eq!(batches["batches"][0]["batch"], done["batch"], "the import is among the batches");
    assert_eq!(
        batches["batches"][0]["fates"], done["fates"],
        "a batch tells the fates that its import told, less empty ones"
    );
    let all = host.call("findings", json!({ "batch": done["batch"], "limit": 1000 }));
    assert_eq!(all["total"], done["findings_total"], "every finding told is kept");
    let second = host.call("findings", json!({ "batch": done["batch"], "offset": 1, "limit": 1 }));
    assert_eq!(second["findings"], json!([all["findings"][1]]), "a page is the part asked for");
    done["batch"].clone()
}

fn held(host: &Host) {
    let waiting = host.call("stage", json!({ "files": [{ "file": host.workbook() }] }));
    let id = &waiting["id"];
    let page = host.call("staged", json!({ "id": id, "selection": { "fate": "unchanged" }, "limit": 10 }));
    assert_eq!(page["total"], 2, "what was imported before is unchanged: {page}");
    let filled = host.call("merge_staged", json!({ "id": id, "merge": "fill" }));
    assert_eq!(filled["merge"], "fill", "it is compared anew: {filled}");
    let said = host.call("choose_staged", json!({ "id": id, "choice": "take" }));
    assert_eq!(said["files"][0]["result"]["conflicts"], 0, "there is nothing to choose: {said}");
    let told = host.call("staged_findings", json!({ "id": id, "selection": {}, "limit": 0 }));
    assert!(told["total"].as_u64() > Some(0), "the remarks are those of the import: {told}");
    let done = host.call("promote", json!({ "id": id }));
    assert_eq!(done["files"][0]["result"]["state"], "nothing_changed", "there was nothing to do: {done}");
    let other = host.call("stage", json!({ "files": [{ "file": host.workbook() }] }));
    assert_eq!(host.call("discard", json!({ "id": other["id"] }))["id"], other["id"], "it was given up");
}

fn records_and_tags(host: &Host) {
    let run = host.call("tag", json!({}));
    assert_eq!(run["records"], 2, "the rules see every record");
    let selection = json!({ "condition": "总投资 > 100", "fields": ["project_name", "invest_total"] });
    let page = host.call("list", json!({ "selection": selection, "limit": 10 }));
    let wanted = json!({ "project_name": "样例业务平台", "invest_total": "120.5" });
    assert_eq!((&page["total"], &page["rows"][0]["values"]), (&json!(1), &wanted), "the fields asked for: {page}");
    let page = host.call("list", json!({ "selection": { "sort": ["-project_name"] }, "offset": 1, "limit": 1 }));
    let told = (&page["total"], items(&page["rows"]).len());
    assert_eq!(told, (&json!(2), 1), "a page tells how many there are beyond it: {page}");
    let uid = &page["rows"][0]["uid"];
    let rules = host.call("rules", json!({}));
    let tag = &rules["rules"][0]["line"]["tag"];
    let tags = host.call("decide", json!({ "uid": uid, "tag": tag, "verdict": "accept", "reason": "已现场核实" }));
    assert!(items(&tags["in_force"]).contains(tag), "an accepted tag is in force: {tags}");
    judged(host, uid, tag);
    let record = host.call("record", json!({ "uid": uid }));
    assert_eq!(record["tags"], tags, "the record tells the same tags");
    assert!(items(&record["sources"]).iter().any(|s| s["cell"] == "A2" || s["cell"] == "A3"), "{record}");
}

fn figures(host: &Host) {
    let told = host.call("overview", json!({}));
    let page = |condition: &Value| {
        host.call("list", json!({ "selection": { "condition": condition }, "limit": 0 }))["total"].clone()
    };
    for figure in ["all", "in_use", "on_cloud", "to_return"] {
        let count = &told[figure];
        assert_eq!(page(&count["condition"]), count["records"], "{figure} leads to its rows: {count}");
    }
    for figure in items(&told["years"]).iter().chain(items(&told["places"])) {
        assert_eq!(page(&figure["count"]["condition"]), figure["count"]["records"], "so does every bar: {figure}");
    }
    assert_eq!(told["all"]["fen"], 120_500_000, "the amount that was read, in 分: {told}");
    assert_eq!((&told["in_use"]["records"], &told["on_cloud"]["records"]), (&json!(1), &json!(0)), "{told}");
    assert!(items(&told["todos"]).iter().any(|todo| todo["id"] == "must_fix"), "80 is to be sent back: {told}");
    let progress = host.call("progress", json!({}));
    let unit = items(&progress["units"]).iter().find(|unit| unit["name"] == "江西省财政厅").expect("it is expected");
    assert_eq!((&unit["state"], &unit["records"]), (&json!("returned"), &json!(2)), "{unit}");
    assert_eq!(unit["must_fix"], told["findings"]["must_fix"], "it alone reported");
    let states = items(&told["units"]).iter().flat_map(|level| items(&level["states"]));
    let counted: u64 = states.map(|state| state["units"].as_u64().expect("a count")).sum();
    assert_eq!(counted, items(&progress["units"]).len() as u64, "both pages count the same units");
}

fn judged(host: &Host, uid: &Value, tag: &Value) {
    let counts = host.call("suggestion_counts", json!({ "tag": tag }));
    assert_eq!(counts["stale"], false, "nothing was changed since the run: {counts}");
    let page = host.call("suggestions", json!({ "filter": { "tag": tag, "state": "accepted" }, "limit": 1 }));
    assert_eq!(page["rows"][0]["title"]["uid"], *uid, "what was accepted is found again: {page}");
    let spread = host.call("suggestion_spread", json!({ "filter": {}, "fields": ["report_unit"] }));
    assert_eq!(spread["fields"][0][0][0], "江西省财政厅", "{spread}");
    let ask =
        json!({ "tag": "上云迁移", "verdict": "postpone", "until": "2099-12-31", "uids": [uid], "reason": "等批复" });
    let done = host.call("decide_many", ask);
    let undone = host.call("undo_decisions", json!({ "set": done["set"] }));
    assert_eq!((&done["decided"], &undone["withdrawn"]), (&json!(1), &json!(1)), "a word is taken back");
    host.call("decide", json!({ "uid": uid, "tag": "专网迁移", "verdict": "accept", "reason": "核过" }));
    let left = host.call("undo_decision", json!({ "uid": uid, "tag": "专网迁移" }));
    assert!(items(&left["decisions"]).iter().all(|word| word["tag"] != "专网迁移"), "and so is one alone: {left}");
    let c1 = json!({ "when": "部署位置 = 部门自建机房", "reason": "试", "off": false });
    let told = host.call("try_rule", json!({ "rule": "C1", "change": c1, "limit": 5 }));
    assert_eq!(told["met"]["after"], 1, "one project stands in an own room: {told}");
    let saved = host.call("save_rule", json!({ "rule": "C1", "change": c1, "why": "试一试" }));
    let restored = host.call("restore_rule", json!({ "rule": "C1", "why": "试过了" }));
    assert_ne!(saved["rules"], restored["rules"], "changed, and changed back");
    let read = host.call("read_condition", json!({ "condition": "总投资 >= 100" }));
    assert_eq!(read["form"]["groups"][0][0]["operator"], "at_least", "{read}");
}

fn alike(host: &Host) {
    let told = host.call("duplicates", json!({ "state": "all", "limit": 10 }));
    assert_eq!(items(&told["counts"]).len(), 6, "every relation is counted: {told}");
    let all = host.call("list", json!({ "selection": {}, "limit": 2 }));
    let (one, other) = (&all["rows"][0]["uid"], &all["rows"][1]["uid"]);
    host.call("relate", json!({ "one": one, "other": other, "relation": "different", "why": "" }));
    let said = host.call("duplicates", json!({ "state": "answered", "limit": 10 }));
    assert_eq!(
        said["rows"][0]["answer"]["relation"], "different",
        "an answer is told even where nothing was likely: {said}"
    );
    let merged = host.call("merge_records", json!({ "one": one, "other": other }));
    let back = host.call("undo_merge", json!({ "set": merged["set"] }));
    assert_eq!((&back["one"], &back["other"]), (one, other), "two again: {back}");
}

fn journal(host: &Host) {
    let page = host.call("journal", json!({ "limit": 50 }));
    let sets = items(&page["sets"]);
    assert_eq!(page["total"].as_u64(), Some(sets.len() as u64), "few sets stand on one page");
    let import = sets.iter().find(|set| set["kind"] == "import").expect("the import stands in it").clone();
    assert_eq!(
        (&import["who"], &import["created"], &import["state"]),
        (&json!("尤清册"), &json!(2), &json!("promoted"))
    );
    let created = host.call("changes", json!({ "set": import["set"], "limit": 1 }));
    assert_eq!(
        (&created["total"], items(&created["changes"]).len()),
        (&json!(2), 1),
        "records created are changes too"
    );
    let second = host.call("changes", json!({ "set": import["set"], "offset": 1, "limit": 5 }));
    assert_eq!(second["changes"][0]["what"], "created", "and the next page goes on: {second}");
    let uid = &second["changes"][0]["uid"];
    let of_record = host.call("journal", json!({ "uid": uid, "kind": "import", "limit": 5 }));
    assert_eq!(of_record["sets"], json!([import]), "a record leads to what created it");
    let nobody = host.call("journal", json!({ "who": "别人", "limit": 5 }));
    assert_eq!(nobody["total"], 0, "a filter leaves out the others");
    let later = host.call("journal", json!({ "from": "9999", "limit": 5 }));
    assert_eq!(later["total"], 0, "so does a day");
}

fn upkeep(host: &Host, batch: &Value) {
    let made = host.call("backup", json!({}));
    let backups = host.call("backups", json!({}));
    assert!(items(&backups["backups"]).contains(&made), "a backup is among the backups: {backups}");
    assert_eq!(host.call("verify", json!({}))["problems"], json!([]), "the register is what its journal says");
    assert_eq!(host.call("undo", json!({ "batch": batch }))["removed"], 2, "what the batch stored goes with it");
}

fn samples(host: &Host) {
    let loaded = host.call("load_samples", json!({}));
    let told = host.call("overview", json!({}));
    assert_eq!(told["all"]["records"], loaded["records"], "the projects of the samples are in the register: {loaded}");
    assert!(loaded["records"].as_u64() > Some(20), "enough to look at: {loaded}");
    assert!(items(&told["suggestions"]).iter().any(|tag| tag["waiting"] != 0), "the rules have run: {told}");
    let again = host.try_call("load_samples", json!({})).expect_err("the register is not empty");
    assert!(again.is(Code::NotEmpty), "samples never come beside projects: {again}");
}

#[test]
fn what_is_no_command_or_no_request_is_refused() {
    let host = Host::new();
    for (name, request, why) in [
        ("no_such_command", json!({}), "no host may guess what was meant"),
        ("adapters::import", json!({}), "only names of the list are called"),
        ("import", json!({}), "a request without its file cannot be answered"),
        ("import", json!({ "file": "a.xlsx", "all_or_nothing": true }), "a misspelt wish must not be passed over"),
        (
            "list",
            json!({ "selection": { "where": "总投资 > 1" }, "limit": 1 }),
            "nor a misspelt condition: all would be told",
        ),
        ("undo", json!({ "batch": "1" }), "a text is no number"),
        (
            "decide",
            json!({ "uid": "a", "tag": "上云迁移", "verdict": "perhaps", "reason": "" }),
            "what is no verdict decides nothing",
        ),
        ("verify", json!(null), "every request is an object"),
    ] {
        let refused = host.try_call(name, request.clone()).expect_err(why);
        assert!(refused.is(Code::BadRequest), "{name} {request}: {why}, not {refused}");
        let sentence = refused.sentence(&host.register.desk().messages);
        assert!(sentence.contains(name), "the sentence tells which command: {sentence}");
    }
}

#[test]
fn errors_of_the_work_keep_their_codes() {
    let host = Host::new();
    for (name, request, code) in [
        ("record", json!({ "uid": "none" }), "record_unknown"),
        ("findings", json!({ "batch": 7, "limit": 1 }), "batch_unknown"),
        ("undo", json!({ "batch": 7 }), "batch_unknown"),
        ("export", json!({ "list": "none", "out": host.path("none.xlsx") }), "no_list"),
        ("list", json!({ "selection": { "condition": "总投资 >" }, "limit": 1 }), "condition_wrong"),
        ("list", json!({ "selection": { "fields": ["none"] }, "limit": 1 }), "no_field"),
    ] {
        let refused = host.try_call(name, request).expect_err("there is no such thing");
        assert_eq!(refused.code, code, "{name} says what the use case says: {refused}");
    }
}

#[test]
fn commands_are_answered_on_many_threads() {
    let host = Host::new();
    let register = &host.register;
    let ask = || dispatch(register, "catalogue", json!({}), Job { sink: &Silent, cancel: &Cancel::default() });
    std::thread::scope(|scope| {
        let asked = [scope.spawn(ask), scope.spawn(ask)];
        for answer in asked.map(|thread| thread.join().expect("no thread fails")) {
            assert!(answer.is_ok(), "a window asks while a job runs");
        }
    });
}
