//! Spreadsheets of other people: recognised with their sheet, header, rows and values, or refused with a reason.
//!
//! They are no registers of projects: `preview` is asked, and an import must be refused without harm.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use qingce_journeys::{Sandbox, registers};
use serde_json::Value;

/// Longest that any of these files may take.
const PATIENCE: Duration = Duration::from_secs(10);

fn folder() -> Option<PathBuf> {
    registers("real")
}

/// The lines of expected.csv by column.
fn expected(folder: &Path) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(folder.join("expected.csv")).expect("the folder holds expected.csv");
    reader.records().map(|line| line.expect("expected.csv is a table")).collect()
}

/// What is asked of every file: read or refused as expected, in time, and nothing left behind.
fn check(sandbox: &Sandbox, folder: &Path, line: &csv::StringRecord) -> Result<(), String> {
    let (file, expect, sheet, header, records) = (&line[1], &line[5], &line[6], &line[7], &line[8]);
    let path = folder.join(file).to_string_lossy().into_owned();
    let begun = Instant::now();
    let run = sandbox.qingce(&["preview", &path, "--json"]);
    let took = begun.elapsed();
    if took > PATIENCE {
        return Err(format!("{file}: took {took:?}"));
    }
    let told = run.json();
    let refused = told["error"]["text"].as_str().is_some();
    match expect {
        "refuse" if run.code() == 1 && refused => return Ok(()),
        "either" if run.code() == 1 && refused => return Ok(()),
        "import" | "either" if run.code() == 0 => {}
        _ => return Err(format!("{file}: should be {expect}\n{}", run.report())),
    }
    if expect == "either" {
        return Ok(());
    }
    let found = told["sheets"].as_array().into_iter().flatten().find(|found| found["name"] == sheet);
    let table = found.map(|found| &found["tables"][0]).ok_or_else(|| format!("{file}: no sheet {sheet}"))?;
    let rows: Vec<u64> = header.parse().into_iter().collect();
    if table["header_rows"] != serde_json::json!(rows) {
        return Err(format!("{file}: header rows are {}, should be {rows:?}", table["header_rows"]));
    }
    if table["records"].as_u64() != records.parse().ok() {
        return Err(format!("{file}: {} records, should be {records}", table["records"]));
    }
    Ok(())
}

#[test]
fn real_files_are_read_or_refused_as_expected() {
    let Some(folder) = folder() else { return };
    let sandbox = Sandbox::new();
    let wrong: Vec<String> = expected(&folder).iter().filter_map(|line| check(&sandbox, &folder, line).err()).collect();
    assert!(wrong.is_empty(), "what others made must be read as they meant it:\n{}", wrong.join("\n"));
    assert!(!sandbox.register().exists(), "a preview stores nothing");
}

/// The first table of a sheet of a file, with all its rows.
fn table(name: &str, sheet: &str) -> Option<Value> {
    let folder = folder()?;
    let sandbox = Sandbox::new();
    let told = sandbox.json(&["preview", &folder.join(name).to_string_lossy(), "--rows", "100000"]);
    let found = told["sheets"].as_array()?.iter().find(|found| found["name"] == sheet)?.clone();
    Some(found["tables"][0].clone())
}

fn headers(table: &Value) -> Vec<&str> {
    table["columns"].as_array().into_iter().flatten().filter_map(|column| column["header"].as_str()).collect()
}

/// The texts of one column, by row.
fn column(table: &Value, letter: &str) -> Vec<String> {
    let rows = table["values"].as_array().into_iter().flatten();
    rows.map(|row| row["cells"][letter].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn values_stand_as_a_person_sees_them() {
    if let Some(table) = table("P02_1111@a062def1.xlsx", "工作表1") {
        assert!(
            headers(&table).contains(&"起始时间(xxxx年xx月)"),
            "line breaks in headers are folded: {:?}",
            headers(&table)
        );
        assert_eq!(column(&table, "B")[0], "2017年1月", "a month stays a month");
        assert_eq!(column(&table, "F")[0], "10-100", "a range is no date");
    }
    if let Some(table) = table("P03_t02.xlsx", "测试配方1027") {
        assert_eq!(column(&table, "B")[0], "01502200", "leading zeros survive");
        assert_eq!(column(&table, "M")[0], "00005", "leading zeros survive");
    }
    if let Some(table) = table("P08_result.csv", "(csv)") {
        assert_eq!(headers(&table)[0], "代码", "the byte order mark is no part of a header");
        assert!(headers(&table).contains(&"变更/弃用时间"), "a slash in a header is no path: {:?}", headers(&table));
    }
    if let Some(table) = table("P10_dataformat.xlsx", "Sheet1") {
        let dates = column(&table, "A");
        assert!(
            dates.len() == 27 && dates.iter().all(|date| date == "2020-01-01 01:01:01"),
            "built-in Chinese date formats have no code in the file, and are dates all the same: {dates:?}"
        );
    }
    if let Some(table) = table("P12_fn.et", "Sheet1") {
        assert_eq!(column(&table, "C")[1], "#VALUE!", "an error is shown as such");
    }
    if let Some(table) = table("P17_1904.xlsx", "Sheet1") {
        let expected = ["1904-01-02", "1904-01-12", "1904-04-21", "1907-01-16", "1934-06-03"];
        assert_eq!(column(&table, "B"), expected, "the 1904 date system");
        assert_eq!(column(&table, "C"), expected, "the file says itself which dates they are");
    }
    if let Some(table) = table("P20_ex41187-19267.xls", "Sheet1") {
        assert_eq!(
            column(&table, "A"),
            ["Hi Excel!", "Hi Excel!", "1.2345"],
            "BIFF8 is UTF-16 whatever its CODEPAGE says"
        );
    }
}

#[test]
fn merged_cells_fill_down() {
    let Some(table) = table("P07_合并行.xlsx", "Sheet1") else { return };
    let runs = |texts: Vec<String>| {
        let mut found: Vec<(String, usize)> = Vec::new();
        for text in texts {
            match found.last_mut() {
                Some((last, count)) if *last == text => *count += 1,
                _ => found.push((text, 1)),
            }
        }
        found
    };
    let names = [("张三".to_owned(), 3), ("李四".to_owned(), 4), ("王五".to_owned(), 6)];
    assert_eq!(runs(column(&table, "B")), names, "each row is its own record and has its own name");
    assert_eq!(runs(column(&table, "C")), [("男".to_owned(), 8), ("女".to_owned(), 5)]);
}

#[test]
fn hidden_sheets_are_named_and_not_read() {
    let Some(folder) = folder() else { return };
    let sandbox = Sandbox::new();
    let told = sandbox.json(&["preview", &folder.join("P18_sheet_visibility.xlsx").to_string_lossy()]);
    for name in ["Hidden", "VeryHidden"] {
        let sheet = told["sheets"].as_array().into_iter().flatten().find(|sheet| sheet["name"] == name);
        let sheet = sheet.unwrap_or_else(|| unreachable!("{name} must be named: {told}"));
        assert!(
            sheet["hidden"] == true && sheet["tables"] == serde_json::json!([]),
            "{name} is named, not read: {sheet}"
        );
    }
}

#[test]
fn what_holds_no_projects_is_not_imported() {
    let Some(folder) = folder() else { return };
    let sandbox = Sandbox::new();
    let run = sandbox.qingce(&["import", &folder.join("P07_合并行.xlsx").to_string_lossy()]).exits(1);
    run.tells("没有找到项目登记表");
    sandbox.qingce(&["verify"]).exits(0).tells("0 个项目");
}
