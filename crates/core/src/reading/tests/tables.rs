//! Where tables begin and end, what the lines around them say, which sheets hold none.

use super::{Read, Sheet};
use crate::reading::TableReading;
use crate::reading::scan::Given;
use crate::reading::{MatchReason, MoneyUnit, RowKind, SkipReason, UnitSource};

const HEADER: &[&str] = &["序号", "项目名称", "建设单位", "总投资", "项目状态"];
const FIRST: &[&str] = &["1", "河长制综合管理平台", "江西省水利厅", "12.5", "在建"];
const SECOND: &[&str] = &["2", "防汛指挥系统", "江西省水利厅", "13.5", "在建"];

#[test]
fn lines_above_the_table_are_context() {
    for (line, unit) in [
        (&["填报单位（盖章）：江西省财政厅"] as &[&str], "江西省财政厅"),
        (&["填报单位：江西省财政厅    填报人：张三   联系电话：0791-85160000"], "江西省财政厅"),
        (&["填报单位：江西省财政厅填报人：张三"], "江西省财政厅"),
        (&["填报单位：江西省财政厅  金额均为元"], "江西省财政厅"),
        (&["填报单位：（盖章）江西省财政厅"], "江西省财政厅"),
        (&["江西省财政厅"], "江西省财政厅"),
        (&["填 报 单 位：江西省财政厅"], "江西省财政厅"),
        (&["填报单位", "江西省财政厅", "联系人", "张三", "13800000000"], "江西省财政厅"),
        (&["填报单位（公章）：", "", "江西省财政厅", "单位：万元"], "江西省财政厅"),
        (&["单位：江西省财政厅", "", "", "单位：元"], "江西省财政厅"),
        (&["（填报单位：江西省财政厅）"], "江西省财政厅"),
    ] {
        let read = Sheet::new(&[&["信息化项目登记表"], line, HEADER, FIRST, SECOND]).read();
        let units: Vec<_> = read.context().into_iter().filter(|value| value.starts_with("report_unit")).collect();
        assert_eq!(units, [format!("report_unit={unit}")], "{line:?}: the unit of all rows");
        assert_eq!(read.of(RowKind::Title), [1, 2], "{line:?}: lines are no rows of the table");
        assert_eq!(read.records(), [4, 5]);
        let people = read.context().iter().any(|value| value.starts_with("contact"));
        assert!(!people, "{line:?}: who filled the form in is not the contact of its projects");
    }
}

#[test]
fn a_title_names_its_unit_whatever_stands_behind() {
    for title in
        ["江西省财政厅信息化项目登记表", "江西省财政厅信息化项目登记表（单位：万元）", "江西省财政厅项目表（元）"]
    {
        let read = Sheet::new(&[&[title], HEADER, FIRST, SECOND]).read();
        assert_eq!(read.context(), ["report_unit=江西省财政厅"], "{title}: the unit of all rows");
    }
}

#[test]
fn a_line_of_money_is_not_a_unit_of_office() {
    let read = Sheet::new(&[&["明细表"], &["单位：江西省民政厅", "", "", "单位：元"], HEADER, FIRST]).read();
    assert_eq!(read.context(), ["report_unit=江西省民政厅"], "元 is no office");
    assert_eq!(
        read.table().columns[3].money,
        Some((MoneyUnit::Yuan, UnitSource::Line)),
        "the line counts for the column"
    );
}

#[test]
fn footers_name_the_unit_where_nothing_above_does() {
    let read = Sheet::new(&[HEADER, FIRST, SECOND, &["填报单位：江西省水利厅", "", "填报人：张三"]]).read();
    assert_eq!(read.context(), ["report_unit=江西省水利厅", "-=张三"], "the unit may sign below");
    assert_eq!(read.of(RowKind::Note), [4]);
}

#[test]
fn titles_and_tabs_come_last() {
    let read = Sheet::new(&[&["江西省水利厅信息化项目登记表"], HEADER, FIRST]).named("水利厅").read();
    assert_eq!(
        read.context(),
        ["report_unit=江西省水利厅", "report_unit=水利厅"],
        "the title weighs more than the tab"
    );
    let read = Sheet::new(&[&["全省信息化项目摸底调查表"], HEADER, FIRST]).named("附表1").read();
    assert!(read.context().is_empty(), "全省 is no office: {:?}", read.context());
}

