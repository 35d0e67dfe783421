//! Every command of packages and of work on site, through the router and the declared types.

use qingce_api::Code;
use qingce_api::job::{Cancel, Job, Silent};
use qingce_api::office::Office;
use serde_json::{Value, json};

use super::kit::{PASSPHRASE, options};
use crate::dispatch::{Host, items};

/// Every command of packages and of work on site, through the router and the declared types.
pub fn packages_and_checks(host: &Host, uid: &str) {
    let out = host.path("二组.qcp");
    let request = json!({ "out": out, "team": "二组", "condition": "status = 在建", "passphrase": PASSPHRASE });
    host.call("create_package", request);
    let staged = host.call("stage_merge", json!({ "file": out, "passphrase": PASSPHRASE }));
    assert_eq!(staged["state"], "nothing_new", "nobody worked on it: {staged}");
    host.call("package", json!({}));
    let checks = json!([{ "field": "status", "verdict": "unseen", "note": "没有人" }]);
    host.call("check", json!({ "uid": uid, "checks": checks }));
    let sheet = host.call("check_sheet", json!({ "uid": uid }));
    assert_eq!(sheet["counts"]["unseen"], 1, "what was found: {sheet}");
    let page = host.call("checked", json!({ "selection": {}, "state": "begun", "limit": 5 }));
    assert_eq!((&page["total"], items(&page["rows"]).len()), (&json!(1), 1), "one is begun: {page}");
    std::fs::write(host.sandbox.path("a.pdf"), "%PDF-1.7").expect("a scan");
    let scan = host.call("attach", json!({ "uid": uid, "file": host.path("a.pdf") }));
    host.call("attachment", json!({ "uid": scan["uid"] }));
    host.call("detach", json!({ "uid": scan["uid"] }));
    let added = host.call("add_record", json!({ "cells": [{ "field": "project_name", "text": "手工一项" }] }));
    host.call("undo", json!({ "batch": added["batch"] }));
    for (why, note) in [("edit_credential", "账号admin密码abc123"), ("edit_classified", "机密")] {
        let checks = json!([{ "field": "status", "verdict": "right", "note": note }]);
        let refused = host.try_call("check", json!({ "uid": uid, "checks": checks })).expect_err(why);
        assert_eq!(refused.code, why, "what may not be kept may not be noted");
    }
    std::fs::write(host.sandbox.path("a.exe"), "MZ").expect("a program");
    let refused = host.try_call("attach", json!({ "uid": uid, "file": host.path("a.exe") })).expect_err("no photo");
    assert!(refused.is(Code::AttachmentKind), "{refused}");
    merged(host, uid);
}

fn merged(host: &Host, uid: &str) {
    let options = options(&host.sandbox, "三组");
    let out = host.path("三组.qcp");
    host.call("create_package", json!({ "out": out, "team": "三组", "passphrase": PASSPHRASE }));
    let office = Office::new(host.sandbox.path("别处.db"), options);
    let ask = |name: &str, request: Value| {
        let done = office.dispatch(name, request, Job { sink: &Silent, cancel: &Cancel::default() });
        done.unwrap_or_else(|why| unreachable!("{name}: {why}"))
    };
    ask("open_package", json!({ "file": out, "passphrase": PASSPHRASE, "register": host.path("三组.db") }));
    let cell = |text: &str| json!({ "cells": [{ "uid": uid, "field": "remark", "text": text }] });
    ask("edit", cell("三组写的"));
    ask("create_package", json!({ "out": out, "passphrase": PASSPHRASE }));
    host.call("edit", cell("这里写的"));
    let staged = host.call("stage_merge", json!({ "file": out, "passphrase": PASSPHRASE }));
    host.call("coming", json!({ "id": staged["id"], "offset": 0, "limit": 9 }));
    host.call("conflicts", json!({ "id": staged["id"], "offset": 0, "limit": 9 }));
    host.call("discard_merge", json!({ "id": staged["id"] }));
    let staged = host.call("stage_merge", json!({ "file": out, "passphrase": PASSPHRASE }));
    host.call("decide_conflicts", json!({ "id": staged["id"], "conflicts": [0], "choice": { "keep": "theirs" } }));
    let done = host.call("finish_merge", json!({ "id": staged["id"] }));
    assert_eq!(done["state"], "merged", "{done}");
    host.call("undo", json!({ "batch": done["batch"] }));
}
