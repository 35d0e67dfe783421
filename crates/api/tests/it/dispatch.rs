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
    exports(&host);
    own_lists(&host);
    reference(&host);
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

fn exports(host: &Host) {
    let lists = host.call("lists", json!({}));
    for list in items(&lists["lists"]) {
        let out = host.path(&format!("{}.xlsx", list["key"].as_str().expect("keys are texts")));
        let done = host.call("export", json!({ "list": list["key"], "out": out, "unit": "江西省信息中心" }));
        assert_eq!(done["title"], list["title"], "a list has one title");
        assert!(Path::new(&out).is_file(), "the list {list} was written");
    }
    let out = host.path("空白登记表.xlsx");
    host.call("template", json!({ "out": out }));
    assert!(Path::new(&out).is_file(), "the blank form was written");
    let unit = json!({ "unit": "江西省财政厅" });
    let gone = host.try_call("return_unit", json!({ "unit": "江西省教育厅", "out": out }));
    assert!(gone.expect_err("nothing came from there").is(Code::ReturnNothing), "it says so");
    let folder = host.path("退回");
    let back = host.call("return_unit", json!({ "unit": "江西省财政厅", "out": folder, "deadline": "2026-06-30" }));
    let file = back["files"][0]["file"].as_str().expect("a path");
    assert!(Path::new(file).is_file() && back["cycle"] == 1, "what goes back was written: {back}");
    let told = host.call("returns", unit);
    assert_eq!(told["returns"][0]["deadline"], "2026-06-30", "and is kept");
    assert_eq!(told["files"][0]["batch"], back["files"][0]["batch"], "it may go back again while faults stand: {told}");
}

