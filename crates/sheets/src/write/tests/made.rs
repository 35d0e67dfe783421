//! Made-up registers, and the lists of the seeds filled with them.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use chrono::NaiveDate;
use qingce_core::catalogue::{Catalogue, FieldType};
use qingce_core::compose::{Composer, Entry, Setting, TagNote};
use qingce_core::list::ListBook;
use qingce_core::record::{Facts, Record};
use qingce_core::reference::{Reference, SeedTexts};
use qingce_core::report::Report;
use qingce_core::value::{Fen, PartialDate, Value, Values};
use qingce_testkit::Sandbox;

use super::super::{ReportWriter, Written};

/// What ships, for the names of regions.
static REFERENCE: LazyLock<Reference> = LazyLock::new(|| Reference::parse(&SeedTexts::shipped()).unwrap());

const LISTS: [&str; 8] = [
    include_str!("../../../../../seeds/lists/register.toml"),
    include_str!("../../../../../seeds/lists/cloud.toml"),
    include_str!("../../../../../seeds/lists/network.toml"),
    include_str!("../../../../../seeds/lists/upgrade.toml"),
    include_str!("../../../../../seeds/lists/ready.toml"),
    include_str!("../../../../../seeds/lists/zombie.toml"),
    include_str!("../../../../../seeds/lists/statistics.toml"),
    include_str!("../../../../../seeds/lists/template.toml"),
];

pub fn catalogue() -> Catalogue {
    Catalogue::parse(include_str!("../../../../../seeds/fields.toml"), &[]).unwrap()
}

pub fn book(catalogue: &Catalogue) -> ListBook {
    ListBook::parse(include_str!("../../../../../seeds/lists/_shared.toml"), &LISTS, catalogue).unwrap()
}

/// A record with values by field key.
pub fn record(catalogue: &Catalogue, values: &[(&str, Value)]) -> Record {
    let mut record = Record {
        id: 1,
        uid: "01930000-0000-7000-8000-000000000001".into(),
        revision: 1,
        values: Values::empty(catalogue.len()),
        extra: vec![],
        to_return: false,
        facts: Facts::default(),
    };
    for (key, value) in values {
        record.values.set(catalogue.known(key), Some(value.clone()));
    }
    record
}

pub fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// Many records of some units, every field filled in with something of its type.
pub fn records(catalogue: &Catalogue, units: usize, of_each: usize) -> Vec<Record> {
    const UNITS: [&str; 5] = [
        "江西省水利厅",
        "江西省生态环境厅",
        "江西省人力资源和社会保障厅",
        "赣江新区管理委员会",
        "江西省机关事务管理局",
    ];
    let mut records = Vec::new();
    for unit in 0..units {
        for number in 0..of_each {
            let serial = unit * of_each + number;
            let mut made = record(catalogue, &[]);
            for field in catalogue.fields() {
                made.values.set(field.id, filled(field.kind, &field.key, serial));
            }
            made.uid = format!("01930000-0000-7000-8000-{serial:012}");
            made.values.set(catalogue.known("report_unit"), Some(text(UNITS[unit % UNITS.len()])));
            records.push(made);
        }
    }
    records
}

fn filled(kind: FieldType, key: &str, serial: usize) -> Option<Value> {
    if (serial + key.len()).is_multiple_of(6) && kind != FieldType::Unit {
        return None;
    }
    let number = serial as i64;
    Some(match (kind, key) {
        (_, "project_name") => text(&format!("防汛会商与水资源调度综合管理平台建设项目（第{serial}期）")),
        (_, "system_name") => text(&format!("水资源调度系统{serial}")),
        (_, "function_desc") => {
            text("汇聚雨情水情工情数据，支撑防汛会商、洪水预报和水量调度，供省市县三级水利部门使用")
        }
        (_, "project_code") => text(&format!("00{serial:04}")),
        (_, "status") => text(["已建在用", "在建", "拟建", "试运行", "已停用"][serial % 5]),
        (_, "deploy_location") => text("部门自建机房"),
        (FieldType::Phone, _) => text("0791-00000000"),
        (FieldType::Text, _) => text("江西某某科技有限公司"),
        (FieldType::Unit | FieldType::Region, _) => text("江西省水利厅"),
        (FieldType::Uscc, _) => text("11360000000000000X"),
        (FieldType::Enum | FieldType::Bool, _) => text("是"),
        (FieldType::Multi, _) => Value::Multi(vec!["电子政务外网".into(), "部门专网".into()]),
        (FieldType::Date, _) => {
            Value::Date(PartialDate::from_text(["2021", "2021-06", "2021-06-30"][serial % 3]).unwrap())
        }
        (FieldType::Money, _) => Value::Money(Fen(1_000_000 * number + 1_544_340_001)),
        (FieldType::Int, _) => Value::Int(number * 1_000),
        (FieldType::Number, _) => Value::Number(0.5 + number as f64),
    })
}

