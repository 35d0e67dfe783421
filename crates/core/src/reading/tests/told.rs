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
    let told = sheet().read_with(Given::Headers(&[2]));
    assert_ne!(proposed.table().header_rows, [2], "else the test would show nothing");
    assert_eq!((told.table().header_rows.as_slice(), told.table().first_row), (&[2][..], 3), "as pointed at");
    assert_eq!(told.records(), [3, 4], "the rows below are its rows");
    let none = sheet().read_with(Given::Headers(&[90]));
    assert_eq!(none.table().header_rows, proposed.table().header_rows, "a row that is not there points at nothing");
}
