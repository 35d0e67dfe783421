//! Rows of made-up tables and what becomes of them.

use std::sync::LazyLock;

use super::*;
use crate::cell::{Cell, Merge, PlacedCell};
use crate::reading::{ColumnReading, ContextValue, MatchReason, MoneyUnit, UnitSource};
use crate::reference::SeedTexts;

static REFERENCE: LazyLock<Reference> = LazyLock::new(|| Reference::parse(&SeedTexts::shipped()).unwrap());

/// A column by header and the key of its field; `-` is no field, `!` a secret one, `#` the serial number.
fn column(at: u32, header: &str, key: &str) -> ColumnReading {
    let (field, reason) = match key {
        "-" => (None, MatchReason::NoField),
        "!" => (None, MatchReason::Secret),
        "#" => (None, MatchReason::Serial),
        key => (Some(key.to_owned()), MatchReason::Header),
    };
    let money = field.as_ref().and_then(|key| REFERENCE.catalogue.by_key(key));
    let money = money.filter(|field| field.kind == FieldType::Money).map(|_| (MoneyUnit::Wan, UnitSource::Header));
    ColumnReading { column: at, header: header.into(), field, reason, money, number_unit: None }
}

fn table(columns: &[(&str, &str)]) -> TableReading {
    TableReading {
        form: TableForm::Rows,
        title: None,
        header_rows: vec![1],
        first_row: 2,
        columns: columns.iter().zip(1..).map(|((header, key), at)| column(at, header, key)).collect(),
        card: Vec::new(),
        context: Vec::new(),
        row_kinds: Vec::new(),
        fingerprint: String::new(),
        remembered: false,
    }
}

fn line(label: &str, key: &str, text: &str) -> ContextValue {
    ContextValue { field: Some(key.into()), label: label.into(), text: text.into(), row: 1, column: 1 }
}

fn row(row: u32, texts: &[&str]) -> SheetRow {
    let cells = texts.iter().zip(1..).filter(|(text, _)| !text.is_empty());
    let placed = |(text, column): (&&str, u32)| PlacedCell { column, cell: Cell::Text((*text).to_owned()) };
    SheetRow { row, cells: cells.map(placed).collect() }
}

fn sheet(merges: Vec<Merge>) -> SheetInfo {
    SheetInfo { name: "表".into(), hidden: false, merges }
}

fn record(read: Read) -> RowRecord {
    match read {
        Read::Record(record) => *record,
        other => panic!("{other:?} is no record"),
    }
}

fn text(record: &RowRecord, key: &str) -> String {
    record.values.get(REFERENCE.catalogue.known(key)).map(Value::text).unwrap_or_default()
}

fn codes(record: &RowRecord) -> Vec<&str> {
    let told = record.findings.iter().filter(|finding| finding.code != "required_missing");
    told.map(|finding| finding.code.as_str()).collect()
}

const NAMES: [(&str, &str); 4] =
    [("序号", "#"), ("填报单位", "report_unit"), ("项目名称", "project_name"), ("总投资（万元）", "invest_total")];

#[test]
fn vertical_merges_fill_text_and_never_money() {
    let merge = |left| Merge { top: 2, left, bottom: 4, right: left };
    let (info, table) = (sheet(vec![merge(2), merge(4)]), table(&NAMES));
    let mut rows = Interpreter::new(&REFERENCE, &info, &table);
    let first = record(rows.record(&row(2, &["1", "省水利厅", "甲", "100"])));
    let second = record(rows.record(&row(3, &["2", "", "乙", ""])));
    let hidden = record(rows.record(&row(4, &["3", "", "丙", "100"])));
    let after = record(rows.record(&row(5, &["4", "", "丁", ""])));
    assert_eq!(text(&first, "report_unit"), "江西省水利厅");
    assert_eq!(text(&second, "report_unit"), "江西省水利厅", "the merge covers the row");
    let unit = REFERENCE.catalogue.known("report_unit");
    let source = second.sources.iter().find(|s| s.field == unit).unwrap();
    assert_eq!((source.row, source.text.as_deref()), (2, Some("省水利厅")), "the value stands in the top cell");
    assert_eq!((text(&second, "invest_total"), codes(&second)), (String::new(), vec!["amount_merged"]));
    assert_eq!(text(&hidden, "invest_total"), "", "an amount below the top of a merge is seen by nobody");
    assert_eq!(text(&after, "report_unit"), "", "the merge has ended");
    let missing = after.findings.iter().find(|f| f.field.as_deref() == Some("report_unit")).unwrap();
    assert_eq!((missing.code.as_str(), missing.place()), ("required_missing", "表!B5".into()));
}

