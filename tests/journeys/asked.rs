//! Conflicts of a package asked on a terminal: a real one, lent by `script`.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use qingce_journeys::{Sandbox, skipped};
use serde_json::Value;

const PASSPHRASE: &str = "一句长长的口令";

/// Calls the program on a register of a sandbox.
fn call(sandbox: &Sandbox, register: &str, words: &[&str]) -> Value {
    let db = sandbox.path(register).to_string_lossy().into_owned();
    let words: Vec<&str> = ["--json", "--db", &db].into_iter().chain(words.iter().copied()).collect();
    sandbox.qingce_with(&[("QINGCE_PASSPHRASE", PASSPHRASE)], &words).exits(0).json()
}

/// Calls the program on a terminal where a person types these lines; none where no terminal is to be had.
fn on_terminal(sandbox: &Sandbox, words: &str, typed: &str) -> Option<Output> {
    let lines = sandbox.path("typed");
    std::fs::write(&lines, typed).expect("the sandbox can be written");
    let plain = sandbox.command(&[] as &[&str]);
    let program = plain.get_program().to_string_lossy().into_owned();
    let mut command = Command::new("script");
    command.args(["-qec", &format!("'{program}' {words}"), "/dev/null"]).env_clear();
    command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("QINGCE_PASSPHRASE", PASSPHRASE).current_dir(sandbox.folder().root());
    command.stdin(Stdio::from(std::fs::File::open(&lines).expect("just written"))).output().ok()
}

#[test]
fn conflicts_are_asked_on_a_terminal_and_what_was_said_is_kept() {
    if cfg!(windows) || !Path::new("/usr/bin/script").exists() {
        return skipped("no `script` to lend a terminal");
    }
    let sandbox = Sandbox::new();
    let (home, team) = ("清册.db", "一组.db");
    let added = |name: &str| {
        let added =
            call(&sandbox, home, &["add", &format!("项目名称={name}"), "填报单位=江西省水利厅", "项目状态=在建"]);
        added["uid"].as_str().expect("a record that was added has a uid").to_owned()
    };
    let uids = [added("河湖巡查平台"), added("水库监测平台")];
    call(&sandbox, home, &["package", "create", "--team", "一组", "--out", "一组.qcp"]);
    call(&sandbox, team, &["package", "open", "一组.qcp"]);
    for (register, status) in [(team, "已停用"), (home, "试运行")] {
        for uid in &uids {
            call(&sandbox, register, &["check", uid, &format!("项目状态=有误:{status}")]);
        }
    }
    call(&sandbox, team, &["package", "create", "--out", "一组.qcp"]);

    let merge = "package merge 一组.qcp";
    let left = on_terminal(&sandbox, merge, "t\nq\n").expect("script is there");
    let seen = String::from_utf8_lossy(&left.stdout).into_owned();
    assert_eq!(left.status.code(), Some(1), "a conflict is open, so nothing is merged\n{seen}");
    for part in ["冲突 1/2", "冲突 2/2", "项目状态", "已停用", "试运行", "什么都没有合并"] {
        assert!(seen.contains(part), "who decides must see {part}\n{seen}");
    }
    let states = || {
        let rows = call(&sandbox, home, &["list", "--fields", "status"]);
        let rows = rows["records"].as_array().cloned().unwrap_or_default();
        let mut states: Vec<String> =
            rows.iter().map(|row| row["status"].as_str().unwrap_or_default().to_owned()).collect();
        states.sort();
        states
    };
    assert_eq!(states(), ["试运行", "试运行"], "the first word is kept, but nothing is in");

    let done = on_terminal(&sandbox, merge, "e\n已建在用\n").expect("script is there");
    let seen = String::from_utf8_lossy(&done.stdout).into_owned();
    assert_eq!(done.status.code(), Some(0), "nothing is open any more\n{seen}");
    assert!(!seen.contains("冲突 1/2"), "what was said is not asked again\n{seen}");
    assert_eq!(states(), ["已停用", "已建在用"], "as said: what came for the first, what was typed for the second");
    call(&sandbox, home, &["verify"]);
}