fn own_lists(host: &Host) {
    let mut list = host.call("list_definition", json!({ "list": "register" }));
    list["sheet"] = json!("在用系统");
    list["scope"] = json!("status = 已建在用");
    let before = host.call("lists", json!({}));
    let kept = host.call("save_list", json!({ "definition": list }));
    assert_ne!(kept["id"], "register", "a list of the seeds is never overwritten");
    let lists = host.call("lists", json!({}));
    let own = items(&lists["lists"]).last().expect("it is there").clone();
    assert_eq!((&own["own"], &own["rows"]), (&json!(true), &json!(1)), "the list tells its rows: {own}");
    let shown = host.call("preview_list", json!({ "definition": kept, "unit": "江西省信息中心", "rows": 5 }));
    let data: Vec<&Value> = items(&shown["rows"]).iter().filter(|row| row["kind"] == "data").collect();
    assert_eq!((data.len(), &shown["fen"]), (1, &json!(120_500_000)), "what is laid out is what is exported: {shown}");
    let sums: Vec<&Value> = items(&shown["columns"]).iter().map(|column| &column["total"]).collect();
    assert!(sums.contains(&&json!(120_500_000.0)), "and so is its sum: {sums:?}");
    let out = host.path("在用系统.xlsx");
    let narrowed = json!({ "list": kept["id"], "out": out, "definition": kept });
    assert_eq!(host.call("export", narrowed)["records"], 1, "the scope of the definition holds");
    let groups = host.call("list_definition", json!({ "list": "statistics" }));
    let shown = host.call("preview_list", json!({ "definition": groups, "rows": 5 }));
    assert_eq!(items(&shown["rows"]).len(), 1, "one unit, one row: {shown}");
    let twice = host.try_call(
        "save_list",
        json!({ "definition": { "id": "", "sheet": "在用系统", "title": "x", "kind": "projects", "column": [] } }),
    );
    assert!(twice.expect_err("its name is taken").is(Code::NameTaken), "two tabs of one name confuse");
    let left = host.call("remove_list", json!({ "list": kept["id"] }));
    assert_eq!(left["lists"], before["lists"], "a list goes and nothing else does");
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

fn reference(host: &Host) {
    let told = host.call("reference", json!({}));
    let status = items(&told["lists"]).iter().find(|list| list["list"] == "status").expect("the seeds have it").clone();
    assert_eq!(status["fields"], json!(["项目状态"]), "a list tells whose it is");
    let spelling = json!({ "spelling": { "list": "status", "code": "在建", "spellings": ["正在搞"] } });
    host.call("change_reference", json!({ "change": spelling, "why": "财政厅这样写" }));
    assert!(host.register.is_outdated(), "the host opens the register anew");
    let taken = json!({ "spelling": { "list": "status", "code": "拟建", "spellings": ["在建"] } });
    let refused = host.try_call("change_reference", json!({ "change": taken, "why": "" })).expect_err("it is a code");
    assert!(refused.is(Code::NameTaken), "one spelling, one code: {refused}");
    let field = json!({ "field": {
        "key": "", "header": "芯片", "group": "其他", "type": "text", "need": "optional", "synonyms": ["CPU厂家"],
    } });
    let added = host.call("change_reference", json!({ "change": field, "why": "新表要填" }));
    assert_eq!(added["key"], "own_1", "nobody has to think of a key: {added}");
    for (header, why) in [("项目名称", "a column could not be told apart"), (" ", "a field has a name")] {
        let field =
            json!({ "field": { "key": "", "header": header, "group": "", "type": "text", "need": "optional" } });
        host.try_call("change_reference", json!({ "change": field, "why": "" })).expect_err(why);
    }
    let unit = json!({ "unit": { "name": "江西省样例研究院", "aliases": ["样例院"] } });
    host.call("change_reference", json!({ "change": unit, "why": "" }));
    host.call("restore_reference", json!({ "kind": "unit", "key": "江西省样例研究院", "why": "写错了" }));
    let units = json!({ "units": ["江西省教育厅"], "state": "zero", "reason": "来函说明" });
    let progress = host.call("set_report_state", units);
    let line = items(&progress["units"]).iter().find(|line| line["name"] == "江西省教育厅").expect("it is expected");
    assert_eq!((&line["state"], &line["said"]["who"]), (&json!("zero"), &json!("尤清册")), "{line}");
    let deadline = json!({ "round": 1, "deadline": "2099-12-31", "units": [], "reason": "通知要求" });
    assert_eq!(host.call("set_deadline", deadline)["rounds"][0]["deadline"], "2099-12-31");
    let list = Book::new().sheet("名单", |paper| {
        paper.row(1, 1, ["单位名称", "单位代码"]);
        paper.row(2, 1, ["江西省教育厅", "105001"]);
        paper.row(3, 1, ["江西省财政厅", "106001"]);
    });
    let units = host.call("import_units", json!({ "file": host.saved("名单.xlsx", &list), "dryRun": true }));
    assert_eq!(units["fates"]["changed"], 2, "both are known, their codes are not: {units}");
    earlier_year(host);
    settings(host);
}

fn earlier_year(host: &Host) {
    let done = host.call("import_baseline", json!({ "file": host.workbook(), "year": 2024 }));
    let page = host.call("compare_years", json!({ "year": 2024, "limit": 10 }));
    assert_eq!(page["all"]["then"]["rows"], done["fates"]["new"]["rows"], "all of them are 在册: {page}");
    host.call("year_pairs", json!({ "year": 2024, "limit": 10 }));
    let uid = page["rows"][0]["uid_then"].as_str().expect("it was there").to_owned();
    host.call("say_of_year", json!({ "year": 2024, "uid": uid, "record": null, "word": null, "why": "" }));
    let listed = host.call("baselines", json!({}));
    assert_eq!(host.call("undo_baseline", json!({ "batch": listed["batches"][0]["batch"] }))["years"], json!([]));
}

fn settings(host: &Host) {
    let catalogue = host.call("catalogue", json!({}));
    let field =
        |key: &str| items(&catalogue["fields"]).iter().find(|f| f["key"] == key).expect("the seeds have it").clone();
    assert!(items(&field("status")["codes"]).contains(&json!("在建")), "a form offers the codes of a list");
    assert_eq!(field("invest_total")["type"], "money", "a form knows the type of a field");
    let before = host.call("setting", json!({ "key": "region" }));
    assert_eq!(before["value"], Value::Null, "nobody set it yet");
    host.call("set_setting", json!({ "key": "region", "value": "南昌市" }));
    assert_eq!(host.call("setting", json!({ "key": "region" }))["value"], "南昌市", "a setting is kept");
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
