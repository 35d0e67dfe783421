//! Headers that a person points at.

use super::*;

fn sheet() -> Sheet {
    Sheet::new(&[
        &["项目名称", "填报单位", "项目状态"],
        &["名称", "单位", "进展"],
        &["平台甲", "江西省财政厅", "在建"],
        &["平台乙", "江西省财政厅", "在建"],
    ])
}

#[test]
fn a_header_that_a_person_pointed_at_is_taken() {
    let proposed = sheet().read();
    let told = sheet().read_with(Given::Headers(&[vec![2]]));
    assert_ne!(proposed.table().header_rows, [2], "else the test would show nothing");
    assert_eq!((told.table().header_rows.as_slice(), told.table().first_row), (&[2][..], 3), "as pointed at");
    assert_eq!(told.records(), [3, 4], "the rows below are its rows");
    let none = sheet().read_with(Given::Headers(&[vec![90]]));
    assert_eq!(none.table().header_rows, proposed.table().header_rows, "a row that is not there points at nothing");
}

#[test]
fn every_table_may_have_a_header_that_a_person_pointed_at() {
    let sheet = || {
        Sheet::new(&[
            &["项目名称", "填报单位", "项目状态"],
            &["平台甲", "江西省财政厅", "在建"],
            &["平台乙", "江西省财政厅", "在建"],
            &["第二部分 已建成的"],
            &["名目", "哪里报的", "花费"],
            &["平台丙", "江西省水利厅", "120"],
            &["平台丁", "江西省水利厅", "80"],
        ])
    };
    let proposed = sheet().read();
    assert_eq!(proposed.reading.tables.len(), 1, "else the test would show nothing");
    let told = sheet().read_with(Given::Headers(&[vec![1], vec![5]]));
    let headers: Vec<&[u32]> = told.reading.tables.iter().map(|table| table.header_rows.as_slice()).collect();
    assert_eq!(headers, [&[1][..], &[5]], "both as pointed at");
    assert_eq!(told.records(), [2, 3, 6, 7], "every record stands below its own header");
    assert_eq!(told.reading.tables[1].columns[2].header, "花费", "with its own columns");
    let again = sheet().read_with(Given::Reading(&told.reading));
    assert_eq!(again.records(), told.records(), "and the reading is followed when it is given back");
}
