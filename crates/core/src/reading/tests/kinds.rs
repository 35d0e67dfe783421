//! The kinds of rows.

use super::Sheet;
use crate::reading::RowKind::{self, Blank, ColumnNumbers, Header, Note, Record, Section, Subtotal};

/// Kinds of the rows below a header of 序号, 填报单位, 项目名称, 总投资, 项目状态, 备注.
fn kinds(rows: &[&[&str]]) -> Vec<RowKind> {
    let mut all: Vec<&[&str]> = vec![&["序号", "填报单位", "项目名称", "总投资（万元）", "项目状态", "备注"]];
    all.extend(rows);
    Sheet::new(&all).read().rows.into_iter().skip(1).map(|(_, kind, _)| kind).collect()
}

const PROJECT: &[&str] = &["1", "江西省水利厅", "河长制综合管理平台", "12.5", "在建", ""];
const OTHER: &[&str] = &["2", "江西省水利厅", "合计系统", "13", "在建", "总计三个子系统"];

#[test]
fn sums_stand_in_any_leading_column() {
    for sum in [
        &["合计", "", "", "25.5"] as &[&str],
        &["合 计", "", "", "25.5"],
        &["", "小计：", "", "25.5"],
        &["", "", "总  计", "25.5"],
        &["", "合计（2个）", "", "25.5"],
        &["", "合计", "2个", "25.5"],
        &["", "江西省水利厅小计", "", "25.5"],
        &["本页小计", "", "", "25.5"],
        &["共计", "江西省水利厅", "", "25.5"],
        &["总计"],
        &["", "", "总计数", "25.5"],
        &["", "", "合计3项", "25.5"],
        &["", "", "共计12项", "25.5"],
        &["", "", "合计：共 2 个", "25.5"],
        &["", "", "累计投资", "25.5"],
        &["", "", "其中：财政资金", "25.5"],
        &["", "其中：省级", "", "25.5"],
    ] {
        assert_eq!(
            kinds(&[PROJECT, OTHER, sum]),
            [Record, Record, Subtotal],
            "{sum:?} counted as a project doubles the sum"
        );
        assert_eq!(kinds(&[sum, PROJECT, OTHER])[0], Subtotal, "{sum:?} may stand above its rows");
    }
}

#[test]
fn names_that_mention_sums_are_projects() {
    for name in [
        "财务合计系统",
        "统计直报平台",
        "预算总计管理系统",
        "累计用水监测平台",
        "共计一张图",
        "其中：财政子系统",
        "合计3期平台",
    ] {
        let row: &[&str] = &["3", "江西省水利厅", name, "1", "在建", "合计投入另行申报"];
        assert_eq!(kinds(&[PROJECT, row]), [Record, Record], "{name} is a project, whatever its remark says");
    }
}

#[test]
fn parts_with_a_number_of_their_own_are_rows() {
    let row: &[&str] = &["3", "", "其中：财政资金", "25.5"];
    assert_eq!(kinds(&[PROJECT, row]), [Record, Record], "an indicator of a numbered list is told, not summed");
}

#[test]
fn sections_name_what_follows() {
    for section in [
        &["一、省财政厅"] as &[&str],
        &["（二）市直单位"],
        &["江西省民政厅"],
        &["", "江西省民政厅"],
        &["一", "省财政厅", "", "25.5"],
        &["二", "省民政厅", "3个", "25.5"],
        &["填报单位：江西省民政厅"],
    ] {
        assert_eq!(kinds(&[section, PROJECT, OTHER]), [Section, Record, Record], "{section:?} heads the rows below");
        assert_eq!(kinds(&[PROJECT, section, OTHER]), [Record, Section, Record], "{section:?} heads the rows below");
    }
    assert_eq!(
        kinds(&[PROJECT, &["", "", "某某业务平台"]]),
        [Record, Record],
        "a name alone is a project that says little"
    );
}

