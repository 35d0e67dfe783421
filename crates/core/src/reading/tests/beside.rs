//! Tables beside each other: two or more projects in one row.

use super::{Read, Sheet};
use crate::reading::scan::Given;
use crate::reading::{MoneyUnit, RowKind, UnitSource};

const HEADER: &[&str] = &["序号", "项目名称", "投资额（万元）", "序号", "项目名称", "投资额（万元）"];

/// Records as the column of their first cell with its row: `A4`.
fn of(read: &Read, wanted: RowKind) -> Vec<String> {
    let place = |row: &crate::cell::SheetRow| {
        let first = row.cells.iter().find(|placed| !placed.cell.is_blank()).expect("a part that holds something");
        format!("{}{}", crate::cell::column_letters(first.column), row.row)
    };
    read.rows.iter().filter(|(_, kind, _)| *kind == wanted).map(|(.., row)| place(row)).collect()
}

fn names(read: &Read) -> Vec<u32> {
    let name = |table: &crate::reading::TableReading| {
        table.columns.iter().find(|column| column.field.as_deref() == Some("project_name")).map(|column| column.column)
    };
    read.reading.tables.iter().filter_map(name).collect()
}

#[test]
fn both_halves_are_tables() {
    let read = Sheet::new(&[
        &["信息化项目清单（单位：万元）"],
        &["填报单位：江西省水利厅"],
        HEADER,
        &["1", "甲平台", "5", "3", "丙平台", "7"],
        &["2", "乙平台", "6", "4", "丁平台"],
        &["", "", "", "5", "戊平台", "8"],
        &["6", "己平台", "9"],
    ])
    .read();
    assert_eq!(names(&read), [2, 5], "each half is a table of its own columns");
    assert_eq!(of(&read, RowKind::Record), ["A4", "D4", "A5", "D5", "D6", "A7"], "a row is cut between them");
    let unit = |at: usize| read.reading.tables[at].context[0].text.clone();
    assert_eq!([unit(0), unit(1)], ["江西省水利厅", "江西省水利厅"], "what stands above both is for both");
    assert_eq!(of(&read, RowKind::Header), ["A3", "D3"]);
    assert_eq!(of(&read, RowKind::Title), ["A1", "A2"], "titles are cut by nobody");
    assert_eq!(read.reading.tables[0].fingerprint, read.reading.tables[1].fingerprint, "one layout");
}

#[test]
fn halves_may_stand_apart_and_be_more_than_two() {
    for (header, why) in [
        (
            &["序号", "项目名称", "总投资", "", "序号", "项目名称", "总投资", "", "序号", "项目名称", "总投资"]
                as &[&str],
            "gaps",
        ),
        (&["项目名称", "总投资", "", "", "项目名称", "总投资", "", "", "项目名称", "总投资"], "no numbers"),
        (
            &["序号", "项目名称", "总投资", "备注", "序号", "项目名称", "总投资", "", "序号", "项目名称", "总投资"],
            "a column more",
        ),
        (
            &["序号", "项目名称", "总投资", "", "序号", "项目名称", "年运维费", "", "序号", "项目名称", "建设单位"],
            "other columns",
        ),
    ] {
        let name =
            |at: usize| header.iter().enumerate().filter(|(_, text)| **text == "项目名称").nth(at).map(|(c, _)| c);
        let mut rows: Vec<Vec<&str>> = vec![vec![""; header.len()]; 2];
        for (at, project) in ["河湖平台", "水文平台", "防汛平台"].into_iter().enumerate() {
            rows[0][name(at).expect("three names")] = project;
        }
        rows[1][name(1).expect("three names")] = "灌区平台";
        let read = Sheet::new(&[&["清单"], header, &rows[0], &rows[1]]).read();
        assert_eq!(read.reading.tables.len(), 3, "{why}: three tables");
        assert_eq!(read.records(), [3, 3, 3, 4], "{why}: four projects in two rows");
    }
}

#[test]
fn groups_and_units_may_stand_above_each_half() {
    let mut sheet = Sheet::new(&[
        &["清单"],
        &["单位：元", "", "", "单位：万元"],
        &["已建项目", "", "", "在建项目"],
        &["序号", "项目名称", "总投资", "序号", "项目名称", "总投资"],
        &["1", "甲平台", "5", "3", "丙平台", "7"],
    ]);
    sheet = sheet.merge("A3:C3").merge("D3:F3");
    let read = sheet.read();
    assert_eq!(names(&read), [2, 5], "groups of their own keep halves halves");
    let money = |at: usize| read.reading.tables[at].columns[2].money;
    assert_eq!(money(0), Some((MoneyUnit::Yuan, UnitSource::Line)), "the line above the left half");
    assert_eq!(money(1), Some((MoneyUnit::Wan, UnitSource::Line)), "the line above the right half");
}

