//! What is filled down: merges, 同上, units of blocks and sections.

use super::*;

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
