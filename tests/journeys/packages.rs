//! Packages with the real program: ended at any moment, and on sticks that fail.

use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use qingce_journeys::{Run, Sandbox};
use qingce_testkit::register;
use serde_json::Value;

/// Rows of the register; enough for every phase to be hit.
const ROWS: u32 = 1_500;
/// Moments at which the program is ended, spread over the time it takes.
const MOMENTS: u32 = 10;
const PASSPHRASE: &str = "一句长长的口令";

/// The program called on one of several registers of a sandbox.
struct Desk<'a> {
    sandbox: &'a Sandbox,
    register: PathBuf,
}

impl<'a> Desk<'a> {
    fn new(sandbox: &'a Sandbox, name: &str) -> Desk<'a> {
        Desk { sandbox, register: sandbox.path(name) }
    }
    fn words(&self, words: &[&str]) -> Vec<String> {
        let db = self.register.to_string_lossy().into_owned();
        ["--db".to_owned(), db].into_iter().chain(words.iter().map(|word| (*word).to_owned())).collect()
    }
    fn qingce(&self, words: &[&str]) -> Run {
        self.sandbox.qingce_with(&[("QINGCE_PASSPHRASE", PASSPHRASE)], &self.words(words))
    }
    fn json(&self, words: &[&str]) -> Value {
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        self.qingce(&words).exits(0).json()
    }
    fn start(&self, words: &[&str]) -> Child {
        let mut command = self.sandbox.command(&self.words(words));
        command.env("QINGCE_PASSPHRASE", PASSPHRASE).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("the program starts")
    }
    fn ended_after(&self, words: &[&str], wait: Duration) {
        let mut child = self.start(words);
        std::thread::sleep(wait);
        child.kill().expect("a running program can be ended");
        child.wait().expect("an ended program can be waited for");
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// A register of many projects.
fn home(sandbox: &Sandbox) -> Desk<'_> {
    let file = sandbox.path("登记表.xlsx");
    register::generate(ROWS, &file).expect("the sandbox can be written");
    let home = Desk::new(sandbox, "清册.db");
    home.qingce(&["import", &text(&file)]);
    home
}

fn took(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

#[test]
fn ended_while_a_package_is_made_there_is_none_or_a_whole_one() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let out = text(&sandbox.path("一组.qcp"));
    let make = ["package", "create", "--where", "总投资 > 0", "--team", "一组", "--out", &out];
    let whole = took(|| {
        home.json(&make);
    });
    let (mut none, mut some) = (0, 0);
    for moment in 0..MOMENTS {
        std::fs::remove_file(&out).unwrap_or_default();
        home.ended_after(&make, whole.mul_f64(f64::from(moment + 1) / f64::from(MOMENTS)));
        if Path::new(&out).exists() {
            some += 1;
            assert_eq!(home.json(&["package", "merge", &out])["files"][0]["state"], "nothing_new", "it is a whole one");
        } else {
            none += 1;
        }
        home.qingce(&["verify"]).exits(0);
        let left = sandbox.folder().files().iter().any(|path| path.to_string_lossy().contains("-private"));
        assert!(!left, "what the ended program left in plain is gone once the register was opened");
    }
    assert!(none > 0, "some moments must lie before its end ({some} did not)");
    std::fs::remove_file(&out).unwrap_or_default();
    home.json(&make);
}

/// What a team did that comes back: a record changed that was changed at home, too, one changed alone, one added, one
/// taken back that had come before, a decision, two records made one. Gives the package.
fn worked_on(home: &Desk<'_>, team: &Desk<'_>) -> String {
    let out = text(&home.sandbox.path("一组.qcp"));
    home.json(&["package", "create", "--where", "总投资 > 0", "--team", "一组", "--out", &out]);
    team.json(&["package", "open", &out]);
    let add = |name: &str| team.json(&["add", &format!("项目名称={name}"), "填报单位=江西省水利厅"]);
    let (found, one, other) = (add("现场发现"), add("门禁系统"), add("门禁系统一期"));
    team.json(&["package", "create", "--out", &out]);
    home.json(&["package", "merge", &out]);
    let uids: Vec<String> = team
        .qingce(&["list", "--where", "总投资 > 0", "--format", "jsonl"])
        .exits(0)
        .stdout()
        .lines()
        .take(2)
        .map(|line| {
            serde_json::from_str::<Value>(line).expect("a line is JSON")["_uid"].as_str().expect("a uid").to_owned()
        })
        .collect();
    let uid = |added: &Value| added["uid"].as_str().expect("a uid").to_owned();
    for (desk, said) in [(team, "现场所写"), (home, "本处所写")] {
        desk.json(&["edit", &uids[0], &format!("备注={said}"), "--reason", "核对"]);
    }
    team.json(&["edit", &uids[1], "备注=只有现场写", "--reason", "核对"]);
    team.json(&["decide", &uids[1], "上云迁移", "reject", "--reason", "核过"]);
    team.json(&["undo", &found["batch"].to_string()]);
    team.json(&["merge", &uid(&one), &uid(&other)]);
    add("又一个");
    team.json(&["package", "create", "--out", &out]);
    out
}

#[test]
fn ended_while_a_package_is_merged_all_of_it_is_in_or_nothing() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let out = worked_on(&home, &Desk::new(&sandbox, "一组.db"));
    let before = std::fs::read(&home.register).expect("the register");
    // Records with their values and tags; `verify` looks at the rest.
    let state = || home.qingce(&["list", "--format", "jsonl"]).exits(0).stdout();
    let merge = ["package", "merge", &out, "--keep", "theirs"];
    let asked = home.qingce(&["package", "merge", &out, "--json"]).exits(1).json();
    assert_eq!(asked["files"][0]["conflicts"].as_u64(), Some(1), "there is something to decide: {asked}");
    let were = state();
    let mut done = Value::Null;
    let whole = took(|| done = home.json(&merge));
    let are = state();
    let told = ["new", "taken_out", "mergings", "decisions"].map(|what| done["files"][0][what].as_u64());
    assert_eq!(told, [Some(1), Some(1), Some(1), Some(1)], "the merge does all that a merge can: {done}");
    let mut nothing = 0;
    for moment in 0..MOMENTS {
        for beside in ["清册.db-wal", "清册.db-shm"] {
            std::fs::remove_file(sandbox.path(beside)).unwrap_or_default();
        }
        std::fs::write(&home.register, &before).expect("the register as it was");
        home.ended_after(&merge, whole.mul_f64(f64::from(moment + 1) / f64::from(MOMENTS)));
        home.qingce(&["verify"]).exits(0);
        let found = state();
        nothing += u32::from(found == were);
        assert!(found == were || found == are, "a merge is in whole or not at all (moment {moment})");
        home.json(&merge);
        assert_eq!(state(), are, "merged again, whatever happened: once");
    }
    assert!(nothing > 0, "some moments must lie before the promotion");
}

/// How a small drive of memory is mounted for one program alone: as root, or as the root of a namespace of one's own.
#[cfg(target_os = "linux")]
const MOUNTING: [&[&str]; 2] = [&["--mount"], &["--user", "--map-root-user", "--mount"]];

/// A small drive that the program finds at a folder, and what is done to it before the program comes: lines of sh.
#[cfg(target_os = "linux")]
struct Stick<'a> {
    sandbox: &'a Sandbox,
    at: PathBuf,
    before: &'a str,
    /// What is told of it.
    told: &'a str,
}

