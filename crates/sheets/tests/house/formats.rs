//! What the formats say, cell by cell.

use qingce_core::cell::{Cell, Merge};
use qingce_sheets::Format;
use qingce_testkit::biff::{Biff8, BiffSheet};
use qingce_testkit::biff12::{self, BinarySheet};
use qingce_testkit::hostile::{RawSheet, open_document, package};

use crate::run::{good, read_bytes};

fn worksheet<'a>(name: &'a str, xml: &'a str) -> RawSheet<'a> {
    RawSheet { name, kind: "worksheet", xml }
}

#[test]
fn the_file_is_described() {
    let bytes = good();
    let book = read_bytes(&bytes).unwrap();
    assert_eq!((book.about.format, book.about.size), (Format::Text, bytes.len() as u64));
    assert_eq!(book.about.sha256.len(), 64, "the hash is what a value's origin is known by");
}

#[test]
fn text_files_in_every_encoding_say_the_same() {
    let text = "编号,\"名称\r\n（全称）\"\r\n001,河长制平台\r\n\r\n003,\"甲,乙\"\r\n";
    let utf16 = |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    let marked = |mark: &[u8], bytes: Vec<u8>| [mark.to_vec(), bytes].concat();
    let gb18030 = encoding_rs::GB18030.encode(text).0.into_owned();
    for (name, bytes) in [
        ("UTF-8", text.as_bytes().to_vec()),
        ("UTF-8 with mark", marked(b"\xef\xbb\xbf", text.as_bytes().to_vec())),
        ("GB18030", gb18030),
        ("UTF-16 LE with mark", marked(b"\xff\xfe", utf16(u16::to_le_bytes))),
        ("UTF-16 BE with mark", marked(b"\xfe\xff", utf16(u16::to_be_bytes))),
        ("UTF-16 LE", utf16(u16::to_le_bytes)),
        ("UTF-16 BE", utf16(u16::to_be_bytes)),
    ] {
        let book = read_bytes(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let sheet = book.sheet("(csv)");
        assert_eq!(sheet.text(1, 2), "名称\r\n（全称）", "{name}: a quoted line break stays in its cell");
        assert_eq!(sheet.text(2, 1), "001", "{name}: leading zeros stay");
        assert_eq!(sheet.text(4, 2), "甲,乙", "{name}: the blank line is row 3, as in Excel");
        assert_eq!(sheet.cell(2, 1), Some(&Cell::Text("001".into())), "{name}: every cell is text");
    }
}

#[test]
fn separators_are_found() {
    for (separator, start) in [(",", ""), ("\t", ""), (";", ""), ("|", ""), ("|", "sep=|\n"), ("^", "sep=^\n")] {
        let text = format!("{start}a{separator}b、c\n1{separator}2\n3{separator}4\n");
        let book = read_bytes(text.as_bytes()).unwrap();
        let first = 1 + u32::from(!start.is_empty());
        assert_eq!(book.sheets[0].text(first + 2, 2), "4", "{separator:?}");
    }
}

#[test]
fn a_line_feed_file_counts_its_rows() {
    let book = read_bytes("甲,乙\n\n\n1,2\n\"a\nb\",3\n\n5,6".as_bytes()).unwrap();
    let rows: Vec<u32> = book.sheets[0].rows.iter().map(|row| row.row).collect();
    assert_eq!(rows, [1, 4, 5, 7], "addresses are those that Excel shows");
}

#[test]
fn cells_of_a_package() {
    let xml = r#"<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>00012</t></is></c><c r="B1"><v>0.3</v></c>
        <c r="C1" t="b"><v>1</v></c><c r="D1" t="e"><v>#VALUE!</v></c><c r="E1"><f>B1*2</f></c>
        <c r="F1" t="str"><f>""</f><v></v></c><c r="G1" t="inlineStr"><is><t> </t></is></c><c r="H1"/></row></sheetData>
        <mergeCells count="1"><mergeCell ref="A1:A3"/></mergeCells>"#;
    let book = read_bytes(&package(&[worksheet("表", xml)], "")).unwrap();
    let sheet = book.sheet("表");
    let cells: Vec<(u32, Cell)> = sheet.rows[0].cells.iter().map(|c| (c.column, c.cell.clone())).collect();
    let expected = [
        (1, Cell::Text("00012".into())),
        (2, Cell::Number(0.3)),
        (3, Cell::Bool(true)),
        (4, Cell::Error("#VALUE!".into())),
        (5, Cell::Formula),
    ];
    assert_eq!(cells, expected, "an uncalculated formula is told from an empty cell, a blank cell is none");
    assert_eq!(sheet.info.merges, [Merge { top: 1, left: 1, bottom: 3, right: 1 }]);
}

#[test]
fn packages_of_careless_programs() {
    let xml = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>
        <mergeCells><mergeCell ref="A3:B3"/><mergeCell ref="A1:B1"/></mergeCells>"#;
    let tidy = package(&[worksheet("表", xml)], "");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(tidy)).unwrap();
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        std::io::copy(&mut entry, &mut bytes).unwrap();
        parts.push((entry.name().unwrap().replace("xl/worksheets/sheet", "XL\\Worksheets\\Sheet"), bytes));
    }
    let book = read_bytes(&qingce_testkit::hostile::zip(&parts)).unwrap();
    assert_eq!(book.sheet("表").text(1, 1), "1", "other slashes and capitals are no damage");
    let tops: Vec<u32> = book.sheet("表").info.merges.iter().map(|merge| merge.top).collect();
    assert_eq!(tops, [1, 3], "merged ranges come in the order of the sheet");
}

