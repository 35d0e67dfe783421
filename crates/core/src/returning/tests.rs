//! A table that goes back: its layout, its faults, its values.

use super::*;
use crate::cell::{Merge, SheetRow};
use crate::finding::{Finding, Severity};
use crate::interpret::{Interpreter, Read, RowRecord};
use crate::message::Messages;
use crate::reading::scan::{Given, Scanned, SheetScanner};
use crate::reading::{MoneyUnit, RowKind, TableReading, UnitSource};
use crate::reference::{Reference, SeedTexts};
use crate::value::{Fen, Value};
use crate::{cell, reading};

struct House {
    reference: Reference,
    messages: Messages,
    words: ReturnWords,
    layout: reading::layout::Layout,
}

/// A table as it was read, its records, and what stood around them.
struct Came {
    table: TableReading,
    lines: TableLines,
    records: Vec<RowRecord>,
}

fn house() -> House {
    let reference = Reference::parse(&SeedTexts::shipped()).unwrap();
    let seeds = (include_str!("../../../../seeds/layout.toml"), SeedTexts::shipped().codes);
    House {
        layout: reading::layout::Layout::parse(seeds.0, seeds.1, &reference.words.secret, &reference.catalogue)
            .unwrap(),
        messages: Messages::parse(include_str!("../../../../seeds/messages.toml")).unwrap(),
        words: ReturnWords::parse(include_str!("../../../../seeds/return.toml")).unwrap(),
        reference,
    }
}

/// A sheet with a group of headers over amounts in 元, a password, a section and a note.
fn rows() -> Vec<SheetRow> {
    let text = |row: u32, cells: &[(u32, &str)]| {
        let placed = |(column, text): &(u32, &str)| cell::PlacedCell { column: *column, cell: typed(text) };
        SheetRow { row, cells: cells.iter().map(placed).collect() }
    };
    let header = [(1, "序号"), (2, "项目名称"), (3, "建设资金（元）"), (5, "后台密码"), (6, "项目状态"), (7, "机柜号")];
    vec![
        text(1, &[(1, "信息化项目登记表")]),
        text(2, &header),
        text(3, &[(3, "总投资"), (4, "年运维费")]),
        text(4, &[(1, "一、江西省水利厅")]),
        text(5, &[(1, "1"), (2, "河湖平台"), (3, "1234567.89"), (4, "约5万"), (5, "Aa123456"), (6, "在用"), (7, "A1")]),
        text(6, &[(1, "2"), (2, "水文系统"), (3, "123456.78"), (6, "在建"), (7, "A2")]),
        text(7, &[(1, "注：金额以合同为准。")]),
    ]
}

fn typed(text: &str) -> cell::Cell {
    text.parse().map_or_else(|_| cell::Cell::Text(text.into()), cell::Cell::Number)
}

fn merges() -> Vec<Merge> {
    let over = |top, left, bottom, right| Merge { top, left, bottom, right };
    let mut merges = vec![over(1, 1, 1, 7), over(2, 3, 2, 4)];
    merges.extend([1, 2, 5, 6, 7].map(|column| over(2, column, 3, column)));
    merges
}

fn read(house: &House, rows: Vec<SheetRow>, merges: Vec<Merge>) -> Came {
    let info = cell::SheetInfo { name: "登记表".into(), hidden: false, merges };
    let mut scanned = Vec::new();
    let mut scanner = SheetScanner::new(&house.layout, &info, Given::Nothing);
    rows.into_iter().for_each(|row| scanner.push(row, &mut |one| scanned.push(one)));
    scanner.finish(&mut |one| scanned.push(one));
    let mut tables = scanned.iter().filter_map(|one| match one {
        Scanned::Table(table) => Some(table.clone()),
        Scanned::Row { .. } => None,
    });
    let table = tables.next().unwrap();
    let mut interpreter = Interpreter::new(&house.reference, &info, &table);
    let (mut lines, mut records) = (TableLines::new(&info, &table), Vec::new());
    for one in &scanned {
        let Scanned::Row { kind, row, .. } = one else { continue };
        lines.keep(&house.reference, &table, *kind, row);
        match kind {
            RowKind::Section => interpreter.section(row),
            RowKind::Record => match interpreter.record(row) {
                Read::Record(record) => records.push(*record),
                other => unreachable!("{other:?}"),
            },
            _ => {}
        }
    }
    Came { table, lines, records }
}

fn composed(house: &House, came: &Came) -> (ReturnSheet, Vec<Problem>) {
    let rows = came.records.iter().enumerate().map(|(number, record)| RowGiven {
        row: record.row,
        values: &record.values,
        extra: &record.extra,
        sources: &record.sources,
        findings: &record.findings,
        mark: format!("mark{number}"),
        name: record.values.text(house.reference.catalogue.known("project_name")).to_owned(),
    });
    let rows: Vec<RowGiven<'_>> = rows.collect();
    let findings = vec![Finding::new("column_missing", Severity::Explain, "登记表", 0, 0).with("header", "填报单位")];
    let table = TableGiven { name: "登记表".into(), reading: &came.table, lines: &came.lines, rows, findings };
    sheet(&house.reference, &house.messages, &house.words, &table)
}