#[cfg(target_os = "linux")]
impl Stick<'_> {
    /// Calls the program with the drive there; gives its exit code, what it told, and what is on the drive then. None
    /// where nobody may mount one.
    fn with(&self, desk: &Desk<'_>, words: &[&str]) -> Option<(i32, String, String)> {
        let mount = "mount -t tmpfs -o size=8m tmpfs \"$0\" || exit 77";
        std::fs::create_dir_all(&self.at).expect("a folder");
        let may = |way: &&&[&str]| {
            let mut probe = std::process::Command::new("unshare");
            let done = probe.args(**way).args(["sh", "-c", mount]).arg(&self.at).stderr(Stdio::null()).status();
            done.is_ok_and(|status| status.success())
        };
        let way = MOUNTING.iter().find(may)?;
        let program = desk.sandbox.command(&desk.words(words));
        let script = format!("{mount}\n{}\n\"$@\" 2>&1\ncode=$?\nls -A \"$0\" >&2\nexit $code", self.before);
        let mut command = std::process::Command::new("unshare");
        command
            .args(*way)
            .args(["sh", "-c", &script])
            .arg(&self.at)
            .arg(program.get_program())
            .args(program.get_args());
        command.env_clear().envs(program.get_envs().filter_map(|(key, value)| Some((key, value?))));
        command.env("QINGCE_PASSPHRASE", PASSPHRASE).current_dir(self.sandbox.folder().root()).stdin(Stdio::null());
        let output = command.output().expect("the program starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Some((output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr)))
    }
}