#[test]
fn tables_need_not_begin_at_a1() {
    let read = Sheet::new(&[
        &[],
        &[],
        &["", "", "序号", "项目名称", "建设单位", "总投资"],
        &["", "", "1", "甲平台", "甲厅", "2"],
    ])
    .read();
    assert_eq!(
        (read.table().header_rows.clone(), read.table().columns[0].column),
        (vec![3], 3),
        "counted as Excel counts"
    );
    assert_eq!(read.records(), [4]);
}

#[test]
fn several_tables_stand_in_one_sheet() {
    let read = Sheet::new(&[
        &["一、已建项目"],
        HEADER,
        FIRST,
        SECOND,
        &["合计", "", "", "26"],
        &[],
        &["二、拟建项目"],
        &["单位：元"],
        &["序号", "项目名称", "系统建设预算", "资金来源", "拟建系统依据"],
        &["1", "智慧水利平台", "100", "本级财政", "文件"],
        &["填表人：张三"],
    ])
    .read();
    assert_eq!(read.reading.tables.len(), 2, "another header opens another table");
    let second = &read.reading.tables[1];
    assert_eq!((second.title.as_deref(), second.first_row), (Some("二、拟建项目"), 10), "its title is its own");
    assert_eq!(second.columns[2].money, Some((MoneyUnit::Yuan, UnitSource::Line)), "and so is its unit");
    assert_eq!(read.of(RowKind::Title), [1, 7, 8]);
    assert_eq!(
        (read.records(), read.of(RowKind::Subtotal), read.of(RowKind::Note)),
        (vec![3, 4, 10], vec![5], vec![11])
    );
}

#[test]
fn later_tables_inherit_the_lines_above_the_first() {
    let second: &[&str] = &["序号", "项目名称", "系统建设预算", "资金来源", "拟建系统依据"];
    let read = Sheet::new(&[
        &["填报单位：江西省水利厅", "", "单位：元"],
        HEADER,
        FIRST,
        &[],
        &["二、拟建项目"],
        second,
        &["1", "智慧水利平台", "100", "本级财政", "文件"],
    ])
    .read();
    let later = &read.reading.tables[1];
    assert_eq!(later.context[0].text, "江西省水利厅", "one line at the top is for the whole sheet");
    assert_eq!(later.columns[2].money, Some((MoneyUnit::Yuan, UnitSource::Line)), "and so is its unit of amounts");
}

#[test]
fn every_row_comes_out_once_and_in_order() {
    let long: Vec<Vec<String>> = (0..3000)
        .map(|n| match n % 50 {
            0 => vec![format!("{n}、江西省水利厅")],
            _ => vec![n.to_string(), format!("水利工程管理平台{n}"), "江西省水利厅".into(), "1".into(), "在建".into()],
        })
        .collect();
    let texts: Vec<Vec<&str>> = long.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let mut rows: Vec<&[&str]> = vec![HEADER];
    rows.extend(texts.iter().map(Vec::as_slice));
    let read = Sheet::new(&rows).read();
    let met: Vec<u32> = read.rows.iter().map(|(.., row)| row.row).collect();
    assert_eq!(met, (1..=3001).collect::<Vec<_>>(), "held rows are told too");
    assert_eq!(read.records().len(), 2940, "sections lie between");
}

