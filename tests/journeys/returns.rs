//! 退回修改 and back: workbooks that go back to a unit, replies of every kind, lists that were worked on in Excel.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader, Xlsx, open_workbook};
use qingce_journeys::{Sandbox, skipped};
use qingce_testkit::{Book, Put};
use serde_json::Value;

const UNIT: &str = "江西省水利厅";
/// Name of the hidden sheet that tells what a workbook is.
const IDENTITY: &str = "_清册标识";
/// The password in the sender's file.
const PASSWORD: &str = "Slt@2023jx";

/// A register as a unit sends it: amounts in 元, a column of its own, a password, a 涉密 row, three faults.
fn sent(sandbox: &Sandbox) -> String {
    let path = sandbox.path("水利厅登记表.xlsx");
    Book::new()
        .sheet("登记表", |paper| {
            paper.merge((1, 1), (1, 9), "水利厅信息化项目登记表").put(2, 1, "填报单位（盖章）：江西省水利厅");
            paper.row(
                3,
                1,
                [
                    "序号",
                    "项目名称",
                    "项目状态",
                    "总投资（元）",
                    "建成时间",
                    "联系电话",
                    "涉密分类",
                    "后台密码",
                    "机柜号",
                ],
            );
            let rows = [
                ("河湖管理平台", "在建", "", "2021-06", "0791-88880001", "非涉密"),
                ("灌区用水计量系统", "在用", "123456.78", "2019-03", "0791-88880002", "非涉密"),
                ("水文资料整编系统", "在用", "850000", "2021年底", "0791-88880003", "非涉密"),
                ("水库预警平台", "在建", "约三百万", "2022-01", "0791-88880004", "非涉密"),
                ("密级项目", "在用", "990000", "2020-01", "0791-88880005", "涉密"),
                ("移民信息系统", "停用", "45000.5", "2016", "0791-88880006", "非涉密"),
            ];
            for (row, (name, status, amount, built, phone, class)) in (4..).zip(rows) {
                paper.put(row, 1, row as i32 - 3).row(row, 2, [name, status]);
                match amount.parse::<f64>() {
                    Ok(number) => paper.put(row, 4, number),
                    Err(_) if amount.is_empty() => paper,
                    Err(_) => paper.put(row, 4, amount),
                };
                paper.row(row, 5, [built, phone, class, PASSWORD, &format!("A-{row}")]);
            }
            paper.put(10, 1, "注：金额以合同为准。");
        })
        .save(&path);
    path.to_string_lossy().into_owned()
}

/// A sandbox with the unit's register imported, and what went back of it.
fn returned() -> (Sandbox, PathBuf) {
    let sandbox = Sandbox::new();
    sandbox.qingce(&["import", &sent(&sandbox)]).exits(0);
    let out = sandbox.path("退回.xlsx");
    let told = sandbox.json(&["return", "--unit", UNIT, "--out", "退回.xlsx", "--deadline", "2026-06-30"]);
    assert_eq!((&told["cycle"], &told["files"][0]["rows"]), (&1.into(), &5.into()), "five projects go back: {told}");
    (sandbox, out)
}

/// One sheet of a workbook, cell by cell.
#[derive(Clone)]
struct Grid {
    name: String,
    rows: Vec<Vec<Option<Put>>>,
}

/// A workbook as it was written, to be changed and saved anew.
#[derive(Clone)]
struct Reply {
    table: Grid,
    hidden: Option<Grid>,
}

impl Reply {
    fn of(path: &Path) -> Reply {
        let mut book: Xlsx<_> = open_workbook(path).expect("the workbook opens");
        let mut grid = |name: &str| {
            let range = book.worksheet_range(name).expect("the sheet is there");
            let put = |data: &Data| match data {
                Data::String(text) => Some(Put::Text(text.clone())),
                Data::Float(number) => Some(Put::Number(*number)),
                _ => None,
            };
            Grid { name: name.into(), rows: range.rows().map(|row| row.iter().map(put).collect()).collect() }
        };
        Reply { table: grid("登记表"), hidden: Some(grid(IDENTITY)) }
    }

