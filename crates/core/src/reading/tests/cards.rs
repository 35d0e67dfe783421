//! Card forms.

use super::Sheet;
use crate::reading::TableForm;

const CARD: [&[&str]; 6] = [
    &["政务信息系统登记卡"],
    &["填报单位", "江西省统计局"],
    &["项目名称", "统计直报平台", "建设单位", "江西省统计局"],
    &["主要功能", "统计直报", "项目状态", ""],
    &["总投资（万元）", "665.5", "资金来源", "本级财政"],
    &["联系人", "张三", "联系电话", "0791-85160000"],
];

#[test]
fn a_card_is_one_record() {
    let read = Sheet::new(&CARD).merge("A1:D1").merge("B2:D2").read();
    let table = read.table();
    assert_eq!(table.form, TableForm::Card, "labels stand beside their values");
    let fields: Vec<_> = table.card.iter().map(|cell| cell.reading.field.as_deref().unwrap_or("-")).collect();
    assert_eq!(
        fields,
        [
            "report_unit",
            "project_name",
            "build_unit",
            "function_desc",
            "status",
            "invest_total",
            "fund_source",
            "contact",
            "contact_phone"
        ],
        "labels are told from left to right and down"
    );
    let (_, _, row) = &read.rows[0];
    assert_eq!(row.cell(2).map(|c| c.text()), Some("统计直报平台".into()), "cell i + 1 is the value of card[i]");
    assert_eq!(row.cell(5), None, "an empty value is no cell");
    assert_eq!((table.card[1].row, table.card[1].reading.column), (3, 2), "the place of the value is kept");
}

#[test]
fn cards_may_stand_below_each_other() {
    let rows: Vec<&[&str]> = CARD.iter().chain(&CARD).chain(&CARD).copied().collect();
    let read = Sheet::new(&rows).read();
    assert_eq!(read.reading.tables.len(), 3, "the first label opens every card");
    assert_eq!(read.records().len(), 3, "one record each");
    assert_eq!(read.reading.tables[2].card.len(), 9, "the last card is whole");
}

#[test]
fn projects_may_stand_side_by_side_under_one_column_of_labels() {
    let read = Sheet::new(&[
        &["填报单位：江西省林业局"],
        &["项目名称", "甲平台", "乙平台", "丙平台"],
        &["建设单位", "甲厅", "乙厅", "丙厅"],
        &["项目状态", "在建", "", "在建"],
        &["总投资（万元）", "1", "2", "3"],
    ])
    .read();
    assert_eq!(read.records(), [2, 3, 4], "one record per column, each told in a row of its own");
    let value = |at: usize| read.rows[at].2.cell(1).map(|cell| cell.text());
    assert_eq!(
        [value(0), value(1), value(2)].map(Option::unwrap),
        ["甲平台", "乙平台", "丙平台"],
        "every column is a project"
    );
}

#[test]
fn side_labels_are_groups() {
    let read = Sheet::new(&[
        &["基本信息", "系统名称", "甲系统", "业务功能", "审批"],
        &["", "建设单位", "甲厅", "联系人", "张三"],
        &["", "承建单位", "乙公司", "审批时间", "2020"],
        &["运维情况", "年度金额", "3", "资金来源", "自筹"],
        &["备注", "", "", "", ""],
    ])
    .merge("A1:A3")
    .read();
    let fields: Vec<_> =
        read.table().card.iter().map(|cell| cell.reading.field.as_deref().unwrap_or("-").to_owned()).collect();
    assert!(
        fields.contains(&"system_name".into()) && fields.contains(&"contractor".into()),
        "{fields:?}: labels right of a side label are read"
    );
}

#[test]
fn cards_may_stand_beside_each_other() {
    let read = Sheet::new(&[
        &["填报单位：江西省林业局"],
        &["项目一", "", "", "项目二", ""],
        &["项目名称", "甲平台", "", "项目名称", "乙平台"],
        &["建设单位", "甲厅", "", "建设单位", "乙厅"],
        &["项目状态", "在建", "", "项目状态", ""],
        &["总投资（万元）", "1", "", "总投资（万元）", "2"],
        &["项目三", "", "", "项目四", ""],
        &["项目名称", "丙平台", "", "项目名称", "丁平台"],
        &["建设单位", "丙厅", "", "建设单位", "丁厅"],
        &["项目状态", "", "", "项目状态", "在建"],
        &["总投资（万元）", "3", "", "总投资（万元）", "4"],
    ])
    .read();
    let names: Vec<String> = read.rows.iter().map(|(.., row)| row.cell(1).unwrap().text()).collect();
    assert_eq!(names, ["甲平台", "乙平台", "丙平台", "丁平台"], "no card is lost beside another");
    assert_eq!(read.reading.tables[1].card[0].reading.column, 5, "a value keeps its place");
    let mut rows = read.records();
    rows.dedup();
    assert_eq!(rows.len(), 4, "every record is told in a row of its own");
}

#[test]
fn labels_may_stand_in_one_cell_with_their_values() {
    let rows: [&[&str]; 6] = [
        &["信息化项目登记卡"],
        &["填报单位：江西省水利厅"],
        &["项目名称：甲平台", "建设单位：江西省水利厅"],
        &["项目状态：", "总投资（万元）：465"],
        &["系统网址：http://10.0.0.1:80/a", "联系人：张三"],
        &["备注：合计：3个子系统"],
    ];
    let read = Sheet::new(&rows).read();
    let told = |read: &super::Read| -> Vec<String> {
        let row = &read.rows[0].2;
        row.cells.iter().map(|placed| placed.cell.text()).collect()
    };
    let values = ["江西省水利厅", "甲平台", "江西省水利厅", "465", "http://10.0.0.1:80/a", "张三", "合计：3个子系统"];
    assert_eq!(told(&read), values, "the label ends at its colon, the value does not");
    assert_eq!((read.table().card[2].row, read.table().card[2].reading.column), (3, 2), "a value keeps its place");
    let again = Sheet::new(&rows).read_with(crate::reading::scan::Given::Reading(&read.reading));
    assert_eq!(told(&again), values, "a reading given back reads the same values");
    let twice: Vec<&[&str]> = rows.iter().chain(&rows[1..]).copied().collect();
    assert_eq!(Sheet::new(&twice).read().reading.tables.len(), 2, "such cards may stand below each other");
}
