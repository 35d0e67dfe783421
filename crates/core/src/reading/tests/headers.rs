//! Header blocks and what their columns are read as.

use super::Sheet;
use crate::reading::{MatchReason, MoneyUnit, UnitSource};

#[test]
fn groups_decide_equal_leaves() {
    let read = Sheet::new(&[
        &["部门已建政务信息系统调查表"],
        &["序号", "系统名称", "建设单位", "", "承建单位", "", "资金", "", "运维", ""],
        &[
            "",
            "",
            "单位名称",
            "联系人",
            "单位名称",
            "联系人",
            "建设金额（万元）",
            "资金来源",
            "年度金额（万元）",
            "资金来源",
        ],
        &["1", "河长制系统", "江西省水利厅", "张三", "甲公司", "李四", "12.5", "本级财政", "3", "自筹"],
    ])
    .merge("A1:J1")
    .merge("A2:A3")
    .merge("B2:B3")
    .merge("C2:D2")
    .merge("E2:F2")
    .merge("G2:H2")
    .merge("I2:J2")
    .read();
    assert_eq!(read.table().header_rows, [2, 3], "group and leaf rows are the header");
    assert_eq!(
        read.fields(),
        [
            "-",
            "system_name",
            "build_unit",
            "contact",
            "contractor",
            "-",
            "invest_total",
            "fund_source",
            "om_cost_year",
            "om_fund_source"
        ],
        "the contractor's 联系人 is not the project's, and each 资金来源 belongs to its group"
    );
    assert_eq!(read.table().columns[9].header, "运维/资金来源", "the path is told as group and leaf");
    assert_eq!(read.records(), [4], "one project");
}

#[test]
fn groups_need_not_be_merged() {
    let read = Sheet::new(&[
        &["序号", "项目名称", "建设情况", "", "运维情况", ""],
        &["", "", "总投资", "资金来源", "年运维费", "资金来源"],
        &["1", "河长制平台建设项目", "100", "本级财政", "5", "自筹"],
        &["2", "防汛平台建设项目", "200", "本级财政", "6", "自筹"],
    ])
    .read();
    assert_eq!(read.table().header_rows, [1, 2], "the second row completes the first");
    assert_eq!(
        read.fields()[2..],
        ["invest_total", "fund_source", "om_cost_year", "om_fund_source"],
        "groups reach to the right"
    );
}

#[test]
fn three_rows_with_blank_rows_of_merges() {
    let read = Sheet::new(&[
        &["序号", "基本情况", "", "资金情况", ""],
        &["", "项目名称", "建设单位", "总投资", "年运维费"],
        &[],
        &["1", "2", "3", "4", "5"],
        &["1", "甲平台", "江西省水利厅", "5", "6"],
    ])
    .merge("A1:A3")
    .merge("B1:C1")
    .merge("D1:E1")
    .merge("B2:B3")
    .merge("C2:C3")
    .merge("D2:D3")
    .merge("E2:E3")
    .read();
    assert_eq!(read.table().first_row, 4, "the merged third row belongs to the header");
    assert_eq!(read.table().columns[3].header, "资金情况/总投资", "a vertical merge is told once");
    assert_eq!(read.records(), [5], "the row of column numbers is no project");
}

#[test]
fn decorations_are_taken_off() {
    for (header, field) in [
        ("*项目名称（全称）", "project_name"),
        ("项 目\n名 称", "project_name"),
        ("【必填】项目名称", "project_name"),
        ("项目名称【必填】", "project_name"),
        ("1.项目名称", "project_name"),
        ("（1）项目名称", "project_name"),
        ("①项目名称", "project_name"),
        ("一、项目名称：", "project_name"),
        ("项目名称*（必填）", "project_name"),
        ("联系人（姓名/手机）", "contact"),
        ("信息安全登保级别", "dj_level"),
        ("登保级别", "dj_level"),
        ("系统部署位置（请下拉选择）", "deploy_location"),
    ] {
        let read = Sheet::new(&[&[header, "建设内容", "审批部门", "批复文号"], &["", "乙", "丙", "丁"]]).read();
        assert_eq!(read.fields()[0], field, "{header:?} is {field} to a clerk");
    }
}