    fn header(&self) -> usize {
        let heads = |row: &Vec<Option<Put>>| row.contains(&Some(Put::Text("错误信息".into())));
        self.table.rows.iter().position(heads).expect("the last column is there")
    }

    fn column(&self, header: &str) -> usize {
        let wanted = Some(Put::Text(header.into()));
        self.table.rows[self.header()].iter().position(|cell| *cell == wanted).expect("the column is there")
    }

    /// The row of a project.
    fn row(&self, name: &str) -> usize {
        let (column, wanted) = (self.column("项目名称"), Some(Put::Text(name.into())));
        self.table.rows.iter().position(|row| row[column] == wanted).expect("the project is there")
    }

    fn set(&mut self, name: &str, header: &str, cell: impl Into<Put>) -> &mut Reply {
        let (row, column) = (self.row(name), self.column(header));
        self.table.rows[row][column] = Some(cell.into());
        self
    }

    fn clear(&mut self, name: &str, header: &str) {
        let (row, column) = (self.row(name), self.column(header));
        self.table.rows[row][column] = None;
    }

    fn cell(&self, name: &str, header: &str) -> Option<Put> {
        self.table.rows[self.row(name)][self.column(header)].clone()
    }

    fn save(&self, sandbox: &Sandbox, name: &str) -> String {
        let path = sandbox.path(name);
        let fill = |grid: &Grid, paper: &mut qingce_testkit::Paper| {
            for (row, cells) in (1u32..).zip(&grid.rows) {
                for (column, cell) in (1u16..).zip(cells) {
                    if let Some(cell) = cell {
                        paper.put(row, column, cell.clone());
                    }
                }
            }
        };
        let mut book = Book::new().sheet(&self.table.name, |paper| fill(&self.table, paper));
        if let Some(hidden) = &self.hidden {
            book = book.sheet(&hidden.name, |paper| {
                fill(hidden, paper);
                paper.hide();
            });
        }
        book.save(&path);
        path.to_string_lossy().into_owned()
    }
}

fn import(sandbox: &Sandbox, file: &str) -> Value {
    sandbox.qingce(&["import", file, "--json"]).json()["files"][0].clone()
}

fn rows(told: &Value, fate: &str) -> u64 {
    told["fates"][fate]["rows"].as_u64().unwrap_or(0)
}

fn codes(told: &Value) -> Vec<String> {
    let findings = told["findings"].as_array().into_iter().flatten();
    findings.filter_map(|finding| finding["code"].as_str().map(str::to_owned)).collect()
}

fn record(sandbox: &Sandbox, name: &str) -> Value {
    let told = sandbox.json(&["list", "--where", &format!("project_name = {name}")]);
    let found = told["records"].as_array().cloned().unwrap_or_default();
    assert_eq!(found.len(), 1, "there is one {name}: {told}");
    found[0].clone()
}

fn to_return(sandbox: &Sandbox) -> usize {
    sandbox.json(&["list", "--where", "to_return = 是"])["records"].as_array().map_or(0, Vec::len)
}

/// Every text of a workbook, hidden sheets too.
fn texts(path: &Path) -> Vec<String> {
    let mut book: Xlsx<_> = open_workbook(path).expect("the workbook opens");
    let names = book.sheet_names();
    let ranges = names.iter().map(|name| book.worksheet_range(name).expect("a sheet"));
    ranges.flat_map(|range| range.used_cells().map(|(_, _, cell)| cell.to_string()).collect::<Vec<_>>()).collect()
}