#[test]
fn a_unit_alone_in_the_first_column_heads_a_section() {
    let read = Sheet::new(&[
        &["项目名称", "建设单位", "总投资", "项目状态"],
        &["江西省财政厅"],
        &["预算一体化平台", "江西省财政厅", "1", "在建"],
        &["江西省民政厅"],
        &["低保系统", "江西省民政厅", "1", "在建"],
    ])
    .read();
    assert_eq!(read.of(Section), [2, 4], "an office in the name column is no project");
    let sums: &[&str] = &["江西省财政厅", "", "", "84968.81"];
    assert_eq!(kinds(&[sums, PROJECT]), [Section, Record], "an office in the column of serial numbers with its sums");
}

#[test]
fn column_numbers_are_no_records() {
    for numbers in [
        &["1", "2", "3", "4", "5", "6"] as &[&str],
        &["（1）", "（2）", "（3）", "（4）", "（5）", "（6）"],
        &["甲", "乙", "丙", "1", "2", "3"],
        &["A", "B", "C", "D", "E", "F"],
        &["①", "②", "③", "④", "⑤", "⑥"],
        &["栏次", "1", "2", "3", "4", "5"],
        &["", "1", "2", "3", "", "5"],
        &["甲", "乙", "1", "2=3+4", "3", "4"],
    ] {
        assert_eq!(kinds(&[numbers, PROJECT, OTHER]), [ColumnNumbers, Record, Record], "{numbers:?}");
    }
}

#[test]
fn notes_and_signatures_close_a_table() {
    let read = kinds(&[
        PROJECT,
        OTHER,
        &["填表说明：1.金额单位为万元；2.项目状态填在建、已建在用、停用。"],
        &["（1）第一项按批复填写"],
        &["二、其他事项"],
        &["审核人：", "", "", "单位负责人：张三"],
        &["填表人：李四    联系电话：0791-85160000    填报日期：2023年9月1日"],
    ]);
    assert_eq!(read, [Record, Record, Note, Note, Note, Note, Note], "what follows a note is not a section");
    assert_eq!(kinds(&[PROJECT, &["备注：本表一式两份"]]), [Record, Note], "a remark alone is about the table");
    assert_eq!(kinds(&[PROJECT, &["注", "以上金额含税"]]), [Record, Note], "注 may have its text in the next cell");
}

#[test]
fn examples_under_the_header_are_notes() {
    for example in [
        &["示例", "江西省某某厅", "某某系统", "100", "在建", ""] as &[&str],
        &["例：1", "江西省某某厅", "某某系统", "100", "在建", ""],
        &["填写说明", "填写全称", "填写全称", "保留两位小数", "下拉选择", ""],
        &["", "必填", "必填", "必填", "选填", "选填"],
        &["数字", "文本", "文本", "数字", "下拉选择", "文本"],
    ] {
        assert_eq!(kinds(&[example, PROJECT]), [Note, Record], "{example:?} is no project");
    }
}

#[test]
fn numbered_empty_rows_are_blank() {
    assert_eq!(kinds(&[PROJECT, &["2"], &["3"]]), [Record, Blank, Blank], "a template numbers its rows ahead");
}

#[test]
fn a_header_repeated_on_a_later_page_is_no_record() {
    let header: &[&str] = &["序号", "填报单位", "项目名称", "总投资（万元）", "项目状态", "备注"];
    let read = kinds(&[PROJECT, header, OTHER, &[], header, &["1", "2", "3", "4", "5", "6"], PROJECT]);
    assert_eq!(
        read,
        [Record, Header, Record, Header, ColumnNumbers, Record],
        "the same header belongs to the same table"
    );
}

#[test]
fn rows_of_merged_cells_are_records() {
    let read = Sheet::new(&[&["学号", "姓名", "性别"], &["1", "张三", "男"], &["2"], &["3"], &["4", "李四"]])
        .merge("B2:B4")
        .merge("C2:C5")
        .read();
    assert_eq!(read.records(), [2, 3, 4, 5], "cells of a range that began above hold its value");
}
