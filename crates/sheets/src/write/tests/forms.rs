//! The blank form as calamine and the file's own XML show it.

use std::collections::BTreeMap;

use calamine::{Reader, SheetVisible, Xlsx, open_workbook};
use qingce_core::form::{Asked, Form};
use qingce_core::reference::{Reference, SeedTexts};
use qingce_testkit::Sandbox;

use super::super::write_form;
use super::made::{book, part, setting};

pub fn form() -> Form {
    let reference = Reference::parse(&SeedTexts::shipped()).unwrap();
    Form::new(book(&reference.catalogue).list("template").unwrap(), &reference, &setting())
}

#[test]
fn the_form_has_its_sheets_and_starred_headers() {
    let sandbox = Sandbox::new();
    let path = sandbox.path("template.xlsx");
    write_form(&path, &form()).unwrap();
    let mut read: Xlsx<_> = open_workbook(&path).unwrap();
    assert_eq!(read.sheet_names()[..2], ["登记表", "填表说明"]);
    let shown = read.sheets_metadata().iter().take(2).all(|sheet| sheet.visible == SheetVisible::Visible);
    assert!(shown, "a clerk sees the form and what explains it");
    let sheet = read.worksheet_range("登记表").unwrap();
    let row = |row: usize| sheet.rows().nth(row).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(row(0)[0], "江西省信息化项目普查登记表");
    let context: Vec<String> = row(1).into_iter().filter(|text| !text.is_empty()).collect();
    assert_eq!(
        context,
        ["填报单位（盖章）：江西省发展和改革委员会", "填报人：", "联系电话：", "填报日期：", "金额单位：万元"]
    );
    let headers = row(3);
    for header in ["*填报单位", "项目名称", "*总投资（万元）", "*涉密分类"] {
        assert!(headers.iter().any(|met| met == header), "{header} is missing: {headers:?}");
    }
    assert_eq!(row(2)[0], "序号");
    let explained = read.worksheet_range("填表说明").unwrap();
    let columns = explained.rows().skip_while(|row| row[1] != *"栏目").skip(1).count();
    assert_eq!(columns, form().columns.len(), "every column is explained");
}

#[test]
fn drop_downs_hold_the_codes_and_long_lists_stand_on_a_hidden_sheet() {
    let sandbox = Sandbox::new();
    let path = sandbox.path("template.xlsx");
    let mut form = form();
    let many: Vec<String> = (0..60).map(|number| format!("某类信息系统第{number}种")).collect();
    let place = form.columns.iter().position(|column| column.name == "系统类别").unwrap();
    form.columns[place].asked = Asked::One(many.clone());
    write_form(&path, &form).unwrap();
    let sheet = part(&path, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<formula1>\"涉密,非涉密\"</formula1>"), "short lists stand in the validation itself");
    assert!(
        sheet.contains("<formula1>字典_1</formula1>"),
        "Excel refuses a file with more than 255 characters of choices"
    );
    let workbook = part(&path, "xl/workbook.xml");
    assert!(workbook.contains("<definedName name=\"字典_1\">'字典'!$A$2:$A$61</definedName>"), "{workbook}");
    let mut read: Xlsx<_> = open_workbook(&path).unwrap();
    assert_eq!(read.sheets_metadata()[2].visible, SheetVisible::Hidden, "the office need not see it");
    let codes = read.worksheet_range("字典").unwrap();
    let listed: Vec<String> = codes.rows().skip(1).map(|row| row[0].to_string()).collect();
    assert_eq!(listed, many);
}

#[test]
fn what_a_clerk_may_know_better_only_warns() {
    let sandbox = Sandbox::new();
    let path = sandbox.path("template.xlsx");
    write_form(&path, &form()).unwrap();
    let sheet = part(&path, "xl/worksheets/sheet1.xml");
    let mut kinds: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for validation in sheet.split("<dataValidation ").skip(1) {
        let attribute = |name: &str| {
            let rest = validation.split_once(&format!("{name}=\"")).map_or("\"", |(_, rest)| rest);
            rest.split('"').next().unwrap()
        };
        *kinds.entry(attribute("type")).or_default().entry(attribute("errorStyle")).or_default() += 1;
    }
    for warns in ["custom", "decimal", "whole"] {
        assert_eq!(
            kinds[warns].keys().collect::<Vec<_>>(),
            [&"warning"],
            "{warns}: dates and figures must not be blocked"
        );
    }
    assert_eq!(kinds["list"].keys().collect::<Vec<_>>(), [&""], "codes come from the drop-down: {kinds:?}");
    let asked = form().columns.iter().filter(|column| matches!(column.asked, Asked::One(_))).count();
    assert_eq!(kinds["list"][""], asked, "every column of one code has its drop-down");
}

#[test]
fn every_message_fits_a_validation() {
    for column in form().columns {
        for text in [&column.prompt, &column.warning] {
            assert!(text.encode_utf16().count() <= 255, "{}: cut messages are half messages: {text}", column.name);
        }
        assert!(!column.name.is_empty() && !column.need.is_empty(), "every column is explained: {column:?}");
    }
}

#[test]
fn the_same_form_gives_the_same_bytes() {
    let sandbox = Sandbox::new();
    let (one, other) = (sandbox.path("1.xlsx"), sandbox.path("2.xlsx"));
    write_form(&one, &form()).unwrap();
    write_form(&other, &form()).unwrap();
    assert_eq!(std::fs::read(one).unwrap(), std::fs::read(other).unwrap(), "departments get one form, not many");
}
