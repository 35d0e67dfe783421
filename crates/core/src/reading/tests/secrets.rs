//! Accounts and passwords in headers, titles and lines.

use super::*;

/// A register whose title, lines, headers and footers tell passwords.
fn register() -> Sheet {
    Sheet::new(&[
        &["信息系统登记表（系统账号admin/Pass@01）"],
        &["填报单位：江西省水利厅", "", "填报人：张三 密码：Pass@02", "", "审核人：admin/Pass@03"],
        &["序号", "项目名称", "建设单位", "访问地址 账号gly密码Pass@04", "前台管理员账号", "备注"],
        &["1", "甲平台", "甲厅", "http://10.1.1.1", "gly01", ""],
        &["2", "乙平台", "乙厅", "http://10.1.1.2", "gly02", "在用"],
        &["填报人：李四（口令Pass@05）"],
    ])
}

#[test]
fn a_reading_tells_no_password() {
    let read = register().read();
    let kept = serde_json::to_string(&read.reading).unwrap();
    assert!(!kept.contains("Pass@"), "readings are saved: {kept}");
    let table = read.table();
    assert_eq!(table.context[0].text, "江西省水利厅", "what is no secret stays");
    let headers: Vec<_> = table.columns.iter().map(|column| column.header.as_str()).collect();
    assert_eq!(headers, ["序号", "项目名称", "建设单位", "列D", "前台管理员账号", "备注"]);
    assert_eq!(table.columns[4].reason, super::super::MatchReason::Secret, "accounts are dropped");
}

#[test]
fn a_reading_given_back_tells_no_password() {
    let mut given = register().read().reading;
    given.tables[0].columns[3].header = "访问地址（admin/Pass@06）".into();
    given.tables[0].title = Some("口令：Pass@07".into());
    let sheet = register();
    let mut scanner = SheetScanner::new(layout(), &sheet.info, Given::Reading(&given));
    let mut told = Vec::new();
    sheet.rows.into_iter().for_each(|row| scanner.push(row, &mut |scanned| told.push(scanned)));
    let reading = scanner.finish(&mut |scanned| told.push(scanned));
    told.retain(|scanned| matches!(scanned, Scanned::Table(_)));
    let kept = format!("{told:?} {}", serde_json::to_string(&reading).unwrap());
    assert!(!kept.contains("Pass@"), "what a person gives back is saved, too: {kept}");
}

#[test]
fn groups_of_accounts_are_dropped_with_all_their_leaves() {
    let read = Sheet::new(&[
        &["项目名称", "建设单位", "账号密码", ""],
        &["", "", "前台", "后台"],
        &["甲平台", "甲厅", "gly", "abcdef"],
        &["乙平台", "乙厅", "gly", "abcdef"],
    ])
    .merge("A1:A2")
    .merge("B1:B2")
    .merge("C1:D1")
    .read();
    let reasons: Vec<_> = read.table().columns[2..].iter().map(|column| column.reason).collect();
    assert_eq!(reasons, [super::super::MatchReason::Secret; 2], "the group says what its leaves are");
}