#[test]
fn as_above_repeats() {
    let (info, table) = (sheet(Vec::new()), table(&NAMES));
    let mut rows = Interpreter::new(&REFERENCE, &info, &table);
    let nothing = record(rows.record(&row(2, &["1", "同上", "甲", "100"])));
    let first = record(rows.record(&row(3, &["2", "省水利厅", "乙", "200"])));
    let second = record(rows.record(&row(4, &["3", "同上", "丙", "〃"])));
    let third = record(rows.record(&row(5, &["4", "\"", "丁", ""])));
    assert_eq!((text(&nothing, "report_unit"), codes(&nothing)), (String::new(), vec!["repeat_of_nothing"]));
    assert_eq!(text(&first, "invest_total"), "200");
    assert_eq!((text(&second, "report_unit"), text(&second, "invest_total")), ("江西省水利厅".into(), "200".into()));
    assert_eq!(codes(&second), ["repeat_of_amount"], "a repeated amount is told");
    assert_eq!((text(&third, "report_unit"), text(&third, "invest_total")), ("江西省水利厅".into(), String::new()));
    let unit = REFERENCE.catalogue.known("report_unit");
    let source = third.sources.iter().find(|s| s.field == unit).unwrap();
    assert_eq!((source.row, source.text.as_deref()), (5, Some("\"")), "the text as met is kept");
}

#[test]
fn the_unit_comes_from_column_section_or_line() {
    let info = sheet(Vec::new());
    let mut reading = table(&NAMES);
    reading.context.push(line("填报单位", "report_unit", "省财政厅"));
    let mut rows = Interpreter::new(&REFERENCE, &info, &reading);
    let unit = |read| text(&record(read), "report_unit");
    assert_eq!(unit(rows.record(&row(2, &["1", "", "甲"]))), "江西省财政厅", "the line above the table");
    rows.section(&row(3, &["一、省水利厅（3个）"]));
    assert_eq!(unit(rows.record(&row(4, &["2", "", "乙"]))), "江西省水利厅", "the section");
    assert_eq!(unit(rows.record(&row(5, &["3", "省教育厅", "丙"]))), "江西省教育厅", "the row's own cell");
    rows.section(&row(6, &["（一）在建项目"]));
    assert_eq!((unit(rows.record(&row(7, &["4", "", "丁"]))), rows.group()), ("江西省水利厅".into(), Some("在建项目")));
    rows.section(&row(8, &["二、已建项目"]));
    assert_eq!(unit(rows.record(&row(9, &["5", "", "戊"]))), "江西省财政厅", "a group of that rank ends the section");
}

#[test]
fn classified_rows_leave_only_their_unit() {
    let info = sheet(Vec::new());
    let reading = table(&[
        ("填报单位", "report_unit"),
        ("项目名称", "project_name"),
        ("涉密分类", "secret_class"),
        ("文件密级", "-"),
        ("备注", "remark"),
    ]);
    let mut rows = Interpreter::new(&REFERENCE, &info, &reading);
    let refused = Read::Classified { unit: Some("江西省水利厅".into()) };
    for cells in [
        ["省水利厅", "甲", "机密", "", ""],
        ["省水利厅", "甲", "涉密？", "", ""],
        ["省水利厅", "甲", "是", "", ""],
        ["省水利厅", "甲", "非涉密", "秘密", ""],
        ["省水利厅", "甲", "否", "", "机密★10年"],
        ["省水利厅", "绝密", "否", "", ""],
    ] {
        assert_eq!(rows.record(&row(2, &cells)), refused, "{cells:?}");
    }
    for cells in [["省水利厅", "甲", "非涉密", "", ""], ["省水利厅", "甲", "非涉密（内部）", "无", "密码应用"]]
    {
        let kept = record(rows.record(&row(3, &cells)));
        assert_eq!(text(&kept, "secret_class"), "非涉密", "{cells:?}");
    }
    let unsure = record(rows.record(&row(4, &["省水利厅", "甲", "待定"])));
    assert_eq!(codes(&unsure), ["code_unknown"], "nothing says that it is classified");
    let mut marked = reading.clone();
    marked.title = Some("信息系统汇总表（秘密★5年）".into());
    let mut rows = Interpreter::new(&REFERENCE, &info, &marked);
    let read = rows.record(&row(2, &["省水利厅", "甲", "非涉密"]));
    assert_eq!(read, refused, "the marking above a table is that of all its rows");
}

