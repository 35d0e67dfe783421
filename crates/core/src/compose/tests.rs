//! The lists of the seeds, and the rows they give.

use crate::catalogue::Catalogue;
use crate::compose::{Composer, Entry, Setting, TagNote};
use crate::list::{ListBook, ListKind, Source};
use crate::record::{Facts, Record};
use crate::report::{ReportCell, ReportRow};
use crate::value::{Fen, Value, Values};
use chrono::NaiveDate;

const SHARED: &str = include_str!("../../../../seeds/lists/_shared.toml");
const LISTS: [&str; 8] = [
    include_str!("../../../../seeds/lists/register.toml"),
    include_str!("../../../../seeds/lists/cloud.toml"),
    include_str!("../../../../seeds/lists/network.toml"),
    include_str!("../../../../seeds/lists/upgrade.toml"),
    include_str!("../../../../seeds/lists/ready.toml"),
    include_str!("../../../../seeds/lists/zombie.toml"),
    include_str!("../../../../seeds/lists/statistics.toml"),
    include_str!("../../../../seeds/lists/template.toml"),
];

fn catalogue() -> Catalogue {
    Catalogue::parse(include_str!("../../../../seeds/fields.toml"), &[]).unwrap()
}

fn book(catalogue: &Catalogue) -> ListBook {
    ListBook::parse(SHARED, &LISTS, catalogue).unwrap()
}

fn setting<'a>(params: &'a [(&'a str, &'a str)]) -> Setting<'a> {
    Setting {
        today: NaiveDate::from_ymd_opt(2023, 12, 31).unwrap(),
        params,
        used: None,
        extra: &[],
        regions: None,
        marker: None,
    }
}

fn record(catalogue: &Catalogue, values: &[(&str, Value)], tags: &[&str]) -> Record {
    let mut record = Record {
        id: 1,
        uid: "0190-uid".into(),
        revision: 1,
        values: Values::empty(catalogue.len()),
        extra: vec![],
        to_return: false,
        facts: Facts { tags: tags.iter().map(|tag| (*tag).to_owned()).collect(), ..Facts::default() },
    };
    for (key, value) in values {
        record.values.set(catalogue.known(key), Some(value.clone()));
    }
    record
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// Rows as lines, cells parted by bars.
fn rows(composer: Composer<'_>, entries: &[Entry<'_>]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut composer = composer;
    let mut write = |row: ReportRow<'_>| -> Result<(), std::convert::Infallible> {
        lines.push(match row {
            ReportRow::Section(name) => format!("# {name}"),
            ReportRow::Data(cells) => cells.iter().map(shown).collect::<Vec<_>>().join("|"),
            ReportRow::Subtotal => "小计".into(),
            ReportRow::Total => "合计".into(),
            ReportRow::Note(note) => note.into_owned(),
        });
        Ok(())
    };
    for entry in entries {
        composer.entry(entry, &mut write).unwrap();
    }
    composer.finish(&mut write).unwrap();
    lines
}

fn shown(cell: &ReportCell<'_>) -> String {
    match cell {
        ReportCell::Empty => String::new(),
        ReportCell::Text(text) => text.to_string(),
        ReportCell::Int(number) => number.to_string(),
        ReportCell::Number(number) => number.to_string(),
        ReportCell::Money(fen) => fen.to_string(),
    }
}

#[test]
fn every_list_of_the_seeds_reads() {
    let catalogue = catalogue();
    let book = book(&catalogue);
    let ids: Vec<&str> = book.lists().iter().map(|list| list.id.as_str()).collect();
    assert_eq!(ids, ["register", "cloud", "network", "upgrade", "ready", "zombie", "statistics", "template"]);
    for list in book.lists() {
        for column in &list.columns {
            let headless = matches!(column.source, Source::Extra);
            assert!(headless || !column.header.is_empty(), "{}: a column without a header says nothing", list.id);
        }
    }
}

