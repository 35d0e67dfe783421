//! Files that are no packages, damaged ones, and names that may not be written.

use qingce_testkit::Sandbox;
use serde_json::json;

use super::kit::{PASSPHRASE, file, home};

#[test]
fn files_that_are_no_packages_are_told_apart() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let out = file(&sandbox, "一组.qcp");
    home.make(&out, "一组", "report_unit = 江西省水利厅");
    let whole = std::fs::read(&out).expect("the package");
    assert!(!whole.windows(12).any(|part| part == "水情平台".as_bytes()), "nothing of its records is readable");
    let ask = |bytes: &[u8], passphrase: &str| {
        let path = file(&sandbox, "试.qcp");
        std::fs::write(&path, bytes).expect("a file");
        home.refused("stage_merge", json!({ "file": path, "passphrase": passphrase }))
    };
    assert_eq!(ask(&whole, "另一句长长的口令"), "passphrase_wrong", "and told as such");
    assert_eq!(ask(b"PK\x03\x04 a workbook", PASSPHRASE), "package_foreign", "another kind of file");
    assert_eq!(ask(b"", PASSPHRASE), "package_foreign", "nothing at all");
    for part in 0..20 {
        let mut altered = whole.clone();
        let at = part * (whole.len() - 1) / 19;
        altered[at] ^= 0x10;
        let code = ask(&altered, PASSPHRASE);
        let told = ["package_damaged", "package_foreign", "package_too_new"].contains(&code.as_str());
        assert!(told, "byte {at} altered: {code}");
        assert!(at < 200 || code == "package_damaged", "byte {at} altered is damage, not {code}");
        let cut = &whole[..at];
        let code = ask(cut, PASSPHRASE);
        assert!(["package_damaged", "package_foreign"].contains(&code.as_str()), "cut at {at}: {code}");
    }
    let line = whole.iter().position(|byte| *byte == b'\n').expect("the first line");
    let newer = String::from_utf8_lossy(&whole[..line]).replace("\"format\":1", "\"format\":2");
    assert_eq!(ask(&[newer.as_bytes(), &whole[line..]].concat(), PASSPHRASE), "package_too_new", "a newer program's");
    let missing = json!({ "file": file(&sandbox, "没有.qcp"), "passphrase": PASSPHRASE });
    assert_eq!(home.refused("stage_merge", missing), "package_missing", "a stick that is not in");
    home.sound();
    assert_eq!(home.call("package", json!({}))["merged"], json!([]), "nothing of it came in");
    let left: Vec<_> =
        std::fs::read_dir(sandbox.root()).expect("the folder").flatten().map(|e| e.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("private")), "no plain text is left: {left:?}");
}

#[test]
fn what_may_not_be_overwritten_is_not() {
    let sandbox = Sandbox::new();
    let home = home(&sandbox);
    let (out, other) = (file(&sandbox, "一组.qcp"), file(&sandbox, "登记表.xlsx"));
    home.make(&out, "一组", "");
    let ask = |out: &str, team: &str, passphrase: &str| {
        home.refused("create_package", json!({ "out": out, "team": team, "passphrase": passphrase }))
    };
    assert_eq!(ask(&out, "二组", PASSPHRASE), "package_exists", "it may be somebody's work");
    assert_eq!(ask(&other, "二组", PASSPHRASE), "package_exists", "whatever it is");
    assert_eq!(ask(&file(&sandbox, "二组.qcp"), "二组", "短"), "passphrase_short");
    assert_eq!(ask(&file(&sandbox, "二组.qcp"), " ", PASSPHRASE), "team_missing");
    assert_eq!(ask(&file(&sandbox, "没有/二组.qcp"), "二组", PASSPHRASE), "stick_gone", "a folder that is not there");
    let request = json!({ "file": out, "passphrase": PASSPHRASE, "register": file(&sandbox, "清册.db") });
    assert_eq!(home.refused("open_package", request), "register_exists", "never over a register");
}