#[test]
fn a_unit_at_the_top_of_its_block_is_that_of_the_rows_below() {
    let info = sheet(Vec::new());
    // Row, unit as written, unit as read.
    for (rows, carried) in [
        (
            vec![
                (2, "省水利厅", "江西省水利厅"),
                (3, "", "江西省水利厅"),
                (4, "省审计厅", "江西省审计厅"),
                (5, "", "江西省审计厅"),
            ],
            2,
        ),
        // A subtotal or a section stands between.
        (vec![(2, "省水利厅", "江西省水利厅"), (4, "", ""), (5, "", "")], 0),
        // Written row by row: an empty cell is an omission.
        (
            vec![
                (2, "省水利厅", "江西省水利厅"),
                (3, "省水利厅", "江西省水利厅"),
                (4, "", ""),
                (5, "省审计厅", "江西省审计厅"),
                (6, "", ""),
            ],
            0,
        ),
        // Struck out on purpose.
        (vec![(2, "省水利厅", "江西省水利厅"), (3, "/", ""), (4, "", "")], 0),
        (vec![(2, "", ""), (3, "省水利厅", "江西省水利厅"), (4, "同上", "江西省水利厅"), (5, "", "")], 0),
    ] {
        let reading = table(&NAMES);
        let mut interpreter = Interpreter::new(&REFERENCE, &info, &reading);
        for (at, written, unit) in &rows {
            let read = record(interpreter.record(&row(*at, &["1", written, "甲", "100"])));
            assert_eq!(text(&read, "report_unit"), *unit, "row {at} of {rows:?}");
        }
        let told: Vec<_> = interpreter.table_findings().into_iter().filter(|f| f.code == "unit_filled_down").collect();
        assert_eq!(told.len(), usize::from(carried > 0), "one remark for the table, or none: {rows:?}");
        assert!(told.iter().all(|f| f.params[0].1 == carried.to_string()), "it counts the rows: {told:?}");
    }
}