/// The two ways in which a stick takes nothing, with the package on it where there is one.
#[cfg(target_os = "linux")]
fn sticks<'a>(sandbox: &'a Sandbox, name: &str) -> [Stick<'a>; 2] {
    let stick = |at: &str, before, told| Stick { sandbox, at: sandbox.path(&format!("{at}{name}")), before, told };
    [
        stick("满", "cp *.qcp \"$0\" 2> /dev/null\ncat /dev/zero 2> /dev/null > \"$0\"/fill", "空间不够"),
        stick("只读", "cp *.qcp \"$0\" 2> /dev/null\nmount -o remount,ro \"$0\"", "不许写入"),
    ]
}

#[cfg(target_os = "linux")]
#[test]
fn a_package_on_a_stick_that_takes_nothing_is_told() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    for stick in sticks(&sandbox, "") {
        let out = text(&stick.at.join("一组.qcp"));
        let Some((code, told, left)) = stick.with(&home, &["package", "create", "--team", "一组", "--out", &out])
        else {
            return qingce_journeys::skipped("a full and a read-only stick: nobody may mount one here");
        };
        assert!(code == 1 && told.contains(stick.told), "a sentence says why ({code}): {told}");
        assert!(!left.contains("qcp"), "no half of a file stays: {left}");
    }
    home.qingce(&["package", "merge", &text(&sandbox.path("拔出/一组.qcp"))]).exits(1).tells("找不到");
    home.qingce(&["verify"]).exits(0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_receipt_that_a_stick_does_not_take_loses_no_merge() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let out = text(&sandbox.path("一组.qcp"));
    home.json(&["package", "create", "--where", "总投资 > 0", "--team", "一组", "--out", &out]);
    let team = Desk::new(&sandbox, "一组.db");
    team.json(&["package", "open", &out]);
    team.json(&["add", "项目名称=现场发现", "填报单位=江西省水利厅"]);
    team.json(&["package", "create", "--out", &out]);
    for stick in sticks(&sandbox, "回执") {
        let package = text(&stick.at.join("一组.qcp"));
        let Some((code, told, left)) = stick.with(&home, &["package", "merge", &package]) else {
            return qingce_journeys::skipped("a receipt on a full and a read-only stick: nobody may mount one here");
        };
        assert!(told.contains(stick.told), "why there is no receipt ({code}): {told}");
        assert!(!left.contains("回执"), "no half of a receipt stays: {left}");
        let state = home.json(&["package", "show"]);
        let merged = state["merged"].as_array().map(Vec::len);
        assert_eq!(merged, Some(1), "the merge holds, and the register keeps its receipt: {state}");
        home.qingce(&["verify"]).exits(0);
        home.qingce(&["undo", &state["merged"][0]["batch"].to_string()]).exits(0);
    }
}
