//! 研判 on a large register, asked as its pages ask: suggestions, the rules editor, 工作台, and decisions on very many.

use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use qingce_api::job::{Cancel, Job, Progress, Silent, Sink};
use qingce_api::{OpenOptions, Register, commands};
use serde_json::{Value, json};

use crate::Outcome;

/// Questions of a kind, each another one.
const TURNS: usize = 12;
/// A tag with very many suggestions.
const TAG: &str = "上云迁移";
/// When a person who changed their mind presses cancel.
const CHANGED_MIND: Duration = Duration::from_millis(500);

/// Opens the register and prints a row per kind of question. Decides, and takes it back.
pub fn measure(database: &Path) -> Outcome<()> {
    let register = Register::open(database, OpenOptions::new("bench")?)?;
    register.store().prepare_pages()?;
    let tags = ["上云迁移", "升级改造", "专网迁移", "IPv6改造"];
    let states = ["open", "unknown", "rejected"];
    let filter = |turn: usize| {
        let condition = if turn.is_multiple_of(3) { "" } else { "invest_total >= 500" };
        let search = ["", "平", "审批"][turn % 3];
        let selection = json!({"condition": condition, "search": search, "sort": ["-invest_total"]});
        json!({"tag": tags[turn % 4], "state": states[turn % 3], "selection": selection})
    };
    row(
        "page of suggestions",
        "100 ms",
        &times(&register, "suggestions", |turn| json!({"filter": filter(turn), "offset": turn * 50, "limit": 50}))?,
    );
    row(
        "counts of suggestions",
        "100 ms",
        &times(
            &register,
            "suggestion_counts",
            |turn| json!({"tag": tags[turn % 4], "selection": {"condition": if turn % 2 == 0 { "" } else { "invest_total >= 500" }}}),
        )?,
    );
    row(
        "how they are spread",
        "100 ms",
        &times(
            &register,
            "suggestion_spread",
            |turn| json!({"filter": filter(turn), "fields": ["report_unit", "region_code"]}),
        )?,
    );
    row(
        "live count of a condition, what a rule would alter",
        "100 ms",
        &times(&register, "try_rule", |turn| {
            let when = format!("status in (已建在用;试运行) and invest_total >= {}", 100 * (turn + 1));
            json!({"rule": "C1", "change": {"when": when, "reason": "", "off": false}, "limit": 0})
        })?,
    );
    row("figures of 工作台", "100 ms", &times(&register, "overview", |_| json!({}))?);
    decisions(&register)?;
    edited(&register)
}

/// Milliseconds of every question of a kind.
fn times(register: &Register, command: &str, request: impl Fn(usize) -> Value) -> Outcome<Vec<f64>> {
    (0..TURNS)
        .map(|turn| {
            let start = Instant::now();
            ask(register, command, request(turn))?;
            Ok(start.elapsed().as_secs_f64() * 1e3)
        })
        .collect()
}

fn ask(register: &Register, command: &str, request: Value) -> Outcome<Value> {
    Ok(commands::dispatch(register, command, request, Job { sink: &Silent, cancel: &Cancel::default() })?)
}

fn row(what: &str, budget: &str, times: &[f64]) {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (middle, longest) = (sorted[sorted.len() / 2], sorted[sorted.len() - 1]);
    println!(
        "| {what}, p50 / max of {} (the first {:.0} ms) | {middle:.1} / {longest:.1} ms | | | {budget} | | |",
        sorted.len(),
        times[0]
    );
}

/// Decides on very many, twice: once with a change of mind in the middle, once to the end; and takes it back.
fn decisions(register: &Register) -> Outcome<()> {
    let request = json!({"tag": TAG, "verdict": "reject", "reason": "measured", "filter": {"state": "open"}});
    let trial = json!({"tag": TAG, "verdict": "reject", "filter": {"state": "open"}, "dryRun": true});
    let start = Instant::now();
    let records = ask(register, "decide_many", trial)?["decided"].as_u64().unwrap_or_default();
    let tried = start.elapsed().as_secs_f64();
    let late = cancelled(register, &request)?;
    let start = Instant::now();
    let done = ask(register, "decide_many", request)?;
    let decided = start.elapsed().as_secs_f64();
    if done["decided"].as_u64() != Some(records) {
        return Err(format!("{records} were to be decided: {done}").into());
    }
    let after = times(register, "suggestions", |_| json!({"filter": {"tag": TAG, "state": "rejected"}, "limit": 50}))?;
    let start = Instant::now();
    ask(register, "undo_decisions", json!({"set": done["set"]}))?;
    let undone = start.elapsed().as_secs_f64();
    println!("| a decision on {records} records | {decided:.2} s | | | 3 s | | |");
    println!("| its trial; its undo; a page after it | {tried:.2} s; {undone:.2} s; {:.0} ms | | | | | |", after[0]);
    println!("| its cancel, from the press to the end | {late:.0} ms | | | 1 s | | |");
    Ok(())
}

/// What a page waits for after one word and after one edit.
fn edited(register: &Register) -> Outcome<()> {
    let page = || json!({"filter": {"tag": TAG, "state": "open"}, "limit": 50});
    let first = ask(register, "suggestions", page())?["rows"][0]["title"]["uid"].clone();
    let mut told = String::new();
    let mut turn = |command: &str, request: Value| -> Outcome<()> {
        for (command, request) in [(command, request), ("suggestions", page()), ("overview", json!({}))] {
            let start = Instant::now();
            ask(register, command, request)?;
            told += &format!("{:.0} + ", start.elapsed().as_secs_f64() * 1e3);
        }
        Ok(())
    };
    turn("decide_many", json!({"tag": TAG, "verdict": "reject", "reason": "measured", "uids": [first]}))?;
    turn("undo_decision", json!({"uid": first, "tag": TAG}))?;
    turn("edit", json!({"cells": [{"uid": first, "field": "status", "text": "在建"}]}))?;
    println!(
        "| one word, its undo, an edit: each with the page and 工作台 after it | {} ms | | | 100 ms | | |",
        told.trim_end_matches(" + ")
    );
    Ok(())
}

/// Milliseconds from a cancel in the middle of a decision until it ended with nothing done.
fn cancelled(register: &Register, request: &Value) -> Outcome<f64> {
    let (cancel, told) = (Cancel::default(), Last::default());
    let job = Job { sink: &told, cancel: &cancel };
    let (answer, pressed) = std::thread::scope(|scope| {
        let work =
            scope.spawn(move || (commands::dispatch(register, "decide_many", request.clone(), job), Instant::now()));
        std::thread::sleep(CHANGED_MIND);
        let pressed = Instant::now();
        cancel.cancel();
        let (answer, ended) = work.join().map_err(|_| "the decision panicked")?;
        Ok::<_, &str>((answer, ended - pressed))
    })?;
    match answer {
        Err(error) if error.code == qingce_api::Code::Cancelled.key() => Ok(pressed.as_secs_f64() * 1e3),
        other => Err(format!("it was not cancelled at {:?}: {:?}", told.0.lock().ok(), other.is_ok()).into()),
    }
}

/// Keeps what was told last.
#[derive(Default)]
struct Last(Mutex<Option<Progress>>);

impl Sink for Last {
    fn progress(&self, progress: Progress) {
        if let Ok(mut last) = self.0.lock() {
            *last = Some(progress);
        }
    }
}