#[test]
fn a_person_and_the_number_in_one_cell_are_taken_apart() {
    let info = sheet(Vec::new());
    let both = table(&[("项目名称", "project_name"), ("联系人及电话", "contact"), ("联系电话", "contact_phone")]);
    for (contact, phone, name, number) in [
        ("李娜/18299843254", "", "李娜", "18299843254"),
        ("邹文斌 0795-7083605", "", "邹文斌", "0795-7083605"),
        ("涂志强（0799-8639250）", "", "涂志强", "0799-8639250"),
        ("黎晓\n(0799)4393598", "", "黎晓", "0799-4393598"),
        ("联系人：李娜，电话：１８２９９８４３２５４", "", "李娜", "18299843254"),
        ("李娜18299843254、黎晓0799-4393598", "", "李娜、黎晓", "18299843254、0799-4393598"),
        ("18299843254", "", "", "18299843254"),
        ("李娜", "", "李娜", ""),
        ("李娜 3号楼", "", "李娜 3号楼", ""),
        ("李娜 0791-83161221转801", "", "李娜 0791-83161221转801", ""),
        ("李娜/18299843254", "0791-83161221", "李娜", "0791-83161221"),
        ("", "李娜/18299843254", "李娜", "18299843254"),
        ("黎晓", "李娜/18299843254", "黎晓", "李娜/18299843254"),
    ] {
        let mut rows = Interpreter::new(&REFERENCE, &info, &both);
        let read = record(rows.record(&row(2, &["甲", contact, phone])));
        let met = (text(&read, "contact"), text(&read, "contact_phone"));
        assert_eq!(met, (name.to_owned(), number.to_owned()), "{contact} | {phone}");
        let kept = format!("{read:?}");
        assert!(
            [contact, phone].iter().all(|met| kept.contains(&format!("{met:?}")) || met.is_empty()),
            "as met: {kept}"
        );
    }
}

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
fn passwords_are_dropped_wherever_they_stand() {
    let info = sheet(Vec::new());
    let reading = table(&[
        ("项目名称", "project_name"),
        ("登录密码", "!"),
        ("系统访问地址", "-"),
        ("备注", "remark"),
        ("主管领导", "-"),
    ]);
    let mut rows = Interpreter::new(&REFERENCE, &info, &reading);
    let read = record(rows.record(&row(
        2,
        &["甲", "Secret@1", "http://10.1.1.1:80/a 账号：admin 密码：Secret@1", "admin/Secret@1", "某某"],
    )));
    let kept = format!("{read:?}");
    assert!(!kept.contains("Secret@1") && !kept.contains("admin"), "no password may be kept: {kept}");
    let extra = [("系统访问地址", "http://10.1.1.1:80/a"), ("主管领导", "某某")];
    assert_eq!(read.extra, extra.map(|(header, text)| (header.to_owned(), text.to_owned())));
    assert_eq!(codes(&read), ["secret_dropped", "secret_dropped"], "each place is told");
}

#[test]
fn no_password_is_kept_from_any_place_of_a_row() {
    let info = sheet(Vec::new());
    let reading = table(&[
        ("填报单位", "report_unit"),
        ("项目名称", "project_name"),
        ("系统访问地址（网址、账号、密码）", "-"),
        ("总投资（万元）", "invest_total"),
        ("竣工时间", "finish_date"),
        ("联系人", "contact"),
        ("等保级别", "dj_level"),
        ("备注", "remark"),
    ]);
    let mut rows = Interpreter::new(&REFERENCE, &info, &reading);
    rows.section(&row(2, &["一、省水利厅（账号admin，口令Pass@1）"]));
    for place in 0..8 {
        for told in ["口令Pass@12", "root/Pass@12", "账号：gly\n密码：Pass@12"] {
            let mut cells = ["", "甲", "http://10.1.1.1", "1", "2020", "某某", "三级", ""];
            cells[place] = told;
            let kept = format!("{:?}", rows.record(&row(3, &cells)));
            assert!(!kept.contains("Pass@1"), "neither value, nor text as met, nor finding: {kept}");
        }
    }
    let kept = record(rows.record(&row(9, &["", "甲", "www.jx.gov.cn gly/abcdef", "1"])));
    assert_eq!(kept.extra, [("系统访问地址（网址、账号、密码）".to_owned(), "www.jx.gov.cn".to_owned())]);
}

#[test]
fn empty_zero_and_strokes_stay_distinct() {
    let (info, table) = (sheet(Vec::new()), table(&NAMES));
    let mut rows = Interpreter::new(&REFERENCE, &info, &table);
    let money = REFERENCE.catalogue.known("invest_total");
    let mut met = |at: u32, cell: &str| {
        let read = record(rows.record(&row(at, &["1", "省水利厅", "甲", cell])));
        let source = read.sources.iter().find(|s| s.field == money).map(|s| s.text.clone());
        (text(&read, "invest_total"), source)
    };
    assert_eq!(met(2, ""), (String::new(), None));
    assert_eq!(met(3, "0"), ("0".into(), Some(None)));
    assert_eq!(met(4, "/"), (String::new(), Some(Some("/".into()))));
    assert_eq!(met(5, "—"), (String::new(), Some(Some("—".into()))));
    assert_eq!(met(6, "无"), (String::new(), Some(Some("无".into()))));
    assert_eq!(met(7, "350万元"), ("350".into(), Some(Some("350万元".into()))));
}