#[test]
fn sums_are_told_on_each_side() {
    let read = Sheet::new(&[
        HEADER,
        &["1", "甲平台", "5", "3", "丙平台", "7"],
        &["", "小计", "5", "4", "丁平台", "8"],
        &["2", "乙平台", "6", "", "小计", "15"],
        &["合计", "", "11", "", "", "15"],
        &["填表人：", "张三", "", "", "李四"],
    ])
    .read();
    assert_eq!(of(&read, RowKind::Record), ["A2", "D2", "D3", "A4"]);
    assert_eq!(of(&read, RowKind::Subtotal), ["B3", "E4", "A5", "F5"], "合计 on the left names the sum on the right");
    assert_eq!(of(&read, RowKind::Note), ["A6", "E6"], "signatures are no project of the right half");
}

#[test]
fn a_heading_over_all_halves_is_for_all() {
    let rows: [&[&str]; 5] = [
        HEADER,
        &["一、江西省水利厅"],
        &["1", "甲平台", "5", "3", "丙平台", "7"],
        &["二、江西省教育厅"],
        &["2", "乙平台", "6", "4", "丁平台", "8"],
    ];
    let whole = Sheet::new(&rows).merge("A2:F2").merge("A4:F4").read();
    for (read, why) in [(&whole, "merged over both"), (&Sheet::new(&rows).read(), "alone in its row")] {
        let told: Vec<_> = read
            .rows
            .iter()
            .filter(|(_, kind, _)| *kind == RowKind::Section)
            .map(|(at, _, row)| (*at, row.row))
            .collect();
        assert_eq!(told, [(0, 2), (1, 2), (0, 4), (1, 4)], "{why}: the unit of both halves");
    }
    let mut own = rows;
    own[1] = &["一、江西省水利厅", "", "", "二、江西省教育厅"];
    own[3] = &["三、江西省司法厅"];
    let read = Sheet::new(&own).read();
    assert_eq!(of(&read, RowKind::Section), ["A2", "D2", "A4"], "a half with headings of its own keeps them");
}

#[test]
fn headers_repeated_on_a_page_are_headers() {
    let first: &[&str] = &["1", "甲平台", "5", "3", "丙平台", "7"];
    let read = Sheet::new(&[HEADER, first, HEADER, &["2", "乙平台", "6", "4", "丁平台", "8"]]).read();
    assert_eq!((read.reading.tables.len(), read.records()), (2, vec![2, 2, 4, 4]), "no table begins on a new page");
    let below =
        Sheet::new(&[HEADER, first, &[], &["单位：元"], &["序号", "项目名称", "总投资"], &["9", "庚平台", "1"]]);
    let read = below.read();
    assert_eq!((read.reading.tables.len(), read.records()), (3, vec![2, 2, 6]), "one table may follow two");
}

#[test]
fn halves_can_be_saved_and_given_back() {
    let rows: [&[&str]; 3] =
        [HEADER, &["1", "甲平台", "5", "3", "丙平台", "7"], &["2", "乙平台", "6", "4", "丁平台", "8"]];
    let mut reading = Sheet::new(&rows).read().reading;
    reading.tables[1].columns[2].field = None;
    reading.tables[1].row_kinds = vec![(3, RowKind::Note)];
    let read = Sheet::new(&rows).read_with(Given::Reading(&reading));
    assert_eq!(read.reading, reading, "nothing of it is changed");
    assert_eq!(of(&read, RowKind::Record), ["A2", "D2", "A3"], "the kind of a row is corrected in one half only");
    assert_eq!(of(&read, RowKind::Note), ["D3"]);
    reading.tables.pop();
    let read = Sheet::new(&rows).read_with(Given::Reading(&reading));
    assert_eq!(read.records(), [2, 3], "a half that a person takes out is not read");
}

#[test]
fn a_table_that_says_a_word_twice_is_one() {
    for (header, why) in [
        (&["序号", "项目名称", "总投资", "序号", "子系统名称", "功能"] as &[&str], "systems of a project"),
        (&["项目名称", "联系人", "电话", "联系人", "电话"], "two people"),
        (&["序号", "项目名称", "立项金额", "序号", "合同名称", "合同金额"], "contracts of a project"),
    ] {
        let row = ["1", "甲平台", "5", "1", "乙系统", "7"];
        let read = Sheet::new(&[&["清单"], header, &row, &row]).read();
        assert_eq!(read.reading.tables.len(), 1, "{why}: one project in a row");
    }
    let mut plans = Sheet::new(&[
        &["序号", "原计划", "", "调整后", ""],
        &["", "项目名称", "总投资", "项目名称", "总投资"],
        &["1", "甲平台", "5", "甲平台", "7"],
        &["2", "乙平台", "5", "乙平台", "7"],
    ]);
    plans = plans.merge("A1:A2").merge("B1:C1").merge("D1:E1");
    assert_eq!(plans.read().reading.tables.len(), 1, "groups tell apart what their leaves do not");
}
