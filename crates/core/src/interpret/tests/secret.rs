//! What never gets past: 涉密 rows, passwords.

use super::*;

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
