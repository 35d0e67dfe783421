//! The office and its jobs: opened when asked, closed to be restored, long work in threads.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use qingce_api::jobs::{JobEvent, JobId, Jobs};
use qingce_api::office::Office;
use qingce_api::seeds::Seeds;
use qingce_api::{ApiError, Code, Files, OpenOptions, ReaderCommand, Role};
use qingce_testkit::{Book, Paper, Sandbox};
use serde_json::{Value, json};

/// Longest wait for a thread that has nothing much to do.
const PATIENCE: Duration = Duration::from_secs(60);

fn options() -> OpenOptions {
    OpenOptions {
        seeds: Seeds::embedded(),
        reader: ReaderCommand::program(env!("CARGO_BIN_EXE_qingce-api-reader")),
        operator: "尤清册".into(),
        role: Role::Owner,
        files: Files::uploads_only(),
    }
}

fn jobs(sandbox: &Sandbox) -> Jobs {
    Jobs::new(Arc::new(Office::new(sandbox.path("清册.db"), options())))
}

/// A workbook of so many projects, as bytes.
fn workbook(sandbox: &Sandbox, projects: usize) -> Vec<u8> {
    let path = sandbox.path("件.xlsx");
    let fill = |paper: &mut Paper| {
        paper.row(1, 1, ["项目名称", "填报单位", "总投资（万元）"]);
        for row in 0..projects {
            let texts = [format!("平台{row}"), "某省水利厅".into(), format!("{row}.5")];
            paper.row(u32::try_from(row).expect("few") + 2, 1, texts.iter().map(String::as_str));
        }
    };
    Book::new().sheet("登记表", fill).save(&path);
    std::fs::read(path).expect("it was just written")
}

fn watched(jobs: &Jobs, id: JobId) -> Receiver<JobEvent> {
    let (send, events) = channel();
    assert!(jobs.watch(id, move |event| send.send(event.clone()).is_ok()), "a job that was started is known");
    events
}

fn ended(events: &Receiver<JobEvent>) -> Result<Value, ApiError> {
    loop {
        match events.recv_timeout(PATIENCE).expect("a job tells its end") {
            JobEvent::Progress(_) => {}
            JobEvent::Done(answer) => return Ok(answer),
            JobEvent::Failed(why) => return Err(why),
        }
    }
}

#[test]
fn an_upload_is_imported_by_a_job_that_tells_its_end_to_all_who_ask() {
    let sandbox = Sandbox::new();
    let jobs = jobs(&sandbox);
    let file = jobs.office().files().take("登记表.xlsx", workbook(&sandbox, 1200)).expect("uploads are taken");
    let id = jobs.start("import", json!({ "file": file }));
    let events = watched(&jobs, id);
    let answer = ended(&events).expect("the workbook is a register");
    assert_eq!(answer["state"], "promoted", "the upload was imported like a file");
    assert_eq!(answer["file"], "登记表.xlsx", "it is told by the name that it had");
    assert!(events.recv_timeout(PATIENCE).is_err(), "after its end a job tells nothing more");
    assert_eq!(ended(&watched(&jobs, id)), Ok(answer), "whoever asks late is told the same end");
    assert_eq!(jobs.running(), 0, "nothing keeps the program from closing");
}

#[test]
fn a_cancelled_job_leaves_nothing_behind() {
    let sandbox = Sandbox::new();
    let jobs = jobs(&sandbox);
    let file = jobs.office().files().take("登记表.xlsx", workbook(&sandbox, 20_000)).expect("uploads are taken");
    let id = jobs.start("import", json!({ "file": file }));
    assert!(jobs.cancel(id), "a job that runs can be cancelled");
    let why = ended(&watched(&jobs, id)).expect_err("it was cancelled before it could read 20 000 rows");
    assert!(why.is(Code::Cancelled), "it ends as cancelled, not as {why}");
    let page = jobs.call("list", json!({ "selection": {}, "limit": 1 })).expect("the register opens");
    assert_eq!(page["total"], 0, "no row of a cancelled import is in the register");
    assert!(!jobs.cancel(99) && !jobs.watch(99, |_| true), "an unknown job is told as such");
}

