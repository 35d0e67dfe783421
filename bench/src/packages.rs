//! Packages (外业包) of 20 000 records: made, merged back with 2 000 changes, and merged without a common past, by the
//! program itself.

use std::path::Path;

use qingce_api::editing::{EditOptions, edit_selection};
use qingce_api::job::{Cancel, Job, Silent};
use qingce_api::records::Selection;
use qingce_api::{OpenOptions, Register};
use serde_json::Value;

use crate::process::{Cost, run};
use crate::{Outcome, row, text};

/// Rows of the register that is carried away.
const ROWS: u32 = 20_000;
/// Records that are changed there.
const CHANGES: usize = 2_000;

/// Makes and merges packages and prints a row for each.
pub fn measure(qingce: &str, folder: &Path, runs: usize) -> Outcome<()> {
    let at = |name: &str| folder.join(name);
    let (file, home, team, package) = (at("carried.xlsx"), at("home.db"), at("team.db"), at("carried.qcp"));
    qingce_testkit::register::generate(ROWS, &file)?;
    run(qingce, &["import", text(&file)?, "--db", text(&home)?, "--json"])?;
    let make =
        ["package", "create", "--db", text(&home)?, "--team", "A", "--where", "总投资 > 0", "--out", text(&package)?];
    let mut made = Vec::new();
    for _ in 0..runs {
        let _absent = std::fs::remove_file(&package);
        made.push(run(qingce, &make)?.0);
    }
    row("package of 20 000 records", &made, None, "3 s", "200 MB");
    run(qingce, &["package", "open", text(&package)?, "--db", text(&team)?])?;
    change(&team)?;
    run(qingce, &["package", "create", "--db", text(&team)?, "--out", text(&package)?])?;
    let mut merged: Vec<Cost> = Vec::new();
    for _ in 0..runs {
        let (cost, told) = run(qingce, &["package", "merge", "--db", text(&home)?, text(&package)?, "--json"])?;
        let told: Value = serde_json::from_str(&told)?;
        let batch = told["files"][0]["batch"].as_i64().ok_or("nothing was merged")?.to_string();
        run(qingce, &["undo", "--db", text(&home)?, &batch])?;
        merged.push(cost);
    }
    row("merge of 20 000 records with 2 000 changes", &merged, None, "2 s", "200 MB");
    without_past(qingce, folder, &home, runs)
}

/// The register whole, merged into one that has half of its records from elsewhere: every record is looked for.
fn without_past(qingce: &str, folder: &Path, home: &Path, runs: usize) -> Outcome<()> {
    let at = |name: &str| folder.join(name);
    let (file, city, package) = (at("half.xlsx"), at("city.db"), at("whole.qcp"));
    qingce_testkit::register::generate(ROWS / 2, &file)?;
    run(qingce, &["import", text(&file)?, "--db", text(&city)?, "--json"])?;
    run(qingce, &["package", "create", "--db", text(home)?, "--team", "A", "--out", text(&package)?])?;
    let merge = ["package", "merge", "--db", text(&city)?, text(&package)?, "--keep", "theirs", "--json"];
    let mut merged: Vec<Cost> = Vec::new();
    for _ in 0..runs {
        let (cost, told) = run(qingce, &merge)?;
        let told: Value = serde_json::from_str(&told)?;
        let batch = told["files"][0]["batch"].as_i64().ok_or("nothing was merged")?.to_string();
        run(qingce, &["undo", "--db", text(&city)?, &batch])?;
        merged.push(cost);
    }
    row("merge of 20 000 records without a common past, half of them new", &merged, None, "", "200 MB");
    Ok(())
}

fn change(team: &Path) -> Outcome<()> {
    let register = Register::open(team, OpenOptions::new("bench")?)?;
    let mut uids = Vec::new();
    register.store().for_each(&qingce_store::Query::all(register.today()), Some(&[]), |record| {
        uids.push(record.uid);
        if uids.len() < CHANGES { std::ops::ControlFlow::Continue(()) } else { std::ops::ControlFlow::Break(()) }
    })?;
    let cancel = Cancel::default();
    let job = Job { sink: &Silent, cancel: &cancel };
    edit_selection(&register, &Selection::default(), &uids, ("remark", "checked"), EditOptions::default(), job)?;
    Ok(())
}