#[test]
fn a_wrong_list_says_what_is_wrong() {
    let catalogue = catalogue();
    let list = |lines: &str| format!("id='x'\nsheet='x'\ntitle='x'\nkind='projects'\n{lines}");
    for (lines, told) in [
        ("column = [{ show = 'field nonsense' }]", "no field nonsense"),
        ("column = [{ show = 'colour' }]", "no column can show colour"),
        ("column = [{ show = 'ratio a / b' }]", "no column can show ratio a / b"),
        ("scope = 'nonsense = 1'\ncolumn = []", "nonsense"),
        ("group_by = 'nonsense'\ncolumn = []", "no field nonsense"),
    ] {
        let error = ListBook::parse(SHARED, &[&list(lines)], &catalogue).unwrap_err().to_string();
        assert!(error.contains(told), "{error} must name what its author has to mend");
    }
}

#[test]
fn the_register_holds_every_field_once_and_the_uid_last() {
    let catalogue = catalogue();
    let book = book(&catalogue);
    let list = book.list("register").unwrap();
    let mut fields: Vec<_> = list
        .columns
        .iter()
        .filter_map(|c| match c.source {
            Source::Field(id) => Some(id.0),
            _ => None,
        })
        .collect();
    fields.sort_unstable();
    let all: Vec<u16> = catalogue.fields().iter().map(|field| field.id.0).collect();
    assert_eq!(fields, all, "an exported register that lacks a field cannot come back unchanged");
    assert_eq!(list.columns.last().unwrap().source, Source::Uid, "the hidden column stands out of the way");
}

#[test]
fn the_form_asks_for_all_that_the_catalogue_requires() {
    use crate::catalogue::Need;
    let catalogue = catalogue();
    let book = book(&catalogue);
    let form = book.list("template").unwrap();
    assert_eq!(form.kind, ListKind::Form);
    let column = |id| form.columns.iter().find(|column| column.source == Source::Field(id));
    for field in catalogue.fields() {
        let asked = column(field.id);
        match &field.need {
            Need::Required => assert!(asked.is_some_and(|c| c.required), "{}: required, so starred", field.key),
            Need::Any(_) => assert!(asked.is_some(), "{}: one of several, so there", field.key),
            Need::When(when) => {
                let askable = when.operands().iter().all(|operand| match operand {
                    crate::condition::Operand::Field(id) => column(*id).is_some(),
                    crate::condition::Operand::Fact(_) => true,
                });
                let told = asked.is_some_and(|c| !c.hint.is_empty());
                assert!(told || !askable, "{}: required of some projects, so there with a hint when", field.key);
            }
            Need::Optional => assert!(asked.is_none_or(|c| !c.required), "{}: nobody has to fill it in", field.key),
        }
    }
}

#[test]
fn a_list_is_parted_by_unit_with_running_numbers() {
    let catalogue = catalogue();
    let book = book(&catalogue);
    let list = book.list("cloud").unwrap();
    let project = |unit: &str, name: &str| {
        let values =
            [("report_unit", text(unit)), ("project_name", text(name)), ("invest_total", Value::Money(Fen(1)))];
        record(&catalogue, &values, &["上云迁移", "迁移分类/直接迁移"])
    };
    let records = [project("甲局", "一号"), project("甲局", "二号"), project("乙局", "三号")];
    let note = |tag: &str, class: Option<&str>, reason: &str, decided| TagNote {
        tag: tag.into(),
        class: class.map(Into::into),
        reason: reason.into(),
        basis: "工作要点三".into(),
        decided,
    };
    let tags = [
        note("上云迁移", None, "在自有机房", false),
        note("上云迁移", Some("补齐"), "仅部分上云", true),
        note("迁移分类", Some("直接迁移"), "已虚拟化", false),
    ];
    let entries: Vec<Entry<'_>> = records.iter().map(|record| Entry { record, tags: &tags }).collect();
    let lines = rows(Composer::new(list, &setting(&[])), &entries);
    let firsts: Vec<&str> = lines.iter().map(|line| line.split('|').next().unwrap()).collect();
    assert_eq!(firsts[..8], ["# 一、甲局", "1", "2", "小计", "# 二、乙局", "3", "小计", "合计"]);
    assert!(lines[1].contains("|直接迁移|在自有机房；仅部分上云|已虚拟化|工作要点三|人工确认|"), "{}", lines[1]);
    assert!(lines[8].starts_with("注1：") && lines.len() == 9, "a remark whose number is not known is left out");
    let lines = rows(Composer::new(list, &setting(&[("unknown", "7")])), &entries);
    assert!(lines[9].starts_with("注2：另有 7 项"), "what could not be judged is told");
}