#[test]
fn a_unit_gets_its_own_table_back_with_its_faults_marked() {
    let (sandbox, out) = returned();
    let reply = Reply::of(&out);
    let text = |cell: &Option<Put>| match cell {
        Some(Put::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let head: Vec<String> = reply.table.rows[reply.header()].iter().map(text).collect();
    assert_eq!(
        head,
        [
            "序号",
            "项目名称",
            "项目状态",
            "总投资（元）",
            "建成时间",
            "联系电话",
            "涉密分类",
            "机柜号",
            "登记标识",
            "错误信息"
        ],
        "their columns in their order, without the password, then what is wrong"
    );
    assert_eq!(text(&reply.table.rows[0][0]), "水利厅信息化项目登记表", "their title");
    assert_eq!(reply.cell("灌区用水计量系统", "总投资（元）"), Some(Put::Number(123_456.78)), "their own unit");
    assert_eq!(reply.cell("水文资料整编系统", "建成时间"), Some("2021年底".into()), "their own text");
    assert_eq!(reply.cell("移民信息系统", "机柜号"), Some("A-9".into()), "their own column");
    let wrong = text(&reply.cell("水库预警平台", "错误信息"));
    assert!(wrong.contains("总投资（元）") && wrong.contains("约三百万"), "what is wrong stands in the row: {wrong}");
    assert_eq!(reply.cell("灌区用水计量系统", "错误信息"), None, "nothing is wrong with this one");
    let all = texts(&out);
    assert!(!all.iter().any(|text| text.contains(PASSWORD)), "a password never reappears");
    assert!(!all.iter().any(|text| text.contains("密级项目")), "a classified row never reappears");
    for told in ["退回修改问题清单", "登记表!D7", "2026年6月30日", "注：金额以合同为准。"] {
        assert!(all.iter().any(|text| text == told), "“{told}” stands in the workbook: {all:?}");
    }
    let comments = zipped(&out, "xl/comments1.xml");
    assert!(comments.contains("约三百万"), "the cell itself says what is wrong with it: {comments}");
    let sheet = zipped(&out, "xl/worksheets/sheet2.xml");
    assert!(sheet.contains("<dataValidation ") && sheet.contains("已建在用"), "codes are offered");
    sandbox.qingce(&["verify"]).exits(0);
}

/// The text of a part of a workbook.
fn zipped(path: &Path, part: &str) -> String {
    let file = std::fs::File::open(path).expect("the workbook is there");
    let mut zip = zip::ZipArchive::new(file).expect("a workbook is a zip");
    let mut text = String::new();
    zip.by_name(part).expect("the part is there").read_to_string(&mut text).expect("it is text");
    text
}

#[test]
fn a_reply_is_known_whatever_was_done_to_it() {
    let (sandbox, out) = returned();
    let before = to_return(&sandbox);
    let mut reply = Reply::of(&out);
    reply.set("河湖管理平台", "总投资（元）", 1_200_000.0).set("水库预警平台", "总投资（元）", 3_000_000.0);
    reply.set("移民信息系统", "项目名称", "移民后期扶持信息系统");
    let header = reply.header();
    let gone = reply.row("灌区用水计量系统");
    reply.table.rows.remove(gone);
    let mut fresh = vec![None; reply.table.rows[header].len()];
    fresh[reply.column("项目名称")] = Some("新增的墒情平台".into());
    reply.table.rows.insert(header + 1, fresh);
    let note = reply.table.rows.pop().expect("the note");
    reply.table.rows[header + 1..].reverse();
    reply.table.rows.push(note);
    for row in &mut reply.table.rows[header..] {
        let moved = row.remove(3);
        row.insert(0, moved);
    }
    let told = import(&sandbox, &reply.save(&sandbox, "报回来的文件.xlsx"));
    assert_eq!((rows(&told, "new"), rows(&told, "changed"), rows(&told, "unchanged")), (1, 3, 1), "{told}");
    let answered = &told["replies"][0];
    assert_eq!(
        (&answered["unit"], &answered["cycle"], &answered["came"], &answered["absent"]),
        (&UNIT.into(), &1.into(), &4.into(), &1.into()),
        "every project that went back is accounted for: {answered}"
    );
    assert!(codes(&told).contains(&"reply_row_absent".to_owned()), "a deleted row is told");
    assert_eq!(record(&sandbox, "灌区用水计量系统")["invest_total"], "12.345678", "and deletes nothing");
    assert_eq!(
        record(&sandbox, "河湖管理平台")["invest_total"],
        "120",
        "in the unit of its column, wherever it stands"
    );
    assert_eq!(record(&sandbox, "移民后期扶持信息系统")["invest_total"], "4.50005", "another name, the same project");
    assert!(to_return(&sandbox) < before + 1, "what was mended is not 待退回 any more");
    assert_eq!(answered["mended"], 2, "both amounts were mended: {answered}");
    let all = sandbox.json(&["list"])["records"].as_array().cloned().unwrap_or_default();
    let extra = |record: &Value| record.to_string().contains("错误信息") || record.to_string().contains("登记标识");
    assert!(!all.iter().any(extra), "what this program wrote beside the rows is no column of theirs: {all:?}");

    let kept = sandbox.json(&["return", "--unit", UNIT, "--list"]);
    assert_eq!(kept["returns"][0]["replies"][0]["mended"], 2, "the cycle is kept: {kept}");
    let second = sandbox.json(&["return", "--unit", UNIT, "--out", "再退"]);
    assert_eq!(second["cycle"], 2, "after a reply the next return is the second: {second}");
    sandbox.qingce(&["verify"]).exits(0);
}

#[test]
fn a_value_that_changed_here_since_is_asked_and_never_overwritten() {
    let (sandbox, out) = returned();
    let mut here = Reply::of(&out);
    here.set("灌区用水计量系统", "总投资（元）", 200_000.0).set("灌区用水计量系统", "机柜号", "B-1");
    assert_eq!(rows(&import(&sandbox, &here.save(&sandbox, "先报回.xlsx")), "changed"), 1, "one reply is in");
    let mut late = Reply::of(&out);
    late.set("灌区用水计量系统", "总投资（元）", 300_000.0).set("灌区用水计量系统", "联系电话", "0791-88889999");
    let late = late.save(&sandbox, "后报回.xlsx");
    let run = sandbox.qingce(&["import", &late, "--json"]).exits(4);
    let told = run.json()["files"][0].clone();
    assert_eq!((&told["conflicts"], &told["cells"]["kept"]), (&1.into(), &1.into()), "field by field: {told}");
    let now = record(&sandbox, "灌区用水计量系统");
    assert_eq!(now["invest_total"], "20", "what changed here since stays");
    assert_eq!(now["contact_phone"], "0791-88889999", "what did not is taken");
    assert!(now.to_string().contains("B-1"), "and what the late one did not touch is no conflict: {now}");
    sandbox.qingce(&["import", &late, "--conflicts", "take"]).exits(0);
    assert_eq!(record(&sandbox, "灌区用水计量系统")["invest_total"], "30", "a person may take it");
}

#[test]
fn what_a_unit_emptied_is_told_and_stays() {
    let (sandbox, out) = returned();
    let mut reply = Reply::of(&out);
    reply.clear("灌区用水计量系统", "总投资（元）");
    let reply = reply.save(&sandbox, "报回.xlsx");
    let told = import(&sandbox, &reply);
    let emptied: Vec<&Value> =
        told["findings"].as_array().into_iter().flatten().filter(|finding| finding["code"] == "cell_emptied").collect();
    assert_eq!(emptied.len(), 1, "that one cell, and no other that was blank before: {told}");
    let said = emptied[0]["text"].as_str().unwrap_or_default();
    assert!(said.contains("总投资") && said.contains("12.345678"), "what it was: {said}");
    assert_eq!(record(&sandbox, "灌区用水计量系统")["invest_total"], "12.345678", "nothing vanishes unasked");
    let run = sandbox.qingce(&["import", &reply, "--merge", "all", "--json"]);
    let told = run.json()["files"][0].clone();
    assert!(!codes(&told).contains(&"cell_emptied".to_owned()), "asked for, it is done and not told: {told}");
    assert_eq!(record(&sandbox, "灌区用水计量系统")["invest_total"], Value::Null);
    sandbox.qingce(&["verify"]).exits(0);
}

#[test]
fn bad_replies_are_recognised_and_explained() {
    let (sandbox, out) = returned();
    let untouched = import(&sandbox, &Reply::of(&out).save(&sandbox, "没改.xlsx"));
    assert_eq!(untouched["state"], "nothing_changed", "an untouched one changes nothing: {untouched}");
    let before = sandbox.json(&["list"]);
    let mark = |reply: &Reply| reply.column("登记标识");
    let kept = |file: &str, code: &str| {
        let told = import(&sandbox, file);
        assert!(codes(&told).contains(&code.to_owned()), "{code} is told of {file}: {told}");
        assert_eq!(told["replies"][0]["came"], 5, "its rows are still known: {told}");
        assert_eq!(told["state"], "nothing_changed", "and nothing is overwritten: {told}");
        assert_eq!(sandbox.json(&["list"]), before, "{file}");
    };
    let mut without = Reply::of(&out);
    without.hidden = None;
    kept(&without.save(&sandbox, "删了隐藏页.xlsx"), "reply_sheet_missing");

    let mut edited = Reply::of(&out);
    if let Some(hidden) = &mut edited.hidden {
        hidden.rows[4][1] = Some("江西省教育厅".into());
    }
    kept(&edited.save(&sandbox, "改了隐藏页.xlsx"), "reply_sheet_edited");

    let mut forged = Reply::of(&out);
    let (row, column) = (forged.row("移民信息系统"), mark(&forged));
    if let Some(Put::Text(text)) = &mut forged.table.rows[row][column] {
        *text = text.replacen(".1.1.", ".1.9.", 1);
    }
    kept(&forged.save(&sandbox, "改了版本.xlsx"), "mark_broken");

    let mut swapped = Reply::of(&out);
    let (one, other, column) = (swapped.row("移民信息系统"), swapped.row("水库预警平台"), mark(&swapped));
    if let (Some(Put::Text(of_one)), Some(Put::Text(of_other))) =
        (swapped.table.rows[one][column].clone(), swapped.table.rows[other][column].clone())
    {
        swapped.table.rows[one][column] = Some(Put::Text(format!("{}{}", &of_other[..36], &of_one[36..])));
    }
    kept(&swapped.save(&sandbox, "别人的标识.xlsx"), "mark_broken");

    let mut without = Reply::of(&out);
    let column = mark(&without);
    without.table.rows.iter_mut().filter(|row| row.len() > column).for_each(|row| drop(row.remove(column)));
    kept(&without.save(&sandbox, "删了标识列.xlsx"), "reply_by_names");

    let mut copied = Reply::of(&out);
    let row = copied.row("移民信息系统");
    let mut twin = copied.table.rows[row].clone();
    twin[copied.column("项目名称")] = Some("照着复制的新项目".into());
    copied.table.rows.insert(row, twin);
    let told = import(&sandbox, &copied.save(&sandbox, "复制行.xlsx"));
    assert!(codes(&told).contains(&"mark_twice".to_owned()), "the copy above its original is told: {told}");
    assert_eq!((rows(&told, "new"), rows(&told, "changed")), (1, 0), "it is a new project, the original stays: {told}");
}

#[test]
fn workbooks_of_others_are_refused_with_their_reason() {
    let (sandbox, out) = returned();
    let file = out.to_string_lossy().into_owned();
    let (other, _) = returned();
    let before = other.json(&["list"]);
    other.qingce(&["import", &file]).exits(1).tells("另一个清册退回的登记表");
    let mut without = Reply::of(&out);
    without.hidden = None;
    other.qingce(&["import", &without.save(&sandbox, "无隐藏页.xlsx")]).exits(1).tells("另一个清册退回的登记表");
    assert_eq!(other.json(&["list"]), before, "nothing of it came in");
    sandbox.qingce(&["import", &file, "--unit", "江西省教育厅"]).exits(1).tells("不是“江西省教育厅”的");
    sandbox.qingce(&["return", "--unit", "江西省教育厅", "--out", "x.xlsx"]).exits(1).tells("没有可退回的登记表");
    sandbox.qingce(&["return", "--unit", UNIT, "--out", "x.xlsx", "--deadline", "月底"]).exits(1).tells("月底");
    let later = Reply::of(&out);
    let newer = |mut reply: Reply| {
        let column = reply.column("登记标识");
        for row in reply.table.rows.iter_mut().filter(|row| row.len() > column) {
            if let Some(Put::Text(text)) = &mut row[column] {
                *text = text.replacen(".1.", ".2.", 1);
            }
        }
        reply
    };
    sandbox.qingce(&["import", &newer(later).save(&sandbox, "新版.xlsx")]).exits(1).tells("更新版本的程序");
}

/// Writes a workbook anew with LibreOffice; none, with a message, where it is not installed.
fn by_libreoffice(sandbox: &Sandbox, file: &Path, format: &str) -> Option<String> {
    let folder = sandbox.path(&format!("另存{format}"));
    let profile = format!("-env:UserInstallation=file://{}", sandbox.path("lo").display());
    let done = Command::new("soffice")
        .args([profile.as_str(), "--headless", "--convert-to", format, "--outdir"])
        .arg(&folder)
        .arg(file)
        .output();
    let made = folder.join(file.file_stem()?).with_extension(format);
    if done.is_err() || !made.is_file() {
        skipped("LibreOffice is not here");
        return None;
    }
    Some(made.to_string_lossy().into_owned())
}

#[test]
fn what_libreoffice_saved_is_known_again() {
    let (sandbox, out) = returned();
    sandbox.qingce(&["export", "register", "--out", "台账.xlsx"]).exits(0);
    sandbox.qingce(&["tag"]).exits(0);
    let before = sandbox.json(&["list"]);
    for format in ["xlsx", "xls", "ods"] {
        let Some(reply) = by_libreoffice(&sandbox, &out, format) else { return };
        let told = import(&sandbox, &reply);
        assert_eq!((&told["state"], &told["replies"][0]["came"]), (&"nothing_changed".into(), &5.into()), "{told}");
        let Some(register) = by_libreoffice(&sandbox, &sandbox.path("台账.xlsx"), format) else { return };
        let told = import(&sandbox, &register);
        assert_eq!((&told["state"], rows(&told, "unchanged")), (&"nothing_changed".into(), 5), "{format}: {told}");
    }
    assert_eq!(sandbox.json(&["list"])["records"], before["records"], "not a 分 is lost on the way");
}

#[test]
fn lists_worked_on_in_python_come_back_as_old_and_new() {
    let (sandbox, _) = returned();
    sandbox.qingce(&["tag"]).exits(0);
    for list in ["register", "upgrade"] {
        let file = format!("{list}.xlsx");
        sandbox.qingce(&["export", list, "--out", &file, "--with-identity"]).exits(0);
        let untouched = import(&sandbox, &sandbox.path(&file).to_string_lossy());
        assert_eq!(untouched["state"], "nothing_changed", "what went out is what is there: {untouched}");
    }
    let script = "import sys, openpyxl\nwb = openpyxl.load_workbook(sys.argv[1])\nws = wb.active\n\
        cell = next(c for row in ws.iter_rows() for c in row if c.value == '灌区用水计量系统')\n\
        head = next(c for row in ws.iter_rows() for c in row if c.value == '联系电话')\n\
        ws.cell(cell.row, head.column).value = '0791-12345678'\nwb.save(sys.argv[2])";
    let edited = sandbox.path("改过.xlsx");
    let done = Command::new("python3").arg("-c").arg(script).arg(sandbox.path("register.xlsx")).arg(&edited).output();
    if !done.is_ok_and(|output| output.status.success()) {
        return skipped("python3 with openpyxl is not here");
    }
    let told = import(&sandbox, &edited.to_string_lossy());
    assert_eq!((rows(&told, "changed"), &told["cells"]["replaced"]), (1, &1.into()), "one cell, and no other: {told}");
    let now = record(&sandbox, "灌区用水计量系统");
    assert_eq!((&now["contact_phone"], &now["invest_total"]), (&"0791-12345678".into(), &"12.345678".into()));
    let uid = now["_uid"].as_str().unwrap_or_default().to_owned();
    let history = sandbox.json(&["history", &uid]);
    let change = history["changes"].as_array().into_iter().flatten().find(|change| change["field"] == "contact_phone");
    let change = change.unwrap_or_else(|| unreachable!("the journal tells it: {history}"));
    assert_eq!((&change["old"], &change["new"]), (&"0791-88880002".into(), &"0791-12345678".into()), "old → new");
}
