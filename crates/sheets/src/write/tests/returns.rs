//! What the program wrote comes back as it was: the register unchanged, the form without a question.

use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use qingce_core::cell::{Cell, Merge, PlacedCell, SheetInfo, SheetRow};
use qingce_core::finding::Severity;
use qingce_core::form::Asked;
use qingce_core::interpret::{Interpreter, Read, RowRecord};
use qingce_core::reading::layout::Layout;
use qingce_core::reading::scan::{Given, Scanned, SheetScanner};
use qingce_core::reading::{MatchReason, RowKind, SkipReason, TableReading};
use qingce_core::record::Record;
use qingce_core::reference::{Reference, SeedTexts};
use qingce_core::value::{Fen, PartialDate, Value};
use qingce_testkit::Sandbox;
use rust_xlsxwriter::Workbook;

use super::super::write_form;
use super::forms::form;
use super::made::{record, text, write};

struct Came {
    tables: Vec<TableReading>,
    records: Vec<RowRecord>,
    skipped: Option<SkipReason>,
}

/// Reads a sheet of a workbook as an import does.
fn read(path: &Path, sheet: &str, reference: &Reference) -> Came {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let merges = book.merge_cells_by_sheet_name(sheet).unwrap();
    let merge = |m: calamine::Dimensions| Merge {
        top: m.start.0 + 1,
        left: m.start.1 + 1,
        bottom: m.end.0 + 1,
        right: m.end.1 + 1,
    };
    let info = SheetInfo { name: sheet.into(), hidden: false, merges: merges.into_iter().map(merge).collect() };
    let layout = Layout::parse(
        include_str!("../../../../../seeds/layout.toml"),
        SeedTexts::shipped().codes,
        &reference.words.secret,
        &reference.catalogue,
    )
    .unwrap();
    let mut scanned = Vec::new();
    let mut scanner = SheetScanner::new(&layout, &info, Given::Nothing);
    for (at, row) in (1u32..).zip(range.rows()) {
        let cells = (1u32..).zip(row).filter_map(|(column, data)| Some(PlacedCell { column, cell: cell(data)? }));
        scanner.push(SheetRow { row: at, cells: cells.collect() }, &mut |s| scanned.push(s));
    }
    let reading = scanner.finish(&mut |s| scanned.push(s));
    let (mut interpreter, mut records) = (None, Vec::new());
    for one in scanned {
        match one {
            Scanned::Table(table) => interpreter = Some(Interpreter::new(reference, &info, &table)),
            Scanned::Row { kind: RowKind::Section, row, .. } => interpreter.as_mut().unwrap().section(&row),
            Scanned::Row { kind: RowKind::Record, row, .. } => match interpreter.as_mut().unwrap().record(&row) {
                Read::Record(record) => records.push(*record),
                other => panic!("row {} is no record: {other:?}", row.row),
            },
            Scanned::Row { .. } => {}
        }
    }
    Came { tables: reading.tables, records, skipped: reading.skipped }
}

fn cell(data: &Data) -> Option<Cell> {
    match data {
        Data::Empty => None,
        Data::String(text) => Some(Cell::Text(text.clone())),
        Data::Float(number) => Some(Cell::Number(*number)),
        Data::Int(number) => Some(Cell::Number(*number as f64)),
        other => panic!("no such cell was written: {other:?}"),
    }
}

/// Every field filled in with a canonical value, and what is hard to bring back.
fn hard(reference: &Reference) -> Vec<Record> {
    let catalogue = &reference.catalogue;
    let mut full = record(catalogue, &[]);
    for field in catalogue.fields() {
        use qingce_core::catalogue::FieldType as T;
        let codes = reference.list(field.id).map(|list| list.codes().to_vec()).unwrap_or_default();
        let value = match field.kind {
            T::Text => text(&format!("{}的内容，第一行\n第二行", field.header)),
            T::Unit => text("江西省水利厅"),
            T::Region => text("360100"),
            T::Uscc => text("11360000014500539M"),
            T::Phone => text("0791-00000000"),
            T::Enum | T::Bool => text(codes.last().unwrap()),
            T::Multi => Value::Multi(codes.into_iter().take(3).collect()),
            T::Date => Value::Date(PartialDate::from_text("2021-06").unwrap()),
            T::Money => Value::Money(Fen(1_544_340_001)),
            T::Int => Value::Int(1_234_567),
            T::Number => Value::Number(0.125),
        };
        full.values.set(field.id, Some(value));
    }
    for key in ["project_name", "system_name", "project_code", "approval_no"] {
        full.values.set(catalogue.known(key), Some(text("000123")));
    }
    full.extra = vec![("资产编号".into(), "007".into())];
    let names = |unit: &str, name: &str| {
        record(
            catalogue,
            &[("report_unit", text(unit)), ("project_name", text(name)), ("secret_class", text("非涉密"))],
        )
    };
    let mut odd = names("江西省水利厅", "=SUM(A1)");
    odd.values.set(catalogue.known("invest_total"), Some(Value::Unread("约三百万，含税".into())));
    odd.values.set(catalogue.known("finish_date"), Some(Value::Unread("2021年底".into())));
    odd.values.set(catalogue.known("server_count"), Some(Value::Int(0)));
    odd.values.set(catalogue.known("om_cost_year"), Some(Value::Money(Fen(0))));
    let nameless = record(catalogue, &[("project_name", text("无主项目")), ("secret_class", text("非涉密"))]);
    let mut all = vec![nameless, names("江西省生态环境厅", "小计系统"), odd, full];
    for (number, made) in all.iter_mut().enumerate() {
        made.uid = format!("01930000-0000-7000-8000-{number:012}");
    }
    all
}