#[test]
fn units_are_found_in_headers_groups_and_lines() {
    for (rows, unit) in [
        (vec![vec!["项目名称", "建设单位", "总投资（元）"]], (MoneyUnit::Yuan, UnitSource::Header)),
        (vec![vec!["项目名称", "建设单位", "总投资（含税，元）"]], (MoneyUnit::Yuan, UnitSource::Header)),
        (vec![vec!["项目名称", "建设单位", "总投资（元，保留两位小数）"]], (MoneyUnit::Yuan, UnitSource::Header)),
        (
            vec![vec!["", "", "单位：万元"], vec!["项目名称", "建设单位", "总投资（元）"]],
            (MoneyUnit::Yuan, UnitSource::Header),
        ),
        (vec![vec!["项目名称", "建设单位", "总投资（元/万元）"]], (MoneyUnit::Wan, UnitSource::Assumed)),
        (vec![vec!["项目名称", "建设单位", "总投资（千元）"]], (MoneyUnit::Qian, UnitSource::Header)),
        (vec![vec!["项目名称", "建设单位", "总投资/亿元"]], (MoneyUnit::Yi, UnitSource::Header)),
        (vec![vec!["项目名称", "建设单位", "总投资(单位：元)"]], (MoneyUnit::Yuan, UnitSource::Header)),
        (vec![vec!["项目名称", "建设单位", "总投资万元"]], (MoneyUnit::Wan, UnitSource::Header)),
        (vec![vec!["项目名称", "建设单位", "总投资"], vec!["", "", "元"]], (MoneyUnit::Yuan, UnitSource::Header)),
        (vec![vec!["", "", "单位：元"], vec!["项目名称", "建设单位", "总投资"]], (MoneyUnit::Yuan, UnitSource::Line)),
        (
            vec![vec!["填报单位：江西省水利厅   金额单位：元"], vec!["项目名称", "建设单位", "总投资"]],
            (MoneyUnit::Yuan, UnitSource::Line),
        ),
        (vec![vec!["（单位：人民币元）"], vec!["项目名称", "建设单位", "总投资"]], (MoneyUnit::Yuan, UnitSource::Line)),
        (
            vec![vec!["附件3  信息化项目情况汇总表（单位：元）"], vec!["项目名称", "建设单位", "总投资"]],
            (MoneyUnit::Yuan, UnitSource::Line),
        ),
        (
            vec![vec!["附件3  信息化项目情况汇总表（单位：亿元）"], vec!["项目名称", "建设单位", "总投资"]],
            (MoneyUnit::Yi, UnitSource::Line),
        ),
        (
            vec![vec!["信息化项目投资表（元）"], vec!["项目名称", "建设单位", "总投资"]],
            (MoneyUnit::Yuan, UnitSource::Line),
        ),
        (
            vec![vec!["信息化项目投资表（单位:元）"], vec!["项目名称", "建设单位", "总投资"]],
            (MoneyUnit::Yuan, UnitSource::Line),
        ),
        (vec![vec!["单位：元（人民币）"], vec!["项目名称", "建设单位", "总投资"]], (MoneyUnit::Yuan, UnitSource::Line)),
        (
            vec![vec!["以下金额均以元为单位"], vec!["项目名称", "建设单位", "总投资"]],
            (MoneyUnit::Yuan, UnitSource::Line),
        ),
        (
            vec![vec!["说明：本表金额均为元"], vec!["项目名称", "建设单位", "总投资"]],
            (MoneyUnit::Yuan, UnitSource::Line),
        ),
        (
            vec![vec!["金额单位统一为万元，保留两位小数"], vec!["项目名称", "建设单位", "总投资"]],
            (MoneyUnit::Wan, UnitSource::Line),
        ),
        (
            vec![vec!["投资500万元以上的项目填报本表"], vec!["项目名称", "建设单位", "总投资"]],
            (MoneyUnit::Wan, UnitSource::Assumed),
        ),
        (vec![vec!["单位：元/万元"], vec!["项目名称", "建设单位", "总投资"]], (MoneyUnit::Wan, UnitSource::Assumed)),
        (vec![vec!["单位：元、万元"], vec!["项目名称", "建设单位", "总投资"]], (MoneyUnit::Wan, UnitSource::Assumed)),
        (vec![vec!["金额单位：万美元"], vec!["项目名称", "建设单位", "总投资"]], (MoneyUnit::Wan, UnitSource::Assumed)),
        (vec![vec!["项目名称", "建设单位", "总投资"]], (MoneyUnit::Wan, UnitSource::Assumed)),
    ] {
        let mut all: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        all.push(&["甲平台", "江西省水利厅", "100"]);
        all.push(&["乙平台", "江西省水利厅", "200"]);
        let read = Sheet::new(&all).read();
        assert_eq!(
            read.table().columns[2].money,
            Some(unit),
            "{rows:?}: an amount in the wrong unit is wrong ten thousand times"
        );
        assert_eq!(read.records().len(), 2, "{rows:?}: the two projects are records");
    }
}

