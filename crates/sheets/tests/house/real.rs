//! Spreadsheets of public projects, where the shared folder with them is present.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use qingce_core::cell::Merge;
use qingce_sheets::{Format, ReadError};

use crate::run::{Book, read_path};

fn real(start: &str) -> Option<Result<Book, ReadError>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/registers/real");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: {} is absent", folder.display());
        return None;
    };
    let path = entries
        .flatten()
        .map(|e| e.path())
        .find(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with(start)));
    let started = Instant::now();
    let read = read_path(&path.unwrap_or_else(|| panic!("{start} is missing")));
    assert!(started.elapsed() < Duration::from_secs(10), "{start}: nobody waits longer for a small file");
    Some(read)
}

fn book(start: &str) -> Option<Book> {
    real(start).map(|read| read.unwrap_or_else(|error| panic!("{start}: {error}")))
}

fn code(start: &str) -> Option<String> {
    real(start).map(|read| read.expect_err("this file must be refused").code)
}

#[test]
fn headers_with_line_breaks_and_subtotals() {
    let Some(book) = book("P02_") else { return };
    let sheet = book.sheet("工作表1");
    let header: Vec<String> = sheet.rows[0].cells.iter().map(|c| c.cell.text()).collect();
    assert!(header.iter().any(|h| h.contains("起始时间\n")), "line breaks are the reading's to fold: {header:?}");
    assert!(
        sheet.rows.iter().any(|r| r.row == 12 && r.cells.iter().any(|c| c.cell.text().contains("小计"))),
        "row 12 is the 小计"
    );
}

#[test]
fn codes_keep_their_zeros() {
    let Some(book) = book("P03_") else { return };
    let sheet = book.sheet("测试配方1027");
    let texts: Vec<String> = sheet.rows.iter().flat_map(|r| r.cells.iter().map(|c| c.cell.text())).collect();
    assert!(texts.contains(&"01502200".into()) && texts.contains(&"00005".into()), "codes are text: {texts:?}");
    assert!(sheet.info.merges.iter().any(|m| m.top == 1 && m.bottom == 1), "the title is merged");
}

#[test]
fn biff8_with_spaced_headers() {
    let Some(book) = book("P05_") else { return };
    let sheet = book.sheet("汇总");
    assert!(
        sheet.rows.iter().any(|r| r.row == 3 && r.cells.iter().any(|c| c.cell.text() == "指     标     名     称"))
    );
}

#[test]
fn blank_rows_are_gaps() {
    let Some(book) = book("P06_") else { return };
    let rows: Vec<u32> = book.sheet("导入数据").rows.iter().map(|r| r.row).collect();
    assert!([6, 8, 10].iter().all(|blank| !rows.contains(blank)), "blank rows are not sent: {rows:?}");
    assert!(rows.contains(&11), "a blank row ends nothing");
}

#[test]
fn merges_come_with_the_sheet() {
    let Some(book) = book("P07_") else { return };
    let sheet = book.sheet("Sheet1");
    assert!(sheet.info.merges.contains(&Merge { top: 2, left: 2, bottom: 4, right: 2 }), "{:?}", sheet.info.merges);
    assert_eq!(sheet.text(2, 2), "张三");
}

#[test]
fn csv_without_its_mark() {
    let Some(book) = book("P08_") else { return };
    let sheet = book.sheet("(csv)");
    assert_eq!(book.about.format, Format::Text);
    assert_eq!(sheet.text(1, 1), "代码", "the mark at the start is no part of the header");
    assert_eq!(sheet.rows.len(), 6824, "a header and 6823 rows");
}

#[test]
fn chinese_dates_without_a_format_code() {
    let Some(book) = book("P10_") else { return };
    let sheet = book.sheet("Sheet1");
    for row in sheet.rows.iter().filter(|row| row.row > 1).take(27) {
        assert_eq!(row.cell(1).map(|c| c.text()).as_deref(), Some("2020-01-01 01:01:01"), "row {}", row.row);
    }
}

#[test]
fn wps_et_and_its_error_cell() {
    let Some(book) = book("P12_") else { return };
    assert!(book.sheet("Sheet1").rows.iter().any(|r| r.row == 3 && r.cells.iter().any(|c| c.cell.text() == "#VALUE!")));
}

#[test]
fn hostile_files_are_refused_by_name() {
    for (start, codes) in [
        ("P13_", &["file_password"][..]),
        ("P14_", &["file_too_large"]),
        ("P15_", &["file_damaged"]),
        ("P16_", &["file_far_cell"]),
        ("P19_", &["file_damaged"]),
    ] {
        let Some(code) = code(start) else { return };
        assert!(codes.contains(&code.as_str()), "{start} gave {code}");
    }
}

#[test]
fn dates_of_1904() {
    let Some(book) = book("P17_") else { return };
    let sheet = book.sheet("Sheet1");
    let dates: Vec<String> = sheet.rows.iter().map(|r| r.cell(2).map(|c| c.text()).unwrap_or_default()).collect();
    assert_eq!(dates, ["1904-01-02", "1904-01-12", "1904-04-21", "1907-01-16", "1934-06-03"]);
}

#[test]
fn hidden_sheets_are_named() {
    let Some(book) = book("P18_") else { return };
    let hidden: Vec<&str> = book.sheets.iter().filter(|s| s.info.hidden).map(|s| s.info.name.as_str()).collect();
    assert_eq!(hidden, ["Hidden", "VeryHidden"]);
    assert!(book.sheets.iter().all(|s| s.info.hidden == s.rows.is_empty()), "hidden rows stay where they are");
}

#[test]
fn biff8_with_a_false_code_page() {
    let Some(book) = book("P20_") else { return };
    let sheet = book.sheet("Sheet1");
    let texts: Vec<String> = sheet.rows.iter().flat_map(|r| r.cells.iter().map(|c| c.cell.text())).collect();
    assert_eq!(texts, ["Hi Excel!", "Hi Excel!", "1.2345"], "the code page of a BIFF8 file means nothing");
}
