//! Rows of made-up tables and what becomes of them.

mod amounts;
mod filled;
mod secret;

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
