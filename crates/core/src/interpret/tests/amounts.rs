//! Amounts and their units.

use super::*;

#[test]
fn no_date_and_no_other_currency_becomes_an_amount() {
    let info = sheet(Vec::new());
    let reading = table(&[
        ("项目名称", "project_name"),
        ("总投资（万美元）", "invest_total"),
        ("运维费（万元）", "om_cost_year"),
    ]);
    let mut rows = Interpreter::new(&REFERENCE, &info, &reading);
    let cell = |column, cell| PlacedCell { column, cell };
    let cells =
        vec![cell(1, Cell::Text("甲".into())), cell(2, Cell::Number(350.0)), cell(3, Cell::Date("2021".into()))];
    let read = record(rows.record(&SheetRow { row: 2, cells }));
    assert_eq!(codes(&read), ["money_unit_unclear", "money_unreadable"], "each is told");
    for key in ["invest_total", "om_cost_year"] {
        let value = read.values.get(REFERENCE.catalogue.known(key));
        assert!(matches!(value, Some(Value::Unread(_))), "{key} is kept as met, and counted by nobody: {value:?}");
    }
}

#[test]
fn a_column_of_units_speaks_for_silent_amounts() {
    let mut reading = table(&[
        ("项目名称", "project_name"),
        ("总投资", "invest_total"),
        ("金额单位", "-"),
        ("年运维费（万元）", "om_cost_year"),
    ]);
    reading.columns[1].money = Some((MoneyUnit::Wan, UnitSource::Assumed));
    let info = sheet(Vec::new());
    let mut rows = Interpreter::new(&REFERENCE, &info, &reading);
    for (at, cells, value, om) in [
        (2, ["甲", "52252.58", "万元", "3"], "52252.58", "3"),
        (3, ["乙", "65820000", "元", "3"], "6582", "3"),
        (4, ["丙", "1.5", "亿元", "3"], "15000", "3"),
        (5, ["丁", "65820000", "同上", "3"], "658200000000", "3"),
        (6, ["戊", "350万元", "元", "3"], "350", "3"),
        (7, ["己", "350", "万美元", "3"], "!350", "3"),
        (8, ["庚", "65820000", "", "3"], "!65820000", "3"),
        (9, ["辛", "350", "套", "3"], "350", "3"),
        (10, ["壬", "1", "千万元", "3"], "!1", "3"),
    ] {
        let read = record(rows.record(&row(at, &cells)));
        let shown = |key| match read.values.get(REFERENCE.catalogue.known(key)) {
            Some(Value::Unread(text)) => format!("!{text}"),
            other => other.map(Value::text).unwrap_or_default(),
        };
        assert_eq!(shown("invest_total"), value, "{cells:?}: the unit of the row is that of its amount");
        assert_eq!(shown("om_cost_year"), om, "{cells:?}: a header that states its unit keeps it");
    }
}

#[test]
fn a_line_in_another_currency_gives_no_amounts() {
    let mut reading =
        table(&[("项目名称", "project_name"), ("总投资", "invest_total"), ("运维费（万元）", "om_cost_year")]);
    reading.columns[1].money = Some((MoneyUnit::Wan, UnitSource::Assumed));
    reading.context.push(ContextValue { field: None, ..line("金额单位", "report_unit", "万美元") });
    let info = sheet(Vec::new());
    let mut rows = Interpreter::new(&REFERENCE, &info, &reading);
    let read = record(rows.record(&row(2, &["甲", "350", "3"])));
    assert_eq!(codes(&read), ["money_unit_unclear"], "nobody knows how many 元 that is");
    assert_eq!(text(&read, "om_cost_year"), "3", "a header that states its unit keeps it");
    let assumed = rows.table_findings().iter().any(|finding| finding.code == "money_unit_assumed");
    assert!(!assumed, "nothing was taken as 万元");
}
