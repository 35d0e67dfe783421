//! Sticks that are pulled out at the worst moment: told in a sentence, and nothing is lost.

use std::sync::atomic::{AtomicBool, Ordering};

use qingce_api::ApiError;
use qingce_api::job::{Cancel, Job, Progress, Sink};
use qingce_testkit::Sandbox;
use serde_json::{Value, json};

use super::kit::{Desk, PASSPHRASE, away, home, team};
use crate::dispatch::items;

/// Does something in the middle of the work: when progress is told for the first time.
struct Meanwhile<F: Fn()> {
    act: F,
    done: AtomicBool,
}

impl<F: Fn() + Send + Sync> Sink for Meanwhile<F> {
    fn progress(&self, _: Progress) {
        if !self.done.swap(true, Ordering::SeqCst) {
            (self.act)();
        }
    }
}

fn interrupted(desk: &Desk, name: &str, request: Value, act: impl Fn() + Send + Sync) -> Result<Value, ApiError> {
    let sink = Meanwhile { act, done: AtomicBool::new(false) };
    let told = desk.office.dispatch(name, request, Job { sink: &sink, cancel: &Cancel::default() });
    assert!(sink.done.load(Ordering::SeqCst), "something happened in the middle of {name}");
    told
}

#[cfg(unix)]
fn create(out: &std::path::Path) -> Value {
    json!({ "out": out.to_string_lossy(), "team": "一组", "passphrase": PASSPHRASE })
}

fn nothing_in_plain(sandbox: &Sandbox) {
    let left = sandbox.files().into_iter().find(|path| path.to_string_lossy().contains("-private"));
    assert_eq!(left, None, "no plain text stays outside of the register");
}

// Windows takes no folder away while a file in it is open, so pulling a stick out cannot be played there.
#[cfg(unix)]
#[test]
fn a_stick_that_goes_while_a_package_is_written_is_told() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let stick = sandbox.path("U盘");
    std::fs::create_dir(&stick).expect("a stick");
    let gone = || std::fs::remove_dir_all(&stick).expect("it is pulled out");
    let why = interrupted(&home, "create_package", create(&stick.join("一组.qcp")), gone).expect_err("it is gone");
    assert_eq!(why.code, "stick_gone", "and said so: {why}");
    nothing_in_plain(&sandbox);
    home.sound();
    std::fs::create_dir(&stick).expect("it is plugged in again");
    home.call("create_package", create(&stick.join("一组.qcp")));
}

#[test]
fn a_package_that_ends_while_it_is_read_changes_nothing() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let (out, first) = away(&sandbox, &home);
    first.edit("水情平台", "remark", "现场所见");
    first.make(&out, "", "");
    let whole = std::fs::read(&out).expect("the package");
    let cut = || {
        let open = std::fs::OpenOptions::new().write(true).open(&out).expect("the package");
        open.set_len(whole.len() as u64 / 2).expect("half of it is gone");
    };
    let request = json!({ "file": out, "passphrase": PASSPHRASE });
    let why = interrupted(&home, "stage_merge", request, cut).expect_err("it is half a package");
    assert_eq!(why.code, "package_damaged", "and said so: {why}");
    nothing_in_plain(&sandbox);
    home.sound();
    assert_eq!(home.value("水情平台", "remark"), Value::Null, "nothing of it came in");
    std::fs::write(&out, whole).expect("the stick is whole again");
    let staged = home.stage(&out);
    assert_eq!(home.finish(&staged)["state"], "merged", "{staged}");
}

#[test]
fn a_stick_that_goes_before_the_receipt_loses_no_merge() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let stick = sandbox.path("U盘");
    std::fs::create_dir(&stick).expect("a stick");
    let out = stick.join("一组.qcp").to_string_lossy().into_owned();
    home.make(&out, "一组", "report_unit = 江西省水利厅");
    let first = team(&sandbox, "一组", &out);
    first.edit("水情平台", "remark", "现场所见");
    first.make(&out, "", "");
    let staged = home.stage(&out);
    std::fs::remove_dir_all(&stick).expect("it is pulled out");
    let done = home.finish(&staged);
    assert_eq!((&done["state"], &done["receipt"]), (&json!("merged"), &Value::Null), "what was read is in: {done}");
    assert_eq!(done["receipt_failed"]["code"], "stick_gone", "and why there is no receipt: {done}");
    assert_eq!(home.value("水情平台", "remark"), "现场所见", "the merge holds");
    let kept = home.call("package", json!({}));
    assert_eq!(items(&kept["merged"]).len(), 1, "the register keeps the receipt: {kept}");
    home.sound();
}