#[test]
fn sheets_without_projects_say_why() {
    let why = |read: &Read| read.reading.skipped;
    let notes =
        Sheet::new(&[&["填表说明"], &["一、项目名称填写全称。"], &["二、金额单位为万元。"]]).named("填表说明").read();
    assert_eq!(why(&notes), Some(SkipReason::Notes));
    let list = Sheet::new(&[&["项目状态"], &["在建"], &["已建在用"], &["停用"]]).named("字典").read();
    assert_eq!(why(&list), Some(SkipReason::Dictionary));
    let lists =
        Sheet::new(&[&["项目状态", "建设性质", "等保级别"], &["在建", "新建", "二级"], &["停用", "续建", "三级"]])
            .read();
    assert_eq!(why(&lists), Some(SkipReason::Dictionary), "codes without projects, whatever the tab says");
    let explained = Sheet::new(&[
        &["项目名称", "请填写项目全称"],
        &["建设单位", "必填，填写单位全称"],
        &["总投资", "单位为万元，必填"],
        &["资金来源", "请选择下拉选项"],
        &["联系人", "必填"],
    ])
    .read();
    assert_eq!(why(&explained), Some(SkipReason::Notes), "a list of fields with explanations is no card");
    assert_eq!(why(&Sheet::new(&[]).read()), Some(SkipReason::Empty));
    let mut hidden = Sheet::new(&[HEADER, FIRST]);
    hidden.info.hidden = true;
    assert_eq!(why(&hidden.read()), Some(SkipReason::Hidden));
    let cover = Sheet::new(&[
        &["江西省信息化项目普查"],
        &["填报单位：", "江西省水利厅"],
        &["填报日期：", "2023年9月"],
        &["联系人：", "张三"],
    ])
    .read();
    assert_eq!(why(&cover), Some(SkipReason::Notes), "a cover holds no records");
}

#[test]
fn a_table_is_read_whatever_its_tab_is_called() {
    let read = Sheet::new(&[HEADER, FIRST]).named("填表说明").read();
    assert_eq!(read.records(), [2], "names of tabs are left over from other forms");
    let empty = Sheet::new(&[&["登记表"], HEADER]).read();
    assert_eq!(
        (empty.reading.tables.len(), empty.records().len()),
        (1, 0),
        "an empty template is a table without records"
    );
}

#[test]
fn foreign_tables_are_found_by_shape() {
    let read = Sheet::new(&[
        &["月报"],
        &["宁波", "统计日期:2003"],
        &["指标代码", "指 标 名 称", "单 位", "实 际"],
        &["1", "用户", "个"],
        &["2", "收入", "元"],
        &[],
        &["注："],
        &["（1）第一项"],
    ])
    .read();
    assert_eq!(
        (read.table().header_rows.clone(), read.records()),
        (vec![3], vec![4, 5]),
        "the widest row of texts above others"
    );
    assert!(read.fields().iter().all(|field| field == "-"), "nothing fits a project: {:?}", read.fields());
    assert_eq!(read.of(RowKind::Note), [7, 8]);
    let bare = Sheet::new(&[&["1", "2014", "3"], &["11", "2015", "4"]]).read();
    assert!(bare.table().header_rows.is_empty() && bare.records() == [1, 2], "numbers are no header");
}

#[test]
fn a_given_reading_is_followed() {
    let rows: [&[&str]; 4] = [
        &["序号", "名称甲", "名称乙", "金额"],
        &["说明", "一", "二", "三"],
        &["1", "甲平台", "乙厅", "1"],
        &["2", "丙平台", "丁厅", "2"],
    ];
    let mut reading = Sheet::new(&rows).read().reading;
    let table = &mut reading.tables[0];
    table.header_rows = vec![1, 2];
    table.first_row = 3;
    table.columns[1].field = Some("project_name".into());
    table.columns[1].reason = MatchReason::Person;
    table.row_kinds = vec![(4, RowKind::Note)];
    let read = Sheet::new(&rows).read_with(Given::Reading(&reading));
    assert_eq!(read.reading, reading, "nothing of it is changed");
    assert_eq!((read.of(RowKind::Header), read.records(), read.of(RowKind::Note)), (vec![1, 2], vec![3], vec![4]));
}