/// Notes as rules would give them.
pub fn notes() -> Vec<TagNote> {
    let note = |tag: &str, class: Option<&str>, reason: &str, basis: &str| TagNote {
        tag: tag.into(),
        class: class.map(Into::into),
        reason: reason.into(),
        basis: basis.into(),
        decided: false,
    };
    vec![
        note(
            "上云迁移",
            None,
            "已建系统部署在自有或托管机房，应逐步迁移至政务云",
            "工作要点三(已建信息化系统逐步迁移至政务云)",
        ),
        note("迁移分类", Some("直接迁移"), "已虚拟化的B/S系统，可直接迁移", "经验规则"),
        note("专网迁移", Some("并行核查"), "专网与政务外网并存，核查能否停用专网线路", "工作要点三"),
        note("升级改造", Some("对接"), "未对接省共享平台，不满足汇聚要求", "工作要点五(不符合汇集要求的进行改造升级)"),
        note("升级改造", Some("等保"), "未完成等级保护定级备案，先整改", "工作要点十二(网络安全等级保护)"),
        note("疑似僵尸", None, "月活跃用户数过低(阈值可调)", "经验规则"),
        note("汇聚就绪", None, "符合向省级平台统一汇集的条件", "工作要点五(做好向省级平台统一汇集的准备)"),
    ]
}

/// Writes a list of the seeds and tells where and what.
pub fn write(
    sandbox: &Sandbox,
    id: &str,
    catalogue: &Catalogue,
    records: &[Record],
    extra: &[String],
) -> (PathBuf, Written) {
    let path = sandbox.path(&format!("{id}.xlsx"));
    let written = write_to(&path, id, catalogue, records, extra);
    (path, written)
}

pub fn write_to(path: &Path, id: &str, catalogue: &Catalogue, records: &[Record], extra: &[String]) -> Written {
    let book = book(catalogue);
    let mut composer = Composer::new(book.list(id).unwrap(), &Setting { extra, ..setting() });
    let mut writer = ReportWriter::create(path, composer.report()).unwrap();
    let notes = notes();
    for record in records {
        composer.entry(&Entry { record, tags: &notes }, &mut |row| writer.row(row)).unwrap();
    }
    composer.finish(&mut |row| writer.row(row)).unwrap();
    writer.finish().unwrap()
}

/// A list's report without its rows.
pub fn report(id: &str, catalogue: &Catalogue) -> Report {
    Composer::new(book(catalogue).list(id).unwrap(), &setting()).report().clone()
}

pub fn setting() -> Setting<'static> {
    const PARAMS: [(&str, &str); 5] = [
        ("unit", "江西省发展和改革委员会"),
        ("region", "江西省"),
        ("journal", "3f9a0c41"),
        ("unknown", "12"),
        ("classified", "3"),
    ];
    Setting {
        today: NaiveDate::from_ymd_opt(2023, 12, 31).unwrap(),
        params: &PARAMS,
        used: None,
        extra: &[],
        regions: Some(REFERENCE.regions.as_ref()),
        marker: None,
    }
}

/// The XML of a part of a workbook.
pub fn part(path: &Path, name: &str) -> String {
    let mut text = String::new();
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}