#[test]
fn an_exported_register_comes_back_unchanged() {
    let reference = Reference::parse(&SeedTexts::shipped()).unwrap();
    let sandbox = Sandbox::new();
    let records = hard(&reference);
    let (path, _) = write(&sandbox, "register", &reference.catalogue, &records, &["资产编号".into()]);
    let came = read(&path, "汇总台账", &reference);
    assert_eq!(came.tables.len(), 1, "one list is one table");
    for column in &came.tables[0].columns {
        let known = matches!(column.reason, MatchReason::Serial | MatchReason::Uid) || column.field.is_some();
        assert!(known || column.header == "资产编号", "{} is not recognised: {:?}", column.header, column.reason);
    }
    assert_eq!(came.records.len(), records.len(), "sections, sums and remarks are no projects");
    for (met, kept) in came.records.iter().zip(&records) {
        assert_eq!(met.uid.as_ref(), Some(&kept.uid), "the hidden column tells which project a row is");
        for field in reference.catalogue.fields() {
            assert_eq!(met.values.get(field.id), kept.values.get(field.id), "{} of row {}", field.key, met.row);
        }
        assert_eq!(met.extra, kept.extra, "row {}", met.row);
    }
}

#[test]
fn a_form_filled_in_as_it_asks_raises_no_question() {
    let reference = Reference::parse(&SeedTexts::shipped()).unwrap();
    let sandbox = Sandbox::new();
    let blank = sandbox.path("template.xlsx");
    let form = form();
    write_form(&blank, &form).unwrap();
    // Filled in by rewriting it with the same heads: no crate here edits a workbook in place.
    let filled = sandbox.path("filled.xlsx");
    let mut book: Xlsx<_> = open_workbook(&blank).unwrap();
    let heads = book.worksheet_range("登记表").unwrap();
    let merges = book.merge_cells_by_sheet_name("登记表").unwrap();
    let mut out = Workbook::new();
    let sheet = out.add_worksheet().set_name("登记表").unwrap();
    for merge in merges {
        let plain = rust_xlsxwriter::Format::new();
        sheet.merge_range(merge.start.0, merge.start.1 as u16, merge.end.0, merge.end.1 as u16, "", &plain).unwrap();
    }
    for (row, column, data) in heads.used_cells().filter(|(row, _, _)| *row < 4) {
        sheet.write_string(row as u32, column as u16, data.to_string()).unwrap();
    }
    for row in 4..7u32 {
        for (at, column) in (0u16..).zip(&form.columns) {
            let answer = |text: &str| text.to_owned();
            let text = match (&column.asked, column.name.as_str()) {
                (_, "序号") => answer(""),
                (_, "主管部门" | "填报单位" | "建设单位") => answer("江西省水利厅"),
                (_, "行政区划") => answer("江西省"),
                (_, "联系电话") => answer("0791-88880000"),
                (_, "涉密分类") => answer("非涉密"),
                (Asked::One(codes), _) => codes[row as usize % codes.len()].clone(),
                (Asked::Several(codes), _) => codes[..2].join("、"),
                (Asked::Date, "建成时间") => answer("2022-06"),
                (Asked::Date, _) => answer("2021-06"),
                (Asked::Amount, _) => answer("12.5"),
                (Asked::Whole | Asked::Figure, _) => answer("12"),
                (Asked::Text, name) => format!("{name}{row}"),
            };
            match column.asked {
                Asked::Amount | Asked::Whole | Asked::Figure => {
                    sheet.write_number(row, at, text.parse::<f64>().unwrap()).unwrap()
                }
                _ => sheet.write_string(row, at, text).unwrap(),
            };
        }
    }
    out.save(&filled).unwrap();
    let came = read(&filled, "登记表", &reference);
    assert_eq!((came.tables.len(), came.records.len()), (1, 3));
    for column in &came.tables[0].columns {
        assert!(column.field.is_some() || column.reason == MatchReason::Serial, "{} is not recognised", column.header);
    }
    for record in &came.records {
        let raised: Vec<_> = record.findings.iter().filter(|f| f.severity != Severity::Info).collect();
        assert!(raised.is_empty(), "row {}: a form filled in as asked must pass: {raised:#?}", record.row);
    }
}

#[test]
fn a_blank_form_and_its_explanation_hold_no_projects() {
    let reference = Reference::parse(&SeedTexts::shipped()).unwrap();
    let sandbox = Sandbox::new();
    let path = sandbox.path("template.xlsx");
    write_form(&path, &form()).unwrap();
    assert!(read(&path, "登记表", &reference).records.is_empty(), "nothing is filled in yet");
    let explained = read(&path, "填表说明", &reference);
    assert_eq!(
        (explained.records.len(), explained.skipped),
        (0, Some(SkipReason::Notes)),
        "it is text, not a register"
    );
}
