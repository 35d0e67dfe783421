//! Machines with registers, and packages that go from one to another.

use std::path::Path;

use qingce_api::job::{Cancel, Job, Silent};
use qingce_api::office::Office;
use qingce_api::seeds::Seeds;
use qingce_api::{Files, OpenOptions, ReaderCommand, Role};
use qingce_testkit::{Book, Sandbox};
use serde_json::{Value, json};

pub const PASSPHRASE: &str = "一句长长的口令";
pub const HEADER: [&str; 5] = ["项目名称", "填报单位", "项目状态", "总投资（万元）", "部署位置"];

/// Seeds whose passphrases cost little: what is tested is not how hard they are to guess.
pub fn cheap(sandbox: &Sandbox) -> Seeds {
    let text = Seeds::embedded().text("package.toml").expect("the seeds").replace("work = 16", "work = 1");
    assert!(text.contains("work = 1\n"), "the number stands there: {text}");
    std::fs::create_dir_all(sandbox.path("seeds")).expect("a folder");
    std::fs::write(sandbox.path("seeds/package.toml"), text).expect("a file");
    Seeds::from_folder(&sandbox.path("seeds"))
}

pub fn options(sandbox: &Sandbox, operator: &str) -> OpenOptions {
    OpenOptions {
        seeds: cheap(sandbox),
        reader: ReaderCommand::program(env!("CARGO_BIN_EXE_qingce-api-reader")),
        operator: operator.into(),
        role: Role::Owner,
        files: Files::default(),
    }
}

/// A machine with a register.
pub struct Desk {
    pub office: Office,
}

impl Desk {
    pub fn new(sandbox: &Sandbox, name: &str) -> Desk {
        Desk { office: Office::new(sandbox.path(&format!("{name}.db")), options(sandbox, name)) }
    }
    pub fn ask(&self, name: &str, request: Value) -> Result<Value, qingce_api::ApiError> {
        self.office.dispatch(name, request, Job { sink: &Silent, cancel: &Cancel::default() })
    }
    pub fn call(&self, name: &str, request: Value) -> Value {
        self.ask(name, request.clone()).unwrap_or_else(|why| unreachable!("{name} {request}: {why}"))
    }
    pub fn refused(&self, name: &str, request: Value) -> String {
        self.ask(name, request).expect_err("this must be refused").code
    }
    /// The row of a project of this very name.
    fn row(&self, name: &str) -> Value {
        let page = self.call("list", json!({ "selection": { "search": name }, "limit": 9 }));
        let mut rows = page["rows"].as_array().expect("rows").iter();
        let found = rows.find(|row| row["values"]["project_name"] == name);
        found.unwrap_or_else(|| unreachable!("{name}: {page}")).clone()
    }
    pub fn uid(&self, name: &str) -> String {
        self.row(name)["uid"].as_str().expect("a record has a uid").to_owned()
    }
    pub fn value(&self, name: &str, field: &str) -> Value {
        self.row(name)["values"][field].clone()
    }
    pub fn edit(&self, name: &str, field: &str, text: &str) {
        let done = self.call("edit", json!({ "cells": [{ "uid": self.uid(name), "field": field, "text": text }] }));
        assert_eq!(done["changed"], 1, "the edit is made: {done}");
    }
    pub fn sound(&self) {
        let told = self.call("verify", json!({}));
        assert_eq!(told["problems"], json!([]), "a register always tells what its journal tells");
    }
    pub fn make(&self, out: &str, team: &str, condition: &str) -> Value {
        let request = json!({ "out": out, "team": team, "condition": condition, "passphrase": PASSPHRASE });
        self.call("create_package", request)
    }
    pub fn open(&self, file: &str, to: &Path) -> Value {
        let to = to.to_string_lossy();
        self.call("open_package", json!({ "file": file, "passphrase": PASSPHRASE, "register": to }))
    }
    pub fn stage(&self, file: &str) -> Value {
        self.call("stage_merge", json!({ "file": file, "passphrase": PASSPHRASE }))
    }
    pub fn finish(&self, staged: &Value) -> Value {
        self.call("finish_merge", json!({ "id": staged["id"] }))
    }
}

/// The office's register with three projects of two units.
pub fn home(sandbox: &Sandbox) -> Desk {
    let desk = Desk::new(sandbox, "清册");
    let book = Book::new().sheet("登记表", |paper| {
        paper.row(1, 1, HEADER);
        paper.row(2, 1, ["水情平台", "江西省水利厅", "在建", "100", "部门自建机房"]);
        paper.row(3, 1, ["河湖系统", "江西省水利厅", "在建", "50", "部门自建机房"]);
        paper.row(4, 1, ["学籍系统", "江西省教育厅", "已建在用", "80", "部门自建机房"]);
    });
    let path = sandbox.path("登记表.xlsx");
    book.save(&path);
    desk.call("import", json!({ "file": path.to_string_lossy() }));
    desk
}

/// A team that opened a package.
pub fn team(sandbox: &Sandbox, name: &str, package: &str) -> Desk {
    let desk = Desk::new(sandbox, &format!("{name}的电脑"));
    desk.open(package, &sandbox.path(&format!("{name}.db")));
    desk
}

/// A package of the two projects of one unit, and the team that opened it.
pub fn away(sandbox: &Sandbox, home: &Desk) -> (String, Desk) {
    let out = file(sandbox, "一组.qcp");
    home.make(&out, "一组", "report_unit = 江西省水利厅");
    let first = team(sandbox, "一组", &out);
    (out, first)
}

pub fn file(sandbox: &Sandbox, name: &str) -> String {
    sandbox.path(name).to_string_lossy().into_owned()
}
