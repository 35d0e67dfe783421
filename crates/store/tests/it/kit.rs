//! Records made by rule, and the short way to import them.

use std::path::PathBuf;

use qingce_core::catalogue::{Catalogue, FieldType};
use qingce_core::finding::{Finding, Severity};
use qingce_core::reading::SheetReading;
use qingce_core::record::{Facts, Record};
use qingce_core::value::{Fen, PartialDate, Value, Values};
use qingce_store::{
    Finish, NewBatch, NewRecord, Place, Promoted, Role, Source, Staged, StagedRow, Staging, Store, Tally,
};

pub const AT: &str = "2026-03-01T08:00:00Z";

pub fn catalogue() -> Catalogue {
    Catalogue::parse(include_str!("../../../../seeds/fields.toml"), &[]).expect("the seeds are readable")
}

/// A folder of one test, with the register in it.
pub struct Desk {
    pub folder: tempfile::TempDir,
    pub catalogue: Catalogue,
}

impl Desk {
    pub fn new() -> Desk {
        Desk { folder: tempfile::tempdir().expect("a folder"), catalogue: catalogue() }
    }
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("register.db")
    }
    pub fn open(&self) -> Store {
        Store::open(&self.path(), Role::Owner, &self.catalogue).expect("the register opens")
    }
}

/// Values of record `n`: every field of every type has one for some `n`, and none for others.
pub fn values(catalogue: &Catalogue, n: i64) -> Values {
    let mut values = Values::empty(catalogue.len());
    for field in catalogue.fields() {
        let at = field.id.0 as i64;
        if (n * 7 + at * 3) % 5 == 0 {
            continue;
        }
        let text = || Value::Text(format!("{}甲{}", field.header, (n + at) % 9));
        values.set(
            field.id,
            Some(match field.kind {
                _ if (n + at) % 31 == 0 => Value::Unread(format!("不详{n}")),
                FieldType::Money => Value::Money(Fen(n * 1_000_000 + at)),
                FieldType::Int => Value::Int(n + at),
                FieldType::Number => Value::Number(n as f64 + 0.5),
                FieldType::Multi => Value::Multi(vec![format!("码{}", n % 3), format!("码\"{}", at % 4 + 3)]),
                FieldType::Date => {
                    let (month, day) = [(None, None), (Some(6), None), (Some(6), Some(15))][(n % 3) as usize];
                    Value::Date(PartialDate::new(2000 + (n % 25) as i32, month, day).expect("a date"))
                }
                _ => text(),
            }),
        );
    }
    values.set(catalogue.known("project_name"), Some(Value::Text(format!("信息化项目{n}"))));
    values.set(catalogue.known("report_unit"), Some(Value::Text(format!("省第{}厅", n % 7))));
    values
}

pub fn uid(n: i64) -> String {
    format!("0190a000-0000-7000-8000-{n:012}")
}

pub fn facts(n: i64) -> Facts {
    let level = ["省级", "市级", "县级"].get((n % 4) as usize).map(|l| (*l).to_owned());
    let subordinate = ["是", "否"].get((n % 3) as usize).map(|s| (*s).to_owned());
    Facts { unit_level: level, unit_is_subordinate: subordinate, ..Facts::default() }
}

pub fn about(name: &str) -> NewBatch {
    NewBatch {
        file_name: name.into(),
        file_sha256: format!("sha-of-{name}"),
        operator: "登记员".into(),
        mode: "replace_nonblank".into(),
        started_at: AT.into(),
    }
}

pub fn place(row: u32) -> Place {
    Place { sheet: 0, table: 0, row }
}

/// Every value in the column of its field's place, of its own row.
pub fn sources(values: &Values, row: u32) -> Vec<Source> {
    let given = values.0.iter().enumerate().filter(|(_, value)| value.is_some());
    given
        .map(|(at, _)| Source {
            field: qingce_core::catalogue::FieldId(at as u16),
            row,
            column: at as u32 + 1,
            text: None,
        })
        .collect()
}

pub fn finish(staging: &Staging) -> Finish {
    let mut read = Tally::default();
    qingce_core::fate::Fate::ALL.into_iter().for_each(|fate| read += staging.tally(fate));
    let readings = vec![SheetReading { name: "登记表".into(), hidden: false, skipped: None, tables: Vec::new() }];
    Finish { readings, read, finished_at: AT.into(), replies: Vec::new() }
}

pub fn stage_new(staging: &mut Staging, catalogue: &Catalogue, n: i64) -> i64 {
    let values = values(catalogue, n);
    let row = u32::try_from(n).expect("a row") + 3;
    let extra = if n % 4 == 0 { vec![("备用列".to_owned(), format!("附注{n}"))] } else { Vec::new() };
    let uid = uid(n);
    let (name, code) = (format!("单位|项目{n}"), format!("c{n}"));
    let record = NewRecord {
        uid: &uid,
        values: &values,
        extra: &extra,
        to_return: n % 5 == 1,
        facts: &facts(n),
        name_key: Some(&name),
        code_key: (n % 2 == 0).then_some(code.as_str()),
        remarks: None,
    };
    let sources = sources(&values, row);
    let findings: Vec<Finding> =
        (n % 5 == 1).then(|| Finding::new("required_empty", Severity::MustFix, "登记表", row, 2)).into_iter().collect();
    let row = StagedRow {
        place: place(row),
        what: Staged::New(record),
        fen: n,
        sources: &sources,
        findings: &findings,
        conflicts: &[],
        evidence: &[],
    };
    staging.add(&row).expect("staged").expect("a record")
}

pub fn stage_changed(staging: &mut Staging, before: &Record, row: u32, values: &Values, extra: &[(String, String)]) {
    let after = NewRecord {
        uid: &before.uid,
        values,
        extra,
        to_return: !before.to_return,
        facts: &before.facts,
        name_key: Some("别的"),
        code_key: None,
        remarks: None,
    };
    let sources = sources(values, row);
    let what = Staged::Changed { before, after };
    staging
        .add(&StagedRow {
            place: place(row),
            what,
            fen: 5,
            sources: &sources,
            findings: &[],
            conflicts: &[],
            evidence: &[],
        })
        .expect("staged");
}

/// Imports records `from..to` as one file.
pub fn import(store: &Store, name: &str, from: i64, to: i64) -> Promoted {
    let mut staging = store.stage(about(name)).expect("staging begins");
    for n in from..to {
        stage_new(&mut staging, store.catalogue(), n);
    }
    let finish = finish(&staging);
    staging.promote(store, &finish).expect("promoted")
}

/// The day on which people decide and edit.
pub fn today() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 3, 1).expect("a day")
}

/// Watches nothing.
pub fn nobody(_done: u64, _total: u64) -> std::ops::ControlFlow<()> {
    std::ops::ControlFlow::Continue(())
}