#[test]
fn broken_cells_are_told_and_hold_no_value() {
    let (info, table) = (sheet(Vec::new()), table(&NAMES));
    let mut rows = Interpreter::new(&REFERENCE, &info, &table);
    let mut with = |cell: Cell| {
        let mut cells = row(2, &["1", "省水利厅", "甲"]);
        cells.cells.push(PlacedCell { column: 4, cell });
        record(rows.record(&cells))
    };
    let formula = with(Cell::Formula);
    assert_eq!((text(&formula, "invest_total"), codes(&formula)), (String::new(), vec!["formula_without_result"]));
    let error = with(Cell::Error("#REF!".into()));
    assert_eq!((text(&error, "invest_total"), codes(&error)), (String::new(), vec!["cell_error"]));
    let number = with(Cell::Number(1544.34));
    assert_eq!((text(&number, "invest_total"), codes(&number)), ("1544.34".into(), vec![]));
    let money = REFERENCE.catalogue.known("invest_total");
    let source = number.sources.iter().find(|s| s.field == money).unwrap();
    assert_eq!(source.text, None, "the text as met is the canonical one");
}

#[test]
fn needs_are_told_per_cell_or_once_per_table() {
    let info = sheet(Vec::new());
    let reading = table(&[
        ("填报单位", "report_unit"),
        ("项目名称", "project_name"),
        ("项目状态", "status"),
        ("开工时间", "start_date"),
        ("建成时间", "finish_date"),
    ]);
    let mut rows = Interpreter::new(&REFERENCE, &info, &reading);
    let all = |read: &RowRecord| read.findings.iter().map(|f| (f.code.clone(), f.place())).collect::<Vec<_>>();
    let missing = record(rows.record(&row(2, &["省水利厅", "甲", "已建", "2021", ""])));
    assert_eq!(all(&missing), [("required_missing".to_owned(), "表!E2".to_owned())], "a finished project has a date");
    let planned = record(rows.record(&row(3, &["省水利厅", "甲", "拟建", "", ""])));
    assert_eq!(all(&planned), [], "its stage has no column: told once, below");
    let wrong = record(rows.record(&row(4, &["省水利厅", "甲", "已建", "2021-06", "2020"])));
    assert_eq!(codes(&wrong), ["order_broken"]);
    let vague = record(rows.record(&row(5, &["省水利厅", "甲", "已建", "2021-06", "2021"])));
    assert_eq!(codes(&vague), [""; 0], "2021 is not before 2021-06 for certain");
    let told: Vec<_> = rows.table_findings().iter().filter_map(|f| f.field.clone()).collect();
    assert!(told.contains(&"stage".to_owned()) && told.contains(&"invest_total".to_owned()), "{told:?}");
    assert!(!told.contains(&"region_code".to_owned()), "the unit's level tells the region: {told:?}");
    assert!(rows.table_findings().iter().all(|f| f.code == "column_missing"), "one finding per missing column");
}

#[test]
fn nameless_rows_are_rejected() {
    let (info, table) = (sheet(Vec::new()), table(&NAMES));
    let mut rows = Interpreter::new(&REFERENCE, &info, &table);
    let Read::Rejected(rejected) = rows.record(&row(2, &["1", "省水利厅", "/", "350"])) else {
        panic!("a row without a name is no record");
    };
    assert_eq!(codes(&rejected), ["name_missing"]);
    assert_eq!(text(&rejected, "invest_total"), "350", "its amount is needed to reconcile");
}

#[test]
fn equal_rows_have_equal_hashes() {
    let (info, table) = (sheet(Vec::new()), table(&NAMES));
    let mut rows = Interpreter::new(&REFERENCE, &info, &table);
    let mut hash = |cells: [&str; 4]| crate::identity::row_hash(&record(rows.record(&row(2, &cells))));
    let first = hash(["1", "省水利厅", "甲", "350"]);
    assert_eq!(first, hash(["2", "江西省水利厅", "甲", "350"]), "serial numbers and spellings do not make two rows");
    assert_ne!(first, hash(["1", "省水利厅", "甲", "351"]), "an amount does");
}