#[test]
fn a_backup_is_restored_and_another_register_opened() {
    let sandbox = Sandbox::new();
    let jobs = jobs(&sandbox);
    let backup = jobs.call("backup", json!({})).expect("a new register is backed up");
    jobs.call("set_setting", json!({ "key": "region", "value": "某省" })).expect("settings can be set");
    let held = jobs.office().register().expect("it is open");
    let restore = json!({ "file": backup["file"] });
    let refused = jobs.call("restore", restore.clone()).expect_err("somebody works with it");
    assert!(refused.is(Code::RegisterAtWork), "an open register is not replaced under a job: {refused}");
    drop(held);
    jobs.call("restore", restore).expect("now nobody does");
    let setting = jobs.call("setting", json!({ "key": "region" })).expect("it is open again");
    assert_eq!(setting["value"], Value::Null, "the register is as it was when backed up");

    let other = sandbox.path("别处/清册.db");
    let told = jobs.call("open_register", json!({ "file": other })).expect("a register is begun where there is none");
    assert_eq!(told["register"], json!(other), "the office tells what is open");
    assert!(other.is_file(), "the other register is there");
}

#[test]
fn what_does_not_open_is_told_and_stays_as_it_was() {
    let sandbox = Sandbox::new();
    std::fs::write(sandbox.path("清册.db"), "这不是清册".repeat(1000)).expect("a file can be written");
    let jobs = jobs(&sandbox);
    let told = jobs.call("office", json!({})).expect("the office answers, whatever the file is");
    assert_eq!(told["why"]["code"], "register_damaged", "why it does not open is told: {told}");
    let kept = std::fs::read_to_string(sandbox.path("清册.db")).expect("the file is there");
    assert!(kept.starts_with("这不是清册"), "a file that is no register is not touched");
    let messages = jobs.call("messages", json!({})).expect("sentences need no register");
    assert!(messages["messages"]["register_damaged"]["hint"].is_string(), "the window can tell what to do");
    assert_eq!(messages["words"]["fate"]["new"], "新增", "words of stable keys are told as well");
}

#[test]
fn the_operator_is_who_the_setting_names() {
    let sandbox = Sandbox::new();
    let options = OpenOptions { operator: String::new(), ..options() };
    let jobs = Jobs::new(Arc::new(Office::new(sandbox.path("清册.db"), options)));
    jobs.call("set_setting", json!({ "key": "operator", "value": "周算盘" })).expect("settings can be set");
    let told = jobs.call("office", json!({})).expect("the office answers");
    assert_eq!(told["operator"], "周算盘", "a new name counts at once");
}

#[test]
fn a_change_of_reference_data_holds_from_the_next_command_on() {
    let sandbox = Sandbox::new();
    let jobs = jobs(&sandbox);
    let call = |name: &str, request: Value| jobs.call(name, request).expect("it is a sound request");
    let field = json!({ "field": {
        "key": "", "header": "芯片", "group": "其他", "type": "text", "need": "optional", "synonyms": [],
    } });
    let key = call("change_reference", json!({ "change": field, "why": "新表要填" }))["key"].clone();
    let catalogue = call("catalogue", json!({}));
    let fields = catalogue["fields"].as_array().expect("a list");
    assert!(fields.iter().any(|f| f["key"] == key && f["own"] == true), "the new field is there at once");
    let header = json!({ "header": { "field": key, "header": "处理器", "synonyms": [] } });
    call("change_reference", json!({ "change": header, "why": "改名" }));
    let header = |told: &Value| {
        let lines = told["headers"].as_array().expect("a list");
        lines.iter().find(|line| line["field"] == key).expect("it is there")["header"].clone()
    };
    assert_eq!(header(&call("reference", json!({}))), "处理器", "and is renamed");
    call("restore_reference", json!({ "kind": "header", "key": key, "why": "改回" }));
    assert_eq!(header(&call("reference", json!({}))), "芯片", "and called as before");
    let problems = call("verify", json!({}))["problems"].clone();
    assert_eq!(problems, json!([]), "changes of no record leave records and chain sound");
}