#[test]
fn number_units_are_told_where_they_differ() {
    let read = Sheet::new(&[
        &["项目名称", "建设单位", "数据量（TB）", "内存（GB）", "存储容量（T）", "专网带宽（M）"],
        &["甲平台", "江西省水利厅", "1", "2", "3", "4"],
    ])
    .read();
    let units: Vec<_> = read.table().columns[2..].iter().map(|column| column.number_unit.as_deref()).collect();
    assert_eq!(units, [Some("TB"), None, None, None], "only TB differs from what the field is kept in");
}

#[test]
fn secrets_and_serials_are_no_fields() {
    for (header, reason) in [
        ("登录密码", MatchReason::Secret),
        ("系统访问账号", MatchReason::Secret),
        ("用户名/口令", MatchReason::Secret),
        ("管理员帐号（含密码）", MatchReason::Secret),
        ("Password", MatchReason::Secret),
        ("系统访问地址（网址、账号、密码）", MatchReason::NoField),
        ("密码应用安全性评估", MatchReason::Synonym),
        ("序 号", MatchReason::Serial),
        ("No.", MatchReason::Serial),
        ("_uid", MatchReason::Uid),
        ("登记标识", MatchReason::Uid),
        ("监理单位", MatchReason::NoField),
    ] {
        let rows: [&[&str]; 3] = [
            &[header, "项目名称", "建设单位", "审批部门"],
            &["1", "甲平台", "乙厅", "丙委"],
            &["2", "甲二平台", "乙厅", "丙委"],
        ];
        let read = Sheet::new(&rows).read();
        assert_eq!(read.table().columns[0].reason, reason, "{header}");
    }
}

#[test]
fn a_field_goes_to_one_column_and_the_rest_is_kept() {
    let read = Sheet::new(&[
        &["单位名称", "填报单位", "项目名称", "", "验收时间", "建成时间"],
        &["甲厅", "乙厅", "丙平台", "随手一记", "2020", "2021"],
        &["甲厅", "乙厅", "丙二平台", "又一记", "2020", "2021"],
    ])
    .read();
    assert_eq!(
        read.fields(),
        ["-", "report_unit", "project_name", "-", "-", "finish_date"],
        "the field's own header wins"
    );
    assert_eq!(read.table().columns[3].header, "列D", "values without a header are kept under the column's letter");
}

#[test]
fn values_decide_what_a_bare_header_means() {
    let read = Sheet::new(&[
        &["序号", "单位", "名称", "类型", "建设单位", "项目状态", "金额"],
        &["1", "江西省水利厅", "河长制平台", "门户网站", "江西省水利厅", "在建", "100"],
        &["2", "江西省水利厅", "防汛平台", "业务系统", "江西省水利厅", "在建", "200"],
    ])
    .read();
    assert_eq!(
        read.fields(),
        ["-", "report_unit", "project_name", "sys_category", "build_unit", "status", "invest_total"],
        "offices, names, codes and amounts tell themselves"
    );
    let read = Sheet::new(&[
        &["名称", "单位", "建设单位", "项目状态"],
        &["服务器", "台", "甲厅", "在建"],
        &["交换机", "个", "甲厅", "在建"],
    ])
    .read();
    assert_eq!(read.fields()[1], "-", "台 is no office");
}

mod order {
    use proptest::prelude::*;