#[test]
#[ignore = "a measurement: cargo test --release -- --ignored --nocapture interpret_speed"]
fn interpret_speed() {
    let fields: Vec<(&str, &str)> =
        REFERENCE.catalogue.fields().iter().take(40).map(|f| (f.header.as_str(), f.key.as_str())).collect();
    let (info, table) = (sheet(Vec::new()), table(&fields));
    let kinds: Vec<FieldType> =
        fields.iter().map(|(_, key)| REFERENCE.catalogue.by_key(key).expect("BUG: taken from it").kind).collect();
    let made = |at: u32| {
        let cell = |place: usize| match kinds[place] {
            FieldType::Money => Cell::Number(f64::from(at % 9973) * 1.07),
            FieldType::Unit => Cell::Text("江西省水利厅".into()),
            FieldType::Date => Cell::Text(format!("20{}年{}月", 10 + at % 10, 1 + at % 12)),
            FieldType::Text => Cell::Text(format!("第{at}号政务信息系统的第{place}项内容")),
            FieldType::Phone => Cell::Text("0791-81234567".into()),
            FieldType::Multi => Cell::Text("财政资金、自筹".into()),
            _ => Cell::Text(REFERENCE.list(table_field(&fields, place)).map_or("1", |l| &l.codes()[0]).into()),
        };
        let cells = (0..fields.len()).map(|at| PlacedCell { column: at as u32 + 1, cell: cell(at) }).collect();
        SheetRow { row: at + 2, cells }
    };
    let rows: Vec<SheetRow> = (0..10_000).map(made).collect();
    let mut interpreter = Interpreter::new(&REFERENCE, &info, &table);
    let start = std::time::Instant::now();
    let mut findings = 0;
    for _ in 0..10 {
        for row in &rows {
            if let Read::Record(record) = interpreter.record(row) {
                findings += record.findings.len();
            }
        }
    }
    println!("100000 rows x {} columns: {:?}, {findings} findings", fields.len(), start.elapsed());
    assert!(start.elapsed().as_secs() < 60, "a register must not take minutes");
}

fn table_field(fields: &[(&str, &str)], place: usize) -> FieldId {
    REFERENCE.catalogue.known(fields[place].1)
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

#[test]
fn of_two_columns_to_tick_only_the_secret_one_classifies() {
    for (secret, open) in
        [("涉密", "非涉密"), ("涉密情况/涉密", "涉密情况/非涉密"), ("涉密情况/涉密", "涉密情况/不涉密")]
    {
        let reading = table(&[("项目名称", "project_name"), (secret, "secret_class"), (open, "-")]);
        let info = sheet(Vec::new());
        let mut rows = Interpreter::new(&REFERENCE, &info, &reading);
        for (at, cells, refused) in [
            (2, ["甲", "√", ""], true),
            (3, ["乙", "", "√"], false),
            (4, ["丙", "", "×"], true),
            (5, ["丁", "√", "√"], true),
            (6, ["戊", "", "机密★"], true),
            (7, ["己", "", ""], false),
        ] {
            let read = rows.record(&row(at, &cells));
            assert_eq!(matches!(read, Read::Classified { .. }), refused, "{secret}, {open}: {cells:?}");
        }
    }
    let reading = table(&[("项目名称", "project_name"), ("是否涉密/非涉密", "secret_class")]);
    let info = sheet(Vec::new());
    let read = Interpreter::new(&REFERENCE, &info, &reading).record(&row(2, &["甲", "是"]));
    assert!(matches!(read, Read::Classified { .. }), "one column for both: 是 is 涉密, in doubt too");
}

#[test]
fn marks_of_repetition_take_the_value_above() {
    let info = sheet(Vec::new());
    let reading = table(&[("填报单位", "report_unit"), ("项目名称", "project_name")]);
    let mut rows = Interpreter::new(&REFERENCE, &info, &reading);
    rows.record(&row(2, &["江西省水利厅", "甲"]));
    for (at, mark) in (3..).zip(["同上", "”", "“", "\"", "〃", "“”", "ditto", "上同"]) {
        let read = record(rows.record(&row(at, &[mark, "乙"])));
        assert_eq!(text(&read, "report_unit"), "江西省水利厅", "{mark} says: as above");
    }
}