#[test]
fn a_remembered_reading_comes_back_by_its_layout() {
    let first = Sheet::new(&[&["甲表"], HEADER, FIRST]).read();
    let mut known = first.table().clone();
    known.columns[4].field = None;
    known.columns[3].money = Some((MoneyUnit::Yuan, UnitSource::Person));
    let recall = |table: &TableReading| (table.fingerprint == known.fingerprint).then(|| known.clone());
    let read = Sheet::new(&[&["乙表"], &[], HEADER, SECOND]).named("别处").read_with(Given::Remembered(&recall));
    let table = read.table();
    assert!(table.remembered, "the same headers are the same layout, wherever they stand");
    assert_eq!(
        (table.columns[1].reason, table.columns[4].field.clone()),
        (MatchReason::Person, None),
        "as it was corrected"
    );
    assert_eq!(
        table.columns[3].money,
        Some((MoneyUnit::Yuan, UnitSource::Person)),
        "the unit that a person gave a silent column"
    );
    let stated = Sheet::new(&[&["单位：万元"], HEADER, SECOND]).read_with(Given::Remembered(&recall));
    assert_eq!(
        stated.table().columns[3].money,
        Some((MoneyUnit::Wan, UnitSource::Line)),
        "a unit that the file states is its own"
    );
    let other = Sheet::new(&[&["序号", "项目名称", "建设单位", "总投资", "备注"], SECOND])
        .read_with(Given::Remembered(&recall));
    assert!(!other.table().remembered, "another header is another layout");
}

#[test]
fn readings_go_through_json() {
    let reading = Sheet::new(&[&["填报单位：江西省水利厅"], HEADER, FIRST]).read().reading;
    let json = serde_json::to_string(&reading).unwrap();
    assert_eq!(
        serde_json::from_str::<crate::reading::SheetReading>(&json).unwrap(),
        reading,
        "people edit saved readings"
    );
}

#[test]
fn every_table_of_a_sheet_has_the_unit_that_its_own_line_states() {
    use UnitSource::{Assumed, Line};
    for (first, second, units) in [
        ("单位：元", "单位：万元", [(MoneyUnit::Yuan, Line), (MoneyUnit::Wan, Line)]),
        ("单位：万元", "二、在建项目情况表（单位：元）", [(MoneyUnit::Wan, Line), (MoneyUnit::Yuan, Line)]),
        ("", "单位：元", [(MoneyUnit::Wan, Assumed), (MoneyUnit::Yuan, Line)]),
    ] {
        let rows: [&[&str]; 8] = [&["一、已建项目情况表"], &[first], HEADER, FIRST, SECOND, &[second], HEADER, FIRST];
        let read = Sheet::new(&rows).read();
        let found: Vec<_> = read.reading.tables.iter().map(|table| table.columns[3].money.unwrap()).collect();
        assert_eq!(found, units, "{first} and {second}: the second table does not take the unit of the first");
        assert_eq!(read.records().len(), 3, "{first} and {second}: no project is lost");
    }
    let paged: [&[&str]; 6] = [&["单位：元"], HEADER, FIRST, &["单位：元"], HEADER, SECOND];
    assert_eq!(Sheet::new(&paged).read().reading.tables.len(), 1, "a header repeated on every page begins no table");
}

#[test]
fn a_block_beside_the_table_is_not_of_its_rows() {
    let read = Sheet::new(&[
        &["序号", "项目名称", "建设单位", "总投资", "", "", "类别", "个数"],
        &["1", "甲平台", "省水利厅", "5", "", "", "新建", "2"],
        &["2", "乙平台", "省水利厅", "6", "", "", "改扩建", "3"],
        &["3", "丙平台", "省水利厅", "7"],
        &["", "", "", "", "", "", "合计", "5"],
    ])
    .read();
    assert_eq!(read.fields(), ["-", "project_name", "build_unit", "invest_total"], "the legend gives no field");
    assert_eq!(read.records(), [2, 3, 4], "a row of the legend is no project");
    assert!(read.context().contains(&"-=类别、个数".to_owned()), "what is not read is told");
    for (right, why) in [
        (["备注", "联系人"], "fields of the catalogue belong to the table, however far they stand"),
        (["甲", "乙"], "columns that every row fills are the table's"),
    ] {
        let (one, two) =
            (["1", "甲平台", "省水利厅", "5", "", "", "x", "y"], ["2", "乙平台", "省水利厅", "", "", "", "x", "y"]);
        let header = ["序号", "项目名称", "建设单位", "总投资", "", "", right[0], right[1]];
        assert_eq!(Sheet::new(&[&header, &one, &two]).read().fields().len(), 6, "{why}");
    }
}