/// The sheet as it would be read again.
fn again(sheet: &ReturnSheet) -> Vec<SheetRow> {
    let placed = |at: u16, cell: cell::Cell| cell::PlacedCell { column: u32::from(at) + 1, cell };
    let line = |cells: &Vec<(u16, String)>| {
        let mut cells: Vec<_> = cells.iter().map(|(at, text)| placed(*at, cell::Cell::Text(text.clone()))).collect();
        cells.sort_by_key(|cell| cell.column);
        cells
    };
    let record = |cells: &Vec<ReturnCell>| {
        let shown = (0u16..).zip(cells).filter_map(|(at, cell)| match &cell.shows {
            Shows::Nothing => None,
            Shows::Text(text) => Some(placed(at, cell::Cell::Text(text.clone()))),
            Shows::Number { number, .. } => Some(placed(at, cell::Cell::Number(*number))),
        });
        shown.collect()
    };
    let body = sheet.body.iter().map(|row| match row {
        BodyRow::Line(cells) => line(cells),
        BodyRow::Record(cells) => record(cells),
    });
    let rows = sheet.head.iter().map(line).chain(body);
    (1u32..).zip(rows).map(|(row, cells)| SheetRow { row, cells }).collect()
}

#[test]
fn a_table_goes_back_in_its_own_layout() {
    let house = house();
    let (sheet, _) = composed(&house, &read(&house, rows(), merges()));
    let head: Vec<Vec<&str>> =
        sheet.head.iter().map(|row| row.iter().map(|(_, text)| text.as_str()).collect()).collect();
    assert_eq!(head[0], ["信息化项目登记表"]);
    assert_eq!(
        head[1],
        ["序号", "项目名称", "建设资金（元）", "项目状态", "机柜号", "登记标识", "错误信息"],
        "their headers without the password, then ours"
    );
    assert_eq!(head[2], ["总投资", "年运维费"], "a group stands over its columns");
    assert_eq!(sheet.headers, 2);
    assert!(
        sheet.merges.contains(&Merge { top: 1, left: 2, bottom: 1, right: 3 }),
        "the group is merged as it was: {:?}",
        sheet.merges
    );
    assert!(matches!(&sheet.body[0], BodyRow::Line(cells) if cells[0].1 == "一、江西省水利厅"), "their section");
    assert!(matches!(sheet.body.last(), Some(BodyRow::Line(cells)) if cells[0].1.starts_with('注')), "their note");
    let BodyRow::Record(cells) = &sheet.body[1] else { unreachable!("a project follows its section") };
    assert_eq!(cells[2].shows, Shows::Number { number: 1_234_567.89, decimals: 2, money: true }, "in their unit");
    assert_eq!(cells[3].shows, Shows::Text("约5万".into()), "as they wrote it");
    assert_eq!(sheet.columns.iter().filter(|column| column.hidden).count(), 1, "the marks are hidden");
    assert!(matches!(&sheet.columns[4].choices, Choices::One(codes) if codes.len() > 2), "codes are offered");
}

#[test]
fn a_fault_is_told_at_its_cell_and_in_the_list() {
    let house = house();
    let (sheet, problems) = composed(&house, &read(&house, rows(), merges()));
    let BodyRow::Record(cells) = &sheet.body[1] else { unreachable!("a project follows its section") };
    assert!(cells[3].fault.as_ref().is_some_and(|(_, note)| note.contains("约5万")), "and the cell says what is wrong");
    assert!(cells[4].fault.is_none(), "beside it nothing is");
    let of_cell = problems.iter().find(|problem| problem.row == 5 && problem.column == 4);
    let of_cell = of_cell.unwrap_or_else(|| unreachable!("the list leads to the cell: {problems:#?}"));
    assert!(of_cell.wrong.contains("约5万") && !of_cell.write.is_empty() && !of_cell.rule.is_empty(), "{of_cell:?}");
    assert_eq!((problems[0].row, problems[0].project.as_str()), (0, ""), "the table's own faults come first");
}

#[test]
fn what_goes_back_untouched_reads_as_it_was() {
    let house = house();
    let came = read(&house, rows(), merges());
    let (sheet, _) = composed(&house, &came);
    let merges = sheet.merges.iter().map(|m| Merge {
        top: m.top + 1,
        left: m.left + 1,
        bottom: m.bottom + 1,
        right: m.right + 1,
    });
    let back = read(&house, again(&sheet), merges.collect());
    assert_eq!(back.records.len(), came.records.len(), "no line became a project");
    for (one, other) in came.records.iter().zip(&back.records) {
        assert_eq!(one.values, other.values, "row {}: value by value", one.row);
        assert_eq!(one.extra, other.extra, "what fits no field, too; what the program wrote is none of it");
        assert!(other.uid.as_ref().is_some_and(|mark| mark.starts_with("mark")), "the mark comes along");
    }
}

#[test]
fn a_value_that_changed_here_is_shown_in_the_column_s_own_unit() {
    let house = house();
    let mut came = read(&house, rows(), merges());
    let amount = house.reference.catalogue.known("invest_total");
    came.records[1].values.set(amount, Some(Value::Money(Fen(12_345_678))));
    for (unit, number, decimals) in
        [(MoneyUnit::Yuan, 123_456.78, 2), (MoneyUnit::Wan, 12.345678, 6), (MoneyUnit::Yi, 0.0012345678, 10)]
    {
        came.records[1].sources.iter_mut().filter(|s| s.field == amount).for_each(|s| s.text = Some("旧".into()));
        let column = came.table.columns.iter_mut().find(|column| column.field.as_deref() == Some("invest_total"));
        column.unwrap().money = Some((unit, UnitSource::Header));
        let (sheet, _) = composed(&house, &came);
        let BodyRow::Record(cells) = &sheet.body[2] else { unreachable!("the second project") };
        assert_eq!(cells[2].shows, Shows::Number { number, decimals, money: true }, "to the 分, in {unit:?}");
    }
}