#[test]
fn dates_of_1904_in_a_package() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let month = rust_xlsxwriter::Format::new().set_num_format("yyyy\"年\"m\"月\"");
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    let sheet = workbook.add_worksheet();
    sheet.write_number_with_format(0, 0, 41699.0, &month).unwrap();
    sheet.write_number_with_format(0, 1, 41699.5, &day).unwrap();
    sheet.write_number_with_format(0, 2, 41699.0, &day).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let book = read_bytes(&bytes).unwrap();
    let texts: Vec<String> = book.sheets[0].rows[0].cells.iter().map(|c| c.cell.text()).collect();
    assert_eq!(texts, ["2014-03", "2014-03-01 12:00:00", "2014-03-01"], "a date says what its format shows");

    let xml = r#"<sheetData><row r="1"><c r="A1" t="d"><v>2020-01-02T00:00:00</v></c></row></sheetData>"#;
    let book = read_bytes(&package(&[worksheet("表", xml)], "date1904=\"1\"")).unwrap();
    assert_eq!(book.sheets[0].text(1, 1), "2020-01-02", "an ISO date needs no epoch");
}

#[test]
fn macro_sheets_are_dropped_by_name() {
    let xml = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>"#;
    let foreign = RawSheet { name: "Macro1", kind: "xlMacrosheet", xml };
    let book = read_bytes(&package(&[foreign.clone(), worksheet("登记表", xml)], "")).unwrap();
    assert_eq!(book.about.dropped, ["Macro1"], "one macro sheet must not cost the workbook");
    assert_eq!(book.sheets.len(), 1);
    assert_eq!(book.sheet("登记表").text(1, 1), "1");
    let error = read_bytes(&package(&[foreign], "")).unwrap_err();
    assert_eq!(error.code, "file_macro_sheet", "a workbook of nothing else is refused by name");
    assert!(error.params.contains(&("sheets".into(), "Macro1".into())));
}

#[test]
fn old_workbooks_whatever_their_code_page() {
    let sheet = BiffSheet {
        name: "登记表".into(),
        texts: vec![(0, 0, "项目名称".into()), (1, 0, "河长制平台".into())],
        numbers: vec![(1, 1, 41699.0)],
        merges: vec![[0, 0, 0, 1]],
        ..BiffSheet::default()
    };
    let chart = BiffSheet { name: "图".into(), kind: 2, ..BiffSheet::default() };
    let hidden = BiffSheet { name: "底".into(), hidden: 1, ..sheet.clone() };
    for code_page in [1200, 936, 1252, 10_029] {
        let format = "yyyy\"年\"m\"月\"".to_owned();
        let sheets = vec![sheet.clone(), chart.clone(), hidden.clone()];
        let book = read_bytes(&Biff8 { code_page, number_format: format, encrypted: false, sheets }.bytes())
            .unwrap_or_else(|error| panic!("{code_page}: {error}"));
        let read = book.sheet("登记表");
        assert_eq!(read.text(2, 1), "河长制平台", "{code_page}: BIFF8 texts are UTF-16 whatever the record says");
        assert_eq!(read.cell(2, 2), Some(&Cell::Date("2014-03".into())), "the format shows a month");
        assert_eq!(read.info.merges, [Merge { top: 1, left: 1, bottom: 1, right: 2 }]);
        assert_eq!(book.about.dropped, ["图"], "a chart is named, not read");
        assert!(book.sheet("底").info.hidden && book.sheet("底").rows.is_empty(), "hidden rows stay");
    }
}

#[test]
fn binary_packages() {
    let sheet = |name: &str, folder: &str| BinarySheet {
        name: name.into(),
        folder: folder.into(),
        texts: vec![(0, 0, "项目名称".into()), (2, 1, "河长制平台".into())],
        merges: vec![[0, 1, 0, 0]],
    };
    let book = biff12::workbook(&[sheet("登记表", "worksheets"), sheet("Macro1", "macrosheets")], true);
    let book = read_bytes(&book).unwrap();
    assert_eq!(book.about.format, Format::Xlsb);
    assert_eq!(book.about.dropped, ["Macro1"], "one macro sheet must not cost the workbook");
    let read = book.sheet("登记表");
    assert_eq!(read.text(3, 2), "河长制平台");
    assert_eq!(read.info.merges, [Merge { top: 1, left: 1, bottom: 2, right: 1 }], "merged ranges are read as well");
}

#[test]
fn open_documents_with_and_without_indents() {
    let cell = |attributes: &str, text: &str| {
        format!(
            r#"<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>"#
        )
    };
    let first = cell(r#"table:number-rows-spanned="2" table:number-columns-spanned="1""#, "省水利厅");
    let covered = "<table:covered-table-cell/>";
    for gap in ["", "\n      "] {
        let rows = [
            "<table:table-row>",
            &first,
            &cell("", "河长制平台"),
            "</table:table-row>",
            "<table:table-row>",
            covered,
            &cell("", "防汛 系统"),
            "</table:table-row>",
        ]
        .join(gap);
        let book = read_bytes(&open_document(&rows)).unwrap_or_else(|error| panic!("{gap:?}: {error}"));
        assert_eq!(book.about.format, Format::Ods);
        let sheet = book.sheet("登记表");
        assert_eq!((sheet.text(1, 1), sheet.text(2, 2)), ("省水利厅".into(), "防汛 系统".into()), "{gap:?}");
        assert_eq!(
            sheet.info.merges,
            [Merge { top: 1, left: 1, bottom: 2, right: 1 }],
            "{gap:?}: units are filled down"
        );
    }
}
