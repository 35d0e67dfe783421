//! Reports as calamine reads them.

use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use qingce_core::report::{ReportCell, ReportRow};
use qingce_core::value::{Fen, Value};
use qingce_testkit::Sandbox;

use super::super::ReportWriter;
use super::made::{catalogue, part, record, records, text, write, write_to};

/// The sheet as rows of cells, from A1 on.
struct Grid {
    cells: calamine::Range<Data>,
    formulas: calamine::Range<String>,
    merges: Vec<String>,
}

fn read(path: &Path) -> Grid {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let sheet = book.sheet_names()[0].clone();
    let cells = book.worksheet_range(&sheet).unwrap();
    let formulas = book.worksheet_formula(&sheet).unwrap();
    let name = |at: (u32, u32)| qingce_core::cell::address(at.0 + 1, at.1 + 1);
    let merges = book.merge_cells_by_sheet_name(&sheet).unwrap();
    let merges = merges.into_iter().map(|range| format!("{}:{}", name(range.start), name(range.end)));
    Grid { cells, formulas, merges: merges.collect() }
}

impl Grid {
    fn row(&self, row: u32) -> Vec<String> {
        let (_, width) = self.cells.get_size();
        (0..width as u32).map(|column| self.text(row, column)).collect()
    }
    fn text(&self, row: u32, column: u32) -> String {
        self.cells.get_value((row, column)).map(ToString::to_string).unwrap_or_default()
    }
    fn column(&self, header_row: u32, header: &str) -> u32 {
        let found = self.row(header_row).iter().position(|text| text == header);
        u32::try_from(found.unwrap_or_else(|| panic!("no column {header}"))).unwrap()
    }
    fn firsts(&self) -> Vec<String> {
        (0..self.cells.get_size().0 as u32).map(|row| self.text(row, 0)).collect()
    }
    fn formula(&self, row: u32, column: u32) -> String {
        self.formulas.get_value((row, column)).cloned().unwrap_or_default()
    }
}

#[test]
fn a_list_has_title_context_headers_sections_and_sums() {
    let (sandbox, catalogue) = (Sandbox::new(), catalogue());
    let (path, written) = write(&sandbox, "cloud", &catalogue, &records(&catalogue, 2, 2), &[]);
    assert_eq!((written.rows, written.findings.len()), (4, 0));
    let grid = read(&path);
    assert_eq!(grid.text(0, 0), "江西省政务云迁移清单");
    let context: Vec<String> = grid.row(1).into_iter().filter(|text| !text.is_empty()).collect();
    assert_eq!(context, ["汇总机关（盖章）：江西省发展和改革委员会", "汇总日期：2023年12月31日", "金额单位：万元"]);
    assert_eq!(grid.firsts()[4..12], ["一、江西省水利厅", "1", "2", "小计", "二、江西省生态环境厅", "3", "4", "小计"]);
    assert_eq!(grid.firsts()[12], "合计");
    assert!(
        grid.firsts()[13].starts_with("注1：") && grid.firsts()[14].starts_with("注2：另有 12 项"),
        "remarks close the table"
    );
    let money = grid.column(3, "总投资（万元）");
    assert_eq!(grid.text(2, grid.column(3, "项目名称")), "项目", "a group stands over its first column");
    assert_eq!(grid.text(2, 0), "序号", "a header without a group stands over both rows");
    for merge in ["A3:A4", "C3:E3", "F3:G3", "Y3:Y4"] {
        assert!(grid.merges.iter().any(|met| met == merge), "{merge} is not merged: {:?}", grid.merges);
    }
    assert_eq!(grid.formula(7, money), "SUBTOTAL(9,F6:F7)");
    assert_eq!(grid.formula(12, money), "SUBTOTAL(9,F6:F12)", "合计 spans all rows; SUBTOTAL leaves out 小计");
}

#[test]
fn sums_carry_their_exact_values() {
    let (sandbox, catalogue) = (Sandbox::new(), catalogue());
    let money = |name: &str, unit: &str, fen: i64| {
        record(
            &catalogue,
            &[("report_unit", text(unit)), ("project_name", text(name)), ("invest_total", Value::Money(Fen(fen)))],
        )
    };
    let all = [money("甲", "甲局", 100_001), money("乙", "甲局", 200_002), money("丙", "乙局", 9_999_999_999_999)];
    let (path, _) = write(&sandbox, "register", &catalogue, &all, &[]);
    let grid = read(&path);
    let column = grid.column(3, "总投资（万元）");
    let shown = |row| {
        grid.cells.get_value((row, column)).and_then(|cell| match cell {
            Data::Float(number) => Some(*number),
            _ => None,
        })
    };
    assert_eq!(shown(5), Some(0.100_001), "one 分 more or less would show");
    assert_eq!(shown(7), Some(0.300_003), "小计 is the sum in 分, not of rounded 万元");
    assert_eq!(shown(10), Some(9_999_999.999_999), "小计 of one row");
    assert_eq!(shown(11), Some(10_000_000.300_002), "合计 counts no 小计 twice");
}