#[test]
fn projects_without_a_unit_open_no_section_in_the_register() {
    let catalogue = catalogue();
    let book = book(&catalogue);
    let nameless = record(&catalogue, &[("project_name", text("无主项目"))], &[]);
    let lines =
        rows(Composer::new(book.list("register").unwrap(), &setting(&[])), &[Entry { record: &nameless, tags: &[] }]);
    assert!(lines[0].starts_with("1|"), "a heading would come back as the unit of the row below it: {}", lines[0]);
}

#[test]
fn a_list_without_a_sum_has_no_row_of_sums() {
    let catalogue = catalogue();
    let urge = include_str!("../../../../seeds/lists/urge.toml");
    let book = ListBook::parse(SHARED, &[urge], &catalogue).unwrap();
    let list = book.list("urge").unwrap();
    let mut composer = Composer::new(list, &setting(&[]));
    let mut rows = Vec::new();
    let mut write = |row: ReportRow<'_>| {
        rows.push(matches!(row, ReportRow::Subtotal | ReportRow::Total));
        Ok::<_, std::convert::Infallible>(())
    };
    for section in ["省直部门", "设区市"] {
        let _infallible = composer.told_row(section, &[("unit", ReportCell::text("某单位"))], &mut write);
    }
    let _infallible = composer.finish(&mut write);
    assert!(rows.len() > 4 && !rows.contains(&true), "小计 and 合计 of nothing are lines without a word: {rows:?}");
}

#[test]
fn a_list_without_rows_has_no_sums() {
    let catalogue = catalogue();
    let book = book(&catalogue);
    let lines = rows(Composer::new(book.list("zombie").unwrap(), &setting(&[])), &[]);
    assert!(lines.iter().all(|line| line.starts_with('注')), "nothing to add up: {lines:?}");
}

#[test]
fn unused_fields_are_left_out_and_extra_columns_come_in() {
    let catalogue = catalogue();
    let book = book(&catalogue);
    let used = [catalogue.known("report_unit"), catalogue.known("remark")];
    let extra = ["资产编号".to_owned()];
    let mut project = record(&catalogue, &[("remark", text("好"))], &[]);
    project.extra = vec![("资产编号".into(), "007".into())];
    let wanted = Setting { used: Some(&used), extra: &extra, ..setting(&[]) };
    let composer = Composer::new(book.list("register").unwrap(), &wanted);
    let headers: Vec<&str> = composer.report().columns.iter().map(|c| c.header.as_str()).collect();
    assert_eq!(headers, ["序号", "填报单位", "备注", "资产编号", "登记标识"]);
    assert_eq!(rows(composer, &[Entry { record: &project, tags: &[] }])[0], "1||好|007|0190-uid");
}

#[test]
fn statistics_count_and_add_per_unit() {
    let catalogue = catalogue();
    let book = book(&catalogue);
    let list = book.list("statistics").unwrap();
    let project = |unit: &str, status: &str, fen: i64, tags: &[&str]| {
        let values = [("report_unit", text(unit)), ("status", text(status)), ("invest_total", Value::Money(Fen(fen)))];
        record(&catalogue, &values, tags)
    };
    let records = [
        project("甲局", "已建在用", 1, &["已上云"]),
        project("甲局", "试运行", 2, &["上云迁移/补齐"]),
        project("甲局", "拟建", 1_000_000, &["已上云"]),
        project("乙局", "已下线", 3, &["疑似僵尸", "不参与标记"]),
    ];
    let entries: Vec<Entry<'_>> = records.iter().map(|record| Entry { record, tags: &[] }).collect();
    let composer = Composer::new(list, &setting(&[]));
    let ratio = composer.report().columns.iter().find_map(|column| column.ratio).unwrap();
    let headers: Vec<&str> = composer.report().columns.iter().map(|c| c.header.as_str()).collect();
    assert_eq!((headers[ratio.part], headers[ratio.whole]), ("已上云", "已建"));
    let lines = rows(composer, &entries);
    assert_eq!(lines[0], "1|甲局|3|1|0|2|0|0|1.000003|0|1||1|0|0|0|0|0|0|0|0");
    assert_eq!(lines[1], "2|乙局|1|0|0|0|1|0|0.000003|0|0||0|0|0|0|0|0|0|0|0");
    assert_eq!(lines[2], "合计");
}
