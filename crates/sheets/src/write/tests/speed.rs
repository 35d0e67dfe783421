//! How fast a register of 100 000 × 40 is written, beside the same cells written barely.

use std::path::Path;
use std::time::Instant;

use qingce_core::report::{CellFormat, Report, ReportCell, ReportColumn, ReportRow};
use qingce_core::value::Fen;
use qingce_testkit::Sandbox;
use rust_xlsxwriter::Workbook;

use super::super::ReportWriter;
use super::made::{catalogue, report};

const ROWS: u32 = 100_000;
const COLUMNS: usize = 40;
/// Rows of one unit: 小计 and a section's line stand between.
const OF_EACH: u32 = 50;

/// Processor time of this process so far, in seconds, where it is known; else the time of day. Other work on the machine
/// must not spoil the ratio.
fn clock(begun: Instant) -> f64 {
    let ticks = std::fs::read_to_string("/proc/self/stat").ok().and_then(|stat| {
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        Some(fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?)
    });
    ticks.map_or_else(|| begun.elapsed().as_secs_f64(), |ticks| ticks / 100.0)
}

/// A row as registers have them: texts, codes, amounts, figures and every fifth cell empty.
fn row(number: u32) -> Vec<ReportCell<'static>> {
    let cell = |column: usize| match (column, (number as usize + column) % 5) {
        (0, _) => ReportCell::Int(number.into()),
        (_, 0) => ReportCell::Empty,
        (1..3, _) => ReportCell::text(format!("防汛会商与水资源调度平台{number}")),
        (3, _) => ReportCell::text("汇聚雨情水情工情数据，支撑防汛会商、洪水预报和水量调度，供省市县三级水利部门使用"),
        (4..8, _) => ReportCell::Money(Fen(1_544_340_001 * i64::from(number))),
        (8..12, _) => ReportCell::Int(i64::from(number) * 3),
        (12..20, _) => ReportCell::text("部门自建机房"),
        (20..26, _) => ReportCell::text("2021-06"),
        _ => ReportCell::text("电子政务外网、互联网"),
    };
    (0..COLUMNS).map(cell).collect()
}

fn wide_report() -> Report {
    let mut wide = report("register", &catalogue());
    let model = wide.columns[1].clone();
    wide.columns = (0..COLUMNS)
        .map(|at| ReportColumn {
            header: format!("第{at}栏"),
            format: if (4..8).contains(&at) { CellFormat::Money } else { model.format },
            sum: (4..8).contains(&at),
            ..model.clone()
        })
        .collect();
    wide
}

fn ours(path: &Path, rows: &[Vec<ReportCell<'_>>]) {
    let report = wide_report();
    let mut writer = ReportWriter::create(path, &report).unwrap();
    for number in 0..ROWS {
        if number % OF_EACH == 0 {
            if number > 0 {
                writer.row(ReportRow::Subtotal).unwrap();
            }
            writer.row(ReportRow::Section("一、江西省水利厅".into())).unwrap();
        }
        writer.row(ReportRow::Data(&rows[number as usize % rows.len()])).unwrap();
    }
    writer.row(ReportRow::Total).unwrap();
    writer.finish().unwrap();
}

fn bare(path: &Path, rows: &[Vec<ReportCell<'_>>]) {
    let mut book = Workbook::new();
    let mut sheet = book.new_worksheet_with_constant_memory().unwrap();
    for number in 0..ROWS {
        for (column, cell) in (0u16..).zip(&rows[number as usize % rows.len()]) {
            match cell {
                ReportCell::Text(text) => sheet.write_string(number, column, text.as_ref()).unwrap(),
                ReportCell::Int(figure) => sheet.write_number(number, column, *figure as f64).unwrap(),
                ReportCell::Money(fen) => sheet.write_number(number, column, fen.0 as f64 / 1e6).unwrap(),
                ReportCell::Number(_) | ReportCell::Empty => continue,
            };
        }
    }
    book.push_worksheet(sheet);
    book.save(path).unwrap();
}

/// Most memory this process ever took, in MB; Linux only.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|kb| kb / 1024)
}

#[test]
#[ignore = "a measurement: cargo test --release -p qingce-sheets --lib speed -- --ignored --nocapture"]
fn a_large_register_is_written_fast_and_in_little_memory() {
    let sandbox = Sandbox::new();
    let begun = Instant::now();
    let rows: Vec<Vec<ReportCell<'_>>> = (0..997).map(row).collect();
    let timed = |name: &str, write: fn(&Path, &[Vec<ReportCell<'_>>])| {
        let before = clock(begun);
        write(&sandbox.path(name), &rows);
        clock(begun) - before
    };
    let first = timed("ours.xlsx", ours);
    let memory = most_memory();
    let bare = timed("bare.xlsx", bare).min(timed("bare.xlsx", bare));
    let ours = first.min(timed("ours.xlsx", ours));
    let ratio = ours / bare;
    println!("ours {ours:.2} s, bare {bare:.2} s, ratio {ratio:.2}, most memory {memory:?} MB");
    assert!(ratio <= 1.2, "an export costs at most a fifth more than the bare library: {ratio:.2}");
    assert!(memory.is_none_or(|mb| mb <= 64), "an export of any size fits into 64 MB: {memory:?}");
}