#[test]
fn nothing_typed_becomes_a_formula_a_number_or_a_link() {
    let (sandbox, catalogue) = (Sandbox::new(), catalogue());
    let tricks = [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "000123",
        "https://example.invalid/a",
        "2021-06",
        "=HYPERLINK(\"x\")",
    ];
    let made = tricks.map(|trick| record(&catalogue, &[("project_name", text(trick)), ("project_code", text(trick))]));
    let (path, _) = write(&sandbox, "register", &catalogue, &made, &[]);
    let grid = read(&path);
    let column = grid.column(3, "项目编码");
    for (row, trick) in (4..).zip(tricks) {
        assert_eq!(
            grid.cells.get_value((row, column)),
            Some(&Data::String(trick.into())),
            "it must come back letter by letter"
        );
        assert_eq!(
            grid.formula(row, column),
            "",
            "a formula in a received register would run on the office's computer"
        );
    }
}

#[test]
fn a_list_without_rows_is_a_proper_sheet_that_says_so() {
    let (sandbox, catalogue) = (Sandbox::new(), catalogue());
    for id in ["register", "cloud", "statistics"] {
        let (path, written) = write(&sandbox, id, &catalogue, &[], &[]);
        let grid = read(&path);
        assert_eq!(
            (written.rows, grid.text(4, 0).as_str()),
            (0, "无符合条件的项目"),
            "{id}: an empty table would look like a fault"
        );
        assert!(grid.firsts()[5..].iter().all(|text| text.starts_with('注')), "{id}: nothing to add up");
    }
}

#[test]
fn statistics_divide_only_by_what_is_not_zero() {
    let (sandbox, catalogue) = (Sandbox::new(), catalogue());
    let unit = |name: &str, status: &str, tag: &str| {
        let mut made = record(&catalogue, &[("report_unit", text(name)), ("status", text(status))]);
        made.facts.tags.push(tag.into());
        made
    };
    let all =
        [unit("甲局", "已建在用", "已上云"), unit("甲局", "试运行", "上云迁移"), unit("乙局", "拟建", "上云迁移")];
    let (path, written) = write(&sandbox, "statistics", &catalogue, &all, &[]);
    assert_eq!(written.rows, 2, "one row per unit");
    let grid = read(&path);
    let rate = grid.column(3, "上云率");
    assert_eq!(grid.formula(4, rate), "IF(F5=0,\"\",K5/F5)");
    assert_eq!(
        [4, 5, 6].map(|row| grid.text(row, rate)),
        ["0.5", "", "0.5"],
        "a unit without built systems has no rate"
    );
    assert_eq!(grid.row(6)[..4], ["合计", "", "3", "1"]);
}

#[test]
fn the_uid_is_there_but_hidden() {
    let (sandbox, catalogue) = (Sandbox::new(), catalogue());
    let (path, _) = write(&sandbox, "register", &catalogue, &records(&catalogue, 1, 1), &["资产编号".into()]);
    let grid = read(&path);
    let last = grid.cells.get_size().1 as u32 - 1;
    assert_eq!(grid.text(2, last), "登记标识");
    assert_eq!(grid.text(2, last - 1), "资产编号", "extra columns stand under their own header, without a group");
    assert_eq!(grid.text(5, last), "01930000-0000-7000-8000-000000000000");
    let sheet = part(&path, "xl/worksheets/sheet1.xml");
    let cols = sheet.split_once("<cols>").unwrap().1.split_once("</cols>").unwrap().0;
    assert!(cols.ends_with("hidden=\"1\" customWidth=\"1\"/>"), "the last column is not hidden: {cols}");
    assert_eq!(cols.matches("hidden").count(), 1, "only the uid is hidden");
}

#[test]
fn a_text_too_long_for_a_cell_is_cut_and_told() {
    let (sandbox, catalogue) = (Sandbox::new(), catalogue());
    let long = "水".repeat(40_000);
    let fits = "水".repeat(32_767);
    let all =
        [record(&catalogue, &[("project_name", text(&long))]), record(&catalogue, &[("project_name", text(&fits))])];
    let (path, written) = write(&sandbox, "register", &catalogue, &all, &[]);
    let places: Vec<String> = written.findings.iter().map(|finding| finding.place()).collect();
    assert_eq!(places, ["汇总台账!C5"], "the one that was cut is named, the one that fits is not");
    assert_eq!(written.findings[0].params, [("length".to_owned(), "40000".to_owned())]);
    let grid = read(&path);
    assert_eq!(grid.text(4, 2).chars().count(), 32_767);
    assert!(grid.text(4, 2).ends_with('…'), "a reader sees that something is missing");
    assert_eq!(grid.text(5, 2), fits);
}