    use super::Sheet;

    const HEADERS: [&str; 16] = [
        "序号",
        "项目名称",
        "系统名称",
        "单位名称",
        "填报单位",
        "建设单位",
        "项目状态",
        "总投资（万元）",
        "投资额",
        "资金来源",
        "年运维费",
        "登保级别",
        "验收时间",
        "建成时间",
        "联系人",
        "密码",
    ];

    proptest! {
        #[test]
        fn of_columns_changes_nothing(order in Just(HEADERS.to_vec()).prop_shuffle()) {
            let fields = |headers: &[&str]| {
                let values = vec!["值"; headers.len()];
                let read = Sheet::new(&[headers, &values, &values]).read();
                let mut fields: Vec<_> =
                    read.table().columns.iter().map(|c| (c.header.clone(), c.field.clone(), c.reason)).collect();
                fields.sort_by(|a, b| a.0.cmp(&b.0));
                fields
            };
            prop_assert_eq!(fields(&order), fields(&HEADERS), "a department may order its columns as it likes");
        }
    }
}

#[test]
fn questions_and_people_are_fields() {
    for (header, field) in [
        ("负责人", "contact"),
        ("负责人电话", "contact_phone"),
        ("是否通过密评", "mp_status"),
        ("是否完成数据编目", "catalog_status"),
        ("是否需要升级改造", "upgrade_need"),
        ("数据库类型及版本", "database"),
        ("单位负责人", "-"),
        ("技术负责人", "-"),
    ] {
        let read = Sheet::new(&[&["项目名称", "总投资", "项目状态", header], &["低保系统", "1", "在建", "是"]]).read();
        assert_eq!(read.fields()[3], field, "{header}: a clerk reads it so");
    }
    let read =
        Sheet::new(&[&["项目名称", "负责人", "项目状态", "联系人"], &["低保系统", "张三", "在建", "李四"]]).read();
    assert_eq!(read.fields(), ["project_name", "-", "status", "contact"], "who is called the contact is the contact");
}

#[test]
fn an_empty_row_may_stand_inside_a_header() {
    let groups: &[&str] = &["序号", "基本情况", "", "资金情况（万元）", "", "项目状态"];
    let leaves: &[&str] = &["", "系统名称", "建设单位", "总投资", "年运维费", ""];
    let record: &[&str] = &["1", "河湖平台", "江西省水利厅", "5", "1", "在建"];
    let fields = ["-", "system_name", "build_unit", "invest_total", "om_cost_year", "status"];
    for (sheet, why) in [
        (Sheet::new(&[&["登记表"], groups, &[], leaves, record]), "groups written without merging"),
        (Sheet::new(&[&["登记表"], groups, &[], leaves, record]).merge("B2:C2").merge("D2:E2"), "merged groups"),
        (
            Sheet::new(&[
                &["登记表"],
                &["序号", "系统名称", "建设单位", "资金", "", "项目状态"],
                &[],
                &["", "", "", "总投资", "年运维费", ""],
                record,
            ]),
            "few leaves",
        ),
    ] {
        let read = sheet.read();
        assert_eq!((read.fields(), read.records()), (fields.map(String::from).to_vec(), vec![5]), "{why}");
    }
    let titled = Sheet::new(&[&["项目状态统计", "", "联系人：张三"], &[], &fields_of_one(), record]).read();
    assert_eq!(titled.table().header_rows, [3], "a line above an empty row is no header");
}

fn fields_of_one() -> [&'static str; 6] {
    ["序号", "系统名称", "建设单位", "总投资", "年运维费", "项目状态"]
}

#[test]
fn both_languages_may_stand_in_a_header() {
    let header: &[&str] = &[
        "No./序号",
        "Project Name/项目名称",
        "建设单位 (Owner)",
        "Status/项目状态",
        "Budget 总投资（万元）",
        "IP地址",
    ];
    let read = Sheet::new(&[&["登记表"], header, &["1", "河湖平台", "江西省水利厅", "在建", "5", "10.1.1.1"]]).read();
    assert_eq!(
        read.fields()[1..5],
        ["project_name", "build_unit", "status", "invest_total"],
        "the Chinese half says it"
    );
}