#[test]
fn control_characters_do_not_damage_the_file() {
    let (sandbox, catalogue) = (Sandbox::new(), catalogue());
    let made = record(&catalogue, &[("project_name", text("甲\u{1}乙\r\n丙\rd<&>\u{ffff}_x0041_"))]);
    let (path, _) = write(&sandbox, "register", &catalogue, &[made], &[]);
    assert_eq!(read(&path).text(4, 2), "甲乙\n丙\nd<&>_x0041_", "what can be shown comes back as it was");
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let (sandbox, catalogue) = (Sandbox::new(), catalogue());
    let made = records(&catalogue, 3, 4);
    let (one, other) = (sandbox.path("1.xlsx"), sandbox.path("2.xlsx"));
    write_to(&one, "cloud", &catalogue, &made, &[]);
    write_to(&other, "cloud", &catalogue, &made, &[]);
    assert_eq!(
        std::fs::read(one).unwrap(),
        std::fs::read(other).unwrap(),
        "two exports of one register can be compared"
    );
}

#[test]
fn a_file_appears_whole_or_not_at_all() {
    let (sandbox, catalogue) = (Sandbox::new(), catalogue());
    let report = super::made::report("cloud", &catalogue);
    let nowhere = sandbox.path("没有/cloud.xlsx");
    let error = ReportWriter::create(&nowhere, &report).err().unwrap();
    assert_eq!(error.code, "export_no_folder");
    let path = sandbox.path("cloud.xlsx");
    let mut writer = ReportWriter::create(&path, &report).unwrap();
    writer.row(ReportRow::Section("一、甲局".into())).unwrap();
    assert!(!path.exists(), "a half-written file must not look like a list");
    drop(writer);
    assert_eq!(sandbox.files(), Vec::<std::path::PathBuf>::new(), "an abandoned export leaves nothing behind");
}

#[test]
fn the_page_is_set_up_for_printing() {
    let (sandbox, catalogue) = (Sandbox::new(), catalogue());
    let (path, _) = write(&sandbox, "cloud", &catalogue, &records(&catalogue, 2, 2), &[]);
    let (sheet, book) = (part(&path, "xl/worksheets/sheet1.xml"), part(&path, "xl/workbook.xml"));
    for wanted in [
        "<pageSetup paperSize=\"8\" fitToHeight=\"0\" pageOrder=\"overThenDown\" orientation=\"landscape\"",
        "<pageSetUpPr fitToPage=\"1\"/>",
        "topLeftCell=\"D5\" activePane=\"bottomRight\" state=\"frozen\"",
        "<oddFooter>&amp;L登记日志 3f9a0c41&amp;C第 &amp;P 页　共 &amp;N 页&amp;R2023年12月31日</oddFooter>",
    ] {
        assert!(sheet.contains(wanted), "the sheet lacks {wanted}: {}", &sheet[sheet.len().saturating_sub(900)..]);
    }
    for wanted in ["_xlnm.Print_Area", "上云迁移清单!$A$1:$Y$15", "_xlnm.Print_Titles", "上云迁移清单!$3:$4"]
    {
        assert!(book.contains(wanted), "the workbook lacks {wanted}: {book}");
    }
}

#[test]
fn every_cell_of_the_table_is_framed_and_none_below_it() {
    let (sandbox, catalogue) = (Sandbox::new(), catalogue());
    let report = super::made::report("statistics", &catalogue);
    let path = sandbox.path("framed.xlsx");
    let mut writer = ReportWriter::create(&path, &report).unwrap();
    let mut cells = vec![ReportCell::Empty; report.columns.len()];
    (cells[0], cells[1], cells[2]) = (ReportCell::Int(1), ReportCell::text("甲局"), ReportCell::Int(3));
    writer.row(ReportRow::Data(&cells)).unwrap();
    writer.row(ReportRow::Data(&cells)).unwrap();
    writer.finish().unwrap();
    let sheet = part(&path, "xl/worksheets/sheet1.xml");
    for row in ["5", "6"] {
        let line = sheet.split_once(&format!("<row r=\"{row}\"")).unwrap().1.split_once("</row>").unwrap().0;
        let styled = line.matches("<c r=").zip(line.matches(" s=\"")).count();
        assert_eq!(styled, report.columns.len(), "row {row}: every cell has its format, the last row's too: {line}");
    }
    let cols = sheet.split_once("<cols>").unwrap().1.split_once("</cols>").unwrap().0;
    assert!(!cols.contains("style="), "a column's own format would frame a million empty rows: {cols}");
}
